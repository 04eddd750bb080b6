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

import os
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

from journeykit import events as ev
from journeykit import questions as qs
from journeykit.answers import Answers
from journeykit.errors import JourneyKitError, MapError
from journeykit.events import Events
from journeykit.evidence.belonging import refuse_unbound
from journeykit.evidence.bindings import stage_labels, touchpoint_labels
from journeykit.evidence.measured_map import MeasuredMap
from journeykit.evidence.rereading import read_data, recorded_sources
from journeykit.model.journey import JourneyMap

if TYPE_CHECKING:
    import pandas as pd


def measure(
    journey: JourneyMap,
    events: Events | None = None,
    answers: Answers | None = None,
    *,
    path: str | os.PathLike[str] | None = None,
) -> MeasuredMap:
    """Combine a map with a log, answers of customers, or both, through the rules of the map.

    With neither, read the files that the map names as its sources: ``jk.measure(jk.read_map("shop.json"))``.

    Parameters
    ----------
    journey : JourneyMap
        A map with a touchpoint that is bound to events, for a log; with a stage or touchpoint that is bound to
        questions, or a KPI over answers, for answers.
    events : Events, optional
        A prepared log, see :func:`journeykit.read_events`.
    answers : Answers, optional
        What customers said, see :func:`journeykit.read_answers`.
    path : path-like, optional
        With neither: the file of the map, which says where its data lie. Needed only for a map that was not just read
        from it; an edited map is in no file.

    Returns
    -------
    MeasuredMap
        The input of all other functions of this room. Those that need a log, or answers, raise MapError without.

    Raises
    ------
    MapError
        Nothing of the map is bound to what is passed, a question has another scale in the answers than in the map, or
        the arguments are not a map and a log or answers. With neither: the map names no data
        (:func:`journeykit.evidence.record_data`), or none of it can be read.
    EventLogError, AnswersError
        A binding names an attribute column that the log, or the answers, were read without.

    Warns
    -----
    UserWarning
        A file that the map names has changed, is gone or cannot measure it; the rest is measured. The sentences are
        also in ``measured.notes``.

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
    known = isinstance(events, Events | None) and isinstance(answers, Answers | None)
    if not isinstance(journey, JourneyMap) or not known:
        _refuse(journey, events, answers)
    if events is None and answers is None:
        again = measured_again(journey, path)
        for note in again.notes:
            warnings.warn(note, UserWarning, stacklevel=2)
        return again
    if answers is not None:
        refuse_unbound(journey, answers)
    if events is None:
        return MeasuredMap(journey, None, answers)
    if not touchpoint_labels(journey):
        raise MapError(
            f"no touchpoint of map {journey.id!r} is bound to events, so nothing can be measured. Bind one, for "
            f"example: jk.edit.update_touchpoint(journey, 'home', binding={{'events': ['page_view*']}})."
        )
    by_touchpoint = ev.relabel(events, touchpoint_labels(journey))
    by_stage = ev.relabel(by_touchpoint, stage_labels(journey))
    return MeasuredMap(journey, events, answers, (by_stage, by_touchpoint))


def measured_again(journey: JourneyMap, path: str | os.PathLike[str] | None = None, **options: Any) -> MeasuredMap:
    """Return a map measured by the files that it names; what keeps one of them from it is in ``notes``.

    ``options`` as for :func:`journeykit.evidence.read_data`. Raises MapError if nothing measures the map.
    """
    if not recorded_sources(journey):
        raise MapError(
            f"map {journey.id!r} names no file that measures it. Pass a log or answers: "
            "jk.measure(journey, jk.read_events('visits.csv')); jk.evidence.record_data(measured) then keeps on the "
            "map where they are."
        )
    found = read_data(journey, path, **options)
    notes = list(found.notes)
    events = found.events if _measures(journey, notes, events=found.events) else None
    answers = found.answers if _measures(journey, notes, answers=found.answers) else None
    if events is None and answers is None:
        raise MapError("\n  ".join(["nothing measures the map:", *notes]))
    return replace(measure(journey, events, answers), notes=tuple(notes))


def _measures(
    journey: JourneyMap, notes: list[str], events: Events | None = None, answers: Answers | None = None
) -> bool:
    """Return whether data measure a map, and add to the notes why not: one of them must not stop the other."""
    data = answers if events is None else events
    if data is None:
        return False
    try:
        measure(journey, events, answers)
    except JourneyKitError as error:
        notes.append(f"{data.report.source}: {error}")
        return False
    return True


def _refuse(journey: object, events: object, answers: object) -> NoReturn:
    if isinstance(events, Answers):
        raise MapError("answers are passed by name: jk.measure(journey, answers=answers).")
    given = " and ".join(type(each).__name__ for each in (journey, events, answers) if each is not None)
    raise MapError(
        f"a map and a log are measured, in this order, not {given}: "
        "jk.measure(journey, jk.read_events('visits.csv')). Answers are passed by name: answers=…"
    )


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
