"""One operation of the log with its clashes, and both as rows of the log."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any, Literal

from pydantic import BaseModel

from journeykit.errors import MapError
from journeykit.model.changes.parts import Field
from journeykit.store.live.database import Row

Outcome = Literal["done", "refused", "late"]
"""done: part of the map; refused: its element was gone; late: a later edit of the same person came first."""


@dataclass(frozen=True)
class Clash:
    """Two people changed one value at the same time; the later change wins, both are in the history.

    Attributes
    ----------
    revision : int
        The operation whose value was lost.
    author, session : str
        Whose operation it was.
    field : Field
        Collection, key and field; ``-`` for the removal of an element that they had changed.
    words : str
        The value in words: name of stage “Pay”.
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
        Identifies the operation; one that is sent twice is done once.
    edit : str
        A name of ``journeykit.edit.EDITS``, or ``undo``, ``redo``, ``restore``, ``bring_back``, ``put``, ``merge``.
    args : dict
        Its arguments; operations that are not in ``EDITS`` have the changed parts of the map (``changes``).
    author, session : str
        The person and the session.
    at : str
        Time, UTC, ISO 8601.
    base : int
        The revision that its author saw.
    outcome : {"done", "refused", "late"}
        Whether it was applied to the map.
    reason : str
        Why it was not applied; empty for done.
    words : str
        A description, as a sentence.
    fields : tuple of Field
        The values that it changed.
    clashes : tuple of Clash
        Values of others that it replaced and that its author had not seen.
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
    """Return a value as JSON, including dates, tuples and values of the model; other values raise MapError."""
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


def row_of(entry: Operation) -> dict[str, Any]:
    """Return the row of the log for an operation."""
    clashes = as_json([vars(clash) for clash in entry.clashes])
    return {**vars(entry), "args": as_json(entry.args), "fields": as_json(entry.fields), "clashes": clashes}


def entry_of(row: Row) -> Operation:
    """Return the operation of a row of the log, whose columns are the fields of an operation."""
    held: dict[str, Any] = dict(zip((field.name for field in fields(Operation)), row, strict=True))
    held["args"] = dict(json.loads(held["args"]))
    held["fields"] = tuple(tuple(field) for field in json.loads(held["fields"]))
    clashes = json.loads(held["clashes"])
    held["clashes"] = tuple(Clash(**{**clash, "field": tuple(clash["field"])}) for clash in clashes)
    return Operation(**held)
