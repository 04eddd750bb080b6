"""Feelings by what people did, where the answers carry the ids of the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.answers.asking import FEW
from journeykit.answers.groups import group_by
from journeykit.answers.satisfaction import on_emotion_scale
from journeykit.answers.value import Answers, coded
from journeykit.errors import MapError
from journeykit.events import Label
from journeykit.evidence.felt import PLACE, names_of, placed
from journeykit.evidence.measure import stage_funnel
from journeykit.evidence.measured_map import MeasuredMap, stage_flow
from journeykit.evidence.persona_answers import joined, paths_with
from journeykit.frames import tidy
from journeykit.intervals import of_difference, of_mean
from journeykit.model.edit import find
from journeykit.questions import members
from journeykit.text import count_words

if TYPE_CHECKING:
    import pandas as pd

_DID = "\N{WHITE SQUARE}did"
_SIDES = ("yes", "no")
_COLUMNS = " ".join(f"{side}_{name}" for side in _SIDES for name in ("score", "low", "high", "n"))


def feelings_by_behaviour(
    measured: MeasuredMap, *, left_after: str | None = None, reached: str | None = None
) -> pd.DataFrame:
    """Return how those who did something feel against those who did not, by stage and touchpoint.

    Parameters
    ----------
    measured : MeasuredMap
        A map measured by a log and by answers whose respondents have the ids of the log.
    left_after : str, optional
        Id of a measured stage: those who left after it, against those who went on beyond it. Others are left out.
    reached : str, optional
        Id of a touchpoint or, with ``"stage/…"``, of a stage: those with an event of it, against all others in the log.

    Returns
    -------
    DataFrame
        A row per stage and touchpoint with answers: ``stage_id``, ``stage``, ``touchpoint_id``, ``touchpoint`` (str,
        missing for the stage), ``yes_score``, ``yes_low``, ``yes_high`` (float, -2 to 2, Student's t 95 % interval),
        ``yes_n`` (int, people) of those who did it, the same with ``no_`` of the others, ``difference`` (float, yes
        minus no), ``low``, ``high`` (float, Welch's 95 % interval of it), ``small`` (bool, a side has fewer than 30),
        ``joined``, ``respondents`` (int: respondents whose id is in the log, and all with answers).

    Raises
    ------
    MapError
        No log or no answers, not exactly one behaviour, or no respondent is in the log.
    AnswersError
        The answers have no ids.
    UnknownIdError
        No such stage or touchpoint.

    Notes
    -----
    Ids join only if they are the same text. Who did something also differs in other ways: a difference is no cause. A
    journey that has not ended when the log ends counts as left.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> journey = jk.edit.add_touchpoint(jk.new_map("Shop", stages=["Browse", "Pay"]), "Home", stage="browse",
    ...                                  binding={"events": ["home"]})
    >>> journey = jk.edit.add_touchpoint(journey, "Card", stage="pay", binding={"events": ["pay"]})
    >>> log = pd.DataFrame({"user_id": list("aabcc"), "event": ["home", "pay", "home", "home", "pay"],
    ...                     "timestamp": ["2026-05-01", "2026-05-02"] * 2 + ["2026-05-03"]})
    >>> survey = pd.DataFrame({"respondent": list("abcz"), "Q1": [5, 2, 4, 1]})
    >>> answers = jk.read_answers(survey, questions={"Q1": (1, 5)}, respondent_col="respondent")
    >>> journey = jk.evidence.bind_answers(journey, {"Q1": "browse"}, answers=answers)
    >>> frame = feelings_by_behaviour(jk.measure(journey, jk.read_events(log), answers), left_after="browse")
    >>> frame[["stage", "yes_score", "no_score", "difference", "joined", "respondents"]].values.tolist()
    [['Browse', -1.0, 1.5, -2.5, 3, 4]]
    """
    if (left_after is None) == (reached is None):
        raise MapError("name one behaviour: left_after='decision', or reached='help-page'.")
    answers = measured.answers
    did, did_not = _left(measured, left_after) if left_after is not None else _reached(measured, str(reached))
    yes, no = joined(answers, did), joined(answers, did_not)
    found = joined(answers, paths_with(measured.events, Label("all")))
    if not found.any():
        raise MapError(
            f"none of the {count_words(answers.respondents)} respondents has an id of the log. Ids join only if they "
            "are the same text: check respondent_col= of the answers and path_col= of the log."
        )
    said = answers._said
    side = np.where(yes, 0, np.where(no, 1, -1)).astype(np.int32)[said.people[said.row]]
    counted = {"joined": int(found[: len(said.ids or ())].sum()), "respondents": answers.respondents}
    lines = [
        {**names_of(measured.journey, *place), **row, **counted}
        for each, places, asked in placed(measured.journey, coded(answers, _DID, side, _SIDES))
        for place, row in zip(places, _compared(each, [n for names in asked for n in names]), strict=True)
        if row
    ]
    order = {stage.id: at for at, stage in enumerate(measured.journey.stages)}
    lines.sort(key=lambda line: order[line["stage_id"]])
    kinds: dict[str, str] = {name: "int64" if name.endswith("_n") else "float64" for name in _COLUMNS.split()}
    kinds |= dict.fromkeys(("difference", "low", "high"), "float64") | dict.fromkeys(counted, "int64")
    columns = f"stage_id stage touchpoint_id touchpoint {_COLUMNS} difference low high small joined respondents"
    return tidy(lines, columns, **kinds, small="bool")


def _left(measured: MeasuredMap, stage: str) -> tuple[set[str], set[str]]:
    """Return the paths that ended after a stage, and those that ended beyond it."""
    find(measured.journey, "stage", stage)
    places = list(stage_funnel(measured)["stage_id"])
    if stage not in places or stage == places[-1]:
        why = "is not bound to events" if stage not in places else "is the last one, so nobody goes on"
        raise MapError(f"stage {stage!r} {why}. Stages to leave: {', '.join(map(repr, places[:-1])) or 'none'}.")
    flow = members(stage_flow(measured)).to_pandas()
    ends = flow[flow["kind"].isin(["left", "end"])]
    at = places.index(stage)
    return set(ends.loc[ends["source_column"] == at, "path"]), set(ends.loc[ends["source_column"] > at, "path"])


def _reached(measured: MeasuredMap, wanted: str) -> tuple[set[str], set[str]]:
    """Return the paths with an event of a touchpoint or stage, and all others."""
    kind, _, id = wanted.rpartition("/")
    kind = kind or "touchpoint"
    find(measured.journey, kind, id)
    log = measured.by_stage if kind == "stage" else measured.by_touchpoint
    yes = paths_with(log, Label(id, events=(id,)))
    return yes, paths_with(measured.events, Label("all")) - yes


def _compared(answers: Answers, questions: list[str]) -> list[dict[str, Any]]:
    """Return for each place the means of both sides and their difference; empty where neither side answered."""
    scored = [name for name in questions if name in answers.questions]
    labels = answers.labels(PLACE)
    if not scored:
        return [{} for _ in labels]
    grouping = group_by(answers, scored, [PLACE, _DID])()
    people = grouping.people(on_emotion_scale(answers, grouping))
    low, high = of_mean(people.mean, people.deviation, people.n)
    groups = {cell: at for at, cell in enumerate(zip(grouping.keys[PLACE], grouping.keys[_DID], strict=True))}
    found = []
    for label in labels:
        at = [groups.get((label, side)) for side in _SIDES]
        row: dict[str, Any] = {}
        for side, place in zip(_SIDES, at, strict=True):
            values = (people.mean, low, high) if place is not None else ()
            numbers = [None if np.isnan(each[place]) else float(each[place]) for each in values] or [None] * 3
            row |= dict(zip((f"{side}_score", f"{side}_low", f"{side}_high"), numbers, strict=True))
            row[f"{side}_n"] = 0 if place is None else int(people.n[place])
        row |= {"difference": None, "low": None, "high": None}
        row["small"] = min(row["yes_n"], row["no_n"]) < FEW
        if None not in at:
            means, deviations, sizes = (
                (array[at[0]], array[at[1]]) for array in (people.mean, people.deviation, people.n)
            )
            bounds = [float(end) for end in of_difference(means, deviations, sizes)]
            row["difference"] = row["yes_score"] - row["no_score"]
            row |= {
                "low": None if np.isnan(bounds[0]) else bounds[0],
                "high": None if np.isnan(bounds[1]) else bounds[1],
            }
        found.append(row if row["yes_n"] or row["no_n"] else {})
    return found
