"""Insights attached to stages and touchpoints: pain points, opportunities, KPIs, improvements."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from journeykit.model.base import Duration, Element, Id, Name, Names, Number, Value
from journeykit.model.binding import Condition
from journeykit.model.vocabulary import AnswerMeasure, Direction, ImprovementStatus, Lens, OpportunityType, Verdict


class PainPoint(Element):
    """What gets in the customer's way."""

    name: Name
    """The obstacle in a few words."""
    stage: Id
    """Stage where it is felt."""
    touchpoint: Id | None = None
    """Touchpoint where it is felt."""
    personas: tuple[Id, ...] = ()
    """Personas who feel it; empty for all."""
    severity: int = Field(default=3, ge=1, le=5)
    """From 1, a nuisance, to 5, a reason to leave."""
    consequence: str = ""
    """What it leads to, such as overwhelm or abandonment."""
    verbatims: tuple[str, ...] = ()
    """Customers' own words, without names."""
    binding: tuple[str, ...] = ()
    """Words or topics that find it in feedback."""
    sources: tuple[Id, ...] = ()
    """Sources of the statement."""


class Opportunity(Element):
    """What could be made better, and for whom."""

    name: Name
    """The idea in a few words."""
    stage: Id
    """Stage where it acts."""
    touchpoint: Id | None = None
    """Touchpoint where it acts."""
    type: OpportunityType = "other"
    """What kind of idea it is."""
    lens: Lens | None = None
    """Whether it improves clarity, increases support or adds motivation."""
    pain_points: tuple[Id, ...] = ()
    """Pain points that it answers."""
    value: int = Field(default=3, ge=1, le=5)
    """Worth to customer and business, from 1 to 5."""
    effort: int = Field(default=3, ge=1, le=5)
    """Effort, from 1, an afternoon, to 5, a project."""
    reach_share: float | None = Field(default=None, ge=0, le=1)
    """Share of customers concerned, if it overrides the one from data."""
    owner: Id | None = None
    """Who takes it on."""
    sources: tuple[Id, ...] = ()
    """Sources of the statement."""


class KPIPoint(Value):
    """One value of a KPI at one date."""

    as_of: date
    """Date, or last day of the period."""
    value: Number
    """Value in the KPI's unit."""
    n: int | None = Field(default=None, ge=0)
    """Number of customers or answers in the base."""
    low: Number | None = None
    """Lower end of the 95 % interval."""
    high: Number | None = None
    """Upper end of the 95 % interval."""


class KPIFormula(Value):
    """How a KPI is computed from events: unique customers with any success among those with any attempt."""

    success: Names = ()
    """Event names that count as success; * and ? allowed."""
    attempt: Names = ()
    """Event names that put a customer in the base; * and ? allowed."""
    window: Duration = ""
    """Time from the attempt in which success counts, such as 7d; empty for any."""
    complement: bool = False
    """True for a drop-off: the share of attempts without success."""


class AnswerFormula(Value):
    """How a KPI is computed from answers: a measure of questions, over all people who answered or some of them."""

    questions: Names = Field(min_length=1)
    """Questions, of one scale; * and ? allowed."""
    measure: AnswerMeasure = "rating"
    """What is computed: the share of top answers (csat), a net promoter score (nps), or a mean."""
    where: tuple[Condition, ...] = ()
    """Conditions on attributes of the answers that put a person in the base; empty for all."""


class KPI(Element):
    """A number that shows whether a stage works, with its definition and base."""

    name: Name
    """Name that a reader knows."""
    measure: str = ""
    """Key of the standard measure it follows, such as completion_rate."""
    stage: Id | None = None
    """Stage that it judges; empty for the whole journey."""
    touchpoint: Id | None = None
    """Touchpoint that it judges."""
    objective: Id | None = None
    """Objective that it serves."""
    serves: str = ""
    """Business goal that it serves, in the words of the business-goals lane."""
    definition: str = ""
    """What is counted."""
    unit: str = "%"
    """Unit of the value."""
    base: str = ""
    """Who or what is in the denominator."""
    direction: Direction = "up"
    """Whether up or down is better."""
    baseline: Number | None = None
    """Value before anything was changed."""
    target: Number | None = None
    """Value to be reached."""
    series: tuple[KPIPoint, ...] = ()
    """Measured values by date: [{"as_of": "2026-05-31", "value": 3.4, "n": 1200, "low": 2.4, "high": 4.6}]."""
    formula: KPIFormula | None = None
    """How it is computed from events: {"attempt": ["cart*"], "success": ["paid"], "window": "7d"}."""
    answer_formula: AnswerFormula | None = None
    """How it is computed from answers: {"questions": ["Q1"], "measure": "nps"}."""
    owner: Id | None = None
    """Who is responsible for it."""
    sources: tuple[Id, ...] = ()
    """Sources of the statement."""


class Period(Value):
    """A stretch of days, both ends included."""

    start: date
    """First day."""
    end: date
    """Last day."""


class Improvement(Element):
    """A dated change, judged by a KPI before and after."""

    name: Name
    """What is changed."""
    stages: tuple[Id, ...] = ()
    """Stages that it aims at."""
    touchpoints: tuple[Id, ...] = ()
    """Touchpoints that it aims at."""
    opportunity: Id | None = None
    """Opportunity that it carries out."""
    kpi: Id | None = None
    """KPI that judges it."""
    expected: str = ""
    """What is expected to happen."""
    minimum_effect: Number | None = None
    """Smallest change that would matter, in the KPI's unit."""
    status: ImprovementStatus = "idea"
    """How far it is."""
    baseline: Period | None = None
    """Days of the before measure: {"start": "2026-05-01", "end": "2026-05-31"}."""
    launched: date | None = None
    """Day of the launch."""
    follow_up: Period | None = None
    """Days of the after measure: {"start": "2026-07-01", "end": "2026-07-31"}."""
    difference: KPIPoint | None = None
    """Measured difference with its interval: {"as_of": "2026-07-31", "value": 2, "low": 0.5, "high": 3.5}."""
    verdict: Verdict | None = None
    """What the measure says."""
    lesson: str = ""
    """What was learned."""
    owner: Id | None = None
    """Who carries it out."""
    sources: tuple[Id, ...] = ()
    """Sources of the statement."""
