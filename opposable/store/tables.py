"""The tables: consultations, published tenders, bids with their original files, marks, decisions, journal."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Root of the tables."""

    type_annotation_map = {dict[str, Any]: JSON, Decimal: Numeric(6, 2)}  # noqa: RUF012 (SQLAlchemy's own way)


class ConsultationRow(Base):
    """A buyer's file: the draft being prepared, as plain JSON, and the date the law is read at."""

    __tablename__ = "consultations"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(500))
    launch_date: Mapped[str] = mapped_column(String(10))
    draft: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class TenderRow(Base):
    """A published version of a tender; never changed after it is written."""

    __tablename__ = "tenders"
    __table_args__ = (UniqueConstraint("consultation_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    version: Mapped[int]
    seal: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]


class BidRow(Base):
    """A bidder's bid on one published version."""

    __tablename__ = "bids"
    __table_args__ = (UniqueConstraint("tender_id", "lot", "bidder"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tenders.id"))
    lot: Mapped[str] = mapped_column(String(10), default="1")
    bidder: Mapped[str] = mapped_column(String(200))
    received_at: Mapped[datetime]
    reading: Mapped[str | None] = mapped_column(Text)
    reading_key: Mapped[str | None] = mapped_column(String(64))


class FileRow(Base):
    """An original file of a bid, byte for byte."""

    __tablename__ = "files"
    __table_args__ = (UniqueConstraint("bid_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    bid_id: Mapped[int] = mapped_column(ForeignKey("bids.id"))
    name: Mapped[str] = mapped_column(String(300))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]


class MarkRow(Base):
    """A mark with its reason; `version` grows at each change and travels with the page that shows it."""

    __tablename__ = "marks"
    __table_args__ = (UniqueConstraint("bid_id", "requirement"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    bid_id: Mapped[int] = mapped_column(ForeignKey("bids.id"))
    requirement: Mapped[str] = mapped_column(String(200))
    mark: Mapped[Decimal]
    reason: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)


class DecisionRow(Base):
    """What people decided on the regularity of a bid."""

    __tablename__ = "decisions"
    bid_id: Mapped[int] = mapped_column(ForeignKey("bids.id"), primary_key=True)
    status: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)


class NoteRow(Base):
    """A text of the committee on a tender: ``committee``, ``proposal``, ``appreciation/<bidder>/<sub>``."""

    __tablename__ = "notes"
    __table_args__ = (UniqueConstraint("tender_id", "lot", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tenders.id"))
    lot: Mapped[str] = mapped_column(String(10), default="1")
    key: Mapped[str] = mapped_column(String(400))
    value: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)


class DismissalRow(Base):
    """A passage that a person read and set aside for a requirement, and why: the proof of a search.

    A row is never deleted; `restored_at` says that the passage was taken back.
    """

    __tablename__ = "dismissals"
    id: Mapped[int] = mapped_column(primary_key=True)
    bid_id: Mapped[int] = mapped_column(ForeignKey("bids.id"), index=True)
    requirement: Mapped[str] = mapped_column(String(200))
    file: Mapped[str] = mapped_column(String(300))
    place: Mapped[str] = mapped_column(String(500))
    text: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    restored_at: Mapped[datetime | None]


class FileReadingRow(Base):
    """What was read of a file, by its hash and what read it: the same file is never parsed twice."""

    __tablename__ = "file_readings"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    read_at: Mapped[datetime]


class JournalRow(Base):
    """What was done, when; lines are only added."""

    __tablename__ = "journal"
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int]
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(100))
    detail: Mapped[str] = mapped_column(Text, default="")
