"""Sort the files of bidders by lot: by the folder they are in, else by the lot that a form of ours carries."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from opposable.bids.pipeline import Opener, open_ours
from opposable.bids.workbook import open_workbook, seal_values
from opposable.model.errors import OpposableError
from opposable.model.lots import find_lot
from opposable.model.tender import Tender

Files = Mapping[str, bytes]
_FOLDER = re.compile(r"lot[\s._-]*(?:n°\s*)?0*(\w+)", re.IGNORECASE)


def folders_by_lot(
    tender: Tender, folders: Mapping[str, Files], *, opener: Opener = open_workbook
) -> dict[str, dict[str, dict[str, bytes]]]:
    """Return, by lot then bidder, the files of `folders` (bidder, then file name).

    With one lot, all are its own. With several, a file is of the lot whose folder holds it (``lot-2/…`` inside the
    bidder's, or around all of them), or whose number our form or price schedule carries; any other is shared by all
    the lots that its bidder answers. Raises `OpposableError` naming the bidders whose lots nothing tells, and for a
    folder of an unknown lot.
    """
    if len(tender.lots) == 1:
        return {tender.lots[0].number: {bidder: dict(files) for bidder, files in folders.items()}}
    found: dict[str, dict[str, dict[str, bytes]]] = {lot.number: {} for lot in tender.lots}
    lost = []
    for bidder, files in _by_bidder(folders).items():
        placed = {name: _lot_of(tender, bidder, name, content, opener) for name, content in files.items()}
        answered = {number for number in placed.values() if number}
        if not answered:
            lost.append(bidder)
        for number in (lot.number for lot in tender.lots if lot.number in answered):
            found[number][bidder] = {name: files[name] for name, place in placed.items() if place in ("", number)}
    if lost:
        raise OpposableError(
            f"Rien ne dit à quels lots répondent : {', '.join(lost)}.",
            hint="Rangez leurs fichiers par lot, dans des dossiers « lot-1 », « lot-2 » ; ce qui reste à côté vaut "
            "pour tous les lots auxquels ils répondent.",
        )
    return found


def share_files(
    tender: Tender, files: Sequence[tuple[str, bytes]], lots: Sequence[str], *, opener: Opener = open_workbook
) -> dict[str, dict[str, bytes]]:
    """Return, by lot, the `files` (name, content) that a bidder hands over at once for its bid on `lots`.

    With several lots in the tender, our form or price schedule goes to the lot it carries, any other file to all
    `lots`. Raises `OpposableError` when none is named, when a form carries another lot, and for two files of one name.
    """
    if not lots:
        raise OpposableError("Aucun lot n'est choisi.", hint="Choisissez ceux auxquels ces fichiers répondent.")
    found: dict[str, dict[str, bytes]] = {number: {} for number in lots}
    for name, content in files:
        carried = _carried(tender, content, opener) if len(tender.lots) > 1 else ""
        if carried and carried not in found:
            raise OpposableError(
                f"« {name} » répond au lot {carried}, qui n'est pas choisi.",
                hint="Ajoutez ce lot, ou retirez ce fichier.",
            )
        for number in (carried,) if carried else lots:
            if name in found[number]:
                raise OpposableError(f"Deux fichiers s'appellent « {name} ».", hint="Renommez l'un des deux.")
            found[number][name] = content
    return found


def _by_bidder(folders: Mapping[str, Files]) -> dict[str, dict[str, bytes]]:
    """Return bidder, then file: folders named after a lot at the top are turned inside out."""
    found: dict[str, dict[str, bytes]] = {}
    for name, files in folders.items():
        for path, content in files.items():
            bidder, _, rest = path.partition("/")
            if _FOLDER.fullmatch(name) and rest:
                found.setdefault(bidder, {})[f"{name}/{rest}"] = content
            else:
                found.setdefault(name, {})[path] = content
    return dict(sorted(found.items()))


def _lot_of(tender: Tender, bidder: str, name: str, content: bytes, opener: Opener) -> str:
    """Return the lot of a file, nothing when none is told."""
    folder, _, rest = name.partition("/")
    told = _FOLDER.fullmatch(folder) if rest else None
    if told:
        try:
            return find_lot(tender, told[1]).number
        except OpposableError as error:
            raise OpposableError(error.message, where=f"{bidder}, dossier « {folder} »", hint=error.hint) from None
    return _carried(tender, content, opener)


def _carried(tender: Tender, content: bytes, opener: Opener) -> str:
    """Return the lot that our form or price schedule carries, nothing when none does."""
    ours = open_ours(content, opener)
    number = seal_values(ours[1]).get("lot", "") if ours else ""
    return number if any(lot.number == number for lot in tender.lots) else ""
