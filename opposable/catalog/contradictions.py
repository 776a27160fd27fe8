"""What an overlay may not do: contradict the law, loosen a requirement, widen a range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from opposable.catalog.entries import Entry
from opposable.catalog.overlay import MergedFile
from opposable.model.catalog import ClauseSpec
from opposable.model.errors import OpposableError
from opposable.model.french import number

LEVELS = ("souhait", "notee", "minimale")


def contradictions(
    before: Mapping[str, tuple[Entry, ClauseSpec]], clause: ClauseSpec, entry: Entry
) -> Iterator[OpposableError]:
    """Yield what in the overlaid `clause` weakens the clauses `before` it, with the place in the overlay."""
    yield from _against_the_law(before, clause, entry)
    if clause.id not in before:
        return
    old = before[clause.id][1]
    for name, spec in clause.parameters.items():
        known = old.parameters.get(name)
        if known and (spec.range[0] < known.range[0] or spec.range[1] > known.range[1]):
            yield OpposableError(
                f"L'intervalle du paramètre « {name} » sort de celui du catalogue : "
                f"{number(known.range[0])} à {number(known.range[1])}.",
                where=entry.file.where(("parameters", name, "range")),
                hint="Une surcouche le resserre, elle ne l'élargit pas.",
            )
    if isinstance(entry.file, MergedFile) or old.obligation == "loi":
        yield from _loosened(old, clause, entry)
    if old.obligation == "loi":
        yield from _weakened_law(old, clause, entry)


def _against_the_law(
    before: Mapping[str, tuple[Entry, ClauseSpec]], clause: ClauseSpec, entry: Entry
) -> Iterator[OpposableError]:
    imposed = {id_: old for id_, (_, old) in before.items() if old.obligation == "loi" and id_ != clause.id}
    old_excludes = before[clause.id][1].excludes if clause.id in before else ()
    for id_ in clause.excludes:
        if id_ in imposed and id_ not in old_excludes:
            yield OpposableError(
                f"La clause « {id_} » est imposée par un texte : une surcouche ne l'exclut pas.",
                where=entry.file.where(("excludes",)),
            )
    rivals = [old.id for old in imposed.values() if clause.one_of and old.one_of == clause.one_of]
    if rivals and (clause.id not in before or before[clause.id][1].one_of != clause.one_of):
        yield OpposableError(
            f"La place « {clause.one_of} » est tenue par « {rivals[0]} », imposée par un texte.",
            where=entry.file.where(("one_of",)),
            hint="Choisissez une autre place.",
        )


def _loosened(old: ClauseSpec, new: ClauseSpec, entry: Entry) -> Iterator[OpposableError]:
    levels = {requirement.id: requirement.level for requirement in old.requirements}
    for rank, requirement in enumerate(new.requirements):
        known = levels.get(requirement.id)
        if known and LEVELS.index(requirement.level) < LEVELS.index(known):
            yield OpposableError(
                f"L'exigence « {requirement.id} » passerait de « {known} » à « {requirement.level} ».",
                where=entry.file.where(("requirements", rank, "level")),
                hint="Une surcouche relève un niveau, elle ne l'abaisse pas.",
            )


def _weakened_law(old: ClauseSpec, new: ClauseSpec, entry: Entry) -> Iterator[OpposableError]:
    since = new.obligation_from
    later = since is not None and (old.obligation_from is None or since > old.obligation_from)
    for holds, key, what in (
        (new.obligation == "loi", "obligation", "n'est plus dite imposée"),
        (not later, "obligation_from", "s'imposerait plus tard"),
        (new.status == old.status, "status", f"prendrait l'état « {new.status} »"),
        (new.applies_when == old.applies_when, "applies_when", "ne s'appliquerait plus dans les mêmes cas"),
        (new.document == old.document, "document", "changerait de pièce"),
        (new.one_of == old.one_of, "one_of", "pourrait céder sa place à une autre"),
    ):
        if not holds:
            yield OpposableError(
                f"La clause « {old.id} » est imposée par un texte et {what}.",
                where=entry.file.where((key,)),
                hint="Reprenez ce point du catalogue.",
            )
    kept = {requirement.id for requirement in new.requirements}
    for requirement in old.requirements:
        if requirement.id not in kept:
            yield OpposableError(
                f"L'exigence « {requirement.id} » disparaîtrait d'une clause imposée par un texte.",
                where=entry.file.where(("requirements",)),
                hint="Gardez-la.",
            )
