"""Scales of scores: declared by the user, or proven by words of the question or of its answers (see ``proofs``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from journeykit.errors import AnswersError, did_you_mean, listing

TEXT = "text"
"""The kind of a scale whose scores are made from text (see ``scored_text``); its ``how`` is the method."""


@dataclass(frozen=True)
class Scale:
    """The scale of a question's scores.

    Attributes
    ----------
    lowest, highest
        Its ends. A score outside them is rejected, never clipped.
    whole
        Whether only whole numbers are scores.
    labels
        Answers in words -> their score, ignoring case.
    kind
        Its name, such as ``"nps"``; empty if it has none.
    how
        How it is known: ``"declared"``, or what proves it.
    turned
        Whether the lowest number is the best answer: a score is then ``lowest + highest - number``.
    """

    lowest: float
    highest: float
    whole: bool = False
    labels: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    kind: str = ""
    how: str = "declared"
    turned: bool = False

    @property
    def words(self) -> str:
        """The scale in words: ``"1 to 5"``, ``"whole numbers 0 to 10"``."""
        return f"{'whole numbers ' if self.whole else ''}{self.lowest:g} to {self.highest:g}"

    @property
    def written(self) -> Any:
        """What declares the same scale in ``questions=``."""
        if self.turned:
            return tuple(int(end) if end == int(end) else end for end in self.ends[::-1])
        if self.kind in NAMED and NAMED[self.kind].labels == self.labels and NAMED[self.kind].whole == self.whole:
            return self.kind
        return dict(self.labels) if self.labels else tuple(int(end) if end == int(end) else end for end in self.ends)

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest score."""
        return self.lowest, self.highest


def labelled_scale(labels: Mapping[str, float], ends: tuple[float, float] | None = None, **more: Any) -> Scale:
    """Return the scale of answers in words; by default its ends are the least and the greatest of their scores."""
    scores = [float(score) for score in labels.values()]
    low, high = ends or (min(scores), max(scores))
    return Scale(low, high, labels=MappingProxyType({folded(label): float(n) for label, n in labels.items()}), **more)


def folded(label: str) -> str:
    """Return a label as it is compared: in lower case, with single spaces, without marks around it."""
    return " ".join(label.casefold().replace("’", "'").split()).strip(" .,:;!?()[]\"'*_-–—")  # noqa: RUF001


NPS_GROUPS = {
    **dict.fromkeys(("detractor", "detractors"), -1.0),
    **dict.fromkeys(("passive", "passives", "neutral", "neutrals"), 0.0),
    **dict.fromkeys(("promoter", "promoters"), 1.0),
}
NAMED: Mapping[str, Scale] = {
    "nps": Scale(0, 10, whole=True, kind="nps"),
    "enps": Scale(0, 10, whole=True, kind="nps"),
    "csat": Scale(1, 5, whole=True, kind="csat"),
    "ces": Scale(1, 7, whole=True, kind="ces"),
    "stars": Scale(1, 5, kind="stars"),
    "sentiment": Scale(-1, 1, kind="sentiment"),
    "nps groups": labelled_scale(NPS_GROUPS, kind="nps groups"),
    "good or bad": labelled_scale({"bad": 0, "good": 1}, kind="good or bad"),
}
"""Scales with a name. The score of an NPS group is +1, 0 or -1."""


def declared_scale(question: str, said: Any) -> Scale:
    """Return the scale that was declared for a question: a `Scale`, its name, its ends, or scores by label."""
    if isinstance(said, Scale):
        return said
    if isinstance(said, str):
        if (named := NAMED.get(said.strip().casefold())) is None:
            raise AnswersError(
                f"questions={{{question!r}: {said!r}}}: no scale has this name.{did_you_mean(said, NAMED)} "
                f"Scales: {listing(NAMED)}, or the worst and the best score, such as (1, 5)."
            )
        return named
    if isinstance(said, Mapping):
        if not said or not all(isinstance(label, str) and _is_number(score) for label, score in said.items()):
            raise AnswersError(
                f"the labels of {question!r} must be text with a number each: {{'Poor': 1, 'Fair': 2, 'Good': 3}}."
            )
        return _checked(question, labelled_scale(said))
    ends = tuple(said) if isinstance(said, (list, tuple)) else ()
    if len(ends) != 2 or not all(map(_is_number, ends)):
        raise AnswersError(
            f"the scale of {question!r} must be its lowest and highest score, such as (1, 5); a name: "
            f"{listing(NAMED)}; or scores by label, such as {{'Bad': 0, 'Good': 1}}."
        )
    low, high = float(min(ends)), float(max(ends))
    if ends[0] > ends[1]:
        return Scale(low, high, how=f"declared; {low:g} is best: turned round", turned=True)
    return _checked(question, Scale(low, high))


def _checked(question: str, scale: Scale) -> Scale:
    if not scale.lowest < scale.highest:
        raise AnswersError(
            f"the scale of {question!r} goes from {scale.lowest:g} to {scale.highest:g}: the lowest score comes first, "
            "and is below the highest."
        )
    return scale


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e9


def named_scale(low: float, high: float, how: str) -> Scale:
    """Return a scale from whole number to whole number, proven by ``how``, with its name if it has one."""
    kind = {(0, 10): "nps", (1, 7): "ces"}.get((int(low), int(high)), "")
    return Scale(low, high, kind=kind, how=how)
