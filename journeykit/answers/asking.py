"""A measure of answers as a value: what it counts, the frame, and the answers behind a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.answers.groups import MISSING, Grouping, group_by
from journeykit.answers.scales import TEXT, Scale
from journeykit.answers.value import Answers
from journeykit.errors import AnswersError, did_you_mean, listing
from journeykit.events.cells import typed

if TYPE_CHECKING:
    import pandas as pd

FEW = 30
"""Below as many people a number is flagged."""
ORIGIN = "origin"
"""The attribute that says whether a score is a rating or made from text."""
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
        places = np.unique(grouping.places[np.isin(grouping.codes, wanted)])
        said = self._answers._said
        return self._answers.rows(places[np.lexsort((said.question[places], said.row[places]))])

    @property
    def note(self) -> str:
        """The definition as one line, for print under a chart."""
        return " · ".join(f"{key}: {text}" for key, text in self.definition.items())


def _same(label: Any, value: Any) -> bool:
    return label is None if value is None else bool(label == value)


def built_query(
    answers: Answers, name: str, chosen: Sequence[str], by: str | Sequence[str],
    measured: Callable[[Grouping], Mapping[str, Any]], columns: Mapping[str, tuple[str, str]],
    definition: Mapping[str, str], value: str = "",
) -> AnswerQuery:  # fmt: skip
    """Return a measure from its columns, ``{column: (dtype, meaning)}``, and its definition."""
    keys = listed(by)
    told = {
        **{key: ("str", f"{key}; missing where {MISSING}") for key in keys},
        "n": ("int64", "people"), "answers": ("int64", "answers"), **columns,
        "low": ("float64", "lower end of the interval"), "high": ("float64", "upper end of the interval"),
        "few": ("bool", f"n is below {FEW}"),
    }  # fmt: skip
    text = [question for question in chosen if answers.questions[question].kind == TEXT]
    if text and len(text) < len(chosen) and not {"question", ORIGIN} & set(keys):
        raise AnswersError(
            f"{name} by {listing(keys)} would average ratings with scores made from text: those of {listing(text)}. "
            f"Add 'question' or {ORIGIN!r} to by=, or name questions of one kind."
        )
    methods = dict.fromkeys(answers.questions[question].how for question in text)
    scales = sorted({"{:g} to {:g}".format(*answers.questions[question].ends) for question in chosen})
    asked = f"{len(chosen)} questions" if len(chosen) > 3 else ", ".join(map(repr, chosen))
    return AnswerQuery(
        name=name,
        value=value or {"csat": "csat_share"}.get(name, name),
        keys=keys,
        columns={column: meaning for column, (_, meaning) in told.items()},
        dtypes={column: dtype for column, (dtype, _) in told.items()},
        definition={
            "unit": _PEOPLE,
            "population": f"answers to {asked}",
            "scale": ", ".join(scales),
            **definition,
            **({"method": "; ".join(methods)} if methods else {}),
        },
        _answers=answers,
        _grouping=group_by(answers, chosen, keys),
        _measured=measured,
    )


def chosen_questions(
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
    # A rating wins over text: scores made from text are taken where there are no others.
    found = tuple(name for name in found if answers.questions[name].kind != TEXT) or found
    if not found:
        known = ", ".join(f"{name!r} ({scale.words})" for name, scale in list(answers.questions.items())[:12]) or "none"
        raise AnswersError(f"no question has a scale for {measure}. Questions with scores: {known}.")
    return found


def listed(by: str | Sequence[str]) -> tuple[str, ...]:
    """Return the key columns of ``by``."""
    return (by,) if isinstance(by, str) else tuple(dict.fromkeys(by))
