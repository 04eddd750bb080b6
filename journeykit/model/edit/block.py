"""Paste a block of a spreadsheet into the map: its columns go to stages, its rows to lanes.

``block_plan`` returns the edits that ``paste_block`` makes. The kind of the lane decides what a text becomes: the text
of a cell, one touchpoint (pain point, KPI, owner …) per line, or a feeling with its score.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from journeykit.errors import MapError
from journeykit.model.base import slug
from journeykit.model.edit._elements import find
from journeykit.model.integrity import KIND_OF
from journeykit.model.journey import JourneyMap, Stage
from journeykit.model.lanes import Lane
from journeykit.text import cut

MOST_CELLS = 5_000
"""A larger block is a table of data, not a map."""

_HALVES = ("customer", "path", "business")
_LISTED = ("touchpoints", "pain_points", "opportunities", "kpis")
_LINKED = ("owners", "technologies")
_FEELING = re.compile(r"^([+\-\u2212]?\d+(?:[.,]\d+)?)\s*[:;,\u00b7]?\s*(.*)$", re.DOTALL)
_MARK = re.compile(r"^\s*[-•*\u2013]\s+")


class BlockPlan(NamedTuple):
    """What pasting a block would do."""

    edits: tuple[dict[str, Any], ...]
    """The edits in order, each ``{"edit": name, "args": {...}}``."""
    summary: str
    """One sentence for the person who pastes."""
    left_out: tuple[str, ...]
    """Parts of the block that are left out, each with the reason."""


def block_plan(
    journey: JourneyMap,
    rows: Sequence[Sequence[str]],
    *,
    stage: str,
    lane: str | None = None,
    persona: str | None = None,
) -> BlockPlan:
    """Return what ``paste_block`` would do with these arguments; it raises the same errors."""
    block = _trimmed(rows)
    planner = _Planner(journey, persona)
    first = journey.stages.index(cast(Stage, find(journey, "stage", stage)))
    width = max(len(row) for row in block)
    named = block[0] if lane is None else []
    columns = [planner.column(first + place, named[place] if place < len(named) else None) for place in range(width)]
    lanes = _lanes_from(journey, lane)
    texts = block[1:] if lane is None else block
    for row, words in enumerate(texts):
        if row >= len(lanes):
            planner.left_out.append(f"{len(texts) - row} more rows than there are lanes below")
            break
        for column, text in zip(columns, words, strict=False):
            if text.strip():
                planner.put(lanes[row], column, text)
    return planner.plan(min(len(texts), len(lanes)), width)


def _trimmed(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    if not isinstance(rows, (list, tuple)) or not all(isinstance(row, (list, tuple)) for row in rows):
        raise MapError("a block is a list of rows, each a list of texts. Nothing was changed.")
    block = [[str(text) for text in row] for row in rows]
    while block and not any(text.strip() for text in block[-1]):
        block.pop()
    if not block:
        raise MapError("the block holds no text. Nothing was changed.")
    size = sum(len(row) for row in block)
    if size > MOST_CELLS:
        most = f"at most {MOST_CELLS:,}"
        raise MapError(f"the block has {size:,} cells, too much for one map ({most}). Nothing was changed.")
    return block


def _lanes_from(journey: JourneyMap, lane: str | None) -> list[Lane]:
    """Return the lanes that the board shows, in its order, starting with ``lane``."""
    rows = [row for half in _HALVES for row in journey.lanes if row.half == half]
    shown = [row for row in rows if not row.hidden or row.id == lane]
    return shown if lane is None else shown[shown.index(cast(Lane, find(journey, "lane", lane))) :]


class _Planner:
    """Collects edits with their counts, and tracks what they add."""

    def __init__(self, journey: JourneyMap, persona: str | None) -> None:
        if persona is not None:
            find(journey, "persona", persona)
        self.journey, self.persona = journey, persona
        self.about = {"persona": persona} if persona else {}
        self.edits: list[dict[str, Any]] = []
        self.left_out: list[str] = []
        self.counts: Counter[str] = Counter()
        self.stages: list[Stage] = list(journey.stages)
        self.named = {name: {e.name.casefold(): e.id for e in getattr(journey, name)} for name in _LINKED}
        self.links: dict[tuple[str, str], list[str]] = {}

    def add(self, counted: str, edit: str, **args: Any) -> None:
        self.edits.append({"edit": edit, "args": args})
        self.counts[counted] += 1

    def column(self, place: int, name: str | None) -> Stage:
        """Return the stage at a place, added or renamed as in the block."""
        name = " ".join((name or "").split())
        if place < len(self.stages):
            found = self.stages[place]
            if name and name != found.name:
                self.add("stage renamed", "update_stage", id=found.id, name=name)
            return found
        title = name or f"Stage {place + 1}"
        fresh = Stage(id=slug(title, [column.id for column in self.stages]), name=title)
        self.add("new stage", "add_stage", name=title, id=fresh.id)
        self.stages.append(fresh)
        return fresh

    def put(self, lane: Lane, stage: Stage, text: str) -> None:
        kind = lane.kind
        if kind == "text":
            self._words(lane, stage, text.strip())
        elif kind == "stage_objective":
            self.add("objective", "update_stage", id=stage.id, objective=" ".join(text.split()))
        elif kind in _LISTED:
            self._elements(kind, stage, text)
        elif kind in _LINKED:
            self._links(kind, stage, text)
        elif kind == "emotions":
            self._feeling(stage, text)
        elif kind == "content_mix":
            self._mix(stage, text)
        else:
            self.left_out.append(f"{cut(text, 30)!r}: the lane {lane.name!r} is drawn from touchpoints")

    def _words(self, lane: Lane, stage: Stage, text: str) -> None:
        present = self.journey.cell(stage.id, lane.id, self.persona)
        if present is not None and present.text == text:
            return
        told = "text" if present is None else "text replaced"
        self.add(told, "set_cell", stage=stage.id, lane=lane.id, text=text, **self.about)

    def _elements(self, collection: str, stage: Stage, text: str) -> None:
        kind = KIND_OF[collection]
        here = {e.name.casefold() for e in getattr(self.journey, collection) if e.stage == stage.id}
        for name in _lines(text):
            if name.casefold() not in here:
                here.add(name.casefold())
                self.add(kind.replace("_", " "), f"add_{kind}", name=name, stage=stage.id)

    def _links(self, collection: str, stage: Stage, text: str) -> None:
        kind, known = KIND_OF[collection], self.named[collection]
        linked = self.links.setdefault((collection, stage.id), list(getattr(stage, collection)))
        for name in _lines(text.replace(",", "\n").replace(";", "\n")):
            if name.casefold() not in known:
                known[name.casefold()] = slug(name, known.values())
                self.add(kind, f"add_{kind}", name=name, id=known[name.casefold()])
            if known[name.casefold()] not in linked:
                linked.append(known[name.casefold()])
        self.edits.append({"edit": "update_stage", "args": {"id": stage.id, collection: list(linked)}})

    def _feeling(self, stage: Stage, text: str) -> None:
        found = _FEELING.match(text.strip())
        score = float(found[1].replace(",", ".").replace("\u2212", "-")) if found else 9.0
        if found is None or not -2 <= score <= 2:
            self.left_out.append(f"{cut(text, 30)!r}: a feeling needs its score first, -2 to +2, such as '+1 relieved'")
            return
        words = [word for word in (part.strip() for part in re.split(r"[,;\n]", found[2])) if word]
        self.add("feeling", "set_emotion", stage=stage.id, score=score, words=words, **self.about)

    def _mix(self, stage: Stage, text: str) -> None:
        found = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*(%?)", text.strip())
        number = float(found[1].replace(",", ".")) if found else -1.0
        share = number / 100 if found and (found[2] or number > 1) else number
        if not 0 <= share <= 1:
            self.left_out.append(f"{cut(text, 30)!r}: the content mix is a share, such as 55 %")
            return
        self.add("content mix", "update_stage", id=stage.id, content_mix_share=share)

    def plan(self, lanes: int, stages: int) -> BlockPlan:
        parts = [f"{count} {_plural(word, count)}" for word, count in self.counts.items()]
        told = ", ".join(parts) if parts else "nothing new"
        left = f" Left out: {'; '.join(self.left_out[:3])}." if self.left_out else ""
        more = f" And {len(self.left_out) - 3} more." if len(self.left_out) > 3 else ""
        size = f"{lanes} {_plural('lane', lanes)} over {stages} {_plural('stage', stages)}"
        return BlockPlan(tuple(self.edits), f"{size}: {told}.{left}{more}", tuple(self.left_out))


def _lines(text: str) -> list[str]:
    """Return the lines of a text without list marks."""
    return [line for line in (" ".join(_MARK.sub("", part).split()) for part in text.splitlines()) if line]


_PLURALS = {
    "opportunity": "opportunities",
    "technology": "technologies",
    "kpi": "KPIs",
    "stage renamed": "stages renamed",
    "text replaced": "texts replaced",
    "content mix": "content mixes",
}


def _plural(word: str, count: int) -> str:
    if count == 1:
        return "KPI" if word == "kpi" else word
    return _PLURALS.get(word, f"{word}s")
