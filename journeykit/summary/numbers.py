"""The numbers of a measured map as a reader may see them: aggregates only, without groups that are too small.

:func:`shared_numbers` counts, decides with :mod:`journeykit.summary.withheld` what to withhold, and returns frames
without those numbers. Boards, dashboards and pages take all their numbers from here; for analysts the limit is 1, which
withholds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count as count_up
from itertools import pairwise
from typing import Any

import pandas as pd

from journeykit import evidence
from journeykit.errors import ExportError
from journeykit.evidence import MeasuredMap
from journeykit.evidence.kpis import event_kpis
from journeykit.evidence.routes import route_arrows, route_ends
from journeykit.evidence.steps import step_frame
from journeykit.model.journey import JourneyMap
from journeykit.summary.cache import page_key, recalled, remember
from journeykit.summary.counts import ALL, Cell, Counts, count, flow_cell, step_cells
from journeykit.summary.crowd import Crowd, crowd
from journeykit.summary.kpis_asked import shared_answer_kpis
from journeykit.summary.withheld import EVENTS, TOTAL, WHICH, near_totals, withheld

LEAST = 5
"""The smallest group that readers are shown by default."""


@dataclass(frozen=True, eq=False)
class SharedNumbers:
    """Counts of a measured map, and which of them must not be shown (``hidden``).

    ``frames`` are the answers of :mod:`journeykit.evidence`, by name. In ``stages``, ``funnel`` and ``reach`` a hidden
    number is missing and the column ``words`` says why; in the others its row is left out. ``details`` says which of
    ``DETAILS`` may be shown, apart from what is hidden in them.
    """

    measured: MeasuredMap = field(repr=False)
    counts: dict[Cell, int]
    hidden: frozenset[Cell]
    least: int
    frames: dict[str, pd.DataFrame] = field(repr=False)
    details: frozenset[str] = frozenset()

    def shown(self, *cells: Cell) -> bool:
        """Return whether all these counts may be shown."""
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
        """The flow step by step (:func:`journeykit.evidence.steps.step_frame`), without its hidden rows."""
        frame = step_frame(self.measured)
        if "steps" not in self.details:
            return frame.iloc[:0]
        frame = _shown_rows(frame, self, lambda row: step_cells(row)[:1])
        # The columns of a chart have no gaps: a third step after a missing second one would be read as the second.
        last = next(step for step in count_up(1) if step not in set(frame["source_column"])) - 1
        return frame[frame["source_column"] <= last].reset_index(drop=True)

    def events_of(self, touchpoint: str) -> pd.DataFrame:
        """Return the events that a touchpoint claims, widest reach first; those of small groups share one row."""
        frame = evidence.touchpoint_events(self.measured, touchpoint)
        if "claims" not in self.details:
            frame = frame.iloc[:0]
        frame = _in_words(frame, self, lambda row: ("event", touchpoint, row["event"]))
        few = frame["words"].str.startswith("<")
        other = pd.DataFrame({"event": ["other events"], "words": ["not shown"]})
        rest = few.any() or "claims" not in self.details
        return pd.concat([frame[~few], *([other] if rest else [])], ignore_index=True)

    def words(self, cell: Cell) -> str:
        """Return what is shown instead of a hidden count."""
        small = 0 < self.counts[cell] < self.least and self.least > 2 and self.shown(WHICH)
        return f"<{self.least}" if small else "not shown"


def shared_numbers(measured: MeasuredMap, *, least: int = LEAST) -> SharedNumbers:
    """Return the numbers of a map without those of fewer than ``least`` travellers; ``least=1`` withholds nothing.

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
        "kpis": event_kpis(measured),
        "personas": evidence.persona_reach(measured.journey, measured.events, known=measured.personas),
        "arrows": route_arrows(measured),
        "routes": _with_ends(route_ends(measured), measured),
    }
    table, hidden = count(measured, frames), frozenset[Cell]()
    # Without a limit nothing is hidden, and details are counted when somebody clicks.
    details = frozenset(DETAILS)
    if least > 1:
        table, hidden, details = _with_details(measured, frames, table, least)
    numbers = SharedNumbers(measured, table.counts, hidden, least, {}, details)
    for name, frame in frames.items():
        if name in _ROW_CELLS:
            numbers.frames[name] = _shown_rows(frame, numbers, _ROW_CELLS[name])
        elif name in _COUNT_CELLS:
            numbers.frames[name] = _in_words(frame, numbers, _COUNT_CELLS[name])
        else:
            numbers.frames[name] = _funnel_without(frame, numbers)
    numbers.frames["answer_kpis"] = shared_answer_kpis(measured, least)
    return numbers


DETAILS = ("steps", "claims")
"""What is shown after a click: the flow step by step, and the events of each touchpoint."""
PROGRAMMED_DETAILS = 60_000
"""The ``programmed`` of :func:`withheld` for details, which have many counts: less than for the page itself."""
_CHOICES: tuple[tuple[str, ...], ...] = (DETAILS, DETAILS[1:])


def _with_details(
    measured: MeasuredMap, frames: dict[str, pd.DataFrame], table: Counts, least: int
) -> tuple[Counts, frozenset[Cell], frozenset[str]]:
    """Return counts, hidden cells and details: as many details as hide no further number of the page itself."""
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
    """Add the ids of the first and the last touchpoint of each route that has events."""
    steps = {
        route.id: [id for id in route.touchpoints if id in measured.supported] for route in measured.journey.routes
    }
    ends = [steps[id] for id in frame["route_id"]]
    return frame.assign(source_id=[of[0] for of in ends], target_id=[of[-1] for of in ends])


# ---------------------------------------------------------------------------------------------------------- withholding

Row = Mapping[Hashable, Any]


def _route_cells(row: Row) -> Sequence[Cell]:
    source, target = row["source_id"], row["target_id"]
    return ("arrow", source, target), ("lost", source, target), ("touchpoint", source)


_ROW_CELLS: dict[str, Callable[[Row], Sequence[Cell]]] = {
    "flow": lambda row: [flow_cell(row)],
    "kpis": lambda row: [(part, row["kpi_id"]) for part in ("asked", "yes", "no")],
    "personas": lambda row: [] if row["problem"] else [("persona", row["persona_id"]), ALL],
    "arrows": _route_cells,
    "routes": _route_cells,
}
"""The counts that a row shows or implies, by frame: the row is left out unless all of them may be shown."""

_COUNT_CELLS: dict[str, Callable[[Row], Cell]] = {
    "stages": lambda row: ("reached", row["position"]),
    "reach": lambda row: ("touchpoint", row["touchpoint_id"]),
}
"""The count of a row, by frame: where it is hidden, words replace it."""


def _shown_rows(frame: pd.DataFrame, numbers: SharedNumbers, cells: Callable[[Row], Sequence[Cell]]) -> pd.DataFrame:
    known = [numbers.shown(*cells(row)) for row in frame.to_dict("records")]
    return frame.loc[pd.Series(known, dtype=bool, index=frame.index)].reset_index(drop=True)


def _in_words(frame: pd.DataFrame, numbers: SharedNumbers, cell: Callable[[Row], Cell]) -> pd.DataFrame:
    """Add ``words`` and remove hidden counts; a row that nothing measures has neither count nor words."""
    frame, cells = frame.copy(), [cell(row) for row in frame.to_dict("records")]
    known = pd.Series([numbers.shown(cell) for cell in cells], dtype=bool)
    words = ["" if now else numbers.words(cell) for cell, now in zip(cells, known, strict=True)]
    frame["words"] = pd.Series(words, dtype="str")
    for column in ("paths", "events", "reach_share"):
        frame[column] = frame[column].where(known)
    if not numbers.shown(ALL):
        frame["reach_share"] = float("nan")
    return frame


def _funnel_without(frame: pd.DataFrame, numbers: SharedNumbers) -> pd.DataFrame:
    """Add ``words`` and remove hidden counts; a share is shown only with both of its counts."""
    frame = frame.copy()
    got: list[Cell] = [("got to", stage) for stage in frame["position"]]
    known = [numbers.shown(cell) for cell in got]
    frame["words"] = ["" if now else numbers.words(cell) for cell, now in zip(got, known, strict=True)]
    frame["paths"] = frame["paths"].astype("float64")
    with_previous = [now and before for before, now in pairwise([False, *known])]
    shown = {
        "paths": known,
        "dropped": [numbers.shown(("stopped", stage)) for stage in frame["position"]],
        **dict.fromkeys(("previous_share", "low", "high"), with_previous),
        "first_share": [now and known[0] for now in known],
        "all_share": [now and numbers.shown(ALL) for now in known],
    }
    for column, those in shown.items():
        frame[column] = frame[column].where(pd.Series(those))
    return frame
