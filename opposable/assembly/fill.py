"""Fill the holes of clause texts with settled parameters and legal figures, in correct French."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from decimal import Decimal

from opposable.catalog.checks import HOLE
from opposable.model.catalog import Catalog, ClauseSpec, ParameterSpec
from opposable.model.clauses import TenderParameter
from opposable.model.condition import Facts
from opposable.model.errors import OpposableError, nearest
from opposable.model.french import number, quantity
from opposable.model.units import unit


def fill(text: str, parameters: Mapping[str, TenderParameter], facts: Facts, catalog: Catalog) -> str:
    """Return `text` with every ``{{ name }}`` and ``{{ droit:id }}`` written out: ``15 minutes``, ``99,9 %``."""

    def one(name: str) -> str:
        if name.startswith("droit:"):
            figure = catalog.figures[name.removeprefix("droit:").strip()]
            return quantity(_in_force(figure.id, facts), unit(figure.unit))
        parameter = parameters[name]
        return quantity(parameter.value, unit(parameter.unit))

    return HOLE.sub(lambda match: one(match.group(1)), text).strip()


def keep_holes(text: str, template: str, parameters: Mapping[str, TenderParameter]) -> str:
    """Return `text`, which a person changed, with the numbers of `template` made holes again: they follow their field.

    Raises `OpposableError` when one of these numbers is no longer there: the form and the scale read it elsewhere.
    """
    for name in dict.fromkeys(HOLE.findall(template)):
        if name not in parameters:
            continue
        parameter = parameters[name]
        words = quantity(parameter.value, unit(parameter.unit))
        spaced = r"\s".join(re.escape(word) for word in words.split())
        text, count = re.subn(rf"(?<![\d,.]){spaced}(?!\w)", "{{ " + name + " }}", text)
        if not count and not re.search(r"\{\{\s*" + re.escape(name) + r"\s*\}\}", text):
            raise OpposableError(
                f"Le texte ne dit plus « {words} » ({parameter.label}).",
                hint="Gardez ce nombre, et changez-le dans son champ : le cadre de réponse et le barème l'y lisent.",
            )
    return text


def check_holes(text: str, known: Collection[str], where: str, catalog: Catalog) -> None:
    """Raise `OpposableError` when `text` asks for a parameter that is not `known`, or a figure of law unheard of."""
    for name in HOLE.findall(text):
        law = name.removeprefix("droit:").strip()
        if name.startswith("droit:"):
            if law not in catalog.figures:
                raise OpposableError(
                    f"La donnée de droit « {law} » n'existe pas.", where=where, hint=nearest(law, catalog.figures)
                )
        elif name not in known:
            raise OpposableError(
                f"« {name} » n'est pas un paramètre de cette clause.", where=where, hint=nearest(name, known)
            )


def settle_parameters(clause: ClauseSpec, facts: Facts, chosen: Mapping[str, Decimal]) -> dict[str, TenderParameter]:
    """Return every parameter of `clause` with its value: the buyer's choice, else the default of the profile.

    Raises `OpposableError` when a choice leaves the allowed range.
    """
    return {name: _settle(clause, name, spec, facts, chosen) for name, spec in clause.parameters.items()}


def default_value(spec: ParameterSpec, facts: Facts) -> Decimal:
    """Return the first default whose condition holds; the last one has none."""
    for default in spec.default:
        if default.when is None or default.when.judge(facts).holds:
            return default.value
    raise AssertionError("unreachable: the last default has no condition")


def _settle(
    clause: ClauseSpec, name: str, spec: ParameterSpec, facts: Facts, chosen: Mapping[str, Decimal]
) -> TenderParameter:
    default = default_value(spec, facts)
    value = chosen.get(f"{clause.id}.{name}", default)
    low, high = spec.range
    if not low <= value <= high:
        raise OpposableError(
            f"« {spec.label} » : {number(value)} sort de l'intervalle admis.",
            where=f"{clause.id}.{name}",
            hint=f"Choisissez une valeur entre {number(low)} et {quantity(high, unit(spec.unit))}.",
        )
    return TenderParameter(
        name=name,
        label=spec.label,
        unit=spec.unit,
        value=value,
        default=default,
        range=spec.range,
        better=spec.better,
        measured=spec.measured,
    )


def _in_force(figure_id: str, facts: Facts) -> Decimal:
    try:
        return facts.figures[figure_id]
    except KeyError:
        raise OpposableError(
            f"La donnée de droit « {figure_id} » n'est pas en vigueur à la date de la consultation.",
            hint="Changez la date, ou faites compléter le catalogue.",
        ) from None
