"""Many bids at once: the same bids and suggestions as one after the other, wherever they are read."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from opposable.bids import batch
from opposable.bids.batch import cluster_executor, local_executor, read_many
from opposable.bids.pipeline import read_bids, suggestions_json
from opposable.bids.reading import FolderCache, read_folder
from opposable.model.errors import OpposableError
from tests.sheet_tenders import sealed_tender

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "ght-supervision" / "bids"
TENDER = sealed_tender()


@pytest.fixture(scope="module")
def folders() -> dict[str, dict[str, bytes]]:
    return read_folder(EXAMPLE)


@pytest.fixture(scope="module")
def expected(folders):
    bids, suggestions = read_bids(TENDER, folders)
    return bids, suggestions_json(suggestions)


def test_several_processes_find_what_one_finds(folders, expected, tmp_path):
    told: list[tuple[int, int, str]] = []
    with local_executor(2) as executor:
        bids, suggestions = read_many(TENDER, folders, executor=executor, progress=lambda *step: told.append(step))
        again, _ = read_many(TENDER, folders, executor=executor, cache=FolderCache(tmp_path))

    assert expected == (bids, suggestions_json(suggestions))
    assert bids == again
    assert [(1, 3), (2, 3), (3, 3)] == [(done, total) for done, total, _ in told]
    assert set(folders) == {bidder for _, _, bidder in told}


def test_the_readings_kept_in_a_cache_are_those_of_the_files(folders, expected, tmp_path):
    kept = FolderCache(tmp_path)
    first = read_many(TENDER, folders, cache=kept)
    written = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.json")}
    second = read_many(TENDER, folders, cache=kept)

    assert expected == (first[0], suggestions_json(first[1]))
    assert first == second
    assert written == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.json")}


def test_a_bid_alone_is_read_in_this_process(folders, expected, tmp_path):
    alone = dict(list(folders.items())[:1])

    bids, suggestions = read_many(TENDER, alone, cache=FolderCache(tmp_path))

    assert expected[0][:1] == bids
    assert expected[1]["bids"][bids[0].bidder] == suggestions_json(suggestions)["bids"][bids[0].bidder]


class _Dying(Executor):
    """An executor whose processes die."""

    def submit(self, fn, /, *args, **kwargs):
        future: Future[object] = Future()
        future.set_exception(BrokenProcessPool("died"))
        return future


def test_a_process_that_dies_is_told_in_french(folders):
    with pytest.raises(OpposableError, match="un processus a été interrompu"):
        read_many(TENDER, folders, executor=_Dying())


@pytest.mark.slow
def test_a_cluster_finds_what_one_process_finds(folders, expected):
    distributed = pytest.importorskip("distributed", reason="the extra « dask » is not installed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        cluster_executor(cluster.scheduler_address) as executor,
    ):
        bids, suggestions = read_many(TENDER, folders, executor=executor)

    assert expected == (bids, suggestions_json(suggestions))


def test_a_scheduler_that_does_not_answer_is_told_in_french(monkeypatch):
    pytest.importorskip("distributed", reason="the extra « dask » is not installed")
    monkeypatch.setattr(batch, "PATIENCE", 0.5)
    with (
        pytest.raises(OpposableError, match=r"Aucun ordonnanceur Dask ne répond à « tcp://127\.0\.0\.1:1 »"),
        cluster_executor("tcp://127.0.0.1:1"),
    ):
        pass
