"""The matcher of events and touchpoints, wired to a log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from journeykit import evidence
from journeykit.editors import EventMatcher
from journeykit.editors._readers import only_reads
from journeykit.events import Events
from journeykit.events.patterns import fitting
from journeykit.model import edit
from journeykit.model.journey import JourneyMap

NAMES_SHOWN = 50
"""At most so many names of what a rule fits are listed; their number is always given."""

SUGGESTED = 1_000
"""Suggestions are sought for at most so many names, those with the most events."""


def event_matcher(journey: JourneyMap, events: Events, *, editable: bool | None = None) -> EventMatcher:
    """Return the widget that ties the events of a log to the touchpoints of a map.

    Parameters
    ----------
    journey : JourneyMap
        The map to bind.
    events : Events
        The log.
    editable : bool, optional
        False shows what is bound and what is not. Left out: see ``MapBoard``. Where ``journeykit serve`` shows the page
        to people who read, it names no event and counts none: a rare one would tell of a few people.

    Returns
    -------
    EventMatcher
        ``matcher.map`` is the map as bound by now.

    Examples
    --------
    >>> import journeykit as jk
    >>> events = jk.read_events(jk.datasets.log_for("cook-family"))
    >>> matcher = jk.dashboards.event_matcher(jk.example("cook-family"), events)
    >>> matcher.claims["left"]
    {'cookie banner closed': 856, 'calendar sync': 242, 'page error': 138}
    """
    return EventMatcher(journey, NothingShown() if only_reads(editable) else LogSource(events), editable=editable)


class NothingShown:
    """What readers of a served page are told of a log: nothing."""

    def totals(self) -> dict[str, Any]:
        """Return no size."""
        return {"events": 0, "paths": 0}

    def names(self) -> list[tuple[str, int, int]]:
        """Return no event name."""
        return []

    def claims(self, journey: JourneyMap) -> dict[str, Any]:
        """Return no claim."""
        return {"events": 0, "paths": 0, "left": {}, "owners": {}, "touchpoints": {}}

    def preview(self, journey: JourneyMap, touchpoint: str, events: Sequence[str]) -> dict[str, Any]:
        """Return nothing; the widget answers no reader."""
        return {}

    def suggestions(self, journey: JourneyMap, names: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Return no suggestion."""
        return {}


class LogSource:
    """What the matcher asks of a log, answered by counting. See :class:`journeykit.editors.EventSource`."""

    def __init__(self, events: Events) -> None:
        self._events = events
        rows = events.names().sort_values(["events", "event"], ascending=[False, True]).itertuples(index=False)
        self._names = [(str(name), int(count), int(paths)) for name, count, paths in rows]
        self._volume = {name: count for name, count, _ in self._names}

    def totals(self) -> dict[str, Any]:
        """Return the size of the log."""
        return {"events": len(self._events), "paths": self._events.path_count}

    def names(self) -> list[tuple[str, int, int]]:
        """Return every event name with its events and its unique travellers, by volume."""
        return self._names

    def claims(self, journey: JourneyMap) -> dict[str, Any]:
        """Return which events the map claims, by name and by touchpoint.

        Raises
        ------
        EventLogError
            A rule compares a column that the log was read without.
        """
        owners: dict[str, dict[str, int]] = {}
        left: dict[str, int] = {}
        for name, touchpoint, count in evidence.name_claims(journey, self._events).itertuples(index=False):
            if isinstance(touchpoint, str):
                owners.setdefault(str(name), {})[touchpoint] = int(count)
            else:
                left[str(name)] = int(count)
        touchpoints = {
            touchpoint.id: {
                "events": sum(claimed.get(touchpoint.id, 0) for claimed in owners.values()),
                "rules": [self._fits(rule) for rule in touchpoint.binding.events],
            }
            for touchpoint in journey.touchpoints
            if touchpoint.binding is not None
        }
        return {
            "events": len(self._events) - sum(left.values()),
            "paths": evidence.claimed_paths(journey, self._events),
            "left": left,
            "owners": {name: list(claimed) for name, claimed in owners.items()},
            "touchpoints": touchpoints,
        }

    def preview(self, journey: JourneyMap, touchpoint: str, events: Sequence[str]) -> dict[str, Any]:
        """Return what binding a touchpoint to more events would do.

        Returns
        -------
        dict
            ``names`` (list: the names that the rules fit, by volume, at most fifty), ``fits`` (int: all of them),
            ``added`` (int: events that would come to the touchpoint), ``moved`` (list of ``[touchpoint name, events]``
            that others would lose to it), ``kept`` (the same for events that stay with a touchpoint that comes first),
            ``events`` and ``paths`` (int: on the map afterwards), ``nearest`` (str: a name that differs in upper and
            lower case alone, where nothing fits).

        Raises
        ------
        UnknownIdError
            No touchpoint has that id; names the nearest.
        """
        before = self._claimed(journey)
        bound = edit.bind_touchpoint(journey, touchpoint, events=events)
        after = self._claimed(bound)
        fits = [name for name, _, _ in self._names if any(fitting([name], rule) for rule in events)]
        called = {other.id: other.name for other in journey.touchpoints}
        moved: dict[str, int] = {}
        kept: dict[str, int] = {}
        for name in fits:
            for owner, count in before.get(name, {}).items():
                lost = count - after.get(name, {}).get(owner, 0)
                if owner != touchpoint and lost:
                    moved[called[owner]] = moved.get(called[owner], 0) + lost
                if owner != touchpoint and count > lost:
                    kept[called[owner]] = kept.get(called[owner], 0) + count - lost
        held, holds = (sum(owned.get(touchpoint, 0) for owned in claims.values()) for claims in (before, after))
        unlike = [name for rule in events for name in fitting(self._volume, rule, any_case=True)] if not fits else []
        return {
            "names": fits[:NAMES_SHOWN],
            "fits": len(fits),
            "added": holds - held,
            "moved": [list(row) for row in moved.items()],
            "kept": [list(row) for row in kept.items()],
            "events": sum(sum(owned.values()) for owned in after.values()),
            "paths": evidence.claimed_paths(bound, self._events),
            "nearest": unlike[0] if unlike else "",
        }

    def suggestions(self, journey: JourneyMap, names: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Return by name the touchpoint that it likely belongs to, with score and reason."""
        frame = evidence.suggested_bindings(journey, list(names)[:SUGGESTED])
        return {
            str(row["event"]): {"touchpoint": row["touchpoint_id"], "score": row["score"], "reason": row["reason"]}
            for row in frame.to_dict("records")
        }

    def _claimed(self, journey: JourneyMap) -> dict[str, dict[str, int]]:
        owners: dict[str, dict[str, int]] = {}
        for name, touchpoint, count in evidence.name_claims(journey, self._events).itertuples(index=False):
            if isinstance(touchpoint, str):
                owners.setdefault(str(name), {})[touchpoint] = int(count)
        return owners

    def _fits(self, rule: str) -> int:
        return sum(self._volume[name] for name in fitting(self._volume, rule))
