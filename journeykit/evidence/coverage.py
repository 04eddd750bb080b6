"""Events that no touchpoint matches, and touchpoints without events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.events.patterns import fitting
from journeykit.evidence.bindings import bound_touchpoints
from journeykit.evidence.measure import touchpoint_reach
from journeykit.evidence.measured_map import MeasuredMap
from journeykit.model.edit import find
from journeykit.model.journey import JourneyMap

if TYPE_CHECKING:
    import pandas as pd


def unclaimed(measured: MeasuredMap) -> pd.DataFrame:
    """Return the events that no touchpoint matches, most frequent first.

    Returns
    -------
    DataFrame
        ``event`` (str), ``events``, ``paths`` (int), ``event_share`` (float, 0-1: of all events in the log), ``hint``
        (str: a sentence about a rule that differs only in upper and lower case, or empty).

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> journey = jk.new_map("Shop", stages=["See"])
    >>> journey = jk.edit.add_touchpoint(journey, "Ad", stage="see", binding={"events": ["instagram*"]})
    >>> log = pd.DataFrame({"user_id": ["a"], "event": ["Instagram ad"], "timestamp": ["2026-05-01"]})
    >>> unclaimed(jk.measure(journey, jk.read_events(log))).loc[0, "hint"]
    '“Instagram ad” differs only in upper and lower case from the rule instagram*'
    """
    import pandas as pd

    frame = measured.claims
    frame = frame[frame["label"].isna()].drop(columns="label")
    frame = frame.sort_values(["events", "event"], ascending=[False, True], ignore_index=True)
    total = len(measured.events)
    hints = _case_hints(measured.journey, [str(name) for name in frame["event"]])
    frame = frame.assign(hint=pd.Series([hints.get(name, "") for name in frame["event"]], dtype="str"))
    columns = ["event", "events", "paths", "event_share", "hint"]
    return frame.assign(event_share=frame["events"] / total if total else frame["events"].astype("float64"))[columns]


def _case_hints(journey: JourneyMap, names: list[str]) -> dict[str, str]:
    """Return a sentence for each name that a rule would match ignoring upper and lower case."""
    hints: dict[str, str] = {}
    for glob in dict.fromkeys(glob for _, binding in bound_touchpoints(journey) for glob in binding.events):
        exact = set(fitting(names, glob))
        for name in fitting(names, glob, any_case=True):
            if name not in exact:
                hints.setdefault(name, f"“{name}” differs only in upper and lower case from the rule {glob}")
    return hints


def unsupported(measured: MeasuredMap) -> pd.DataFrame:
    """Return the touchpoints without events in the log.

    Returns
    -------
    DataFrame
        ``touchpoint_id``, ``touchpoint``, ``stage_id``, ``stage`` (str), ``reason`` (str: no binding, or a binding
        that no event of the log matches).
    """
    frame = touchpoint_reach(measured)
    frame = frame[~frame["bound"] | (frame["events"] == 0).fillna(False)]
    reason = frame["bound"].map({False: "no binding", True: "no event of the log matches its binding"})
    columns = ["touchpoint_id", "touchpoint", "stage_id", "stage"]
    return frame[columns].assign(reason=reason.astype("str")).reset_index(drop=True)


def touchpoint_events(measured: MeasuredMap, touchpoint: str) -> pd.DataFrame:
    """Return the events of a touchpoint, most travellers first.

    Parameters
    ----------
    touchpoint : str
        Id of the touchpoint.

    Returns
    -------
    DataFrame
        ``event`` (str), ``paths``, ``events`` (int), ``reach_share`` (float, 0-1: of all travellers in the log). Where
        conditions divide an event name between touchpoints, only the events of this one count.

    Raises
    ------
    UnknownIdError
        No such touchpoint.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> journey = jk.new_map("Shop", stages=["See"])
    >>> journey = jk.edit.add_touchpoint(journey, "Ad", stage="see", binding={"events": ["ad*"]})
    >>> log = pd.DataFrame({"user_id": ["a"], "event": ["ad seen"], "timestamp": ["2026-05-01"]})
    >>> measured = jk.measure(journey, jk.read_events(log))
    >>> jk.evidence.touchpoint_events(measured, "ad")[["event", "paths"]].values.tolist()
    [['ad seen', 1]]
    """
    find(measured.journey, "touchpoint", touchpoint)
    frame = measured.claims
    frame = frame[frame["label"] == touchpoint].drop(columns="label")
    frame = frame.sort_values(["paths", "event"], ascending=[False, True], ignore_index=True)
    total = measured.events.path_count
    return frame.assign(reach_share=frame["paths"] / total if total else frame["paths"].astype("float64"))[
        ["event", "paths", "events", "reach_share"]
    ]


def claimed_share(measured: MeasuredMap) -> float:
    """Return the share of events, 0-1, that belong to a touchpoint; NaN for an empty log."""
    total = len(measured.events)
    return len(measured.by_touchpoint) / total if total else float("nan")
