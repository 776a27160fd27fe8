"""Tell the type of a file by its content, and refuse the types that are not read."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Literal

from opposable.bids.reading.archive import Archive
from opposable.bids.reading.limits import Limits
from opposable.model.errors import OpposableError

FileType = Literal["docx", "odt", "xlsx", "ods", "pdf", "texte"]

NAMES: dict[FileType, str] = {
    "docx": "un document Word",
    "odt": "un texte OpenDocument",
    "xlsx": "un classeur Excel",
    "ods": "un classeur OpenDocument",
    "pdf": "un PDF",
    "texte": "un texte brut",
}
_SUFFIXES: dict[FileType, tuple[str, ...]] = {
    "docx": (".docx", ".dotx"),
    "odt": (".odt", ".ott"),
    "xlsx": (".xlsx", ".xltx"),
    "ods": (".ods", ".ots"),
    "pdf": (".pdf",),
    "texte": (".md", ".txt", ".markdown", ".text", ".csv"),
}
_AS_PDF = "Demandez au candidat un fichier .docx, .odt ou .pdf."
_REFUSED = (
    (b"{\\rtf", "est au format RTF, qui n’est pas lu"),
    (b"\x89PNG", "est une image"),
    (b"\xff\xd8\xff", "est une image"),
    (b"GIF8", "est une image"),
    (b"II*\x00", "est une image"),
    (b"MM\x00*", "est une image"),
    (b"7z\xbc\xaf", "est une archive"),
    (b"Rar!", "est une archive"),
    (b"\x1f\x8b", "est une archive"),
    (b"MZ", "est un programme"),
    (b"\x7fELF", "est un programme"),
)


def sniff(content: bytes, limits: Limits) -> FileType:
    """Return the type of `content`; raise `OpposableError` for what cannot be read safely, with the reason."""
    if not content.strip(b"\x00 \t\r\n"):
        raise OpposableError("Le fichier est vide.", hint="Demandez au candidat un nouvel envoi du fichier.")
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise _ole(content)
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK"):
        return _sniff_archive(Archive(content, limits))
    for magic, what in _REFUSED:
        if content.startswith(magic):
            raise OpposableError(f"Le fichier {what}.", hint=_AS_PDF)
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html)", content[:200], re.IGNORECASE):
        raise OpposableError("Le fichier est une page web, qui n’est pas lue.", hint=_AS_PDF)
    if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise OpposableError("Le contenu du fichier n’est d’aucun type connu.", hint=_AS_PDF)
    return "texte"


def misnamed(name: str, kind: FileType) -> str:
    """Return a warning when the suffix of `name` announces another type than `kind`, else an empty string."""
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if suffix in _SUFFIXES[kind]:
        return ""
    shown = f"« {suffix} »" if suffix else "absente"
    return f"L’extension est {shown}, mais le contenu est {NAMES[kind]} : il a été lu comme tel."


def _sniff_archive(archive: Archive) -> FileType:
    names = archive.names
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise _macros()
    if "mimetype" in archive:
        return _sniff_opendocument(archive)
    if "[Content_Types].xml" not in archive:
        raise OpposableError(
            "Le fichier est une archive.", hint="Décompressez-la et déposez les fichiers qu’elle contient."
        )
    if b"macroenabled" in archive.read("[Content_Types].xml").lower():
        raise _macros()
    if any(name.startswith("ppt/") for name in names):
        raise OpposableError("Le fichier est une présentation, qui n’est pas lue.", hint=_AS_PDF)
    if "xl/workbook.xml" in archive:
        return "xlsx"
    if any(name.startswith("word/") for name in names):
        return "docx"
    raise OpposableError("Le contenu du fichier n’est d’aucun type connu.", hint=_AS_PDF)


def _sniff_opendocument(archive: Archive) -> FileType:
    declared = archive.read("mimetype").strip()
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in archive.names):
        raise _macros()
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise _locked()
    if declared.startswith(b"application/vnd.oasis.opendocument.text"):
        return "odt"
    if declared.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    raise OpposableError("Le fichier OpenDocument n’est ni un texte ni un classeur.", hint=_AS_PDF)


def _ole(content: bytes) -> OpposableError:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _locked()
    return OpposableError(
        "Le fichier est à l’ancien format de Microsoft Office (.doc, .xls ou .ppt), qui n’est pas lu.",
        hint="Demandez au candidat un fichier .docx, .xlsx ou .pdf.",
    )


def _macros() -> OpposableError:
    return OpposableError(
        "Le fichier contient des macros : il est refusé.", hint="Demandez au candidat un fichier sans macros."
    )


def _locked() -> OpposableError:
    return OpposableError(
        "Le fichier est protégé par un mot de passe.",
        hint="Demandez au candidat un fichier sans mot de passe.",
    )
