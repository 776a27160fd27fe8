"""Readings kept by hash: taken back when they are whole, made again when they are not."""

from __future__ import annotations

import pytest

from opposable.bids.reading import FolderCache, Limits, Sandbox
from opposable.bids.reading.cache import file_key, kept_answer, reader_version
from opposable.bids.workbook import open_workbook
from opposable.documents import layout
from opposable.model.errors import OpposableError
from tests.filling import empty_form
from tests.sheet_tenders import sealed_tender

FILES = {"a.md": "# Équipe\n\nDeux analystes la nuit.".encode(), "vide.md": b""}


@pytest.fixture
def sandbox():
    with Sandbox(workers=1) as made:
        yield made


def test_a_file_already_read_is_taken_from_the_cache(tmp_path, sandbox, monkeypatch):
    cache = FolderCache(tmp_path)
    first = sandbox.read("b", FILES, cache=cache)
    monkeypatch.setattr(sandbox, "_ask_child", None)

    assert first == sandbox.read("b", FILES, cache=cache)
    assert sandbox.read("c", FILES, cache=cache)[1][0].bid == "c"


@pytest.mark.parametrize("damage", [b"", b"\xff", b"{}", b"0" * 64 + b"\n{}"])
def test_a_damaged_entry_is_read_again(tmp_path, sandbox, damage):
    cache = FolderCache(tmp_path)
    first = sandbox.read("b", FILES, cache=cache)
    sound = {path: path.read_bytes() for path in tmp_path.rglob("*.json")}
    for path in sound:
        path.write_bytes(damage)

    assert first == sandbox.read("b", FILES, cache=cache)
    assert sound == {path: path.read_bytes() for path in tmp_path.rglob("*.json")}


def test_an_entry_under_another_name_is_not_believed(tmp_path, sandbox):
    cache = FolderCache(tmp_path)
    sandbox.read("b", {"a.md": b"Un."}, cache=cache)
    key, other = (file_key("text", name, b"Un.", Limits()) for name in ("a.md", "b.md"))
    cache.keep(other, cache.load(key) or b"")

    assert kept_answer(cache, key) is not None
    assert kept_answer(cache, other) is None


def test_the_key_follows_the_bytes_the_name_the_limits_and_what_is_wanted():
    keys = {
        file_key("text", "a.md", b"Un.", Limits()),
        file_key("text", "a.md", b"Deux.", Limits()),
        file_key("text", "b.md", b"Un.", Limits()),
        file_key("text", "a.md", b"Un.", Limits(pages=2)),
        file_key("sheets", "a.md", b"Un.", Limits()),
    }

    assert 5 == len(keys)
    assert 16 == len(reader_version())


def test_a_file_ended_by_the_clock_is_not_kept(tmp_path, sandbox):
    sandbox.read("b", {"a.md": b"Un."}, Limits(seconds=0.0), cache=FolderCache(tmp_path))

    assert [] == list(tmp_path.rglob("*.json"))


def test_a_folder_that_cannot_be_written_is_told(tmp_path, sandbox):
    (tmp_path / "cache").write_bytes(b"")

    with pytest.raises(OpposableError, match="Impossible d'écrire dans le cache"):
        sandbox.read("b", FILES, cache=FolderCache(tmp_path / "cache"))


def test_our_workbooks_are_parsed_by_a_child_and_kept(tmp_path, sandbox, monkeypatch):
    cache, form = FolderCache(tmp_path), empty_form(sealed_tender())
    first = open_workbook(form, sandbox=sandbox, cache=cache)
    monkeypatch.setattr(sandbox, "_ask_child", None)

    assert layout.SEAL_SHEET in [sheet.name for sheet in first]
    assert first == open_workbook(form, sandbox=sandbox, cache=cache)


@pytest.mark.parametrize("content", [b"PK\x03\x04casse", b"bonjour", b""])
def test_a_workbook_that_cannot_be_opened_is_refused_with_its_reason(sandbox, content):
    with pytest.raises(OpposableError, match=r"tronqué|n'est pas un classeur|vide"):
        open_workbook(content, sandbox=sandbox)
