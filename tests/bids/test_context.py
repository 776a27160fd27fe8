"""A quote leads back to its place, its words keep their exact letters, and contradictory promises are told apart."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opposable.bids.context import contradictions, flag_labels, pieces, promises, surroundings
from opposable.bids.matching.lexicon import load_lexicon
from opposable.bids.page_image import draw_page
from opposable.model.bids import CommittedValue, Evidence, Passage
from opposable.model.errors import OpposableError

LEXICON = load_lexicon()
PDF = Path(__file__).parents[2] / "benchmarks" / "sets" / "bids_dev" / "bids" / "tramontys-infogerance.pdf"


def value(text: str, quantity: str, meets: bool, *, where: str = "page 1", firm: bool = True) -> CommittedValue:
    number = Decimal(text.split(maxsplit=1)[0])
    return CommittedValue(
        value=number, unit="minute", text=text, quantity=quantity, file="m.pdf", where=where, firm=firm, meets=meets
    )


@given(st.text(max_size=80), st.lists(st.text(max_size=5), max_size=3))
def test_the_pieces_of_a_text_are_the_text(text: str, values: list[str]) -> None:
    assert "".join(piece.text for piece in pieces(text, LEXICON, values)) == text


def test_words_that_weaken_and_values_are_told_apart() -> None:
    cut = pieces("Le délai de 30 minutes est proposé en option.", LEXICON, ("30 minutes",))
    assert [(piece.text, piece.flag_class) for piece in cut if piece.flag_class] == [
        ("30 minutes", "valeur"),
        ("en option", "option"),
    ]


def test_flags_are_told_in_french_once() -> None:
    ids = [entry.id for entry in LEXICON.flags if entry.flag_class == "option"][:2]
    hazard = LEXICON.hazards[0].id
    assert flag_labels(["ok", *ids, hazard, "declaration_differente"], LEXICON) == (
        "en option ou en supplément",
        "contredit l'exigence",
        "le texte ne dit pas ce que le cadre déclare",
    )


def test_a_number_that_binds_another_quantity_is_no_contradiction() -> None:
    values = (value("240 minutes", "RPO", True), value("480 minutes", "RPO", False), value("480 minutes", "RTO", True))
    found = promises(values)
    assert [(promise.quantity, promise.words) for promise in found] == [
        ("RPO", ("240 minutes",)),
        ("RTO", ("480 minutes",)),
    ]
    assert contradictions(found) == ()


def test_two_firm_values_that_disagree_are_a_contradiction() -> None:
    values = (value("20 minutes", "délai", True), value("45 minutes", "délai", False, where="page 9"))
    assert [[promise.words[0] for promise in own] for own in contradictions(promises(values))] == [
        ["20 minutes", "45 minutes"]
    ]
    soft = (value("20 minutes", "délai", True), value("45 minutes", "délai", False, where="page 9", firm=False))
    assert contradictions(promises(soft)) == ()


def test_a_quote_is_shown_with_what_stands_around_it() -> None:
    passages = [Passage(bid="A", file="m.md", where=f"ligne {n}", text=f"Texte {n}") for n in range(6)]
    found = surroundings(passages, Evidence(text="Texte 2", file="m.md", where="ligne 2"), around=2)
    assert found is not None
    assert [p.text for p in found.before] == ["Texte 0", "Texte 1"]
    assert [p.text for p in found.after] == ["Texte 3", "Texte 4"]
    assert surroundings(passages, Evidence(text="Rien", file="m.md", where="ligne 2")) is None


def test_a_page_is_drawn_with_its_words_marked() -> None:
    content = PDF.read_bytes()
    bare, marked = draw_page(content, 5), draw_page(content, 5, "Perte de données | 24 h")
    assert bare.startswith(b"\x89PNG")
    assert marked != bare


@pytest.mark.parametrize(("content", "page"), [(b"%PDF-1.4 rien", 1), (PDF.read_bytes(), 999), (b"", 1)])
def test_a_page_that_cannot_be_drawn_is_told(content: bytes, page: int) -> None:
    with pytest.raises(OpposableError, match=f"La page {page} ne peut pas être affichée"):
        draw_page(content, page)
