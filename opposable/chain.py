"""The whole chain on files: answers to documents, bids to suggestions, marks to ranking and report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from opposable.assembly.build import build
from opposable.assembly.decide import decide
from opposable.assembly.publication import publication_problems
from opposable.assembly.seal import check_seal, publish, write_tender
from opposable.bids.batch import cluster_executor, read_many
from opposable.bids.matching.lexicon import load_lexicon
from opposable.bids.pipeline import suggestions_json
from opposable.bids.reading import FolderCache, read_folder
from opposable.catalog.load import load_catalog
from opposable.catalog.messages import french_errors
from opposable.catalog.yaml_file import read_yaml_path
from opposable.documents.package import write_package, write_report
from opposable.documents.pagination import paginate
from opposable.evaluation.assess import assess
from opposable.evaluation.record import ranking_json
from opposable.interview.draft import read_draft_file
from opposable.legality.checks import LABELS, blocking_problems, check_tender
from opposable.model.assessment import Judgement
from opposable.model.bids import Bid, Suggestion
from opposable.model.catalog import Catalog
from opposable.model.errors import OpposableError
from opposable.model.french import number
from opposable.model.tender import Tender
from opposable.paths import data_root


@dataclass(frozen=True, slots=True)
class How:
    """How bids are read: the Dask `scheduler` to ask, the `cache` folder, a `lexicon` that adds to the general one."""

    scheduler: str = ""
    cache: Path | None = None
    lexicon: Path | None = None


def build_tender(
    answers: Path, on: date, out: Path, *, templates: Path, draft: bool = False, catalog: Catalog | None = None
) -> list[str]:
    """Build the tender of an answers file at a date, write ``tender.json`` and its documents.

    It is sealed unless `draft`; without `catalog`, the shipped one serves. Return what to tell: what is to be
    justified or advised, then the paths written.
    Raises `OpposableError` when something still prevents publication.
    """
    catalog = catalog or load_catalog(data_root() / "requirements_catalog")
    given = read_draft_file(catalog, read_text(answers), answers.name)
    tender = build(catalog, given, on)
    findings = check_tender(tender, catalog)
    if not draft:
        missing = publication_problems(catalog, decide(catalog, given.answers, on), tender, given.edits)
        problems = (*missing, *blocking_problems(findings))
        if problems:
            lines = "\n".join(f"- {problem}" for problem in problems)
            raise OpposableError(
                f"Le dossier ne peut pas encore être publié :\n{lines}\n",
                hint="Avec --brouillon, vous aurez un projet.",
            )
        tender = publish(tender)
    files = {"tender.json": write_tender(tender).encode(), **paginate(write_package(tender, templates))}
    remarks = [f"{LABELS[f.severity]} : {f.message} {f.remedy}" for f in findings]
    return [*remarks, *(str(_write(out / name, content)) for name, content in files.items())]


def load_tender(path: Path) -> Tender:
    """Read a ``tender.json``; `OpposableError` when it isn't one."""
    try:
        return Tender.model_validate_json(read_text(path))
    except ValidationError as error:
        count = error.error_count()
        raise OpposableError(
            f"Ce fichier n'est pas un dossier de consultation d'Opposable ({count} défaut(s)).",
            where=str(path),
            hint="Donnez le fichier tender.json produit par « opposable build ».",
        ) from None


def read_tender_bids(
    tender_path: Path, bids_dir: Path, out: Path, *, passages: Path | None = None, how: How | None = None
) -> list[str]:
    """Read the bids of a folder, write ``suggestions.json``, and return what to tell the user.

    With `passages`, everything read is written there, passage by passage.
    """
    tender = load_tender(tender_path)
    bids, suggestions = _read(tender, bids_dir, how or How())
    paths = [_write(out / "suggestions.json", _json(suggestions_json(suggestions), sort_keys=True))]
    if passages is not None:
        paths.append(_write(passages, _json(_passages(bids))))
    return [*_told(bids), *map(str, paths)]


def _passages(bids: tuple[Bid, ...]) -> list[dict[str, str]]:
    return [
        {"bid": bid.bidder, "file": p.file, "where": p.where, "heading": p.heading, "text": p.text}
        for bid in bids
        for p in bid.passages
    ]


def _json(value: object, *, sort_keys: bool = False) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=sort_keys) + "\n").encode()


def score_bids(
    tender_path: Path, bids_dir: Path, marks: Path, out: Path, *, templates: Path, how: How | None = None
) -> list[str]:
    """Rank the bids with the marks of a file, write ``ranking.json`` and ``rao.docx``, return what to tell.

    Raises `OpposableError` listing what is missing when the bids cannot be ranked.
    """
    tender = load_tender(tender_path)
    check_seal(tender)
    judgement = load_judgement(marks)
    bids, suggestions = _read(tender, bids_dir, how or How())
    assessment = assess(tender, bids, judgement, suggestions)
    if assessment.ranking is None:
        lines = "\n".join(f"- {sentence}" for sentence in assessment.missing)
        raise OpposableError(f"Les offres ne peuvent pas encore être classées :\n{lines}")
    paths = [
        _write(out / "ranking.json", _json(ranking_json(tender, assessment))),
        _write(out / "rao.docx", paginate({"rao.docx": write_report(tender, assessment, templates)})["rao.docx"]),
    ]
    rows = [
        f"{row.rank}. {row.bid} : {number(row.total, 2)} / {number(assessment.ranking.out_of)}"
        for row in assessment.ranking.rows
    ]
    return [*_told(bids), *rows, *map(str, paths)]


def load_judgement(path: Path) -> Judgement:
    """Read a marks file; `OpposableError` lists every problem with its line."""
    file = read_yaml_path(path, path.name)
    try:
        return Judgement.model_validate(file.value)
    except ValidationError as error:
        lines = [str(problem) for problem in french_errors(error, file, (), Judgement)]
        raise OpposableError("\n".join(lines)) from None


def read_text(path: Path) -> str:
    """Read a UTF-8 text; `OpposableError` in French when it can't be."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise OpposableError(f"Le fichier « {path} » n'est pas lisible.", hint="Vérifiez son chemin.") from None


def _read(tender: Tender, bids_dir: Path, how: How) -> tuple[tuple[Bid, ...], Mapping[str, Mapping[str, Suggestion]]]:
    folders = read_folder(bids_dir)
    lexicon = load_lexicon(how.lexicon) if how.lexicon else None
    cache = FolderCache(how.cache.absolute()) if how.cache else None
    with cluster_executor(how.scheduler) if how.scheduler else nullcontext() as executor:
        return read_many(tender, folders, executor=executor, cache=cache, lexicon=lexicon)


def _told(bids: tuple[Bid, ...]) -> list[str]:
    """Name each refused or doubtful file with its reason, once."""
    lines = []
    for bid in bids:
        for report in bid.files:
            named = tuple(f"{report.file}{blank}: " for blank in "\u00a0 ")
            for text in (*report.problems, *report.warnings):
                reason = next((text.removeprefix(name) for name in named if text.startswith(name)), text)
                lines.append(f"{bid.bidder}, {report.file}\u00a0: {reason}")
    return lines


def _write(path: Path, content: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError:
        raise OpposableError(f"Impossible d'écrire « {path} ».", hint="Vérifiez le dossier et vos droits.") from None
    return path
