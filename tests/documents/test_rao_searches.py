"""The report proves each search: passages set aside with reason, author and time, nearest ones behind an absence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from docx.oxml.ns import qn

from opposable.documents.rao import write_rao
from opposable.documents.rao_searches import ANNEX
from opposable.model.assessment import Assessment, SetAside
from opposable.model.bids import Evidence, Suggestion
from tests.documents.word_tenders import BIDDERS, MASTER, assessed, opened, plain, sealed, tables, words

TENDER = sealed()
FIRST, SECOND = TENDER.judged[0], TENDER.judged[1]
NEAR = Evidence(text="Nos locaux  sont à \x0bBrest ; l'équipe y est.", file="mémoire.docx", where="§ 7, paragraphe 40")
OTHER = Evidence(text="Un plan existe. " * 40, file="mémoire.docx", where="§ 8, paragraphe 51")
ASIDE = SetAside(
    text=NEAR.text,
    file=NEAR.file,
    where=NEAR.where,
    reason="Parle des locaux, pas des équipes.",
    author="RSSI, A. B.",
    at=datetime(2026, 11, 22, 14, 2, tzinfo=UTC),
)


def with_searches(*, absent: bool, aside: tuple[SetAside, ...], bidder: int = 0) -> Assessment:
    """The usual assessment, where one bid has for the first requirement these passages and this log."""
    whole = assessed(TENDER)
    found = Suggestion(verdict="absent" if absent else "conforme", confidence=0.5, to_read=True, passages=(NEAR, OTHER))
    bids = list(whole.bids)
    bid = bids[bidder]
    files = tuple(report.model_copy(update={"passages": 412}) for report in bid.bid.files)
    bids[bidder] = replace(
        bid,
        bid=bid.bid.model_copy(update={"files": files}),
        suggestions={**bid.suggestions, FIRST.id: found},
        set_aside={FIRST.id: aside} if aside else {},
    )
    return replace(whole, bids=tuple(bids))


def written(**given: object) -> bytes:
    return write_rao(TENDER, with_searches(**given), MASTER)  # type: ignore[arg-type]


def card(content: bytes, bidder: int = 0) -> list[list[str]]:
    return tables(content)[f"Recherche de l'exigence {FIRST.number} dans l'offre de {BIDDERS[bidder]}"]


def test_a_sentence_repeated_in_several_places_is_quoted_once_with_each_place() -> None:
    whole = with_searches(absent=True, aside=())
    again = NEAR.model_copy(update={"where": "§ 9, paragraphe 60"})
    found = whole.bids[0].suggestions[FIRST.id].model_copy(update={"passages": (NEAR, OTHER, again)})
    bid = replace(whole.bids[0], suggestions={**whole.bids[0].suggestions, FIRST.id: found})
    rows = card(write_rao(TENDER, replace(whole, bids=(bid, *whole.bids[1:])), MASTER))

    near = [row[1] for row in rows if row[0] == "Proche, non écarté"]
    assert len(near) == 2
    assert near[0].endswith("(mémoire.docx, § 7, paragraphe 40 ; aussi mémoire.docx, § 9, paragraphe 60)")


def test_a_passage_set_aside_is_printed_with_its_place_reason_author_and_time() -> None:
    row = next(row for row in card(written(absent=False, aside=(ASIDE,))) if row[0] == "Écarté")
    assert f"« {plain(NEAR.text.replace(chr(11), ''))} » (mémoire.docx, § 7, paragraphe 40)" in row[1]
    assert "Motif : Parle des locaux, pas des équipes. (RSSI, A. B., 22 novembre 2026 à 15 h 02)" in row[1]


def test_a_passage_set_aside_is_quoted_sign_for_sign() -> None:
    texts = [node.text for node in opened(written(absent=True, aside=(ASIDE,))).element.body.iter(qn("w:t"))]
    assert NEAR.text.replace("\x0b", "") in texts


def test_an_absence_tells_the_files_searched_and_the_nearest_passages_left() -> None:
    content = written(absent=True, aside=(ASIDE,))
    rows = card(content)[1:]
    assert ["Recherche", "Écarté", "Proche, non écarté"] == [row[0] for row in rows]
    assert rows[0][1] == (
        "La lecture ne trouve aucun passage qui réponde. Recherche faite dans 1 fichier, 412 passages. "
        "Passages les plus proches écartés : 1 sur 2."
    )
    assert rows[2][1].startswith("« Un plan existe. Un plan existe.")
    assert rows[2][1].endswith("[…] » (mémoire.docx, § 8, paragraphe 51)")
    assert "mémoire.docx : 412 passages parcourus" in words(content)


def test_the_analysis_quotes_no_passage_that_was_set_aside() -> None:
    rows = dict(tables(written(absent=False, aside=(ASIDE,)))[f"Notes de l'exigence {FIRST.number}"])
    assert "Nos locaux" not in rows[BIDDERS[0]]
    assert "Passage de l'offre : « Un plan existe." in rows[BIDDERS[0]]


def test_the_analysis_says_the_search_where_nothing_answers() -> None:
    rows = dict(tables(written(absent=True, aside=()))[f"Notes de l'exigence {FIRST.number}"])
    assert "La lecture ne trouve aucun passage qui réponde." in rows[BIDDERS[0]]
    assert "Passage de l'offre" not in rows[BIDDERS[0]]


def test_a_file_that_left_the_bid_is_said() -> None:
    gone = ASIDE.model_copy(update={"file": "ancien.pdf"})
    row = next(row for row in card(written(absent=False, aside=(gone,))) if row[0] == "Écarté")
    assert "(ancien.pdf, § 7, paragraphe 40, fichier qui n'est plus dans l'offre)" in row[1]


def test_the_log_of_a_bid_that_is_not_retained_is_printed_too() -> None:
    assert "Écarté" in [row[0] for row in card(written(absent=False, aside=(ASIDE,), bidder=2), bidder=2)]


def test_an_absence_said_by_a_reason_counts_as_one() -> None:
    whole = with_searches(absent=False, aside=())
    first = whole.bids[0]
    mark = first.marks[FIRST.id].model_copy(update={"mark": Decimal(0), "reason": "Aucune mention dans l'offre."})
    bids = (replace(first, marks={**first.marks, FIRST.id: mark}), *whole.bids[1:])
    content = write_rao(TENDER, replace(whole, bids=bids), MASTER)
    assert card(content)[1][1].startswith("Le motif de la note parle d'une absence. Recherche faite dans 1 fichier")


def test_without_search_to_prove_there_is_no_annex() -> None:
    assert ANNEX not in words(write_rao(TENDER, assessed(TENDER), MASTER))


def test_the_same_log_gives_the_same_bytes() -> None:
    assert written(absent=True, aside=(ASIDE,)) == written(absent=True, aside=(ASIDE,))


@pytest.mark.parametrize("requirement", [FIRST, SECOND])
def test_only_requirements_searched_have_a_card(requirement) -> None:
    found = [title for title in tables(written(absent=True, aside=())) if title.startswith("Recherche de l'exigence")]
    assert (requirement is FIRST) == any(f" {requirement.number} " in title for title in found)
