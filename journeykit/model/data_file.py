"""The file behind a source: where it lies and how it is read, never what is in it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, JsonValue, StringConstraints

from journeykit.model.base import Name, Names, Value
from journeykit.model.insight import Period
from journeykit.model.vocabulary import DataKind


class DataFile(Value):
    """What measures a map: an event log or answers in a file beside it. It holds no row and no id."""

    kind: DataKind
    """Events, or answers of customers."""
    files: Names = Field(min_length=1)
    """File, folder or glob, from the folder of the map on; or several files of one log."""
    options: dict[Name, JsonValue] = Field(default_factory=dict)
    """How it is read: columns and other arguments of ``read_events`` or ``read_answers``, by name."""
    pseudonyms: bool = False
    """True if ids became pseudonyms as it was read; the key is not here."""
    n: int | None = Field(default=None, ge=0)
    """Number of customers."""
    rows: int | None = Field(default=None, ge=0)
    """Number of events or answers."""
    period: Period | None = None
    """Days of the first and the last of them."""
    size: int = Field(default=0, ge=0)
    """Bytes when it was recorded."""
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$|^$")] = ""
    """Hash of the content when it was recorded, which shows that a file has changed; of parts of large files."""
