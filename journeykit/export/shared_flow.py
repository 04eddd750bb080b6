"""The page about an event log for readers, without small groups and what would give them away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from journeykit.charts.funnel import funnel as draw_funnel
from journeykit.charts.sankey import sankey
from journeykit.export.flow_page import FIRST_ROWS, at_widths, transition_columns
from journeykit.export.reading_section import reading_section
from journeykit.export.section import Fact, Facts, HtmlTable, Part, Prose, Section
from journeykit.summary.click_details import step_flow_view
from journeykit.summary.counts import ALL
from journeykit.summary.log import followers, log_steps_view
from journeykit.summary.numbers import SharedNumbers
from journeykit.summary.views import View, funnel_view, stage_flow_view
from journeykit.summary.withheld import TOTAL
from journeykit.text import count_words, counted


def shared_flow_page(numbers: SharedNumbers, moves: pd.DataFrame, *, on_map: bool) -> list[Section | Facts]:
    """Return the sections of a page about one log for readers.

    ``moves`` is the answer of :func:`journeykit.questions.transitions`; stages and funnel need a map (``on_map``).
    """
    sections: list[Section | Facts] = [Facts([Fact(what, count) for what, count in sizes(numbers).items()])]
    if numbers.shown(TOTAL):
        events = numbers.measured.events
        period = events.period(least=numbers.least)
        sections.append(reading_section(events.report, period=period, least=numbers.least))
    if on_map:
        sections += [_drawn(stage_flow_view(numbers), sankey), _drawn(funnel_view(numbers), draw_funnel)]
    steps = step_flow_view(numbers) if on_map else log_steps_view(numbers)
    sections.append(_drawn(steps, sankey))
    sections.append(Section("Which event follows which", [_follows(followers(moves, numbers.least), numbers)]))
    sections.append(Section("What is not shown", [Prose(_withheld(numbers, on_map=on_map))]))
    return sections


def sizes(numbers: SharedNumbers) -> dict[str, str]:
    """Return how many paths and events the log has, as far as they may be shown."""
    found = {}
    if numbers.shown(ALL):
        found[numbers.people.capitalize()] = count_words(numbers.counts[ALL])
    if numbers.shown(TOTAL):
        found["Events"] = count_words(len(numbers.measured.events))
    return found


def _drawn(view: View, chart: Callable[..., Any]) -> Section:
    if view.instead:
        return Section(view.title, [Prose(view.instead)])
    return Section(view.title, [at_widths(chart, view.frame, note=view.note, **view.options)])


def _follows(frame: pd.DataFrame, numbers: SharedNumbers) -> Part:
    if frame.empty:
        return Prose(f"No event follows another in {numbers.least} or more {numbers.people}.")
    caption = f"In at least {numbers.least} {numbers.people}, most frequent first: {counted(len(frame), 'kinds')}"
    return HtmlTable(caption, frame, transition_columns(frame), most=FIRST_ROWS)


def _withheld(numbers: SharedNumbers, *, on_map: bool) -> str:
    left = "" if on_map else " and who goes on from step to step"
    return (
        f"Groups of fewer than {numbers.least} {numbers.people} are not shown, nor is what would give them away: among "
        f"it the counts of transitions, names of rare events{left}. With --least 1 a page shows all, for your own eyes."
    )
