"""One operation of the log, its clashes, and both as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from pydantic import BaseModel

from journeykit.errors import MapError
from journeykit.model.changes.parts import Field
from journeykit.store.live.database import Row

Outcome = Literal["done", "refused", "late"]
"""done: it is part of the map; refused: its element was gone; late: a later edit of the same person came first."""


@dataclass(frozen=True)
class Clash:
    """Two people changed one value at the same time; the later change wins, both are in the history.

    Attributes
    ----------
    revision : int
        The operation whose value was lost.
    author, session : str
        Whose it was.
    field : Field
        Collection, key and field; ``-`` for the removal of an element that they had changed.
    words : str
        Which value it is: name of stage “Pay”.
    lost, kept : Any
        Both values as JSON-ready data.
    """

    revision: int
    author: str
    session: str
    field: Field
    words: str
    lost: Any
    kept: Any


@dataclass(frozen=True)
class Operation:
    """One operation of the log.

    Attributes
    ----------
    revision : int
        Its number in the log; the map at this revision is ``history.at(revision)``.
    id : str
        Identifies the operation: sent twice, it is done once.
    edit : str
        A name of ``journeykit.edit.EDITS``, or ``undo``, ``redo``, ``restore``, ``bring_back``, ``put``, ``merge``.
    args : dict
        Its arguments. The names beyond ``EDITS`` carry the parts of the map that they put (``changes``).
    author, session : str
        Who did it, and in which session.
    at : str
        When, UTC, ISO 8601.
    base : int
        The revision that its author saw.
    outcome : {"done", "refused", "late"}
        Whether it was applied to the map.
    reason : str
        Why it was not; empty for done.
    words : str
        What it did, as a sentence.
    fields : tuple of Field
        The values that it changed.
    clashes : tuple of Clash
        Values of others that it replaced and its author had not seen.
    """

    revision: int
    id: str
    edit: str
    args: dict[str, Any]
    author: str
    session: str
    at: str
    base: int
    outcome: Outcome
    reason: str = ""
    words: str = ""
    fields: tuple[Field, ...] = ()
    clashes: tuple[Clash, ...] = ()


def now() -> str:
    """Return the time in the format of the log."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def as_json(value: Any) -> str:
    """Return a value as JSON, including dates, tuples and values of the model.

    Raises
    ------
    MapError
        The value cannot be written as JSON.
    """
    try:
        return json.dumps(value, ensure_ascii=False, default=_plain)
    except (TypeError, ValueError) as error:
        raise MapError(
            f"an edit takes texts, numbers, dates and lists of them: {error}. Nothing was changed."
        ) from error


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    raise TypeError(f"a {type(value).__name__} cannot be kept")


def entry_of(row: Row) -> Operation:
    """Return the operation of a row of the log."""
    fields = tuple(tuple(field) for field in json.loads(row[11]))
    clashes = tuple(Clash(**{**clash, "field": tuple(clash["field"])}) for clash in json.loads(row[12]))
    revision, id_, edit, args, author, session, at, base, outcome, reason, words = row[:11]
    parts = (dict(json.loads(args)), author, session, at, base, outcome, reason, words, fields, clashes)
    return Operation(revision, id_, edit, *parts)
