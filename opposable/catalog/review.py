"""When the catalog was last checked by somebody: the date that its exports carry."""

from __future__ import annotations

from datetime import date

from opposable.model.catalog import Catalog


def reviewed_on(catalog: Catalog) -> date:
    """Return the latest day on which a source or a legal figure was checked; no clock is read."""
    checked = [source.checked_on for source in catalog.sources.values()]
    return max([*checked, *(figure.reviewed_on for figure in catalog.figures.values())])
