"""``EventMatcher``: event names on the left, touchpoints on the right; bind one to the other and see what it covers.

The widget does not read a log. An ``EventSource`` gives it names with their counts, which touchpoint claims which
events, what a rule would do, and which touchpoint a name likely belongs to. ``journeykit.dashboards.
event_matcher(journey, events)`` makes both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol

import traitlets

from journeykit.editors._assets import load_css, load_esm
from journeykit.editors._binding import Answer, MapWidget
from journeykit.editors._live import Shared
from journeykit.errors import JourneyKitError, MapError
from journeykit.model.journey import JourneyMap

__all__ = ["EventMatcher", "EventSource"]

MOST_RULE = 500
"""The longest rule that is previewed, in characters; longer ones are pasted by mistake."""


class EventSource(Protocol):
    """What the matcher reads from a log: aggregates only, no traveller and no single event."""

    def totals(self) -> Mapping[str, Any]:
        """Return ``events`` and ``paths`` (int): the size of the log."""

    def names(self) -> Sequence[tuple[str, int, int]]:
        """Return every event name with its number of events and of unique travellers, by volume."""

    def claims(self, journey: JourneyMap) -> Mapping[str, Any]:
        """Return what the map claims.

        ``events`` and ``paths`` (int) on the map; ``left`` (number of events that no touchpoint claims, by name, only
        names that have some); ``owners`` (ids of the touchpoints that claim a name, by name); ``touchpoints`` (by id:
        ``events``, and ``rules`` with the events that each rule matches).
        """

    def preview(self, journey: JourneyMap, touchpoint: str, events: Sequence[str]) -> Mapping[str, Any]:
        """Return what binding a touchpoint to more events would do, as the page shows it."""

    def suggestions(self, journey: JourneyMap, names: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """Return ``touchpoint`` (id), ``score`` (0-1) and ``reason`` (words) by name, for names with a likely one."""


class EventMatcher(MapWidget):
    """Bind the events of a log to the touchpoints of a map: by dragging, by keyboard or by typing a rule.

    Parameters
    ----------
    journey : JourneyMap or a shared map
        The map to bind; observe ``map`` to follow edits.
    source : EventSource
        The numbers of the log; :func:`journeykit.dashboards.event_matcher` makes one from ``read_events``.
    editable : bool, optional
        False makes a reading view: no page can change the map. Default: see ``MapBoard``.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> journey = jk.edit.add_touchpoint(jk.new_map("Shop", stages=["See"]), "Fees page", stage="see")
    >>> log = pd.DataFrame({"user_id": ["a", "b"], "event": ["fees viewed", "help"], "timestamp": ["2026-05-01"] * 2})
    >>> matcher = jk.dashboards.event_matcher(journey, jk.read_events(log))
    >>> matcher.edit("bind_touchpoint", id="fees-page", events=["fees*"]).touchpoints[0].binding.events
    ('fees*',)
    >>> matcher.claims["events"], matcher.claims["left"]
    (1, {'help': 1})
    """

    _esm = load_esm("event_matcher")
    _css = load_css("event_matcher")

    accepts: ClassVar[frozenset[str]] = frozenset(
        {"apply_all", "bind_touchpoint", "unbind_touchpoint", "add_touchpoint"}
    )

    counts = traitlets.Dict().tag(sync=True)
    claims = traitlets.Dict().tag(sync=True)
    suggestions = traitlets.Dict().tag(sync=True)

    def __init__(
        self, journey: JourneyMap | Shared, source: EventSource, *, editable: bool | None = None, **traits: Any
    ) -> None:
        self._source = source
        super().__init__(journey, editable=editable, **traits)
        self.counts = {**source.totals(), "names": [list(row) for row in source.names()]}

    def _content(self, journey: JourneyMap) -> dict[str, Any]:
        return {
            "people": journey.scope.travellers,
            "stages": [{"id": stage.id, "name": stage.name} for stage in journey.stages],
            "touchpoints": [
                {
                    "id": touchpoint.id,
                    "name": touchpoint.name,
                    "stage": touchpoint.stage,
                    "rules": list(touchpoint.binding.events) if touchpoint.binding else [],
                    "where": [_condition(rule) for rule in touchpoint.binding.where] if touchpoint.binding else [],
                }
                for touchpoint in journey.touchpoints
            ],
        }

    def _publish(self, *, whole: bool = False) -> None:
        super()._publish(whole=whole)
        try:
            claims = self._source.claims(self.map)
            # Only for names that are not bound yet.
            suggested = self._source.suggestions(self.map, list(claims["left"])) if self._may_edit else {}
        except JourneyKitError as error:
            # A rule needs a column that was not read: the page says what to do.
            self.claims, self.suggestions = {"problem": str(error)}, {}
            return
        self.claims, self.suggestions = dict(claims), dict(suggested)

    def _answers(self) -> dict[str, Answer]:
        # Only for those who may edit: with previews a reader could query the log for any name.
        return super()._answers() | ({"preview": self._preview} if self._may_edit else {})

    def _preview(self, args: Mapping[str, Any]) -> Any:
        rules = args.get("events")
        if not (isinstance(rules, list) and rules and all(isinstance(rule, str) and rule.strip() for rule in rules)):
            raise MapError("type an event name, or a rule such as fees*.")
        if max(map(len, rules)) > MOST_RULE:
            raise MapError(f"a rule has at most {MOST_RULE} characters. Type the beginning of the name and a *.")
        return self._source.preview(self.map, str(args.get("touchpoint")), [rule.strip() for rule in rules])


def _condition(rule: Any) -> str:
    value = ", ".join(rule.value) if isinstance(rule.value, tuple) else str(rule.value)
    return f"{rule.column} {rule.operator} {value}"
