"""Keep the buyer's work: each change is saved at once, and two tabs never overwrite each other silently."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from opposable.model.errors import OpposableError
from opposable.store.tables import ConsultationRow, JournalRow, TenderRow

Clock = Callable[[], datetime]
_MISSING = object()


class ConflictError(OpposableError):
    """Somebody else changed the same thing since the page was drawn; `theirs` is what is kept now."""

    def __init__(self, what: str, theirs: Any) -> None:
        self.theirs = theirs
        shown = "vide" if theirs in (None, "") else f"« {theirs} »"
        super().__init__(
            f"{what} a été modifié entre-temps, dans un autre onglet ou par une autre personne.",
            hint=f"Valeur enregistrée : {shown}. Votre saisie n'a pas été enregistrée : relisez, puis recommencez.",
        )


@dataclass(frozen=True, slots=True)
class Consultation:
    """A consultation as kept: `draft` is plain JSON (``answers``, ``unknown``, ``edits``)."""

    id: int
    title: str
    launch_date: date
    draft: Mapping[str, Any]
    updated_at: datetime
    published: int


class Drafts:
    """The consultations of a database."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    def create(self, title: str, launch_date: date, draft: Mapping[str, Any] | None = None) -> int:
        """Add a consultation and return its id."""
        now = self._clock()
        content = {"answers": {}, "unknown": [], "edits": {}, **(draft or {})}
        row = ConsultationRow(
            title=title, launch_date=launch_date.isoformat(), draft=content, created_at=now, updated_at=now
        )
        with Session(self._engine) as session, session.begin():
            session.add(row)
            session.flush()
            session.add(JournalRow(consultation_id=row.id, at=now, action="création", detail=title))
            return row.id

    def all(self) -> tuple[Consultation, ...]:
        """Return the consultations, last changed first."""
        with Session(self._engine) as session:
            rows = session.scalars(select(ConsultationRow).order_by(ConsultationRow.updated_at.desc()))
            return tuple(_consultation(session, row) for row in rows)

    def get(self, id_: int) -> Consultation:
        """Return one consultation; `OpposableError` when there is none."""
        with Session(self._engine) as session:
            return _consultation(session, _row(session, id_))

    def change(self, id_: int, path: tuple[str, ...], seen: Any, new: Any) -> None:
        """Set the value at `path` of the draft, if it still is what the page `seen`.

        ``None`` removes the value. Raises `ConflictError` when another tab changed that very value; changes to other
        values never conflict.
        """
        with Session(self._engine) as session, session.begin():
            # A version check inside the UPDATE makes read-then-write safe without holding a lock while reading.
            for _ in range(20):
                row = _row(session, id_)
                version, draft = row.version, _copy(row.draft)
                current = _at(draft, path)
                if current == new:
                    return
                if current != seen:
                    raise ConflictError("Ce champ", current)
                _put(draft, path, new)
                if self._write(session, id_, version, {"draft": draft, "title": _title(draft, row.title)}):
                    session.add(_journal(id_, self._clock(), "/".join(path), new))
                    return
                session.expire_all()
            raise OpposableError("L'enregistrement n'a pas abouti : la base est trop sollicitée.", hint="Recommencez.")

    def set_launch_date(self, id_: int, seen: date, new: date) -> None:
        """Change the date at which the law is read; `ConflictError` when another tab changed it."""
        with Session(self._engine) as session, session.begin():
            row = _row(session, id_)
            if row.launch_date != seen.isoformat():
                raise ConflictError("La date", date.fromisoformat(row.launch_date))
            self._write(session, id_, row.version, {"launch_date": new.isoformat()})
            session.add(_journal(id_, self._clock(), "date", new.isoformat()))

    def journal(self, id_: int) -> tuple[tuple[datetime, str, str], ...]:
        """Return what was done on a consultation, oldest first."""
        with Session(self._engine) as session:
            rows = session.scalars(select(JournalRow).where(JournalRow.consultation_id == id_).order_by(JournalRow.id))
            return tuple((row.at, row.action, row.detail) for row in rows)

    def _write(self, session: Session, id_: int, version: int, values: dict[str, Any]) -> bool:
        statement = (
            update(ConsultationRow)
            .where(ConsultationRow.id == id_, ConsultationRow.version == version)
            .values(**values, version=version + 1, updated_at=self._clock())
        )
        return session.connection().execute(statement).rowcount == 1


def _row(session: Session, id_: int) -> ConsultationRow:
    row = session.get(ConsultationRow, id_)
    if row is None:
        raise OpposableError(f"La consultation n° {id_} n'existe pas.", hint="Choisissez-en une à l'accueil.")
    return row


def _consultation(session: Session, row: ConsultationRow) -> Consultation:
    tenders = session.scalars(select(TenderRow.version).where(TenderRow.consultation_id == row.id)).all()
    return Consultation(
        row.id, row.title, date.fromisoformat(row.launch_date), row.draft, row.updated_at, max(tenders, default=0)
    )


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _at(draft: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = draft
    for key in path:
        value = value.get(key, _MISSING) if isinstance(value, Mapping) else _MISSING
        if value is _MISSING:
            return None
    return value


def _put(draft: dict[str, Any], path: tuple[str, ...], new: Any) -> None:
    *parents, last = path
    target = draft
    for key in parents:
        target = target.setdefault(key, {})
    if new is None:
        target.pop(last, None)
    else:
        target[last] = new


def _title(draft: Mapping[str, Any], current: str) -> str:
    answers = draft.get("answers", {})
    title = answers.get("consultation.objet")
    return str(title)[:500] if title else current


def _journal(id_: int, at: datetime, action: str, detail: Any) -> JournalRow:
    return JournalRow(consultation_id=id_, at=at, action=action[:100], detail="" if detail is None else str(detail))
