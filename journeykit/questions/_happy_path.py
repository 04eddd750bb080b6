"""The happy path as a model: expected events in order, with alternatives, some optional or repeatable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from journeykit.errors import EventLogError
from journeykit.events.log import Events
from journeykit.questions._event_filter import event_test, event_words


@dataclass(frozen=True)
class Expected:
    """One touchpoint of a happy path, met by any of ``events``.

    Attributes
    ----------
    events
        An event name, or several that are alternatives.
    optional
        May be left out.
    repeatable
        May occur several times in a row, each time as any of the alternatives.

    Examples
    --------
    >>> Expected(("visa", "paypal"), repeatable=True)
    Expected(events=('visa', 'paypal'), optional=False, repeatable=True)
    """

    events: str | Sequence[str]
    optional: bool = False
    repeatable: bool = False


def happy_path(events: Events, path: Sequence[str | Sequence[str] | Expected]) -> tuple[Expected, ...]:
    """Return a happy path as `Expected` values whose event names the log has."""
    if isinstance(path, str) or not path:
        raise EventLogError(
            "a happy path is a list of touchpoints in order: event names, tuples of alternatives, or Expected(…)."
        )
    whole = []
    for step in path:
        expected = step if isinstance(step, Expected) else Expected(step)
        names = event_test(events, expected.events, "touchpoint")
        whole.append(Expected(names, expected.optional, expected.repeatable))
    return tuple(whole)


def label(expected: Expected) -> str:
    """Return a touchpoint as words."""
    return event_words((expected.events,) if isinstance(expected.events, str) else expected.events)


def described(step: Expected) -> str:
    """Return a touchpoint as words, with "optional" and "repeatable" where it is."""
    notes = [word for word, holds in (("optional", step.optional), ("repeatable", step.repeatable)) if holds]
    return label(step) + (f" ({', '.join(notes)})" if notes else "")
