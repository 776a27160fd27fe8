"""The root of every value read from a file: frozen, with no unknown key."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$", min_length=1)]
"""A dotted identifier in lower case without accents: ``detection.supervision_24_7``."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""A text that holds at least one character."""


def _number_as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


LotNumber = Annotated[str, BeforeValidator(_number_as_text)]
"""The number of a lot: a text, that files may write as a whole number (``2``)."""


class Model(BaseModel):
    """A frozen value; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=False)
