"""The kinds of travellers that may have made a log, and in which counts each kind is counted.

A log is a number of travellers of each kind. A reader knows the map and how everything is counted, so every log that
gives the counts of the page is possible. A count is safely withheld if such logs give it several values;
:mod:`journeykit.summary.withheld` looks for them. What counts imply about each other follows from these logs.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from journeykit.events import Events, read_events
from journeykit.events.patterns import fitting
from journeykit.evidence import MeasuredMap
from journeykit.evidence.bindings import bound_touchpoints
from journeykit.model.journey import JourneyMap
from journeykit.questions import rows
from journeykit.summary.counts import Cell, Counts, Ints
from journeykit.summary.people_behind import measured_or_not, needed, stands_in, who
from journeykit.text import share_words

WHOLE = 600
LOOKED_AT = 15_000
"""Paths and events up to which a log is read completely; of a larger log a sample and the members of small groups."""
LISTED = 1_000_000
"""Events up to which the members of small groups are looked up."""
MADE_UP = 900
"""How many travellers are made up."""
PROFILES = 6
APART_US = 1_000_000
"""Time between the events of a made-up traveller."""


@dataclass(frozen=True)
class Crowd:
    """Kinds of travellers, each a column of ``stands``."""

    cells: Sequence[Cell]
    stands: Ints
    """1 where a traveller of the kind is counted in the cell, else 0."""
    there: Ints
    """Travellers of each kind that were read from the log."""
    rest: Ints
    """Travellers in each cell that were not read."""
    claimed: Ints
    unclaimed: Ints
    """Least number of events with and without a touchpoint, by kind."""
    events: int
    """Events of the travellers that were read."""
    span: tuple[int, int]
    """Limits of how many of these events have a touchpoint, as the share on the page implies."""

    def only(self, cells: Iterable[Cell]) -> Crowd:
        """Return the same travellers with these cells alone."""
        wanted = set(cells)
        kept = [number for number, cell in enumerate(self.cells) if cell in wanted]
        return replace(
            self, cells=[self.cells[number] for number in kept], stands=self.stands[kept], rest=self.rest[kept]
        )


def crowd(measured: MeasuredMap, table: Counts, small: Iterable[Cell]) -> Crowd:
    """Return the kinds of travellers that a log has or might have; all members of small groups are read."""
    paths, size = measured.events.path_count, len(measured.events)
    every = max(paths // WHOLE, size // LOOKED_AT) + 1
    ids = _members_of(measured, table, small) if every > 1 and size <= LISTED else []
    columns = _rule_columns(measured.journey, measured.events)
    frame = rows(measured.events, every=every, ids=ids, attributes=list(columns.values())).to_pandas()
    real = _by_content(frame, list(columns), timed=measured.events.has_times)
    kept = list(real)
    apart = any(isinstance(cell, tuple) and cell[0] == "event" for cell in table.counts)
    names = list(measured.events.event_names) if apart else _one_of_each_kind(measured)
    made = pd.DataFrame(_made_up(real, names, list(columns)), columns=kept)
    log = pd.concat([real, made], ignore_index=True).rename(columns=columns)
    roles: dict[str, Any] = {"path_col": "path", "event_col": "event"}
    if measured.events.has_times:
        log["t"] = pd.to_datetime(log["t"], unit="us")
        roles |= {"timestamp_col": "t"}
    else:
        roles |= {"timestamp_col": (), "order_col": "t"}
    pool = measured_or_not(measured.journey, read_events(log, attribute_cols=list(columns.values()), **roles))
    return _kinds(pool, measured, table, whole=every == 1)


def _by_content(frame: pd.DataFrame, columns: Sequence[str], *, timed: bool) -> pd.DataFrame:
    """Return events with travellers ordered and named by what they did.

    With ids, or the order of the log, other solutions of the same cost would be found: the pages of two copies of a log
    would withhold different counts, and show together what each withholds.
    """
    frame = frame[["path", "event", "t", *columns]]
    if not timed:  # Then ``t`` numbers the rows of the log.
        frame = frame.assign(t=frame.groupby("path", sort=False).cumcount())
    said = [frame[column].where(frame[column].notna(), "").astype(str) for column in columns]
    # Times come last: they matter only between travellers who did the same.
    done: dict[str, tuple[list[tuple[str, ...]], list[int]]] = {}
    for path, t, *line in zip(frame["path"], frame["t"], frame["event"], *said, strict=True):
        lines, times = done.setdefault(path, ([], []))
        lines.append(tuple(line))
        times.append(t)
    place = {path: f"r{number:07}" for number, path in enumerate(sorted(done, key=done.__getitem__))}
    return frame.assign(path=frame["path"].map(place)).sort_values("path", kind="stable", ignore_index=True)


def _kinds(pool: MeasuredMap, measured: MeasuredMap, table: Counts, *, whole: bool) -> Crowd:
    sizes = rows(pool.events).to_pandas().groupby("path").size()
    claimed = rows(pool.by_touchpoint).to_pandas().groupby("path").size().reindex(sizes.index, fill_value=0)
    size, on_map = (np.asarray(each, np.int64) for each in (sizes, claimed))
    behind = who(pool, table.counts)
    stands = stands_in(behind, table, list(sizes.index))
    cells = list(table.counts)
    matrix = np.vstack([stands[cell] for cell in cells])
    real = np.array([path.startswith("r") for path in sizes.index])
    # Nobody is made up in a cell that is zero: readers mostly know that it is, as the page does not draw it.
    empty = set().union(*(behind[cell] for cell in behind if table.counts.get(cell, 0) == 0))
    fits = real | np.array([path not in empty for path in sizes.index])
    # Of each kind the traveller with the fewest events: repeating an event changes no count.
    order = np.lexsort((on_map, size, ~fits))[: fits.sum()]
    kinds, first, kind = np.unique(matrix[:, order], axis=1, return_index=True, return_inverse=True)
    there = np.bincount(kind.ravel(), weights=real[order], minlength=kinds.shape[1]).astype(np.int64)
    rest = np.array([table.counts[cell] for cell in cells]) - kinds @ there
    assert (rest == 0).all() if whole else (rest >= 0).all(), "a traveller is counted differently alone than in the log"
    own = on_map[order][first]
    aside = len(measured.by_touchpoint) - int(on_map[real].sum())
    low, high = _span(len(measured.by_touchpoint), len(measured.events))
    events, span = int(size[real].sum()), (low - aside, high - aside)
    return Crowd(cells, kinds, there, rest, own, size[order][first] - own, events, span)


def _span(part: int, whole: int) -> tuple[int, int]:
    """Return the least and the greatest number whose share is written in the same words."""
    said, low, high = share_words(part / whole), part, part
    while low and share_words((low - 1) / whole) == said:
        low -= 1
    while high < whole and share_words((high + 1) / whole) == said:
        high += 1
    return low, high


def _members_of(measured: MeasuredMap, table: Counts, small: Iterable[Cell]) -> list[str]:
    """Return the ids of the members of the small groups."""
    behind = who(measured, needed(table, small))
    ids = sorted(behind["all"])
    stands = stands_in(behind, table, ids)
    return [ids[number] for number in np.flatnonzero(sum(stands[cell] for cell in small if cell in stands))]


# -------------------------------------------------------------------------------------------------------------- made up


def _rule_columns(journey: JourneyMap, events: Events) -> dict[str, str]:
    """Return the attributes that rules of the map compare, as name by column."""
    rules = [
        *(binding for _, binding in bound_touchpoints(journey)),
        *(persona.rule for persona in journey.personas),
    ]
    wanted = {test.column for rule in rules if rule is not None for test in rule.where}
    found = [(name, number) for number, name in enumerate(events.attributes) if name in wanted]
    return {f"attribute_{number}": name for name, number in sorted(found)}


def _made_up(real: pd.DataFrame, names: Sequence[str], columns: list[str]) -> Iterator[tuple[Any, ...]]:
    """Yield the events of made-up travellers: short paths over the event names, with the attributes of real ones."""
    chance = random.Random(0)
    profiles = [tuple(row) for row in real[columns].value_counts(dropna=False).index[:PROFILES]] if columns else [()]
    start = int(real["t"].min())
    number = itertools.count()
    sequences = _sequences(names, real, MADE_UP // len(profiles), chance)
    for profile in profiles:
        for sequence in sequences:
            who = f"m{next(number)}"
            for step, name in enumerate(sequence):
                yield (who, name, start + step * APART_US, *profile)
    # Real travellers, with one of their events left out; of many evenly spread ones, as neighbours are alike.
    room, paths = LOOKED_AT, list(real.groupby("path", sort=False))
    some = min(len(paths), MADE_UP // 4)
    for path, events in (paths[number * len(paths) // some] for number in range(some)):
        lines = list(events.itertuples(index=False, name=None))
        for out in range(min(len(lines), 8)) if 1 < len(lines) < room else ():
            room -= len(lines)
            for line in (*lines[:out], *lines[out + 1 :]):
                yield (f"less {out} of {path!s}", *line[1:])


def _sequences(names: Sequence[str], real: pd.DataFrame, most: int, chance: random.Random) -> list[tuple[str, ...]]:
    """Return runs of up to three event names: all if they are few, else those of the log, most frequent first."""
    runs: Counter[tuple[str, ...]] = Counter()
    for _, events in real.groupby("path", sort=False)["event"]:
        walked = list(events)
        runs.update({tuple(walked[at : at + length]) for length in (2, 3) for at in range(len(walked) - length + 1)})
    found: dict[tuple[str, ...], None] = dict.fromkeys((name,) for name in names)
    for length in (2, 3):
        if len(found) + len(names) ** length <= most:
            found.update(dict.fromkeys(itertools.product(names, repeat=length)))
    found.update(dict.fromkeys(sorted(runs, key=lambda run: (-runs[run], run))[:most]))
    for _ in range(max(most - len(found), 0)):
        found[tuple(chance.choices(names, k=chance.randint(2, 3)))] = None
    return list(found)[:most]


def _one_of_each_kind(measured: MeasuredMap) -> list[str]:
    """Return one event name for each set of matching rules: the map does not tell other names apart."""
    journey, names = measured.journey, measured.events.event_names
    rules = [binding.events for _, binding in bound_touchpoints(journey)]
    rules += [side for kpi in journey.kpis if kpi.formula for side in (kpi.formula.attempt, kpi.formula.success)]
    fit = [{name for glob in globs for name in fitting(names, glob)} for globs in rules]
    kinds: dict[tuple[bool, ...], str] = {}
    for name in names:
        kinds.setdefault(tuple(name in those for those in fit), name)
    return list(kinds.values())
