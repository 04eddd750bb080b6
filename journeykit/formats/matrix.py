"""Read the spreadsheet matrix: stages across, lanes down, as a person would make it in Google Sheets or Excel.

Rows are recognised by their names (:mod:`journeykit.formats.lane_names`); a row with another name becomes a text lane.
Above the table there may be a title, ``Persona: Ann`` and a description. Merged headings, bulleted lists, cells with
several lines, and emoji and scores in the feelings row are understood. ``matrix_out`` writes the same layout.
"""

from __future__ import annotations

import re
from typing import Any

from journeykit.formats import lines
from journeykit.formats.building import MapBuilder
from journeykit.formats.grid import Row, SheetCell, SheetContent
from journeykit.formats.lane_names import STANDARD, LaneNames
from journeykit.formats.report import Imported

NO_LIST = "its cells are no list of them"


def map_of_table(table: SheetContent, builder: MapBuilder, names: LaneNames, name: str) -> Imported:
    """Return the map of a table with its report; ``name`` is used if the sheet has none."""
    name = put_facts(table.facts, builder, name)
    return _MatrixReader(table, builder, names).imported(name)


def put_facts(facts: list[tuple[str, str, SheetCell]], builder: MapBuilder, name: str) -> str:
    """Put the facts above a table on the map, and return the name of the map."""
    for key, value, place in facts:
        if key == "personas":
            for persona in re.split(r"[,;、\n]", value) if place.column == 0 else [value]:
                if persona.strip():
                    builder.draft.named("personas", persona.strip())
        elif key == "state":
            if value.casefold() not in ("current", "future"):
                builder.draft.left(place, f"state {value!r}", "it is neither 'current' nor 'future'")
                continue
            builder.draft.facts["state"] = value.casefold()
        elif key in ("name", "heading"):
            name = value
        else:
            builder.draft.facts[key] = value
        builder.draft.took(place, "title" if key in ("heading", "name") else key)
    return name


def is_view(kind: str, cells: tuple[str, ...] | list[str]) -> bool:
    """Return whether cells fit the kind of their lane: path and cost show touchpoints, not free text."""
    if kind == "path":
        every = [line for cell in cells for line in cell.split("\n") if line.strip()]
        return all(re.fullmatch(r"\d+\. .+", line) for line in every)
    if kind == "cost":
        return not any(cells)
    if kind == "content_mix":
        return all(lines.share_of(cell) is not None for cell in cells if cell)
    return True


class _MatrixReader:
    """Puts the rows of one table on a map."""

    def __init__(self, table: SheetContent, builder: MapBuilder, names: LaneNames) -> None:
        self._table, self._builder, self._names = table, builder, names
        self._draft = builder.draft
        self._stages: list[dict[str, Any]] = []

    def imported(self, name: str) -> Imported:
        """Return the finished map with its report."""
        self._stages = [self._builder.stage(stage) for stage in self._table.stages]
        for stage, group in zip(self._stages, self._table.groups, strict=True):
            if group:
                stage["definition"] = group
        jobs = [job for job in map(self._lane, self._table.rows) if job]
        # Touchpoints first, because feelings and the path refer to them.
        for row, lane, persona in sorted(jobs, key=lambda job: job[1]["kind"] != "touchpoints"):
            self._fill(row, lane, persona)
        return self._builder.imported(name)

    def _lane(self, row: Row) -> tuple[Row, dict[str, Any], str | None] | None:
        """Return the row with its lane and persona, or None for the definitions of the stages."""
        if self._names.is_definition(row.label):
            for stage, text in zip(self._stages, row.cells, strict=True):
                stage["definition"] = ": ".join(filter(None, (stage.get("definition"), text)))
            self._draft.took(row.place, "definitions of the stages")
            return None
        label, persona = self._persona_in(row.label)
        lane = next((lane for lane in self._builder.lanes if lane["name"] == label), None) if persona else None
        if lane is None:
            meant = self._names.lane(label)
            fits = is_view(STANDARD[meant].kind if meant else "text", row.cells)
            lane = self._builder.lane(label, row.place, why_text="" if fits else NO_LIST)
        return row, lane, persona

    def _persona_in(self, label: str) -> tuple[str, str | None]:
        for persona in self._draft.of("personas"):
            if label.endswith(f"({persona['name']})"):
                return label[: -len(persona["name"]) - 2].strip(), persona["id"]
        return label, None

    def _fill(self, row: Row, lane: dict[str, Any], persona: str | None) -> None:
        if lane["kind"] == "path":
            self._route(row)
        filled = [position for position, cell in enumerate(row.cells) if cell]
        scale = self._builder.scale_of(row.label, row.cells, row.place) if lane["kind"] == "emotions" else None
        for position in filled:
            stage, cell, place = self._stages[position], row.cells[position], row.place_of(position)
            self._builder.put(lane, stage, cell, place, persona=persona, scale=scale)
        self._draft.took(row.place, f"row {row.label!r} as lane {lane['id']!r}: {len(filled)} cells")

    def _route(self, row: Row) -> None:
        steps: list[tuple[int, str]] = []
        for position, (stage, cell) in enumerate(zip(self._stages, row.cells, strict=True)):
            at = self._builder.touchpoints_of(stage["id"])
            for line in filter(None, map(str.strip, cell.split("\n"))):
                step, _, name = line.partition(". ")
                if name in at:
                    steps.append((int(step), at[name]))
                else:
                    self._draft.left(
                        row.place_of(position), f"step {line!r}", "no touchpoint of this stage has that name"
                    )
        if steps:
            route = self._draft.add("routes", "Happy path", kind="happy")
            route["touchpoints"] = tuple(touchpoint for _, touchpoint in sorted(steps, key=lambda step: step[0]))
