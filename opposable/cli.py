"""The command line: the same chain as on screen, without a browser."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from opposable.catalog.load import load_catalog
from opposable.catalog_commands import add_actions, add_catalog_options
from opposable.model.errors import OpposableError
from opposable.paths import data_root

if TYPE_CHECKING:
    from opposable import chain


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0 when it went well, 1 when the user has something to mend."""
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except OpposableError as error:
        print(error, file=sys.stderr)
        return 1


class _FrenchParser(argparse.ArgumentParser):
    """argparse speaks English: say the usage and the error in French."""

    def error(self, message: str) -> None:  # type: ignore[override]
        words = {
            "the following arguments are required:": "il manque :",
            "unrecognized arguments:": "arguments inconnus :",
            "invalid choice:": "choix inconnu :",
            "expected one argument": "attend une valeur",
            "(choose from": "(choix possibles :",
            "argument ": "argument ",
        }
        for english, french in words.items():
            message = message.replace(english, french)
        self.exit(2, f"{self.format_usage()}{self.prog} : {message}\nAide : {self.prog} --help\n")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "usage :")

    def format_help(self) -> str:
        return (
            super()
            .format_help()
            .replace("usage:", "usage :")
            .replace("positional arguments:", "arguments :")
            .replace("options:", "options :")
            .replace("show this help message and exit", "montre cette aide")
        )


def _parser() -> argparse.ArgumentParser:
    parser = _FrenchParser(prog="opposable", description="Marchés de cybersécurité en santé : du besoin au classement.")
    commands = parser.add_subparsers(required=True, metavar="COMMANDE", dest="la commande")
    _add_run(commands)
    _add_chain(commands)
    _add_import(commands)
    _add_catalog(commands)
    return parser


def _add_run(commands: argparse._SubParsersAction[_FrenchParser]) -> None:
    run = commands.add_parser("run", help="ouvrir l'application dans le navigateur")
    run.add_argument("--port", type=int, default=8501, help="port local (8501)")
    run.set_defaults(run=_run)


def _add_chain(commands: argparse._SubParsersAction[_FrenchParser]) -> None:
    build = commands.add_parser("build", help="produire le dossier de consultation")
    build.add_argument("answers", type=Path, metavar="REPONSES.yaml")
    build.add_argument("--date", type=_day, required=True, metavar="AAAA-MM-JJ", help="date d'envoi à la publication")
    build.add_argument("--brouillon", action="store_true", help="ne pas sceller : produire un projet")
    add_catalog_options(build)
    build.set_defaults(run=_build)
    read = commands.add_parser("read", help="lire les offres et suggérer")
    score = commands.add_parser("score", help="classer les offres et écrire le rapport")
    for command in (read, score):
        command.add_argument("tender", type=Path, metavar="TENDER.json")
        command.add_argument(
            "bids",
            type=Path,
            metavar="DOSSIER_DES_OFFRES",
            help="un dossier ou un fichier par candidat ; s'il y a des lots, « lot-1 », « lot-2 » dedans",
        )
        command.add_argument("--scheduler", default="", metavar="tcp://HOTE:PORT", help="lire sur un cluster Dask")
        command.add_argument(
            "--cache", type=Path, metavar="DOSSIER", help="garder les lectures : un fichier inchangé n'est pas relu"
        )
        command.add_argument(
            "--lexicon", type=Path, metavar="LEXIQUE.yaml", help="vos mots, ajoutés au lexique général"
        )
    read.add_argument("--passages", type=Path, metavar="FICHIER.json", help="écrire tout ce qui a été lu")
    score.add_argument("--marks", type=Path, required=True, metavar="NOTES.yaml")
    read.set_defaults(run=_read)
    score.set_defaults(run=_score)
    for command in (build, read, score):
        command.add_argument("--out", type=Path, required=True, metavar="DOSSIER", help="où écrire")
    for command in (build, score):
        command.add_argument("--templates", type=Path, default=data_root() / "templates", help="vos modèles Office")


def _add_import(commands: argparse._SubParsersAction[_FrenchParser]) -> None:
    command = commands.add_parser(
        "import-requirements", help="juger un dossier écrit ailleurs : importer ses exigences"
    )
    command.add_argument("file", type=Path, metavar="LISTE", help="classeur .xlsx, document .docx ou fichier .yaml")
    command.add_argument("--out", type=Path, required=True, metavar="TENDER.json", help="le dossier scellé à écrire")
    command.add_argument("--columns", default="", metavar="id=A,text=C", help="colonnes, par titre ou par lettre")
    command.add_argument("--reference", default="", help="référence de la consultation (nom du fichier)")
    command.add_argument("--objet", default="", help="objet de la consultation")
    command.add_argument("--acheteur", default="", help="nom de l'acheteur")
    command.add_argument("--poids-prix", type=_points, default=Decimal(0), metavar="POINTS", help="points du prix (0)")
    command.add_argument("--date", type=_day, metavar="AAAA-MM-JJ", help="date du dossier (aujourd'hui)")
    command.set_defaults(run=_import)


def _add_catalog(commands: argparse._SubParsersAction[_FrenchParser]) -> None:
    actions = commands.add_parser("catalog", help="vérifier, mesurer, exporter le catalogue").add_subparsers(
        required=True, metavar="ACTION", dest="l'action"
    )
    add_actions(actions)
    for action in actions.choices.values():
        action.set_defaults(run=_catalog)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"« {text} » n'est pas une date AAAA-MM-JJ") from None


def _points(text: str) -> Decimal:
    try:
        points = Decimal(text.replace(",", "."))
    except InvalidOperation:
        points = Decimal("nan")
    if points.is_finite():
        return points
    raise argparse.ArgumentTypeError(f"« {text} » n'est pas un nombre de points")


def _run(arguments: argparse.Namespace) -> int:
    # Another process: the library itself never imports the screens.
    script = data_root() / "streamlit_app.py"
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(arguments.port)]
    print(f"Opposable s'ouvre sur http://localhost:{arguments.port} (Ctrl+C pour arrêter).", flush=True)
    os.execv(sys.executable, command)  # noqa: S606 (no shell, our own arguments)


def _build(arguments: argparse.Namespace) -> int:
    from opposable import chain  # noqa: PLC0415 (Office and PDF libraries only when they serve)

    catalog = load_catalog(arguments.catalog, *arguments.overlay)
    written = chain.build_tender(
        arguments.answers,
        arguments.date,
        arguments.out,
        templates=arguments.templates,
        draft=arguments.brouillon,
        catalog=catalog,
    )
    print("\n".join(written))
    return 0


def _read(arguments: argparse.Namespace) -> int:
    from opposable import chain  # noqa: PLC0415 (Office and PDF libraries only when they serve)

    report = chain.read_tender_bids(
        arguments.tender, arguments.bids, arguments.out, passages=arguments.passages, how=_how(arguments)
    )
    print("\n".join(report))
    return 0


def _how(arguments: argparse.Namespace) -> chain.How:
    from opposable import chain  # noqa: PLC0415 (Office and PDF libraries only when they serve)

    return chain.How(scheduler=arguments.scheduler, cache=arguments.cache, lexicon=arguments.lexicon)


def _score(arguments: argparse.Namespace) -> int:
    from opposable import chain  # noqa: PLC0415 (Office and PDF libraries only when they serve)

    report = chain.score_bids(
        arguments.tender,
        arguments.bids,
        arguments.marks,
        arguments.out,
        templates=arguments.templates,
        how=_how(arguments),
    )
    print("\n".join(report))
    return 0


def _import(arguments: argparse.Namespace) -> int:
    from opposable.imports import command  # noqa: PLC0415 (Office libraries only when they serve)

    wanted = command.Wanted(
        file=arguments.file,
        out=arguments.out,
        on=arguments.date or date.today(),  # noqa: DTZ011 (the command line is where the clock may be read)
        columns=command.read_columns(arguments.columns),
        reference=arguments.reference,
        title=arguments.objet,
        buyer=arguments.acheteur,
        price_weight=arguments.poids_prix,
    )
    print("\n".join(command.import_requirements(wanted, data_root() / "requirements_catalog" / "scale.yaml")))
    return 0


def _catalog(arguments: argparse.Namespace) -> int:
    print("\n".join(arguments.lines(arguments)))
    return 0
