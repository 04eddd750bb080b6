"""Who comes back: activity by period after the first one, for each cohort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from sqlglot import exp

from journeykit.errors import EventLogError, listing
from journeykit.events.log import Events, question, require_times
from journeykit.events.query import Members, Query
from journeykit.events.sql import sql_expression, sql_template
from journeykit.events.zones import DAY_US, Zone
from journeykit.questions._event_filter import event_test, event_words, is_one_of

if TYPE_CHECKING:
    import pandas as pd


def retention(
    events: Events,
    *,
    every: str = "week",
    week_start: str = "monday",
    first: str | Sequence[str] | None = None,
    active: str | Sequence[str] | None = None,
    rolling: bool = False,
    periods: int | None = None,
) -> Query:
    """Count the paths that are active in period t after the period of their first event, by cohort.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    every
        ``"day"``, ``"week"`` or ``"month"``: calendar periods in the zone of the log (``events.timezone``). Paths first
        seen in the same period are a cohort; that period is their period 0.
    week_start
        The first day of a week: ``"monday"``, or ``"sunday"`` as in the United States; or any other.
    first
        Event names; the first such event puts a path into its cohort. None: any event.
    active
        Event names that count as activity, from that first event on. None: any event.
    rolling
        Count a path as active in period t if it is active in period t *or later*.
    periods
        Last period to show; None: as far as the log goes.

    Returns
    -------
    Query
        One row per cohort and period, in order: ``cohort`` (datetime64, first day of its period), ``period`` (int from
        0), ``paths`` (int, unique, in the cohort), ``active`` (nullable int, unique paths active in the period),
        ``active_share`` (float 0-1, of the cohort). In a period that had not ended when the log ends both are missing;
        later ones have no row. With any event ``active``, period 0 is the whole cohort.

    Raises
    ------
    EventLogError
        ``every``, ``week_start`` or an event name is unknown, or ``periods`` negative.

    Notes
    -----
    A path that is inactive in one period may be active in the next: only ``rolling`` falls steadily. Paths that start
    late in their calendar period have less time before period 1 begins. Paths that began before the log are in the
    cohort in which the log first has them. Cohorts as in Glenn, *Cohort Analysis* (2005).

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": list("aabb"), "event": ["open"] * 4})
    >>> log["timestamp"] = ["2024-05-01", "2024-05-02", "2024-05-01", "2024-05-03"]
    >>> qs.retention(ev.read_events(log), every="day").to_pandas()[["period", "active"]].values.tolist()
    [[0, 2], [1, 1], [2, <NA>]]
    """
    if every not in PERIODS:
        raise EventLogError(f"every={every!r} is no period. Use one of {listing(PERIODS)}.")
    if week_start.casefold() not in WEEK_STARTS:
        raise EventLogError(f"week_start={week_start!r} is no day of the week. Use one of {listing(WEEK_STARTS)}.")
    if periods is not None and periods < 0:
        raise EventLogError(f"periods={periods!r} cannot be negative. None shows all.")
    require_times(events, "retention")
    firsts = None if first is None else event_test(events, first, "first")
    slots = _Slots(every, WEEK_STARTS.index(week_start.casefold()), *_zone_of(events))
    starts = exp.true() if firsts is None else is_one_of(firsts)
    born = slots.numbered(sql_template(_BORN, starts=starts, slot=slots.of("t")))
    whole = slots.numbered(sql_template(_WHOLE, slot=slots.of("t")))
    kept = slots.ended() if active is None else is_one_of(event_test(events, active, "active"))
    visits = slots.numbered(sql_template(_VISITS, slot=slots.of("t"), kept=kept))
    offsets = sql_template(_OFFSETS, born=born, visits=visits, whole=whole)
    last = sql_template(_LAST, offsets=offsets) if rolling else offsets
    shown = _Shown(slots, rolling, periods, at_once=active is None)
    return question(
        events,
        "retention",
        sql_template(_COUNTS, offsets=last, born=born, whole=whole),
        {
            "cohort": ("datetime64[us]", f"first day of the {every} in which its paths are first seen"),
            "period": ("int64", f"{every}s since then"),
            "paths": ("int64", "unique paths of the cohort"),
            "active": ("Int64", "unique paths active in the period; missing where it had not ended"),
            "active_share": ("float64", "share (0-1) of the cohort that is active"),
        },
        members={
            "paths": Members(
                sql_template(_EVERYBODY, born=born), ("cohort",), finish=shown.dated, dtypes={"cohort": "int64"}
            ),
            "active": Members(last, ("cohort", "period"), finish=shown.active, dtypes=_OFFSET_TYPES),
        },
        finish=shown.finish,
        raw=dict.fromkeys(("cohort", "period", "final", "size", "n"), "int64"),
        population=f"the {events.path_count:,} paths of the log"
        + ("" if firsts is None else f" with {event_words(firsts)}"),
        window=f"calendar {every}s {slots.words}; those not over at the log's end are missing"
        + ("; active in the period or later" if rolling else ""),
        denominator="all paths of the cohort",
    )


PERIODS = ("day", "week", "month")
WEEK_STARTS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# Whole numbers only, because date functions and time zones differ between engines. A slot is a day or a week; slot 0
# is 1970-01-01, a Thursday, or the week in which it is.
_BORN = """
    SELECT path, MIN(position) AS position, MIN(:slot) AS slot FROM j WHERE :starts GROUP BY path
"""
_WHOLE = "SELECT CAST(NULL AS INT) AS path, CAST(NULL AS INT) AS position, MAX(:slot) AS slot FROM j"
_VISITS = "SELECT j.path AS path, j.position AS position, :slot AS slot FROM j WHERE :kept"
_DAYS = "SELECT DISTINCT :slot AS slot FROM j"
# Months since March of year 0, by Hinnant's civil_from_days: eras of 146,097 days, years that begin in March.
_MONTHS = """
    SELECT slot, era * 4800 + yoe * 12 + CAST(FLOOR((5 * (
               doe - 365 * yoe - CAST(FLOOR(yoe / 4) AS BIGINT) + CAST(FLOOR(yoe / 100) AS BIGINT)) + 2) / 153
           ) AS BIGINT) AS number
    FROM (
        SELECT slot, era, doe, CAST(FLOOR((
                   doe - CAST(FLOOR(doe / 1460) AS BIGINT) + CAST(FLOOR(doe / 36524) AS BIGINT)
                   - CAST(FLOOR(doe / 146096) AS BIGINT)) / 365) AS BIGINT) AS yoe
        FROM (
            SELECT slot, era, slot + 719468 - 146097 * era AS doe
            FROM (SELECT d.slot AS slot, CAST(FLOOR((d.slot + 719468) / 146097) AS BIGINT) AS era FROM days AS d) AS e
        ) AS y
    ) AS m
"""
_IN_MONTHS = """
    SELECT x.path AS path, x.position AS position, m.number AS number
    FROM slots AS x JOIN months AS m ON m.slot = x.slot
"""
_OFFSETS = """
    SELECT b.path AS path, b.number AS cohort, v.number - b.number AS period, MAX(w.number - b.number) AS final
    FROM born AS b JOIN visits AS v ON v.path = b.path CROSS JOIN whole AS w
    WHERE v.position >= b.position GROUP BY b.path, b.number, v.number - b.number
"""
_LAST = """
    SELECT o.path AS path, o.cohort AS cohort, MAX(o.period) AS period, MAX(o.final) AS final
    FROM offsets AS o GROUP BY o.path, o.cohort
"""
_EVERYBODY = "SELECT path, number AS cohort FROM born AS b"
_COUNTS = """
    WITH sizes AS (
        SELECT b.number AS cohort, MAX(w.number) - b.number AS final, CAST(COUNT(*) AS BIGINT) AS size
        FROM born AS b CROSS JOIN whole AS w GROUP BY b.number
    ), cells AS (
        SELECT o.cohort AS cohort, o.period AS period, CAST(COUNT(*) AS BIGINT) AS n
        FROM offsets AS o GROUP BY o.cohort, o.period
    )
    SELECT s.cohort AS cohort, COALESCE(c.period, 0) AS period, s.final AS final, s.size AS size,
           COALESCE(c.n, 0) AS n
    FROM sizes AS s LEFT JOIN cells AS c ON c.cohort = s.cohort
    ORDER BY cohort, period
"""


def _zone_of(events: Events) -> tuple[Zone, int, int]:
    """Return the zone of a log, and its first and last time."""
    zone = events._log.zone
    if not zone.is_place or not len(events):
        return zone, 0, 0
    (row,) = events._log.rows(sql_template("SELECT MIN(t) AS first, MAX(t) AS last FROM j"))
    return zone, int(row["first"]), int(row["last"])


@dataclass(frozen=True)
class _Slots:
    """Days or weeks (for months days) of a zone, as numbers."""

    every: str
    weekday: int
    """With which a week begins; 0 is Monday."""
    zone: Zone
    first: int
    last: int

    @property
    def shift(self) -> int:
        """Days from the beginning of week 0 to 1970-01-01, a Thursday."""
        return (3 - self.weekday) % 7 if self.every == "week" else 0

    @property
    def words(self) -> str:
        begins = f"from {WEEK_STARTS[self.weekday].capitalize()} " if self.every == "week" else ""
        return f"{begins}in {self.zone.name}"

    def of(self, time: str) -> exp.Expr:
        """Return the number of the slot of a time, rounded down also before 1970."""
        long = (7 if self.every == "week" else 1) * DAY_US
        floor = "CAST((:at - (:at % :long + :long) % :long) / :long AS BIGINT)"
        local = exp.condition(time)
        if not self.zone.is_utc:
            local = self.zone.local(local, self.first, self.last)
        return sql_expression(floor, at=sql_expression("(:t + :shift)", t=local, shift=self.shift * DAY_US), long=long)

    def ended(self) -> exp.Expr:
        """Return whether an event is the last one of its slot, which counts each slot once."""
        return sql_expression("(j.is_last OR :slot <> :next)", slot=self.of("j.t"), next=self.of("(j.t + j.gap)"))

    def numbered(self, slots: exp.Query) -> exp.Query:
        """Return rows with a slot as rows with the number of their period."""
        if self.every != "month":
            return sql_template("SELECT path, position, slot AS number FROM slots AS x", slots=slots)
        months = sql_template(_MONTHS, days=sql_template(_DAYS, slot=self.of("t")))
        return sql_template(_IN_MONTHS, slots=slots, months=months)

    def dates(self, numbers: pd.Series) -> pd.Series:
        """Return the first day of each period."""
        import pandas as pd

        whole = numbers.astype("int64").to_numpy()
        if self.every == "month":
            # Counted from March of year 0, so that a leap day ends a year.
            dates = (whole - 1970 * 12 + 2).astype("datetime64[M]")
        else:
            dates = (whole if self.every == "day" else whole * 7 - self.shift).astype("datetime64[D]")
        return pd.Series(dates.astype("datetime64[us]"), index=numbers.index, dtype="datetime64[us]")


_OFFSET_TYPES = {"cohort": "int64", "period": "int64", "final": "int64"}


@dataclass(frozen=True)
class _Shown:
    """Turns counts into the table, and paths into the lists behind it."""

    slots: _Slots
    rolling: bool
    periods: int | None
    at_once: bool

    def finish(self, frame: pd.DataFrame) -> pd.DataFrame:
        import pandas as pd

        rows = []
        for cohort, part in frame.groupby("cohort", sort=True):
            counts = dict(zip(part["period"].tolist(), part["n"].tolist(), strict=True))
            size, final = int(part["size"].iloc[0]), int(part["final"].iloc[0])
            found = [counts.get(period, 0) for period in range(final + 1)]
            if self.rolling:
                found = list(accumulate(reversed(found)))[::-1]
            for period, n in enumerate(found[: None if self.periods is None else self.periods + 1]):
                known = period < final or self._known_at_once(period)
                rows.append((cohort, period, size, n if known else None, n / size if known else None))
        return self.dated(pd.DataFrame(rows, columns=["cohort", "period", "paths", "active", "active_share"]))

    def active(self, frame: pd.DataFrame) -> pd.DataFrame:
        if self.rolling:
            frame = frame.assign(period=frame["period"].map(lambda last: range(last + 1))).explode("period")
            frame = frame.astype({"period": "int64"})
        known = (frame["period"] < frame["final"]) | frame["period"].map(self._known_at_once).astype("bool")
        return self.dated(frame[known])

    def dated(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(cohort=self.slots.dates(frame["cohort"]))

    def _known_at_once(self, period: int) -> bool:
        # The period of the log's last event is still running; but a path of a cohort is active in period 0.
        return period == 0 and self.at_once
