"""Edits of the matrix itself: cells, emotion points, and the facts about the whole map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from journeykit.errors import MapError, listing
from journeykit.model.edit._elements import checked, find, made
from journeykit.model.emotion import EmotionPoint
from journeykit.model.journey import FACTS, Cell, JourneyMap
from journeykit.model.lanes import Lane
from journeykit.model.vocabulary import EmotionKind

_HEADER_FIELDS = ("id", *FACTS)


def update_map(journey: JourneyMap, /, **changes: Any) -> JourneyMap:
    """Return the map with facts about the map as a whole changed: name, description, state, scope, review …

    Raises
    ------
    MapError
        A field that is not among these, or a value that does not fit.

    Examples
    --------
    >>> import journeykit as jk
    >>> jk.edit.update_map(jk.new_map("Shop"), name="Online shop").name
    'Online shop'
    """
    for name in changes:
        if name not in _HEADER_FIELDS:
            raise MapError(f"update_map cannot change {name!r}. It changes: {listing(_HEADER_FIELDS)}.")
    header = {name: getattr(journey, name) for name in _HEADER_FIELDS}
    fresh = made(JourneyMap, {**header, **changes})
    return journey.model_copy(update={name: getattr(fresh, name) for name in changes})


def set_cell(
    journey: JourneyMap,
    /,
    stage: str,
    lane: str,
    text: str,
    *,
    persona: str | None = None,
    sources: Sequence[str] | None = None,
) -> JourneyMap:
    """Return the map with the text of one cell set; empty text clears the cell.

    Parameters
    ----------
    stage, lane : str
        Ids of column and row. The lane must be a text lane.
    text : str
        The words; one line a point.
    persona : str, optional
        Persona that the cell is about; by default, all.
    sources : sequence of str, optional
        Ids of sources; by default, those of the present cell are kept.

    Raises
    ------
    UnknownIdError
        No such stage, lane, persona or source.
    MapError
        The lane is not a text lane: it shows other elements, such as KPIs.

    Examples
    --------
    >>> import journeykit as jk
    >>> journey = jk.edit.add_stage(jk.new_map("Shop"), "Browse")
    >>> jk.edit.set_cell(journey, "browse", "goals", "Find it fast").cell("browse", "goals").text
    'Find it fast'
    """
    find(journey, "stage", stage)
    row = find(journey, "lane", lane)
    if isinstance(row, Lane) and row.kind != "text":
        raise MapError(
            f"the lane {lane!r} shows {row.kind.replace('_', ' ')} and holds no text of its own. "
            f"Edit those instead, or add a text lane with add_lane."
        )
    if persona is not None:
        find(journey, "persona", persona)
    present = journey.cell(stage, lane, persona)
    others = tuple(cell for cell in journey.cells if cell is not present)
    if not text.strip():
        return journey.model_copy(update={"cells": others})
    cited = tuple(sources) if sources is not None else (present.sources if present else ())
    for source in cited:
        find(journey, "source", source)
    fresh = made(Cell, {"stage": stage, "lane": lane, "persona": persona, "text": text, "sources": cited}, journey)
    return journey.model_copy(update={"cells": _in_place(journey.cells, present, fresh)})


def set_emotion(
    journey: JourneyMap,
    /,
    stage: str,
    score: float,
    *,
    words: Sequence[str] | None = None,
    persona: str | None = None,
    touchpoint: str | None = None,
    kind: EmotionKind = "assumed",
    **fields: Any,
) -> JourneyMap:
    """Return the map with one emotion point set.

    Parameters
    ----------
    stage : str
        Id of the stage.
    score : float
        From -2, very negative, to +2, very positive.
    words : sequence of str, optional
        The feelings in words, or a single one; by default, the words of the present point are kept.
    persona, touchpoint : str, optional
        Narrow the point to one persona or to one touchpoint.
    kind : {"assumed", "measured"}
        Whether the team assumes it or data show it.
    **fields
        ``n``, ``low``, ``high``, ``sources``.

    Raises
    ------
    UnknownIdError
        No such stage, persona or touchpoint.
    MapError
        A score outside the scale; it is never clipped.

    Examples
    --------
    >>> import journeykit as jk
    >>> journey = jk.edit.add_stage(jk.new_map("Shop"), "Browse")
    >>> jk.edit.set_emotion(journey, "browse", 1, words=["curious"]).emotions[0].score
    1.0
    """
    find(journey, "stage", stage)
    key = (stage, touchpoint or "", persona or "", kind)
    present = next((point for point in journey.emotions if point.key == key), None)
    kept = present.model_dump() if present else {}
    if words is not None:
        kept["words"] = (words,) if isinstance(words, str) else tuple(words)
    place = {"stage": stage, "persona": persona, "touchpoint": touchpoint, "kind": kind}
    fresh = made(EmotionPoint, {**kept, **place, "score": score, **fields}, journey)
    return checked(journey, journey.model_copy(update={"emotions": _in_place(journey.emotions, present, fresh)}))


def clear_emotion(
    journey: JourneyMap,
    /,
    stage: str,
    *,
    persona: str | None = None,
    touchpoint: str | None = None,
    kind: EmotionKind = "assumed",
) -> JourneyMap:
    """Return the map without one emotion point.

    Raises
    ------
    MapError
        There is no such point.

    Examples
    --------
    >>> import journeykit as jk
    >>> journey = jk.edit.set_emotion(jk.edit.add_stage(jk.new_map("Shop"), "Browse"), "browse", 1)
    >>> jk.edit.clear_emotion(journey, "browse").emotions
    ()
    """
    key = (stage, touchpoint or "", persona or "", kind)
    if all(point.key != key for point in journey.emotions):
        raise MapError(f"stage {stage!r} of map {journey.id!r} has no {kind} emotion point there. Nothing was changed.")
    return journey.model_copy(update={"emotions": tuple(p for p in journey.emotions if p.key != key)})


def _in_place(items: tuple[Any, ...], present: Any, fresh: Any) -> tuple[Any, ...]:
    # In its place in the file, so that a diff of the JSON shows one changed line.
    if present is None:
        return (*items, fresh)
    return tuple(fresh if item is present else item for item in items)
