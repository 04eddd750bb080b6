"""A page about one event log: its flows, its funnel, its transitions, and how it was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from journeykit.charts.funnel import funnel as draw_funnel
from journeykit.charts.sankey import sankey
from journeykit.errors import FrameError
from journeykit.events.reading.report_lines import ReportStory, found_words, rejected_count
from journeykit.export.reading_section import reading_section
from journeykit.export.section import Chart, Definitions, Fact, Facts, Fold, HtmlTable, Part, Prose, Section
from journeykit.text import count_words, counted, share_words

# Width in px of a card: on a page of 800 px, and where the page changes to the wide figure
WIDTHS = (700, 1100)
FIRST_ROWS, MOST_ROWS = 50, 500
TRANSITIONS = {
    "source": "From",
    "target": "To",
    "transitions": "Transitions",
    "paths": "Paths",
    "out_share": "Share from there",
    "median_gap_s": "Median gap",
}


def flow_page(
    *,
    report: ReportStory,
    period: tuple[date, date] | None = None,
    steps: pd.DataFrame,
    transitions: pd.DataFrame,
    funnel: pd.DataFrame | None = None,
    stage_flow: pd.DataFrame | None = None,
    stages: Sequence[str] | None = None,
    stage_options: Mapping[str, Any] | None = None,
    definitions: Mapping[str, str | Mapping[str, str]] | None = None,
    unclaimed: pd.DataFrame | None = None,
    unsupported: pd.DataFrame | None = None,
    unit: str = "paths",
    funnel_note: str = "",
    argument: Callable[[str], str] = str,
) -> list[Section | Facts]:
    """Return the sections of a page about one log, for :func:`journeykit.export.write_page`.

    Parameters
    ----------
    report
        How the log was read, as ``events.report`` has it.
    period
        The first and the last day of the log.
    steps, stage_flow
        Flow frames by step, and by stage where a map is bound: columns as :func:`journeykit.charts.sankey` reads them.
    transitions
        ``source``, ``target``, ``transitions`` (pairs), ``paths`` (unique), ``out_share`` (0-1), ``median_gap_s``.
    funnel
        As :func:`journeykit.charts.funnel` reads it.
    stages
        Names of all stages of the map, in order.
    stage_options
        Further arguments of :func:`journeykit.charts.sankey` for the flow between stages.
    definitions
        By the name of a part, what it counts: in words, or in named parts (unit, population, window, …).
    unclaimed, unsupported
        Events that no touchpoint of the map claims, and touchpoints without events: columns as
        :func:`journeykit.evidence.unclaimed` and :func:`journeykit.evidence.unsupported` return them.
    unit
        What one path is: ``"customers"``, ``"sessions"``.
    funnel_note
        A further note on the funnel, for example how its steps were chosen.
    argument
        Returns how an argument of ``read_events`` is written, such as ``path_col=…`` as an option.

    Raises
    ------
    FrameError
        A frame lacks a column.

    Notes
    -----
    Small counts are shown, and the page says so; ``journeykit flow --least`` makes a page to share.
    """
    missing = [name for name in TRANSITIONS if name not in transitions.columns]
    if missing:
        raise FrameError("flow_page", missing, (str(name) for name in transitions.columns))
    ranked = transitions.sort_values("transitions", ascending=False, kind="stable")
    read = reading_section(report, period=period, argument=argument)
    sections: list[Section | Facts] = [_facts(report, steps, ranked, unit), read]
    if stage_flow is not None:
        options: dict[str, Any] = {"stages": stages, **(stage_options or {}), "unit": unit}
        sections.append(Section("From stage to stage", [at_widths(sankey, stage_flow, **options)]))
    sections.append(Section("Step by step", [at_widths(sankey, steps, unit=unit)], note=_STEPS_NOTE))
    if funnel is not None:
        count = None if stages is None else len(stages)
        chart = at_widths(draw_funnel, funnel, unit=unit, stages=count)
        note = f"Unique {unit} that reach each step, in this order. {funnel_note}".rstrip()
        sections.append(Section("Who goes on", [chart], note=note))
    sections.append(Section("Which event follows which", _transition_parts(ranked)))
    if unclaimed is not None:
        sections.append(Section("Events that no touchpoint claims", [_unclaimed(unclaimed)], note=_RULES_NOTE))
    if unsupported is not None:
        sections.append(Section("Touchpoints without events", [_unsupported(unsupported)]))
    if definitions:
        sections.append(
            Section("How this was counted", [Definitions({name: _defined(text) for name, text in definitions.items()})])
        )
    own = f"All {unit} are counted here, however few they are: this page is for the eyes of those who may see the log."
    sections.append(Section("Small groups", [Prose(own)]))
    return sections


def _defined(definition: str | Mapping[str, str]) -> str:
    if isinstance(definition, str):
        return definition
    return " · ".join(f"{part}: {text}" for part, text in definition.items() if text)


def at_widths(chart: Callable[..., Any], frame: pd.DataFrame, **options: Any) -> Chart:
    """Return a chart with its wide variant."""
    narrow, wide = (chart(frame, width=width, **options) for width in WIDTHS)
    return Chart(narrow, wide=wide)


_STEPS_NOTE = "The first events of every path, in order. Each step keeps its most frequent events; the rest is other."


def _facts(report: ReportStory, steps: pd.DataFrame, transitions: pd.DataFrame, unit: str) -> Facts:
    rejected = rejected_count(report)
    of_lines = rejected / report.lines if report.lines else None
    flow = steps[steps["kind"] != "return"]
    first = flow[flow["source_column"] == flow["source_column"].min()]["paths"].sum()
    return Facts(
        [
            Fact(unit.capitalize(), count_words(int(first)), "unique, from their first event"),
            Fact("Events", count_words(report.kept), f"of {found_words(report)} read"),
            Fact("Transitions", _total(transitions), f"{count_words(len(transitions))} kinds"),
            Fact(
                "Rejected lines",
                count_words(rejected),
                f"{share_words(of_lines)} of lines" if rejected else "nothing was left out",
                "bad" if rejected else "good",
            ),
        ]
    )


def _total(transitions: pd.DataFrame) -> str:
    return count_words(int(transitions["transitions"].sum()))


def _transition_parts(ranked: pd.DataFrame) -> list[Part]:
    if ranked.empty:
        return [Prose("No path has a second event, so nothing follows anything.")]
    kinds = count_words(len(ranked))
    size = f"{kinds} kinds, {_total(ranked)} in all"
    first = HtmlTable(f"Transitions, most frequent first: {size}", ranked, transition_columns(ranked), most=FIRST_ROWS)
    if len(ranked) <= FIRST_ROWS:
        return [first]
    shown = min(len(ranked), MOST_ROWS)
    left_off = f", {count_words(len(ranked) - shown)} left off" if shown < len(ranked) else ""
    table = HtmlTable(f"Transitions: {size}", ranked, transition_columns(ranked), most=MOST_ROWS)
    return [first, Fold(f"{count_words(shown)} of {kinds} kinds of transitions{left_off}", [table])]


def transition_columns(frame: pd.DataFrame) -> dict[str, str]:
    """Return the columns to show of a table of transitions, with their titles: no gaps where no event has a time."""
    return {
        name: title
        for name, title in TRANSITIONS.items()
        if name in frame.columns and not (name == "median_gap_s" and frame[name].isna().all())
    }


_RULES_NOTE = "Counted by the rules of the map's touchpoints, in which upper and lower case count."


def _unclaimed(frame: pd.DataFrame) -> Part:
    if frame.empty:
        return Prose("Every event of the log belongs to a touchpoint.")
    columns = {"event": "Event", "events": "Events", "paths": "Paths", "event_share": "Share of all events"}
    if frame["hint"].ne("").any():
        columns["hint"] = "Hint"
    names, total = counted(len(frame), "names"), counted(int(frame["events"].sum()), "events")
    return HtmlTable(f"Unclaimed events, most frequent first: {names}, {total}", frame, columns, most=FIRST_ROWS)


def _unsupported(frame: pd.DataFrame) -> Part:
    if frame.empty:
        return Prose("Every touchpoint of the map has events.")
    columns = {"touchpoint": "Touchpoint", "stage": "Stage", "reason": "Reason"}
    return HtmlTable(f"Touchpoints without events: {count_words(len(frame))}", frame, columns)
