"""Edits of the rules that bind touchpoints to events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from journeykit.errors import MapError, listing
from journeykit.model.binding import Binding
from journeykit.model.edit._elements import find, made, update
from journeykit.model.journey import JourneyMap
from journeykit.model.touchpoint import Touchpoint


def bind_touchpoint(
    journey: JourneyMap, id: str, /, *, events: str | Sequence[str], where: Sequence[Any] | None = None
) -> JourneyMap:
    """Return the map with one touchpoint bound to more events, in addition to those it is bound to.

    Parameters
    ----------
    id : str
        The touchpoint.
    events : str or sequence of str
        Event names to add; ``*`` matches any characters, ``?`` one, ``[*]`` and ``[?]`` themselves.
    where : sequence, optional
        New conditions on attribute columns; by default, the present ones are kept.

    Raises
    ------
    UnknownIdError
        No touchpoint has that id; names the nearest.
    MapError
        No event name is given, or a condition does not fit.

    Examples
    --------
    >>> import journeykit as jk
    >>> journey = jk.edit.add_touchpoint(jk.new_map("Shop", stages=["See"]), "Ad", stage="see")
    >>> journey = jk.edit.bind_touchpoint(journey, "ad", events="ad_*")
    >>> jk.edit.bind_touchpoint(journey, "ad", events=["banner"]).touchpoints[0].binding.events
    ('ad_*', 'banner')
    """
    present = cast(Touchpoint, find(journey, "touchpoint", id)).binding
    held = present.events if present is not None else ()
    added = (events,) if isinstance(events, str) else tuple(events)
    kept = where if where is not None else (present.where if present is not None else ())
    fresh = made(Binding, {"events": tuple(dict.fromkeys((*held, *added))), "where": kept})
    return update(journey, "touchpoint", id, {"binding": fresh})


def unbind_touchpoint(journey: JourneyMap, id: str, /, *, events: str | Sequence[str] | None = None) -> JourneyMap:
    """Return the map with some or all events removed from the rule of one touchpoint.

    Parameters
    ----------
    id : str
        The touchpoint.
    events : str or sequence of str, optional
        Names to remove, as written in the rule. By default, and when no name is left, the whole rule is removed.

    Raises
    ------
    UnknownIdError
        No touchpoint has that id; names the nearest.
    MapError
        The rule does not have such a name; lists those it has.

    Examples
    --------
    >>> import journeykit as jk
    >>> journey = jk.new_map("Shop", stages=["See"])
    >>> journey = jk.edit.add_touchpoint(journey, "Ad", stage="see", binding={"events": ["ad_*", "banner"]})
    >>> jk.edit.unbind_touchpoint(journey, "ad", events="banner").touchpoints[0].binding.events
    ('ad_*',)
    >>> jk.edit.unbind_touchpoint(journey, "ad").touchpoints[0].binding is None
    True
    """
    present = cast(Touchpoint, find(journey, "touchpoint", id)).binding
    held = present.events if present is not None else ()
    gone = held if events is None else (events,) if isinstance(events, str) else tuple(events)
    for name in gone:
        if name not in held:
            raise MapError(
                f"touchpoint {id!r} is not bound to {name!r}, but to: {listing(held)}. Nothing was changed."
                if held
                else f"touchpoint {id!r} is bound to no event. Nothing was changed."
            )
    kept = tuple(name for name in held if name not in gone)
    if present is None or not kept:
        return update(journey, "touchpoint", id, {"binding": None})
    return update(journey, "touchpoint", id, {"binding": made(Binding, {"events": kept, "where": present.where})})
