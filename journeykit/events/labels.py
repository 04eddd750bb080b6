"""Name events by rules: a log of clicks becomes a log of touchpoints or stages.

The first rule that matches wins, so an event never counts twice. Events without a match are left out of the relabelled
log and counted (``Events.dropped``; ``matches`` lists them).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from journeykit.errors import EventLogError, listing, nearest
from journeykit.events.lineage import DerivedLog
from journeykit.events.log import Events, open_events, question
from journeykit.events.patterns import glob_pattern, is_glob, unescaped
from journeykit.events.prepare import sequenced
from journeykit.events.query import Query
from journeykit.events.sql import sql_expression, sql_template

if TYPE_CHECKING:
    from journeykit.events.arrays import Arrays

COMPARISONS = {"<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}
OPERATORS = ("==", "!=", "in", "not in", "like", *COMPARISONS)


@dataclass(frozen=True)
class AttributeTest:
    """A test of one attribute column. ``like`` takes a glob, ``< <= > >=`` compare numbers, all others text.

    A missing attribute fails every test except ``!=`` and ``not in``.

    Examples
    --------
    >>> AttributeTest("channel", "in", ("web", "app"))
    AttributeTest(column='channel', op='in', value=('web', 'app'))
    """

    column: str
    op: str
    value: str | float | tuple[str, ...]


@dataclass(frozen=True)
class Label:
    """A name for every event that matches one of the globs and all the tests.

    In a glob ``*`` is any text and ``?`` one character; ``[*]`` and ``[?]`` are these characters themselves. Globs are
    case-sensitive.

    Examples
    --------
    >>> Label("basket", events=("add_to_cart", "cart_*"))
    Label(name='basket', events=('add_to_cart', 'cart_*'), where=())
    """

    name: str
    events: tuple[str, ...] = ("*",)
    where: tuple[AttributeTest, ...] = ()


def matches(events: Events, labels: Sequence[Label]) -> Query:
    """Count the events of each name by label; null is an event that no rule matches.

    Returns
    -------
    Query
        One row per event name and label, most events first: ``event`` (str), ``label`` (str, null where no rule
        matches), ``events`` (int), ``paths`` (int, unique). With attribute tests one name may have several labels.

    Raises
    ------
    EventLogError
        A label is named twice, or a condition names a column that was not read or an unknown operator.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev
    >>> log = pd.DataFrame({"user_id": ["a", "a"], "event": ["cart_add", "help"], "timestamp": ["2024-05-01"] * 2})
    >>> ev.matches(ev.read_events(log), [ev.Label("basket", ("cart_*",))]).to_pandas()["label"].isna().tolist()
    [False, True]
    """
    expression = sql_template(
        """
        SELECT n.name AS event, l.label AS label, COUNT(*) AS events, COUNT(DISTINCT l.path) AS paths
        FROM labelled AS l JOIN names AS n ON n.event = l.event
        GROUP BY n.name, l.label ORDER BY COUNT(*) DESC, n.name, l.label
        """,
        labelled=labelled(events, labels, names=True),
    )
    return question(
        events,
        "matches",
        expression,
        {
            "event": ("str", "event name"),
            "label": ("str", "label of the first rule that matches; null where none does"),
            "events": ("int64", "number of events"),
            "paths": ("int64", "unique paths with such an event"),
        },
        unit="events, and unique paths where the column says so",
        population=f"all {len(events):,} events of the log",
        denominator="none: counts only",
    )


def relabel(events: Events, labels: Sequence[Label]) -> Events:
    """Return a log whose event names are the labels, in their order; events without a match are left out.

    Order, times and ties do not change; successive events with the same label stay separate events. The names include
    labels that match no event; ``dropped`` is the number of events left out.

    Raises
    ------
    EventLogError
        A label is named twice, or a condition names a column that was not read or an unknown operator.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev
    >>> log = pd.DataFrame({"user_id": ["a", "a"], "event": ["cart_add", "help"], "timestamp": ["2024-05-01"] * 2})
    >>> basket = ev.relabel(ev.read_events(log), [ev.Label("basket", ("cart_*",)), ev.Label("pay", ("pay_*",))])
    >>> basket.event_names, len(basket), basket.dropped
    (('basket', 'pay'), 1, 1)
    """
    keyed = labelled(events, labels, names=False).subquery("l")
    claimed = exp.select("path", "label AS event", "t", "seq").from_(keyed).where("label IS NOT NULL")
    names = exp.values([(number, label.name) for number, label in enumerate(labels, start=1)], "v", ["event", "name"])
    named = exp.select("CAST(event AS INT) AS event", "CAST(name AS TEXT) AS name").from_(names)
    recipe = {"names": named if labels else sql_template(_NO_NAMES), "j": sequenced(claimed, events._carried)}
    after = DerivedLog(events._log, recipe, arrays=_relabelled_arrays(events, labels))
    relabelled = open_events(after, events.report, events.attributes)
    dropped = len(events) - len(relabelled)
    if dropped:
        remain = f"{relabelled.path_count:,} of {events.path_count:,} paths remain"
        after.restrict(f"{dropped:,} events without a label are left out: {remain}")
    return replace(relabelled, dropped=dropped)


def _relabelled_arrays(events: Events, labels: Sequence[Label]) -> Arrays | None:
    """Return the relabelled arrays; None if labels depend on attributes or the log is not in memory."""
    arrays = None if any(label.where for label in labels) else events._log.arrays()
    if arrays is None:
        return None
    asked = exp.select("j.event AS event", exp.alias_(_chosen(events, labels, names=False), "label"))
    number = {row["event"]: row["label"] or 0 for row in events._log.rows(asked.from_("names AS j"))}
    return arrays.renumbered([number[event] for event in range(1, len(events.event_names) + 1)])


_NO_NAMES = "SELECT event, name FROM (VALUES (1, '')) AS v(event, name) WHERE FALSE"


def labelled(events: Events, labels: Sequence[Label], *, names: bool) -> exp.Select:
    """Return the prepared log with a column ``label``: the name, or its number from 1."""
    return exp.select("j.*", exp.alias_(_chosen(events, labels, names=names), "label")).from_("j")


def _chosen(events: Events, labels: Sequence[Label], *, names: bool) -> exp.Expr:
    twice = sorted({label.name for label in labels if [other.name for other in labels].count(label.name) > 1})
    if twice:
        raise EventLogError(f"the labels {listing(twice)} are named twice. One label may have several globs.")
    chosen: exp.Expr = exp.cast(exp.null(), "text" if names else "int")
    if labels:
        case = exp.Case()
        for number, label in enumerate(labels, start=1):
            case = case.when(_claims(events, label), exp.convert(label.name if names else number))
        chosen = case
    return chosen


def _claims(events: Events, label: Label) -> exp.Expr:
    globs = (label.events,) if isinstance(label.events, str) else label.events
    fits = exp.or_(*(_fits(exp.column("name"), glob) for glob in globs)) if globs else exp.false()
    return exp.and_(named_event(fits), *(holds(events, condition) for condition in label.where))


def named_event(test: exp.Expr) -> exp.Expr:
    """Return the test that a row of ``j`` has an event whose ``name`` meets a test."""
    return sql_expression("j.event IN (SELECT event FROM names WHERE :test)", test=test)


def _fits(text: exp.Expr, glob: str) -> exp.Expr:
    if not is_glob(glob):
        return exp.EQ(this=text, expression=exp.convert(unescaped(glob)))
    return exp.RegexpLike(this=text, expression=exp.convert(rf"(?s)\A{glob_pattern(glob)}\z"))


def attribute_of(events: Events, name: str) -> exp.Column:
    """Return the column of ``j`` with an attribute, or raise."""
    if name not in events.attributes:
        hint = nearest(name, events.attributes)
        guess = f" Did you mean {hint!r}?" if hint else ""
        raise EventLogError(
            f"the column {name!r} was not read with this log.{guess} Read it with attribute_cols=[…]. "
            f"Columns read: {listing(events.attributes)}."
        )
    return exp.column(events._attributes[name], table="j")


def holds(events: Events, condition: AttributeTest) -> exp.Expr:
    """Return the test of a condition on a row of ``j``."""
    column = attribute_of(events, condition.column)
    op, value = condition.op, condition.value
    if op in COMPARISONS:
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise EventLogError(f"{op} compares numbers; {value!r} (column {condition.column!r}) is none.") from None
        test: exp.Expr = COMPARISONS[op](
            this=exp.TryCast(this=column, to=exp.DataType.build("double")), expression=exp.convert(number)
        )
        return exp.func("COALESCE", test, exp.false())
    if op not in OPERATORS:
        raise EventLogError(f"{op!r} is no operator. Operators: {listing(OPERATORS)}.")
    values = [value] if isinstance(value, (str, int, float)) else list(value)
    if op == "like":
        test = exp.or_(*(_fits(column, str(glob)) for glob in values))
    else:
        test = column.isin(*(exp.convert(str(one)) for one in values))
    fits = exp.func("COALESCE", test, exp.false())
    return exp.not_(fits) if op in ("!=", "not in") else fits
