"""The SQL of a funnel: for every step the paths that reach it, ``reached_k(path, taken, leg, ended, came)``.

``taken`` is microseconds since the entry, ``leg`` since the last required step, ``ended`` 1 where the path's last event
reaches the step, ``came`` 1 where the path came from an earlier step (0: it entered here).

There are two equivalent ways (the tests compare both with a matcher that tries every choice of events):

*plain*: one entry, other events may lie between, no conditions on a step. The earliest event of each step is then as
good as any other, and each step is one join and one minimum.

*general*: one pass over the events of the steps in order. For every event and step it keeps the latest entry of a run
that reaches the step with this event. Its previous run is the latest one that is far enough away: what rules out a
run (too old, an excluded event since, not adjacent) rules out all older ones too. So running maxima find the best run,
whatever the number of entries. There is one exception: with optional steps, repeated entries and conditions together,
an older run may have the later entry. Then every choice of optional steps is a funnel of its own, and the best counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from sqlglot import exp

from journeykit.events.sql import sql_expression, sql_template
from journeykit.questions._event_filter import is_one_of
from journeykit.questions._funnel_steps import Leg, RunLimits

Tables = Sequence[tuple[str, exp.Query]]
"""Named subqueries; each may read the prepared log and the subqueries before it."""

NEVER = -(2**62)


def reached(legs: Sequence[Leg], entry: RunLimits) -> Tables:
    """Return the subqueries whose last ones are ``reached_1``, ``reached_2`` …"""
    conditional = entry.direct or any(leg.conditional for leg in legs)
    if not (conditional or entry.best or entry.open):
        return _plain(legs, entry)
    tables: list[tuple[str, exp.Query]] = [("hits", _hits(legs))]
    optional = [leg for leg in legs if leg.optional]
    choices: list[Sequence[Leg]] = [legs]
    if optional and conditional and entry.best:
        skipped = [set(some) for count in range(len(optional) + 1) for some in combinations(optional, count)]
        choices = [[replace(leg, optional=False) for leg in legs if leg not in some] for some in skipped]
    runs: list[tuple[Sequence[Leg], str]] = []
    for number, choice in enumerate(choices, start=1):
        tables += _runs(choice, entry, f"_{number}")
        runs.append((choice, f"runs_{number}"))
    return tables + [(f"reached_{leg.number}", _reached_by(leg, legs, runs)) for leg in legs]


def before(leg: Leg, legs: Sequence[Leg]) -> list[Leg]:
    """Return the steps from which a run may come to this one, latest first, the last required step at the end."""
    found: list[Leg] = []
    for other in reversed([other for other in legs if other.number < leg.number]):
        found.append(other)
        if not other.optional:
            break
    return found


def union_all(parts: Sequence[exp.Query]) -> exp.Query:
    """Return the rows of one or several queries together."""
    return parts[0] if len(parts) == 1 else exp.union(*parts, distinct=False)


def _plain(legs: Sequence[Leg], entry: RunLimits) -> Tables:
    # Positions follow time, so the first position also has the first time. MIN, because the entry is the last event of
    # its path only if there is no other step-1 event.
    start = sql_template(
        "SELECT j.path AS path, MIN(j.position) AS position, MIN(j.t) AS t, MIN(j.t) AS entered,"
        " CAST(NULL AS BIGINT) AS since, MIN(CASE WHEN j.is_last THEN 1 ELSE 0 END) AS ended"
        " FROM j WHERE :named AND :starts GROUP BY j.path",
        named=is_one_of(legs[0].names),
        starts=_starts(entry),
    )
    tables: list[tuple[str, exp.Query]] = [("first_1", start)]
    for leg in legs[1:]:
        last = before(leg, legs)[-1]
        step = sql_template(
            "SELECT j.path AS path, MIN(j.position) AS position, MIN(j.t) AS t, MIN(p.entered) AS entered,"
            " MIN(p.t) AS since, MAX(CASE WHEN j.is_last THEN 1 ELSE 0 END) AS ended"
            " FROM first_before AS p JOIN j ON j.path = p.path"
            " WHERE j.position > p.position AND :named AND :inside GROUP BY j.path",
            first_before=exp.to_table(f"first_{last.number}"),
            named=is_one_of(leg.names),
            inside=exp.and_(exp.true(), *_no_longer(exp.to_column("p.entered"), entry.window, "j.t")),
        )
        tables.append((f"first_{leg.number}", step))
    for leg in legs:
        shown = sql_template(
            "SELECT path, t - entered AS taken, t - since AS leg, ended, :came AS came FROM first_times",
            came=int(leg.number > 1),
            first_times=exp.to_table(f"first_{leg.number}"),
        )
        tables.append((f"reached_{leg.number}", shown))
    return tables


def _hits(legs: Sequence[Leg]) -> exp.Query:
    """Return the events of the steps with flags ``m_k`` (may reach step k) and ``x_k`` (rules out a run to step k)."""
    names = sorted({name for leg in legs for name in (*leg.names, *leg.without)})
    flags = exp.select("n.event").from_("names AS n").where(_named(names))
    hits = exp.select("j.path", "j.position", "j.t", "j.is_last").from_("j")
    for leg in legs:
        flags = flags.select(exp.alias_(_flag(leg.names), f"m_{leg.number}"))
        hits = hits.select(f"f.m_{leg.number}")
        if leg.without:
            flags = flags.select(exp.alias_(_flag(leg.without), f"x_{leg.number}"))
            hits = hits.select(f"f.x_{leg.number}")
    return hits.join(flags.subquery("f"), on="f.event = j.event")


def _runs(legs: Sequence[Leg], entry: RunLimits, suffix: str) -> Tables:
    """Return ``runs(path, taken_k, ended_k, came_k)``, a row per path; ``taken_k`` is null if it misses step k."""
    wanted = [leg for leg in legs if not leg.optional] if entry.open else legs[:1]
    matched = exp.or_(*(exp.column(f"m_{leg.number}", table="j").eq(1) for leg in wanted))
    candidate = exp.and_(matched, _starts(entry))
    entered = sql_expression("CASE WHEN :candidate THEN j.position END", candidate=candidate)
    if not entry.best:
        entered = sql_expression("MIN(:entered) OVER (PARTITION BY j.path)", entered=entered)
    source = f"entries{suffix}"
    state = exp.select("j.*", exp.alias_(entered, "entry")).from_("hits AS j")
    tables: list[tuple[str, exp.Query]] = [(source, state)]
    for leg in legs:
        paths_before = before(leg, legs)
        if paths_before:
            seen = exp.select("*", *_looking_back(leg, paths_before)).from_(source)
            source = f"seen_{leg.number}{suffix}"
            tables.append((source, seen))
        came = _latest_entry(leg, paths_before, entry)
        stepped = exp.select("*", *_arrived(leg, legs, came, entry)).from_(source)
        source = f"at_{leg.number}{suffix}"
        tables.append((source, stepped))
    columns = [column for leg in legs for column in _summary(leg.number)]
    return [*tables, (f"runs{suffix}", exp.select("path", *columns).from_(source).group_by("path"))]


def _summary(number: int) -> list[exp.Expr]:
    parts = sql_template(
        "SELECT MIN(t - :e), MAX(CASE WHEN is_last AND NOT :e IS NULL THEN 1 ELSE 0 END), MAX(:came)",
        e=exp.column(f"e_{number}"),
        came=exp.column(f"came_{number}"),
    ).selects
    return [exp.alias_(part, f"{name}_{number}") for part, name in zip(parts, ("taken", "ended", "came"), strict=True)]


def _looking_back(leg: Leg, steps: Sequence[Leg]) -> list[exp.Expr]:
    """Return the entry, position and time of the latest run to each step before, and the latest excluded position."""
    found: list[exp.Expr] = []
    for step in steps:
        here = exp.column(f"e_{step.number}")
        for name in ("e", "position", "t"):
            value: exp.Expr = here
            if name != "e":
                value = exp.Case().when(here.is_(exp.null()).not_(), exp.column(name))
            found.append(exp.alias_(_running(value, leg.after), f"{name}_{step.number}_before_{leg.number}"))
    if leg.without:
        excluded = exp.Case().when(exp.column(f"x_{leg.number}").eq(1), exp.column("position"))
        found.append(exp.alias_(_running(excluded), f"x_before_{leg.number}"))
    return found


def _latest_entry(leg: Leg, steps: Sequence[Leg], entry: RunLimits) -> exp.Expr | None:
    """Return the latest entry of a run that comes from a step before and reaches this step with this event."""
    found: list[exp.Expr] = []
    for step in steps:
        since = {name: exp.column(f"{name}_{step.number}_before_{leg.number}") for name in ("e", "position", "t")}
        holds: list[exp.Expr] = [since["e"].is_(exp.null()).not_()]
        holds += [*_no_longer(since["e"], entry.window), *_no_longer(since["t"], leg.within)]
        if leg.without:
            excluded = exp.column(f"x_before_{leg.number}")
            holds.append(exp.or_(excluded.is_(exp.null()), excluded <= since["position"]))
        if entry.direct:
            holds.append(exp.column("position").eq(since["position"] + 1))
        found.append(exp.Case().when(exp.and_(*holds), since["e"]))
    if len(found) < 2:
        return found[0] if found else None
    # Engines differ in GREATEST of a null.
    latest = exp.func("GREATEST", *(exp.func("COALESCE", one, exp.convert(NEVER)) for one in found))
    return exp.func("NULLIF", latest, exp.convert(NEVER))


def _arrived(leg: Leg, legs: Sequence[Leg], came: exp.Expr | None, entry: RunLimits) -> list[exp.Expr]:
    """Return ``e_k``, the entry of the best run that reaches step k with this event, and ``came_k``."""
    mine = exp.column(f"m_{leg.number}").eq(1)
    enters: exp.Expr | None = None
    if leg.number == 1 or (entry.open and not leg.optional):
        here = [mine, exp.column("entry").eq(exp.column("position"))]
        # An event of several steps enters at the first of them.
        here += [
            exp.column(f"m_{other.number}").eq(0) for other in legs if other.number < leg.number and not other.optional
        ]
        enters = exp.and_(*here)
    case, flag = exp.Case(), exp.Case()
    if enters is not None:
        case, flag = case.when(enters, exp.column("t")), flag.when(enters, exp.convert(0))
    if came is not None:
        case = case.when(mine, came)
        flag = flag.when(exp.and_(mine, came.copy().is_(exp.null()).not_()), exp.convert(1))
    return [exp.alias_(case, f"e_{leg.number}"), exp.alias_(flag.else_(exp.convert(0)), f"came_{leg.number}")]


def _reached_by(leg: Leg, legs: Sequence[Leg], runs: Sequence[tuple[Sequence[Leg], str]]) -> exp.Query:
    parts = [
        sql_template(
            "SELECT path, :taken AS taken, :ended AS ended, :came AS came FROM runs WHERE NOT :taken IS NULL",
            taken=exp.column(f"taken_{leg.number}"),
            ended=exp.column(f"ended_{leg.number}"),
            came=exp.column(f"came_{leg.number}"),
            runs=exp.to_table(name),
        )
        for choice, name in runs
        if leg.number in {one.number for one in choice}
    ]
    required = before(leg, legs)[-1:]
    if not required:
        return sql_template(_FIRST, part=union_all(parts))
    return sql_template(_FURTHER, part=union_all(parts), reached_before=exp.to_table(f"reached_{required[0].number}"))


_FIRST = """
    SELECT path, MIN(taken) AS taken, CAST(NULL AS BIGINT) AS leg, MAX(ended) AS ended, MAX(came) AS came
    FROM part AS p GROUP BY path
"""
_FURTHER = """
    SELECT p.path AS path, MIN(p.taken) AS taken, MIN(p.taken) - MIN(b.taken) AS leg, MAX(p.ended) AS ended,
           MAX(p.came) AS came
    FROM part AS p LEFT JOIN reached_before AS b ON b.path = p.path GROUP BY p.path
"""

# Over t a gap is a range; COALESCE, because ClickHouse allows no range over a nullable column.
_OVER_ROWS = """
    MAX(:value) OVER (PARTITION BY path ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
"""
_OVER_GAP = """
    MAX(:value) OVER (
        PARTITION BY path ORDER BY COALESCE(t, 0) RANGE BETWEEN UNBOUNDED PRECEDING AND :gap PRECEDING)
"""


def _running(value: exp.Expr, after: int | None = None) -> exp.Expr:
    if after is None:
        return sql_expression(_OVER_ROWS, value=value)
    return sql_expression(_OVER_GAP, value=value, gap=after)


def _starts(entry: RunLimits) -> exp.Expr:
    holds: list[exp.Expr] = []
    if entry.at is not None:
        holds.append(exp.column("position", table="j").eq(entry.at))
    if entry.settled:
        assert entry.window is not None
        holds.append(sql_expression("j.t + :w <= (SELECT MAX(t) FROM j)", w=entry.window))
    return exp.and_(*holds) if holds else exp.true()


def _no_longer(start: exp.Expr, most: int | None, now: str = "t") -> list[exp.Expr]:
    if most is None:
        return []
    return [sql_expression("(:now - :start) <= :most", now=exp.to_column(now), start=start, most=most)]


def _flag(names: Sequence[str]) -> exp.Expr:
    return exp.Case().when(_named(names), exp.convert(1)).else_(exp.convert(0))


def _named(names: Sequence[str]) -> exp.Expr:
    return exp.column("name", table="n").isin(*(exp.convert(name) for name in names))
