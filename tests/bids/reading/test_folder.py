"""The bids of a folder: one sub-folder or one file for each bidder."""

from __future__ import annotations

from pathlib import Path

import pytest

from opposable.bids.reading import read_folder
from opposable.model.errors import OpposableError


def put(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def listed(root: Path) -> dict[str, list[str]]:
    return {bidder: list(files) for bidder, files in read_folder(root).items()}


def test_a_folder_is_a_bidder_with_all_its_files(tmp_path: Path) -> None:
    put(tmp_path, "zeta/memoire.docx", "alpha/annexes/planning.xlsx", "alpha/memoire.pdf")

    assert listed(tmp_path) == {"alpha": ["annexes/planning.xlsx", "memoire.pdf"], "zeta": ["memoire.docx"]}


def test_a_file_is_a_bidder_named_after_its_stem(tmp_path: Path) -> None:
    put(tmp_path, "alpha.md", "beta.pdf")

    assert listed(tmp_path) == {"alpha": ["alpha.md"], "beta": ["beta.pdf"]}


def test_word_is_preferred_when_a_bid_comes_in_several_formats(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "a.pdf", "a.docx", "b.md", "b.odt", "b.pdf", "c.md", "c.odt")

    assert listed(tmp_path) == {"a": ["a.docx"], "b": ["b.pdf"], "c": ["c.odt"]}


def test_hidden_files_locks_and_links_are_left_out(tmp_path: Path) -> None:
    put(tmp_path, "a/.DS_Store", "a/~$memoire.docx", "a/memoire.docx", ".cache/x.docx")
    (tmp_path / "a" / "lien.docx").symlink_to(tmp_path / "a" / "memoire.docx")

    assert listed(tmp_path) == {"a": ["memoire.docx"]}


def test_a_folder_without_bid_is_said(tmp_path: Path) -> None:
    with pytest.raises(OpposableError, match="ne contient aucune offre"):
        read_folder(tmp_path)


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(OpposableError, match="n’est pas un dossier"):
        read_folder(tmp_path / "absent")
