"""A map and a log made one: how many travellers each stage and touchpoint reaches, and where they go on or leave.

A stage has three counts, each with a name of its own:

*reached* counts those with any event of the stage (:func:`stage_reach`);
*got at least this far* counts those with an event of the stage or of a later one (:func:`stage_funnel`);
*left after* counts those who got at least this far and to no stage beyond: the drop of the funnel, and the *left* of
the Sankey (:func:`stage_flow`).

The Sankey follows a traveller's *progression*: the stages at which they get further than ever before, in the order of
the map. It moves forward only, so it conserves: who is in a stage goes on, skips ahead, leaves, or has arrived. Moves
back are counted apart. A stage that nothing measures has no count and is passed over: who is seen after it went
through it.
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
from journeykit.model.binding import Condition
from journeykit.model.insight import KPIFormula
from journeykit.model.journey import JourneyMap

if TYPE_CHECKING:
    import pandas as pd

STEPS_SHOWN, NAMES_SHOWN = 5, 6


class KPICounts(NamedTuple):
    """What a formula counts: successes, those asked, those with neither success nor failure, and what went wrong."""

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
        The same log with every event named by the id of its stage or touchpoint; unclaimed events left out.
    pairs : dict
        Pairs of touchpoints counted so far (``routes.py``): the log does not change, so a count is made once.
    kpis, personas : dict
        Counts of KPIs by their formula (``kpis.py``), and of personas by their rule (``personas.py``), in the same way.
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
        """Positions, 0-based, of the stages with a bound touchpoint; nothing measures the others."""
        return measured_places(self.journey)

    @cached_property
    def flow(self) -> pd.DataFrame:
        """The answer of :func:`stage_flow`, asked once; read it, do not change it."""
        return stage_flow(self).to_pandas()

    @cached_property
    def reach(self) -> pd.DataFrame:
        """The answer of :func:`touchpoint_reach`, counted once; read it, do not change it."""
        return _touchpoint_reach(self)

    @cached_property
    def stages(self) -> pd.DataFrame:
        """The answer of :func:`stage_reach`, counted once; read it, do not change it."""
        return _stage_reach(self)

    @cached_property
    def step_query(self) -> ev.Query:
        """The question how travellers move from touchpoint to touchpoint; see :mod:`journeykit.evidence.steps`."""
        return qs.steps(self.by_touchpoint, columns=STEPS_SHOWN, top=NAMES_SHOWN)

    @cached_property
    def steps(self) -> pd.DataFrame:
        """The answer of ``step_query``, asked once; read it, do not change it."""
        return self.step_query.to_pandas()

    @cached_property
    def claims(self) -> pd.DataFrame:
        """Which touchpoint claims which event, counted once: ``event``, ``label`` (its id), ``events``, ``paths``."""
        return ev.matches(self.events, touchpoint_labels(self.journey)).to_pandas()

    @cached_property
    def supported(self) -> frozenset[str]:
        """Ids of the touchpoints that at least one event supports; counted once, the log does not change."""
        reach = self.reach
        return frozenset(reach.loc[(reach["events"] > 0).fillna(False), "touchpoint_id"])


def measure(journey: JourneyMap, events: Events) -> MeasuredMap:
    """Bind a log to a map through the rules of its touchpoints.

    Parameters
    ----------
    journey : JourneyMap
        A map in which at least one touchpoint carries a binding.
    events : Events
        A prepared log, see :func:`journeykit.read_events`.

    Returns
    -------
    MeasuredMap
        What every other function of this room takes.

    Raises
    ------
    MapError
        No touchpoint of the map has a binding, or something else than a map and a log was given.
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
    """Return the question how travellers move through the stages that are measured; stages are named by id.

    The columns are those of :func:`journeykit.questions.stage_flow`: ``source_column`` and ``target_column``
    number the measured stages. Examples stand there.
    """
    return qs.stage_flow(measured.by_stage, [measured.journey.stages[place].id for place in measured.places])


def flow_frame(measured: MeasuredMap) -> pd.DataFrame:
    """Return the answer of :func:`stage_flow` with the stages' names and positions, as the Sankey draws it.

    Returns
    -------
    DataFrame
        The columns of the query, with the names of the stages in ``source`` and ``target``, and their places among all
        stages of the map in ``source_position`` and ``target_position``.
    """
    names = {stage.id: stage.name for stage in measured.journey.stages}
    frame = measured.flow
    place = dict(enumerate(measured.places))
    return frame.assign(
        source=frame["source"].map(names),
        target=frame["target"].map(names),
        source_position=frame["source_column"].map(place).astype("Int64"),
        target_position=frame["target_column"].map(place).astype("Int64"),
    )


def stage_reach(measured: MeasuredMap) -> pd.DataFrame:
    """Return how many travellers each stage reaches, with missing counts where nothing measures it.

    Returns
    -------
    DataFrame
        ``stage_id``, ``stage`` (str), ``position`` (int); ``paths`` (nullable int): travellers with any event of the
        stage; ``furthest_paths`` (nullable int): those of them who got further than before when they came to it, the
        bar of the Sankey; ``events`` (nullable int); ``reach_share`` (float, 0-1: ``paths`` of all travellers in the
        log).

    Notes
    -----
    ``paths`` exceeds ``furthest_paths`` by those who came to the stage only on the way back from a later one.
    """
    return measured.stages.copy()


def _stage_reach(measured: MeasuredMap) -> pd.DataFrame:
    from journeykit.frames import stages

    frame = stages(measured.journey)[["stage_id", "stage", "position"]]
    reach = qs.reach(measured.by_stage).to_pandas().set_index("event")
    flow = measured.flow
    furthest = flow[flow["kind"] != "return"].groupby("source")["paths"].sum()
    known = frame["position"].isin(measured.places)
    for column, counts in (("paths", reach["paths"]), ("furthest_paths", furthest), ("events", reach["events"])):
        frame[column] = frame["stage_id"].map(counts).astype("Int64").fillna(0).where(known)
    total = measured.events.path_count
    frame["reach_share"] = frame["paths"].astype("Float64") / total if total else float("nan")
    return frame.astype({"reach_share": "float64"})


def stage_funnel(measured: MeasuredMap) -> pd.DataFrame:
    """Return how many travellers get at least as far as each stage that can be measured.

    A stage that nothing measures has no row: nobody is counted there, which does not mean that nobody was.

    Returns
    -------
    DataFrame
        ``step`` (int, from 1), ``stage_id``, ``name`` (str), ``position`` (int, 0-based), ``paths`` (int: unique
        travellers with an event of this stage or of a later one), ``dropped`` (nullable int: those who got no further
        than this stage), ``previous_share``, ``first_share``, ``all_share`` (float, 0-1: of the stage before, of the
        first, of all travellers in the log), ``low``, ``high`` (float: Wilson 95 % interval of ``previous_share``).

    Notes
    -----
    Who skips a stage still counts as having got past it. The share says nothing about why people stop; a journey that
    is still under way at the end of the log counts as stopped.
    """
    frame = measured.flow
    ended = frame[frame["kind"].isin(["left", "end"])].groupby("source_column")["paths"].sum()
    return _funnel_frame(measured, [int(ended.get(column, 0)) for column in range(len(measured.places))])


def _funnel_frame(measured: MeasuredMap, stopped: list[int]) -> pd.DataFrame:
    import pandas as pd

    paths = [sum(stopped[step:]) for step in range(len(stopped))]
    before = [None, *paths[:-1]]
    stages = [measured.journey.stages[place] for place in measured.places]
    frame = pd.DataFrame(
        {
            "step": range(1, len(paths) + 1),
            "stage_id": [stage.id for stage in stages],
            "name": [stage.name for stage in stages],
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
    """Return how many travellers each touchpoint reaches, the unbound ones with missing counts.

    Returns
    -------
    DataFrame
        ``touchpoint_id``, ``touchpoint``, ``stage_id``, ``stage`` (str), ``bound`` (bool), ``paths``, ``events``
        (nullable int), ``reach_share`` (float, 0-1: of all travellers in the log).
    """
    return measured.reach.copy()


def _touchpoint_reach(measured: MeasuredMap) -> pd.DataFrame:
    from journeykit.frames import touchpoints

    frame = touchpoints(measured.journey)
    frame = frame.assign(bound=frame["events"] != "")[["touchpoint_id", "touchpoint", "stage_id", "stage", "bound"]]
    reach = qs.reach(measured.by_touchpoint).to_pandas().set_index("event")
    for column in ("paths", "events"):
        counts = frame["touchpoint_id"].map(reach[column]).astype("Int64")
        frame[column] = counts.fillna(0).where(frame["bound"])
    total = measured.events.path_count
    frame["reach_share"] = frame["paths"].astype("Float64") / total if total else float("nan")
    return frame.astype({"reach_share": "float64"})
