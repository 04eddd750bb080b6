"""The happy path and its alternates: designed routes through the touchpoints, from entry to referral."""

from __future__ import annotations

from typing import Literal

from journeykit.model.base import Element, Id, Name


class Route(Element):
    """One designed route; at most one route of a map is the happy path."""

    name: Name
    """Name of the route."""
    kind: Literal["happy", "alternate"] = "alternate"
    """The happy path, or one of its alternates."""
    personas: tuple[Id, ...] = ()
    """Personas who take it; empty for all."""
    touchpoints: tuple[Id, ...] = ()
    """Touchpoints in order. Optional and repeatable ones say so themselves."""
    note: str = ""
    """What differs from the happy path."""
