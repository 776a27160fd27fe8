"""Pages run without a browser, on a database of their own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from opposable.store.drafts import Drafts
from opposable.store.engine import open_engine

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "ght-supervision" / "answers.yaml"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'o.sqlite'}"
    monkeypatch.setenv("OPPOSABLE_DB", url)
    return url


@pytest.fixture
def drafts(database: str) -> Drafts:
    return Drafts(open_engine(database), lambda: datetime(2026, 11, 22, tzinfo=UTC))


@pytest.fixture
def complete(drafts: Drafts) -> int:
    """A consultation whose interview is complete."""
    content = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    answers = {key: _plain(value) for key, value in content["answers"].items()}
    return drafts.create("Exemple", date(2026, 11, 22), {"answers": answers})


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
