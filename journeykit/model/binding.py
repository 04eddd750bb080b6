"""Rules that tie the map to data: plain values here; only ``journeykit.evidence`` applies them."""

from __future__ import annotations

from pydantic import Field

from journeykit.model.base import Element, Id, Name, Names, Number, Value
from journeykit.model.vocabulary import AnswerMeasure, RuleOperator


class Condition(Value):
    """One test on an attribute column: ``column operator value``."""

    column: Name
    """Column of the event log or of the customer table."""
    operator: RuleOperator = "="
    """How the column is compared."""
    value: str | Number | tuple[str, ...]
    """What it is compared with; several values for ``in``."""


class Binding(Value):
    """The rule that ties a touchpoint to events: any of the names (with * and ?), and all of the conditions."""

    events: Names = Field(min_length=1)
    """Event names; ``*`` matches any characters, ``?`` one, ``[*]`` and ``[?]`` themselves."""
    where: tuple[Condition, ...] = ()
    """Conditions on attribute columns, all of which must be true."""


class DataRule(Value):
    """The rule for the customers that a persona represents."""

    where: tuple[Condition, ...] = ()
    """Conditions on customer attributes, all of which must be true."""
    cluster: str = ""
    """Name of a cluster found in the data, if there is no rule."""


class SurveyBinding(Element):
    """The rule that ties a stage or touchpoint to the answers of a question: of a survey, reviews or tickets."""

    stage: Id
    """Stage that the question asks about."""
    touchpoint: Id | None = None
    """Touchpoint that it asks about, if it is about one."""
    question: Name
    """Column or code of the question; * and ? allowed."""
    measure: AnswerMeasure = "emotion"
    """Under which name the scores are also shown, besides as a feeling."""
    lowest: Number | None = None
    """Lowest answer of the scale; empty for that of the answers."""
    highest: Number | None = None
    """Highest answer of the scale; answers outside the scale are errors, never clipped."""
    where: tuple[Condition, ...] = ()
    """Conditions on attributes of the answers, such as the category of a ticket, all of which must be true."""
    words: Names = ()
    """Words, any of which the answer or another text of its line must have, in upper or lower case; * and ? allowed."""
