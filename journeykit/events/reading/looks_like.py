"""What a table looks like that is no log, and what to call instead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from journeykit.errors import listing
from journeykit.events.reading.presets import matching
from journeykit.events.reading.sources import RecordSource

_FROM = ("source", "from", "from event", "from activity", "predecessor", "source event", "src", "antecedent")
_TO = (
    "target",
    "to",
    "to event",
    "to activity",
    "successor",
    "target event",
    "dst",
    "consequent",
    "destination",
)
_ARROW = re.compile(r"\s(?:>|->|=>|→|»|\|)\s|->|=>|→|»|(?<=\w)>(?=\w)")
_TIME = re.compile(r"\d{4}-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_SHARE = 0.5
_SAMPLED = 50


def looks_like(source: RecordSource) -> str:
    """Return what to say about a source without the columns of a log; empty if it has no known shape."""
    starts, ends = matching(source.columns, _FROM), matching(source.columns, _TO)
    if starts and ends and len(source.columns) <= 8:
        return (
            f"It looks like a table of moves with their counts ({starts[0]!r} to {ends[0]!r}), without travellers: "
            "read it with pandas, and draw it with plotly.graph_objects.Sankey; charts.sankey draws the moves of a log."
        )
    for column in source.columns[:20]:
        cells = [cell for cell in (source.first_cells(column) or [])[:_SAMPLED] if cell]
        if cells and sum(_ARROW.search(cell) is not None for cell in cells) > _SHARE * len(cells):
            return (
                f"It looks like whole paths written as text in the column {column!r} ('a > b > c'), not one row an "
                f"event. Give each event a row of its own: frame.assign(event=frame[{column!r}].str.split(' > '))"
                ".explode('event'), with an id and a time or an order for each."
            )
    dated = [
        column
        for column in source.columns[:20]
        if any(_TIME.match(cell) for cell in (source.first_cells(column) or [])[:_SAMPLED] if cell)
    ]
    if len(dated) > 2:
        return (
            f"It looks like one row a traveller with a column for the time of each step ({listing(dated, 4)}). "
            "Turn it into one row an event: frame.melt(id_vars=[…], var_name='event', value_name='timestamp').dropna()."
        )
    return ""


def looks_like_lines(lines: Sequence[str]) -> str:
    """Return what to say about text that no delimiter divides into columns; empty if it is of no known shape."""
    filled = [line for line in lines if line.strip()]
    if sum(_ARROW.search(line) is not None for line in filled) > _SHARE * len(filled):
        return _SEQUENCES.format(between=" > ")
    words = [line.split() for line in filled]
    short = sum(all(len(word) <= 40 for word in row) and len(row) > 1 for row in words)
    again = len({word for row in words for word in row}) < sum(map(len, words))
    prose = any(line.rstrip().endswith((".", ":", "!", "?")) for line in filled)
    if len(filled) > 1 and short > _SHARE * len(filled) and again and not prose:
        return _SEQUENCES.format(between=" ")
    return ""


_SEQUENCES = (
    "It looks like one sequence a line, without ids and times. Give each event a row of its own: split every line at "
    "{between!r}, with the number of its line as the path and an order or a time for each event."
)
