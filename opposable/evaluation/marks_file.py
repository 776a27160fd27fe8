"""Everything people wrote about the bids as the file of marks that ``opposable score`` reads."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import yaml

from opposable.model.assessment import Judgement

_ORDER = ("committee", "regularity", "marks", "appreciations", "proposal", "prices", "set_aside")


def marks_yaml(judgement: Judgement) -> str:
    """Return `judgement` as YAML: read back, it is the same, and the same gives the same text."""
    value = judgement.model_dump(mode="json", exclude_defaults=True)
    for given in value.get("marks", {}).values():
        for mark in given.values():
            mark["mark"] = _plain(Decimal(mark["mark"]))
    kept = {key: value[key] for key in _ORDER if key in value}
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=110)


def _plain(mark: Decimal) -> Any:
    return int(mark) if mark == mark.to_integral_value() else str(mark)
