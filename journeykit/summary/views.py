"""The frame, title and note of each chart, for dashboards and pages."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from journeykit import frames
from journeykit.events.reading.report_lines import found_words
from journeykit.evidence.opportunities import FORMULA, scored
from journeykit.model.journey import JourneyMap
from journeykit.summary.board import opportunity_reach
from journeykit.summary.counts import ALL, Cell
from journeykit.summary.numbers import SharedNumbers
from journeykit.summary.withheld import TOTAL
from journeykit.text import count_words, share_words


@dataclass(frozen=True, eq=False)
class View:
    """A chart that is not drawn yet; ``options`` are further arguments of the chart.

    ``instead`` is a sentence to show in place of a chart that must not be drawn.
    """

    frame: pd.DataFrame
    title: str
    note: str
    options: dict[str, Any] = field(default_factory=dict)
    instead: str = ""


def stage_flow_view(numbers: SharedNumbers) -> View:
    """Return where travellers go between the stages, for :func:`journeykit.charts.sankey`."""
    people, places, frame = numbers.people, numbers.measured.places, numbers.frames["flow"]
    title = f"Where {people} go"
    gone = sum(isinstance(cell, tuple) and cell[0] in ("link", "stopped") for cell in numbers.hidden)
    through = bool(gone) and numbers.shown(*((part, place) for part in ("got to", "stopped") for place in places))
    if through:
        frame = _whole_flow(numbers)
    if gone and not (frame["kind"] != "return").any():
        sentence = f"Every flow could tell of a group of fewer than {numbers.least} {people}, so none is shown."
        return View(frame, title, "", instead=sentence)
    measured = numbers.frames["stages"][numbers.frames["stages"]["position"].isin(places)]
    heads = [_head(row) for row in measured.to_dict("records")]
    whole = numbers.shown(ALL) and not gone
    base = f" · shares of all {count_words(numbers.counts[ALL])} in the log" if numbers.shown(ALL) else ""
    flows = "1 flow is" if gone == 1 else f"{gone} flows are"
    less = f" · {flows} not drawn, so that no group of fewer than {numbers.least} shows" if gone else ""
    bars = "where they get further than before"
    if through:
        less = f" · by which way is not shown, as some ways are of fewer than {numbers.least}"
        bars = "who got at least this far, and who left"
    note = (
        f"Under a name: unique {people} who reached the stage · bars and ribbons: {bars}"
        f" · ↩ came back{base}{less}{_passed_over(numbers)}"
    )
    options = {
        "stages": [stage.name for stage in numbers.journey.stages],
        "columns": list(places),
        "reached": heads,
        "whole": numbers.counts[ALL] if whole else None,
        "partial": bool(gone),
        "unit": people,
    }
    return View(frame, title, note, options)


def _whole_flow(numbers: SharedNumbers) -> pd.DataFrame:
    """Return the flow without single ways: from each stage those who got beyond it and those who left.

    These are the counts of the funnel. The shown moves back stay.
    """
    known, places = numbers.frames["flow"], numbers.measured.places
    rows: list[dict[str, Any]] = []
    for column, place in enumerate(places):
        start = {"source_column": column, "source": numbers.journey.stages[place].name, "source_position": place}
        kind = "end"
        if column + 1 < len(places):
            kind, onward = "left", places[column + 1]
            target = {"target_column": column + 1, "target_position": onward, "target_kind": "stage"}
            target["target"] = numbers.journey.stages[onward].name
            rows.append({**start, **target, "kind": "through", "paths": numbers.counts["got to", onward]})
        rows.append({**start, "kind": kind, "target_kind": kind, "paths": numbers.counts["stopped", place]})
    frame = pd.DataFrame(rows).assign(source_kind="stage").reindex(columns=known.columns)
    frame = frame[frame["paths"] > 0].astype({name: str(known[name].dtype) for name in known.columns})
    return pd.concat([frame, known[known["kind"] == "return"]], ignore_index=True)


def _head(stage: dict[Hashable, Any]) -> str:
    if stage["words"]:
        return str(stage["words"])
    share = stage["reach_share"]
    return count_words(stage["paths"]) + (f" · {share_words(share)}" if share == share else "")


def _passed_over(numbers: SharedNumbers) -> str:
    """Return the end of a note: the stages that are not measured, if any."""
    names = [stage.name for place, stage in enumerate(numbers.journey.stages) if place not in numbers.measured.places]
    return f" · not measured: {', '.join(names)}" if names else ""


def funnel_view(numbers: SharedNumbers) -> View:
    """Return who goes on, for :func:`journeykit.charts.funnel`."""
    first: Cell = ("got to", numbers.measured.places[0])
    base = f" · {count_words(numbers.counts[first])} on the map" if numbers.shown(first) else ""
    note = (
        f"Unique {numbers.people} who got at least this far: they reached the stage or a later one{base}"
        f"{_passed_over(numbers)}"
    )
    options = {"unit": numbers.people, "stages": len(numbers.journey.stages)}
    return View(numbers.frames["funnel"], "Who goes on", note, options)


def reach_view(numbers: SharedNumbers, place: int) -> View:
    """Return whom the touchpoints of a stage reach, widest reach first, for :func:`journeykit.charts.reach`."""
    stage = numbers.journey.stages[place]
    reach = numbers.frames["reach"]
    mine = reach[reach["stage_id"] == stage.id]
    mine = mine.sort_values("paths", ascending=False, na_position="last", kind="stable")
    return View(mine, f"Touchpoints in {stage.name}", f"Share of {everybody(numbers)}", reach_options(numbers, place))


def everybody(numbers: SharedNumbers) -> str:
    """Return the population of a log in words."""
    total = f"{count_words(numbers.counts[ALL])} " if numbers.shown(ALL) else ""
    return f"all {total}{numbers.people} in the log"


def reach_options(numbers: SharedNumbers, place: int) -> dict[str, Any]:
    """Return the options of a reach chart."""
    return {"unit": numbers.people, "position": place, "stages": len(numbers.journey.stages)}


def opportunity_view(journey: JourneyMap, numbers: SharedNumbers | None) -> View:
    """Return what to do first, for :func:`journeykit.charts.opportunity_ranking`; the frame may be empty."""
    options = {"unit": journey.scope.travellers, "stages": len(journey.stages)}
    return View(scored(journey, opportunity_reach(numbers)), "What to do first", FORMULA, options)


def matrix_view(ranking: View) -> View:
    """Return the value and effort of the ranked opportunities, for :func:`journeykit.charts.opportunity_matrix`."""
    options = {"stages": ranking.options["stages"]}
    return View(ranking.frame, "Value and effort", "Numbered as in the ranking", options)


def emotion_view(journey: JourneyMap, persona: str | None) -> View:
    """Return how a persona feels, for :func:`journeykit.charts.emotion_curve`."""
    note = "From very negative to very positive · solid: measured, with its 95 % interval · dashed: assumed"
    return View(frames.emotions(journey, persona=persona), "How they feel", note)


def definitions(journey: JourneyMap, numbers: SharedNumbers | None) -> dict[str, str]:
    """Return the definition of each number on a page, by its name on the page."""
    terms = {
        "Emotion score": "from -2, very negative, to +2, very positive; assumed by the team, or measured "
        "in answers, with how many people gave them",
        "Severity, value, effort": "from 1 to 5, as the team judges them",
    }
    if journey.opportunities:
        terms["Score"] = (
            "reach of the opportunity's touchpoint, else of its stage, times the severity of the worst pain point it "
            "answers, times value, divided by effort; severity 3 is assumed where it answers none"
        )
    if numbers is None:
        return terms
    people = journey.scope.travellers
    terms |= {
        "Reached": f"unique {people} with any event of the stage, or of the touchpoint; the share is of all in the log",
        "Got at least this far": f"unique {people} with an event of the stage or of a later one: who goes on",
        "Left after a stage": f"unique {people} who got at least this far and to no stage beyond; the largest loss is "
        "the one of most people",
        "Ribbon": f"unique {people} who get further than before: from a stage to the next that they come to; a stage "
        "that nothing measures is passed over",
        "Arrow": "of those at its start, the share who come to its end later, whatever lies between",
        "KPI": "of those with an attempt, the share with a success within the window; whose window is still open is "
        "left out; without a window it is said how many are open, and no target is marked",
        "Interval": "Wilson, 95 %",
        "Log": _log_words(numbers),
    }
    if numbers.least > 1:
        terms["Small groups"] = (
            f"groups of fewer than {numbers.least} {people} are not shown (<{numbers.least}), nor are counts that "
            "would give them away by subtraction (not shown)"
        )
    return terms


def _log_words(numbers: SharedNumbers) -> str:
    if not numbers.shown(TOTAL):
        return f"so few {numbers.people} that nothing is said of them"
    report = numbers.measured.events.report
    who = f"{count_words(numbers.counts[ALL])} {numbers.people}, " if numbers.shown(ALL) else ""
    kept = f"{count_words(report.kept)} events of {found_words(report)} read"
    return f"{who}{kept}, {report.left_out}"
