"""Read the published description of each price formula from its YAML file."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml

from scoring.wording import number, typeset

_REQUIRED = frozenset({"id", "title", "formula", "in_words", "favours", "conditions", "warnings", "sources"})
_OPTIONAL = frozenset({"parameters", "limits"})


@dataclass(frozen=True)
class Source:
    """A text that a condition or a warning rests on."""

    id: str
    text: str


@dataclass(frozen=True)
class Notice:
    """One sentence to the buyer, and the text that supports it."""

    text: str
    source: Source


@dataclass(frozen=True)
class MethodParameter:
    """A number of the formula: its default and the range, bounds included, in which it may be chosen."""

    id: str
    label: str
    default: Decimal
    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True)
class PriceMethod:
    """A price formula as tender documents print it; `scoring.price` computes it under the same `id`.

    `fewest_bids` and `price_share_below` (percent of the total weight) bound its use where the law gives a
    reason.
    """

    id: str
    title: str
    formula: str
    in_words: str
    favours: str
    conditions: tuple[Notice, ...]
    warnings: tuple[Notice, ...]
    sources: tuple[Source, ...]
    parameters: tuple[MethodParameter, ...] = ()
    fewest_bids: int = field(default=1)
    price_share_below: Decimal | None = field(default=None)

    def objections(self, price_share: Decimal, bids: int) -> tuple[str, ...]:
        """Return, in French, why the method does not suit `bids` bids and a price weight in percent."""
        found = []
        if bids < self.fewest_bids:
            found.append(
                f"« {self.title} » : {bids} offre(s) seulement, il en faut au moins {self.fewest_bids}. "
                "Choisir une autre formule."
            )
        if self.price_share_below is not None and price_share >= self.price_share_below:
            found.append(
                f"« {self.title} » : le prix pèse {number(price_share)} %, il doit peser moins de "
                f"{number(self.price_share_below)} %. Choisir une autre formule ou réduire le poids du prix."
            )
        return tuple(typeset(sentence) for sentence in found)


def load_methods(folder: Traversable | None = None) -> Mapping[str, PriceMethod]:
    """Return the methods of `folder`, by id in alphabetical order; without it, those of this package.

    Raises ValueError, in French and naming the file, for an unknown, missing or repeated key and for a wrong
    value.
    """
    place = files("scoring") / "methods" if folder is None else folder
    found = (entry for entry in place.iterdir() if entry.name.endswith(".yaml"))
    methods = [read_method(e.name, e.read_text("utf-8")) for e in sorted(found, key=lambda entry: entry.name)]
    return {method.id: method for method in methods}


def read_method(name: str, text: str) -> PriceMethod:
    """Return the method that `text` describes; `name` is the file's name, the id with `.yaml`."""
    try:
        content = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 (a SafeLoader that also refuses repeated keys)
        return _method(name, content)
    except _ContentError as wrong:
        raise ValueError(typeset(f"{name} : {wrong}")) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ValueError(typeset(f"{name}:{line} : {error.problem}")) from None


class _ContentError(Exception):
    """What is wrong in a file, before its name is added."""


class _StrictLoader(yaml.SafeLoader):
    """A safe loader that refuses a key written twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                problem = f"la rubrique « {key.value} » est écrite deux fois."
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _method(name: str, content: object) -> PriceMethod:
    fields = _keys(content, "le fichier", _REQUIRED, _OPTIONAL)
    if name != f"{fields['id']}.yaml":
        raise _ContentError(f"l'identifiant « {fields['id']} » doit être le nom du fichier sans « .yaml ».")
    sources = {s.id: s for s in map(_source, _list(fields["sources"], "sources"))}
    limits = _keys(fields.get("limits", {}), "limits", optional={"fewest_bids", "price_share_below"})
    share = limits.get("price_share_below")
    return PriceMethod(
        **{key: _text(fields[key], key) for key in ("id", "title", "formula", "in_words", "favours")},
        conditions=_notices(fields["conditions"], "conditions", sources),
        warnings=_notices(fields["warnings"], "warnings", sources),
        sources=tuple(sources.values()),
        parameters=_parameters(fields.get("parameters", {})),
        fewest_bids=int(_decimal(limits.get("fewest_bids", 1), "fewest_bids")),
        price_share_below=None if share is None else _decimal(share, "price_share_below"),
    )


def _keys(content: object, where: str, required: Iterable[str] = (), optional: Iterable[str] = ()) -> dict[str, object]:
    if not isinstance(content, dict):
        raise _ContentError(f"« {where} » doit contenir des rubriques.")
    known = [*required, *optional]
    for key in content:
        if key not in known:
            raise _ContentError(
                f"« {key} » n'est pas une rubrique connue de « {where} ». Connues : {', '.join(sorted(known))}."
            )
    for key in sorted(required):
        if key not in content:
            raise _ContentError(f"la rubrique « {key} » manque dans « {where} ».")
    return content


def _source(content: object) -> Source:
    fields = _keys(content, "sources", ("id", "text"))
    return Source(_text(fields["id"], "id"), _text(fields["text"], "text"))


def _notices(content: object, where: str, sources: Mapping[str, Source]) -> tuple[Notice, ...]:
    notices = []
    for entry in _list(content, where):
        fields = _keys(entry, where, ("text", "source"))
        source = str(fields["source"])
        if source not in sources:
            raise _ContentError(f"« {where} » cite « {source} », qui n'est pas dans « sources ».")
        notices.append(Notice(_text(fields["text"], "text"), sources[source]))
    return tuple(notices)


def _parameters(content: object) -> tuple[MethodParameter, ...]:
    names = content.keys() if isinstance(content, dict) else ()
    return tuple(_parameter(n, e) for n, e in _keys(content, "parameters", optional=names).items())


def _parameter(name: str, content: object) -> MethodParameter:
    fields = _keys(content, name, ("label", "default", "range"))
    bounds = [_decimal(bound, "range") for bound in _list(fields["range"], "range")]
    default = _decimal(fields["default"], "default")
    if len(bounds) != 2 or not bounds[0] <= default <= bounds[1]:
        raise _ContentError(f"« {name} » : « range » doit être [minimum, maximum] et contenir la valeur par défaut.")
    return MethodParameter(name, _text(fields["label"], "label"), default, *bounds)


def _list(content: object, where: str) -> list[object]:
    if not isinstance(content, list) or not content:
        raise _ContentError(f"« {where} » doit être une liste d'au moins un élément.")
    return content


def _text(content: object, where: str) -> str:
    if not isinstance(content, str) or not content.strip():
        raise _ContentError(f"« {where} » doit être un texte.")
    return typeset(content)


def _decimal(content: object, where: str) -> Decimal:
    try:
        return Decimal(str(content))
    except InvalidOperation:
        raise _ContentError(f"« {where} » doit être un nombre, pas « {content} ».") from None
