"""One change between two maps, and changes as text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Literal

from journeykit.model.changes.words import STATES
from journeykit.model.journey import JourneyMap
from journeykit.text import counted, one_line

ChangeKind = Literal["added", "removed", "moved", "changed"]
_MARKS: dict[ChangeKind, str] = {"added": "+", "removed": "-", "moved": ">", "changed": "~"}


@dataclass(frozen=True)
class Change:
    """One difference between two maps.

    Attributes
    ----------
    kind : {"added", "removed", "moved", "changed"}
        What happened.
    collection, id : str
        Field of the map and id of the element, the earlier one if it changed (cells and emotion points: their key
        joined with ``/``); ``map`` for facts about the whole map.
    what, name : str
        Kind of element in words, and its name in the later map (in the earlier one if it was removed).
    stage : str
        Heading of its stage; empty if it has none.
    field : str
        Name of the field that changed; empty for added and removed elements.
    before, after : str
        The values in words; empty for nothing.
    """

    kind: ChangeKind
    collection: str
    id: str
    what: str
    name: str
    stage: str = ""
    field: str = ""
    before: str = ""
    after: str = ""


def diff_title(before: JourneyMap, after: JourneyMap) -> str:
    """Return a title for a comparison: as is against to be, or before against after.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.model.changes import diff_title
    >>> shop = jk.new_map("Shop")
    >>> diff_title(shop, jk.edit.update_map(shop, state="future"))
    'Shop: as is → to be'
    """
    words = (STATES[before.state], STATES[after.state]) if before.state != after.state else ("before", "after")
    if before.name == after.name:
        return f"{after.name}: {words[0]} → {words[1]}"
    return f"{before.name} ({words[0]}) → {after.name} ({words[1]})"


def as_text(changes: Sequence[Change], *, title: str = "") -> str:
    """Return changes as lines: ``+`` added, ``-`` removed, ``>`` moved, ``~`` changed.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.model.changes import as_text, diff
    >>> shop = jk.new_map("Shop", stages=["Browse", "Pay"])
    >>> print(as_text(diff(shop, jk.edit.update_stage(shop, "pay", name="Check out"))))
    stages
      ~ stage “Check out”: name “Pay” → “Check out”
    1 change.
    """
    lines = [one_line(title)] if title else []
    if not changes:
        return "\n".join([*lines, "No differences."])
    for collection, group in groupby(changes, key=lambda change: change.collection):
        lines.append(collection.replace("_", " "))
        lines += [f"  {_MARKS[change.kind]} {one_line(sentence(change))}" for change in group]
    return "\n".join([*lines, f"{counted(len(changes), 'changes')}."])


def as_json(changes: Sequence[Change], *, title: str = "") -> str:
    """Return changes as JSON: the title, the number of changes, and every change with its fields.

    Examples
    --------
    >>> from journeykit.model.changes import as_json
    >>> print(as_json(()))
    {
     "title": "",
     "count": 0,
     "changes": []
    }
    """
    told = {"title": title, "count": len(changes), "changes": [asdict(change) for change in changes]}
    return json.dumps(told, ensure_ascii=False, indent=1)


def sentence(change: Change) -> str:
    """Return one change as a line."""
    where = f" in stage “{change.stage}”" if change.stage else ""
    who = f"{change.what} “{change.name}”{where}"
    if change.kind == "added":
        return who + (f": {_quoted(change.after)}" if change.after else "")
    if change.kind == "removed":
        return who + (f": {_quoted(change.before)}" if change.before else "")
    if change.field == "ids":
        return f"{who}: {change.after}"
    return f"{who}: {change.field} {_quoted(change.before)} → {_quoted(change.after)}"


def _quoted(words: str) -> str:
    return f"“{one_line(words)}”" if words else "nothing"
