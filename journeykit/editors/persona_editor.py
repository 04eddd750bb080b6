"""``PersonaEditor``: a card for each persona that reads like a person and is edited where it stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

import traitlets

from journeykit.editors._assets import load_css, load_esm
from journeykit.editors._binding import MapWidget
from journeykit.errors import MapError, UnknownIdError, listing
from journeykit.model.base import plain
from journeykit.model.journey import JourneyMap

__all__ = ["PersonaEditor"]

_SHARE_FACTS: dict[str, type | tuple[type, ...]] = {"share": (int, float), "paths": int, "text": str, "note": str}


class PersonaEditor(MapWidget):
    """Read and edit the personas of a map, one card at a time.

    Parameters
    ----------
    journey : JourneyMap
        The map whose personas are shown. Observe it to hear of every edit.
    persona : str, optional
        Id of the persona to begin with; the first one when left out.
    shares : mapping, optional
        What data say, by persona id: ``{"share": 0-1, "paths": int, "text": "34.5 % of customers", "note": str}``.
        ``text`` is shown as it stands, ``note`` beside the pointer; see ``journeykit.dashboards.persona_shares``.
    editable : bool, optional
        False makes a reading view; whatever a page sends, the map stays as it is. Left out: see ``MapBoard``.

    Raises
    ------
    UnknownIdError
        The map has no such persona; names the nearest.
    MapError
        Shares of another form; names what is known.

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

    def set_state(self, sync_data: Mapping[str, Any]) -> None:
        """Take from a page which persona it shows; one that the map does not have is left unread."""
        known = [persona.id for persona in self.map.personas]
        super().set_state({k: v for k, v in sync_data.items() if k != "persona" or v in known})

    def _content(self, journey: JourneyMap) -> dict[str, Any]:
        return {
            "personas": [plain(persona) for persona in journey.personas],
            "sources": [{"id": source.id, "title": source.title} for source in journey.sources],
        }

    def _publish(self, *, whole: bool = False) -> None:
        super()._publish(whole=whole)
        known = [persona.id for persona in self.map.personas]
        if self.persona not in known:
            self.persona = known[0] if known else ""

    @traitlets.validate("persona")
    def _is_of_the_map(self, proposal: Any) -> str:
        known = [persona.id for persona in self.map.personas]
        if proposal.value not in known and (known or proposal.value):
            raise UnknownIdError("persona", proposal.value, known, f"map {self.map.id!r}")
        return str(proposal.value)

    @traitlets.validate("shares")
    def _aggregates_only(self, proposal: Any) -> dict[str, Any]:
        for id_, facts in proposal.value.items():
            for fact, value in facts.items():
                if fact not in _SHARE_FACTS:
                    raise MapError(f"shares[{id_!r}] has no fact {fact!r}. Facts: {listing(_SHARE_FACTS)}.")
                if not isinstance(value, _SHARE_FACTS[fact]) or isinstance(value, bool):
                    raise MapError(f"shares[{id_!r}][{fact!r}] must not be a {type(value).__name__}.")
        # A copy of its own: a caller that goes on filling its dict would change what a page was told.
        copied: dict[str, Any] = json.loads(json.dumps(proposal.value))
        return copied
