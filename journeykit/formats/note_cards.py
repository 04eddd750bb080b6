"""Make a map of sticky notes, however a file has them.

Notes without a stage go to the stage ``Unsorted``. Notes without a lane become cards of touchpoints, to be dragged to
where they belong. ``note_tables`` and ``note_outline`` find the notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from journeykit.formats.building import UNSORTED, MapBuilder
from journeykit.formats.feelings import OWN_SCALE
from journeykit.formats.grid import SheetCell
from journeykit.formats.lane_names import STANDARD, LaneNames
from journeykit.formats.report import Imported
from journeykit.text import counted

_CARDS = ("touchpoints", "pain_points", "opportunities", "kpis")


@dataclass(frozen=True)
class Sticky:
    """One note: its text, and what was said about it."""

    text: str
    place: SheetCell
    stage: str = ""
    lane: str = ""
    """The name of its lane."""
    said: tuple[str, ...] = ()
    """What may name its lane: tags, kind, colour."""
    persona: str = ""
    score: str = ""


@dataclass(frozen=True)
class Wall:
    """The notes of a file, with its stages in order and the title of the map."""

    notes: tuple[Sticky, ...]
    stages: tuple[str, ...] = ()
    title: str = ""


def map_of_wall(wall: Wall, builder: MapBuilder, names: LaneNames, name: str) -> Imported:
    """Return the map of some notes with its report."""
    draft = builder.draft
    for stage in wall.stages:
        builder.stage(stage)
    lanes: dict[str, dict[str, object]] = {}
    unsorted = [note for note in wall.notes if not note.stage]
    if unsorted:
        told = f"{counted(len(unsorted), 'notes')} in stage {UNSORTED!r}"
        draft.assumed(unsorted[0].place, told, "they name no stage: drag their cards to the stages of your journey")
    bare = 0
    for note in wall.notes:
        by_tag = next(filter(None, (lane_said(said, names) for said in note.said)), None)
        meant = names.lane(note.lane) or by_tag
        bare += not meant and not note.lane
        key = meant or note.lane or "touchpoints"
        if key not in lanes:
            own = note.lane if names.lane(note.lane) or not by_tag else ""
            lanes[key] = builder.lane(own or STANDARD[key].name, note.place)
        _put(note, lanes[key], builder)
    if bare:
        told = f"{counted(bare, 'notes')} as cards of lane 'touchpoints', channel 'other'"
        draft.assumed("", told, "they name no lane: move those that are pain points, ideas or thoughts")
    draft.took("", f"{counted(len(wall.notes), 'notes')} in {counted(len(builder.stages), 'stages')}")
    return builder.imported(wall.title or name)


def _put(note: Sticky, lane: dict[str, object], builder: MapBuilder) -> None:
    stage = builder.stage(note.stage or UNSORTED)
    persona = builder.draft.named("personas", note.persona) if note.persona else None
    if lane["kind"] in _CARDS:
        builder.card(str(lane["kind"]), stage["id"], " ".join(note.text.split()))
        return
    text = note.text
    if lane["kind"] == "emotions" and note.score:
        words = re.fullmatch(r"(.*) \((assumed|measured)\)", text)
        text = f"{words[1]} ({note.score}, {words[2]})" if words else f"{text} ({note.score})"
    if lane["kind"] == "emotions":
        text = " ".join(text.split())
    builder.put(lane, stage, text, note.place, persona=persona, scale=OWN_SCALE)


def lane_said(said: str, names: LaneNames) -> str | None:
    """Return the lane that a tag, kind or colour names, or one of several in a cell."""
    return next(filter(None, map(names.lane, (said, *re.split(r"[,;|]", said)))), None)


def frames_as_lanes(notes: list[Sticky], names: LaneNames) -> Iterator[Sticky]:
    """Yield the notes; frames with the names of lanes are their lanes."""
    frames = {note.stage for note in notes if note.stage}
    are_lanes = sum(names.lane(frame) is not None for frame in frames) * 2 > len(frames)
    for note in notes:
        yield replace(note, stage="", lane=note.stage) if are_lanes and note.stage else note
