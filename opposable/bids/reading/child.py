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
from typing import IO, Literal

from opposable.bids.reading.limits import Limits
from opposable.bids.reading.reader import read_file
from opposable.bids.reading.sheets import read_sheets
from opposable.bids.reading.sheets_model import Sheet
from opposable.model.base import Model
from opposable.model.bids import FileReport, Passage
from opposable.model.errors import OpposableError

Wanted = Literal["text", "sheets"]

_LENGTH = struct.Struct(">I")
_LARGEST = 256 << 20


class Answer(Model):
    """What a child found in one file: `report` and `passages` of a text, or `sheets` of a workbook.

    `problem` says in French why a workbook is refused. An answer without any of them lacked memory.
    """

    report: FileReport | None = None
    passages: tuple[Passage, ...] = ()
    sheets: tuple[Sheet, ...] | None = None
    problem: str = ""

    @property
    def lacked_memory(self) -> bool:
        """Whether the file asked for more memory than a child may take."""
        return self.report is None and self.sheets is None and not self.problem


def main() -> None:
    """Answer requests until the input closes."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while (frame := receive(source)) is not None:
        header = json.loads(frame)
        limits = Limits(**header["limits"])
        restrict(limits)
        content = source.read(header["size"])
        found = answer(header["wanted"], header["bid"], header["name"], content, limits)
        send(target, found.model_dump_json().encode())


def answer(wanted: Wanted, bid: str, name: str, content: bytes, limits: Limits) -> Answer:
    """Read one file; too little memory is an answer like another."""
    try:
        if wanted == "sheets":
            return _sheets(content, limits)
        report, passages = read_file(bid, name, content, limits)
    except (MemoryError, RecursionError):
        return Answer()
    return Answer(report=report, passages=passages)


def _sheets(content: bytes, limits: Limits) -> Answer:
    try:
        return Answer(sheets=read_sheets(content, limits))
    except OpposableError as error:
        return Answer(problem=str(error))


def restrict(limits: Limits) -> None:
    """Bound the memory of this process, forbid it to write files and to leave a core behind."""
    ceilings = ((resource.RLIMIT_AS, limits.memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0))
    for kind, ceiling in ceilings:
        hard = resource.getrlimit(kind)[1]
        wanted = ceiling if hard == resource.RLIM_INFINITY else min(ceiling, hard)
        resource.setrlimit(kind, (wanted, hard))


def request(wanted: Wanted, bid: str, name: str, content: bytes, limits: Limits) -> bytes:
    """Return the header that asks to read `content`."""
    asked = {"wanted": wanted, "bid": bid, "name": name, "size": len(content), "limits": asdict(limits)}
    return json.dumps(asked).encode()


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
