"""Contact rates: tickets per 100 customers who reached the stage, or the touchpoint, in the same period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit import events as ev
from journeykit import questions as qs
from journeykit.answers.value import local_days
from journeykit.evidence.measured_map import MeasuredMap
from journeykit.intervals import of_count

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]

TOOLS = ("zendesk", "intercom")
"""Presets whose lines are contacts."""


@dataclass(frozen=True)
class Contacts:
    """The period that log and tickets have in common, who reached what in it, and which answers are in it."""

    period: tuple[date, date]
    reached: Mapping[tuple[str, str | None], int]
    """Customers by stage, and by stage and touchpoint."""
    within: Flags

    def rate(self, measured: MeasuredMap, which: Flags, place: tuple[str, str | None]) -> dict[str, Any] | None:
        """Return the tickets among some answers per 100 customers of a place; None where nobody reached it."""
        customers = self.reached.get(place, 0)
        if not customers:
            return None
        # A ticket is a line, whatever answers it has.
        tickets = len(np.unique(measured.answers._said.row[which & self.within]))
        low, high = of_count(tickets)
        each = 100 / customers
        return {
            "contacts": tickets,
            "customers": customers,
            "contact_rate": tickets * each,
            "contact_low": float(low) * each,
            "contact_high": float(high) * each,
        }


def are_tickets(measured: MeasuredMap) -> bool:
    """Return whether the answers are contacts: read with the preset of a help desk, or a source of kind support."""
    report = measured.answers.report
    if report.stated.get("preset") in TOOLS:
        return True
    return any(source.kind == "support" and source.title == report.source for source in measured.journey.sources)


def contacts(measured: MeasuredMap) -> Contacts | None:
    """Return what contact rates are counted from; None without a log, or where log and answers have no common day."""
    if measured.log is None or measured.said is None:
        return None
    of_log, of_answers = measured.log.period(), measured.said.period()
    if of_log is None or of_answers is None:
        return None
    first, last = max(of_log[0], of_answers[0]), min(of_log[1], of_answers[1])
    if first > last:
        return None
    reached: dict[tuple[str, str | None], int] = {}
    homes = {touchpoint.id: touchpoint.stage for touchpoint in measured.journey.touchpoints}
    for log, is_stage in ((measured.by_stage, True), (measured.by_touchpoint, False)):
        part = ev.keep(log, since=first, until=last + timedelta(days=1), period="events")
        for row in qs.reach(part).to_pandas().to_dict("records"):
            place = (row["event"], None) if is_stage else (homes[row["event"]], row["event"])
            reached[place] = int(row["paths"])
    days = local_days(measured.said).astype("datetime64[D]")
    return Contacts((first, last), reached, (days >= np.datetime64(first)) & (days <= np.datetime64(last)))
