"""Add, update, move, remove and duplicate, for every kind of element: ``add_stage``, ``update_stage`` …

Each verb is one function of :mod:`._elements` or :mod:`.copies`. Every kind gets it under its own name, with its fields
in the docstring.
"""

from __future__ import annotations

from typing import Any

from journeykit.model.edit import _elements as _
from journeykit.model.edit._elements import KINDS, Edit
from journeykit.model.edit.copies import duplicate
from journeykit.model.journey import JourneyMap

_UNKNOWN = """
    Raises
    ------
    UnknownIdError
        No {word} has that id; names the nearest.
"""


def _edits_of(kind: str) -> dict[str, Edit]:
    """Return the five edits of a kind by name."""

    def add(
        journey: JourneyMap, name: str, /, *, after: str | None = None, id: str | None = None, **fields: Any
    ) -> JourneyMap:
        return _.add(journey, kind, name, after, id, fields)

    def update(journey: JourneyMap, id: str, /, **changes: Any) -> JourneyMap:
        return _.update(journey, kind, id, changes)

    def move(journey: JourneyMap, id: str, /, *, to: int, stage: str | None = None) -> JourneyMap:
        return _.move(journey, kind, id, to, stage)

    def remove(journey: JourneyMap, id: str, /) -> JourneyMap:
        return _.remove(journey, kind, id)

    def copy(journey: JourneyMap, id: str, /) -> JourneyMap:
        return duplicate(journey, kind, id)

    word = kind.replace("_", " ")
    fields, unknown = _.field_table(KINDS[kind]), _UNKNOWN.format(word=word)
    add.__doc__ = f"""Return the map with a new {word}, last of its kind or right after the one with id ``after``.

    The id is made from the name unless it is given. Fields:

{fields}

    Raises
    ------
    MapError
        A field that does not exist or a value that does not fit; names what is allowed.
    """
    update.__doc__ = f"""Return the map with fields of one {word} changed. Fields:

{fields}
{unknown}    MapError
        A field that does not exist or a value that does not fit.
    """
    move.__doc__ = f"""Return the map with one {word} at place ``to`` (0 = first) among its siblings.

    Kinds that belong to a stage move within it, or to another one with ``stage``. A place past the end means last.
{unknown}    """
    remove.__doc__ = f"""Return the map without one {word}, the elements that depend on it, and every reference to it.
{unknown}    """
    copy.__doc__ = f"""Return the map with a copy of one {word} right after it, and of the elements that depend on it.

    What was measured for the original is not copied.
{unknown}    """
    named: dict[str, Edit] = {"add": add, "update": update, "move": move, "remove": remove, "duplicate": copy}
    for verb, edit in named.items():
        edit.__name__ = edit.__qualname__ = f"{verb}_{kind}"
        edit.__module__ = "journeykit.model.edit"
    return {edit.__name__: edit for edit in named.values()}


ELEMENT_EDITS: dict[str, Edit] = {name: edit for kind in KINDS for name, edit in _edits_of(kind).items()}
