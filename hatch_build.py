"""Put the data folders inside the wheel, where an installed Opposable finds them."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA = ("requirements_catalog", "templates", "examples", "streamlit_app.py", ".streamlit/config.toml")


class DataFolders(BuildHookInterface):  # type: ignore[type-arg]
    """Copy `DATA` to ``opposable/_data`` in a wheel; an editable install reads the checkout itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add nothing when `version` is ``editable``: a copy there would grow stale."""
        if version == "standard":
            build_data["force_include"].update({name: f"opposable/_data/{name}" for name in DATA})
