"""Feelings and satisfaction by stage and touchpoint, measured in answers and compared with what the map assumes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit import answers as an
from journeykit.answers.asking import FEW
from journeykit.answers.groups import PERIODS, Grouping, group_by
from journeykit.answers.satisfaction import on_emotion_scale
from journeykit.answers.value import Answers, coded, local_days
from journeykit.errors import MapError, did_you_mean, listing
from journeykit.evidence.belonging import belonging, home, questions_of
from journeykit.evidence.measured_map import MeasuredMap
from journeykit.evidence.persona_answers import persona_answers
from journeykit.frames import tidy
from journeykit.intervals import of_mean
from journeykit.model.journey import JourneyMap

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

PLACE, SPLIT = "\N{WHITE SQUARE}place", "\N{WHITE SQUARE}split"
"""Names of attributes and columns that no file has."""
_PLACES = "stage_id stage touchpoint_id touchpoint"
_NUMBERS = "score low high n answers small questions source first last assumed gap gap_low gap_high"
_DTYPES = {
    **dict.fromkeys(("score", "low", "high", "assumed", "gap", "gap_low", "gap_high", "value"), "float64"),
    **dict.fromkeys(("n", "answers"), "int64"),
    **dict.fromkeys(("first", "last"), "datetime64[us]"),
    "small": "bool",
}


def feelings(measured: MeasuredMap, by: str | None = None) -> pd.DataFrame:
    """Return how people feel in each stage and at each touchpoint that a question is bound to.

    Parameters
    ----------
    measured : MeasuredMap
        A map measured with ``answers=``.
    by : str, optional
        Split each row: ``"persona"``, by the rules of the personas; ``"day"``, ``"week"``, ``"month"``, ``"quarter"``
        or ``"year"``; or an attribute of the answers.

    Returns
    -------
    DataFrame
        A row per stage, and after it per touchpoint, in the order of the map: ``stage_id``, ``stage``,
        ``touchpoint_id``, ``touchpoint`` (str, missing for the stage), the columns of ``by`` (``persona_id``,
        ``persona`` and ``problem``, why it cannot be told; the period or attribute), ``score`` (float, -2 to 2),
        ``low``, ``high`` (float, Student's t 95 % interval), ``n`` (int, people), ``answers`` (int), ``small`` (bool, n
        below 30), ``questions`` (str), ``source`` (str, name of the file), ``first``, ``last`` (datetime, days of the
        first and last answer, in the zone of the answers), ``assumed`` (float, the map's), ``gap`` (float, score minus
        assumed), ``gap_low``, ``gap_high`` (float, its interval).

    Raises
    ------
    MapError
        The map was measured without answers, or ``by`` is unknown.
    AnswersError
        A period of answers without times.

    Notes
    -----
    Each person counts once, by the mean of their answers that belong to the stage or its touchpoints; the ends of a
    scale are -2 and 2, with a straight line between. The interval is missing for one person, and where all are equal,
    which says nothing of the spread. Where nobody answered, n is 0 and the score is missing. ``assumed`` is the map's
    score for the persona, else for all, and without ``by="persona"`` the one for all, else that of the first persona
    who has one; it is not split by period.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> journey = jk.edit.set_emotion(jk.new_map("Airport", stages=["Arrive"]), "arrive", 1)
    >>> answers = jk.read_answers(pd.DataFrame({"Q1": [1, 2, 4], "Q2": [2, 2, 3]}), questions={"Q?": (1, 5)})
    >>> journey = jk.evidence.bind_answers(journey, {"Q?": "arrive"}, answers=answers)
    >>> frame = jk.evidence.feelings(jk.measure(journey, answers=answers))
    >>> frame[["stage", "score", "n", "answers", "assumed", "gap"]].round(2).values.tolist()
    [['Arrive', -0.67, 3, 6, 1.0, -1.67]]
    """
    parts = list(_parts(measured, by))
    keys = {"persona": "persona_id persona problem", None: ""}.get(by, SPLIT)
    rows = [{**part, **row} for answers, part in parts for row in _felt(measured.journey, answers, by, part)]
    order = {place: at for at, place in enumerate(_order(measured.journey))}
    rows.sort(key=lambda row: order[row["stage_id"], row["touchpoint_id"]])
    frame = tidy(rows, f"{_PLACES} {keys} {_NUMBERS}", **_DTYPES)
    return frame.rename(columns={SPLIT: by})


def _parts(measured: MeasuredMap, by: str | None) -> Iterator[tuple[Answers, dict[str, Any]]]:
    """Yield the answers to ask, with the columns that tell them apart."""
    if by == "persona":
        yield from persona_answers(measured)
        return
    known = ("persona", *PERIODS, *measured.answers.attributes)
    if by is not None and by not in known:
        raise MapError(f"by={by!r} splits no feelings.{did_you_mean(by, known)} Known: {listing(known, 30)}.")
    if by in f"{_PLACES} {_NUMBERS}".split():
        raise MapError(f"by={by!r} is a column of the result. jk.answers.grouped copies the attribute to another name.")
    yield measured.answers, {}


def _order(journey: JourneyMap) -> Iterator[tuple[str, str | None]]:
    for stage in journey.stages:
        yield stage.id, None
        yield from ((stage.id, touchpoint.id) for touchpoint in journey.touchpoints_of(stage.id))


def placed(
    journey: JourneyMap, answers: Answers, surveys: Sequence[int] | None = None
) -> Iterator[tuple[Answers, list[tuple[str, str | None]], list[list[str]]]]:
    """Yield the answers with the attribute ``PLACE`` twice, for stages and for touchpoints.

    With it the place, ids of stage and touchpoint, of each of its values, and the questions bound there. ``surveys``
    are the positions of the bindings that count; by default all.
    """
    belongs = belonging(journey, answers)
    counted = range(len(journey.surveys)) if surveys is None else surveys
    homes = [home(journey, survey) for survey in journey.surveys]
    for which in (lambda at: (at[0], None), lambda at: at):
        places = [place for place in _order(journey) if place in {which(homes[at]) for at in counted}]
        if which(("", "touchpoint"))[1]:
            places = [place for place in places if place[1]]
        number = {place: at for at, place in enumerate(places)}
        table = np.full(len(homes) + 1, -1, np.int32)  # The last element is for answers without a binding, -1.
        asked: list[dict[str, None]] = [{} for _ in places]
        for at in counted:
            here = number.get(which(homes[at]), -1)
            table[at] = here
            if here >= 0:
                asked[here].update(dict.fromkeys(questions_of(answers, journey.surveys[at].question)))
        labels = [f"{stage}/{touchpoint or ''}" for stage, touchpoint in places]
        yield coded(answers, PLACE, table[belongs], labels), places, [list(names) for names in asked]


def _felt(journey: JourneyMap, answers: Answers, by: str | None, part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    persona = part.get("persona_id")
    split = [] if by in (None, "persona") else [by]
    for said, places, asked in placed(journey, answers):
        bound = [name for names in asked for name in names if name in answers.questions]
        found = _numbers(said, bound, [PLACE, *split]) if bound else {}
        for at, (stage, touchpoint) in enumerate(places):
            mine = [row for row in found.get(at, []) if not part.get("problem")]
            for row in mine or ([] if split else [_NOBODY]):
                assumed = assumed_score(journey, stage, touchpoint, persona)
                gap = {
                    f"gap{end}": None if assumed is None or row[name] is None else row[name] - assumed
                    for end, name in (("", "score"), ("_low", "low"), ("_high", "high"))
                }
                yield {
                    **names_of(journey, stage, touchpoint),
                    **row,
                    **gap,
                    "assumed": assumed,
                    "small": row["n"] < FEW,
                    "questions": ", ".join(asked[at]),
                    "source": answers.report.source,
                }


_NOBODY: dict[str, Any] = {
    **dict.fromkeys(("score", "low", "high", "first", "last")),
    "n": 0,
    "answers": 0,
}


def names_of(journey: JourneyMap, stage: str, touchpoint: str | None) -> dict[str, Any]:
    """Return ids and names of a place as columns."""
    contact = next((each for each in journey.touchpoints if each.id == touchpoint), None)
    return {
        "stage_id": stage,
        "stage": next(each.name for each in journey.stages if each.id == stage),
        "touchpoint_id": touchpoint,
        "touchpoint": None if contact is None else contact.name,
    }


def _numbers(answers: Answers, questions: Sequence[str], by: Sequence[str]) -> dict[int, list[dict[str, Any]]]:
    """Return the rows of each place, by its number among the values of ``PLACE``."""
    grouping = group_by(answers, questions, by)()
    people = grouping.people(on_emotion_scale(answers, grouping))
    low, high = of_mean(people.mean, people.deviation, people.n)
    first, last = _days(answers, grouping)
    number = {label: at for at, label in enumerate(answers.labels(PLACE))}
    found: dict[int, list[dict[str, Any]]] = {}
    for at, label in enumerate(grouping.keys[PLACE]):
        if label is None:
            continue
        row: dict[str, Any] = {SPLIT: grouping.keys[by[1]][at]} if by[1:] else {}
        row |= {"score": _float(people.mean[at]), "low": _float(low[at]), "high": _float(high[at])}
        row |= {"n": int(people.n[at]), "answers": int(people.answers[at]), "first": first[at], "last": last[at]}
        found.setdefault(number[label], []).append(row)
    return found


def _float(number: float) -> float | None:
    return None if np.isnan(number) else float(number)


def _days(answers: Answers, grouping: Grouping) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return the days of the first and the last answer of each group, NaT without times."""
    days = local_days(answers)[grouping.places].astype("datetime64[D]")
    known = ~np.isnat(days)
    codes, numbers = grouping.codes[known], days[known].astype(np.int64)
    ends = []
    for pick, start in ((np.minimum, np.iinfo(np.int64).max), (np.maximum, np.iinfo(np.int64).min)):
        found = np.full(grouping.count, start, np.int64)
        pick.at(found, codes, numbers)
        with_time = np.where(found == start, np.datetime64("NaT"), found.astype("datetime64[D]"))
        ends.append(with_time.astype("datetime64[us]"))
    return ends[0], ends[1]


def assumed_score(journey: JourneyMap, stage: str, touchpoint: str | None, persona: str | None = None) -> float | None:
    """Return the score that a map assumes at a place: of the persona, else for all, else of the first who has one."""
    found = {
        point.persona: point.score
        for point in journey.emotions
        if (point.kind, point.stage, point.touchpoint) == ("assumed", stage, touchpoint)
    }
    for who in (persona, None, *(() if persona else (each.id for each in journey.personas))):
        if who in found:
            return found[who]
    return None


_UNITS = {"csat": "%", "nps": "points", "ces": "score, 1 to 7", "rating": "score"}


def satisfaction(measured: MeasuredMap) -> pd.DataFrame:
    """Return satisfaction, recommendation and effort by stage and touchpoint, as the questions are bound.

    Returns
    -------
    DataFrame
        A row per stage or touchpoint and measure of its bindings (``csat``, ``nps``, ``ces`` or ``rating``):
        ``stage_id``, ``stage``, ``touchpoint_id``, ``touchpoint``, ``measure`` (str), ``value`` (float), ``unit`` (str:
        percent of people in the top boxes, points, or the mean score), ``low``, ``high`` (float, 95 % interval of the
        measure), ``n`` (int, people), ``answers`` (int), ``small`` (bool, n below 30), ``questions`` (str).

    Raises
    ------
    AnswersError
        A measure does not fit the scale of its question, or a place has ratings on several scales.

    Notes
    -----
    Each measure is that of :mod:`journeykit.answers` over the answers of the place.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> journey = jk.new_map("Airport", stages=["Leave"])
    >>> answers = jk.read_answers(pd.DataFrame({"recommend": [10, 9, 3, 8]}), questions={"recommend": "nps"})
    >>> journey = jk.evidence.bind_answers(journey, {"recommend": "leave"}, answers=answers)
    >>> satisfaction(jk.measure(journey, answers=answers))[["stage", "measure", "value", "unit"]].values.tolist()
    [['Leave', 'nps', 25.0, 'points']]
    """
    journey, rows = measured.journey, []
    for measure, unit in _UNITS.items():
        counted = [at for at, survey in enumerate(journey.surveys) if survey.measure == measure]
        for said, places, asked in placed(journey, measured.answers, counted):
            bound = [name for names in asked for name in names if name in said.questions]
            if not bound:
                continue
            query = getattr(an, measure)(said, questions=bound, by=PLACE)
            found = {row[PLACE]: row for row in query.to_pandas().to_dict("records")}
            for at, place in enumerate(places):
                row = found.get(said.labels(PLACE)[at])
                if row is None:
                    row = {query.value: None, "low": None, "high": None, "n": 0, "answers": 0}
                times = 100 if measure == "csat" and row["n"] else 1
                values = {end: times * row[name] if row["n"] else None
                          for end, name in (("value", query.value), ("low", "low"), ("high", "high"))}  # fmt: skip
                about = {"measure": measure, "unit": unit, "questions": ", ".join(asked[at]), "small": row["n"] < FEW}
                rows.append({**names_of(journey, *place), **about, **values, "n": row["n"], "answers": row["answers"]})
    order = {place: at for at, place in enumerate(_order(journey))}
    rows.sort(key=lambda row: order[row["stage_id"], row["touchpoint_id"]])
    return tidy(rows, f"{_PLACES} measure value unit low high n answers small questions", **_DTYPES)
