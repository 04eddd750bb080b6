"""The journey map: personas, stages and lanes, with path and insights."""

from __future__ import annotations

from typing import Annotated, Any, get_args

from pydantic import Field, PrivateAttr, ValidationInfo, model_validator

from journeykit.errors import capped
from journeykit.model.base import Element, Id, Name, Ordered, Share, Value
from journeykit.model.binding import SurveyBinding
from journeykit.model.context import Contributor, Objective, Owner, Review, Scope, Source, Suppression, Technology
from journeykit.model.emotion import EmotionPoint
from journeykit.model.insight import KPI, Improvement, Opportunity, PainPoint
from journeykit.model.integrity import KEYED, problems
from journeykit.model.lanes import Lane, standard_lanes
from journeykit.model.persona import Persona
from journeykit.model.touchpoint import Route, Touchpoint
from journeykit.model.unknown_fields import UnknownFields
from journeykit.model.vocabulary import State


class Stage(Element):
    """An ordered column of the map."""

    name: Name
    """Heading of the column."""
    definition: str = ""
    """What the stage means, in one sentence."""
    objective: str = ""
    """What the stage must achieve."""
    owners: tuple[Id, ...] = ()
    """Who is responsible for the stage."""
    technologies: tuple[Id, ...] = ()
    """Systems that carry the stage."""
    content_mix_share: Share | None = None
    """Share of the content that is about the customer rather than about the company."""
    post_purchase: bool = False
    """True for stages after the purchase."""
    sources: tuple[Id, ...] = ()
    """Sources of the stage."""


class Cell(Value):
    """What a map says in one lane of one stage, for one persona or for all."""

    stage: Id
    """Column."""
    lane: Id
    """Row."""
    persona: Id | None = None
    """Persona that it is about; empty for all."""
    text: str
    """The words; one line a point."""
    sources: tuple[Id, ...] = ()
    """Sources of the statement; without one it is an assumption."""

    @property
    def key(self) -> tuple[str, str, str]:
        """Identifies the cell: stage, lane and persona."""
        return (self.stage, self.lane, self.persona or "")


class JourneyMap(Value):
    """A whole journey map. It is frozen: every edit returns a new map.

    References between elements are checked when a map is created, and all broken ones are reported at once.

    Raises
    ------
    ValidationError
        A field does not fit, or a reference leads nowhere. Reading a file raises ``DocumentError`` instead.

    Examples
    --------
    >>> import journeykit as jk
    >>> journey = jk.new_map("Dentist", stages=["Search", "Visit"])
    >>> [stage.id for stage in journey.stages]
    ['search', 'visit']
    """

    id: Id
    """Stable id of the map: lower-case letters, digits, - and _."""
    name: Name
    """Title of the map."""
    description: str = ""
    """What the map is about, in a sentence or two."""
    state: State = "current"
    """The journey as it is, or as it should become."""
    synthetic: bool = False
    """True when the map's figures come from made-up data."""
    scope: Scope = Scope()
    """What the map covers."""
    review: Review = Review()
    """When it is looked at again."""
    contributors: tuple[Contributor, ...] = ()
    """Who worked on it."""
    objectives: Ordered[Objective] = ()
    """What it is to achieve."""
    personas: Ordered[Persona] = ()
    """Who travels."""
    stages: Ordered[Stage] = ()
    """Columns, in order."""
    lanes: Ordered[Lane] = Field(default_factory=standard_lanes)
    """Rows, in order."""
    touchpoints: Ordered[Touchpoint] = ()
    """Contacts, in order within their stage."""
    cells: Annotated[tuple[Cell, ...], Field(description="Texts of the matrix.")] = ()
    emotions: tuple[EmotionPoint, ...] = ()
    """Points of the emotion curves."""
    routes: Ordered[Route] = ()
    """Happy path and alternates."""
    pain_points: Ordered[PainPoint] = ()
    """What gets in the way."""
    opportunities: Ordered[Opportunity] = ()
    """What could be better."""
    kpis: Ordered[KPI] = ()
    """Numbers that tell whether it works."""
    improvements: Ordered[Improvement] = ()
    """Dated changes."""
    owners: Ordered[Owner] = ()
    """People and teams."""
    technologies: Ordered[Technology] = ()
    """Systems."""
    surveys: Ordered[SurveyBinding] = ()
    """Survey questions bound to stages and touchpoints."""
    sources: Ordered[Source] = ()
    """Where statements come from."""
    suppressions: tuple[Suppression, ...] = ()
    """Findings of the map check that are accepted, with reasons."""

    # Private: neither in the schema nor compared. Every copy keeps it, and so does every edit.
    _aside: UnknownFields = PrivateAttr(default=UnknownFields())

    @model_validator(mode="after")
    def _references_hold(self, info: ValidationInfo) -> JourneyMap:
        # The reader of files reports broken references together with field errors.
        if not (info.context or {}).get("references_checked_elsewhere"):
            found = problems(self)
            if found:
                raise ValueError("; ".join(capped([f"{place}: {message}" for place, message in found])))
        return self

    @property
    def aside(self) -> UnknownFields:
        """Fields of a newer version in its file, which the store writes back."""
        return self._aside

    def with_aside(self, aside: UnknownFields) -> JourneyMap:
        """Return the map with fields of a newer version."""
        fresh = self.model_copy()
        fresh._aside = aside
        return fresh

    @property
    def happy_path(self) -> Route | None:
        """The route that is the happy path, or None."""
        return next((route for route in self.routes if route.kind == "happy"), None)

    def touchpoints_of(self, stage: str) -> tuple[Touchpoint, ...]:
        """Return the touchpoints of one stage, in order."""
        return tuple(touchpoint for touchpoint in self.touchpoints if touchpoint.stage == stage)

    def cell(self, stage: str, lane: str, persona: str | None = None) -> Cell | None:
        """Return the cell for exactly this persona (None: the one for all), or None."""
        key = (stage, lane, persona or "")
        return next((cell for cell in self.cells if cell.key == key), None)

    def __repr__(self) -> str:
        return (
            f"JourneyMap({self.name!r}: {len(self.personas)} personas, {len(self.stages)} stages, "
            f"{len(self.touchpoints)} touchpoints)"
        )

    def __str__(self) -> str:
        return repr(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        # Plain text only: a notebook would run HTML, and the text of a map may come from anybody.
        return {"text/plain": repr(self)}


VALUE_TYPES: dict[str, type[Any]] = {name: get_args(JourneyMap.model_fields[name].annotation)[0] for name in KEYED}
"""Type of the values in each collection."""
FACTS = tuple(name for name in JourneyMap.model_fields if name not in {*KEYED, "id"})
"""Fields about the map as a whole."""
