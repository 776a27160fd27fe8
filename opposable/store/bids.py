"""Keep published tenders, bids with their original files, marks and decisions."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from opposable.assembly.seal import check_seal, write_tender
from opposable.model.assessment import Judgement, Judgements, Mark, Regularity, RegularityStatus, SetAside
from opposable.model.errors import OpposableError
from opposable.model.french import number
from opposable.model.tender import Tender
from opposable.store.drafts import Clock, ConflictError
from opposable.store.searches import passages_set_aside
from opposable.store.tables import BidRow, DecisionRow, FileRow, JournalRow, MarkRow, NoteRow, TenderRow


@dataclass(frozen=True, slots=True)
class StoredBid:
    """A bid as kept: its id, bidder, file names with their SHA-256, and the reading made of it, if any."""

    id: int
    bidder: str
    lot: str
    files: tuple[tuple[str, str], ...]
    received_at: datetime
    reading: str | None
    reading_key: str | None


@dataclass(frozen=True, slots=True)
class StoredMark:
    """A mark with the version that a page must hand back to change it."""

    mark: Mark
    version: int


class Bids:
    """What follows publication, for every consultation of a database."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock
        # A published tender never changes: it is parsed once.
        self._parsed: dict[int, Tender] = {}

    def publish(self, consultation_id: int, tender: Tender) -> int:
        """Keep a sealed tender and return its id; a version is written once.

        Raises `OpposableError` when it is not sealed, or when that version exists already.
        """
        check_seal(tender)
        row = TenderRow(
            consultation_id=consultation_id,
            version=tender.version,
            seal=tender.seal or "",
            content=write_tender(tender),
            published_at=self._clock(),
        )
        try:
            with Session(self._engine) as session, session.begin():
                session.add(row)
                session.add(self._line(consultation_id, "publication", f"version {tender.version}, {tender.seal}"))
                session.flush()
                return row.id
        except IntegrityError:
            raise OpposableError(
                f"La version {tender.version} est déjà publiée.", hint="Rechargez la page pour la voir."
            ) from None

    def tenders(self, consultation_id: int) -> tuple[tuple[int, Tender], ...]:
        """Return the published versions of a consultation with their ids, oldest first."""
        with Session(self._engine) as session:
            rows = session.scalars(
                select(TenderRow).where(TenderRow.consultation_id == consultation_id).order_by(TenderRow.version)
            )
            return tuple((row.id, self._tender(row)) for row in rows)

    def _tender(self, row: TenderRow) -> Tender:
        if row.id not in self._parsed:
            self._parsed[row.id] = Tender.model_validate_json(row.content)
        return self._parsed[row.id]

    def add_files(self, tender_id: int, bidder: str, files: Mapping[str, bytes], lot: str = "1") -> int:
        """Keep the original files of a bidder, next to those already there; return the bid's id.

        A file of the same name and another content replaces the former one, which the journal still names by its
        hash. Marks are kept: people decide whether they still hold.
        """
        name = " ".join(bidder.split())
        if not name:
            raise OpposableError("Le nom du candidat est vide.", hint="Écrivez sa raison sociale.")
        with Session(self._engine) as session, session.begin():
            tender = session.get_one(TenderRow, tender_id)
            bid = session.scalar(select(BidRow).filter_by(tender_id=tender_id, lot=lot, bidder=name))
            if bid is None:
                bid = BidRow(tender_id=tender_id, lot=lot, bidder=name, received_at=self._clock())
                session.add(bid)
                session.flush()
            for file_name, content in files.items():
                digest = hashlib.sha256(content).hexdigest()
                session.execute(delete(FileRow).filter_by(bid_id=bid.id, name=file_name))
                session.add(
                    FileRow(bid_id=bid.id, name=file_name, sha256=digest, content=content, received_at=self._clock())
                )
                detail = f"{name} : {file_name}, SHA-256 {digest}"
                session.add(self._line(tender.consultation_id, "fichier reçu", detail))
            bid.reading = bid.reading_key = None
            return bid.id

    def remove_file(self, bid_id: int, file_name: str) -> None:
        """Set a file aside (loaded by mistake); the journal keeps its name and hash."""
        with Session(self._engine) as session, session.begin():
            row = session.scalar(select(FileRow).filter_by(bid_id=bid_id, name=file_name))
            if row is None:
                return
            bid = session.get_one(BidRow, bid_id)
            tender = session.get_one(TenderRow, bid.tender_id)
            detail = f"{bid.bidder} : {file_name}, SHA-256 {row.sha256}"
            session.add(self._line(tender.consultation_id, "fichier retiré", detail))
            session.delete(row)
            bid.reading = bid.reading_key = None

    def bids(self, tender_id: int, lot: str = "1") -> tuple[StoredBid, ...]:
        """Return the bids on a tender, by bidder."""
        with Session(self._engine) as session:
            rows = session.scalars(select(BidRow).filter_by(tender_id=tender_id, lot=lot).order_by(BidRow.bidder))
            return tuple(self._stored(session, row) for row in rows)

    def content(self, bid_id: int, file_name: str) -> bytes | None:
        """Return one original file of a bid, or nothing when it is no longer there."""
        with Session(self._engine) as session:
            return session.scalar(select(FileRow.content).filter_by(bid_id=bid_id, name=file_name))

    def contents(self, bid_id: int) -> dict[str, bytes]:
        """Return the original files of a bid, by name."""
        with Session(self._engine) as session:
            rows = session.scalars(select(FileRow).filter_by(bid_id=bid_id).order_by(FileRow.name))
            return {row.name: row.content for row in rows}

    def keep_reading(self, bid_id: int, key: str, reading: str) -> None:
        """Keep what the machine read, under `key` (what it depends on), so that it is not read twice."""
        with Session(self._engine) as session, session.begin():
            session.execute(update(BidRow).filter_by(id=bid_id).values(reading=reading, reading_key=key))

    def marks(self, bid_id: int) -> dict[str, StoredMark]:
        """Return the marks of a bid by requirement id."""
        with Session(self._engine) as session:
            rows = session.scalars(select(MarkRow).filter_by(bid_id=bid_id))
            return {row.requirement: StoredMark(_mark(row), row.version) for row in rows}

    def save_mark(self, bid_id: int, requirement: str, mark: Mark, seen: int) -> int:
        """Save a mark and return its new version; `seen` is the version the page showed (0 for none).

        Raises `ConflictError` when somebody changed it since.
        """
        values = {"mark": mark.mark, "reason": mark.reason, "author": mark.author, "version": seen + 1}
        with Session(self._engine) as session, session.begin():
            bid = session.get_one(BidRow, bid_id)
            tender = session.get_one(TenderRow, bid.tender_id)
            row = session.scalar(select(MarkRow).filter_by(bid_id=bid_id, requirement=requirement))
            if (row.version if row else 0) != seen:
                theirs = f"{number(row.mark)}, {row.reason}" if row else None
                raise ConflictError("Cette note", theirs)
            if row is None:
                session.add(MarkRow(bid_id=bid_id, requirement=requirement, **values))
            else:
                for key, value in values.items():
                    setattr(row, key, value)
            detail = f"{bid.bidder}, {requirement} : {number(mark.mark)} ({mark.author or 'sans auteur'}) {mark.reason}"
            session.add(self._line(tender.consultation_id, "note", detail))
        return seen + 1

    def decisions(self, tender_id: int, lot: str = "1") -> dict[str, tuple[Regularity, int]]:
        """Return the regularity decisions by bidder, with their version."""
        with Session(self._engine) as session:
            rows = session.execute(
                select(BidRow.bidder, DecisionRow)
                .join(DecisionRow, DecisionRow.bid_id == BidRow.id)
                .where(BidRow.tender_id == tender_id, BidRow.lot == lot)
            )
            return {bidder: (_regularity(row), row.version) for bidder, row in rows}

    def save_decision(self, bid_id: int, decision: Regularity, seen: int) -> int:
        """Save a decision on regularity and return its new version; `ConflictError` when it changed since `seen`."""
        with Session(self._engine) as session, session.begin():
            bid = session.get_one(BidRow, bid_id)
            tender = session.get_one(TenderRow, bid.tender_id)
            row = session.get(DecisionRow, bid_id)
            if (row.version if row else 0) != seen:
                raise ConflictError("Cette décision", row.reason if row else None)
            values = {"status": decision.status, "reason": decision.reason, "author": decision.author}
            session.merge(DecisionRow(bid_id=bid_id, **values, version=seen + 1))
            detail = f"{bid.bidder} : {decision.status}, {decision.reason}"
            session.add(self._line(tender.consultation_id, "régularité", detail))
        return seen + 1

    def notes(self, tender_id: int, lot: str = "1") -> dict[str, tuple[str, int]]:
        """Return the committee's texts by key, with their version."""
        with Session(self._engine) as session:
            rows = session.scalars(select(NoteRow).filter_by(tender_id=tender_id, lot=lot))
            return {row.key: (row.value, row.version) for row in rows}

    def save_note(self, tender_id: int, key: str, value: str, seen: int, lot: str = "1") -> int:
        """Save a text of the committee and return its new version; `ConflictError` when it changed since `seen`."""
        with Session(self._engine) as session, session.begin():
            row = session.scalar(select(NoteRow).filter_by(tender_id=tender_id, lot=lot, key=key))
            if (row.version if row else 0) != seen:
                raise ConflictError("Ce texte", row.value if row else None)
            if row is None:
                session.add(NoteRow(tender_id=tender_id, lot=lot, key=key, value=value))
            else:
                row.value, row.version = value, seen + 1
        return seen + 1

    def save_price(self, tender_id: int, bidder: str, amount: Decimal | None, seen: int, lot: str = "1") -> int:
        """Save the amount typed for a bid without price schedule (``None`` removes it), in euros; as `save_note`.

        Raises `OpposableError` for an amount that is not above zero.
        """
        if amount is not None and amount <= 0:
            raise OpposableError("Le montant doit être supérieur à zéro.", hint="Corrigez-le.")
        return self.save_note(tender_id, f"price/{bidder}", "" if amount is None else str(amount), seen, lot)

    def judgement(self, tender_id: int, lot: str = "1") -> Judgement:
        """Return everything people wrote about the bids on a tender."""
        notes = {key: value for key, (value, _) in self.notes(tender_id, lot).items()}
        appreciations: dict[str, dict[str, str]] = {}
        for key, value in notes.items():
            kind, _, rest = key.partition("/")
            if kind == "appreciation" and value.strip():
                bidder, _, sub = rest.rpartition("/")
                appreciations.setdefault(bidder, {})[sub] = value
        prices = {
            key.partition("/")[2]: Decimal(value) for key, value in notes.items() if key.startswith("price/") and value
        }
        return Judgement(
            prices=prices,
            committee=notes.get("committee", ""),
            proposal=notes.get("proposal", ""),
            appreciations=appreciations,
            regularity={bidder: decision for bidder, (decision, _) in self.decisions(tender_id, lot).items()},
            marks={
                bid.bidder: {key: stored.mark for key, stored in self.marks(bid.id).items()}
                for bid in self.bids(tender_id, lot)
            },
            set_aside=self._set_aside(tender_id, lot),
            no_award=notes.get("no_award", ""),
        )

    def judgements(self, tender_id: int, lots: Sequence[str]) -> Judgements:
        """Return everything people wrote about the bids on every lot of a tender, as a file of marks tells it."""
        found = {lot: self.judgement(tender_id, lot) for lot in lots}
        return Judgements(**dict(found[lots[0]])) if len(lots) == 1 else Judgements(lots=found)

    def _set_aside(self, tender_id: int, lot: str) -> dict[str, dict[str, tuple[SetAside, ...]]]:
        with Session(self._engine) as session:
            rows = session.scalars(select(BidRow).filter_by(tender_id=tender_id, lot=lot).order_by(BidRow.bidder))
            logs = {row.bidder: passages_set_aside(session, row.id) for row in rows}
        return {bidder: log for bidder, log in logs.items() if log}

    def _stored(self, session: Session, row: BidRow) -> StoredBid:
        files = session.execute(select(FileRow.name, FileRow.sha256).filter_by(bid_id=row.id).order_by(FileRow.name))
        listed = tuple((name, digest) for name, digest in files)
        return StoredBid(row.id, row.bidder, row.lot, listed, row.received_at, row.reading, row.reading_key)

    def _line(self, consultation_id: int, action: str, detail: str) -> JournalRow:
        return JournalRow(consultation_id=consultation_id, at=self._clock(), action=action, detail=detail)


def _mark(row: MarkRow) -> Mark:
    return Mark(mark=Decimal(row.mark).normalize(), reason=row.reason, author=row.author)


def _regularity(row: DecisionRow) -> Regularity:
    status: RegularityStatus = row.status  # type: ignore[assignment]  # written from a Regularity, checked on read
    return Regularity(status=status, reason=row.reason, author=row.author)
