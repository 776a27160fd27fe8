"""Which measure of each framework the catalog answers, by which clause and requirement, and which it does not."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opposable.model.catalog import Catalog, Framework, Measure
from opposable.model.errors import OpposableError, nearest


@dataclass(frozen=True, slots=True)
class Coverage:
    """One measure of a framework: the printed numbers of the requirements, and the ids of the clauses, that answer."""

    framework: Framework
    measure: Measure
    requirements: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()

    @property
    def covered(self) -> bool:
        """Say whether at least one clause in force answers."""
        return bool(self.clauses)


def coverage(catalog: Catalog, framework: str | None = None) -> tuple[Coverage, ...]:
    """Return each measure of `framework`, or of all, in its own order, with the clauses in force that answer it.

    Raises `OpposableError` for an unknown framework.
    """
    if framework is not None and framework not in catalog.frameworks:
        hint = nearest(framework, catalog.frameworks) or f"Référentiels connus : {', '.join(catalog.frameworks)}."
        raise OpposableError(f"Le référentiel « {framework} » n'existe pas.", hint=hint)
    clauses, numbers = _answers(catalog)
    return tuple(
        Coverage(
            item,
            measure,
            tuple(dict.fromkeys(numbers.get(f"{item.id}:{measure.id}", ()))),
            tuple(dict.fromkeys(clauses.get(f"{item.id}:{measure.id}", ()))),
        )
        for item in catalog.frameworks.values()
        if framework in (None, item.id)
        for measure in item.measures
    )


def coverage_table(rows: Sequence[Coverage]) -> list[str]:
    """Return the rows as French lines: each framework, its total, then measure by measure."""
    lines: list[str] = []
    for title, group in _by_framework(rows).items():
        done = sum(row.covered for row in group)
        lines += ["", f"{title} : {done} sur {len(group)}"]
        for row in group:
            answers = ", ".join((*row.requirements, *(c for c in row.clauses if not row.requirements)))
            lines.append(f"  {row.measure.id:<12} {answers or 'sans clause'}")
    done = sum(row.covered for row in rows)
    return [*lines, "", f"Total : {done} mesures sur {len(rows)}."]


def coverage_totals(rows: Sequence[Coverage]) -> tuple[tuple[str, int, int], ...]:
    """Return each framework's title, its covered measures, and all its measures."""
    return tuple((title, sum(row.covered for row in group), len(group)) for title, group in _by_framework(rows).items())


def coverage_csv(rows: Sequence[Coverage]) -> str:
    """Return the rows as CSV with semicolons, which French spreadsheets open; no cell can start a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(["référentiel", "mesure", "intitulé", "couverte", "exigences", "clauses"])
    for row in rows:
        cells = [
            row.framework.id,
            row.measure.id,
            row.measure.title or row.measure.section,
            "oui" if row.covered else "non",
            ", ".join(row.requirements),
            ", ".join(row.clauses),
        ]
        writer.writerow([f"'{cell}" if cell[:1] in "=+-@" and cell else cell for cell in cells])
    return text.getvalue()


def _answers(catalog: Catalog) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """Return, by ``framework:measure``, the clause ids and the requirement numbers that say they answer it."""
    clauses: dict[str, list[str]] = {}
    numbers: dict[str, list[str]] = {}
    for clause in catalog.clauses.values():
        if clause.status != "en_vigueur":
            continue
        for word in clause.corresponds_to:
            clauses.setdefault(_key(word), []).append(clause.id)
        for requirement in clause.requirements:
            for word in requirement.corresponds_to:
                clauses.setdefault(_key(word), []).append(clause.id)
                numbers.setdefault(_key(word), []).append(requirement.number)
    return clauses, numbers


def _key(word: str) -> str:
    framework, _, measure = word.partition(":")
    return f"{framework}:{measure.strip()}"


def _by_framework(rows: Sequence[Coverage]) -> dict[str, list[Coverage]]:
    groups: dict[str, list[Coverage]] = {}
    for row in rows:
        title = " ".join(part for part in (row.framework.title, row.framework.version) if part)
        groups.setdefault(title, []).append(row)
    return groups
