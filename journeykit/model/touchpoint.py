"""The touchpoint: one contact in one stage, of one type, over one channel; and routes through touchpoints."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from journeykit.model.base import Element, Id, Name
from journeykit.model.binding import Binding
from journeykit.model.vocabulary import PHYSICAL_CHANNELS, Channel, CustomerCost, Medium, Milestone, TouchpointType


def medium_of(channel: str | None) -> Medium:
    """Return the usual medium of a channel."""
    return "physical" if channel in PHYSICAL_CHANNELS else "digital"


class Touchpoint(Element):
    """One contact between customer and business."""

    name: Name
    """What it is, such as ``Instagram post``."""
    stage: Id
    """Stage it belongs to."""
    type: TouchpointType = "marketing"
    """What it is for."""
    channel: Channel = "website"
    """Over which channel it happens."""
    medium: Medium = Field(default_factory=lambda fields: medium_of(fields.get("channel")))
    """Digital or physical; follows from the channel unless it is given."""
    personas: tuple[Id, ...] = ()
    """Personas it is for; empty for all."""
    goal: str = ""
    """What the customer wants from it."""
    description: str = ""
    """What happens."""
    picture: str = ""
    """A picture of it as a data address, such as a screen, a letter or a shelf; empty for none."""
    key_moment: bool = False
    """True for a moment of truth."""
    entry_point: bool = False
    """True if customers may enter here."""
    optional: bool = False
    """True if the happy path may skip it."""
    repeatable: bool = False
    """True if customers may come back to it."""
    milestone: Milestone | None = None
    """Marks the purchase and the referral."""
    costs: tuple[CustomerCost, ...] = ()
    """What the customer pays with: time, attention, data, money."""
    owner: Id | None = None
    """Who is responsible for it."""
    technologies: tuple[Id, ...] = ()
    """Systems that carry it."""
    binding: Binding | None = None
    """Which events show it in the data: {"events": ["phone_*"], "where": [{"column": "device", "value": "mobile"}]}."""
    sources: tuple[Id, ...] = ()
    """Sources of the statement."""


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
