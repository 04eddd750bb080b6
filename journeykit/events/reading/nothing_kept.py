"""The error for a source of which every line is rejected for its time: the reason, and values that show it."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from journeykit.errors import EventLogError, listing
from journeykit.text import cut, one_line

if TYPE_CHECKING:
    from journeykit.events.reading.report import LoadReport
    from journeykit.events.reading.roles import Roles
    from journeykit.events.reading.sources import RecordSource

_VALUES, _LONGEST = 2, 40


def nothing_kept(report: LoadReport, source: RecordSource, roles: Roles) -> EventLogError | None:
    """Return the error, with the first times as examples; None if lines are rejected for another reason than times.

    A log whose ids or names are empty is an empty log, as its report says; times that cannot be read are a mistake of
    the call.
    """
    most = report.rejections()[0]
    first = report.rejected.loc[report.rejected["reason"] == most.reason].iloc[0]
    # Times tell of nobody; ids and names of events may.
    if not roles.times or first["column"] != " + ".join(roles.times):
        return None
    columns = roles.times
    cells = [source.first_cells(column) or [] for column in columns if column in source.columns]
    rows = dict.fromkeys(" ".join(cell for cell in row if cell) for row in zip_longest(*cells))
    such = [cut(one_line(row), _LONGEST) for row in rows if row.strip()][:_VALUES]
    where = f" in the column {first['column']!r}" if first["column"] else ""
    values = f", such as {listing(such)}" if such else ""
    others = f" ({most.lines:,} of them)" if most.lines < len(report.rejected) else ""
    change = f" {most.change} changes that." if most.change else ""
    return EventLogError(
        f"{report.source}: none of its {len(report.rejected):,} lines can be kept{others}: {most.reason}{where}{values}"
        f" ({most.where}).{change}"
    )
