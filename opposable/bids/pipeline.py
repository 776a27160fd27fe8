"""From the files of every bidder to bids and suggestions: our forms by their seal, the rest as free text."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, Protocol

from opposable.bids.forms import form_from_sheets, form_passages
from opposable.bids.matching.lexicon import Lexicon, load_lexicon
from opposable.bids.matching.suggest import suggest
from opposable.bids.prices import prices_from_sheets
from opposable.bids.reading import read_files
from opposable.bids.reading.sheets_model import Sheet
from opposable.bids.sought import sought_in
from opposable.bids.workbook import Recognised, open_workbook, recognise
from opposable.model.bids import Bid, FileReport, Passage, PriceSchedule, ResponseForm, Suggestion
from opposable.model.errors import OpposableError
from opposable.model.tender import Tender

Suggestions = Mapping[str, Mapping[str, Suggestion]]
Progress = Callable[[int, int, str], None]
Opener = Callable[[bytes], tuple[Sheet, ...]]


class FileReader(Protocol):
    """What reads the free-text files of a bid: the sandbox, or something that remembers what it read."""

    def __call__(
        self, bid: str, files: Mapping[str, bytes], *, progress: Progress | None = None
    ) -> tuple[tuple[FileReport, ...], tuple[Passage, ...]]:
        """Return a report for each of `files`, in order, and their passages numbered through the bid."""


_ZIP, _WORKBOOKS = b"PK\x03\x04", (b"xl/workbook", b"opendocument.spreadsheet")
_TITLES: dict[Recognised, str] = {"cadre_de_reponse": "cadre de réponse", "bordereau_de_prix": "bordereau de prix"}


@dataclass
class _Folder:
    """What is being gathered of one bid."""

    bidder: str
    reports: dict[str, FileReport] = field(default_factory=dict)
    form: ResponseForm | None = None
    prices: PriceSchedule | None = None


def read_bids(
    tender: Tender,
    folders: Mapping[str, Mapping[str, bytes]],
    *,
    lexicon: Lexicon | None = None,
    progress: Progress | None = None,
    reader: FileReader = read_files,
    opener: Opener = open_workbook,
) -> tuple[tuple[Bid, ...], Suggestions]:
    """Read the files of every bidder (`folders`: bidder, then file name) and suggest a reading of each requirement.

    A file that is missing, altered, foreign or broken is told in the report of its bid and stops none of the others.
    `progress` receives the number of files done, their total, and the name of the last one. `reader` reads the
    free-text files, `opener` opens the workbooks. One bid comes after the other: `batch.read_many` reads
    several at once.
    """
    step = _counter(sum(len(files) for files in folders.values()), progress)
    bids = tuple(
        read_bid(tender, bidder, files, step, reader=reader, opener=opener) for bidder, files in folders.items()
    )
    return bids, suggest_for(tender, bids, lexicon)


def suggest_for(tender: Tender, bids: Sequence[Bid], lexicon: Lexicon | None = None) -> Suggestions:
    """Return for each bidder a suggestion for every requirement judged."""
    declared = {bid.bidder: bid.form.answers for bid in bids if bid.form is not None}
    passages = {bid.bidder: bid.passages for bid in bids}
    return suggest(sought_in(tender), passages, lexicon or default_lexicon(), declared)


def suggestions_json(suggestions: Suggestions) -> dict[str, Any]:
    """Return the suggestions as plain values, passages best first."""
    return {
        "bids": {
            bidder: {requirement: _plain(suggestion) for requirement, suggestion in found.items()}
            for bidder, found in suggestions.items()
        }
    }


def _plain(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "verdict": suggestion.verdict,
        "confidence": suggestion.confidence,
        "to_read": suggestion.to_read,
        "declared": suggestion.declared,
        "passages": [{"text": p.text, "file": p.file, "where": p.where} for p in suggestion.passages],
        "values": [{"value": _number(v.value), "unit": v.unit, "text": v.text} for v in suggestion.values],
        "flags": list(suggestion.flags),
        "reasons": list(suggestion.reasons),
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


@cache
def default_lexicon() -> Lexicon:
    """Return the general lexicon, loaded once."""
    return load_lexicon()


def _counter(total: int, progress: Progress | None) -> Callable[[str], None]:
    done = 0

    def step(name: str) -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, total, name)

    return step


def read_bid(
    tender: Tender,
    bidder: str,
    files: Mapping[str, bytes],
    step: Callable[[str], None],
    *,
    opener: Opener = open_workbook,
    reader: FileReader = read_files,
) -> Bid:
    """Read the files of one bidder: `opener` opens workbooks, `reader` reads the rest; `step` is told each name."""
    folder, free = _Folder(bidder), {}
    for name, content in files.items():
        opened = open_ours(content, opener)
        if opened is None:
            free[name] = content
            continue
        folder.reports[name] = _read_ours(tender, folder, name, content, opened)
        step(name)
    reports, passages = reader(bidder, free, progress=lambda _done, _total, name: step(name))
    folder.reports.update({report.file: report for report in reports})
    answers = _numbered(form_passages(bidder, folder.form, tender) if folder.form else (), len(passages))
    return Bid(
        bidder=bidder,
        lot=tender.lot or tender.lots[0].number,
        files=tuple(folder.reports[name] for name in files),
        form=folder.form,
        prices=folder.prices,
        passages=(*passages, *answers),
    )


def _numbered(passages: Any, start: int) -> tuple[Passage, ...]:
    return tuple(p.model_copy(update={"index": index}) for index, p in enumerate(passages, start=start))


def open_ours(content: bytes, opener: Opener = open_workbook) -> tuple[Recognised, tuple[Sheet, ...]] | None:
    """Return the kind and sheets of a workbook that is one of ours; nothing for any other file."""
    if not content.startswith(_ZIP) or not any(sign in content for sign in _WORKBOOKS):
        return None
    try:
        sheets = opener(content)
    except OpposableError:
        return None  # the reader of free files tells what is wrong with it
    kind = recognise(sheets)
    return None if kind is None else (kind, sheets)


def _read_ours(
    tender: Tender, folder: _Folder, name: str, content: bytes, opened: tuple[Recognised, tuple[Sheet, ...]]
) -> FileReport:
    kind, sheets = opened
    report = FileReport(
        bid=folder.bidder, file=name, kind=kind, sha256=hashlib.sha256(content).hexdigest(), size=len(content)
    )
    already = folder.form if kind == "cadre_de_reponse" else folder.prices
    try:
        if already is not None:
            raise OpposableError(
                f"C'est un second {_TITLES[kind]} ; seul « {already.file} » est utilisé.",
                hint="Demandez au candidat lequel engage son offre.",
            )
        changes = _take_form(tender, folder, name, sheets) if kind == "cadre_de_reponse" else {}
        if kind == "bordereau_de_prix":
            folder.prices = prices_from_sheets(name, sheets, tender)
            changes = {"warnings": folder.prices.warnings}
    except OpposableError as error:
        changes = {"problems": (str(error),)}
    return report.model_copy(update=changes)


def _take_form(tender: Tender, folder: _Folder, name: str, sheets: tuple[Sheet, ...]) -> dict[str, Any]:
    folder.form = form = form_from_sheets(name, sheets, tender)
    count = sum(1 for _ in form_passages(folder.bidder, form, tender))
    return {"problems": form.problems, "warnings": form.warnings, "passages": count}
