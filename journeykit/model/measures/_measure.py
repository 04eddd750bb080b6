"""The shape of a standard measure."""

from __future__ import annotations

from typing import Literal

from journeykit.model.base import Name, Number, Value
from journeykit.model.insight import KPIFormula
from journeykit.model.vocabulary import Direction, SourceKind

Guide = Literal["signature experience", "retention", "small business", "nine steps", "practice"]


class Measure(Value):
    """A standard measure: one name, one definition, one unit, one base."""

    key: Name
    """What ``KPI.measure`` holds."""
    name: Name
    """Name that a reader knows."""
    definition: Name
    """What is counted."""
    unit: Name
    """Unit of the value."""
    base: Name
    """Who or what is in the denominator."""
    direction: Direction
    """Whether up or down is better."""
    formula: Name
    """How it is computed, in words."""
    pattern: KPIFormula | None = None
    """How it is computed from events, with example names; None where success among attempts does not give it."""
    comes_from: SourceKind
    """Kind of source that its values come from."""
    guides: tuple[Guide, ...]
    """Kinds of guide that ask for it; ``practice`` where none of the four does."""
    does_not_say: Name
    """What must not be read from it."""
    lowest: Number | None = None
    """Smallest possible value, where there is one."""
    highest: Number | None = None
    """Largest possible value, where there is one."""
    good_from: Number | None = None
    """Lower end of the band to aim for, where there is a band."""
    good_to: Number | None = None
    """Upper end of the band to aim for."""
