"""Read the files of a bid in child processes, so that no file can harm the others or the application."""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from opposable.bids.reading.cache import ReadingCache, file_key, keep_answer, kept_answer
from opposable.bids.reading.child import Answer, Wanted, receive, request, send
from opposable.bids.reading.limits import Limits
from opposable.bids.reading.reader import refused
from opposable.bids.reading.sheets_model import Sheet
from opposable.model.bids import FileReport, Passage
from opposable.model.errors import OpposableError
from opposable.model.french import number

Reading = tuple[FileReport, tuple[Passage, ...]]
Progress = Callable[[int, int, str], None]
_PACKAGE_ROOT = Path(__file__).resolve().parents[3]
_ROUNDS = 200
_LOOK = "Ouvrez-le à la main, ou demandez au candidat un fichier plus simple."


class Sandbox:
    """A few reusable child processes; a child that fails is replaced, the other files go on.

    Give `workers` to choose how many files are read at once (by default one for each processor, four at most).
    """

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or min(os.cpu_count() or 1, 4)
        self._idle: queue.LifoQueue[_Child] = queue.LifoQueue()
        self._lock = threading.Lock()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the children that wait for work."""
        while True:
            try:
                self._idle.get_nowait().stop()
            except queue.Empty:
                return

    def read(
        self,
        bid: str,
        files: Mapping[str, bytes],
        limits: Limits | None = None,
        progress: Progress | None = None,
        cache: ReadingCache | None = None,
    ) -> tuple[tuple[FileReport, ...], tuple[Passage, ...]]:
        """Read `files` of `bid`; `progress` receives the number done, the total, and the name just done.

        What `cache` holds of the very same file is taken from there, and what is read is kept in it.
        """
        bounds, done, first = limits or Limits(), 0, _first_names(files)

        def read_one(name: str) -> Reading:
            nonlocal done
            if first[name] != name:
                reading = _duplicate(bid, name, files[name], first[name])
            else:
                reading = self._read_one(bid, name, files[name], bounds, cache)
            with self._lock:
                done += 1
                if progress is not None:
                    progress(done, len(files), name)
            return reading

        with ThreadPoolExecutor(self.workers) as threads:
            readings = list(threads.map(read_one, files))
        reports = tuple(report for report, _ in readings)
        passages = [passage for _, found in readings for passage in found]
        return reports, tuple(_numbered(passage, n) for n, passage in enumerate(passages))

    def sheets(self, content: bytes, limits: Limits, cache: ReadingCache | None = None) -> tuple[Sheet, ...]:
        """Return the sheets of a workbook; `OpposableError` when it is refused."""
        found = self._ask("sheets", "", "", content, limits, cache)
        if isinstance(found, str) or found.sheets is None:
            raise OpposableError(found if isinstance(found, str) else found.problem)
        return found.sheets

    def _read_one(self, bid: str, name: str, content: bytes, limits: Limits, cache: ReadingCache | None) -> Reading:
        found = self._ask("text", bid, name, content, limits, cache)
        if isinstance(found, str) or found.report is None:
            return refused(bid, name, content, found if isinstance(found, str) else found.problem), ()
        if found.report.bid == bid:
            return found.report, found.passages
        return _renamed(found.report, bid), tuple(_renamed(passage, bid) for passage in found.passages)

    def _ask(
        self, wanted: Wanted, bid: str, name: str, content: bytes, limits: Limits, cache: ReadingCache | None
    ) -> Answer | str:
        """Return what `cache` knows or a child finds; the reason, in French, when the child was ended."""
        key = file_key(wanted, name, content, limits) if cache is not None else ""
        if cache is not None and (known := kept_answer(cache, key)) is not None:
            return known
        found = self._ask_child(wanted, bid, name, content, limits)
        if cache is not None and isinstance(found, Answer):
            keep_answer(cache, key, found)
        return found

    def _ask_child(self, wanted: Wanted, bid: str, name: str, content: bytes, limits: Limits) -> Answer | str:
        try:
            child = self._idle.get_nowait()
        except queue.Empty:
            child = _Child()
        found = child.ask(wanted, bid, name, content, limits)
        if child.alive and child.rounds < _ROUNDS:
            self._idle.put(child)
        else:
            child.stop()
        return found


class _Child:
    """One process that parses, with the clock that ends it."""

    def __init__(self) -> None:
        environment = {
            key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX") if key in os.environ
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "opposable.bids.reading"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment, "PYTHONPATH": str(_PACKAGE_ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            cwd="/",
            start_new_session=True,
        )
        self.rounds = 0

    @property
    def alive(self) -> bool:
        """Whether it can take another file."""
        return self._process.poll() is None

    def ask(self, wanted: Wanted, bid: str, name: str, content: bytes, limits: Limits) -> Answer | str:
        """Have one file read; a child that is slow, hungry or dead gives the reason in French, never an error."""
        self.rounds += 1
        late = threading.Event()
        clock = threading.Timer(limits.seconds, self._expire, [late])
        clock.start()
        found = self._exchange(request(wanted, bid, name, content, limits), content)
        clock.cancel()
        if found is not None and not found.lacked_memory:
            return found
        self.stop()
        return _reason(found, limits, late=late.is_set())

    def _exchange(self, header: bytes, content: bytes) -> Answer | None:
        source, target = self._process.stdin, self._process.stdout
        if source is None or target is None:
            return None
        try:
            send(source, header)
            source.write(content)
            source.flush()
            frame = receive(target)
            return None if frame is None else Answer.model_validate_json(frame)
        except (OSError, ValueError):
            return None

    def _expire(self, late: threading.Event) -> None:
        late.set()
        self._kill()

    def _kill(self) -> None:
        """End the process and what it started (character recognition)."""
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """End the process and release its pipes."""
        self._kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process.wait()


def read_files(
    bid: str,
    files: Mapping[str, bytes],
    *,
    limits: Limits | None = None,
    progress: Progress | None = None,
    sandbox: Sandbox | None = None,
    cache: ReadingCache | None = None,
) -> tuple[tuple[FileReport, ...], tuple[Passage, ...]]:
    """Read the free-text `files` of `bid` (name to bytes) in child processes.

    One report a file, in the order given; a bad file has its reason in `problems` and stops none of the others.
    Passages are numbered through the whole bid. Without `sandbox`, children are shared by all calls and kept ready.
    With `cache`, a file that it knows is not read again.
    """
    return (sandbox or shared_sandbox()).read(bid, files, limits, progress, cache)


@cache
def shared_sandbox() -> Sandbox:
    """Return the sandbox of this process; its children end with it."""
    sandbox = Sandbox()
    atexit.register(sandbox.close)
    return sandbox


_Named = TypeVar("_Named", FileReport, Passage)


def _renamed(item: _Named, bid: str) -> _Named:
    return item.model_copy(update={"bid": bid})


def _numbered(passage: Passage, number: int) -> Passage:
    return passage if passage.index == number else passage.model_copy(update={"index": number})


def _first_names(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return for each file the first one that has the same bytes, itself most of the time."""
    seen: dict[str, str] = {}
    return {name: seen.setdefault(hashlib.sha256(content).hexdigest(), name) for name, content in files.items()}


def _duplicate(bid: str, name: str, content: bytes, first: str) -> Reading:
    report = FileReport(
        bid=bid,
        file=name,
        kind="annexe",
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        warnings=(f"{name} : ce fichier est identique à « {first} », il n’est lu qu’une fois.",),
    )
    return report, ()


def _reason(found: Answer | None, limits: Limits, *, late: bool) -> str:
    if late:
        return f"La lecture a été arrêtée après {number(Decimal(str(limits.seconds)))} secondes. {_LOOK}"
    if found is not None:
        return f"La lecture demande plus de {limits.memory >> 20} Mo de mémoire : le fichier est refusé. {_LOOK}"
    return f"Le fichier a fait échouer la lecture. {_LOOK}"
