"""Everything people wrote about the bids as the file of marks that ``opposable score`` reads."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import yaml

from opposable.model.assessment import Judgement

_ORDER = ("committee", "regularity", "marks", "appreciations", "no_award", "proposal", "prices", "set_aside", "lots")


def marks_yaml(judgement: Judgement) -> str:
    """Return `judgement` as YAML, lot by lot where it has several: read back, it is the same, in the same text."""
    value = _ordered(judgement.model_dump(mode="json", exclude_defaults=True))
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=110)


def _ordered(value: dict[str, Any]) -> dict[str, Any]:
    for given in value.get("marks", {}).values():
        for mark in given.values():
            mark["mark"] = _plain(Decimal(mark["mark"]))
    if "lots" in value:
        value["lots"] = {lot: _ordered(of_it) for lot, of_it in value["lots"].items()}
    return {key: value[key] for key in _ORDER if key in value}


def _plain(mark: Decimal) -> Any:
    return int(mark) if mark == mark.to_integral_value() else str(mark)
