"""Count the routes of a map: at each arrow of the happy path and its alternates, who goes on and who is lost."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from journeykit import questions as qs
from journeykit.evidence.measured_map import MeasuredMap
from journeykit.model.journey import JourneyMap
from journeykit.model.touchpoint import Route
from journeykit.questions import eventually_follows

if TYPE_CHECKING:
    import pandas as pd


def route_arrows(measured: MeasuredMap, journey: JourneyMap | None = None) -> pd.DataFrame:
    """Return how many travellers go on along each arrow of the routes.

    An arrow joins successive touchpoints of a route, skipping those without events. Travellers count at an arrow if
    they reach its source; they go on if any of their later events belongs to its target.

    Parameters
    ----------
    measured
        A map and its log.
    journey
        The map with its current routes, if it was edited after it was measured.

    Returns
    -------
    DataFrame
        ``route_id`` (str), ``position`` (int, 0-based among the arrows of the route), ``source_id``, ``target_id``
        (str, touchpoints), ``source``, ``target`` (str, their names), ``source_paths`` (int, unique travellers at the
        source), ``paths`` (int, of them those who reach the target later), ``share`` (float, 0-1), ``low``, ``high``
        (float, Wilson 95 % interval of the share).

    Notes
    -----
    A journey that has not ended when the log ends counts as lost. Each arrow has its own base, so shares do not
    multiply to the share of the route.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> journey = jk.new_map("Shop", stages=["Browse", "Pay"])
    >>> journey = jk.edit.add_touchpoint(journey, "Home", stage="browse", binding={"events": ["home"]})
    >>> journey = jk.edit.add_touchpoint(journey, "Card", stage="pay", binding={"events": ["pay*"]})
    >>> journey = jk.edit.add_route(journey, "Happy path", kind="happy", touchpoints=["home", "card"])
    >>> log = pd.DataFrame({"user_id": ["a", "a", "b"], "event": ["home", "payment", "home"],
    ...                     "timestamp": ["2026-05-01", "2026-05-02", "2026-05-01"]})
    >>> arrows = route_arrows(jk.measure(journey, jk.read_events(log)))
    >>> arrows[["source_paths", "paths", "share"]].values.tolist()
    [[2.0, 1.0, 0.5]]
    """
    import pandas as pd

    journey = journey or measured.journey
    rows = [
        (route.id, position, source, target)
        for route in journey.routes
        for position, (source, target) in enumerate(pairwise(_counted(measured, route)))
        if source != target
    ]
    arrows = pd.DataFrame(rows, columns=["route_id", "position", "source_id", "target_id"])
    return _with_counts(measured, journey, arrows)


def route_ends(measured: MeasuredMap, journey: JourneyMap | None = None) -> pd.DataFrame:
    """Return how many travellers who begin a route reach its end.

    Parameters
    ----------
    measured, journey
        As for :func:`route_arrows`.

    Returns
    -------
    DataFrame
        ``route_id``, ``route`` (str), ``source``, ``target`` (str: the names of the first and last touchpoint with
        events), ``source_paths`` (int, unique travellers at the first), ``paths`` (int, of them those who reach the
        last one later), ``share`` (float, 0-1), ``low``, ``high`` (float, Wilson 95 %). A route with fewer than two
        such touchpoints has no row.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> journey = jk.new_map("Shop", stages=["Buy"])
    >>> journey = jk.edit.add_touchpoint(journey, "Home", stage="buy", binding={"events": ["a"]})
    >>> log = pd.DataFrame({"user_id": ["u"], "event": ["a"], "timestamp": ["2026-05-01"]})
    >>> len(route_ends(jk.measure(journey, jk.read_events(log))))
    0
    """
    import pandas as pd

    journey = journey or measured.journey
    steps = [(route, _counted(measured, route)) for route in journey.routes]
    rows = [(route.id, route.name, of[0], of[-1]) for route, of in steps if of and of[0] != of[-1]]
    ends = pd.DataFrame(rows, columns=["route_id", "route", "source_id", "target_id"])
    return _with_counts(measured, journey, ends).drop(columns=["source_id", "target_id"])


def _counted(measured: MeasuredMap, route: Route) -> list[str]:
    return [id for id in route.touchpoints if id in measured.supported]


def _with_counts(measured: MeasuredMap, journey: JourneyMap, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the names of source and target, the travellers at them and their share; cached."""
    import pandas as pd

    pairs = list(zip(frame["source_id"], frame["target_id"], strict=True))
    new = [pair for pair in dict.fromkeys(pairs) if pair not in measured.pairs]
    if new:
        for row in eventually_follows(measured.by_touchpoint, new).to_pandas().to_dict("records"):
            measured.pairs[row["source"], row["target"]] = (int(row["source_paths"]), int(row["paths"]))
    names = {touchpoint.id: touchpoint.name for touchpoint in journey.touchpoints}
    rows = [(names[pair[0]], names[pair[1]], *measured.pairs[pair]) for pair in pairs]
    frame = frame.join(pd.DataFrame(rows, columns=["source", "target", "source_paths", "paths"]))
    share = frame["paths"] / frame["source_paths"].where(frame["source_paths"] > 0)
    return qs.with_wilson(frame.assign(share=share), total="source_paths")
