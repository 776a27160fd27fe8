"""The process that parses hostile files: limited in memory, it answers one file at a time in JSON.

It reads frames from its input and writes frames to its output: a length on four bytes, then a JSON header; the
header of a request is followed by the file itself. JSON and not pickle: a child taken over by a file must not be
able to run anything in its parent.
"""

from __future__ import annotations

import json
import resource
import struct
import sys
from dataclasses import asdict
from typing import IO, Any

from pydantic import ValidationError

from opposable.bids.reading.limits import Limits
from opposable.bids.reading.reader import read_file
from opposable.model.bids import FileReport, Passage

_LENGTH = struct.Struct(">I")
_LARGEST = 256 << 20


def main() -> None:
    """Answer requests until the input closes."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while (header := receive(source)) is not None:
        limits = Limits(**header["limits"])
        restrict(limits)
        content = source.read(header["size"])
        send(target, answer(header["bid"], header["name"], content, limits))


def answer(bid: str, name: str, content: bytes, limits: Limits) -> dict[str, Any]:
    """Read one file; too little memory is an answer like another."""
    try:
        report, passages = read_file(bid, name, content, limits)
    except (MemoryError, RecursionError):
        return {"failed": "memory"}
    return {"report": report.model_dump(), "passages": [passage.model_dump() for passage in passages]}


def restrict(limits: Limits) -> None:
    """Bound the memory of this process, forbid it to write files and to leave a core behind."""
    ceilings = ((resource.RLIMIT_AS, limits.memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0))
    for kind, ceiling in ceilings:
        hard = resource.getrlimit(kind)[1]
        wanted = ceiling if hard == resource.RLIM_INFINITY else min(ceiling, hard)
        resource.setrlimit(kind, (wanted, hard))


def request(bid: str, name: str, content: bytes, limits: Limits) -> dict[str, Any]:
    """Return the header that asks to read `content`."""
    return {"bid": bid, "name": name, "size": len(content), "limits": asdict(limits)}


def parse_answer(found: dict[str, Any]) -> tuple[FileReport, tuple[Passage, ...]] | None:
    """Return what a child answered, checked field by field; nothing when it has no sense."""
    try:
        passages = tuple(Passage.model_validate(passage) for passage in found["passages"])
        return FileReport.model_validate(found["report"]), passages
    except (KeyError, TypeError, ValidationError):
        return None


def send(target: IO[bytes], header: dict[str, Any]) -> None:
    """Write one frame."""
    data = json.dumps(header).encode("utf-8")
    target.write(_LENGTH.pack(len(data)) + data)
    target.flush()


def receive(source: IO[bytes]) -> dict[str, Any] | None:
    """Read one frame, or nothing when the other end has closed."""
    head = source.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length = _LENGTH.unpack(head)[0]
    if length > _LARGEST:
        return None
    data = source.read(length)
    if len(data) < length:
        return None
    found = json.loads(data)
    return found if isinstance(found, dict) else None
