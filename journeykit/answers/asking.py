"""Measures of answers as values: what they count, the frame, and the answers behind a number.

``csat``, ``nps``, ``ces``, ``rating`` and ``feeling`` are means over people: each person counts once in a group, by the
mean of their answers in it. So answers of one person do not make an interval narrower.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.answers.groups import MISSING, Grouping, group_by
from journeykit.answers.scales import Scale
from journeykit.answers.value import Answers
from journeykit.errors import AnswersError, did_you_mean, listing
from journeykit.events.cells import typed
from journeykit.intervals import of_mean, wilson

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

FEW = 30
"""Below as many people a number is flagged."""
SHORT = 5
"""A scale of fewer points has one top box, a longer one two."""
_PEOPLE = "people who answered, each once per group by the mean of their answers"


@dataclass(frozen=True, eq=False)
class AnswerQuery:
    """A measure of answers; building it computes nothing.

    Attributes
    ----------
    name
        The measure: ``"csat"``, ``"nps"``, ``"ces"``, ``"rating"``, ``"feeling"``.
    value
        The column of the frame with the number; ``low`` and ``high`` have its interval.
    keys
        The columns that tell the rows apart.
    columns
        Column -> meaning with its unit.
    dtypes
        Column -> pandas dtype.
    definition
        ``unit``, ``population``, ``measure``, ``scale``, ``interval``: how the numbers count.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> answers = jk.read_answers(pd.DataFrame({"recommend": [10, 9, 8, 3]}), questions={"recommend": "nps"})
    >>> query = jk.answers.nps(answers)
    >>> query.to_pandas()[["question", "n", "nps", "promoters", "detractors"]].values.tolist()
    [['recommend', 4, 25.0, 2, 1]]
    >>> query.rows(question="recommend")["score"].tolist()
    [10.0, 9.0, 8.0, 3.0]
    """

    name: str
    value: str
    keys: tuple[str, ...]
    columns: Mapping[str, str]
    dtypes: Mapping[str, str] = field(repr=False)
    definition: Mapping[str, str]
    _answers: Answers = field(repr=False)
    _grouping: Callable[[], Grouping] = field(repr=False)
    _measured: Callable[[Grouping], Mapping[str, Any]] = field(repr=False)

    def to_pandas(self) -> pd.DataFrame:
        """Return one row per group."""
        grouping = self._grouping()
        return typed({**grouping.keys, **self._measured(grouping)}, self.dtypes)

    def rows(self, **cell: Any) -> pd.DataFrame:
        """Return the answers behind a number, for analysts only: they may be personal.

        Parameters
        ----------
        **cell
            The row of the number, by its key columns, as ``question="Q1", month="2026-05"``; None means a missing
            value. Keys that are left out match every row.
        """
        for key in cell:
            if key not in self.keys:
                raise AnswersError(f"{key!r} is no key of {self.name}.{did_you_mean(key, self.keys)} "
                                   f"Keys: {listing(self.keys)}.")  # fmt: skip
        grouping = self._grouping()
        wanted = [
            number
            for number in range(grouping.count)
            if all(_same(grouping.keys[key][number], value) for key, value in cell.items())
        ]
        places = grouping.places[np.isin(grouping.codes, wanted)]
        said = self._answers._said
        return self._answers.rows(places[np.lexsort((said.question[places], said.row[places]))])

    @property
    def note(self) -> str:
        """The definition as one line, for print under a chart."""
        return " · ".join(f"{key}: {text}" for key, text in self.definition.items())


def _same(label: Any, value: Any) -> bool:
    return label is None if value is None else bool(label == value)


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
    >>> jk.answers.csat(answers).to_pandas()[["n", "csat_share"]].values.tolist()
    [[4, 0.75]]
    """
    if kind not in ("top_box", "mean"):
        raise AnswersError(f"kind={kind!r} is neither 'top_box' nor 'mean'.")
    chosen = _chosen(answers, questions, "csat", lambda scale: scale.ends in ((1, 5), (0, 1)))
    if kind == "mean":
        return _mean(answers, chosen, by, confidence, "csat", "mean score (CSAT as a mean)")
    said = {_boxes(answers.questions[name]) for name in chosen}

    def measured(group: Grouping) -> dict[str, Any]:
        top = np.array([_top_from(answers.questions[name]) if name in chosen else np.inf for name in answers.names])
        hits = answers._said.score[group.places] >= top[group.questions]
        people = group.people(hits.astype(np.float64))
        low, high = wilson(people.total, people.n, confidence)
        return {**_counts(people), "csat_share": people.mean, "low": low, "high": high, "few": people.n < FEW}

    return _query(
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
    The standard error is ``100 √((P + D − (P − D)²) / n)`` with the shares P and D of promoters and detractors. It and
    the interval are missing for one person, and where all answers are of one group.
    """
    chosen = _chosen(answers, questions, "nps", lambda scale: scale.ends == (0, 10) or scale.kind == "nps groups")

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
    columns |= {"nps": ("float64", "net promoter score, points -100 to 100"), "se": ("float64", "standard error, points")}
    return _query(answers, "nps", chosen, by, measured, columns, {
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
    chosen = _chosen(answers, questions, "ces", lambda scale: scale.ends == (1, 7))
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
    return _mean(answers, _chosen(answers, questions, "rating"), by, confidence, "rating", "mean score")


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
    chosen = _chosen(answers, questions, "feeling")
    words = "mean on the emotion scale, the ends of a scale at -2 and +2 and a straight line between them"
    return _mean(answers, chosen, by, confidence, "feeling", words, column="emotion")


def _mean(
    answers: Answers, chosen: Sequence[str], by: str | Sequence[str], confidence: float, name: str, words: str,
    column: str = "",
) -> AnswerQuery:  # fmt: skip
    emotion = column == "emotion"
    column = column or name
    scales = {answers.questions[question].ends for question in chosen}
    if len(scales) > 1 and not emotion and "question" not in _listed(by):
        raise AnswersError(
            f"{name} by {listing(_listed(by))} would mix scales: {', '.join(f'{low:g} to {high:g}' for low, high in sorted(scales))}. "
            "Name questions of one scale, add 'question' to by=, or take feeling, which brings them to one scale."
        )

    def measured(group: Grouping) -> dict[str, Any]:
        values = answers._said.score[group.places]
        if emotion:
            ends = np.array([*(scale.ends for scale in answers.questions.values()), *[(0, 1)] * len(answers.comments)])
            low, high = ends.reshape(-1, 2)[group.questions].T
            values = (values - low) / (high - low) * 4 - 2
        people = group.people(values)
        with np.errstate(invalid="ignore", divide="ignore"):
            deviation = np.sqrt(people.variance * people.n / (people.n - 1))
        bounds = of_mean(people.mean, deviation, people.n, confidence)
        return {**_counts(people), column: people.mean, "low": bounds[0], "high": bounds[1], "few": people.n < FEW}

    return _query(answers, name, chosen, by, measured, {column: ("float64", words)},
                  {"measure": words, "interval": _interval("Student's t", confidence)}, value=column)  # fmt: skip


def _query(
    answers: Answers, name: str, chosen: Sequence[str], by: str | Sequence[str],
    measured: Callable[[Grouping], Mapping[str, Any]], columns: Mapping[str, tuple[str, str]],
    definition: Mapping[str, str], value: str = "",
) -> AnswerQuery:  # fmt: skip
    keys = _listed(by)
    told = {
        **{key: ("str", f"{key}; missing where {MISSING}") for key in keys},
        "n": ("int64", "people"), "answers": ("int64", "answers"), **columns,
        "low": ("float64", "lower end of the interval"), "high": ("float64", "upper end of the interval"),
        "few": ("bool", f"n is below {FEW}"),
    }  # fmt: skip
    scales = {f"{answers.questions[question].lowest:g} to {answers.questions[question].highest:g}" for question in chosen}
    asked = f"{len(chosen)} questions" if len(chosen) > 3 else ", ".join(map(repr, chosen))
    return AnswerQuery(
        name=name,
        value=value or {"csat": "csat_share"}.get(name, name),
        keys=keys,
        columns={column: meaning for column, (_, meaning) in told.items()},
        dtypes={column: dtype for column, (dtype, _) in told.items()},
        definition={"unit": _PEOPLE, "population": f"answers to {asked}", "scale": ", ".join(sorted(scales)), **definition},
        _answers=answers,
        _grouping=group_by(answers, chosen, keys),
        _measured=measured,
    )


def _chosen(
    answers: Answers, questions: Sequence[str] | None, measure: str, fits: Callable[[Scale], bool] = lambda _: True
) -> tuple[str, ...]:
    """Return the questions of a measure; raise if one is unknown, or none has a scale for it."""
    if isinstance(questions, str):
        questions = [questions]
    for name in questions or ():
        if name not in answers.questions:
            words = " It is answered in words only." if name in answers.comments else ""
            raise AnswersError(
                f"there is no question {name!r} with scores.{words}{did_you_mean(name, answers.questions)} "
                f"Questions: {listing(answers.questions)}."
            )
        # A share of the highest scores can be taken of any scale, if somebody says so.
        if measure != "csat" and not fits(answers.questions[name]):
            raise AnswersError(f"{measure} does not fit {name!r}, whose scale is {answers.questions[name].words}.")
    if questions is not None and len(questions):
        return tuple(dict.fromkeys(questions))
    found = tuple(name for name, scale in answers.questions.items() if fits(scale))
    if not found:
        known = ", ".join(f"{name!r} ({scale.words})" for name, scale in list(answers.questions.items())[:12]) or "none"
        raise AnswersError(f"no question has a scale for {measure}. Questions with scores: {known}.")
    return found


def _listed(by: str | Sequence[str]) -> tuple[str, ...]:
    return (by,) if isinstance(by, str) else tuple(dict.fromkeys(by))


def _top_from(scale: Scale) -> float:
    return scale.highest - 1 if scale.highest - scale.lowest >= SHORT - 1 else scale.highest


def _boxes(scale: Scale) -> str:
    top = _top_from(scale)
    return f"{top:g} of {scale.words}" if top == scale.highest else f"{top:g} and {scale.highest:g} of {scale.words}"


def _counts(people: Any) -> dict[str, Any]:
    return {"n": people.n, "answers": people.answers}


def _interval(kind: str, confidence: float) -> str:
    return f"{kind}, {confidence:.0%}"


def _z(confidence: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(0.5 + confidence / 2)
