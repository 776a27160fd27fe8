"""Cross-checks of the catalog: every name that one object says of another must exist."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from opposable.catalog.yaml_file import Path_, YamlFile
from opposable.model.catalog import Catalog, ClauseSpec, RequirementSpec
from opposable.model.condition import Condition, comparisons
from opposable.model.errors import OpposableError, nearest
from opposable.model.units import UNITS

HOLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
"""A place to fill in a text: the name of a parameter, or ``droit:`` and the id of a legal figure."""

_NUMERIC = ("nombre", "montant")


@dataclass(frozen=True, slots=True)
class Places:
    """Where each object was written, by kind and id."""

    found: dict[str, dict[str, tuple[YamlFile, Path_]]]

    def where(self, kind: str, id_: str, path: Path_ = ()) -> str:
        """Return ``file:line`` of `path` inside the object."""
        file, at = self.found[kind][id_]
        return file.where((*at, *path))


def check_references(catalog: Catalog, places: Places) -> Iterator[OpposableError]:
    """Yield every broken reference and misplaced object."""
    yield from _check_questions(catalog, places)
    yield from _check_figures(catalog, places)
    yield from _check_prices(catalog, places)
    yield from _check_settings(catalog, places)
    for name, items in (("penalties", catalog.penalties), ("criteria", catalog.criteria)):
        for id_, item in items.items():
            where = places.where(name, id_, ("sources",))
            yield from _unknown(item.sources, catalog.sources, "La source", where)
    for clause in catalog.clauses.values():
        yield from _check_clause(clause, catalog, places)
    yield from _check_numbers(catalog, places)


def _unknown(words: Iterable[str], known: Collection[str], what: str, where: str) -> Iterator[OpposableError]:
    for word in words:
        if word not in known:
            yield OpposableError(f"{what} « {word} » n'existe pas.", where=where, hint=nearest(word, known))


def _check_condition(condition: Condition | None, catalog: Catalog, where: str) -> Iterator[OpposableError]:
    if condition is None:
        return
    for comparison in comparisons(condition):
        question = catalog.questions.get(comparison.answer)
        if question is None:
            yield from _unknown([comparison.answer], catalog.questions, "La question", where)
            continue
        yield from _unknown(comparison.laws(), catalog.figures, "La donnée de droit", where)
        if comparison.at_least is not None or comparison.below is not None:
            if question.kind not in _NUMERIC:
                yield OpposableError(
                    f"« {question.id} » n'est pas un nombre : at_least et below n'y vont pas.", where=where
                )
            continue
        if (question.kind == "oui_non") != isinstance(comparison.is_, bool):
            yield OpposableError(
                f"« {question.id} » attend is: true ou is: false si c'est un oui ou non, un choix sinon.",
                where=where,
            )
        if (question.kind == "choix_multiple") != (comparison.includes_any is not None):
            yield OpposableError(
                f"« {question.id} » : includes_any va avec les choix multiples, et eux seuls ; sinon is ou in.",
                where=where,
            )
        choices = {choice.id for choice in question.choices}
        for word in comparison.choices():
            if question.choices and word not in choices:
                yield OpposableError(
                    f"« {word} » n'est pas un choix de « {question.id} ».",
                    where=where,
                    hint=nearest(word, choices),
                )


def _check_questions(catalog: Catalog, places: Places) -> Iterator[OpposableError]:
    for group in catalog.groups:
        for index, question in enumerate(group.questions):
            where = places.where("groups", group.id, ("questions", index))
            yield from _check_condition(question.asked_when, catalog, where)
            if not question.id.startswith(f"{group.id}."):
                yield OpposableError(f"La question « {question.id} » doit commencer par « {group.id}. ».", where=where)


def _check_figures(catalog: Catalog, places: Places) -> Iterator[OpposableError]:
    for id_, figure in catalog.figures.items():
        where = places.where("figures", id_)
        yield from _unknown([figure.unit], UNITS, "L'unité", where)
        for dated in figure.values.values():
            yield from _unknown([dated.source], catalog.sources, "La source", where)


def _check_prices(catalog: Catalog, places: Places) -> Iterator[OpposableError]:
    codes: dict[str, str] = {}
    for id_, line in catalog.prices.items():
        where = places.where("prices", id_)
        yield from _check_condition(line.applies_when, catalog, where)
        for quantity in line.quantity:
            yield from _check_condition(quantity.when, catalog, where)
            yield from _unknown([quantity.answer] if quantity.answer else [], catalog.questions, "La question", where)
        if codes.setdefault(line.code, id_) != id_:
            yield OpposableError(f"Le code de prix « {line.code} » sert déjà à « {codes[line.code]} ».", where=where)


def _check_settings(catalog: Catalog, places: Places) -> Iterator[OpposableError]:
    where = places.where("settings", "settings")
    yield from _check_condition(catalog.settings.plain_language_when, catalog, where)
    yield from _unknown([catalog.settings.vat_rate], catalog.figures, "La donnée de droit", where)
    total = sum(criterion.weight for criterion in catalog.criteria.values())
    if total != 100:
        yield OpposableError(f"Les poids des critères totalisent {total} au lieu de 100.", where=where)
    if [level.mark for level in catalog.scale] != [0, 1, 2, 3, 4]:
        yield OpposableError("L'échelle de notation doit décrire les notes 0 à 4, une fois chacune.", where=where)


def _check_clause(clause: ClauseSpec, catalog: Catalog, places: Places) -> Iterator[OpposableError]:
    def at(*path: str | int) -> str:
        return places.where("clauses", clause.id, path)

    file = places.found["clauses"][clause.id][0].name
    if not file.endswith("/" + clause.id.replace(".", "/") + ".yaml"):
        yield OpposableError(f"L'identifiant « {clause.id} » ne répète pas le chemin du fichier.", where=at("id"))
    yield from _unknown([clause.theme], catalog.themes, "Le thème", at("theme"))
    yield from _check_condition(clause.applies_when, catalog, at("applies_when"))
    yield from _unknown(clause.sources, catalog.sources, "La source", at("sources"))
    yield from _unknown(clause.requires, catalog.clauses, "La clause", at("requires"))
    yield from _unknown(clause.excludes, catalog.clauses, "La clause", at("excludes"))
    yield from _check_measures(clause.corresponds_to, catalog, at("corresponds_to"))
    for name, spec in clause.parameters.items():
        yield from _unknown([spec.unit], UNITS, "L'unité", at("parameters", name, "unit"))
        for default in spec.default:
            yield from _check_condition(default.when, catalog, at("parameters", name, "default"))
    yield from _check_holes(clause.text, clause, catalog, at("text"))
    yield from _check_holes(clause.plain_text, clause, catalog, at("plain_text"))
    for index, requirement in enumerate(clause.requirements):
        where = at("requirements", index)
        yield from _check_requirement(requirement, clause, catalog, where)
    used = {*_holes(clause), *(r.parameter for r in clause.requirements if r.parameter)}
    for name in clause.parameters.keys() - used:
        yield OpposableError(f"Le paramètre « {name} » ne sert nulle part.", where=at("parameters", name))


def _holes(clause: ClauseSpec) -> set[str]:
    texts = [
        clause.text,
        clause.plain_text,
        *(t for r in clause.requirements for t in (r.text, r.plain_text)),
    ]
    return {hole for text in texts for hole in HOLE.findall(text)}


def _check_holes(text: str, clause: ClauseSpec, catalog: Catalog, where: str) -> Iterator[OpposableError]:
    for hole in HOLE.findall(text):
        if hole.startswith("droit:"):
            yield from _unknown([hole.removeprefix("droit:").strip()], catalog.figures, "La donnée de droit", where)
        else:
            yield from _unknown([hole], clause.parameters, "Le paramètre", where)
    if "{" in HOLE.sub("", text) or "}" in HOLE.sub("", text):
        yield OpposableError("Une accolade est mal placée : un paramètre s'écrit « {{ nom }} ».", where=where)


def _check_requirement(
    requirement: RequirementSpec, clause: ClauseSpec, catalog: Catalog, where: str
) -> Iterator[OpposableError]:
    subs = {sub.id for criterion in catalog.criteria.values() for sub in criterion.sub}
    yield from _unknown([requirement.criterion], subs, "Le sous-critère", where)
    if requirement.parameter is not None:
        yield from _unknown([requirement.parameter], clause.parameters, "Le paramètre", where)
    if requirement.penalty is not None:
        yield from _unknown([requirement.penalty], catalog.penalties, "La pénalité", where)
    yield from _check_holes(requirement.text, clause, catalog, where)
    yield from _check_holes(requirement.plain_text, clause, catalog, where)
    yield from _check_measures(requirement.corresponds_to, catalog, where)
    if not requirement.id.startswith(f"{clause.id}."):
        yield OpposableError(f"L'exigence « {requirement.id} » doit commencer par « {clause.id}. ».", where=where)
    theme = catalog.themes.get(clause.theme)
    if theme is not None and not requirement.number.startswith(f"{theme.code}-"):
        yield OpposableError(
            f"Le numéro « {requirement.number} » doit commencer par « {theme.code}- », code du thème.",
            where=where,
        )
    hosting = catalog.questions.get("besoin.hebergement")
    modes = {"default", *(choice.id for choice in hosting.choices)} if hosting else {"default"}
    yield from _unknown(requirement.carried_by, modes, "Le mode d'hébergement", where)


def _check_measures(words: Iterable[str], catalog: Catalog, where: str) -> Iterator[OpposableError]:
    for word in words:
        framework, _, measure = word.partition(":")
        if framework not in catalog.frameworks:
            yield from _unknown([framework], catalog.frameworks, "Le référentiel", where)
        else:
            known = {item.id for item in catalog.frameworks[framework].measures}
            yield from _unknown([measure.strip()], known, f"Le point du référentiel « {framework} »", where)


def _check_numbers(catalog: Catalog, places: Places) -> Iterator[OpposableError]:
    seen: dict[str, str] = {}
    for clause in catalog.clauses.values():
        for index, requirement in enumerate(clause.requirements):
            for kind, word in (("Le numéro", requirement.number), ("L'identifiant", requirement.id)):
                if seen.setdefault(word, clause.id) != clause.id or (
                    sum(word in (r.number, r.id) for r in clause.requirements) > 1
                ):
                    yield OpposableError(
                        f"{kind} d'exigence « {word} » sert déjà dans la clause « {seen[word]} ».",
                        where=places.where("clauses", clause.id, ("requirements", index)),
                        hint="Un numéro ne sert qu'une fois.",
                    )
