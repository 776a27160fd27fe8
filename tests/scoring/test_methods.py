"""The published descriptions of the price formulas, and what a wrong file is told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from scoring.methods import load_methods, read_method
from scoring.price import default_parameters, known_methods
from scoring.wording import NBSP

D = Decimal
GOOD = """
id: essai
title: Essai
formula: N = B
in_words: Tous ont B.
favours: Personne.
conditions: [{text: Jamais., source: loi}]
warnings: [{text: Neutralise le prix., source: loi}]
sources: [{id: loi, text: Un texte}]
"""


def wrong(text: str, name: str = "essai.yaml") -> str:
    """Return what the reader says of `text`, with plain spaces."""
    with pytest.raises(ValueError, match=name) as caught:
        read_method(name, text)
    return str(caught.value).replace(NBSP, " ")


def test_every_formula_is_described_and_every_description_is_computed() -> None:
    assert sorted(known_methods()) == list(load_methods())


def test_described_defaults_are_the_computed_ones() -> None:
    for method in load_methods().values():
        assert default_parameters(method.id) == {p.id: p.default for p in method.parameters}


def test_every_source_is_cited_and_every_notice_has_one() -> None:
    for method in load_methods().values():
        cited = {notice.source for notice in (*method.conditions, *method.warnings)}
        assert cited <= set(method.sources)
        assert method.warnings


def test_the_pivot_may_stand_between_two_and_three_times_the_lowest_price() -> None:
    (multiple,) = load_methods()["pivot_fixe"].parameters
    assert (D(2), D(3)) == (multiple.lowest, multiple.highest)


def test_the_straight_line_is_refused_to_few_bids_and_heavy_prices() -> None:
    line = load_methods()["lineaire_daj"]
    few, heavy = (sentence.replace(NBSP, " ") for sentence in line.objections(D(50), 2))
    assert "2 offre(s) seulement, il en faut au moins 3" in few
    assert "le prix pèse 50 %, il doit peser moins de 50 %" in heavy
    assert () == line.objections(D(40), 3)


def test_the_proportional_formula_suits_any_field() -> None:
    assert () == load_methods()["proportionnelle"].objections(D(90), 1)


def test_a_folder_of_ones_own_is_read_in_alphabetical_order(tmp_path: Path) -> None:
    (tmp_path / "essai.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "autre.yaml").write_text(GOOD.replace("id: essai", "id: autre"), "utf-8")
    (tmp_path / "notes.txt").write_text("rien", "utf-8")
    assert ["autre", "essai"] == list(load_methods(tmp_path))


def test_an_unknown_key_is_named_with_the_known_ones() -> None:
    message = wrong(GOOD.replace("favours:", "favors:"))
    assert message.startswith("essai.yaml : « favors » n'est pas une rubrique connue de « le fichier ».")
    assert "favours" in message


def test_an_unknown_key_deep_in_the_file_is_named() -> None:
    assert "« href » n'est pas une rubrique connue de « sources »" in wrong(
        GOOD.replace("text: Un texte", "text: Un texte, href: x")
    )


def test_a_missing_key_is_named() -> None:
    assert "la rubrique « title » manque dans « le fichier »." in wrong(GOOD.replace("title: Essai", ""))


def test_a_key_written_twice_is_refused_with_its_line() -> None:
    assert "essai.yaml:10 : la rubrique « title » est écrite deux fois." == wrong(GOOD + "title: Encore\n")


def test_a_notice_must_cite_a_listed_source() -> None:
    assert "« warnings » cite « loi2 », qui n'est pas dans « sources »." in wrong(
        GOOD.replace("prix., source: loi", "prix., source: loi2")
    )


def test_the_id_is_the_name_of_the_file() -> None:
    assert "l'identifiant « essai » doit être le nom du fichier" in wrong(GOOD, "autre.yaml")


def test_a_text_must_be_a_text_and_a_list_must_not_be_empty() -> None:
    assert "« title » doit être un texte." in wrong(GOOD.replace("title: Essai", "title: 12"))
    assert "« sources » doit être une liste d'au moins un élément." in wrong(
        GOOD.replace("[{id: loi, text: Un texte}]", "[]")
    )


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ("[3, 4]", "doit être [minimum, maximum] et contenir la valeur par défaut."),
        ("[1]", "doit être [minimum, maximum] et contenir la valeur par défaut."),
        ("[un, 3]", "« range » doit être un nombre, pas « un »."),
    ],
)
def test_a_parameter_has_a_range_that_holds_its_default(bounds: str, message: str) -> None:
    assert message in wrong(f"{GOOD}parameters: {{n: {{label: n, default: 2, range: {bounds}}}}}\n")


def test_a_file_that_is_not_yaml_is_refused_with_its_line() -> None:
    assert wrong("id: [essai\n").startswith("essai.yaml:2 : ")


def test_a_file_that_is_not_a_mapping_is_refused() -> None:
    assert "essai.yaml : « le fichier » doit contenir des rubriques." == wrong("- essai\n")
