"""The matcher of events and touchpoints, connected to a log."""

from __future__ import annotations

from collections import Counter
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
"""Names listed of those that a rule matches; their number is always given."""

SUGGESTED = 1_000
"""Names that get suggestions: those with the most events."""


def event_matcher(journey: JourneyMap, events: Events, *, editable: bool | None = None) -> EventMatcher:
    """Return the widget that binds the events of a log to the touchpoints of a map.

    Parameters
    ----------
    journey : JourneyMap
        The map to bind.
    events : Events
        The log.
    editable : bool, optional
        False shows what is bound and what is not. Default: see ``MapBoard``. A page that ``journeykit serve`` shows to
        readers names and counts no events, because a rare event would tell of a few people.

    Returns
    -------
    EventMatcher
        ``matcher.map`` is the current map.

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
    """The empty source of readers of a served page, who see nothing of a log."""

    def totals(self) -> dict[str, Any]:
        return {"events": 0, "paths": 0}

    def names(self) -> list[tuple[str, int, int]]:
        return []

    def claims(self, journey: JourneyMap) -> dict[str, Any]:
        return {"events": 0, "paths": 0, "left": {}, "owners": {}, "touchpoints": {}}

    def preview(self, journey: JourneyMap, touchpoint: str, events: Sequence[str]) -> dict[str, Any]:
        return {}

    def suggestions(self, journey: JourneyMap, names: Sequence[str]) -> dict[str, dict[str, Any]]:
        return {}


class LogSource:
    """The numbers of a log for the matcher. See :class:`journeykit.editors.EventSource`."""

    def __init__(self, events: Events) -> None:
        self._events = events
        rows = events.names().sort_values(["events", "event"], ascending=[False, True]).itertuples(index=False)
        self._names = [(str(name), int(count), int(paths)) for name, count, paths in rows]
        self._volume = {name: count for name, count, _ in self._names}

    def totals(self) -> dict[str, Any]:
        return {"events": len(self._events), "paths": self._events.path_count}

    def names(self) -> list[tuple[str, int, int]]:
        return self._names

    def claims(self, journey: JourneyMap) -> dict[str, Any]:
        owners, left = self._claimed(journey)
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

        ``names`` that the rules match, by volume, and their number (``fits``); events ``added`` to the touchpoint,
        ``moved`` from others and ``kept`` by others that come first; ``events`` and ``paths`` on the map afterwards; if
        no name matches, the ``nearest`` one that differs in case alone.
        """
        before, _ = self._claimed(journey)
        bound = edit.bind_touchpoint(journey, touchpoint, events=events)
        after, _ = self._claimed(bound)
        fits = [name for name, _, _ in self._names if any(fitting([name], rule) for rule in events)]
        called = {other.id: other.name for other in journey.touchpoints}
        moved: Counter[str] = Counter()
        kept: Counter[str] = Counter()
        for name in fits:
            for owner, count in before.get(name, {}).items():
                stays = after.get(name, {}).get(owner, 0)
                for where, those in ((moved, count - stays), (kept, stays)):
                    if those and owner != touchpoint:
                        where[called[owner]] += those
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
        frame = evidence.suggested_bindings(journey, list(names)[:SUGGESTED])
        return {
            str(row["event"]): {"touchpoint": row["touchpoint_id"], "score": row["score"], "reason": row["reason"]}
            for row in frame.to_dict("records")
        }

    def _claimed(self, journey: JourneyMap) -> tuple[dict[str, dict[str, int]], dict[str, int]]:
        """Return the events that touchpoints claim, by name and touchpoint, and the others by name."""
        owners: dict[str, dict[str, int]] = {}
        left: dict[str, int] = {}
        for name, touchpoint, count in evidence.name_claims(journey, self._events).itertuples(index=False):
            if isinstance(touchpoint, str):
                owners.setdefault(str(name), {})[touchpoint] = int(count)
            else:
                left[str(name)] = int(count)
        return owners, left

    def _fits(self, rule: str) -> int:
        return sum(self._volume[name] for name in fitting(self._volume, rule))
