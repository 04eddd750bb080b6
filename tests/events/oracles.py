"""Slow, obvious Python versions of every question: what the engine must equal."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import pytest
from sqlglot import exp

from journeykit.events.query import Query
from journeykit.events.sql import sql_template

Row = tuple[str, str, int]  # path, event, second


def paths_of(rows: list[Row]) -> dict[str, list[tuple[str, int]]]:
    """Path -> its events in order of time, ties in row order."""
    paths: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for path, event, second in rows:
        paths[path].append((event, second))
    return {path: sorted(events, key=lambda pair: pair[1]) for path, events in paths.items()}


def transitions(rows: list[Row]) -> list[tuple[Any, ...]]:
    pairs: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    out: Counter[str] = Counter()
    into: Counter[str] = Counter()
    for path, events in paths_of(rows).items():
        for (a, t), (b, u) in pairwise(events):
            pairs[a, b].append((path, u - t))
            out[a] += 1
            into[b] += 1
    table = []
    for (a, b), found in pairs.items():
        gaps = [gap for _, gap in found]
        shares = (len(found) / out[a], len(found) / into[b])
        times = (float(median(gaps)), pytest.approx(quantile(gaps, 0.95)))
        table.append((a, b, len(found), len({p for p, _ in found}), *shares, *times))
    return sorted(table, key=lambda row: (-row[2], row[0], row[1]))


def steps(
    rows: list[Row], columns: int, top: int, start: str | None = None, end: str | None = None
) -> Counter[tuple[Any, ...]]:
    """Links ``(column, source, source_kind, target, target_kind)`` -> paths."""
    whole = [[event for event, _ in events] for events in paths_of(rows).values()]
    paths = [part for path in whole if (part := _part(path, start, end)) is not None]
    kept = {}
    for column in range(columns):
        counts = Counter(path[column] for path in paths if len(path) > column)
        kept[column] = sorted(counts, key=lambda event: (-counts[event], event))[:top]

    def node(path: list[str], column: int) -> tuple[str | None, str]:
        if len(path) <= column:
            return None, "end" if start and end else "left"
        return (path[column], "event") if path[column] in kept[column] else ("other", "other")

    return Counter(
        (column + 1, *node(path, column), *node(path, column + 1))
        for path in paths
        for column in range(columns - 1)
        if len(path) > column
    )


def _part(path: list[str], start: str | None, end: str | None) -> list[str] | None:
    """The part of a path that is looked at; None where an anchor is missing."""
    if start is None and end is None:
        return path
    if start is None:
        return path[: path.index(end) + 1][::-1] if end in path else None
    if start not in path:
        return None
    part = path[path.index(start) :]
    if end is None:
        return part
    return part[: part.index(end, 1) + 1] if end in part[1:] else None


@dataclass(frozen=True)
class Ask:
    """What a funnel asks of a step; times in seconds."""

    names: tuple[str, ...]
    optional: bool = False
    within: int | None = None
    after: int | None = None
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arrival:
    """How one path reaches a step: seconds of the quickest run, whether its last event does, whether it came on."""

    taken: int
    ended: bool
    came: bool


def arrivals(
    events: list[tuple[str, int]],
    asks: list[Ask],
    window: int | None = None,
    order: str = "eventual",
    reentry: str = "first",
    open: bool = False,
    at: int | None = None,
    settled_by: int | None = None,
) -> dict[int, Arrival]:
    """Step (from 0) -> how one path reaches it, by trying every choice of events for the steps."""
    entries = [
        (place, next(k for k, ask in enumerate(asks) if event in ask.names and not ask.optional))
        for place, (event, second) in enumerate(events)
        if any(event in ask.names and not ask.optional for ask in (asks if open else asks[:1]))
        and at in (None, place + 1)
        and (settled_by is None or window is None or second + window <= settled_by)
    ]
    found: dict[int, list[Arrival]] = defaultdict(list)

    def follow(step: int, place: int, start: int, came: bool) -> None:
        found[step].append(Arrival(events[place][1] - events[start][1], place == len(events) - 1, came))
        for following in range(step + 1, len(asks)):
            ask = asks[following]
            for later in range(place + 1, len(events)):
                event, second = events[later]
                gap = second - events[place][1]
                if (
                    event in ask.names
                    and (order == "eventual" or later == place + 1)
                    and (window is None or second - events[start][1] <= window)
                    and (ask.within is None or gap <= ask.within)
                    and (ask.after is None or gap >= ask.after)
                    and not any(between in ask.without for between, _ in events[place + 1 : later])
                ):
                    follow(following, later, start, True)
            if not ask.optional:
                break

    for place, step in entries[:1] if reentry == "first" else entries:
        follow(step, place, place, False)
    return {
        step: Arrival(min(one.taken for one in ways), any(one.ended for one in ways), any(one.came for one in ways))
        for step, ways in found.items()
    }


def funnel(rows: list[Row], names: list[tuple[str, ...]], window: int | None = None, **settings: Any) -> list[int]:
    """Paths that reach each step, by trying every choice of events."""
    asks = [Ask(step) for step in names]
    reached = [arrivals(events, asks, window, **settings) for events in paths_of(rows).values()]
    return [sum(step in path for path in reached) for step in range(len(asks))]


def stage_flow(rows: list[Row], order: list[str]) -> Counter[tuple[int, int | None, str]]:
    """Links ``(stage, target stage, kind)`` -> unique paths."""
    flow: Counter[tuple[int, int | None, str]] = Counter()
    for events in paths_of(rows).values():
        visits = [order.index(event) for event, _ in events if event in order]
        if not visits:
            continue
        progression: list[int] = []
        for stage in visits:
            if not progression or stage > progression[-1]:
                progression.append(stage)
        for here, there in pairwise(progression):
            flow[here, there, "forward" if there == here + 1 else "skip"] += 1
        flow[progression[-1], None, "end" if progression[-1] == len(order) - 1 else "left"] += 1
        for back in {(here, there) for here, there in pairwise(visits) if there < here}:
            flow[(*back, "return")] += 1
    return flow


def quantile(values: list[int], share: float) -> float:
    """Interpolated linearly between the two nearest; nan of nothing."""
    if not values:
        return float("nan")
    ranked = sorted(values)
    place = share * (len(ranked) - 1)
    low = int(place)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (place - low) * (ranked[high] - ranked[low])


def named_members(query: Query, number: str) -> exp.Query:
    """The members of every row of an answer at once: the key columns, and ``id``."""
    members = query.members[number]
    named = sql_template(
        "SELECT DISTINCT p.id AS id FROM members AS m JOIN paths AS p ON p.path = m.path", members=members.query()
    )
    assert isinstance(named, exp.Select)
    return named.select(*(exp.column(key, table="m") for key in members.keys))


def whole(table: str) -> exp.Query:
    """Everything in a prepared table."""
    return exp.select("*").from_(table)


def named_events() -> exp.Query:
    """Every event with the id of its path and its name, in order."""
    return sql_template(
        "SELECT p.id AS id, n.name AS name, j.position AS position FROM j JOIN paths AS p ON p.path = j.path"
        " JOIN names AS n ON n.event = j.event ORDER BY j.path, j.position"
    )
