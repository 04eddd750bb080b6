"""The numbers of a measured map that may leave the house: aggregates, and none of a group that is too small.

:func:`shared_numbers` counts, decides with :mod:`journeykit.summary.withheld` what stays behind, and gives frames in
which those places are empty. Everything that a page shows of a log comes from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pandas as pd

from journeykit import evidence
from journeykit.errors import ExportError
from journeykit.evidence import MeasuredMap
from journeykit.evidence.routes import route_arrows, route_ends
from journeykit.summary.counts import ALL, Cell, count
from journeykit.summary.withheld import withheld

__all__ = ["SharedNumbers", "shared_numbers"]


@dataclass(frozen=True, eq=False)
class SharedNumbers:
    """Counts of a measured map, and which of them stay behind.

    Attributes
    ----------
    counts : dict
        Every count and every difference of two, by what it counts.
    hidden : frozenset
        Those that a page must not show.
    least : int
        The smallest group that is shown.
    frames : dict of DataFrame
        ``flow``, ``funnel``, ``reach``, ``kpis``, ``personas``, ``arrows``, ``routes``: the answers of
        :mod:`journeykit.evidence`. In ``funnel`` and ``reach`` what is hidden is missing, with words in its place
        (``words``); elsewhere its rows are left out.
    """

    counts: dict[Cell, int]
    hidden: frozenset[Cell]
    least: int
    frames: dict[str, pd.DataFrame] = field(repr=False)

    def shown(self, *cells: Cell) -> bool:
        """Return whether all of these may be shown."""
        return not self.hidden.intersection(cells)

    def words(self, cell: Cell) -> str:
        """Return what stands in the place of a hidden count."""
        return f"<{self.least}" if 0 < self.counts[cell] < self.least else "not shown"


def shared_numbers(measured: MeasuredMap, *, least: int = 5) -> SharedNumbers:
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
    >>> map = jk.edit.add_touchpoint(jk.new_map("Shop", stages=["Buy"]), "Home", stage="buy", binding={"events": ["a"]})
    >>> log = pd.DataFrame({"user_id": list("uvw"), "event": "a", "timestamp": "2026-05-01"})
    >>> numbers = shared_numbers(jk.measure(map, jk.read_events(log)))
    >>> numbers.shown(("got to", 0)), numbers.words(("got to", 0))
    (False, '<5')
    """
    if least < 1:
        raise ExportError(f"the smallest group that is shown must be 1 or more, not {least}. 5 is usual.")
    frames = {
        "flow": evidence.flow_frame(measured),
        "funnel": evidence.stage_funnel(measured),
        "reach": evidence.touchpoint_reach(measured),
        "kpis": evidence.kpi_values(measured),
        "personas": evidence.persona_reach(measured.journey, measured.events),
        "arrows": route_arrows(measured),
        "routes": _with_ends(route_ends(measured), measured),
    }
    table = count(measured, frames)
    hidden = withheld(table.counts, table.sums, least=least)
    numbers = SharedNumbers(table.counts, hidden, least, {})
    numbers.frames.update({name: _EMPTIED[name](frame, numbers) for name, frame in frames.items()})
    return numbers


def _with_ends(frame: pd.DataFrame, measured: MeasuredMap) -> pd.DataFrame:
    """Return the ends of the routes with the ids of their first and last step that events support."""
    steps = {
        route.id: [id for id in route.touchpoints if id in measured.supported] for route in measured.journey.routes
    }
    ends = [steps[id] for id in frame["route_id"]]
    return frame.assign(source_id=[of[0] for of in ends], target_id=[of[-1] for of in ends])


# ------------------------------------------------------------------------------------------------------------- emptying


def _flow_without(frame: pd.DataFrame, numbers: SharedNumbers) -> pd.DataFrame:
    known = [numbers.shown(cell) for cell in _flow_cells(frame)]
    return frame.loc[pd.Series(known, dtype=bool, index=frame.index)].reset_index(drop=True)


def _flow_cells(frame: pd.DataFrame) -> Iterator[Cell]:
    for row in frame.to_dict("records"):
        source = int(row["source_column"])
        if row["kind"] in ("left", "end"):
            yield ("stopped", source)
        else:
            yield ("back" if row["kind"] == "return" else "link", source, int(row["target_column"]))


def _funnel_without(frame: pd.DataFrame, numbers: SharedNumbers) -> pd.DataFrame:
    """Return the funnel with a ``words`` column; a share needs both of its counts."""
    frame = frame.copy()
    got: list[Cell] = [("got to", stage) for stage in frame["position"]]
    frame["words"] = ["" if numbers.shown(cell) else numbers.words(cell) for cell in got]
    known = [numbers.shown(cell) for cell in got]
    frame["paths"] = frame["paths"].astype("float64").where(pd.Series(known))
    frame["dropped"] = frame["dropped"].where(
        pd.Series([numbers.shown(("stopped", stage)) for stage in frame["position"]])
    )
    with_previous = [now and before for before, now in pairwise([False, *known])]
    for column in ("previous_share", "low", "high"):
        frame[column] = frame[column].where(pd.Series(with_previous))
    frame["first_share"] = frame["first_share"].where(pd.Series([now and known[0] for now in known]))
    frame["all_share"] = frame["all_share"].where(pd.Series([now and numbers.shown(ALL) for now in known]))
    return frame


def _reach_without(frame: pd.DataFrame, numbers: SharedNumbers) -> pd.DataFrame:
    frame = frame.copy()
    cells: list[Cell] = [("touchpoint", id) for id in frame["touchpoint_id"]]
    known = [cell in numbers.counts and numbers.shown(cell) for cell in cells]
    frame["words"] = [
        "" if cell not in numbers.counts or now else numbers.words(cell) for cell, now in zip(cells, known, strict=True)
    ]
    for column in ("paths", "events", "reach_share"):
        frame[column] = frame[column].where(pd.Series(known))
    return frame


def _kpis_without(frame: pd.DataFrame, numbers: SharedNumbers) -> pd.DataFrame:
    known = [numbers.shown(*((part, id) for part in ("asked", "yes", "no"))) for id in frame["kpi_id"]]
    return frame.loc[pd.Series(known, dtype=bool, index=frame.index)].reset_index(drop=True)


def _personas_without(frame: pd.DataFrame, numbers: SharedNumbers) -> pd.DataFrame:
    known = [
        not problem and numbers.shown(("persona", id), ALL)
        for id, problem in zip(frame["persona_id"], frame["problem"], strict=True)
    ]
    return frame.loc[pd.Series(known, dtype=bool, index=frame.index)].reset_index(drop=True)


def _arrows_without(frame: pd.DataFrame, numbers: SharedNumbers) -> pd.DataFrame:
    known = [
        numbers.shown(("arrow", source, target), ("lost", source, target), ("touchpoint", source))
        for source, target in zip(frame["source_id"], frame["target_id"], strict=True)
    ]
    return frame.loc[pd.Series(known, dtype=bool, index=frame.index)].reset_index(drop=True)


_EMPTIED = {
    "flow": _flow_without,
    "funnel": _funnel_without,
    "reach": _reach_without,
    "kpis": _kpis_without,
    "personas": _personas_without,
    "arrows": _arrows_without,
    "routes": _arrows_without,
}
