"""A tender or the whole catalog as a CISO Assistant library (YAML), to follow the contract where risks are followed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from opposable.catalog.checks import HOLE
from opposable.catalog.review import reviewed_on
from opposable.catalog.search import fold
from opposable.model.catalog import Catalog, ClauseSpec, RequirementSpec, ScaleLevel
from opposable.model.clauses import TenderClause, TenderRequirement
from opposable.model.french import quantity
from opposable.model.tender import Tender
from opposable.model.units import unit

PACKAGER = "opposable"
_GROUPS = (
    {"ref_id": "titulaire", "name": "Titulaire", "description": "Exigences portées par le titulaire."},
    {"ref_id": "acheteur", "name": "Établissement", "description": "Ce que l'établissement doit faire lui-même."},
)
_LEVELS = {"minimale": "Exigence minimale", "notee": "Exigence notée", "souhait": "Souhait"}
_CARRIERS = {"titulaire": ["titulaire"], "acheteur": ["acheteur"], "partage": ["titulaire", "acheteur"]}


@dataclass(frozen=True, slots=True)
class _Library:
    """What names a library and dates it."""

    slug: str
    ref_id: str
    name: str
    description: str
    version: int
    dated: date
    provider: str
    scale: tuple[ScaleLevel, ...]

    def node(self, name: str) -> str:
        """Return the URN of one node; CISO Assistant keeps them in lower case."""
        return f"urn:{PACKAGER}:risk:req_node:{self.slug}:{name}".lower()


@dataclass(frozen=True, slots=True)
class _Row:
    """One clause to write, whether it comes from a tender or from the catalog."""

    id: str
    theme: str
    title: str
    text: str
    buyer_tasks: tuple[str, ...]
    requirements: tuple[Mapping[str, Any], ...]


def ciso_assistant_library(source: Tender | Catalog) -> dict[str, Any]:
    """Return a library with one framework: themes, clauses, then requirements and the buyer's own tasks to assess.

    Marks run from 0 to 4 as in the committee's scale. The same source gives the same library.
    """
    if isinstance(source, Tender):
        library, themes = _of_tender(source), {theme.id: theme.title for theme in source.themes}
        rows = [_tender_row(clause) for clause in source.clauses]
    else:
        library, themes = _of_catalog(source), {theme.id: theme.title for theme in source.themes.values()}
        live = [clause for clause in source.clauses.values() if clause.status == "en_vigueur"]
        rows = [_catalog_row(clause, source) for clause in sorted(live, key=lambda c: (c.order, c.id))]
    nodes = [node for id_, title in themes.items() for node in _theme(library, id_, title, rows)]
    return {
        "urn": f"urn:{PACKAGER}:risk:library:{library.slug}",
        "locale": "fr",
        "ref_id": library.ref_id,
        "name": library.name,
        "description": library.description,
        "copyright": "Textes des clauses : Licence Ouverte 2.0",
        "version": library.version,
        "publication_date": library.dated,
        "provider": library.provider,
        "packager": PACKAGER,
        "objects": {
            "framework": {
                "urn": f"urn:{PACKAGER}:risk:framework:{library.slug}",
                "ref_id": library.ref_id,
                "name": library.name,
                "description": library.description,
                "min_score": 0,
                "max_score": 4,
                "scores_definition": [
                    {"score": level.mark, "name": level.title, "description": level.meaning} for level in library.scale
                ],
                "implementation_groups_definition": [dict(group) for group in _GROUPS],
                "requirement_nodes": nodes,
            }
        },
    }


def write_ciso_assistant(source: Tender | Catalog) -> str:
    """Return the library as YAML, the same bytes for the same source."""
    return yaml.safe_dump(ciso_assistant_library(source), allow_unicode=True, sort_keys=False, width=110)


def _of_tender(tender: Tender) -> _Library:
    seal = f" Scellé : {tender.seal}." if tender.seal else " Projet, non scellé."
    return _Library(
        slug=_slug(f"{tender.reference}-v{tender.version}"),
        ref_id=tender.reference,
        name=f"{tender.reference} : {tender.title}",
        description=f"Exigences de la consultation, version {tender.version}.{seal}",
        version=tender.version,
        dated=tender.dated,
        provider=tender.buyer.name,
        scale=tender.method.scale,
    )


def _of_catalog(catalog: Catalog) -> _Library:
    digits = "".join(re.findall(r"\d+", catalog.settings.version)) or "1"
    return _Library(
        slug="catalogue",
        ref_id="OPPOSABLE",
        name="Catalogue d'exigences de cybersécurité des marchés de santé",
        description=f"Clauses en vigueur, édition {catalog.settings.version}. Empreinte : {catalog.fingerprint}.",
        version=int(digits),
        dated=reviewed_on(catalog),
        provider="Opposable",
        scale=catalog.scale,
    )


def _theme(library: _Library, id_: str, title: str, rows: list[_Row]) -> Iterator[dict[str, Any]]:
    held = [row for row in rows if row.theme == id_]
    if not held:
        return
    parent = library.node(id_)
    yield {"urn": parent, "assessable": False, "depth": 1, "ref_id": id_, "name": title}
    for row in held:
        yield from _clause(library, parent, row)


def _clause(library: _Library, parent: str, row: _Row) -> Iterator[dict[str, Any]]:
    urn = library.node(row.id)
    yield {
        "urn": urn,
        "assessable": False,
        "depth": 2,
        "parent_urn": parent,
        "ref_id": row.id,
        "name": row.title,
        "description": row.text,
    }
    for requirement in row.requirements:
        item = dict(requirement)
        yield {"urn": library.node(item.pop("id")), "assessable": True, "depth": 3, "parent_urn": urn, **item}
    for index, task in enumerate(row.buyer_tasks, start=1):
        yield {
            "urn": library.node(f"{row.id}.tache_{index}"),
            "assessable": True,
            "depth": 3,
            "parent_urn": urn,
            "ref_id": f"{row.id}.tache_{index}",
            "description": task,
            "implementation_groups": ["acheteur"],
        }


def _tender_row(clause: TenderClause) -> _Row:
    nodes = tuple(_node(item, item.text, item.carried_by, ()) for item in clause.requirements)
    return _Row(clause.id, clause.theme, clause.title, clause.text, clause.buyer_tasks, nodes)


def _catalog_row(clause: ClauseSpec, catalog: Catalog) -> _Row:
    nodes = tuple(
        _node(item, _filled(item.text, clause, catalog), item.carried_by["default"], item.corresponds_to)
        for item in clause.requirements
    )
    text = _filled(clause.text, clause, catalog)
    return _Row(clause.id, clause.theme, clause.title, text, clause.buyer_tasks, nodes)


def _node(
    item: TenderRequirement | RequirementSpec, text: str, carrier: str, measures: tuple[str, ...]
) -> dict[str, Any]:
    notes = [f"{_LEVELS[item.level]}, poids {item.weight}.", f"Contrôle : {item.controlled_by}"]
    if item.verified_by:
        notes.append(f"À l'admission : {item.verified_by}")
    if measures:
        notes.append(f"Correspond à : {', '.join(measures)}")
    return {
        "id": item.id,
        "ref_id": item.number,
        "description": text,
        "annotation": "\n".join(notes),
        "typical_evidence": "\n".join(f"- {proof}" for proof in item.proof),
        "implementation_groups": _CARRIERS[carrier],
    }


def _filled(text: str, clause: ClauseSpec, catalog: Catalog) -> str:
    """Write the usual value of each parameter, and the title of each legal figure."""

    def one(match: re.Match[str]) -> str:
        name = match.group(1)
        if name.startswith("droit:"):
            return f"[{catalog.figures[name.removeprefix('droit:').strip()].title}]"
        spec = clause.parameters[name]
        return f"[{quantity(spec.default[-1].value, unit(spec.unit))}]"

    return HOLE.sub(one, text).strip()


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-") or "consultation"
