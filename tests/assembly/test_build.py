"""The tender says in correct French what was decided, and applies the buyer's edits within their bounds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from opposable.assembly.build import _as_written, build
from opposable.assembly.clauses import _edition
from opposable.model.catalog import AnswerSpec, Catalog
from opposable.model.condition import Answer
from opposable.model.draft import Draft, Edits, OwnClause, OwnRequirement, RequirementEdit
from opposable.model.errors import OpposableError

DAY = date(2026, 11, 22)
CHU: dict[str, Answer] = {
    "etab.type": "chu",
    "etab.urgences": True,
    "etab.postes": Decimal(60),
    "besoin.prestations": ("soc",),
    "besoin.hebergement": "sur_site",
}
OTHER: dict[str, Answer] = {**CHU, "etab.type": "cabinet"}


def text(catalog: Catalog, answers: dict[str, Answer], **edits: object) -> str:
    tender = build(catalog, Draft(answers=answers, edits=Edits.model_validate(edits)), DAY)
    return next(clause.text for clause in tender.clauses if clause.id == "detection.soc")


def test_parameters_and_law_are_written_in_french(catalog: Catalog) -> None:
    expected = "Le titulaire prend en charge toute alerte en 1\u00a0heure au plus, au taux de 20\u00a0%."
    assert text(catalog, CHU) == expected


def test_a_value_chosen_by_the_buyer_takes_the_plural(catalog: Catalog) -> None:
    assert "en 2\u00a0heures au plus" in text(catalog, CHU, parameters={"detection.soc.gti": "2"})


def test_small_structures_get_plain_language_and_their_own_default(catalog: Catalog) -> None:
    assert text(catalog, OTHER) == "Une alerte est prise en charge en 2\u00a0heures."


def test_a_value_out_of_range_is_refused_with_the_range(catalog: Catalog) -> None:
    with pytest.raises(OpposableError, match="entre 1 et 8\u00a0heures"):
        text(catalog, CHU, parameters={"detection.soc.gti": "9"})


def test_an_edited_text_keeps_the_original(catalog: Catalog) -> None:
    edits = Edits(texts={"detection.soc": "Le titulaire veille en {{ gti }}."})
    tender = build(catalog, Draft(answers=CHU, edits=edits), DAY)
    clause = next(c for c in tender.clauses if c.id == "detection.soc")
    assert clause.text == "Le titulaire veille en 1\u00a0heure."
    assert clause.original_text is not None
    assert clause.original_text.startswith("Le titulaire prend en charge")


def test_a_clause_that_law_imposes_is_not_dropped_without_a_reason(catalog: Catalog) -> None:
    with pytest.raises(OpposableError, match="imposée par un texte"):
        build(catalog, Draft(answers=CHU, edits=Edits(dropped={"env.mesures": " "})), DAY)


def test_it_is_dropped_with_a_reason_that_is_kept(catalog: Catalog) -> None:
    tender = build(catalog, Draft(answers=CHU, edits=Edits(dropped={"env.mesures": "Sans objet ici."})), DAY)
    left = next(item for item in tender.left_out if item.id == "env.mesures")
    assert (left.dropped_by_buyer, left.reason, left.obligation) == (True, "Sans objet ici.", "loi")


def test_before_the_law_applies_no_reason_is_due(catalog: Catalog) -> None:
    tender = build(catalog, Draft(answers=CHU, edits=Edits(dropped={"env.mesures": ""})), date(2026, 8, 20))
    assert all(clause.id != "env.mesures" for clause in tender.clauses)


def test_a_clause_left_out_can_be_brought_back(catalog: Catalog) -> None:
    tender = build(catalog, Draft(answers=CHU, edits=Edits(kept={"detection.jour": ""})), DAY)
    clause = next(c for c in tender.clauses if c.id == "detection.jour")
    assert clause.reasons == ("Réintégrée par l'acheteur",)


def test_an_own_clause_is_numbered_and_judged(catalog: Catalog) -> None:
    own = OwnClause(
        key="badge",
        title="Badges",
        theme="env",
        text="Le titulaire badge.",
        requirements=(OwnRequirement(text="Badge.", criterion="technique.env", answer=AnswerSpec(asks="Lequel ?")),),
    )
    tender = build(catalog, Draft(answers=CHU, edits=Edits(own=(own,))), DAY)
    requirement = tender.requirement("ACH-011")
    assert requirement is not None
    assert (requirement.id, set(requirement.scale)) == ("acheteur.badge.e1", {0, 1, 2, 3, 4})


def test_level_and_weight_of_a_requirement_can_be_changed(catalog: Catalog) -> None:
    edits = Edits(requirements={"detection.soc.delai": RequirementEdit(level="notee", weight=9)})
    requirement = build(catalog, Draft(answers=CHU, edits=edits), DAY).requirement("DET-01")
    assert requirement is not None
    assert (requirement.level, requirement.weight) == ("notee", 9)


def test_the_carrier_follows_the_hosting(catalog: Catalog) -> None:
    requirement = build(catalog, Draft(answers=CHU), DAY).requirement("DET-01")
    assert requirement is not None
    assert requirement.carried_by == "partage"


def test_an_edit_of_an_unknown_clause_names_the_nearest(catalog: Catalog) -> None:
    with pytest.raises(OpposableError, match=r"« detection.sok ».*« detection.soc »"):
        build(catalog, Draft(answers=CHU, edits=Edits(texts={"detection.sok": "x"})), DAY)


def test_the_same_draft_gives_the_same_tender(catalog: Catalog) -> None:
    assert build(catalog, Draft(answers=CHU), DAY) == build(catalog, Draft(answers=CHU), DAY)


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("Jour ouvré", "remis en 2 jours ouvrés au plus", True),
        ("Disponibilité", "une indisponibilité de 4 heures", False),
        ("Sous-traitant (commande publique)", "chez ses sous-traitants", True),
    ],
)
def test_a_term_is_looked_for_whole_in_singular_or_plural(term: str, text: str, found: bool) -> None:
    assert found is bool(_as_written(term).search(text))


@pytest.mark.parametrize(
    ("version", "shown"),
    [("v2", "version 2"), ("2.0", "version 2.0"), ("2022", "édition 2022"), ("rév. 1", "rév. 1"), ("", "")],
)
def test_a_version_reads_in_words(version: str, shown: str) -> None:
    assert shown == _edition(version)
