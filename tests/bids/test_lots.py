"""The files of a bidder go to the lots it answers, and to no other."""

from __future__ import annotations

import pytest

from opposable.bids.forms import read_response_form
from opposable.bids.lots import folders_by_lot, share_files
from opposable.bids.pipeline import read_bids
from opposable.model.errors import OpposableError
from opposable.model.lots import by_lot, of_lot
from tests.filling import empty_form
from tests.lot_tenders import files_of, form_of, prices_of, two_lots
from tests.sheet_tenders import sealed_tender

TENDER = two_lots()
NOTE = b"# Equipe\n\nUn analyste veille.\n"


def names(found: dict[str, dict[str, dict[str, bytes]]]) -> dict[str, dict[str, list[str]]]:
    return {lot: {bidder: sorted(files) for bidder, files in bids.items()} for lot, bids in found.items()}


def test_forms_carry_their_lot_and_what_is_beside_them_is_shared():
    files = {"a.xlsx": form_of(TENDER, "1"), "b.xlsx": prices_of(TENDER, "2"), "memoire.md": NOTE}
    expected = {"1": {"Aldérion": ["a.xlsx", "memoire.md"]}, "2": {"Aldérion": ["b.xlsx", "memoire.md"]}}
    assert expected == names(folders_by_lot(TENDER, {"Aldérion": files}))


@pytest.mark.parametrize("folder", ["lot-2", "Lot 2", "LOT_02", "lot n°2"])
def test_a_folder_says_the_lot(folder):
    expected = {"1": {}, "2": {"Aldérion": [f"{folder}/memoire.md"]}}
    assert expected == names(folders_by_lot(TENDER, {"Aldérion": {f"{folder}/memoire.md": NOTE}}))


def test_folders_of_lots_may_hold_those_of_bidders():
    folders = {"Lot 1": {"Novalquint/m.md": NOTE}, "Lot 2": {"Aldérion/m.md": NOTE, "Novalquint/m.md": NOTE}}
    expected = {
        "1": {"Novalquint": ["Lot 1/m.md"]},
        "2": {"Aldérion": ["Lot 2/m.md"], "Novalquint": ["Lot 2/m.md"]},
    }
    assert expected == names(folders_by_lot(TENDER, folders))


def test_files_given_at_once_go_to_the_lot_they_carry_or_to_all_those_chosen():
    given = [("a.xlsx", form_of(TENDER, "1")), ("b.xlsx", prices_of(TENDER, "2")), ("m.md", NOTE)]
    assert {"1": ["a.xlsx", "m.md"], "2": ["b.xlsx", "m.md"]} == {
        lot: list(files) for lot, files in share_files(TENDER, given, ["1", "2"]).items()
    }


def test_files_of_a_tender_of_one_lot_are_all_its_own():
    assert {"1": {"m.md": NOTE}} == share_files(sealed_tender(), [("m.md", NOTE)], ["1"])


@pytest.mark.parametrize(
    ("given", "lots", "said"),
    [
        ([("m.md", NOTE)], [], "Aucun lot n'est choisi."),
        ([("b.xlsx", form_of(TENDER, "2"))], ["1"], "« b.xlsx » répond au lot 2, qui n'est pas choisi."),
        ([("m.md", NOTE), ("m.md", b"# Autre\n")], ["1"], "Deux fichiers s'appellent « m.md »."),
    ],
)
def test_files_that_cannot_be_placed_are_refused_together(given, lots, said):
    with pytest.raises(OpposableError) as caught:
        share_files(TENDER, given, lots)
    assert said == caught.value.message


def test_two_forms_of_one_name_go_each_to_its_lot():
    given = [("cadre.xlsx", form_of(TENDER, "1")), ("cadre.xlsx", form_of(TENDER, "2"))]
    assert {"1": {"cadre.xlsx": given[0][1]}, "2": {"cadre.xlsx": given[1][1]}} == share_files(
        TENDER, given, ["1", "2"]
    )


def test_bidders_whose_lots_nothing_tells_are_all_named():
    folders = {"Aldérion": {"m.md": NOTE}, "Novalquint": {"m.md": NOTE}, "Tramontys": {"lot-1/m.md": NOTE}}
    with pytest.raises(OpposableError, match=r"à quels lots répondent : Aldérion, Novalquint\. Rangez"):
        folders_by_lot(TENDER, folders)


def test_a_folder_of_an_unknown_lot_is_refused_with_its_bidder():
    with pytest.raises(OpposableError, match=r"Aldérion, dossier « lot-4 » : Le lot « 4 » n'existe pas"):
        folders_by_lot(TENDER, {"Aldérion": {"lot-4/m.md": NOTE}})


def test_a_single_lot_takes_every_file_whatever_its_folder():
    files = {"lot-7/m.md": NOTE, "n.md": NOTE}
    assert {"1": {"Aldérion": files}} == folders_by_lot(sealed_tender(), {"Aldérion": files})


def test_a_form_put_with_another_lot_is_refused_by_its_number():
    (bid,), _ = read_bids(of_lot(TENDER, "2"), {"Aldérion": {"cadre.xlsx": form_of(TENDER, "1")}})
    assert bid.form is None
    assert "Ce fichier répond au lot 1, non au lot 2." in bid.files[0].problems[0]


def test_the_files_of_a_lot_are_read_without_a_doubt():
    for lot in ("1", "2"):
        (bid,), suggestions = read_bids(of_lot(TENDER, lot), {"Aldérion": files_of(TENDER, lot)})
        assert [] == [problem for report in bid.files for problem in (*report.problems, *report.warnings)]
        assert lot == bid.lot
        assert {r.id for r in of_lot(TENDER, lot).judged} == set(bid.form.answers) == set(suggestions["Aldérion"])


def test_a_form_that_carries_no_lot_serves_each_lot_of_its_tender():
    older = sealed_tender(lots=TENDER.lots)
    for narrowed in by_lot(older):
        form = read_response_form("f.xlsx", empty_form(older), narrowed)
        assert {r.id for r in older.judged} == set(form.answers)
