"""Read what the cells of a requirement say: level, weight, numbers asked."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Literal

from opposable.bids.matching.quantities import Quantity, quantities
from opposable.imports.mapping import folded
from opposable.model.bids import SoughtQuantity
from opposable.model.catalog import Level
from opposable.model.errors import OpposableError

Operator = Literal["<=", ">=", "="]
_LEVELS: dict[Level, tuple[str, ...]] = {
    "minimale": (
        "minimale", "exigence minimale", "obligatoire", "oui", "o", "x", "true", "vrai", "1", "imperatif", "imperative",
        "exigee", "eliminatoire", "bloquant", "bloquante", "indispensable", "must", "m", "yes", "y", "required",
        "mandatory",
    ),
    "notee": (
        "", "notee", "exigence notee", "non", "n", "false", "faux", "0", "no", "attendu", "attendue", "importante",
        "important", "should", "s", "standard", "non obligatoire", "evaluee",
    ),
    "souhait": (
        "souhait", "souhaite", "souhaitee", "souhaitable", "option", "optionnel", "optionnelle", "facultatif",
        "facultative", "could", "c", "nice to have", "appreciee",
    ),
}  # fmt: skip
_SIGNS: dict[str, Operator] = {
    "<=": "<=", "≤": "<=", "<": "<=", "=<": "<=", ">=": ">=", "≥": ">=", ">": ">=", "=>": ">=", "=": "=", "==": "=",
}  # fmt: skip
_MOST = ("au plus", "max", "maximum", "maximal", "au maximum", "inferieur ou egal", "inferieur", "plafond", "lower")
_LEAST = ("au moins", "min", "minimum", "minimal", "au minimum", "superieur ou egal", "superieur", "plancher", "higher")
_EQUAL = ("egal", "exactement", "egale")
_SIGNED = re.compile(r"^\s*(<=|>=|=<|=>|≤|≥|<|>|=)?\s*(.*)$", re.DOTALL)
_NOUN = re.compile(
    r"\s*([^\W\d_]+(?:[’'-][^\W\d_]+)*)(?:\s+(?:ou plus|au moins))?(\s*(?:par|/)\s*(?:an|mois|semaine|trimestre|jour))?"
)
_SKIPPED = frozenset(("de", "d", "des", "du", "et", "ou", "a", "à", "dernières", "derniers", "premiers", "premières"))


def read_level(text: str) -> Level:
    """Read « oui », « obligatoire », « souhaitable » …; raise `OpposableError` for an unknown word."""
    word = folded(text)
    for level, words in _LEVELS.items():
        if word in words:
            return level
    raise OpposableError(
        f"Le niveau « {text} » n'est pas reconnu.",
        hint="Écrivez « minimale » (ou « oui »), « notée » (ou « non »), ou « souhait ».",
    )


def read_amount(text: str) -> Decimal | None:
    """Read a number written in French or in English, with or without spaces; ``None`` when it is none."""
    bare = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".")
    try:
        value = Decimal(bare)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def read_operator(text: str) -> Operator | None:
    """Read « <= », « au plus », « minimum » …; ``None`` for anything else."""
    sign = _SIGNS.get(text.strip())
    if sign:
        return sign
    word = folded(text)
    for operator, words in (("<=", _MOST), (">=", _LEAST), ("=", _EQUAL)):
        if word in words:
            return operator  # type: ignore[return-value]
    return None


def read_expected(name: str, operator: str, value: str, unit: str) -> SoughtQuantity | None:
    """Read a number asked from its cells; an empty `value` asks none.

    The cell of the value may hold everything: « ≥ 99,9 % », « 30 minutes au plus ». Raises `OpposableError` when the
    number, its unit or the direction that satisfies is missing.
    """
    if not value.strip():
        return None
    signed = _SIGNED.match(value)
    sign, rest = (signed.group(1) or "", signed.group(2)) if signed else ("", value)
    found = next(iter(quantities(rest)), None)
    amount = read_amount(rest)
    wanted = read_operator(operator) or read_operator(sign) or _bound(found)
    if amount is None and found is not None:
        amount, unit = found.value, unit.strip() or _unit(rest, found)
    if amount is None:
        raise OpposableError(f"La valeur « {value} » n'est pas un nombre.", hint="Écrivez par exemple « 30 ».")
    if operator.strip() and read_operator(operator) is None:
        raise OpposableError(f"Le sens « {operator} » n'est pas reconnu.", hint="Écrivez « <= » ou « >= ».")
    if wanted is None:
        raise OpposableError(f"Le sens de la valeur « {value} » n'est pas dit.", hint="Écrivez « <= » ou « >= ».")
    if not unit.strip():
        raise OpposableError(f"L'unité de la valeur « {value} » manque.", hint="Écrivez par exemple « heures ».")
    return SoughtQuantity(name=name.strip(), operator=wanted, value=amount, unit=unit.strip())


def expected_in(text: str, title: str) -> tuple[SoughtQuantity, ...]:
    """Return the numbers that `text` bounds clearly, by « au plus » or « au moins » with a unit; two at most."""
    bounded = [found for found in quantities(text) if _bound(found) is not None and not found.dated]
    # « un moyen », « une personne »: more often an article than a number.
    told = [
        each
        for each in bounded
        if each.dimension in ("duree", "part") or (each.dimension == "nombre" and each.value > 1)
    ]
    read = [(found, _unit(text, found)) for found in told]
    kept = [(found, unit) for found, unit in read if unit]
    if not 1 <= len(kept) <= 2:
        return ()
    return tuple(
        SoughtQuantity(
            name=title if title and len(kept) == 1 else _before(text, found),
            operator=_bound(found) or "=",
            value=found.value if found.high is None else found.high,
            unit=unit,
        )
        for found, unit in kept
    )


def _bound(found: Quantity | None) -> Operator | None:
    if found is None:
        return None
    bounds: dict[str, Operator] = {"au_plus": "<=", "au_moins": ">="}
    return bounds.get(found.bound)


def _unit(text: str, found: Quantity) -> str:
    """Return the unit of a number as the matching names it: an id, or the noun counted as the text writes it."""
    if found.unit:
        return found.unit
    noun = _NOUN.match(text, found.end)
    if noun is None or noun[1].lower() in _SKIPPED:
        return ""
    per = re.sub(r"\s*(?:par|/)\s*", "/", noun[2]) if noun[2] else ""
    return f"{noun[1]}{per}"


def _before(text: str, found: Quantity) -> str:
    """Return the words that name a number: those of its clause, before it."""
    clause = re.split(r"[,;.:]|\bet\b", text[: found.start])[-1]
    return " ".join(clause.split()) or text[found.start : found.end]
