"""From the files of every bidder to bids and suggestions."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from opposable.bids.pipeline import read_bids, suggestions_json
from opposable.documents import layout
from tests.filling import change, empty_form, empty_prices, fill_form, fill_prices
from tests.sheet_tenders import sealed_tender

TENDER = sealed_tender()
FORM = fill_form(
    empty_form(TENDER),
    {
        "DET-01": {layout.DECLARED: "oui", layout.ANSWER: "Un analyste est présent à toute heure, dimanche compris."},
        "DET-02": {layout.DECLARED: "oui", layout.VALUE: 10},
        "EXE-01": {
            layout.DECLARED: "oui",
            layout.VALUE: 2,
            layout.ANSWER: "Nous conduisons deux exercices de crise par an, suivis d'un rapport écrit.",
        },
    },
)
PRICES = fill_prices(empty_prices(TENDER), {"SUP-1": 1000, "INC-1": 900, "DEM-1": 100, "EXE-1": 10})
PROPOSAL = b"# Supervision\n\nToute alerte critique est prise en charge en dix minutes au plus.\n"
GOOD = {"cadre rempli.xlsx": FORM, "prix.xlsx": PRICES, "memoire.md": PROPOSAL}


@pytest.fixture(scope="module")
def reading():
    other = sealed_tender(reference="2026-CYB-99")
    folders = {
        "Aldérion": GOOD,
        "Novalquint": {"cadre.xlsx": empty_form(other), "prix.xlsx": b"PK\x03\x04casse", "memoire.md": PROPOSAL},
        "Tramontys": {"a.xlsx": FORM, "b.xlsx": change(FORM, lambda book: None), "autre.xlsx": _annex()},
    }
    seen: list[tuple[int, int, str]] = []
    bids, suggestions = read_bids(TENDER, folders, progress=lambda *step: seen.append(step))
    return {bid.bidder: bid for bid in bids}, suggestions, seen


def _annex() -> bytes:
    def clear(book):
        for name in book.sheetnames[1:]:
            book.remove(book[name])

    return change(empty_form(TENDER), clear)


def test_each_file_is_told_apart_by_its_content(reading):
    bids, _, _ = reading
    assert ["cadre_de_reponse", "bordereau_de_prix", "memoire"] == [f.kind for f in bids["Aldérion"].files]
    assert ["annexe"] == [f.kind for f in bids["Tramontys"].files if f.file == "autre.xlsx"]


def test_the_form_and_the_prices_are_read(reading):
    bids, _, _ = reading
    assert Decimal(10) == bids["Aldérion"].form.answers["detection.supervision.gti"].value
    assert Decimal("47410.00") == bids["Aldérion"].prices.total_ht


def test_foreign_and_broken_files_are_told_one_by_one_and_the_others_load(reading):
    bids, _, _ = reading
    bid = bids["Novalquint"]
    foreign, broken, proposal = bid.files
    assert (None, None) == (bid.form, bid.prices)
    assert foreign.problems[0].startswith("Ce fichier appartient à la consultation « 2026-CYB-99 »")
    assert "illisible" == broken.kind
    assert broken.problems
    assert () == proposal.problems
    assert proposal.passages > 0


def test_a_second_form_is_told_and_not_used(reading):
    bids, _, _ = reading
    assert "a.xlsx" == bids["Tramontys"].form.file
    assert (
        "C'est un second cadre de réponse ; seul « a.xlsx » est utilisé. Demandez au candidat lequel engage son offre."
        in bids["Tramontys"].files[1].problems
    )


def test_an_answer_given_only_in_the_form_is_found(reading):
    _, suggestions, _ = reading
    best = suggestions["Aldérion"]["exercices.crise.nombre"].passages[0]
    assert ("cadre rempli.xlsx", "feuille « Valeur technique », cellule G8") == (
        best.file,
        best.where.replace("\u00a0", " "),
    )


def test_every_requirement_of_every_bid_has_a_suggestion_with_the_declared_level(reading):
    _, suggestions, _ = reading
    expected = {r.id for r in TENDER.judged}
    assert [expected] * 3 == [set(found) for found in suggestions.values()]
    assert "oui" == suggestions["Aldérion"]["detection.supervision.gti"].declared
    assert suggestions["Novalquint"]["detection.supervision.gti"].declared is None


def test_progress_counts_every_file_once(reading):
    _, _, seen = reading
    assert list(range(1, 10)) == [done for done, _, _ in seen]
    assert {9} == {total for _, total, _ in seen}


def test_passages_are_numbered_through_the_bid(reading):
    bids, _, _ = reading
    passages = bids["Aldérion"].passages
    assert list(range(len(passages))) == [passage.index for passage in passages]


def test_the_json_has_the_announced_shape(reading):
    _, suggestions, _ = reading
    plain = json.loads(json.dumps(suggestions_json(suggestions)))
    entry = plain["bids"]["Aldérion"]["detection.supervision.gti"]
    assert {"verdict", "confidence", "to_read", "declared", "passages", "values", "flags", "reasons"} == set(entry)
    assert {"text", "file", "where"} == set(entry["passages"][0])
    assert [{"value": 10, "unit": "minute"}] == [
        {key: value[key] for key in ("value", "unit")} for value in entry["values"][:1]
    ]
