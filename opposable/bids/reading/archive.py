"""Office files are zip archives of XML: open them without trusting a word of what they declare."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from lxml import etree

from opposable.bids.reading.limits import Limits
from opposable.model.errors import OpposableError
from opposable.model.french import number

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    OverflowError,
)
_ASK_AGAIN = "Demandez au candidat un nouvel envoi du fichier."
_NO_MEMORY = 2
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (b"wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (b"officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
)


class Archive:
    """The parts of a zip file, each unpacked at most once and never beyond `limits`."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        """Open `content`; raise `OpposableError` when it is broken, encrypted, or swells beyond measure."""
        self._limits, self._unpacked = limits, 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            infos = self._zip.infolist()
        except _BROKEN as error:
            raise OpposableError("Le fichier est tronqué ou abîmé : il ne s’ouvre pas.", hint=_ASK_AGAIN) from error
        _refuse_bombs(infos, limits)
        self._infos = {info.filename: info for info in infos}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts, in the order of the archive."""
        return tuple(self._infos)

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def read(self, name: str) -> bytes:
        """Unpack the part `name`; the bytes really written count against the limit, whatever was declared."""
        if name not in self._infos:
            raise OpposableError(f"Le fichier est incomplet : la partie « {name} » manque.", hint=_ASK_AGAIN)
        left = self._limits.unpacked - self._unpacked
        try:
            with self._zip.open(self._infos[name]) as part:
                data = part.read(left + 1)
        except _BROKEN as error:
            raise OpposableError(f"La partie « {name} » du fichier est abîmée.", hint=_ASK_AGAIN) from error
        self._unpacked += len(data)
        if len(data) > left:
            raise OpposableError(_swollen(self._limits), hint=_ASK_AGAIN)
        return data

    def xml(self, name: str) -> etree._Element:
        """Parse the part `name`: no entity, no network, no document type."""
        return parse_xml(self.read(name), name)


def parse_xml(data: bytes, name: str) -> etree._Element:
    """Parse `data`; raise `OpposableError` naming the part `name` when it is broken or declares entities."""
    if _STRICT in data[:4096]:
        data = _transitional(data)
    try:
        root = etree.fromstring(data, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        if getattr(error, "code", None) == _NO_MEMORY:
            raise MemoryError(name) from error
        raise OpposableError(f"La partie « {name} » du fichier est illisible.", hint=_ASK_AGAIN) from error
    if root is None:
        raise OpposableError(f"La partie « {name} » du fichier est vide.", hint=_ASK_AGAIN)
    if etree.ElementTree(root).docinfo.doctype:  # type: ignore[attr-defined]  # the stubs forget it
        raise OpposableError(
            f"La partie « {name} » déclare des entités XML, ce qu’aucun logiciel de bureautique ne fait : "
            "le fichier est refusé par prudence.",
            hint="Demandez au candidat un fichier enregistré par son traitement de texte.",
        )
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )


def _transitional(data: bytes) -> bytes:
    """Turn the names of « Strict Open XML » into those that Word writes by default."""
    for strict, usual in _TRANSITIONAL:
        data = data.replace(_STRICT + strict, usual)
    return data


def _refuse_bombs(infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(infos) > limits.parts or sum(info.file_size for info in infos) > limits.unpacked:
        raise OpposableError(_swollen(limits), hint=_ASK_AGAIN)
    for info in infos:
        if info.flag_bits & 0x1:
            raise OpposableError(
                "Le fichier est protégé par un mot de passe.",
                hint="Demandez au candidat un fichier sans mot de passe.",
            )
        if info.file_size > 1 << 20 and info.file_size / max(1, info.compress_size) > limits.ratio:
            raise OpposableError(_swollen(limits), hint=_ASK_AGAIN)
        if ".." in PurePosixPath(info.filename).parts or info.filename.startswith(("/", "\\")):
            raise OpposableError(
                f"L’archive contient un chemin qui en sort (« {info.filename[:80]} ») : elle est refusée.",
                hint="Demandez au candidat un fichier enregistré par son traitement de texte.",
            )


def _swollen(limits: Limits) -> str:
    return (
        f"Une fois décompressé, le fichier dépasse ce qu’un document contient (plus de {limits.unpacked >> 20} Mo, "
        f"de {number(limits.parts)} parties, ou compressé plus de {limits.ratio} fois) : il est refusé."
    )
