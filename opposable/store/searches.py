"""Keep what was searched: the reading of each file, and the passages that a person read and set aside."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from opposable.model.assessment import SetAside
from opposable.model.bids import Evidence
from opposable.model.errors import OpposableError
from opposable.store.drafts import Clock
from opposable.store.tables import BidRow, DismissalRow, FileReadingRow, JournalRow, TenderRow


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A passage that a person read and set aside for a requirement, with the reason: it does not answer."""

    id: int
    requirement: str
    file: str
    where: str
    text: str
    reason: str
    author: str
    at: datetime


class Searches:
    """The searches made in the bids of a database; a cache of readings for `opposable.bids.reading`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    def load(self, key: str) -> bytes | None:
        """Return what was kept of the reading of a file under `key`, or nothing."""
        with Session(self._engine) as session:
            kept = session.scalar(select(FileReadingRow.content).filter_by(key=key))
        return None if kept is None else zlib.decompress(kept)

    def keep(self, key: str, content: bytes) -> None:
        """Keep the reading of a file, so that it is not parsed twice."""
        with Session(self._engine) as session, session.begin():
            session.merge(FileReadingRow(key=key, content=zlib.compress(content), read_at=self._clock()))

    def dismiss(self, bid_id: int, requirement: str, passage: Evidence, reason: str, author: str) -> int:
        """Log that a person read `passage` and set it aside for `requirement`; return the id of the line.

        Raises `OpposableError` without a reason: the log is the proof that the search was made.
        """
        if not reason.strip():
            raise OpposableError("Le motif est vide.", hint="Dites pourquoi ce passage ne répond pas.")
        row = DismissalRow(
            bid_id=bid_id,
            requirement=requirement,
            file=passage.file,
            place=passage.where,
            text=passage.text,
            reason=reason.strip(),
            author=author,
            at=self._clock(),
        )
        with Session(self._engine) as session, session.begin():
            session.add(row)
            session.add(self._line(session, row, "passage écarté"))
            session.flush()
            return row.id

    def restore(self, dismissal_id: int) -> None:
        """Take back a passage that was set aside; the line stays, with the time it was taken back."""
        with Session(self._engine) as session, session.begin():
            row = session.get_one(DismissalRow, dismissal_id)
            if row.restored_at is None:
                row.restored_at = self._clock()
                session.add(self._line(session, row, "passage repris"))

    def dismissals(self, bid_id: int) -> tuple[Dismissal, ...]:
        """Return the passages of a bid that are set aside, oldest first."""
        with Session(self._engine) as session:
            return tuple(_dismissal(row) for row in session.scalars(_standing(bid_id)))

    def _line(self, session: Session, row: DismissalRow, action: str) -> JournalRow:
        bid = session.get_one(BidRow, row.bid_id)
        tender = session.get_one(TenderRow, bid.tender_id)
        place = f"{bid.bidder}, {row.requirement} : {row.file}, {row.place}"
        detail = f"{place} ({row.author or 'sans auteur'}) {row.reason}"
        return JournalRow(consultation_id=tender.consultation_id, at=self._clock(), action=action, detail=detail)


def passages_set_aside(session: Session, bid_id: int) -> dict[str, tuple[SetAside, ...]]:
    """Return the log of a bid as it is judged on: the passages set aside, by requirement id, oldest first."""
    found: dict[str, tuple[SetAside, ...]] = {}
    for row in session.scalars(_standing(bid_id)):
        # SQLite forgets the zone; every clock of the store is UTC.
        at = row.at if row.at.tzinfo else row.at.replace(tzinfo=UTC)
        kept = SetAside(text=row.text, file=row.file, where=row.place, reason=row.reason, author=row.author, at=at)
        found[row.requirement] = (*found.get(row.requirement, ()), kept)
    return found


def _standing(bid_id: int) -> Select[DismissalRow]:
    return select(DismissalRow).filter_by(bid_id=bid_id, restored_at=None).order_by(DismissalRow.id)


def _dismissal(row: DismissalRow) -> Dismissal:
    return Dismissal(row.id, row.requirement, row.file, row.place, row.text, row.reason, row.author, row.at)
