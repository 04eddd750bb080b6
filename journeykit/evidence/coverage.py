"""What map and data know of each other: events that no touchpoint claims, touchpoints that no event supports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit import events as ev
from journeykit.evidence.bindings import touchpoint_labels
from journeykit.evidence.measure import MeasuredMap, touchpoint_reach

if TYPE_CHECKING:
    import pandas as pd


def unclaimed(measured: MeasuredMap) -> pd.DataFrame:
    """Return the events that no touchpoint claims, by volume.

    Returns
    -------
    DataFrame
        ``event`` (str), ``events``, ``paths`` (int), ``event_share`` (float, 0-1: of all events in the log).
    """
    frame = ev.matches(measured.events, touchpoint_labels(measured.journey)).to_pandas()
    frame = frame[frame["label"].isna()].drop(columns="label")
    frame = frame.sort_values(["events", "event"], ascending=[False, True], ignore_index=True)
    total = len(measured.events)
    return frame.assign(event_share=frame["events"] / total if total else frame["events"].astype("float64"))


def unsupported(measured: MeasuredMap) -> pd.DataFrame:
    """Return the touchpoints that no event supports.

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


def claimed_share(measured: MeasuredMap) -> float:
    """Return the share of events, 0-1, that some touchpoint claims; NaN for an empty log."""
    total = len(measured.events)
    return len(measured.by_touchpoint) / total if total else float("nan")
