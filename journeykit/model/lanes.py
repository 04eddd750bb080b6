"""The standard lanes of a new map: the customer half above, the path as a band between, the business half below."""

from __future__ import annotations

from journeykit.model.base import Element, Name, in_order
from journeykit.model.vocabulary import Half, LaneKind


class Lane(Element):
    """A row of the map."""

    name: Name
    """Heading of the row."""
    kind: LaneKind = "text"
    """The content of its cells: text, or touchpoints, emotions, KPIs …"""
    half: Half = "customer"
    """Customer half, path, or business half."""
    prompt: str = ""
    """Question that an empty cell asks."""
    hidden: bool = False
    """True if the board does not show it."""


# (id, name, kind, half, prompt)
_STANDARD: tuple[tuple[str, str, LaneKind, Half, str], ...] = (
    ("actions", "Actions", "text", "customer", "What does the customer do here?"),
    ("goals", "Goals", "text", "customer", "What is the customer trying to get done?"),
    ("thoughts", "Thoughts and questions", "text", "customer", "What do they ask themselves?"),
    ("touchpoints", "Touchpoints", "touchpoints", "customer", "Where do they meet you?"),
    ("feelings", "Feelings", "emotions", "customer", "How do they feel, and why?"),
    ("pain-points", "Pain points", "pain_points", "customer", "What gets in the way here?"),
    ("cost", "Cost to the customer", "cost", "customer", "What do they pay with: time, attention, data, money?"),
    ("path", "Path", "path", "path", "How do they come in, and where do they go next?"),
    ("stage-objective", "Stage objective", "stage_objective", "business", "What must this stage achieve?"),
    ("business-goals", "Business goals", "text", "business", "What does the business want here?"),
    ("kpis", "KPIs", "kpis", "business", "Which number tells that it works?"),
    ("activities", "Activities", "text", "business", "What do you do to make it happen?"),
    ("owner", "Who", "owners", "business", "Who answers for this stage?"),
    ("technology", "Technology", "technologies", "business", "Which systems carry it?"),
    ("opportunities", "Opportunities", "opportunities", "business", "What could be better?"),
    ("content-mix", "Content mix", "content_mix", "business", "How much of the content is about the customer?"),
)


def standard_lanes() -> tuple[Lane, ...]:
    """Return the sixteen standard lanes in order."""
    lanes = (Lane(id=id, name=name, kind=kind, half=half, prompt=prompt) for id, name, kind, half, prompt in _STANDARD)
    return in_order(tuple(lanes))
