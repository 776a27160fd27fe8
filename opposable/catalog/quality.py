"""The quality of the catalog's writing: rules that a program can hold, each found with its file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from opposable.catalog.checks import HOLE, Places
from opposable.catalog.search import fold
from opposable.catalog.wording import FormRule, Severity, Wording
from opposable.catalog.yaml_file import Path_
from opposable.model.catalog import Catalog, ClauseSpec, RequirementSpec
from opposable.model.errors import OpposableError


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: its id, how grave it is, and the sentence to the author."""

    rule: str
    severity: Severity
    problem: OpposableError


@dataclass(frozen=True, slots=True)
class _Hit:
    """A word to quote, where it is, and the other place when there are two."""

    word: str
    where: str
    other: str = ""


def check_quality(catalog: Catalog, places: Places, wording: Wording) -> tuple[Finding, ...]:
    """Return what the writing rules find in the clauses and penalties that are not retired, in file order."""
    found = [*_words(catalog, places, wording), *_forms(catalog, places, wording)]
    return tuple(sorted(found, key=lambda finding: (_place(finding), finding.rule)))


def _place(finding: Finding) -> tuple[str, int]:
    name, _, line = finding.problem.where.rpartition(":")
    return name, int(line) if line.isdigit() else 0


def _live(catalog: Catalog) -> Iterator[ClauseSpec]:
    return (clause for clause in catalog.clauses.values() if clause.status != "retiree")


def _requirements(catalog: Catalog) -> Iterator[tuple[ClauseSpec, int, RequirementSpec]]:
    for clause in _live(catalog):
        for index, requirement in enumerate(clause.requirements):
            yield clause, index, requirement


def _texts(clause: ClauseSpec) -> Iterator[tuple[str, Path_, str]]:
    """Yield each text that bidders read: which sort it is, its path in the file, and the text."""
    yield "clause", ("text",), clause.text
    yield "clause", ("plain_text",), clause.plain_text
    for index, requirement in enumerate(clause.requirements):
        path: Path_ = ("requirements", index)
        yield "exigence", (*path, "text"), requirement.text
        yield "exigence", (*path, "plain_text"), requirement.plain_text
        for rank, proof in enumerate(requirement.proof):
            yield "preuve", (*path, "proof", rank), proof
        yield "question", (*path, "answer", "asks"), requirement.answer.asks
        for mark, meaning in requirement.scale.items():
            yield "echelle", (*path, "scale", mark), meaning


def _words(catalog: Catalog, places: Places, wording: Wording) -> Iterator[Finding]:
    for clause in _live(catalog):
        for sort, path, text in _texts(clause):
            for rule in wording.words:
                if sort not in rule.fields:
                    continue
                for word in rule.found(text):
                    where = places.where("clauses", clause.id, path)
                    problem = OpposableError(rule.message.replace("{mot}", word), where=where, hint=rule.hint)
                    yield Finding(rule.id, rule.severity, problem)


def _forms(catalog: Catalog, places: Places, wording: Wording) -> Iterator[Finding]:
    for rule in wording.forms:
        for hit in FORMS[rule.id](catalog, places, rule):
            message = rule.message.replace("{mot}", hit.word).replace("{autre}", hit.other)
            yield Finding(rule.id, rule.severity, OpposableError(message, where=hit.where, hint=rule.hint))


def _unmeasured(catalog: Catalog, places: Places, _: FormRule) -> Iterator[_Hit]:
    for clause in _live(catalog):
        for name, spec in clause.parameters.items():
            if spec.better != "none" and not spec.measured.strip():
                yield _Hit(name, places.where("clauses", clause.id, ("parameters", name)))


def _no_parameter(catalog: Catalog, places: Places, _: FormRule) -> Iterator[_Hit]:
    for clause, index, requirement in _requirements(catalog):
        if requirement.answer.kind == "engagement" and requirement.parameter is None:
            yield _hit(requirement.id, clause, index, places, "answer")


def _too_many(catalog: Catalog, places: Places, rule: FormRule) -> Iterator[_Hit]:
    for clause in _live(catalog):
        if len(clause.requirements) > (rule.limit or 0):
            yield _Hit(clause.id, places.where("clauses", clause.id, ("requirements",)))


def _alike(catalog: Catalog, places: Places, rule: FormRule) -> Iterator[_Hit]:
    """Compare every pair of obligations, clauses of one slot apart: only one of those is ever kept.

    A text that adds several words to another says something else: « une faille » and « une faille de vos outils ».
    """
    rows = list(_requirements(catalog))
    texts = [fold(HOLE.sub("", requirement.text)) for _, _, requirement in rows]
    scores = process.cdist(texts, texts, scorer=fuzz.token_set_ratio, score_cutoff=rule.limit)
    for row, (clause, index, requirement) in enumerate(rows):
        for column in range(row):
            other, _, twin = rows[column]
            short, long = sorted((len(texts[row].split()), len(texts[column].split())))
            same = scores[row][column] and short >= 0.8 * long
            if same and other.id != clause.id and not _apart(clause, other):
                yield _hit(requirement.id, clause, index, places, "text", twin.id)


def _apart(clause: ClauseSpec, other: ClauseSpec) -> bool:
    slot = clause.one_of is not None and clause.one_of == other.one_of
    return slot or other.id in clause.excludes or clause.id in other.excludes


def _clues(catalog: Catalog, places: Places, rule: FormRule) -> Iterator[_Hit]:
    for clause, index, requirement in _requirements(catalog):
        words = [fold(word) for word in requirement.finds]
        if len(words) > (rule.limit or 0) or len(set(words)) < len(words):
            yield _hit(requirement.id, clause, index, places, "finds")


def _scales(catalog: Catalog, places: Places, _: FormRule) -> Iterator[_Hit]:
    for clause, index, requirement in _requirements(catalog):
        # What is judged on the candidate is met or not: its marks may say the same.
        marked = requirement.stage == "offre"
        if marked and len({fold(text) for text in requirement.scale.values()}) < len(requirement.scale):
            yield _hit(requirement.id, clause, index, places, "scale")


def _uncontrolled(catalog: Catalog, places: Places, rule: FormRule) -> Iterator[_Hit]:
    for clause, index, requirement in _requirements(catalog):
        words = fold(requirement.controlled_by).rstrip(".")
        if len(words) < (rule.limit or 0) or words in ("a definir", "sans objet", "selon besoin", "neant"):
            yield _hit(requirement.id, clause, index, places, "controlled_by")


def _uncapped(catalog: Catalog, places: Places, _: FormRule) -> Iterator[_Hit]:
    for penalty in catalog.penalties.values():
        if not penalty.cap.strip():
            yield _Hit(penalty.id, places.where("penalties", penalty.id))


def _heavy(catalog: Catalog, places: Places, rule: FormRule) -> Iterator[_Hit]:
    for penalty in catalog.penalties.values():
        if penalty.unit == "pourcent" and penalty.amount > (rule.limit or 0):
            yield _Hit(penalty.id, places.where("penalties", penalty.id, ("amount",)))


def _hit(word: str, clause: ClauseSpec, index: int, places: Places, key: str, other: str = "") -> _Hit:
    return _Hit(word, places.where("clauses", clause.id, ("requirements", index, key)), other)


FORMS: dict[str, Callable[[Catalog, Places, FormRule], Iterator[_Hit]]] = {
    "forme.mesure_manquante": _unmeasured,
    "forme.engagement_sans_parametre": _no_parameter,
    "forme.trop_d_exigences": _too_many,
    "forme.exigences_semblables": _alike,
    "forme.indices": _clues,
    "forme.echelle": _scales,
    "forme.controle": _uncontrolled,
    "forme.penalite_sans_plafond": _uncapped,
    "forme.penalite_lourde": _heavy,
}
"""The rules on form that `redaction.yaml` may name, and what computes each."""
