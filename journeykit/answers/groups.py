"""Groups of answers: by question, attribute and period, and the means of their people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.answers.scales import TEXT, Scale
from journeykit.answers.value import QUESTION, Answers, local_days
from journeykit.errors import AnswersError, did_you_mean, listing

if TYPE_CHECKING:
    import numpy.typing as npt

    Ints = npt.NDArray[np.signedinteger[Any]]
    Floats = npt.NDArray[np.float64]

PERIODS = {"day": "D", "week": "W", "month": "M", "quarter": "M", "year": "Y"}
MISSING = "the answer has no such value"
MOST_GROUPS = 1_000_000
_MONDAY = 3
"""The days from 1970-01-01, a Thursday, back to a Monday."""


@dataclass(frozen=True)
class PeopleMeans:
    """For each group the number of its people and answers, and mean and variance (of the population) of people."""

    n: Ints
    answers: Ints
    total: Floats
    mean: Floats
    variance: Floats

    @property
    def deviation(self) -> Floats:
        """Return the standard deviation of the sample, missing for one person."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.sqrt(self.variance * self.n / (self.n - 1)), np.float64)


@dataclass(frozen=True)
class Grouping:
    """The answers of a measure, and the group of each."""

    keys: Mapping[str, list[Any]]
    """Key column -> its label for each group, None where it is missing."""
    places: Ints
    codes: Ints
    questions: Ints
    persons: Ints

    @property
    def count(self) -> int:
        """Return the number of groups."""
        return len(next(iter(self.keys.values()), []))

    def people(self, values: Floats) -> PeopleMeans:
        """Return the means over people, each with the mean of their values in a group."""
        count, width = self.count, int(self.persons.max(initial=0)) + 1
        cell = self.codes * width + self.persons
        if count * width <= 4 * len(cell) + 1000:
            answers = np.bincount(cell, minlength=count * width)
            sums = np.bincount(cell, values, minlength=count * width)
            held = np.flatnonzero(answers)
            answers, sums = answers[held], sums[held]
        else:
            held, inverse = np.unique(cell, return_inverse=True)
            answers, sums = np.bincount(inverse), np.bincount(inverse, values)
        group, means = held // width, sums / answers
        n = np.bincount(group, minlength=count)
        total = np.asarray(np.bincount(group, means, minlength=count), np.float64)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = total / n
            variance = np.bincount(group, (means - mean[group]) ** 2, minlength=count) / n
        # Equal values differ from their mean by rounding only.
        variance = np.where(variance < 1e-24 * np.maximum(1, mean**2), 0.0, variance)
        return PeopleMeans(n, np.bincount(self.codes, minlength=count), total, mean, variance)


def group_by(answers: Answers, questions: Sequence[str], by: Sequence[str]) -> Callable[[], Grouping]:
    """Return what computes the groups; raise if a key is unknown, or a period is wanted of answers without times."""
    known = (QUESTION, *answers.attributes, *PERIODS)
    if not by:
        raise AnswersError(f"by= names no column. Columns: {listing(known)}.")
    for key in by:
        if key not in known:
            raise AnswersError(f"by={key!r} is no column of the answers.{did_you_mean(key, known)} Columns: "
                               f"{listing(known)}. grouped(answers, …) makes an attribute.")  # fmt: skip
    periods = [key for key in by if key in PERIODS and key not in answers.attributes]
    if periods and not (answers._said.times > np.iinfo(np.int64).min).any():
        raise AnswersError(f"by={periods[0]!r}: the answers have no times. timestamp_col=… names their column.")
    if len(periods) > 1:
        raise AnswersError(f"by= takes one period, not {listing(periods)}.")
    return lambda: _grouping(answers, questions, by, periods)


def _grouping(answers: Answers, questions: Sequence[str], by: Sequence[str], periods: Sequence[str]) -> Grouping:
    said = answers._said
    wanted = np.array([name in questions for name in answers.names], bool)
    places = np.flatnonzero(wanted[said.question] & ~np.isnan(said.score))
    labels: list[list[Any]] = []
    codes: list[Ints] = []
    for key in by:
        found = (periods_of(answers, places, key) if key in periods else
                 (said.question[places], list(answers.names)) if key == QUESTION else
                 (answers.codes(key)[places], list(answers.labels(key))))  # fmt: skip
        codes.append(np.where(found[0] < 0, len(found[1]), found[0]).astype(np.int64))
        labels.append([*found[1], None])
    shape = [len(each) for each in labels]
    if int(np.prod(shape, dtype=object)) > 2**62:
        raise AnswersError(f"by={list(by)!r} makes too many groups. Name fewer columns.")
    cell = np.ravel_multi_index(codes, shape) if len(places) else np.empty(0, np.int64)
    present = np.unique(cell)
    # A period without answers is a row with n = 0, and so is a question without one.
    filled = [list(range(len(each) - 1)) if key in periods else
              [at for at, name in enumerate(answers.names) if name in questions] if key == QUESTION else None
              for key, each in zip(by, labels, strict=True)]  # fmt: skip
    present = np.union1d(present, _filled(present, filled, shape))
    group = np.searchsorted(present, cell)
    numbers = np.unravel_index(present, shape)
    keys = {key: [each[at] for at in at_key] for key, each, at_key in zip(by, labels, numbers, strict=True)}
    return Grouping(keys, places, group, said.question[places], said.people[said.row[places]])


def _filled(present: Ints, filled: Sequence[list[int] | None], shape: Sequence[int]) -> Ints:
    """Return the groups that are shown although nobody answered: all periods and questions of the others found."""
    found = np.unravel_index(present, shape)
    others = [at for at, values in enumerate(filled) if values is None]
    held = sorted(set(zip(*(found[at].tolist() for at in others), strict=True))) if others else [()]
    whole = [values for values in filled if values is not None]
    if len(held) * int(np.prod([len(values) for values in whole] or [1], dtype=object)) > MOST_GROUPS:
        return present
    cells = []
    for other, rest in product(held, product(*whole)):
        mine, free = iter(other), iter(rest)
        cells.append([next(mine) if values is None else next(free) for values in filled])
    return np.asarray(np.ravel_multi_index(np.array(cells, np.int64).T, shape) if cells else [], np.int64)


def periods_of(answers: Answers, places: Ints, key: str) -> tuple[Ints, list[str]]:
    """Return the period of each answer, -1 without a time, and the label of every period from the first to the last."""
    local = local_days(answers)[places]
    known = ~np.isnat(local)
    if not known.any():
        return np.full(len(places), -1), []
    if key == "week":
        days = local.astype("datetime64[D]").astype(np.int64)
        number = (days + _MONDAY) // 7
    else:
        number = local.astype(f"datetime64[{PERIODS[key]}]").astype(np.int64) // (3 if key == "quarter" else 1)
    first, last = int(number[known].min()), int(number[known].max())
    return np.where(known, number - first, -1), [_label(key, at) for at in range(first, last + 1)]


def _label(key: str, number: int) -> str:
    """Return a period as ``2026``, ``2026-Q2``, ``2026-05``, or the date of its first day."""
    if key == "week":
        return str(np.datetime64(number * 7 - _MONDAY, "D"))
    if key == "quarter":
        return f"{1970 + number // 4}-Q{number % 4 + 1}"
    return str(np.array(number, f"datetime64[{PERIODS[key]}]"))


def rating_of(answers: Answers, ratings: Mapping[str, str] | None = None) -> Floats:
    """Return the rating given with each answer on the emotion scale, NaN where there is none.

    It is the answer's own score, or that of the question in ``ratings`` on the same line; never one made from text.
    """
    said = answers._said
    scales = [*answers.questions.values(), *[Scale(0, 1)] * len(answers.comments)]
    text = np.array([scale.kind == TEXT for scale in scales], bool)
    low, high = np.array([scale.ends for scale in scales] or np.empty((0, 2))).reshape(-1, 2).T
    own: Floats = (said.score - low[said.question]) / (high - low)[said.question] * 4 - 2
    own[text[said.question]] = np.nan
    for comments, rated in (ratings or {}).items():
        for name in (comments, rated):
            if name not in answers.names:
                raise AnswersError(f"ratings= names no question {name!r}.{did_you_mean(name, answers.names)} "
                                   f"Questions: {listing(answers.names)}.")  # fmt: skip
        if rated not in answers.questions:
            raise AnswersError(f"ratings= names {rated!r}, which has no scores. Questions with scores: "
                               f"{listing(answers.questions)}.")  # fmt: skip
        names = list(answers.names)
        theirs = said.question == names.index(rated)
        by_line = np.full(len(said.lines), np.nan)
        by_line[said.row[theirs]] = own[theirs]
        mine = (said.question == names.index(comments)) & np.isnan(own)
        own[mine] = by_line[said.row[mine]]
    return own
