"""Satisfaction, recommendation, effort, ratings and feelings of customers.

All are means over people: each person counts once in a group, by the mean of their answers in it. So many answers of
one person do not make an interval narrower.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.answers.asking import FEW, AnswerQuery, built_query, chosen_questions
from journeykit.answers.groups import Grouping, PeopleMeans
from journeykit.answers.scales import Scale
from journeykit.answers.value import Answers
from journeykit.errors import AnswersError, listing
from journeykit.intervals import of_mean, wilson

if TYPE_CHECKING:
    import numpy.typing as npt

SHORT = 5
"""A scale of fewer points has one top box, a longer one two."""


def csat(
    answers: Answers, *, questions: Sequence[str] | None = None, by: str | Sequence[str] = "question",
    kind: str = "top_box", confidence: float = 0.95,
) -> AnswerQuery:  # fmt: skip
    """Customer satisfaction: the share of answers in the two highest boxes of the scale.

    Parameters
    ----------
    answers
        What people said.
    questions
        The questions; by default those on a scale from 1 to 5, or rated good or bad.
    by
        What the rows are: ``"question"``, an attribute (see ``grouped``), ``"day"``, ``"week"``, ``"month"``,
        ``"quarter"`` or ``"year"``; or several of them.
    kind
        ``"top_box"``: the share on the two highest of a scale, on the highest of a scale of fewer than five points.
        ``"mean"``: the mean score, as ``rating``.
    confidence
        Level of the interval.

    Returns
    -------
    AnswerQuery
        ``by``'s columns (str), ``n`` (int, people), ``answers`` (int), ``csat_share`` (float 0-1), ``low`` and ``high``
        (float, Wilson interval), ``few`` (bool, n below 30). A group without answers has n 0 and missing numbers.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> answers = jk.read_answers(pd.DataFrame({"happy": [5, 4, 4, 2]}), questions={"happy": (1, 5)})
    >>> jk.answers.csat(answers).to_pandas()["csat_share"].tolist()
    [0.75]
    """
    if kind not in ("top_box", "mean"):
        raise AnswersError(f"kind={kind!r} is neither 'top_box' nor 'mean'.")
    chosen = chosen_questions(answers, questions, "csat", lambda scale: scale.ends in ((1, 5), (0, 1)))
    if kind == "mean":
        return _mean(answers, chosen, by, confidence, "csat", "mean score (CSAT as a mean)")
    said = {_boxes(answers.questions[name]) for name in chosen}

    def measured(group: Grouping) -> dict[str, Any]:
        top = np.array([_top_from(answers.questions[name]) if name in chosen else np.inf for name in answers.names])
        hits = answers._said.score[group.places] >= top[group.questions]
        people = group.people(hits.astype(np.float64))
        low, high = wilson(people.total, people.n, confidence)
        return {**_counts(people), "csat_share": people.mean, "low": low, "high": high, "few": people.n < FEW}

    return built_query(
        answers, "csat", chosen, by, measured, {"csat_share": ("float64", "share (0-1) of people in the top boxes")},
        {"measure": f"share on {' or '.join(sorted(said))}", "interval": _interval("Wilson", confidence)},
    )  # fmt: skip


def nps(
    answers: Answers, *, questions: Sequence[str] | None = None, by: str | Sequence[str] = "question",
    confidence: float = 0.95,
) -> AnswerQuery:  # fmt: skip
    """Net promoter score: the share of 9 and 10 minus that of 0 to 6, in points from -100 to 100.

    Parameters
    ----------
    answers, questions, by, confidence
        As in ``csat``; the questions are those from 0 to 10, or with NPS groups.

    Returns
    -------
    AnswerQuery
        ``by``'s columns (str), ``n`` (int, people), ``answers``, ``promoters``, ``passives``, ``detractors`` (int,
        answers), ``nps``, ``se`` (its standard error), ``low``, ``high`` (float, points), ``few`` (bool, n below 30).

    Notes
    -----
    The standard error is ``100 √((P + D - (P - D)²) / n)`` with the shares P and D of promoters and detractors. It and
    the interval are missing for one person, and where all answers are of one group.
    """
    chosen = chosen_questions(answers, questions, "nps", lambda on: on.ends == (0, 10) or on.kind == "nps groups")

    def measured(group: Grouping) -> dict[str, Any]:
        grouped = np.array([name in chosen and answers.questions[name].kind == "nps groups" for name in answers.names])
        score = answers._said.score[group.places]
        of_ten = np.where(score >= 9, 1.0, np.where(score <= 6, -1.0, 0.0))
        signs = np.where(grouped[group.questions], score, of_ten)
        people = group.people(signs)
        counts = {
            name: np.bincount(group.codes[signs == sign], minlength=group.count)
            for name, sign in (("promoters", 1), ("passives", 0), ("detractors", -1))
        }
        with np.errstate(invalid="ignore"):
            error = np.where((people.n > 1) & (people.variance > 0), 100 * np.sqrt(people.variance / people.n), np.nan)
        reach = _z(confidence) * error
        score = 100 * people.mean
        return {**_counts(people), **counts, "nps": score, "se": error, "low": score - reach, "high": score + reach,
                "few": people.n < FEW}  # fmt: skip

    columns = {name: ("int64", f"answers of {name}") for name in ("promoters", "passives", "detractors")}
    columns |= {
        "nps": ("float64", "net promoter score, points -100 to 100"),
        "se": ("float64", "standard error, points"),
    }
    return built_query(answers, "nps", chosen, by, measured, columns, {
        "measure": "share of 9 and 10 minus share of 0 to 6, in points", "interval": _interval("normal", confidence),
    })  # fmt: skip


def ces(
    answers: Answers, *, questions: Sequence[str] | None = None, by: str | Sequence[str] = "question",
    confidence: float = 0.95,
) -> AnswerQuery:  # fmt: skip
    """Customer effort score 2.0: the mean agreement, 1 to 7, that it was made easy.

    Parameters
    ----------
    answers, questions, by, confidence
        As in ``csat``; the questions are those on a scale from 1 to 7.

    Returns
    -------
    AnswerQuery
        As ``rating``, with the number in ``ces``.
    """
    chosen = chosen_questions(answers, questions, "ces", lambda scale: scale.ends == (1, 7))
    return _mean(answers, chosen, by, confidence, "ces", "mean agreement, 1 to 7, that it was easy (CES 2.0)")


def rating(
    answers: Answers, *, questions: Sequence[str] | None = None, by: str | Sequence[str] = "question",
    confidence: float = 0.95,
) -> AnswerQuery:  # fmt: skip
    """Mean score on the scale of the questions.

    Parameters
    ----------
    answers, questions, by, confidence
        As in ``csat``; by default all questions with scores. Questions that share a row have one scale.

    Returns
    -------
    AnswerQuery
        ``by``'s columns (str), ``n`` (int, people), ``answers`` (int), ``rating`` (float, on the scale), ``low`` and
        ``high`` (float, Student's t interval; missing for one person and where all are equal), ``few`` (bool).
    """
    return _mean(answers, chosen_questions(answers, questions, "rating"), by, confidence, "rating", "mean score")


def feeling(
    answers: Answers, *, questions: Sequence[str] | None = None, by: str | Sequence[str] = "question",
    confidence: float = 0.95,
) -> AnswerQuery:  # fmt: skip
    """Mean score on the emotion scale of a map, from -2 (very negative) to +2 (very positive).

    Parameters
    ----------
    answers, questions, by, confidence
        As in ``csat``; by default all questions with scores, on any scale.

    Returns
    -------
    AnswerQuery
        As ``rating``, with the number in ``emotion`` (float, -2 to 2).

    Notes
    -----
    The ends of a scale are -2 and +2, and scores between them lie on a straight line.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> answers = jk.read_answers(pd.DataFrame({"a": [5, 4], "b": [10, 0]}), questions={"a": (1, 5), "b": (0, 10)})
    >>> jk.answers.feeling(answers).to_pandas()["emotion"].tolist()
    [1.5, 0.0]
    """
    chosen = chosen_questions(answers, questions, "feeling")
    words = "mean on the emotion scale, the ends of a scale at -2 and +2 and a straight line between them"
    return _mean(answers, chosen, by, confidence, "feeling", words, column="emotion")


def _mean(
    answers: Answers, chosen: Sequence[str], by: str | Sequence[str], confidence: float, name: str, words: str,
    column: str = "",
) -> AnswerQuery:  # fmt: skip
    emotion = column == "emotion"
    column = column or name

    def measured(group: Grouping) -> dict[str, Any]:
        people = group.people(on_emotion_scale(answers, group) if emotion else answers._said.score[group.places])
        bounds = of_mean(people.mean, people.deviation, people.n, confidence)
        return {**_counts(people), column: people.mean, "low": bounds[0], "high": bounds[1], "few": people.n < FEW}

    query = built_query(answers, name, chosen, by, measured, {column: ("float64", words)},
                        {"measure": words, "interval": _interval("Student's t", confidence)}, value=column)  # fmt: skip
    if "," in query.definition["scale"] and not emotion and "question" not in query.keys:
        raise AnswersError(
            f"{name} by {listing(query.keys)} would mix scales: {query.definition['scale']}. Name questions of one "
            "scale, add 'question' to by=, or take feeling, which brings them to one scale."
        )
    return query


def on_emotion_scale(answers: Answers, group: Grouping) -> npt.NDArray[np.float64]:
    """Return the scores of a grouping from -2 to 2: the ends of a scale are -2 and 2, with a straight line between."""
    ends = np.array([*(scale.ends for scale in answers.questions.values()), *[(0, 1)] * len(answers.comments)])
    low, high = ends.reshape(-1, 2)[group.questions].T
    scores: npt.NDArray[np.float64] = (answers._said.score[group.places] - low) / (high - low) * 4 - 2
    return scores


def _top_from(scale: Scale) -> float:
    return scale.highest - 1 if scale.highest - scale.lowest >= SHORT - 1 else scale.highest


def _boxes(scale: Scale) -> str:
    top = _top_from(scale)
    return f"{top:g} of {scale.words}" if top == scale.highest else f"{top:g} and {scale.highest:g} of {scale.words}"


def _counts(people: PeopleMeans) -> dict[str, Any]:
    return {"n": people.n, "answers": people.answers}


def _interval(kind: str, confidence: float) -> str:
    return f"{kind}, {confidence:.0%}"


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf(0.5 + confidence / 2)
