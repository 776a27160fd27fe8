"""Find the bids of a folder: a folder for each bidder, or one file for each."""

from __future__ import annotations

from pathlib import Path

from opposable.model.errors import OpposableError

_PREFERRED = (".docx", ".pdf", ".odt", ".md", ".txt", ".xlsx", ".ods")


def read_folder(path: Path) -> dict[str, dict[str, bytes]]:
    """Return for each bidder its files by name, both in alphabetical order.

    A file at the top is a bid of its own, named after its stem; of several with one stem, the first of .docx, .pdf,
    .odt and .md is taken. Hidden files and locks of word processors are left out, links are never followed.
    """
    if not path.is_dir():
        raise OpposableError(
            f"« {path} » n’est pas un dossier.", hint="Donnez un dossier qui contient un sous-dossier par candidat."
        )
    entries = [entry for entry in sorted(path.iterdir()) if _shown(entry)]
    bids = {entry.name: _files(entry) for entry in entries if entry.is_dir()}
    for entry in sorted((entry for entry in entries if entry.is_file()), key=_preference):
        bids.setdefault(entry.stem, {entry.name: entry.read_bytes()})
    found = {bidder: bids[bidder] for bidder in sorted(bids) if bids[bidder]}
    if not found:
        raise OpposableError(
            f"Le dossier « {path} » ne contient aucune offre.", hint="Déposez-y un sous-dossier par candidat."
        )
    return found


def _files(folder: Path) -> dict[str, bytes]:
    """Return the files under `folder`, named by their path inside it."""
    found: dict[str, bytes] = {}
    for entry in sorted(folder.iterdir()):
        if not _shown(entry):
            continue
        if entry.is_dir():
            found.update({f"{entry.name}/{name}": content for name, content in _files(entry).items()})
        elif entry.is_file():
            found[entry.name] = entry.read_bytes()
    return found


def _shown(entry: Path) -> bool:
    return not entry.name.startswith((".", "~$")) and entry.name != "Thumbs.db" and not entry.is_symlink()


def _preference(entry: Path) -> tuple[str, int, str]:
    suffix = entry.suffix.lower()
    rank = _PREFERRED.index(suffix) if suffix in _PREFERRED else len(_PREFERRED)
    return entry.stem, rank, entry.name
