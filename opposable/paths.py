"""Where the data folders are: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path


def data_root() -> Path:
    """Return the folder that holds `requirements_catalog/`, `templates/`, `examples/` and the app's entry point."""
    package = Path(__file__).resolve().parent
    shipped = package / "_data"
    return shipped if shipped.is_dir() else package.parent
