"""Builds a map from texts that belong to a lane and a stage, wherever in a sheet they stood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from journeykit.formats import lines
from journeykit.formats.draft import MapDraft
from journeykit.formats.feelings import OWN_SCALE, Scale, emotion_points, is_on_own_scale
from journeykit.formats.lane_names import STANDARD, TEXT_MARK, LaneNames, scale_in, without_scale
from journeykit.formats.report import Imported
from journeykit.model.base import slug
from journeykit.text import counted, cut

UNSORTED = "Unsorted"
_MOST_COMPARED = 40
_ITEMS = {"pain_points": lines.pain_fields, "opportunities": lines.opportunity_fields, "kpis": lines.kpi_fields}


@dataclass(frozen=True)
class SheetOptions:
    """What a person says about a sheet."""

    names: LaneNames = field(default_factory=LaneNames)
    """What the names of rows and columns mean."""
    scale: Scale | None = None
    """The scale of scores without a sign; None for the one that the sheet states, or -2 to 2."""
    notes: str = "found"
    """``found``: sticky notes are recognised; ``table``: only in a table; ``none``; ``only``: it is nothing else."""


def stage_key(name: str) -> str:
    """Return what two names of one stage have in common."""
    return " ".join(name.split()).casefold()


class MapBuilder:
    """Collects the parts of one map: stages, lanes, and what each cell says."""

    def __init__(self, draft: MapDraft, options: SheetOptions) -> None:
        self.draft, self._options = draft, options
        self.stages: list[dict[str, Any]] = []
        self.lanes: list[dict[str, Any]] = []
        self._lane_ids = set(STANDARD)
        self._words_lane_id = ""  # of feelings without a score
        self._stage_of: dict[str, dict[str, Any]] = {}
        self._cells: dict[tuple[str, str, str | None], dict[str, Any]] = {}
        self._points: dict[tuple[Any, ...], dict[str, Any]] = {}
        self._scores: dict[tuple[Any, ...], list[float]] = {}

    def stage(self, name: str) -> dict[str, Any]:
        """Return the stage with a name; it is added if there is none."""
        key = stage_key(name)
        if key not in self._stage_of:
            self._stage_of[key] = self.draft.add("stages", " ".join(name.split()))
            self.stages.append(self._stage_of[key])
        return self._stage_of[key]

    def lane(self, label: str, place: object, *, why_text: str = "") -> dict[str, Any]:
        """Return a new lane for a label: the standard one that it means, or a lane of text with a note why.

        ``why_text`` is the reason for text if the label means a standard lane whose cells these are not.
        """
        label = " ".join(label.split())
        meant = self._options.names.lane(label)
        if meant and not why_text and any(lane["id"] == meant for lane in self.lanes):
            why_text = "another row is that lane already"
        lane: dict[str, Any]
        if meant and not why_text:
            name = without_scale(label) if STANDARD[meant].kind == "emotions" else label
            lane = {**STANDARD[meant].model_dump(), "name": name, "rank": ""}
        else:
            name = label.removesuffix(TEXT_MARK)
            above = self.lanes[-1]["half"] if self.lanes else "customer"
            lane = {"name": name, "kind": "text", "half": "business" if above == "path" else above}
            lane["id"] = slug(name, self._lane_ids)
            if meant:
                self.draft.assumed(place, f"row {label!r}", f"kept as a text lane of its own: {why_text}")
            elif not label.endswith(TEXT_MARK):
                self._unknown(label, place)
        self._lane_ids.add(lane["id"])
        self.lanes.append(lane)
        return lane

    def _unknown(self, label: str, place: object) -> None:
        # Comparing takes time, and a sheet with many such rows has names of its own.
        near = self._options.names.nearest(label) if len(self.lanes) < _MOST_COMPARED else None
        hint = (
            f". Nearest: {near[0]!r} for {near[1]!r}; lane_names={{{label!r}: {near[1]!r}}} reads it so" if near else ""
        )
        self.draft.assumed(place, f"row {cut(label, 60)!r}", f"no known lane: kept as a text lane{hint}")

    def scale_of(self, label: str, cells: Iterable[str], place: object) -> Scale | None:
        """Return the scale of the scores in a row of feelings; None if it is another than ours and not stated."""
        stated = self._options.scale or scale_in(label)
        if stated and stated != OWN_SCALE:
            told = f"scores from {stated[0]:g}, the worst, to {stated[1]:g}, the best"
            signed = "" if min(stated) < 0 else "; scores with a sign are on it"
            self.draft.assumed(place, told, f"moved evenly to the scale from -2 to +2{signed}")
        return stated or (OWN_SCALE if is_on_own_scale(cells) else None)

    def put(
        self,
        lane: Mapping[str, Any],
        stage: dict[str, Any],
        cell: str,
        place: object,
        *,
        persona: str | None = None,
        touchpoint: str | None = None,
        scale: Scale | None = OWN_SCALE,
    ) -> None:
        """Add what a cell says in a lane of a stage, about a persona or a touchpoint if it is."""
        kind = lane["kind"]
        if kind == "text":
            self._cell(stage["id"], lane["id"], persona, lines.plain_text(cell))
        elif kind == "emotions":
            self._emotions(stage["id"], persona, touchpoint, cell, place, scale)
        elif kind == "touchpoints":
            self._touchpoints(stage["id"], cell, place)
        elif kind in _ITEMS:
            about = {"touchpoint": touchpoint} if touchpoint else {}
            for line in lines.split_lines(cell):
                self.draft.add(kind, **_ITEMS[kind](line), stage=stage["id"], **about)
        elif kind in ("owners", "technologies"):
            names = (self.draft.named(kind, name) for name in lines.split_lines(cell, commas=True))
            stage[kind] = tuple(dict.fromkeys((*stage.get(kind, ()), *names)))
        elif kind == "stage_objective":
            stage["objective"] = "\n".join(dict.fromkeys(filter(None, (stage.get("objective"), cell))))
        elif kind == "content_mix":
            stage["content_mix_share"] = lines.share_of(cell)

    def card(self, kind: str, stage: str, text: str) -> dict[str, Any]:
        """Add one touchpoint, pain point, opportunity or KPI with a text that is not split."""
        if kind == "touchpoints":
            return self.draft.add(kind, **{"channel": "other", **lines.touchpoint_fields(text)}, stage=stage)
        return self.draft.add(kind, **_ITEMS[kind](text), stage=stage)

    def touchpoints_of(self, stage: str) -> dict[str, str]:
        """Return the ids of the touchpoints of a stage by name."""
        found: dict[str, str] = {}
        for touchpoint in self.draft.of("touchpoints"):
            if touchpoint["stage"] == stage:
                found.setdefault(touchpoint["name"], touchpoint["id"])
        return found

    def imported(self, name: str) -> Imported:
        """Return the finished map with its report; standard lanes that the sheet does not have are hidden."""
        hidden = [{**lane.model_dump(), "hidden": True, "rank": ""} for lane in STANDARD.values()]
        known = {lane["id"] for lane in self.lanes}
        lanes = [*self.lanes, *(lane for lane in hidden if lane["id"] not in known)]
        return self.draft.imported(name, lanes=tuple(lanes))

    def _cell(self, stage: str, lane: str, persona: str | None, text: str) -> None:
        key = (stage, lane, persona)
        if key in self._cells:
            if text not in self._cells[key]["text"].split("\n"):
                self._cells[key]["text"] += f"\n{text}"
            return
        self._cells[key] = {"stage": stage, "lane": lane, "persona": persona, "text": text}
        self.draft.of("cells").append(self._cells[key])

    def _touchpoints(self, stage: str, cell: str, place: object) -> None:
        for line in lines.split_lines(cell, commas=True):
            fields = lines.touchpoint_fields(line)
            if "channel" not in fields:
                self.draft.assumed(place, f"the channel of touchpoint {fields['name']!r}", "not named: 'other'")
                fields["channel"] = "other"
            self.draft.add("touchpoints", **fields, stage=stage)

    def _emotions(
        self, stage: str, persona: str | None, touchpoint: str | None, cell: str, place: object, scale: Scale | None
    ) -> None:
        points, in_words = emotion_points(cell, self.touchpoints_of(stage), place, self.draft, scale)
        for point in points:
            about = {"stage": stage, "persona": persona, "touchpoint": point["touchpoint"] or touchpoint}
            self._emotion({**point, **about}, place)
        if in_words:
            lane = self._words_lane()
            self._cell(stage, lane, persona, "\n".join(in_words))
            why = f"there is none; the words are in lane {lane!r}"
            self.draft.left(place, f"a score for {counted(len(in_words), 'lines')}", why)

    def _emotion(self, point: dict[str, Any], place: object) -> None:
        # Rows of a touchpoint may repeat it: what is felt there is one point.
        key = (point["stage"], point["touchpoint"], point["persona"], point.get("kind", "assumed"))
        scores = self._scores.setdefault(key, [])
        scores.append(point["score"])
        first = self._points.setdefault(key, point)
        if first is point:
            self.draft.of("emotions").append(point)
            return
        mean = sum(scores) / len(scores)
        first["score"], first["words"] = mean, tuple(dict.fromkeys((*first["words"], *point["words"])))
        self.draft.assumed(place, "another score for the same thing", f"taken as the mean of {len(scores)}, {mean:g}")

    def _words_lane(self) -> str:
        if not self._words_lane_id:
            lane = {"id": slug("feelings-in-words", self._lane_ids), "name": "Feelings in words", "kind": "text"}
            self._lane_ids.add(lane["id"])
            place = next(number for number, lane in enumerate(self.lanes) if lane["kind"] == "emotions")
            self.lanes.insert(place + 1, lane)
            self._words_lane_id = lane["id"]
        return self._words_lane_id
