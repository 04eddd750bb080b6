"""Every change to a map, as a function ``(map, …) -> map``. The map that goes in stays as it was.

For each kind of element (persona, stage, lane, touchpoint, route, pain_point, opportunity, kpi, improvement, objective,
owner, technology, survey, source) there are four edits: ``add_stage(map, "Checkout")``,
``update_stage(map, "checkout", name="Pay")``, ``move_stage(map, "checkout", to=0)``, ``remove_stage(map, "checkout")``.
The matrix has ``set_cell``, ``set_emotion``, ``clear_emotion``; the whole map has ``update_map``.

The names are the same in editors, history and scripts: ``EDITS`` is the one list, ``apply`` runs an edit by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from journeykit.errors import MapError, UnknownIdError
from journeykit.model.edit._elements import KINDS, Edit, find
from journeykit.model.edit.elements import ELEMENT_EDITS
from journeykit.model.edit.grid import GRID_EDITS, clear_emotion, set_cell, set_emotion, update_map
from journeykit.model.journey import JourneyMap

EDITS: dict[str, Edit] = {**ELEMENT_EDITS, **GRID_EDITS}

__all__ = [
    "EDITS",
    "KINDS",
    "apply",
    "clear_emotion",
    "find",
    "set_cell",
    "set_emotion",
    "update_map",
    *ELEMENT_EDITS,
]


def __dir__() -> list[str]:
    return sorted(__all__)


def __getattr__(name: str) -> Edit:
    try:
        return ELEMENT_EDITS[name]
    except KeyError:
        raise AttributeError(f"journeykit.edit has no {name!r}. See journeykit.edit.EDITS for the list.") from None


def apply(journey: JourneyMap, edit: str, args: Mapping[str, Any]) -> JourneyMap:
    """Return the map after one edit given by name, as editors and histories hold it.

    Parameters
    ----------
    edit : str
        Name of the edit, such as ``"update_stage"``.
    args : mapping
        Its arguments by name; the positional ones under ``id``, ``name``, ``stage``, ``lane``, ``text``, ``score``.

    Raises
    ------
    UnknownIdError
        No such edit or element; names the nearest.
    MapError
        Arguments that do not fit.

    Examples
    --------
    >>> import journeykit as jk
    >>> jk.edit.apply(jk.new_map("Shop"), "add_stage", {"name": "Browse"}).stages[0].id
    'browse'
    """
    if edit not in EDITS:
        raise UnknownIdError("edit", edit, EDITS)
    named = dict(args)
    try:
        first = [named.pop(name) for name in _positional(edit)]
        return EDITS[edit](journey, *first, **named)
    except KeyError as error:
        if isinstance(error, UnknownIdError):
            raise
        raise MapError(f"the edit {edit!r} needs the argument {error.args[0]!r}. Nothing was changed.") from None
    except TypeError as error:
        raise MapError(f"the edit {edit!r} does not take these arguments: {error}. Nothing was changed.") from None


def _positional(edit: str) -> tuple[str, ...]:
    if edit == "set_cell":
        return ("stage", "lane", "text")
    if edit == "set_emotion":
        return ("stage", "score")
    if edit == "clear_emotion":
        return ("stage",)
    if edit == "update_map":
        return ()
    return ("name",) if edit.startswith("add_") else ("id",)
