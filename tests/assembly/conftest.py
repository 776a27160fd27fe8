"""The small catalog, loaded once."""

from __future__ import annotations

import pytest

from opposable.catalog.load import load_catalog
from opposable.model.catalog import Catalog
from tests.small_catalog import write_catalog


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return load_catalog(write_catalog(tmp_path_factory.mktemp("catalog")))
