"""The persona: a type of customer, described step by step in more detail."""

from __future__ import annotations

from datetime import date

from journeykit.model.base import Element, Id, Name, Value
from journeykit.model.binding import DataRule


class Demographic(Value):
    """One demographic fact, such as ``Household income: $110K together``."""

    name: Name
    """What the fact is about."""
    value: Name
    """The fact."""


class Interview(Value):
    """The five questions of the interview frame, answered in the customer's words."""

    story: str = ""
    """Tell me the story."""
    problem: str = ""
    """Which problem made you start to look?"""
    first_look: str = ""
    """Where did you look first?"""
    questions: str = ""
    """Which questions did you ask?"""
    emotions: str = ""
    """How did you feel on the way?"""


class Persona(Element):
    """A type of customer, described step by step: segment, situation, feelings, name."""

    name: Name
    """Name that the team uses, such as ``Trey and Denise Cook``."""
    segment: str = ""
    """Segment that they represent."""
    situation: str = ""
    """Where they are in life or business."""
    feelings: str = ""
    """How they feel about it."""
    story: str = ""
    """The story in a few sentences."""
    quote: str = ""
    """One sentence in their own words."""
    goal: str = ""
    """What they want to have achieved."""
    trigger: str = ""
    """The event that sets them going."""
    demographics: tuple[Demographic, ...] = ()
    """Demographic facts."""
    behaviours: tuple[str, ...] = ()
    """What they do and how they decide."""
    motivations: tuple[str, ...] = ()
    """What moves them."""
    challenges: tuple[str, ...] = ()
    """What stands in their way."""
    frustrations: tuple[str, ...] = ()
    """What annoys them today."""
    questions: tuple[str, ...] = ()
    """What they ask before they decide."""
    interview: Interview | None = None
    """Answers to the interview frame."""
    portrait: str = ""
    """A picture as a data address; empty for the drawn initials."""
    sources: tuple[Id, ...] = ()
    """Sources of the persona."""
    reviewed: date | None = None
    """When it was last checked against real customers."""
    review_due: date | None = None
    """When it is to be checked again."""
    rule: DataRule | None = None
    """The customers in the data that it represents."""
