"""The commands on the catalog itself: check, coverage, impact, export. Each returns the lines to tell."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

from opposable.assembly.decide import decide
from opposable.catalog.coverage import coverage, coverage_csv, coverage_table
from opposable.catalog.impact import impact, impact_lines
from opposable.catalog.load import Loaded, load_catalog, read_catalog
from opposable.catalog.quality import Finding, check_quality
from opposable.catalog.wording import read_wording
from opposable.exports.ciso_assistant import write_ciso_assistant
from opposable.exports.oscal import write_oscal
from opposable.interview.draft import read_draft_file
from opposable.model.errors import CatalogError, OpposableError
from opposable.model.french import plural
from opposable.model.tender import Tender
from opposable.paths import data_root

WORDING = "redaction.yaml"


def add_actions(actions: argparse._SubParsersAction[Any]) -> None:
    """Declare the actions of `opposable catalog`; each sets `lines`, the function that returns what to tell."""
    check = actions.add_parser("check", help="dire toutes les erreurs du catalogue")
    check.add_argument("--conseils", action="store_true", help="dire aussi les conseils de rédaction")
    check.set_defaults(lines=_check)
    covered = actions.add_parser("coverage", help="dire quelle mesure de quel référentiel est couverte")
    covered.add_argument("--framework", metavar="REFERENTIEL", help="un seul référentiel, par son identifiant")
    covered.add_argument("--csv", type=Path, metavar="FICHIER.csv", help="écrire aussi la table dans un fichier")
    covered.set_defaults(lines=_coverage)
    impacted = actions.add_parser("impact", help="dire ce que le catalogue changerait dans un dossier")
    impacted.add_argument("tender", type=Path, metavar="TENDER.json")
    impacted.add_argument("--answers", type=Path, metavar="REPONSES.yaml", help="vos réponses, pour décider des ajouts")
    impacted.set_defaults(lines=_impact)
    exported = actions.add_parser("export", help="donner le catalogue ou un dossier à un autre outil")
    exported.add_argument("--format", choices=("oscal", "ciso-assistant"), required=True)
    exported.add_argument("--out", type=Path, required=True, metavar="FICHIER", help="où écrire")
    exported.add_argument("--tender", type=Path, metavar="TENDER.json", help="un dossier (ciso-assistant seulement)")
    exported.set_defaults(lines=_export)
    for action in (check, covered, impacted, exported):
        add_catalog_options(action)


def add_catalog_options(command: argparse.ArgumentParser) -> None:
    """Declare which catalog is read, and what is laid over it."""
    root = data_root() / "requirements_catalog"
    command.add_argument("--catalog", type=Path, default=root, metavar="DOSSIER", help="dossier du catalogue")
    command.add_argument(
        "--overlay",
        type=Path,
        action="append",
        default=[],
        metavar="DOSSIER",
        help="surcouche (région, groupement, établissement) ; peut se répéter",
    )


def _check(arguments: argparse.Namespace) -> list[str]:
    loaded = read_catalog(arguments.catalog, *arguments.overlay)
    findings = _findings(loaded, arguments.catalog)
    wrong = [finding.problem for finding in findings if finding.severity == "erreur"]
    if wrong:
        raise CatalogError(wrong)
    advice = [finding for finding in findings if finding.severity == "conseil"]
    catalog = loaded.catalog
    requirements = sum(len(clause.requirements) for clause in catalog.clauses.values())
    lines = [f"{finding.problem} [{finding.rule}]" for finding in advice] if arguments.conseils else []
    lines.append(f"Catalogue correct : {plural(len(catalog.clauses), 'clause')}, {plural(requirements, 'exigence')}.")
    if advice:
        counts = Counter(finding.rule for finding in advice)
        detail = ", ".join(f"{rule} {count}" for rule, count in sorted(counts.items()))
        lines.append(f"{plural(len(advice), 'conseil')} de rédaction : {detail}.")
    return lines


def _findings(loaded: Loaded, root: Path) -> tuple[Finding, ...]:
    """Return what the writing rules find; a catalog without rules of its own is held to the shipped ones."""
    own = root / WORDING
    path = own if own.is_file() else data_root() / "requirements_catalog" / WORDING
    return check_quality(loaded.catalog, loaded.places, read_wording(path))


def _coverage(arguments: argparse.Namespace) -> list[str]:
    rows = coverage(load_catalog(arguments.catalog, *arguments.overlay), arguments.framework)
    if arguments.csv is not None:
        # A byte order mark: without it, spreadsheets read the accents wrong.
        _write(arguments.csv, "\ufeff" + coverage_csv(rows))
    return coverage_table(rows)


def _impact(arguments: argparse.Namespace) -> list[str]:
    from opposable.chain import load_tender, read_text  # noqa: PLC0415 (Office and PDF libraries only when they serve)

    catalog = load_catalog(arguments.catalog, *arguments.overlay)
    tender = load_tender(arguments.tender)
    if arguments.answers is None:
        return impact_lines(impact(tender, catalog))
    draft = read_draft_file(catalog, read_text(arguments.answers), arguments.answers.name)
    selection = decide(catalog, draft.answers, tender.dated)
    kept = {decision.clause.id: decision.reasons for decision in selection.kept}
    return impact_lines(impact(tender, catalog, kept))


def _export(arguments: argparse.Namespace) -> list[str]:
    if arguments.tender is not None and arguments.format == "oscal":
        raise OpposableError("Un dossier ne s'exporte pas en OSCAL.", hint="Ôtez --tender, ou prenez ciso-assistant.")
    source = (
        load_catalog(arguments.catalog, *arguments.overlay) if arguments.tender is None else _tender(arguments.tender)
    )
    if arguments.format == "oscal" and not isinstance(source, Tender):
        _write(arguments.out, write_oscal(source))
    else:
        _write(arguments.out, write_ciso_assistant(source))
    return [str(arguments.out)]


def _tender(path: Path) -> Tender:
    from opposable.chain import load_tender  # noqa: PLC0415 (Office and PDF libraries only when they serve)

    return load_tender(path)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    except OSError:
        raise OpposableError(f"Impossible d'écrire « {path} ».", hint="Vérifiez le dossier et vos droits.") from None
