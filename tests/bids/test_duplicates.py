"""Passages shared by two bids: shown when long and nearly the same, said neutrally."""

from __future__ import annotations

from opposable.bids.duplicates import shared_passages
from opposable.model.bids import Passage

TEXT = (
    "Chaque nuit, nos serveurs copient les données vers un second centre situé à plus de cent kilomètres, et un "
    "exemplaire reste hors ligne pendant trente jours, ce que nous vérifions chaque mois devant votre responsable."
)


def passage(bid: str, text: str, index: int = 0) -> Passage:
    return Passage(bid=bid, file=f"{bid}.docx", where=f"paragraphe {index + 1}", text=text, index=index)


def test_the_same_long_text_in_two_bids_is_shown_with_its_places() -> None:
    found = shared_passages([passage("alpha", TEXT), passage("beta", f"Préambule. {TEXT}")])

    assert [(x.first.bid, x.second.bid, x.share, x.excerpt) for x in found] == [("alpha", "beta", 1.0, TEXT[:-1])]
    assert "(alpha.docx, paragraphe 1)" in found[0].sentence
    assert "100\u00a0%" in found[0].sentence


def test_a_few_changed_words_do_not_hide_the_likeness() -> None:
    changed = TEXT.replace("votre responsable", "vos équipes").replace("Chaque nuit", "Tous les soirs")

    assert len(shared_passages([passage("alpha", TEXT), passage("beta", changed)])) == 1


def test_text_copied_from_the_tender_does_not_count() -> None:
    both = [passage("alpha", TEXT), passage("beta", TEXT)]

    assert shared_passages(both, [TEXT]) == ()


def test_short_passages_and_passages_of_one_bid_do_not_count() -> None:
    short = "Nous assurons le service en continu, tous les jours de l'année."

    assert shared_passages([passage("alpha", short), passage("beta", short)]) == ()
    assert shared_passages([passage("alpha", TEXT), passage("alpha", TEXT, 1)]) == ()


def test_the_observation_accuses_nobody() -> None:
    sentence = shared_passages([passage("alpha", TEXT), passage("beta", TEXT)])[0].sentence

    assert "peut l’expliquer" in sentence
    assert not any(word in sentence.lower() for word in ("copie", "plagiat", "entente", "fraude"))
