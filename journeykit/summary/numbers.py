"""The numbers of a measured map as somebody may see them: aggregates, and none of a group that is too small.

:func:`shared_numbers` counts, decides with :mod:`journeykit.summary.withheld` what stays behind, and gives frames in
which those places are empty. Everything that a board, a dashboard or a page shows of a log comes from here; for whoever
works on the map the limit is 1, and nothing stays behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count as count_up
from itertools import pairwise
from typing import Any

import pandas as pd

from journeykit import evidence
from journeykit.errors import ExportError
from journeykit.evidence import MeasuredMap
from journeykit.evidence.routes import route_arrows, route_ends
from journeykit.evidence.steps import step_frame
from journeykit.model.journey import JourneyMap
from journeykit.summary.cache import page_key, recalled, remember
from journeykit.summary.counts import ALL, Cell, Counts, count, step_cells
from journeykit.summary.crowd import Crowd, crowd
from journeykit.summary.withheld import EVENTS, TOTAL, WHICH, near_totals, withheld

__all__ = ["LEAST", "SharedNumbers", "shared_numbers"]

LEAST = 5
"""The smallest group that people who only read are shown, unless it is said otherwise."""


@dataclass(frozen=True, eq=False)
class SharedNumbers:
    """Counts of a measured map, and which of them stay behind.

    Attributes
    ----------
    measured : MeasuredMap
        The map and its log. Only an analyst may see more of it than stands in the frames.
    counts : dict
        Every count and every difference of two, by what it counts.
    hidden : frozenset
        Those that a page must not show.
    least : int
        The smallest group that is shown.
    frames : dict of DataFrame
        ``flow``, ``stages``, ``funnel``, ``reach``, ``kpis``, ``personas``, ``arrows``, ``routes``: the answers of
        :mod:`journeykit.evidence`. In ``stages``, ``funnel`` and ``reach`` what is hidden is missing, with words in its
        place (``words``); elsewhere its rows are left out.
    details : frozenset
        Which of ``steps`` and ``claims`` may be shown, as far as they are not hidden.
    """

    measured: MeasuredMap = field(repr=False)
    counts: dict[Cell, int]
    hidden: frozenset[Cell]
    least: int
    frames: dict[str, pd.DataFrame] = field(repr=False)
    details: frozenset[str] = frozenset()

    def shown(self, *cells: Cell) -> bool:
        """Return whether all of these may be shown."""
        return not self.hidden.intersection(cells)

    @property
    def journey(self) -> JourneyMap:
        """The map."""
        return self.measured.journey

    @property
    def people(self) -> str:
        """What the map calls its travellers, in the plural."""
        return self.journey.scope.travellers

    @cached_property
    def steps(self) -> pd.DataFrame:
        """The flow step by step (:func:`journeykit.evidence.steps.step_frame`), without the rows that are hidden."""
        frame = step_frame(self.measured)
        if "steps" not in self.details:
            return frame.iloc[:0]
        frame = _rows(frame, [self.shown(step_cells(row)[0]) for row in frame.to_dict("records")])
        # A chart begins with its first column: after a gap, a third step would be read as the second.
        last = next(step for step in count_up(1) if step not in set(frame["source_column"])) - 1
        return frame[frame["source_column"] <= last].reset_index(drop=True)

    def events_of(self, touchpoint: str) -> pd.DataFrame:
        """Return the events that a touchpoint claims, the widest reach first; those of few are one row, *other*."""
        frame = evidence.touchpoint_events(self.measured, touchpoint)
        if "claims" not in self.details:
            frame = frame.iloc[:0]
        frame = _counts_without(frame, self, [("event", touchpoint, event) for event in frame["event"]])
        few = frame["words"].str.startswith("<")
        other = pd.DataFrame({"event": ["other events"], "words": ["not shown"]})
        rest = few.any() or "claims" not in self.details
        return pd.concat([frame[~few], *([other] if rest else [])], ignore_index=True)

    def words(self, cell: Cell) -> str:
        """Return what stands in the place of a hidden count."""
        small = 0 < self.counts[cell] < self.least and self.least > 2 and self.shown(WHICH)
        return f"<{self.least}" if small else "not shown"


def shared_numbers(measured: MeasuredMap, *, least: int = LEAST) -> SharedNumbers:
    """Return the numbers of a map that a page for others may show.

    Parameters
    ----------
    measured : MeasuredMap
        A map and its log.
    least : int
        Groups of fewer travellers are withheld; at least 1, which withholds nothing.

    Returns
    -------
    SharedNumbers
        Counts, what is hidden, and the frames without it.

    Raises
    ------
    ExportError
        ``least`` is below 1.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> journey = jk.new_map("Shop", stages=["Buy"])
    >>> journey = jk.edit.add_touchpoint(journey, "Home", stage="buy", binding={"events": ["a"]})
    >>> log = pd.DataFrame({"user_id": list("uvw"), "event": "a", "timestamp": "2026-05-01"})
    >>> numbers = shared_numbers(jk.measure(journey, jk.read_events(log)))
    >>> numbers.shown(("got to", 0)), numbers.words(("got to", 0))
    (False, '<5')
    """
    if least < 1:
        raise ExportError(f"the smallest group that is shown must be 1 or more, not {least}. 5 is usual.")
    frames = {
        "flow": evidence.flow_frame(measured),
        "stages": evidence.stage_reach(measured),
        "funnel": evidence.stage_funnel(measured),
        "reach": evidence.touchpoint_reach(measured),
        "kpis": evidence.kpi_values(measured),
        "personas": evidence.persona_reach(measured.journey, measured.events, known=measured.personas),
        "arrows": route_arrows(measured),
        "routes": _with_ends(route_ends(measured), measured),
    }
    table, hidden = count(measured, frames), frozenset[Cell]()
    # Without a limit nothing is hidden, and what only a click shows is counted when it comes.
    details = frozenset(DETAILS)
    if least > 1:
        table, hidden, details = _with_details(measured, frames, table, least)
    numbers = SharedNumbers(measured, table.counts, hidden, least, {}, details)
    numbers.frames.update({name: _EMPTIED[name](frame, numbers) for name, frame in frames.items()})
    return numbers


DETAILS = ("steps", "claims")
"""What only a click shows: the flow step by step, and which event belongs to which touchpoint."""
PROGRAMMED_DETAILS = 60_000
"""Details have many counts, and are left out where a quick way takes numbers from the page."""
_CHOICES: tuple[tuple[str, ...], ...] = (DETAILS, DETAILS[1:])


def _with_details(
    measured: MeasuredMap, frames: dict[str, pd.DataFrame], table: Counts, least: int
) -> tuple[Counts, frozenset[Cell], frozenset[str]]:
    """Return counts and what is hidden, with as many details as take no number from the page itself."""
    details = {"steps": step_frame(measured), "claims": measured.claims}
    widest = count(measured, frames | details)
    small = [cell for cell, number in widest.counts.items() if 0 < number < least]
    first = near_totals(table, len(measured.events), len(measured.by_touchpoint), least)
    if not small:
        return widest, first, frozenset(DETAILS)
    key = page_key(measured, widest, least)
    held = recalled(key, [*widest.counts, EVENTS, TOTAL, WHICH])
    if held is None:
        wider = {names: count(measured, frames | {name: details[name] for name in names}) for names in _CHOICES}
        held = _worked_out(crowd(measured, widest, small), table, wider, least, first)
        remember(key, *held)
    hidden, shown = held
    return count(measured, frames | {name: details[name] for name in shown}), hidden, shown


def _worked_out(
    people: Crowd, table: Counts, wider: Mapping[tuple[str, ...], Counts], least: int, first: frozenset[Cell]
) -> tuple[frozenset[Cell], frozenset[str]]:
    logs: list[Any] = []
    hidden = withheld(table, people.only(table.counts), least=least, first=first, logs=logs)
    for names, counts in wider.items():
        gone = withheld(
            counts, people.only(counts.counts), least=least, first=hidden, logs=logs, programmed=PROGRAMMED_DETAILS
        )
        if gone & {*table.counts, EVENTS, TOTAL, WHICH} <= hidden:
            return gone, frozenset(names)
    return hidden, frozenset()


def _with_ends(frame: pd.DataFrame, measured: MeasuredMap) -> pd.DataFrame:
    """Return the ends of the routes with the ids of their first and last step that events support."""
    steps = {
        route.id: [id for id in route.touchpoints if id in measured.supported] for route in measured.journey.routes
    }
    ends = [steps[id] for id in frame["route_id"]]
    return frame.assign(source_id=[of[0] for of in ends], target_id=[of[-1] for of in ends])


# ------------------------------------------------------------------------------------------------------------- emptying


def _rows(frame: pd.DataFrame, known: Sequence[bool]) -> pd.DataFrame:
    return frame.loc[pd.Series(known, dtype=bool, index=frame.index)].reset_index(drop=True)


def _flow_without(frame: pd.DataFrame, numbers: SharedNumbers) -> pd.DataFrame:
    return _rows(frame, [numbers.shown(cell) for cell in _flow_cells(frame)])


def _flow_cells(frame: pd.DataFrame) -> Iterator[Cell]:
    for row in frame.to_dict("records"):
        source = int(row["source_position"])
        if row["kind"] in ("left", "end"):
            yield ("stopped", source)
        else:
            yield ("back" if row["kind"] == "return" else "link", source, int(row["target_position"]))


def _funnel_without(frame: pd.DataFrame, numbers: SharedNumbers) -> pd.DataFrame:
    """Return the funnel with a ``words`` column; a share needs both of its counts."""
    frame = frame.copy()
    got: list[Cell] = [("got to", stage) for stage in frame["position"]]
    frame["words"] = ["" if numbers.shown(cell) else numbers.words(cell) for cell in got]
    known = [numbers.shown(cell) for cell in got]
    frame["paths"] = frame["paths"].astype("float64").where(pd.Series(known))
    stopped = pd.Series([numbers.shown(("stopped", stage)) for stage in frame["position"]])
    frame["dropped"] = frame["dropped"].where(stopped)
    with_previous = [now and before for before, now in pairwise([False, *known])]
    for column in ("previous_share", "low", "high"):
        frame[column] = frame[column].where(pd.Series(with_previous))
    frame["first_share"] = frame["first_share"].where(pd.Series([now and known[0] for now in known]))
    frame["all_share"] = frame["all_share"].where(pd.Series([now and numbers.shown(ALL) for now in known]))
    return frame


def _stages_without(frame: pd.DataFrame, numbers: SharedNumbers) -> pd.DataFrame:
    return _counts_without(frame, numbers, [("reached", place) for place in frame["position"]])


def _reach_without(frame: pd.DataFrame, numbers: SharedNumbers) -> pd.DataFrame:
    return _counts_without(frame, numbers, [("touchpoint", id) for id in frame["touchpoint_id"]])


def _counts_without(frame: pd.DataFrame, numbers: SharedNumbers, cells: list[Cell]) -> pd.DataFrame:
    """Return a frame of reach with a ``words`` column; what nothing measures has neither count nor words."""
    frame = frame.copy()
    known = pd.Series([numbers.shown(cell) for cell in cells], dtype=bool)
    words = ["" if now else numbers.words(cell) for cell, now in zip(cells, known, strict=True)]
    frame["words"] = pd.Series(words, dtype="str")
    for column in ("paths", "events", "reach_share"):
        frame[column] = frame[column].where(known)
    if not numbers.shown(ALL):
        frame["reach_share"] = float("nan")
    return frame


def _kpis_without(frame: pd.DataFrame, numbers: SharedNumbers) -> pd.DataFrame:
    parts = ("asked", "yes", "no")
    return _rows(frame, [numbers.shown(*((part, id) for part in parts)) for id in frame["kpi_id"]])


def _personas_without(frame: pd.DataFrame, numbers: SharedNumbers) -> pd.DataFrame:
    known = [
        problem != "" or numbers.shown(("persona", id), ALL)
        for id, problem in zip(frame["persona_id"], frame["problem"], strict=True)
    ]
    return _rows(frame, known)


def _arrows_without(frame: pd.DataFrame, numbers: SharedNumbers) -> pd.DataFrame:
    known = [
        numbers.shown(("arrow", source, target), ("lost", source, target), ("touchpoint", source))
        for source, target in zip(frame["source_id"], frame["target_id"], strict=True)
    ]
    return _rows(frame, known)


_EMPTIED = {
    "flow": _flow_without,
    "stages": _stages_without,
    "funnel": _funnel_without,
    "reach": _reach_without,
    "kpis": _kpis_without,
    "personas": _personas_without,
    "arrows": _arrows_without,
    "routes": _arrows_without,
}
