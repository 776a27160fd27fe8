"""The command line: the same chain as on screen, without a browser."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from opposable.catalog.load import load_catalog
from opposable.model.errors import OpposableError
from opposable.model.french import plural
from opposable.paths import data_root


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0 when it went well, 1 when the user has something to mend."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except OpposableError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="opposable", description="Marchés de cybersécurité en santé.")
    commands = parser.add_subparsers(required=True, metavar="COMMANDE")
    catalog = commands.add_parser("catalog", help="vérifier le catalogue").add_subparsers(required=True)
    check = catalog.add_parser("check", help="dire toutes les erreurs du catalogue")
    check.add_argument("--catalog", type=Path, default=data_root() / "requirements_catalog")
    check.set_defaults(run=_catalog_check)
    return parser


def _catalog_check(arguments: argparse.Namespace) -> int:
    catalog = load_catalog(arguments.catalog)
    requirements = sum(len(clause.requirements) for clause in catalog.clauses.values())
    print(f"Catalogue correct : {plural(len(catalog.clauses), 'clause')}, {plural(requirements, 'exigence')}.")
    return 0
