"""A map measured by a log: how many travellers each stage and touchpoint reaches, and where they go on or leave.

A stage has three counts:

*reached* counts travellers with any event of the stage (:func:`stage_reach`);
*got at least this far* counts travellers with an event of the stage or of a later one (:func:`stage_funnel`);
*left after* counts travellers who got this far and no further: the drop of the funnel, and the *left* of the Sankey
(:func:`stage_flow`).

The Sankey shows a traveller's *progression*: the stages at which they get further than before, in the order of the map.
It only moves forward, so all travellers of a stage go on, skip ahead, leave, or have arrived. Moves back are counted
separately. A stage that is not measured has no count and is skipped.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from journeykit import events as ev
from journeykit import questions as qs
from journeykit.errors import MapError
from journeykit.events import Events, Query
from journeykit.evidence.bindings import measured_places, stage_labels, touchpoint_labels
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
    """A journey map and the log that measures it.

    Attributes
    ----------
    journey : JourneyMap
        The map.
    events : Events
        The log as read.
    by_stage, by_touchpoint : Events
        The same log with events named by the id of their stage or touchpoint, without other events.
    pairs, kpis, personas : dict
        Cached counts of pairs of touchpoints (``routes.py``), KPIs by formula (``kpis.py``) and personas by rule
        (``personas.py``).
    """

    journey: JourneyMap
    events: Events
    by_stage: Events = field(repr=False)
    by_touchpoint: Events = field(repr=False)
    pairs: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict, repr=False)
    kpis: dict[KPIFormula, KPICounts] = field(default_factory=dict, repr=False)
    personas: dict[tuple[Condition, ...], tuple[int | None, str]] = field(default_factory=dict, repr=False)

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


def measure(journey: JourneyMap, events: Events) -> MeasuredMap:
    """Combine a map with a log through the rules of its touchpoints.

    Parameters
    ----------
    journey : JourneyMap
        A map in which at least one touchpoint has a binding.
    events : Events
        A prepared log, see :func:`journeykit.read_events`.

    Returns
    -------
    MeasuredMap
        The input of all other functions of this room.

    Raises
    ------
    MapError
        No touchpoint of the map has a binding, or the arguments are not a map and a log.
    EventLogError
        A binding names an attribute column that the log was read without.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> journey = jk.new_map("Shop", stages=["Browse", "Pay"])
    >>> journey = jk.edit.add_touchpoint(journey, "Home", stage="browse", binding={"events": ["home"]})
    >>> journey = jk.edit.add_touchpoint(journey, "Card", stage="pay", binding={"events": ["pay*"]})
    >>> log = pd.DataFrame({"user_id": ["a", "a", "b"], "event": ["home", "payment", "home"],
    ...                     "timestamp": ["2026-05-01", "2026-05-02", "2026-05-01"]})
    >>> measured = jk.measure(journey, jk.read_events(log))
    >>> jk.evidence.stage_funnel(measured)["paths"].tolist()
    [2, 1]
    """
    if not isinstance(journey, JourneyMap) or not isinstance(events, Events):
        given = f"{type(journey).__name__} and {type(events).__name__}"
        raise MapError(
            f"a map and a log are measured, in this order, not {given}: "
            "jk.measure(journey, jk.read_events('visits.csv'))."
        )
    if not touchpoint_labels(journey):
        raise MapError(
            f"no touchpoint of map {journey.id!r} is bound to events, so nothing can be measured. Bind one, for "
            f"example: jk.edit.update_touchpoint(journey, 'home', binding={{'events': ['page_view*']}})."
        )
    by_touchpoint = ev.relabel(events, touchpoint_labels(journey))
    by_stage = ev.relabel(by_touchpoint, stage_labels(journey))
    return MeasuredMap(journey=journey, events=events, by_stage=by_stage, by_touchpoint=by_touchpoint)


def stage_flow(measured: MeasuredMap) -> Query:
    """Return the question of how travellers move through the measured stages, named by id.

    The columns are those of :func:`journeykit.questions.stage_flow` (see its example); ``source_column`` and
    ``target_column`` number the measured stages.
    """
    return qs.stage_flow(measured.by_stage, [measured.journey.stages[place].id for place in measured.places])


def flow_frame(measured: MeasuredMap) -> pd.DataFrame:
    """Return the answer of :func:`stage_flow` with the stages' names and positions, as the Sankey shows it.

    Returns
    -------
    DataFrame
        The columns of the query, with the names of the stages in ``source`` and ``target``, and their places among all
        stages of the map in ``source_position`` and ``target_position``.
    """
    names = {stage.id: stage.name for stage in measured.journey.stages}
    frame, place = measured.flow, dict(enumerate(measured.places))
    return frame.assign(
        source=frame["source"].map(names),
        target=frame["target"].map(names),
        source_position=frame["source_column"].map(place).astype("Int64"),
        target_position=frame["target_column"].map(place).astype("Int64"),
    )


def stage_reach(measured: MeasuredMap) -> pd.DataFrame:
    """Return how many travellers each stage reaches, with missing counts where it is not measured.

    Returns
    -------
    DataFrame
        ``stage_id``, ``stage`` (str), ``position`` (int); ``paths`` (nullable int): travellers with any event of the
        stage; ``furthest_paths`` (nullable int): those of them who got further than before when they reached it, the
        bar of the Sankey; ``events`` (nullable int); ``reach_share`` (float, 0-1: ``paths`` of all travellers in the
        log).

    Notes
    -----
    ``paths`` also includes those who reached the stage only on the way back from a later one.
    """
    return measured.stages.copy()


def stage_funnel(measured: MeasuredMap) -> pd.DataFrame:
    """Return how many travellers get at least as far as each measured stage.

    A stage that is not measured has no row.

    Returns
    -------
    DataFrame
        ``step`` (int, from 1), ``stage_id``, ``name`` (str), ``position`` (int, 0-based), ``paths`` (int: unique
        travellers with an event of this stage or of a later one), ``dropped`` (nullable int: those who got no further
        than this stage), ``previous_share``, ``first_share``, ``all_share`` (float, 0-1: of the stage before, of the
        first, of all travellers in the log), ``low``, ``high`` (float: Wilson 95 % interval of ``previous_share``).

    Notes
    -----
    A traveller who skips a stage counts as having got past it. A journey that has not ended when the log ends counts as
    stopped.
    """
    import pandas as pd

    frame = measured.flow
    ended = frame[frame["kind"].isin(["left", "end"])].groupby("source_column")["paths"].sum()
    stopped = [int(ended.get(column, 0)) for column in range(len(measured.places))]
    paths = [sum(stopped[step:]) for step in range(len(stopped))]
    before = [None, *paths[:-1]]
    reached = [measured.journey.stages[place] for place in measured.places]
    frame = pd.DataFrame(
        {
            "step": range(1, len(paths) + 1),
            "stage_id": [stage.id for stage in reached],
            "name": [stage.name for stage in reached],
            "position": list(measured.places),
            "paths": paths,
            "dropped": pd.Series([*stopped[:-1], None][: len(paths)], dtype="Int64"),
            "previous_share": [_share(now, then) for now, then in zip(paths, before, strict=True)],
            "first_share": [_share(now, paths[0]) for now in paths],
            "all_share": [_share(now, measured.events.path_count) for now in paths],
        }
    )
    return qs.with_wilson(frame)


def _share(part: int, whole: int | None) -> float:
    return part / whole if whole else float("nan")


def touchpoint_reach(measured: MeasuredMap) -> pd.DataFrame:
    """Return how many travellers each touchpoint reaches, with missing counts for unbound ones.

    Returns
    -------
    DataFrame
        ``touchpoint_id``, ``touchpoint``, ``stage_id``, ``stage`` (str), ``bound`` (bool), ``paths``, ``events``
        (nullable int), ``reach_share`` (float, 0-1: of all travellers in the log).
    """
    return measured.reach.copy()
