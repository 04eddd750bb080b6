"""Logs of some of the paths: of a persona, of a period, of a length."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from journeykit.errors import EventLogError
from journeykit.events.duration import duration_us
from journeykit.events.labels import AttributeTest, holds, named_event
from journeykit.events.lineage import KEPT, DerivedLog
from journeykit.events.log import Events, open_events, require_names, require_times
from journeykit.events.prepare import sequenced
from journeykit.events.sql import sql_expression, sql_template

if TYPE_CHECKING:
    import pandas as pd

    from journeykit.events.zones import Zone

    Moment = str | date | datetime | pd.Timestamp

PERIODS = {
    "start": "that start",
    "whole": "that lie wholly",
    "events": "with events, and of their events those",
}
SCOPES = {"any": "in any event", "every": "in every event", "first": "in the first event"}


def keep(
    events: Events,
    *,
    where: AttributeTest | Sequence[AttributeTest] = (),
    scope: str = "any",
    since: Moment | None = None,
    until: Moment | None = None,
    period: str | None = None,
    min_events: int | None = None,
    max_events: int | None = None,
    contains: str | Sequence[str] = (),
    without: str | Sequence[str] = (),
    edge: str | timedelta | None = None,
) -> Events:
    """Return the log of the paths that meet all conditions; the definition of every question about it says so.

    Parameters
    ----------
    events
        A prepared log.
    where
        Tests of attributes: a persona, a channel, a country.
    scope
        All tests must hold in the same event: in ``"any"`` event of the path, in ``"every"`` one, or in the
        ``"first"``.
    since, until
        A period, including ``since`` and excluding ``until``. Dates and times without an offset are those
        of the log's zone (``events.timezone``).
    period
        What must lie in the period (required with one): ``"start"``: the first event of a path; ``"whole"``: all of its
        events; the paths that begin before or end after are left out and counted; ``"events"``: keep only the events in
        it, and count positions from there.
    min_events, max_events
        Length of a path in events.
    contains, without
        Event names of which a path must have every one, or none.
    edge
        ``"7d"``: leave out the paths that begin within this time after the log's first event (they may have begun
        before) or end within this time before its last one (they may continue).

    Returns
    -------
    Events
        A log with the same names and attributes, without a copy unless ``period="events"``.

    Raises
    ------
    EventLogError
        An unknown event name, attribute or setting, or ``since`` or ``until`` without ``period``.

    Notes
    -----
    Conditions refer to the paths in ``events``, before events are left out. The kept paths are no random sample: long
    paths, for example, may differ in more than length.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": ["a", "a", "b"], "event": ["home", "pay", "home"]})
    >>> log["timestamp"] = ["2024-05-01", "2024-05-02", "2024-06-01"]
    >>> may = ev.keep(ev.read_events(log), since="2024-05-01", until="2024-06-01", period="start")
    >>> may.path_count, qs.transitions(may).definition["population"].split(" · ")[1]
    (1, 'only paths that start since 2024-05-01 until before 2024-06-01 (1 of 2 paths)')
    """
    tests = _Tests(events)
    tests.attributes((where,) if isinstance(where, AttributeTest) else tuple(where), scope)
    tests.length(min_events, max_events)
    tests.names(contains, without)
    zone = events._log.zone
    cut = tests.period(_moment(since, "since", zone), _moment(until, "until", zone), period)
    tests.edge(edge)
    return kept(events, tests.paths(), tests.words(), cut)


def kept(events: Events, paths: exp.Query, words: str, cut: exp.Expr | None = None) -> Events:
    """Return the log of the paths in ``paths(path)``; with ``cut``, only of the events for which it is true."""
    source = events._log
    recipe = {
        "paths": sql_template(
            "SELECT p.path AS path, p.id AS id FROM paths AS p WHERE p.path IN (SELECT f.path FROM fits AS f)",
            fits=paths,
        ),
    }
    mine = sql_template("SELECT j.* FROM j WHERE j.path IN (SELECT k.path FROM k AS k)", k=exp.to_table(KEPT))
    if cut is None:
        recipe["j"] = mine
        log = DerivedLog(source, recipe, "", frozenset({"j"}))
    else:
        rows = exp.select("path", "event", "t", "seq").from_(mine.subquery("j")).where(cut)
        recipe["j"] = sequenced(rows, events._carried)
        log = DerivedLog(source, recipe, "")
    opened = open_events(log, events.report, events.attributes, events.dropped)
    log.restrict(f"only paths {words} ({opened.path_count:,} of {events.path_count:,} paths)")
    return opened


class _Tests:
    """Collects the conditions for a path, to test them in one pass."""

    def __init__(self, events: Events) -> None:
        self.events = events
        self.having: list[exp.Expr] = []
        self.said: list[str] = []

    def attributes(self, where: Sequence[AttributeTest], scope: str) -> None:
        if scope not in SCOPES:
            raise EventLogError(f"scope={scope!r} is unknown. Use 'any', 'every' or 'first'.")
        if not where:
            return
        fits = exp.and_(*(holds(self.events, condition) for condition in where))
        if scope == "first":
            fits = exp.and_(fits, exp.column("position", table="j").eq(1))
        self._ask(EVERY if scope == "every" else ANY, fits=fits)
        tests = " and ".join(f"{one.column} {one.op} {_shown(one.value)}" for one in where)
        self.said.append(f"with {tests} {SCOPES[scope]}")

    def length(self, least: int | None, most: int | None) -> None:
        if least is not None:
            self._ask("COUNT(*) >= :least", least=least)
            self.said.append(f"of at least {least:,} events")
        if most is not None:
            self._ask("COUNT(*) <= :most", most=most)
            self.said.append(f"of at most {most:,} events")

    def names(self, contains: str | Sequence[str], without: str | Sequence[str]) -> None:
        for wanted, test, word in ((contains, ANY, "with"), (without, NONE, "without")):
            names = [wanted] if isinstance(wanted, str) else list(wanted)
            require_names(self.events, names, "event")
            for name in names:
                self._ask(test, fits=named_event(exp.column("name").eq(exp.convert(name))))
                self.said.append(f"{word} {name!r}")

    def period(self, since: _Moment | None, until: _Moment | None, period: str | None) -> exp.Expr | None:
        if since is None and until is None:
            if period is not None:
                raise EventLogError(f"period={period!r} needs since or until.")
            return None
        require_times(self.events, "a period (since, until)")
        if period not in PERIODS:
            raise EventLogError(
                "a period needs to say what must lie in it: period='start' (the first event of a path), 'whole' "
                f"(all of it) or 'events' (each event for itself); got period={period!r}."
            )
        fits: exp.Expr = exp.true()
        said = PERIODS[period]
        if since is not None:
            fits, said = exp.column("t", table="j") >= since.micros, f"{said} since {since.text}"
        if until is not None:
            fits, said = exp.and_(fits, exp.column("t", table="j") < until.micros), f"{said} until before {until.text}"
        self.said.append(said)
        if period == "start":
            self._ask(ANY, fits=exp.and_(fits, exp.column("position", table="j").eq(1)))
        elif period == "events":
            self._ask(ANY, fits=fits)
            return fits
        else:
            self._ask(EVERY, fits=fits)
            self._count_censored(None if since is None else since.micros, None if until is None else until.micros - 1)
        return None

    def edge(self, edge: str | timedelta | None) -> None:
        if edge is None:
            return
        require_times(self.events, "the edge of its period")
        margin = duration_us(edge, "edge")
        (ends,) = self.events._log.rows(sql_template("SELECT MIN(t) AS low, MAX(t) AS high FROM j"))
        if ends["low"] is None:
            return
        low, high = ends["low"] + margin, ends["high"] - margin
        self._ask("MIN(j.t) >= :low AND MAX(j.t) <= :high", low=low, high=high)
        self.said.append(f"that neither begin within {edge} of the log's start nor end within {edge} of its end")
        self._count_censored(low, high)

    def _count_censored(self, low: int | None, high: int | None) -> None:
        before = exp.false() if low is None else sql_expression("MIN(j.t) < :low", low=low)
        after = exp.false() if high is None else sql_expression("MAX(j.t) > :high", high=high)
        counts = sql_template(_CENSORED, before=before, after=after)
        (row,) = self.events._log.rows(counts)
        self.said[-1] += (
            f", which leaves out {row['before'] or 0:,} that begin before and {row['after'] or 0:,} that end after "
            f"({row['both'] or 0:,} do both)"
        )

    def paths(self) -> exp.Query:
        query = exp.select("j.path").from_("j").group_by("j.path")
        return query.having(exp.and_(*self.having)) if self.having else query

    def words(self) -> str:
        if not self.said:
            raise EventLogError(
                "keep needs something to keep by: where, a period, a length, contains, without or edge."
            )
        return ", ".join(self.said)

    def _ask(self, test: str, **parts: object) -> None:
        self.having.append(sql_expression(test, **parts))


ANY = "MAX(CASE WHEN :fits THEN 1 ELSE 0 END) = 1"
EVERY = "MIN(CASE WHEN :fits THEN 1 ELSE 0 END) = 1"
NONE = "MAX(CASE WHEN :fits THEN 1 ELSE 0 END) = 0"
_CENSORED = """
    SELECT SUM(c.before) AS before, SUM(c.after) AS after, SUM(c.before * c.after) AS both FROM (
        SELECT j.path AS path, CASE WHEN :before THEN 1 ELSE 0 END AS before,
               CASE WHEN :after THEN 1 ELSE 0 END AS after
        FROM j GROUP BY j.path
    ) AS c
"""


class _Moment(NamedTuple):
    micros: int
    text: str


def _moment(moment: Moment | None, what: str, zone: Zone) -> _Moment | None:
    if moment is None:
        return None
    import pandas as pd

    fault = EventLogError(f"{what} is no date or time. Write it like '2024-05-01' or '2024-05-01 13:00'.")
    if not isinstance(moment, (str, date)):
        raise fault
    try:
        stamp = pd.Timestamp(moment)
    except ValueError:
        raise fault from None
    if pd.isna(stamp):
        raise fault
    stamp = stamp.as_unit("us")
    if stamp.tz is None:
        # A time that the clocks had twice, or never had, is read as in read_events.
        stamp = pd.Timestamp(stamp.to_pydatetime().replace(tzinfo=zone.rules).astimezone(UTC))
    micros = int(stamp.as_unit("us").asm8.view("int64"))
    local = pd.Timestamp(zone.local_time(micros))
    text = f"{local:%Y-%m-%d}" if local == local.normalize() else local.isoformat(sep=" ")
    return _Moment(micros, text)


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)
