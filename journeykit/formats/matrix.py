"""Read the spreadsheet matrix: stages across, lanes down, as a person would make it in Google Sheets or Excel.

Rows are recognised by their names (:mod:`journeykit.formats.labels`); a row with another name becomes a text lane.
Above the table there may be a title, ``Persona: Ann`` and a description. Merged headings, bulleted lists, cells with
several lines, and emoji and scores in the feelings row are understood. ``matrix_out`` writes the same layout.
"""

from __future__ import annotations

import re
from typing import Any

from journeykit.formats import lines
from journeykit.formats.draft import MapDraft
from journeykit.formats.feelings import emotion_points
from journeykit.formats.grid import Row, SheetCell, SheetContent, table_of
from journeykit.formats.labels import DEFINITION_WORDS, STANDARD, TEXT_MARK, plain_label, standard_lane
from journeykit.formats.report import Imported
from journeykit.model.base import slug
from journeykit.text import counted

_ITEMS = {"pain_points": lines.pain_fields, "opportunities": lines.opportunity_fields, "kpis": lines.kpi_fields}


def map_of_cells(cells: list[list[str]], draft: MapDraft, *, name: str, sheet: str = "") -> Imported:
    """Return the map in a grid of texts with its report; ``name`` is used if the sheet has none.

    A grid in which no stages and lanes can be recognised raises FormatError.
    """
    table = table_of(cells, draft.source, draft, sheet)
    return _Builder(table, draft, name).imported()


class _Builder:
    """Collects the parts of one map from one table."""

    def __init__(self, table: SheetContent, draft: MapDraft, name: str) -> None:
        self._table, self._draft, self._name = table, draft, name
        self._lane_ids = set(STANDARD)
        self._lanes: list[dict[str, Any]] = []
        self._stages: list[dict[str, Any]] = []
        self._words_lane_id = ""  # of feelings without a score

    def imported(self) -> Imported:
        """Return the finished map with its report."""
        self._facts()
        for stage in self._table.stages:
            self._stages.append(self._draft.add("stages", stage))
        jobs = [job for job in map(self._lane, self._table.rows) if job]
        # Touchpoints first, because feelings and the path refer to them.
        for row, lane, persona in sorted(jobs, key=lambda job: job[1]["kind"] != "touchpoints"):
            self._fill(row, lane, persona)
        hidden = [{**lane.model_dump(), "hidden": True, "rank": ""} for lane in STANDARD.values()]
        known = {lane["id"] for lane in self._lanes}
        lanes = [*self._lanes, *(lane for lane in hidden if lane["id"] not in known)]
        return self._draft.imported(self._name, lanes=tuple(lanes))

    def _facts(self) -> None:
        for key, value, place in self._table.facts:
            if key == "personas":
                for persona in re.split(r"[,;\n]", value) if place.column == 0 else [value]:
                    if persona.strip():
                        self._draft.named("personas", persona.strip())
            elif key == "state":
                if value.casefold() not in ("current", "future"):
                    self._draft.left(place, f"state {value!r}", "it is neither 'current' nor 'future'")
                    continue
                self._draft.facts["state"] = value.casefold()
            elif key in ("name", "heading"):
                self._name = value
            else:
                self._draft.facts[key] = value
            self._draft.took(place, "title" if key in ("heading", "name") else key)

    def _lane(self, row: Row) -> tuple[Row, dict[str, Any], str | None] | None:
        """Return the row with its lane and persona, or None for the definitions of the stages."""
        if plain_label(row.label) in DEFINITION_WORDS:
            for stage, text in zip(self._stages, row.cells, strict=True):
                stage["definition"] = text
            self._draft.took(row.place, "definitions of the stages")
            return None
        label, persona = self._persona_in(row.label)
        lane = next((lane for lane in self._lanes if lane["name"] == label), None) if persona else None
        if lane is None:
            lane = self._new_lane(label, row.place, viewed=self._is_view(row, label))
        return row, lane, persona

    def _persona_in(self, label: str) -> tuple[str, str | None]:
        for persona in self._draft.of("personas"):
            if label.endswith(f"({persona['name']})"):
                return label[: -len(persona["name"]) - 2].strip(), persona["id"]
        return label, None

    def _new_lane(self, label: str, place: SheetCell, *, viewed: bool) -> dict[str, Any]:
        meant = standard_lane(label)
        lane: dict[str, Any]
        if meant and viewed and all(lane["id"] != meant for lane in self._lanes):
            lane = {**STANDARD[meant].model_dump(), "name": label, "rank": ""}
        else:
            name = label.removesuffix(TEXT_MARK)
            above = self._lanes[-1]["half"] if self._lanes else "customer"
            lane = {"name": name, "kind": "text", "half": "business" if above == "path" else above}
            lane["id"] = slug(name, self._lane_ids)
            if meant:
                why = "its cells are no list of them" if not viewed else "another row is that lane already"
                self._draft.assumed(place, f"row {label!r}", f"kept as a text lane of its own: {why}")
        self._lane_ids.add(lane["id"])
        self._lanes.append(lane)
        return lane

    def _is_view(self, row: Row, label: str) -> bool:
        """Return whether the cells of a row fit the lane of its name: path and cost show touchpoints, not free text."""
        kind = STANDARD[meant].kind if (meant := standard_lane(label)) else "text"
        if kind == "path":
            every = [line for cell in row.cells for line in cell.split("\n") if line.strip()]
            return all(re.fullmatch(r"\d+\. .+", line) for line in every)
        if kind == "cost":
            return not any(row.cells)
        if kind == "content_mix":
            return all(lines.share_of(cell) is not None for cell in row.cells if cell)
        return True

    def _fill(self, row: Row, lane: dict[str, Any], persona: str | None) -> None:
        kind = lane["kind"]
        filled = 0
        if kind == "path":
            self._route(row)
        for position, (stage, cell) in enumerate(zip(self._stages, row.cells, strict=True)):
            if not cell:
                continue
            filled += 1
            place = row.place_of(position)
            if kind == "text":
                self._cell(stage["id"], lane["id"], persona, lines.plain_text(cell))
            elif kind == "emotions":
                self._emotions(stage["id"], persona, cell, place)
            elif kind == "touchpoints":
                self._touchpoints(stage["id"], cell, place)
            elif kind in _ITEMS:
                for line in lines.split_lines(cell):
                    self._draft.add(kind, **_ITEMS[kind](line), stage=stage["id"])
            elif kind in ("owners", "technologies"):
                names = lines.split_lines(cell, commas=True)
                stage[kind] = tuple(dict.fromkeys(self._draft.named(kind, name) for name in names))
            elif kind == "stage_objective":
                stage["objective"] = cell
            elif kind == "content_mix":
                stage["content_mix_share"] = lines.share_of(cell)
        self._draft.took(row.place, f"row {row.label!r} as lane {lane['id']!r}: {filled} cells")

    def _cell(self, stage: str, lane: str, persona: str | None, text: str) -> None:
        self._draft.of("cells").append({"stage": stage, "lane": lane, "persona": persona, "text": text})

    def _touchpoints(self, stage: str, cell: str, place: SheetCell) -> None:
        for line in lines.split_lines(cell, commas=True):
            fields = lines.touchpoint_fields(line)
            if "channel" not in fields:
                self._draft.assumed(place, f"the channel of touchpoint {fields['name']!r}", "not named: 'other'")
                fields["channel"] = "other"
            self._draft.add("touchpoints", **fields, stage=stage)

    def _at(self, stage: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for touchpoint in self._draft.of("touchpoints"):
            if touchpoint["stage"] == stage:
                found.setdefault(touchpoint["name"], touchpoint["id"])
        return found

    def _emotions(self, stage: str, persona: str | None, cell: str, place: SheetCell) -> None:
        points, in_words = emotion_points(cell, self._at(stage), place, self._draft)
        for point in points:
            self._draft.of("emotions").append({**point, "stage": stage, "persona": persona})
        if in_words:
            lane = self._words_lane()
            self._cell(stage, lane, persona, "\n".join(in_words))
            self._draft.left(
                place,
                f"a score for {counted(len(in_words), 'lines')}",
                f"there is none; the words are in lane {lane!r}",
            )

    def _words_lane(self) -> str:
        if not self._words_lane_id:
            lane = {"id": slug("feelings-in-words", self._lane_ids), "name": "Feelings in words", "kind": "text"}
            self._lane_ids.add(lane["id"])
            place = next(number for number, lane in enumerate(self._lanes) if lane["kind"] == "emotions")
            self._lanes.insert(place + 1, lane)
            self._words_lane_id = lane["id"]
        return self._words_lane_id

    def _route(self, row: Row) -> None:
        steps: list[tuple[int, str]] = []
        for position, (stage, cell) in enumerate(zip(self._stages, row.cells, strict=True)):
            at = self._at(stage["id"])
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
