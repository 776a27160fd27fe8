"""Open the database: SQLite by default, another by its URL."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from opposable.model.errors import OpposableError
from opposable.store.tables import Base

_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000", "foreign_keys=ON")


def open_engine(url: str) -> Engine:
    """Return an engine on `url` with the tables created; ``sqlite:///path`` makes its folder.

    Raises `OpposableError` when the database cannot be opened.
    """
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
    try:
        Base.metadata.create_all(engine)
    except OperationalError as error:
        raise OpposableError(
            "La base de données ne s'ouvre pas.", where=str(engine.url), hint="Vérifiez son adresse et les droits."
        ) from error
    return engine


def _set_pragmas(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
