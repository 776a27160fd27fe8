"""Finding: acronyms, other words, headings, copies, keyword lists, and whose passage a passage is."""

from __future__ import annotations

from opposable.bids.matching.finding import SearchableBid, grams, is_keyword_list, match, query
from opposable.bids.matching.suggest import suggest
from opposable.model.bids import Passage, Sought
from tests.bids.matching.written import AROUND, LANGUAGE, passages


def first(lexicon, sought, *found):
    bid = SearchableBid(found, lexicon)
    return bid.passages[int(match([query(sought, lexicon)], bid).shared[0].argmax())].text


def test_an_acronym_and_its_words_find_each_other(lexicon):
    strong = Sought(id="x", title="MFA", text="La MFA protège tous les accès distants.")
    answer = "Un second facteur est exigé à chaque connexion."
    assert answer == first(lexicon, strong, *passages(*AROUND, answer))


def test_pas_the_plan_is_not_pas_the_negation(lexicon):
    plan = Sought(id="x", title="Plan d'assurance sécurité", text="Le plan d'assurance sécurité est remis.")
    answer = "PAS : J+15."
    assert answer == first(lexicon, plan, *passages("Nous ne fermons pas, jamais, pas même en août.", answer, *AROUND))


def test_a_heading_gives_its_subject_to_the_paragraph_under_it(lexicon):
    journal = Sought(id="x", title="Journaux", text="Les journaux de sécurité sont conservés un an.")
    under = Passage(
        bid="a", file="m.docx", where="§ 4", heading="4. Journaux de sécurité", text="Ils restent dix-huit mois."
    )
    assert under.text == first(lexicon, journal, *passages(*AROUND), under)


def test_a_list_item_carries_the_sentence_that_introduces_its_list(lexicon):
    drill = Sought(id="x", title="Exercices de crise", text="Deux exercices de crise sont animés chaque année.")
    intro = Passage(bid="a", file="m", where="1", heading="2", text="Deux exercices de crise rythment l'année :")
    item = Passage(bid="a", file="m", where="2", heading="2", text="au printemps, sur table ;", kind="liste")
    bid = SearchableBid((*passages(*AROUND), intro, item), lexicon)
    scores = match([query(drill, lexicon)], bid).shared[0]
    assert scores[-1] > max(scores[:-2])


def test_the_recalled_need_gives_way_to_the_answer(lexicon):
    need = passages(
        "Vous demandez un support en français par téléphone.", heading="2. Ce que nous avons compris de votre besoin"
    )
    answer = passages("Le support répond en français, par téléphone et par courriel.", heading="5. Support")
    assert answer[0].text == first(lexicon, LANGUAGE, *need, *answer, *passages(*AROUND))


def test_a_passage_goes_first_to_the_requirement_that_explains_it_best(lexicon):
    remote = Sought(id="a", title="Intervention à distance", text="L'intervention à distance commence en une heure.")
    onsite = Sought(id="b", title="Intervention sur site", text="L'intervention sur site a lieu en quatre heures.")
    bid = SearchableBid(passages("Intervention sur site : quatre heures après l'appel.", *AROUND), lexicon)
    scores = match([query(remote, lexicon), query(onsite, lexicon)], bid).shared
    assert scores[1][0] > 1.5 * scores[0][0]


def test_keyword_lists_are_told_from_sentences():
    assert is_keyword_list("SOC, MDR, XDR, SOAR, SIEM, UEBA, CTI, PAM et bastion, IAM")
    assert not is_keyword_list(
        "Chaque nuit, les serveurs sont copiés, vérifiés, puis mis au coffre par deux techniciens."
    )


def test_word_groups_of_a_short_text_are_none():
    assert frozenset() == grams("trois petits mots")


def test_a_bid_without_passage_finds_nothing_and_says_so(lexicon):
    found = suggest([LANGUAGE], {"vide": ()}, lexicon)["vide"]["langue"]
    assert ("absent", ()) == (found.verdict, found.passages)
    assert found.reasons == ("Aucun passage de l'offre ne traite cette exigence.",)
