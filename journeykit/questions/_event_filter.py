"""Events chosen by name, as a test in SQL and as words."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from journeykit.errors import EventLogError
from journeykit.events.labels import named_event
from journeykit.events.log import Events, require_names


def event_test(events: Events, names: str | Sequence[str], what: str) -> tuple[str, ...]:
    """Return one or several event names as a tuple; raise if there are none or the log does not have one of them."""
    several = (names,) if isinstance(names, str) else tuple(names)
    if not several or not all(several):
        raise EventLogError(f"{what} needs an event name, or several that count alike.")
    require_names(events, several, what)
    return several


def is_one_of(names: Sequence[str]) -> exp.Expr:
    """Return the test that a row of ``j`` is one of these events."""
    return named_event(exp.column("name").isin(*(exp.convert(name) for name in names)))


def event_words(names: Sequence[str]) -> str:
    """Return the names joined by "or"."""
    return " or ".join(names)
