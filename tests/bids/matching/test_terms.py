"""The terms of a passage, alone and with what stands around it."""

from __future__ import annotations

from opposable.bids.matching.lexicon import Lexicon
from opposable.bids.matching.terms import Terms
from opposable.bids.matching.tokens import stem, stems
from opposable.model.bids import Passage
from tests.bids.matching.written import passages


def test_a_heading_counts_less_than_the_passage_itself(lexicon: Lexicon) -> None:
    written = passages("Les sauvegardes des sauvegardes.", heading="4. Sauvegardes > 4.1 Restauration")
    counted = Terms(written, lexicon).counted()[0]
    weight = lexicon.rules["retrieval.heading"]
    assert (2 + weight, weight) == (counted[stem("sauvegardes")], counted[stem("restauration")])


def test_a_list_item_is_also_counted_by_the_sentence_that_introduces_it(lexicon: Lexicon) -> None:
    first, second = passages("Nous livrons chaque trimestre :", "un inventaire")
    counted = Terms([first, second.model_copy(update={"kind": "liste"})], lexicon).counted()[1]
    assert stem("livrons") in counted


def test_a_passage_says_its_notes_and_is_headed_without_them(lexicon: Lexicon) -> None:
    noted = passages("Présence sur site.")[0].model_copy(update={"notes": ("hors dimanche",)})
    terms = Terms([noted], lexicon)
    assert (True, False) == (stem("dimanche") in terms.said(0), stem("dimanche") in terms.headed(0))


def test_a_passage_in_capitals_is_read_as_one_text_with_its_heading(lexicon: Lexicon) -> None:
    shouted = Passage(bid="a", file="m.docx", where="§ 1", heading="OFFRE", text="CE N'EST PAS INCLUS")
    said = frozenset(stems("ce n'est pas inclus offre"))
    assert said <= Terms([shouted], lexicon).said(0)
    assert "PAS#" not in Terms([shouted], lexicon).said(0)
