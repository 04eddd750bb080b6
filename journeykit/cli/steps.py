"""The steps of a funnel as they are typed: names, globs, and alternatives separated by ``|``."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from journeykit.errors import EventLogError, listing
from journeykit.events.patterns import fitting, unescaped

MOST_NEAREST = 3


def step_events(step: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the events of the log, given by their names, that a typed step stands for.

    A step is an event name, a glob with ``*`` or ``?`` (``[*]`` and ``[?]`` for the characters), or several of them
    separated by ``|``; an exact event name is always that event. Raises EventLogError if a part matches no event.

    >>> step_events("booked*|walk-in", ["booked online", "booked by phone", "walk-in", "left"])
    ('booked online', 'booked by phone', 'walk-in')
    """
    found: dict[str, None] = {}
    for part in [step] if step in names else [part.strip() for part in step.split("|")]:
        fits = [part] if part in names else fitting(names, part)
        if not fits:
            raise EventLogError(_no_event(part, names))
        found |= dict.fromkeys(fits)
    return tuple(found)


def _no_event(part: str, names: Sequence[str]) -> str:
    if not part:
        return "a step is empty. Write alternatives with | between them, as in 'check-in|walk-in'."
    folded = {name.casefold(): name for name in names}
    plain = unescaped(part).replace("*", "").replace("?", "").casefold()
    near = fitting(names, part, any_case=True) or [folded[word] for word in get_close_matches(plain, folded)]
    guess = f" Nearest: {listing(near[:MOST_NEAREST])}." if near else ""
    return f"step {part!r} fits no event of this log.{guess} Events: {listing(names)}."
