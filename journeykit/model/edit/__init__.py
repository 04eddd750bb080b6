"""Every change to a map, as a function ``(map, …) -> map``. The map that goes in stays as it was.

For each kind of element (persona, stage, lane, touchpoint, route, pain_point, opportunity, kpi, improvement, objective,
owner, technology, survey, source) there are five edits: ``add_stage(journey, "Checkout")``,
``update_stage(journey, "checkout", name="Pay")``, ``move_stage(journey, "checkout", to=0)``,
``duplicate_stage(journey, "checkout")``, ``remove_stage(journey, "checkout")``.
For the matrix there are ``set_cell``, ``set_emotion``, ``clear_emotion``, and ``paste_block`` for a block of a
spreadsheet; for the whole map ``update_map``. ``paste_elements`` pastes copied elements, ``apply_all`` makes several
edits as one, ``bind_touchpoint`` and ``unbind_touchpoint`` connect a touchpoint with events.

The names are the same in editors, history and scripts: ``EDITS`` lists them all, ``apply`` runs an edit by its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial
from inspect import signature
from typing import Any

from journeykit.errors import MapError, UnknownIdError, did_you_mean
from journeykit.model.edit._elements import KINDS, Edit, find
from journeykit.model.edit.bindings import bind_touchpoint, unbind_touchpoint
from journeykit.model.edit.block import block_plan
from journeykit.model.edit.elements import ELEMENT_EDITS
from journeykit.model.edit.grid import clear_emotion, set_cell, set_emotion, update_map
from journeykit.model.edit.paste import paste_elements
from journeykit.model.journey import JourneyMap

__all__ = [
    "EDITS",
    "KINDS",
    "apply",
    "apply_all",
    "bind_touchpoint",
    "clear_emotion",
    "find",
    "paste_block",
    "paste_elements",
    "set_cell",
    "set_emotion",
    "unbind_touchpoint",
    "update_map",
    *ELEMENT_EDITS,
]

MOST_EDITS = 5_000
_CHANGING = ("rename_", "change_", "edit_", "set_", "modify_")
__dir__ = partial(sorted, __all__)


def __getattr__(name: str) -> Edit:
    try:
        return ELEMENT_EDITS[name]
    except KeyError:
        # By letters, the nearest to rename_stage would be remove_stage.
        update = f"update_{name.partition('_')[2]}"
        begun = next((known for known in EDITS if known.startswith(name)), None)
        meant = begun or (update if update in EDITS and name.startswith(_CHANGING) else name)
        guess = did_you_mean(meant, EDITS)
        raise AttributeError(
            f"journeykit.edit has no {name!r}.{guess} See journeykit.edit.EDITS for the list."
        ) from None


def apply(journey: JourneyMap, edit: str, args: Mapping[str, Any]) -> JourneyMap:
    """Return the map after one edit given by name, the form in which editors and histories store edits.

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
        Invalid arguments.

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


@cache
def _positional(edit: str) -> tuple[str, ...]:
    """Return the names of the arguments that an edit takes by position, after the map."""
    _, *taken = signature(EDITS[edit]).parameters.values()
    return tuple(one.name for one in taken if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD))


def apply_all(journey: JourneyMap, edits: Sequence[Mapping[str, Any]], /) -> JourneyMap:
    """Return the map after several edits in order; if one is not valid, none is applied.

    Parameters
    ----------
    edits : sequence of mapping
        Each ``{"edit": name, "args": {...}}``, as :func:`apply` takes them.

    Raises
    ------
    MapError
        An edit is not valid; says which one.

    Examples
    --------
    >>> import journeykit as jk
    >>> steps = [{"edit": "add_stage", "args": {"name": name}} for name in ("Browse", "Pay")]
    >>> [stage.id for stage in jk.edit.apply_all(jk.new_map("Shop"), steps).stages]
    ['browse', 'pay']
    """
    if not isinstance(edits, (list, tuple)) or not all(isinstance(entry, Mapping) for entry in edits):
        raise MapError('apply_all needs a list of edits, each {"edit": name, "args": {...}}. Nothing was changed.')
    if len(edits) > MOST_EDITS:
        raise MapError(f"{len(edits):,} edits at once are too many (at most {MOST_EDITS:,}). Nothing was changed.")
    for place, entry in enumerate(edits, 1):
        args = entry.get("args", {})
        if entry.get("edit") == "apply_all" or not isinstance(args, Mapping):
            raise MapError(f"edit {place} of {len(edits)} is not a single edit with arguments. Nothing was changed.")
        try:
            journey = apply(journey, str(entry.get("edit", "")), args)
        except MapError as error:
            if len(edits) == 1:
                raise
            raise MapError(f"edit {place} of {len(edits)}: {error}") from error
    return journey


def paste_block(
    journey: JourneyMap,
    rows: Sequence[Sequence[str]],
    /,
    *,
    stage: str,
    lane: str | None = None,
    persona: str | None = None,
) -> JourneyMap:
    """Return the map with a block of texts pasted at a cell: columns go to the stages from there, rows to the lanes.

    Parameters
    ----------
    rows : sequence of sequences of str
        The block as a spreadsheet copies it; empty texts leave their cell unchanged.
    stage : str
        Id of the stage of the first column. Columns beyond the last stage become new stages.
    lane : str, optional
        Id of the lane of the first row; the next rows go to the lanes shown below it. By default, the first row names
        the stages.
    persona : str, optional
        Persona that texts and feelings are about; by default, all.

    Raises
    ------
    UnknownIdError
        No such stage, lane or persona.
    MapError
        The block is empty or too large.

    Notes
    -----
    A text replaces the text of a cell. On lanes of elements, each line adds one that the stage does not have yet. What
    does not fit is left out; ``block_plan`` with the same arguments lists it in advance.

    Examples
    --------
    >>> import journeykit as jk
    >>> journey = jk.new_map("Shop", stages=["Browse"])
    >>> journey = jk.edit.paste_block(journey, [["Find it", "Pay fast"]], stage="browse", lane="goals")
    >>> [(cell.stage, cell.text) for cell in journey.cells]
    [('browse', 'Find it'), ('stage-2', 'Pay fast')]
    """
    return apply_all(journey, block_plan(journey, rows, stage=stage, lane=lane, persona=persona).edits)


_OTHERS: tuple[Edit, ...] = (
    *(update_map, set_cell, set_emotion, clear_emotion, bind_touchpoint, unbind_touchpoint),
    *(apply_all, paste_block, paste_elements),
)
EDITS: dict[str, Edit] = {**ELEMENT_EDITS, **{edit.__name__: edit for edit in _OTHERS}}
