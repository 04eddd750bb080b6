"""``journeykit flow``: makes a page from a log, and optionally a map."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journeykit import events as ev
from journeykit import evidence
from journeykit import questions as qs
from journeykit.cli.columns import change_words, log_title, read_as
from journeykit.cli.reading import map_in
from journeykit.cli.steps import step_events
from journeykit.errors import EventLogError, ExportError
from journeykit.events import Events, LoadReport, Query
from journeykit.events.duration import duration_us
from journeykit.events.progress_shown import in_terminal
from journeykit.export import flow_page, write_page
from journeykit.export.shared_flow import shared_flow_page, sizes
from journeykit.model import JourneyMap
from journeykit.summary.log import log_numbers
from journeykit.summary.numbers import shared_numbers
from journeykit.summary.views import funnel_view, stage_flow_view
from journeykit.text import count_words, period_words

if TYPE_CHECKING:
    import pandas as pd

MOST_ROUTE_STEPS = 5
MAIN_ROUTE = (
    "no steps were named, so these are the main route: from the most common first event on to the event that most "
    "paths go to next and that is not yet a step"
)

ROUTE_NOTE = (
    "No steps were named, so these are the main route, and who takes another route counts as lost: name your own steps "
    "with --steps."
)


def write_flow(arguments: argparse.Namespace) -> tuple[Path, LoadReport]:
    """Write the page; return its path and how the log was read."""
    if arguments.window:
        duration_us(arguments.window)
    journey = map_in(arguments.map) if arguments.map else None
    events = _read(arguments, journey)
    if not len(events):
        raise EventLogError(
            f"no line of {events.report.source} could be kept, so there is nothing to draw.\n"
            f"{events.report.in_words('', examples=False)}"
        )
    steps = {step: step_events(step, events.event_names) for step in arguments.steps or ()}
    title = journey.name if journey is not None else log_title(arguments.log)
    if arguments.least > 1:
        return _shared(arguments, events, journey, title), events.report
    transitions = qs.transitions(events)
    moves = transitions.to_pandas()
    questions = {"Step by step": qs.steps(events), "Which event follows which": transitions}
    parts: dict[str, Any] = {"steps": questions["Step by step"].to_pandas(), "transitions": moves}
    definitions = {name: query.note for name, query in questions.items()}
    if journey is not None:
        measured, on_map = _measured(journey, events)
        parts |= measured
        definitions |= on_map
    if journey is None or arguments.steps:
        on, definitions["Who goes on"] = _funnel(arguments, events, moves, steps)
        parts |= on
    period = events.period()
    parts |= {"unit": arguments.unit, "argument": change_words(events.report)}
    sections = flow_page(report=events.report, period=period, definitions=definitions, **parts)
    sizes_words = f"{count_words(events.path_count)} {arguments.unit}, {count_words(len(events))} events"
    subtitle = f"{sizes_words}, {period_words(period, timed=events.has_times)}"
    page = write_page(arguments.output, title=title, subtitle=subtitle, sections=sections)
    return page, events.report


def _shared(arguments: argparse.Namespace, events: Events, journey: JourneyMap | None, title: str) -> Path:
    """Write a page without small groups."""
    if arguments.steps or arguments.window:
        raise ExportError(
            "the funnel of --steps and --window might tell of groups of few. Add --least 1 for a page for your own "
            "eyes, or leave them out."
        )
    if journey is None:
        numbers = log_numbers(events, unit=arguments.unit, least=arguments.least)
    else:
        numbers = shared_numbers(evidence.measure(journey, events), least=arguments.least)
    moves = qs.transitions(events).to_pandas()
    sections = shared_flow_page(numbers, moves, on_map=journey is not None)
    found = [f"{count} {what.lower()}" for what, count in sizes(numbers).items()]
    when = period_words(events.period(least=arguments.least), timed=events.has_times)
    subtitle = ", ".join([*found, *([when] if when else [])])
    return write_page(arguments.output, title=title, subtitle=subtitle, sections=sections)


def _funnel(
    arguments: argparse.Namespace, events: Events, moves: pd.DataFrame, steps: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, Any], str]:
    """Return the funnel of the typed steps, or of the main route, and its definition."""
    typed: list[str] | None = arguments.steps
    if typed is None:
        query = qs.funnel(events, main_route(events, moves), window=arguments.window)
        frame = qs.with_wilson(query.to_pandas())
        return {"funnel": frame, "funnel_note": ROUTE_NOTE}, f"{query.note} · steps: {MAIN_ROUTE}"
    query = qs.funnel(events, [steps[step] for step in typed], window=arguments.window)
    # The chart shows a step as it was typed: a glob may match many names.
    frame = qs.with_wilson(query.to_pandas()).assign(name=typed)
    meant = [f"{step} = {', '.join(names)}" for step, names in steps.items() if names != (step,)]
    return {"funnel": frame}, " · ".join([query.note, *([f"steps: {'; '.join(meant)}"] if meant else [])])


def _read(arguments: argparse.Namespace, journey: JourneyMap | None) -> Events:
    options = read_as(arguments, arguments.log)
    with in_terminal() as progress:
        if journey is None:
            return ev.read_events(**options, progress=progress)
        return evidence.read_events_for(journey, **options, progress=progress)


def _measured(journey: JourneyMap, events: Events) -> tuple[dict[str, Any], Mapping[str, str]]:
    """Return the parts of the page that need a map, and their definitions."""
    measured = evidence.measure(journey, events)
    query: Query = evidence.stage_flow(measured)
    numbers = shared_numbers(measured, least=1)
    flow, goes = stage_flow_view(numbers), funnel_view(numbers)
    parts = {
        "stage_flow": flow.frame,
        "stage_options": {**flow.options, "note": flow.note},
        "funnel": goes.frame,
        "stages": [stage.name for stage in journey.stages],
        "unclaimed": evidence.unclaimed(measured),
        "unsupported": evidence.unsupported(measured),
    }
    got_to = "unique paths with an event of the stage or of a later one · interval: Wilson, 95 %"
    return parts, {"From stage to stage": query.note, "Who goes on": got_to}


def main_route(events: Events, moves: pd.DataFrame) -> list[str]:
    """Return the default steps of a funnel: from the most common first event, each time to the most common next one.

    ``moves`` are the transitions of the log: ``source``, ``target`` (str), ``paths`` (int).
    """
    starts = qs.reach(events).to_pandas().sort_values("first_paths", ascending=False, kind="stable")
    route = [str(starts["event"].iloc[0])]
    ranked = moves.sort_values(["paths", "transitions", "target"], ascending=[False, False, True])
    while len(route) < MOST_ROUTE_STEPS:
        onward = ranked[(ranked["source"] == route[-1]) & ~ranked["target"].isin(route)]
        if onward.empty:
            break
        route.append(str(onward["target"].iloc[0]))
    return route
