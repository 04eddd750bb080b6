"""A map with what measures it, and the counts that several questions share."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from journeykit import events as ev
from journeykit import questions as qs
from journeykit.answers import Answers
from journeykit.errors import MapError
from journeykit.events import Events, Query
from journeykit.evidence.bindings import measured_places, touchpoint_labels
from journeykit.frames import stages, touchpoints
from journeykit.model.binding import Condition
from journeykit.model.insight import KPIFormula
from journeykit.model.journey import JourneyMap

if TYPE_CHECKING:
    import pandas as pd

STEPS_SHOWN, NAMES_SHOWN = 5, 6


class KPICounts(NamedTuple):
    """What a formula counts: successes, their base, those with neither success nor failure, and the problem if any."""

    successes: int
    base: int
    open: int
    problem: str


@dataclass(frozen=True, eq=False)
class MeasuredMap:
    """A journey map and what measures it: an event log, answers of customers, or both.

    Attributes
    ----------
    journey : JourneyMap
        The map.
    log : Events or None
        The log as read.
    said : Answers or None
        The answers as read.
    labelled : tuple of Events, optional
        The log with events named by the id of their stage, and of their touchpoint, without other events.
    notes : tuple of str
        What is not as it was when the files that measure the map were recorded (:func:`journeykit.evidence.read_data`).
    pairs, kpis, personas : dict
        Cached counts of pairs of touchpoints (``routes.py``), KPIs by formula (``kpis.py``) and personas by rule
        (``personas.py``).
    """

    journey: JourneyMap
    log: Events | None
    said: Answers | None = None
    labelled: tuple[Events, Events] | None = field(default=None, repr=False)
    notes: tuple[str, ...] = field(default=(), repr=False)
    pairs: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict, repr=False)
    kpis: dict[KPIFormula, KPICounts] = field(default_factory=dict, repr=False)
    personas: dict[tuple[Condition, ...], tuple[int | None, str]] = field(default_factory=dict, repr=False)

    @property
    def events(self) -> Events:
        """The log as read; without one MapError."""
        if self.log is None:
            raise MapError(
                "this needs an event log, and the map was measured by answers only. Pass both: "
                "jk.measure(journey, jk.read_events('visits.csv'), answers=answers)."
            )
        return self.log

    @property
    def answers(self) -> Answers:
        """The answers as read; without any MapError."""
        if self.said is None:
            raise MapError(
                "this needs answers of customers, and the map was measured by an event log only. Pass both: "
                "jk.measure(journey, events, answers=jk.read_answers('survey.csv'))."
            )
        return self.said

    @property
    def by_stage(self) -> Events:
        """The log with events named by the id of their stage, without other events."""
        return self.labelled[0] if self.labelled is not None else self.events

    @property
    def by_touchpoint(self) -> Events:
        """The log with events named by the id of their touchpoint, without other events."""
        return self.labelled[1] if self.labelled is not None else self.events

    @cached_property
    def places(self) -> tuple[int, ...]:
        """Positions, 0-based, of the stages with a bound touchpoint; the others are not measured."""
        return measured_places(self.journey)

    @cached_property
    def flow(self) -> pd.DataFrame:
        """The answer of :func:`stage_flow`, cached; do not modify it."""
        return stage_flow(self).to_pandas()

    @cached_property
    def reach(self) -> pd.DataFrame:
        """The answer of :func:`touchpoint_reach`, cached; do not modify it."""
        frame = touchpoints(self.journey)
        frame = frame.assign(bound=frame["events"] != "")[["touchpoint_id", "touchpoint", "stage_id", "stage", "bound"]]
        reach = qs.reach(self.by_touchpoint).to_pandas().set_index("event")
        for column in ("paths", "events"):
            counts = frame["touchpoint_id"].map(reach[column]).astype("Int64")
            frame[column] = counts.fillna(0).where(frame["bound"])
        return self._with_share(frame)

    @cached_property
    def stages(self) -> pd.DataFrame:
        """The answer of :func:`stage_reach`, cached; do not modify it."""
        frame = stages(self.journey)[["stage_id", "stage", "position"]]
        reach = qs.reach(self.by_stage).to_pandas().set_index("event")
        furthest = self.flow[self.flow["kind"] != "return"].groupby("source")["paths"].sum()
        known = frame["position"].isin(self.places)
        for column, counts in (("paths", reach["paths"]), ("furthest_paths", furthest), ("events", reach["events"])):
            frame[column] = frame["stage_id"].map(counts).astype("Int64").fillna(0).where(known)
        return self._with_share(frame)

    def _with_share(self, frame: pd.DataFrame) -> pd.DataFrame:
        total = self.events.path_count
        share = frame["paths"].astype("Float64") / total if total else float("nan")
        return frame.assign(reach_share=share).astype({"reach_share": "float64"})

    @cached_property
    def step_query(self) -> ev.Query:
        """The question of how travellers move from touchpoint to touchpoint; see :mod:`journeykit.evidence.steps`."""
        return qs.steps(self.by_touchpoint, columns=STEPS_SHOWN, top=NAMES_SHOWN)

    @cached_property
    def steps(self) -> pd.DataFrame:
        """The answer of ``step_query``, cached; do not modify it."""
        return self.step_query.to_pandas()

    @cached_property
    def claims(self) -> pd.DataFrame:
        """The events of each touchpoint, cached: ``event``, ``label`` (id of the touchpoint), ``events``, ``paths``."""
        return ev.matches(self.events, touchpoint_labels(self.journey)).to_pandas()

    @cached_property
    def supported(self) -> frozenset[str]:
        """Ids of the touchpoints with at least one event, cached."""
        return frozenset(self.reach.loc[(self.reach["events"] > 0).fillna(False), "touchpoint_id"])


def stage_flow(measured: MeasuredMap) -> Query:
    """Return the question of how travellers move through the measured stages, named by id.

    The columns are those of :func:`journeykit.questions.stage_flow` (see its example); ``source_column`` and
    ``target_column`` number the measured stages.
    """
    return qs.stage_flow(measured.by_stage, [measured.journey.stages[place].id for place in measured.places])
