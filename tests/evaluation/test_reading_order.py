"""Minimal requirements are read first, and « absent » is written only after a whole search."""

from __future__ import annotations

from typing import Any

import pytest

from opposable.evaluation.reading_order import differences, next_pending, read_first, reading_queue
from opposable.evaluation.search_proof import claims_absence, place_of, search_proof
from opposable.model.bids import Bid, Evidence, FileReport, Suggestion
from tests.sheet_tenders import clause, requirement, sealed_tender

TENDER = sealed_tender(
    clauses=(
        clause(
            "detection.c",
            "Clause",
            requirement("a", "A", "Notée, sûre."),
            requirement("b", "B", "Notée, incertaine."),
            requirement("c", "C", "Minimale, confirmée.", level="minimale"),
            requirement("d", "D", "Minimale, absente.", level="minimale"),
            requirement("e", "E", "Notée, déclarée autrement."),
        ),
    )
)


def suggestion(verdict: str = "conforme", *, to_read: bool = False, **changes: Any) -> Suggestion:
    return Suggestion(verdict=verdict, confidence=0.5, to_read=to_read, **changes)  # type: ignore[arg-type]


FOUND = {
    "a": suggestion(),
    "b": suggestion(to_read=True),
    "c": suggestion(),
    "d": suggestion("absent"),
    "e": suggestion(to_read=True, flags=("declaration_differente",)),
}


def test_the_queue_goes_from_the_most_pressing_to_the_least() -> None:
    queue = reading_queue(TENDER, {"X": FOUND}, {"X": frozenset()})
    assert [(pending.requirement.id, pending.reason) for pending in queue] == [
        ("d", "minimale, et la lecture ne la confirme pas"),
        ("c", "minimale"),
        ("e", "la déclaration et le texte diffèrent"),
        ("b", "lecture incertaine"),
        ("a", ""),
    ]


def test_what_is_marked_everywhere_leaves_the_queue() -> None:
    marked = {"X": frozenset("abcd"), "Y": frozenset("abc")}
    queue = reading_queue(TENDER, {"X": FOUND, "Y": FOUND}, marked)
    assert [(pending.requirement.id, pending.bidders) for pending in queue] == [("d", ("Y",)), ("e", ("X", "Y"))]


def test_the_next_one_follows_in_the_queue_and_comes_round() -> None:
    queue = reading_queue(TENDER, {"X": FOUND}, {"X": frozenset()})
    assert [next_pending(queue, id_) for id_ in ("d", "a", "unknown")] == ["c", "d", "d"]
    assert next_pending(queue[:1], "d") is None
    assert next_pending((), "d") is None


def test_a_minimal_requirement_is_always_read() -> None:
    assert read_first(TENDER.judged[2], suggestion())
    assert not read_first(TENDER.judged[0], suggestion())


def test_differences_between_form_and_text_are_listed() -> None:
    assert [difference.requirement.id for difference in differences(TENDER, FOUND)] == ["e"]


def report(name: str, **changes: Any) -> FileReport:
    return FileReport(bid="X", file=name, kind="memoire", sha256="0" * 64, size=1, **changes)


def test_absent_needs_every_file_and_every_near_passage() -> None:
    near = tuple(Evidence(text=f"Passage {n}", file="m.pdf", where=f"page {n}") for n in range(2))
    found = suggestion("absent", passages=near)
    bid = Bid(bidder="X", files=(report("m.pdf", passages=40),))
    assert not search_proof(bid, found, ()).complete
    done = search_proof(bid, found, [place_of(passage) for passage in near])
    assert done.complete
    assert done.sentences == (
        "Recherche faite dans 1\u00a0fichier, 40\u00a0passages.",
        "Passages les plus proches écartés : 2 sur 2.",
    )


@pytest.mark.parametrize(
    ("reason", "absent"),
    [
        ("Aucune mention dans l'offre.", True),
        ("Réponse absente.", True),
        ("L'offre ne précise rien sur ce point.", True),
        ("L'offre écrit : « aucune mention de ce nom n'est permise ».", False),
        ("Équipes postées, relève décrite.", False),
    ],
)
def test_a_reason_that_speaks_of_absence_is_recognised(reason: str, absent: bool) -> None:
    assert absent is claims_absence(reason)


def test_an_unreadable_file_leaves_the_absence_open() -> None:
    bid = Bid(bidder="X", files=(report("m.pdf", passages=4), report("n.pdf", problems=("n.pdf : illisible.",))))
    proof = search_proof(bid, suggestion("absent"), ())
    assert not proof.complete
    assert proof.sentences[1] == "Illisible en tout ou partie : « n.pdf ». L'absence n'est pas établie."
