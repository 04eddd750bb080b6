"""Read a table with one row a touchpoint: its stage, its channel, what is felt there, what goes wrong there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from journeykit.formats import lines
from journeykit.formats.building import UNSORTED, MapBuilder, stage_key
from journeykit.formats.grid import HEADER_WITHIN, SheetCell, take_facts
from journeykit.formats.lane_names import STANDARD, LaneNames, plain_label
from journeykit.formats.matrix import NO_LIST, is_view, put_facts
from journeykit.formats.report import Imported
from journeykit.text import counted, cut

_ABOUT_ROW = ("emotions", "pain_points", "opportunities", "kpis")
"""Kinds of lanes whose cells are about the touchpoint of their row."""


@dataclass(frozen=True)
class RecordColumns:
    """The row that names the columns of such a table."""

    row: int
    stage: int | None
    touchpoint: int | None
    channel: int | None
    persona: int | None
    score: int | None
    lanes: tuple[int, ...]
    """Columns of other lanes."""


def header_of(grid: list[list[str]], names: LaneNames) -> RecordColumns | None:
    """Return the header of a table with one row a touchpoint, or None for another layout."""
    lanes = [[names.lane(row[c]) is not None for row in grid] for c in _first_columns(grid)]
    for number, row in enumerate(grid[:HEADER_WITHIN]):
        known = [names.lane(cell) for cell in row]
        stages = [column for column, cell in enumerate(row) if cell and names.is_stage(cell)]
        across = sum(lane is not None for lane in known)
        down = max((sum(column) - column[number] for column in lanes), default=0)
        if across <= down or not (stages or "touchpoints" in known):
            continue
        header = _header(number, row, stages, known, names)
        if header.stage is None:
            # Without stages it is no other layout either, if it has a touchpoint and what belongs to it.
            return header if header.touchpoint is not None and across >= 2 and len(grid) > number + 1 else None
        values = [line[header.stage] for line in grid[number + 1 :] if any(line)]
        keys = [stage_key(value) for value in values]
        if header.stage != next(c for c, cell in enumerate(row) if cell) or across < 2 or "" in keys:
            return header
        return header if len(set(keys)) < len(keys) else None
    return None


def map_of_records(
    grid: list[list[str]], header: RecordColumns, builder: MapBuilder, names: LaneNames, name: str, sheet: str = ""
) -> Imported:
    """Return the map of a table with one row a touchpoint."""
    facts: list[tuple[str, str, SheetCell]] = []
    for number in range(header.row):
        cells = [(SheetCell(number, c, sheet), cell) for c, cell in enumerate(grid[number]) if cell]
        take_facts(cells, facts, names, builder.draft)
    name = put_facts(facts, builder, name)
    return _RecordReader(grid, header, builder, names, sheet).imported(name)


def _first_columns(grid: list[list[str]]) -> range:
    return range(min(3, len(grid[0]) if grid else 0))


def _header(number: int, row: list[str], stages: list[int], known: list[str | None], names: LaneNames) -> RecordColumns:
    def first(wanted: str) -> int | None:
        return next(
            (c for c, cell in enumerate(row) if cell and c not in stages and names.column(cell) == wanted), None
        )

    shown = [c for c, lane in enumerate(known) if lane == "touchpoints"]
    channel = first("channel")
    touchpoint = next((c for c in shown if c != channel), None)
    stage = stages[0] if stages else None
    if touchpoint is None and len(stages) > 1:
        touchpoint = stages[1]  # Phase, step, channel: the step is what the channel carries.
    elif touchpoint is None:
        touchpoint, channel = channel, None
    persona = next((c for c, cell in enumerate(row) if cell and names.fact(cell) == "personas"), None)
    score = first("score")
    if not any(lane == "feelings" and column != score for column, lane in enumerate(known)):
        score = None  # Such a column is the lane of feelings itself.
    taken = {stage, touchpoint, channel, persona, score}
    lanes = tuple(c for c, cell in enumerate(row) if cell and c not in taken)
    return RecordColumns(number, stage, touchpoint, channel, persona, score, lanes)


class _RecordReader:
    """Puts the rows of one table on a map."""

    def __init__(
        self, grid: list[list[str]], header: RecordColumns, builder: MapBuilder, names: LaneNames, sheet: str
    ) -> None:
        self._grid, self._header, self._builder, self._names, self._sheet = grid, header, builder, names, sheet
        self._draft = builder.draft
        self._stage: dict[str, Any] | None = None
        self._touchpoint: dict[str, Any] | None = None
        self._known: dict[tuple[str, str], dict[str, Any]] = {}

    def imported(self, name: str) -> Imported:
        """Return the finished map with its report."""
        self._draft.assumed("", "one row a touchpoint", "rows of one stage are one stage of the map")
        lanes = list(self._lanes())
        for number in range(self._header.row + 1, len(self._grid)):
            if any(self._grid[number]):
                self._row(number, lanes)
        self._headless_columns()
        felt = sum(point["touchpoint"] is not None for point in self._draft.of("emotions"))
        if felt:
            told = f"{counted(felt, 'feelings')} at touchpoints"
            self._draft.assumed("", told, "the curve of the board is drawn through feelings of stages: add those there")
        return self._builder.imported(name)

    def _place(self, row: int, column: int) -> SheetCell:
        return SheetCell(row, column, self._sheet)

    def _cells(self, column: int) -> list[str]:
        return [row[column] for row in self._grid[self._header.row + 1 :]]

    def _lanes(self) -> Iterator[tuple[int, dict[str, Any], Any]]:
        """Yield the columns that are lanes, in their order, each with its lane and the scale of its scores."""
        header = self._grid[self._header.row]
        for column in sorted(
            {*self._header.lanes} | ({shown} if (shown := self._header.touchpoint) is not None else set())
        ):
            label, place = header[column], self._place(self._header.row, column)
            if column == self._header.touchpoint:
                label = label if self._names.lane(label) == "touchpoints" else STANDARD["touchpoints"].name
                lane = self._builder.lane(label, place)
            elif not plain_label(label) or (not self._names.lane(label) and self._names.column(label) == "aside"):
                self._draft.left(place, f"column {label!r}", "a map has no place for it")
                continue
            else:
                meant = self._names.lane(label)
                fits = is_view(STANDARD[meant].kind if meant else "text", self._cells(column))
                lane = self._builder.lane(label, place, why_text="" if fits else NO_LIST)
            scale = None
            if lane["kind"] == "emotions":
                scored = self._cells(column if self._header.score is None else self._header.score)
                said = label if self._header.score is None else header[self._header.score]
                scale = self._builder.scale_of(said, scored, place)
            filled = sum(map(bool, self._cells(column)))
            self._draft.took(place, f"column {header[column]!r} as lane {lane['id']!r}: {filled} cells")
            yield column, lane, scale

    def _row(self, number: int, lanes: list[tuple[int, dict[str, Any], Any]]) -> None:
        row, header = self._grid[number], self._header
        stage = self._stage_of(number)
        persona = self._persona(number)
        before = self._touchpoint
        self._touchpoint = self._touchpoint_of(number, stage, persona)
        self._other_channel(number)
        if before is not None and before is self._touchpoint and header.touchpoint is not None:
            self._draft.assumed(self._place(number, header.touchpoint), "this row", f"more of {before['name']!r}")
        for column, lane, scale in lanes:
            cell, place = row[column], self._place(number, column)
            if column == header.touchpoint:
                continue
            if lane["kind"] == "emotions" and header.score is not None and row[header.score]:
                cell = f"{cell} ({row[header.score]})".strip()
            if not cell:
                continue
            about = self._touchpoint["id"] if self._touchpoint and lane["kind"] in _ABOUT_ROW else None
            who = persona if lane["kind"] in ("text", "emotions") else None
            self._builder.put(lane, stage, cell, place, persona=who, touchpoint=about, scale=scale)

    def _other_channel(self, number: int) -> None:
        """Note the channel of a row that is not the channel of its touchpoint."""
        column = self._header.channel
        words = self._grid[number][column] if column is not None else ""
        shown, held = self._header.touchpoint, self._touchpoint
        if not words or (held is None and shown is not None and self._grid[number][shown]):
            return  # Several touchpoints in one cell have it.
        if held and (
            held["channel"] == lines.channel_of(words) or held["name"].endswith(f"({' '.join(words.split())})")
        ):
            return
        why = "its touchpoint has another one already" if held else "its row has no touchpoint of its own"
        self._draft.left(self._place(number, column or 0), f"channel {cut(words, 40)!r}", why)

    def _stage_of(self, number: int) -> dict[str, Any]:
        column = self._header.stage
        cell = self._grid[number][column] if column is not None else ""
        if column is not None and cell:
            fresh = self._builder.stage(cell)
            if fresh is not self._stage:
                self._touchpoint = None  # A row without a touchpoint continues that of its own stage.
            self._stage = fresh
        elif self._stage is None:
            self._stage = self._builder.stage(UNSORTED)
            self._draft.assumed(self._place(number, column or 0), f"stage {UNSORTED!r}", "its row names no stage")
        return self._stage

    def _persona(self, number: int) -> str | None:
        column = self._header.persona
        cell = self._grid[number][column] if column is not None else ""
        return self._draft.named("personas", " ".join(cell.split())) if cell else None

    def _touchpoint_of(self, number: int, stage: dict[str, Any], persona: str | None) -> dict[str, Any] | None:
        column, row = self._header.touchpoint, self._grid[number]
        if column is None or not row[column]:
            return self._touchpoint
        found = lines.split_lines(row[column])
        touchpoints = [self._one(text, number, stage, persona) for text in found]
        if len(touchpoints) > 1:
            self._draft.assumed(
                self._place(number, column), f"{len(touchpoints)} touchpoints in one cell", "the row is about its stage"
            )
        return touchpoints[0] if len(touchpoints) == 1 else None

    def _one(self, text: str, number: int, stage: dict[str, Any], persona: str | None) -> dict[str, Any]:
        fields = lines.touchpoint_fields(text)
        key = (stage["id"], stage_key(fields["name"]))
        column = self._header.channel
        words = self._grid[number][column] if column is not None else ""
        channel = lines.channel_of(words) if words else None
        if key not in self._known:
            if words and channel is None:
                # The map has a fixed list of channels: another word stays readable in the name.
                fields["name"] = f"{fields['name']} ({' '.join(words.split())})"
                why = "it is none of the map's channels: 'other', and the word is in the name"
                self._draft.assumed(self._place(number, column or 0), f"channel {cut(words, 40)!r}", why)
            elif channel is None and "channel" not in fields:
                place = self._place(number, self._header.touchpoint or 0)
                self._draft.assumed(place, f"the channel of touchpoint {fields['name']!r}", "not named: 'other'")
            fields["channel"] = channel or fields.get("channel", "other")
            self._known[key] = self._draft.add("touchpoints", **fields, stage=stage["id"], personas=())
        touchpoint = self._known[key]
        if persona and persona not in touchpoint["personas"]:
            touchpoint["personas"] = (*touchpoint["personas"], persona)
        return touchpoint

    def _headless_columns(self) -> None:
        for column, label in enumerate(self._grid[self._header.row]):
            for number in range(self._header.row + 1, len(self._grid)) if not label else ():
                if cell := self._grid[number][column]:
                    self._draft.left(self._place(number, column), repr(cut(cell, 40)), "its column has no heading")
