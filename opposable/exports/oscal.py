"""The catalog as an OSCAL catalog (NIST, JSON), for the tools that follow controls."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from opposable.catalog.checks import HOLE
from opposable.catalog.review import reviewed_on
from opposable.model.catalog import Catalog, ClauseSpec, ParameterSpec, RequirementSpec, Source, Theme
from opposable.model.french import number, quantity
from opposable.model.units import unit

OSCAL_VERSION = "1.1.3"
NAMESPACE = "urn:opposable:catalogue"
_ROOT = uuid5(NAMESPACE_URL, NAMESPACE)
_CARRIERS = {"titulaire": "titulaire", "acheteur": "acheteur", "partage": "titulaire et acheteur"}


def oscal_catalog(catalog: Catalog) -> dict[str, Any]:
    """Return the clauses in force as an OSCAL catalog: a group a theme, a control a clause, one below a requirement.

    The same catalog gives the same identifiers. Frameworks are cited by their points, their text is not copied.
    """
    groups = [group for theme in catalog.themes.values() if (group := _group(theme, catalog))["controls"]]
    return {
        "catalog": {
            "uuid": str(_uuid(catalog.fingerprint)),
            "metadata": _metadata(catalog),
            "groups": groups,
            "back-matter": {"resources": [_resource(source) for source in catalog.sources.values()]},
        }
    }


def write_oscal(catalog: Catalog) -> str:
    """Return the OSCAL catalog as indented JSON, the same bytes for the same catalog."""
    return json.dumps(oscal_catalog(catalog), ensure_ascii=False, indent=1) + "\n"


def _uuid(name: str) -> UUID:
    return uuid5(_ROOT, name)


def _metadata(catalog: Catalog) -> dict[str, Any]:
    return {
        "title": "Catalogue d'exigences de cybersécurité des marchés de santé",
        "last-modified": f"{reviewed_on(catalog).isoformat()}T00:00:00+00:00",
        "version": catalog.settings.version,
        "oscal-version": OSCAL_VERSION,
        "props": [_prop("empreinte", catalog.fingerprint)],
        "remarks": "Contenu sous Licence Ouverte 2.0. Les référentiels cités appartiennent à leurs auteurs.",
    }


def _group(theme: Theme, catalog: Catalog) -> dict[str, Any]:
    clauses = [c for c in catalog.clauses.values() if c.theme == theme.id and c.status == "en_vigueur"]
    clauses.sort(key=lambda clause: (clause.order, clause.id))
    return {
        "id": theme.id,
        "class": "theme",
        "title": theme.title,
        "props": [_prop("label", theme.code)],
        "controls": [_clause(clause, catalog) for clause in clauses],
    }


def _clause(clause: ClauseSpec, catalog: Catalog) -> dict[str, Any]:
    facts = {
        "version": str(clause.version),
        "piece": clause.document,
        "axe": clause.axis,
        "obligation": clause.obligation,
        "origine": clause.origin,
        "place": clause.one_of or "",
    }
    parts = [_part(clause.id, "statement", _prose(clause.text, clause, catalog))]
    if clause.plain_text:
        parts.append(_part(clause.id, "langage-simple", _prose(clause.plain_text, clause, catalog)))
    parts.append(_part(clause.id, "raison", clause.because))
    if clause.buyer_tasks:
        parts.append(_part(clause.id, "taches-acheteur", "\n".join(f"- {task}" for task in clause.buyer_tasks)))
    control: dict[str, Any] = {
        "id": clause.id,
        "class": "clause",
        "title": clause.title,
        "params": [_param(clause, name, spec) for name, spec in clause.parameters.items()],
        "props": [*(_prop(k, v) for k, v in facts.items() if v), *_measures(clause.corresponds_to)],
        "links": list(_links(clause, catalog)),
        "parts": parts,
        "controls": [_requirement(item, clause, catalog) for item in clause.requirements],
    }
    return {key: value for key, value in control.items() if value != []}


def _requirement(item: RequirementSpec, clause: ClauseSpec, catalog: Catalog) -> dict[str, Any]:
    facts = {
        "niveau": item.level,
        "sous-critere": item.criterion,
        "poids": str(item.weight),
        "porte-par": _CARRIERS[item.carried_by["default"]],
        "penalite": item.penalty or "",
    }
    parts = [
        _part(item.id, "statement", _prose(item.text, clause, catalog)),
        _part(item.id, "preuve", "\n".join(f"- {proof}" for proof in item.proof)),
        _part(item.id, "controle", item.controlled_by),
    ]
    if item.verified_by:
        parts.append(_part(item.id, "admission", item.verified_by))
    return {
        "id": item.id,
        "class": "exigence",
        "title": item.number,
        "props": [
            _prop("label", item.number),
            *(_prop(name, value) for name, value in facts.items() if value),
            *_measures(item.corresponds_to),
        ],
        "parts": parts,
    }


def _param(clause: ClauseSpec, name: str, spec: ParameterSpec) -> dict[str, Any]:
    words = unit(spec.unit)
    low, high = spec.range
    guide = f"De {number(low)} à {quantity(high, words)}."
    param: dict[str, Any] = {
        "id": _param_id(clause, name),
        "label": spec.label,
        "values": [quantity(spec.default[-1].value, words)],
        "guidelines": [{"prose": f"{guide} Mesure : {spec.measured}." if spec.measured else guide}],
    }
    return param


def _param_id(clause: ClauseSpec, name: str) -> str:
    return f"{clause.id}.prm.{name}"


def _prose(text: str, clause: ClauseSpec, catalog: Catalog) -> str:
    """Turn ``{{ name }}`` into OSCAL's insertion of a parameter, and a legal figure into its title."""

    def one(match: re.Match[str]) -> str:
        name = match.group(1)
        if name.startswith("droit:"):
            return f"[{catalog.figures[name.removeprefix('droit:').strip()].title}]"
        return f"{{{{ insert: param, {_param_id(clause, name)} }}}}"

    return HOLE.sub(one, text).strip()


def _links(clause: ClauseSpec, catalog: Catalog) -> Iterator[dict[str, str]]:
    for id_ in clause.requires:
        if catalog.clauses[id_].status == "en_vigueur":
            yield {"href": f"#{id_}", "rel": "required"}
    for id_ in clause.excludes:
        if catalog.clauses[id_].status == "en_vigueur":
            yield {"href": f"#{id_}", "rel": "incompatible-with"}
    for id_ in clause.sources:
        yield {"href": f"#{_uuid(f'source:{id_}')}", "rel": "reference"}


def _resource(source: Source) -> dict[str, Any]:
    citation = ", ".join(part for part in (source.title, source.reference, source.version, source.dated) if part)
    resource: dict[str, Any] = {
        "uuid": str(_uuid(f"source:{source.id}")),
        "title": source.title,
        "props": [_prop("verifie-le", source.checked_on.isoformat())],
        "citation": {"text": citation},
    }
    return {**resource, "rlinks": [{"href": source.url}]} if source.url else resource


def _measures(words: tuple[str, ...]) -> list[dict[str, str]]:
    return [_prop("correspond-a", " ".join(word.split())) for word in words]


def _prop(name: str, value: str) -> dict[str, str]:
    plain = {"name": name, "value": value.strip()}
    return plain if name == "label" else {**plain, "ns": NAMESPACE}


def _part(owner: str, name: str, prose: str) -> dict[str, str]:
    part = {"id": f"{owner}_{name}", "name": name, "prose": prose.strip()}
    return part if name == "statement" else {**part, "ns": NAMESPACE}
