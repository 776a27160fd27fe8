"""Read one bidder's file into passages, in this process: what the sandbox runs in its children."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import PurePosixPath

from opposable.bids.reading.archive import Archive
from opposable.bids.reading.content import Content
from opposable.bids.reading.docx import read_docx
from opposable.bids.reading.limits import Limits
from opposable.bids.reading.odt import read_odt
from opposable.bids.reading.pdf import read_pdf
from opposable.bids.reading.plain import read_plain
from opposable.bids.reading.sheets import read_ods, read_xlsx
from opposable.bids.reading.sniff import FileType, misnamed, sniff
from opposable.model.bids import FileKind, FileReport, Passage
from opposable.model.errors import OpposableError

_ARCHIVES: dict[FileType, Callable[[Archive, Limits], Content]] = {
    "docx": read_docx,
    "odt": read_odt,
    "xlsx": read_xlsx,
    "ods": read_ods,
}
_FLAT: dict[FileType, Callable[[bytes, Limits], Content]] = {"pdf": read_pdf, "texte": read_plain}


def read_file(
    bid: str, name: str, content: bytes, limits: Limits | None = None
) -> tuple[FileReport, tuple[Passage, ...]]:
    """Read the file `name` of `bid`; a refused file gives a report with its reason and no passage.

    Parsing happens here and now: only the sandbox should call this on a file that comes from outside.
    """
    try:
        kind, found = _read(name, content, limits or Limits())
    except OpposableError as error:
        return refused(bid, name, content, str(error)), ()
    passages = tuple(
        Passage(
            bid=bid,
            file=name,
            where=block.where,
            heading=block.heading,
            text=block.text,
            kind=block.kind,
            header=block.header,
            page=block.page,
            index=index,
            notes=block.notes,
        )
        for index, block in enumerate(found.blocks)
    )
    report = _report(bid, name, content, kind)
    changes = {
        "passages": len(passages),
        "pages": found.pages,
        "problems": tuple(f"{name} : {problem}" for problem in found.problems),
        "warnings": tuple(f"{name} : {warning}" for warning in found.warnings),
    }
    return report.model_copy(update=changes), passages


def refused(bid: str, name: str, content: bytes, reason: str) -> FileReport:
    """Return the report of a file that could not be read, for a `reason` in French."""
    report = _report(bid, name, content, "illisible")
    return report.model_copy(update={"problems": (f"{name} : {reason}",)})


def _read(name: str, content: bytes, limits: Limits) -> tuple[FileKind, Content]:
    refuse_name(name)
    if len(content) > limits.size:
        raise OpposableError(
            f"Le fichier pèse {len(content) >> 20} Mo, plus que les {limits.size >> 20} Mo admis.",
            hint="Demandez au candidat un fichier plus léger, ou en plusieurs parties.",
        )
    kind = sniff(content, limits)
    found = _ARCHIVES[kind](Archive(content, limits), limits) if kind in _ARCHIVES else _FLAT[kind](content, limits)
    warning = misnamed(name, kind)
    if not found.blocks and not found.problems:
        raise OpposableError("Le fichier ne contient aucun texte.", hint="Ouvrez-le pour voir ce qu’il montre.")
    if warning:
        found = Content(found.blocks, found.pages, found.problems, (warning, *found.warnings))
    return "annexe" if kind in ("xlsx", "ods") else "memoire", found


def refuse_name(name: str) -> None:
    """Raise `OpposableError` when `name` would leave the bidder's folder."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or "\x00" in name or (len(name) > 1 and name[1] == ":"):
        raise OpposableError(
            "Le nom du fichier sort du dossier du candidat : il est refusé.", hint="Renommez le fichier."
        )


def _report(bid: str, name: str, content: bytes, kind: FileKind) -> FileReport:
    return FileReport(bid=bid, file=name, kind=kind, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
