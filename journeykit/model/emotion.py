"""Emotion points on the scale from -2 (very negative) to +2 (very positive), and what stands out among them."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from journeykit.model.base import Id, Score, Value
from journeykit.model.vocabulary import EmotionKind

SCALE_WORDS: dict[int, str] = {-2: "very negative", -1: "negative", 0: "neutral", 1: "positive", 2: "very positive"}


class EmotionPoint(Value):
    """How a persona feels in a stage or at a touchpoint: a score and several words, assumed or measured."""

    stage: Id
    """Stage it is felt in."""
    persona: Id | None = None
    """Persona who feels it; empty for all."""
    touchpoint: Id | None = None
    """Touchpoint it is felt at; empty for the whole stage."""
    kind: EmotionKind = "assumed"
    """Assumed by the team, or measured."""
    score: Score
    """From -2, very negative, to +2, very positive."""
    words: tuple[str, ...] = ()
    """The feelings in words; mixed feelings are several words."""
    n: int | None = Field(default=None, ge=0)
    """Number of people whose answers are behind a measured score."""
    low: Score | None = None
    """Lower end of the 95 % interval."""
    high: Score | None = None
    """Upper end of the 95 % interval."""
    sources: tuple[Id, ...] = ()
    """Sources of the statement."""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Identifies the point: stage, touchpoint, persona and kind."""
        return (self.stage, self.touchpoint or "", self.persona or "", self.kind)


def peak(scores: Sequence[float]) -> int:
    """Return the position of the score of largest magnitude, the first one on ties."""
    if not scores:
        raise ValueError("a peak needs at least one score.")
    return max(range(len(scores)), key=lambda place: (abs(scores[place]), -place))


def dip(scores: Sequence[float]) -> tuple[int, float] | None:
    """Return position and depth of the lowest point strictly inside the journey, or None.

    The depth is measured from the mean of the two neighbours: ``dip([1, -1, 2])`` is ``(1, 2.5)``. None if the point is
    not below that mean.
    """
    if len(scores) < 3:
        return None
    lowest = min(range(1, len(scores) - 1), key=lambda place: (scores[place], place))
    depth = (scores[lowest - 1] + scores[lowest + 1]) / 2 - scores[lowest]
    return (lowest, depth) if depth > 0 else None
