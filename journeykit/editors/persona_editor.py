"""``PersonaEditor``: a card for each persona, edited in place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import traitlets

from journeykit.editors._arguments import checked_facts
from journeykit.editors._assets import load_css, load_esm
from journeykit.editors._binding import MapWidget
from journeykit.errors import UnknownIdError
from journeykit.model.base import plain
from journeykit.model.changes.operations import Operation
from journeykit.model.journey import JourneyMap

__all__ = ["PersonaEditor"]

_SHARE_FACTS: dict[str, type | tuple[type, ...]] = {"share": (int, float), "paths": int, "text": str, "note": str}


class PersonaEditor(MapWidget):
    """Read and edit the personas of a map, one card at a time.

    Parameters
    ----------
    journey : JourneyMap
        The map whose personas are shown; observe ``map`` to follow edits.
    persona : str, optional
        Id of the persona to show first (default: the first one).
    shares : mapping, optional
        Measured shares by persona id: ``{"share": 0-1, "paths": int, "text": "34.5 % of customers", "note": str}``.
        ``text`` is shown as it is, ``note`` on hover; see ``journeykit.dashboards.persona_shares``.
    editable : bool, optional
        False makes a reading view: no page can change the map. Default: see ``MapBoard``.

    Raises
    ------
    UnknownIdError
        The map has no such persona; names the nearest.
    MapError
        A fact in ``shares`` is not known or of the wrong type.

    Examples
    --------
    >>> import journeykit as jk
    >>> journey = jk.edit.add_persona(jk.new_map("Shop"), "Ada", goal="Find a gift")
    >>> editor = PersonaEditor(journey)
    >>> editor.edit("update_persona", id="ada", story="Ada has an hour between two trains.").personas[0].goal
    'Find a gift'
    """

    _esm = load_esm("persona_editor")
    _css = load_css("persona_editor")
    browser_writes: ClassVar[frozenset[str]] = frozenset({"persona"})
    accepts: ClassVar[frozenset[str]] = frozenset({"add_persona", "update_persona", "move_persona", "remove_persona"})

    persona = traitlets.Unicode().tag(sync=True)
    shares = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        journey: JourneyMap,
        persona: str | None = None,
        *,
        shares: Mapping[str, Mapping[str, Any]] | None = None,
        editable: bool | None = None,
        **traits: Any,
    ) -> None:
        super().__init__(journey, editable=editable, **traits)
        self.shares = dict(shares or {})
        if persona is not None:
            self.persona = persona

    def _personas(self) -> list[str]:
        return [persona.id for persona in self.map.personas]

    def _may_write(self, name: str, value: Any) -> bool:
        return value in self._personas()

    def _content(self, journey: JourneyMap) -> dict[str, Any]:
        return {
            "personas": [plain(persona) for persona in journey.personas],
            "sources": [{"id": source.id, "title": source.title} for source in journey.sources],
        }

    def _content_and_patch(self) -> tuple[dict[str, Any], list[Operation]]:
        drawn = self._drawn
        if drawn is not None and drawn.personas is self.map.personas and drawn.sources is self.map.sources:
            return self.document["content"], []
        return super()._content_and_patch()

    def _publish(self, *, whole: bool = False) -> None:
        super()._publish(whole=whole)
        known = self._personas()
        if self.persona not in known:
            self.persona = known[0] if known else ""

    @traitlets.validate("persona")
    def _is_of_the_map(self, proposal: Any) -> str:
        known = self._personas()
        if proposal.value not in known and (known or proposal.value):
            raise UnknownIdError("persona", proposal.value, known, f"map {self.map.id!r}")
        return str(proposal.value)

    @traitlets.validate("shares")
    def _aggregates_only(self, proposal: Any) -> dict[str, Any]:
        return checked_facts("shares", proposal.value, _SHARE_FACTS)
