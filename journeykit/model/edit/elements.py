"""Add, update, move and remove, for every kind of element: ``add_stage``, ``update_stage``, ``move_stage`` …

The four verbs are one mechanism; each kind gets them under its own name, with its fields in the docstring.
"""

from __future__ import annotations

from typing import Any

from journeykit.model.edit import _elements as _
from journeykit.model.edit._elements import KINDS, Edit
from journeykit.model.journey import JourneyMap


def _named(edit: Edit, name: str, doc: str) -> Edit:
    edit.__name__ = edit.__qualname__ = name
    edit.__doc__ = doc
    edit.__module__ = "journeykit.model.edit"
    return edit


def _add(kind: str) -> Edit:
    def edit(
        journey: JourneyMap, name: str, /, *, after: str | None = None, id: str | None = None, **fields: Any
    ) -> JourneyMap:
        return _.add(journey, kind, name, after, id, fields)

    word = kind.replace("_", " ")
    doc = f"""Return the map with a new {word}, last of its kind or right after the one with id ``after``.

    The id is made from the name unless it is given. Fields:

{_.field_table(KINDS[kind])}

    Raises
    ------
    MapError
        A field that does not exist or a value that does not fit; names what is allowed.
    """
    return _named(edit, f"add_{kind}", doc)


def _update(kind: str) -> Edit:
    def edit(journey: JourneyMap, id: str, /, **changes: Any) -> JourneyMap:
        return _.update(journey, kind, id, changes)

    word = kind.replace("_", " ")
    doc = f"""Return the map with fields of one {word} changed. Fields:

{_.field_table(KINDS[kind])}

    Raises
    ------
    UnknownIdError
        No {word} has that id; names the nearest.
    MapError
        A field that does not exist or a value that does not fit.
    """
    return _named(edit, f"update_{kind}", doc)


def _move(kind: str) -> Edit:
    def edit(journey: JourneyMap, id: str, /, *, to: int, stage: str | None = None) -> JourneyMap:
        return _.move(journey, kind, id, to, stage)

    word = kind.replace("_", " ")
    doc = f"""Return the map with one {word} at place ``to`` (0 = first) among its siblings.

    Kinds that belong to a stage move within it, or to another one with ``stage``. Places past the end mean last.

    Raises
    ------
    UnknownIdError
        No {word} (or stage) has that id; names the nearest.
    """
    return _named(edit, f"move_{kind}", doc)


def _remove(kind: str) -> Edit:
    def edit(journey: JourneyMap, id: str, /) -> JourneyMap:
        return _.remove(journey, kind, id)

    word = kind.replace("_", " ")
    doc = f"""Return the map without one {word}, without what cannot stand without it, and without any mention of it.

    Raises
    ------
    UnknownIdError
        No {word} has that id; names the nearest.
    """
    return _named(edit, f"remove_{kind}", doc)


ELEMENT_EDITS: dict[str, Edit] = {
    edit.__name__: edit for kind in KINDS for edit in (_add(kind), _update(kind), _move(kind), _remove(kind))
}
