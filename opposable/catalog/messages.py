"""Say pydantic's findings in French, with the place where an author finds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from opposable.catalog.yaml_file import Path_, YamlFile
from opposable.model.errors import OpposableError, nearest

_TAGS = frozenset({"AllOf", "AnyOf", "Not", "Comparison", "LawBound", "decimal", "bool", "str", "constrained-str"})
_BY_TYPE = {
    "missing": "La rubrique « {key} » manque.",
    "extra_forbidden": "« {key} » n'est pas une rubrique connue.",
    "string_type": "« {key} » doit être un texte. Mettez la valeur entre guillemets.",
    "string_too_short": "« {key} » est vide.",
    "string_pattern_mismatch": "« {key} » vaut « {input} », qui n'a pas la forme attendue ({pattern}).",
    "bool_type": "« {key} » doit valoir true ou false.",
    "bool_parsing": "« {key} » doit valoir true ou false.",
    "int_type": "« {key} » doit être un nombre entier.",
    "int_parsing": "« {key} » doit être un nombre entier.",
    "decimal_type": "« {key} » doit être un nombre.",
    "decimal_parsing": "« {key} » doit être un nombre.",
    "tuple_type": "« {key} » doit être une liste.",
    "dict_type": "« {key} » doit être un ensemble de rubriques.",
    "model_type": "« {key} » doit être un ensemble de rubriques.",
    "date_from_datetime_parsing": "« {key} » doit être une date (AAAA-MM-JJ).",
    "date_parsing": "« {key} » doit être une date (AAAA-MM-JJ).",
    "date_type": "« {key} » doit être une date (AAAA-MM-JJ).",
    "greater_than": "« {key} » doit être plus grand que {gt}.",
    "greater_than_equal": "« {key} » doit être au moins {ge}.",
    "less_than": "« {key} » doit être plus petit que {lt}.",
    "less_than_equal": "« {key} » doit être au plus {le}.",
    "too_short": "« {key} » doit compter au moins {min_length} élément(s).",
    "too_long": "« {key} » doit compter au plus {max_length} élément(s).",
    "union_tag_invalid": "« {key} » n'est pas une condition connue (all, any, not ou answer).",
}


def french_errors(
    error: ValidationError, file: YamlFile, at: Path_, model: type[BaseModel]
) -> Iterator[OpposableError]:
    """Yield one French error for each of pydantic's, placed in `file`; `at` is where the model's data begins."""
    seen: set[tuple[str, str]] = set()
    for detail in error.errors():
        path = tuple(part for part in detail["loc"] if part not in _TAGS)
        where = file.where((*at, *path))
        message = _sentence(detail["type"], _named(path, _value(file.value, at)), detail)
        if (where, message) not in seen:
            seen.add((where, message))
            yield OpposableError(message, where=where, hint=_hint(detail["type"], path, model))


def _value(value: Any, path: Path_) -> Any:
    for part in path:
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _named(path: Path_, value: Any) -> str:
    """Write a path as an author reads it: items of a list are counted from one, a key that is a number stays."""
    words = []
    for part in path:
        keyed = isinstance(value, Mapping)
        words.append(str(part + 1) if isinstance(part, int) and not keyed else str(part))
        listed = isinstance(value, list) and isinstance(part, int) and part < len(value)
        value = value.get(part) if keyed else value[part] if listed else None
    return ".".join(words) or "fichier"


def _sentence(kind: str, key: str, detail: Any) -> str:
    context = {**detail.get("ctx", {}), "key": key, "input": detail.get("input")}
    if kind == "value_error":
        return f"« {key} » : {context['error']}."
    if kind in ("literal_error", "enum"):
        allowed = str(context["expected"]).replace("' or '", "', '").replace("'", "")
        return f"« {key} » vaut « {context['input']} » ; valeurs admises : {allowed}."
    return _BY_TYPE.get(kind, "« {key} » n'a pas la forme attendue.").format_map(context)


def _hint(kind: str, path: Path_, model: type[BaseModel]) -> str:
    if kind != "extra_forbidden" or not path or len(path) > 1:
        return ""
    return nearest(str(path[-1]), model.model_fields)
