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
from typing import IO

from opposable.bids.reading.limits import Limits
from opposable.bids.reading.reader import read_file
from opposable.model.base import Model
from opposable.model.bids import FileReport, Passage

_LENGTH = struct.Struct(">I")
_LARGEST = 256 << 20


class Answer(Model):
    """What a child found in one file; without `report`, it lacked memory."""

    report: FileReport | None = None
    passages: tuple[Passage, ...] = ()


def main() -> None:
    """Answer requests until the input closes."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while (frame := receive(source)) is not None:
        header = json.loads(frame)
        limits = Limits(**header["limits"])
        restrict(limits)
        content = source.read(header["size"])
        send(target, answer(header["bid"], header["name"], content, limits).model_dump_json().encode())


def answer(bid: str, name: str, content: bytes, limits: Limits) -> Answer:
    """Read one file; too little memory is an answer like another."""
    try:
        report, passages = read_file(bid, name, content, limits)
    except (MemoryError, RecursionError):
        return Answer()
    return Answer(report=report, passages=passages)


def restrict(limits: Limits) -> None:
    """Bound the memory of this process, forbid it to write files and to leave a core behind."""
    ceilings = ((resource.RLIMIT_AS, limits.memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0))
    for kind, ceiling in ceilings:
        hard = resource.getrlimit(kind)[1]
        wanted = ceiling if hard == resource.RLIM_INFINITY else min(ceiling, hard)
        resource.setrlimit(kind, (wanted, hard))


def request(bid: str, name: str, content: bytes, limits: Limits) -> bytes:
    """Return the header that asks to read `content`."""
    return json.dumps({"bid": bid, "name": name, "size": len(content), "limits": asdict(limits)}).encode()


def send(target: IO[bytes], frame: bytes) -> None:
    """Write one frame."""
    target.write(_LENGTH.pack(len(frame)) + frame)
    target.flush()


def receive(source: IO[bytes]) -> bytes | None:
    """Read one frame, or nothing when the other end has closed or announces too much."""
    head = source.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length = _LENGTH.unpack(head)[0]
    frame = source.read(length) if length <= _LARGEST else b""
    return frame if len(frame) == length else None
