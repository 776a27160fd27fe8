"""Many bids at once: one task a bid, on processes of this machine or on those of a cluster."""

from __future__ import annotations

import atexit
import gc
import os
import pickle
from collections.abc import Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from functools import lru_cache, partial
from multiprocessing import get_context

from opposable.bids.matching.finding import Query, query
from opposable.bids.matching.lexicon import Lexicon
from opposable.bids.matching.suggest import suggest_for_bid
from opposable.bids.pipeline import Progress, Suggestions, default_lexicon, read_bid, read_bids
from opposable.bids.reading import ReadingCache, Sandbox, read_files
from opposable.bids.sought import sought_in
from opposable.bids.workbook import open_workbook
from opposable.model.bids import Bid, Suggestion
from opposable.model.errors import OpposableError
from opposable.model.tender import Tender

_HEAVY = 2 << 20
"""Bytes below which starting processes takes longer than the work itself."""

PATIENCE = 10.0
"""Seconds left to the scheduler of a cluster to answer."""

_Found = tuple[Bid, dict[str, Suggestion]]


def read_many(
    tender: Tender,
    folders: Mapping[str, Mapping[str, bytes]],
    *,
    executor: Executor | None = None,
    cache: ReadingCache | None = None,
    lexicon: Lexicon | None = None,
    progress: Progress | None = None,
) -> tuple[tuple[Bid, ...], Suggestions]:
    """Read and match the bids of `folders` (bidder, then file name) as `pipeline.read_bids` does, several at once.

    Each bid is one task of `executor`, by default as many processes of this machine as it has processors; a bid
    alone, or a few light ones, are read in this one. `cache` and `lexicon` travel to the tasks. `progress` receives
    what is done, the total, and the last name: of bids, or of files when they are read here. Raises
    `OpposableError` when a process dies under the work.
    """
    weight = sum(len(content) for files in folders.values() for content in files.values())
    if executor is None and (len(folders) < 2 or weight < _HEAVY):
        reader, opener = partial(read_files, cache=cache), partial(open_workbook, cache=cache)
        return read_bids(tender, folders, lexicon=lexicon, progress=progress, reader=reader, opener=opener)
    if executor is None:
        with local_executor(min(os.cpu_count() or 1, len(folders))) as local:
            return read_many(tender, folders, executor=local, cache=cache, lexicon=lexicon, progress=progress)
    work = pickle.dumps((tender, lexicon or default_lexicon(), cache))
    tasks = {executor.submit(_read_one, work, bidder, dict(files)): bidder for bidder, files in folders.items()}
    found = _gathered(tasks, progress)
    return tuple(found[bidder][0] for bidder in folders), {bidder: found[bidder][1] for bidder in folders}


def local_executor(workers: int) -> Executor:
    """Return an executor of `workers` processes, started afresh: nothing of this one leaks into them."""
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_collect_seldom)


def _collect_seldom() -> None:
    """Look for dead cycles less often: a worker makes many small values, that nearly all live as long as their bid."""
    gc.set_threshold(1_000_000, 20, 20)


@contextmanager
def cluster_executor(address: str) -> Iterator[Executor]:
    """Give the executor of the Dask cluster at `address` (``tcp://…``).

    Raises `OpposableError` when the optional extra is not installed, or when nobody answers there.
    """
    try:
        from distributed import Client  # noqa: PLC0415 (optional extra)
    except ImportError:
        raise OpposableError(
            "Lire sur un cluster demande le module « distributed », qui n'est pas installé.",
            hint="Installez-le avec « pip install 'opposable[dask]' », ou retirez --scheduler.",
        ) from None
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError):
        raise OpposableError(
            f"Aucun ordonnanceur Dask ne répond à « {address} ».",
            hint="Vérifiez l'adresse, de la forme tcp://hote:8786.",
        ) from None
    with client:
        yield client.get_executor(pure=False)


def _gathered(tasks: Mapping[Future[_Found], str], progress: Progress | None) -> dict[str, _Found]:
    found: dict[str, _Found] = {}
    try:
        for done, task in enumerate(as_completed(tasks), start=1):
            found[tasks[task]] = task.result()
            if progress is not None:
                progress(done, len(tasks), tasks[task])
    except BrokenExecutor:
        raise OpposableError(
            "La lecture s'est arrêtée : un processus a été interrompu, sans doute faute de mémoire.",
            hint="Relancez avec --cache : ce qui est déjà lu ne le sera pas deux fois.",
        ) from None
    finally:
        for task in tasks:
            task.cancel()
    return found


def _read_one(work: bytes, bidder: str, files: Mapping[str, bytes]) -> _Found:
    """Read and match one bid, in the process that received it."""
    tender, lexicon, cache, queries = _unpacked(work)
    reader = partial(read_files, sandbox=_sandbox(), cache=cache)
    opener = partial(open_workbook, sandbox=_sandbox(), cache=cache)
    bid = read_bid(tender, bidder, files, lambda _name: None, reader=reader, opener=opener)
    declared = bid.form.answers if bid.form is not None else {}
    return bid, suggest_for_bid(queries, bid.passages, lexicon, declared) if queries else {}


@lru_cache(maxsize=1)
def _unpacked(work: bytes) -> tuple[Tender, Lexicon, ReadingCache | None, list[Query]]:
    """Unpack what all the tasks of a batch share; a process does it once."""
    tender, lexicon, cache = pickle.loads(work)  # noqa: S301 (written by `read_many`, never by a bidder)
    return tender, lexicon, cache, [query(each, lexicon) for each in sought_in(tender)]


@lru_cache(maxsize=1)
def _sandbox() -> Sandbox:
    """Return the one child that parses for this process, and ends with it: tasks are already spread over processors."""
    sandbox = Sandbox(workers=1)
    atexit.register(sandbox.close)
    return sandbox
