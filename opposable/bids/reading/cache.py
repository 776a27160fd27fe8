"""Readings kept by the hash of what was read, so that an unchanged file is not parsed twice."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from opposable.bids.reading.child import Answer, Wanted
from opposable.bids.reading.limits import Limits
from opposable.model.errors import OpposableError

_PARSERS = ("lxml", "pypdfium2")


class ReadingCache(Protocol):
    """Where readings are kept: bytes under a key made of hexadecimal digits."""

    def load(self, key: str) -> bytes | None:
        """Return what was kept under `key`, or nothing."""

    def keep(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`."""


@dataclass(frozen=True, slots=True)
class FolderCache:
    """Readings kept as files of a folder, which several processes may share."""

    folder: Path

    def load(self, key: str) -> bytes | None:
        """Return what was kept under `key`, or nothing when it is missing or cannot be read."""
        try:
            return self._path(key).read_bytes()
        except OSError:
            return None

    def keep(self, key: str, content: bytes) -> None:
        """Write `content` whole or not at all; `OpposableError` when the folder refuses it."""
        path = self._path(key)
        draft = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(content)
            draft.replace(path)
        except OSError:
            raise OpposableError(
                f"Impossible d'écrire dans le cache « {self.folder} ».", hint="Vérifiez le dossier et vos droits."
            ) from None

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"


def file_key(wanted: Wanted, name: str, content: bytes, limits: Limits) -> str:
    """Return what the reading of a file depends on: its bytes, its name, the limits, and the reader itself."""
    parts = [wanted, name, hashlib.sha256(content).hexdigest(), asdict(limits), reader_version()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@cache
def reader_version() -> str:
    """Return the fingerprint of the reader: its own code, the parsers it calls, character recognition or not."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    parsers = [f"{name} {version(name)}" for name in _PARSERS]
    digest.update(json.dumps([*parsers, bool(shutil.which("tesseract"))]).encode())
    return digest.hexdigest()[:16]


def kept_answer(cache: ReadingCache, key: str) -> Answer | None:
    """Return the answer kept under `key`; nothing when it is missing, cut short or altered."""
    digest, _, text = (cache.load(key) or b"").partition(b"\n")
    if digest.decode("ascii", "replace") != _checksum(key, text):
        return None
    try:
        return Answer.model_validate_json(text)
    except ValidationError:
        return None


def keep_answer(cache: ReadingCache, key: str, answer: Answer) -> None:
    """Keep `answer` under `key`, with a checksum."""
    text = answer.model_dump_json().encode()
    cache.keep(key, _checksum(key, text).encode() + b"\n" + text)


def _checksum(key: str, text: bytes) -> str:
    return hashlib.sha256(key.encode() + text).hexdigest()
