"""The shipped catalog, for the names of its sources, and its writing rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from opposable.catalog.load import load_catalog
from opposable.catalog.wording import Wording, read_wording
from opposable.model.catalog import Catalog

ROOT = Path(__file__).resolve().parents[2] / "requirements_catalog"


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog(ROOT)


@pytest.fixture(scope="session")
def wording() -> Wording:
    return read_wording(ROOT / "redaction.yaml")
