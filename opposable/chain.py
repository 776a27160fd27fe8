"""The whole chain on files: answers to documents, bids to suggestions, marks to ranking and report."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import ValidationError

from opposable.assembly.build import build
from opposable.assembly.decide import decide
from opposable.assembly.publication import publication_problems
from opposable.assembly.seal import check_seal, publish, write_tender
from opposable.bids.batch import cluster_executor, read_many
from opposable.bids.lots import folders_by_lot
from opposable.bids.matching.lexicon import load_lexicon
from opposable.bids.pipeline import suggestions_json
from opposable.bids.reading import FolderCache, read_folder
from opposable.catalog.load import load_catalog
from opposable.catalog.messages import french_errors
from opposable.catalog.yaml_file import read_yaml_path
from opposable.documents.package import write_package, write_report
from opposable.documents.pagination import paginate
from opposable.evaluation.lots import LotBids, assess_lots, judgement_of, missing_in
from opposable.evaluation.record import ranking_json
from opposable.interview.draft import read_draft_file
from opposable.legality.checks import LABELS, blocking_problems, check_tender
from opposable.model.assessment import Assessment, Judgements
from opposable.model.catalog import Catalog
from opposable.model.errors import OpposableError
from opposable.model.french import number
from opposable.model.lots import lot_name, of_lot
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
    read = _read(tender, bids_dir, how or How())
    paths = [
        _write(
            out / f"suggestions{_suffix(tender, lot)}.json",
            _json(suggestions_json(of_it.suggestions), sort_keys=True),
        )
        for lot, of_it in read.items()
    ]
    if passages is not None:
        paths.append(_write(passages, _json(_passages(tender, read))))
    return [*_told(tender, read), *map(str, paths)]


def _suffix(tender: Tender, lot: str) -> str:
    """Return what the name of a file ends with: nothing when there is one lot, « -lot-2 » when there are several."""
    return f"-lot-{lot}" if len(tender.lots) > 1 else ""


def _passages(tender: Tender, read: Mapping[str, LotBids]) -> list[dict[str, str]]:
    several = len(tender.lots) > 1
    return [
        {
            **({"lot": lot} if several else {}),
            "bid": bid.bidder,
            "file": p.file,
            "where": p.where,
            "heading": p.heading,
            "text": p.text,
        }
        for lot, of_it in read.items()
        for bid in of_it.bids
        for p in bid.passages
    ]


def _json(value: object, *, sort_keys: bool = False) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=sort_keys) + "\n").encode()


def score_bids(
    tender_path: Path, bids_dir: Path, marks: Path, out: Path, *, templates: Path, how: How | None = None
) -> list[str]:
    """Rank the bids of each lot with the marks of a file, write the rankings and ``rao.docx``, return what to tell.

    One lot has its ``ranking.json``; several, a ``ranking-lot-1.json`` each, and one report for all of them. Raises
    `OpposableError` listing what is missing when the bids of a lot cannot be ranked.
    """
    tender = load_tender(tender_path)
    check_seal(tender)
    written = load_judgement(marks)
    judgement_of(tender, written, tender.lots[0].number)  # marks that do not suit are told before any long reading
    read = _read(tender, bids_dir, how or How())
    assessments = assess_lots(tender, read, written)
    if not all(assessment.complete for assessment in assessments.values()):
        raise _incomplete(tender, assessments)
    paths = [
        _write(
            out / f"ranking{_suffix(tender, lot)}.json",
            _json(ranking_json(of_lot(tender, lot), assessment)),
        )
        for lot, assessment in assessments.items()
    ]
    paths.append(
        _write(out / "rao.docx", paginate({"rao.docx": write_report(tender, assessments, templates)})["rao.docx"])
    )
    return [*_told(tender, read), *_ranks(tender, assessments), *map(str, paths)]


def _incomplete(tender: Tender, assessments: Mapping[str, Assessment]) -> OpposableError:
    lines = "\n".join(f"- {sentence}" for sentence in missing_in(tender, assessments))
    empty = next((lot for lot, assessment in assessments.items() if not assessment.bids), None)
    hint = ""
    if empty is not None:
        hint = (
            f"\nUn lot sans offre se constate dans le fichier des notes, sous « lots », « {empty} », « no_award » ; "
            f"sinon, rangez ses fichiers dans un dossier « lot-{empty} »."
        )
    return OpposableError(f"Les offres ne peuvent pas encore être classées :\n{lines}{hint}")


def _ranks(tender: Tender, assessments: Mapping[str, Assessment]) -> Iterator[str]:
    for lot in tender.lots:
        assessment = assessments[lot.number]
        if len(tender.lots) > 1:
            yield lot_name(lot)
        if assessment.ranking is None:
            yield f"Rien à classer : {assessment.no_award}"
            continue
        for row in assessment.ranking.rows:
            yield f"{row.rank}. {row.bid} : {number(row.total, 2)} / {number(assessment.ranking.out_of)}"


def load_judgement(path: Path) -> Judgements:
    """Read a marks file; `OpposableError` lists every problem with its line."""
    file = read_yaml_path(path, path.name)
    try:
        return Judgements.model_validate(file.value)
    except ValidationError as error:
        lines = [str(problem) for problem in french_errors(error, file, (), Judgements)]
        raise OpposableError("\n".join(lines)) from None


def read_text(path: Path) -> str:
    """Read a UTF-8 text; `OpposableError` in French when it can't be."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise OpposableError(f"Le fichier « {path} » n'est pas lisible.", hint="Vérifiez son chemin.") from None


def _read(tender: Tender, bids_dir: Path, how: How) -> dict[str, LotBids]:
    """Return what is read of the bids on each lot, by number."""
    lexicon = load_lexicon(how.lexicon) if how.lexicon else None
    found = {}
    with ExitStack() as opened:
        cache = FolderCache(how.cache.absolute()) if how.cache else None
        if not (cache or how.scheduler) and len(tender.lots) > 1:  # what is shared by several lots is parsed once
            cache = FolderCache(Path(opened.enter_context(TemporaryDirectory())))
        executor = opened.enter_context(cluster_executor(how.scheduler)) if how.scheduler else None
        for lot, folders in folders_by_lot(tender, read_folder(bids_dir)).items():
            if folders:
                narrowed = of_lot(tender, lot)
                found[lot] = LotBids(*read_many(narrowed, folders, executor=executor, cache=cache, lexicon=lexicon))
    return found


def _told(tender: Tender, read: Mapping[str, LotBids]) -> list[str]:
    """Name each refused or doubtful file with its reason, once."""
    lines = []
    for lot, of_it in read.items():
        place = f"Lot {lot}, " if len(tender.lots) > 1 else ""
        for bid in of_it.bids:
            for report in bid.files:
                named = tuple(f"{report.file}{blank}: " for blank in "\u00a0 ")
                for text in (*report.problems, *report.warnings):
                    reason = next((text.removeprefix(name) for name in named if text.startswith(name)), text)
                    lines.append(f"{place}{bid.bidder}, {report.file}\u00a0: {reason}")
    return lines


def _write(path: Path, content: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError:
        raise OpposableError(f"Impossible d'écrire « {path} ».", hint="Vérifiez le dossier et vos droits.") from None
    return path
