"""Answers: a frozen handle on what people said, an element of every array an answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from journeykit.answers.account import AnswersReport
from journeykit.answers.moments import NO_TIME
from journeykit.answers.scales import Scale
from journeykit.errors import AnswersError, did_you_mean, listing
from journeykit.events.cells import typed
from journeykit.events.zones import Zone

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    import pyarrow as pa

    Codes = npt.NDArray[np.int32]

QUESTION, RESPONDENT = "question", "respondent"
COLUMNS = (RESPONDENT, "time", QUESTION, "score", "lowest", "highest", "text")


@dataclass(frozen=True, eq=False)
class Attribute:
    """The values of an attribute: a number for each line or answer, -1 where it is missing, and their labels."""

    codes: Codes
    labels: tuple[str, ...]
    by_answer: bool = False


@dataclass(frozen=True, eq=False)
class AnswerArrays:
    """The arrays behind `Answers`. ``people``, ``times`` and ``lines`` have an element a line, the others an answer."""

    lines: npt.NDArray[np.int64]
    people: Codes
    ids: pa.Array | None
    """The id of each person; the last persons have none, each is a line of its own. None without a column of ids."""
    times: npt.NDArray[np.int64]
    row: Codes
    """The place of the answer's line."""
    question: Codes
    score: npt.NDArray[np.float64]
    text: pa.Array
    attributes: Mapping[str, Attribute]


@dataclass(frozen=True, eq=False)
class Answers:
    """What people said, from ``read_answers``: the input of ``csat``, ``nps``, ``ces``, ``rating`` and ``feeling``.

    Attributes
    ----------
    report
        How the answers were read (`AnswersReport`).
    questions
        Question with scores -> its `Scale`.
    comments
        Questions that are answered in words only.
    wording
        Question -> its text, where it is not its name.
    respondents
        Number of people with an answer. Without a column of ids each line is one.
    has_ids
        Whether people have ids, which may be those of an event log.
    """

    report: AnswersReport
    questions: Mapping[str, Scale]
    comments: tuple[str, ...]
    wording: Mapping[str, str] = field(repr=False)
    respondents: int
    zone: Zone = field(repr=False)
    _said: AnswerArrays = field(repr=False)

    def __len__(self) -> int:
        return len(self._said.row)

    def __repr__(self) -> str:
        return f"Answers({len(self):,} answers, {self.respondents:,} respondents, {len(self.names):,} questions)"

    @property
    def names(self) -> tuple[str, ...]:
        """Every question: those with scores, then those with words only."""
        return (*self.questions, *self.comments)

    @property
    def attributes(self) -> tuple[str, ...]:
        """Names of the attributes."""
        return tuple(self._said.attributes)

    @property
    def has_ids(self) -> bool:
        """Whether people have ids."""
        return self._said.ids is not None

    def labels(self, attribute: str) -> tuple[str, ...]:
        """Return the values of an attribute, in their order."""
        return self._attribute(attribute).labels

    def codes(self, attribute: str) -> Codes:
        """Return the number of each answer's value of an attribute among its ``labels``, -1 where it is missing."""
        found = self._attribute(attribute)
        return found.codes if found.by_answer else found.codes[self._said.row]

    def to_pandas(self) -> pd.DataFrame:
        """Return one row per answer, in the order of the table.

        Returns
        -------
        pandas.DataFrame
            ``respondent`` (str, missing where there is no id), ``time`` (datetime, UTC), ``question`` (str), ``score``
            (float), ``lowest`` and ``highest`` (float, the scale), ``text`` (str), and a column (str) per attribute.
            An answer in words only has no score and no scale.
        """
        said = self._said
        return self.rows(np.lexsort((said.question, said.row)))

    def rows(self, places: npt.NDArray[np.int64]) -> pd.DataFrame:
        """Return some answers by their place, with the columns of ``to_pandas``."""
        import pandas as pd
        import pyarrow as pa

        said = self._said
        row, question = said.row[places], said.question[places]
        ends = np.array([*(scale.ends for scale in self.questions.values()), *[(np.nan, np.nan)] * len(self.comments)])
        ends = ends.reshape(-1, 2)[question]
        frame = typed(
            {
                RESPONDENT: self._ids(said.people[row]),
                QUESTION: labelled(question, self.names),
                "score": said.score[places],
                "lowest": ends[:, 0],
                "highest": ends[:, 1],
                "text": pa.chunked_array([said.text.take(pa.array(places))]),
                **{name: labelled(self.codes(name)[places], self.labels(name)) for name in self.attributes},
            },
            {
                **dict.fromkeys((RESPONDENT, QUESTION), "str"),
                **dict.fromkeys(("score", "lowest", "highest"), "float64"),
                **dict.fromkeys(("text", *self.attributes), "str"),
            },
        )
        frame.insert(1, "time", pd.DatetimeIndex(said.times[row].astype("datetime64[us]"), tz="UTC"))
        return frame

    def period(self, *, least: int = 1) -> tuple[date, date] | None:
        """Return the days of the first and the last answer, in the zone of the answers; None if fewer have times.

        With ``least=5`` they are the days of the fifth answer and the fifth last: no day belongs to a single person.
        """
        days = local_days(self).astype("datetime64[D]")
        days = days[~np.isnat(days)]
        if len(days) < least:
            return None
        first, last = np.partition(days, least - 1)[least - 1], np.partition(days, len(days) - least)[len(days) - least]
        # A few answers may be first and last.
        return min(first, last).item(), max(first, last).item()

    def _ids(self, people: Codes) -> pa.ChunkedArray:
        import pyarrow as pa

        ids = self._said.ids
        if ids is None:
            return pa.chunked_array([pa.nulls(len(people), pa.string())])
        return pa.chunked_array([ids.take(pa.array(people, mask=people >= len(ids)))])

    def _attribute(self, name: str) -> Attribute:
        if name not in self._said.attributes:
            known = self.attributes
            raise AnswersError(
                f"the answers have no attribute {name!r}.{did_you_mean(name, known)} Attributes: {listing(known)}. "
                "attribute_cols=[…] reads a column as one, and grouped(answers, …) makes one."
            )
        return self._said.attributes[name]


def labelled(codes: Codes, labels: Iterable[str]) -> pa.ChunkedArray:
    """Return the label of each number, missing for -1."""
    import pyarrow as pa

    return pa.chunked_array([pa.array(labels, pa.string()).take(pa.array(codes, mask=codes < 0))])


def grouped(answers: Answers, name: str, labels: Mapping[str, str], *, by: str = QUESTION) -> Answers:
    """Return the answers with a further attribute: a stage by question, a persona by respondent, a region by country.

    Parameters
    ----------
    answers
        What people said.
    name
        The attribute. One of this name is replaced.
    labels
        Value of ``by`` -> the attribute's. Answers without a value here have none.
    by
        ``"question"``, ``"respondent"`` (its id) or an attribute.

    Raises
    ------
    AnswersError
        ``labels`` names a question that does not exist, ``by`` is unknown, or there are no ids.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> answers = jk.read_answers(pd.DataFrame({"Q1": [5, 4], "Q2": [2, 1]}), questions={"Q?": (1, 5)})
    >>> staged = jk.answers.grouped(answers, "stage", {"Q1": "Arrive", "Q2": "Pay"})
    >>> jk.answers.rating(staged, by="stage").to_pandas()[["stage", "rating"]].values.tolist()
    [['Arrive', 4.5], ['Pay', 1.5]]
    """
    said = answers._said
    values = tuple(dict.fromkeys(labels.values()))
    if name in COLUMNS:
        raise AnswersError(f"{name!r} is a column of its own. Name the attribute something else.")
    if by == QUESTION:
        for question in labels:
            if question not in answers.names:
                raise AnswersError(
                    f"there is no question {question!r}.{did_you_mean(question, answers.names)} "
                    f"Questions: {listing(answers.names)}."
                )
        known, codes = answers.names, said.question
    elif by == RESPONDENT:
        if said.ids is None:
            raise AnswersError("the answers have no ids of respondents. respondent_col=… names their column.")
        known, codes = tuple(said.ids.to_pylist()), said.people[said.row]
    else:
        known, codes = answers.labels(by), answers.codes(by)
    place = {value: at for at, value in enumerate(values)}
    # The last element is for what has no label: -1, and people without an id.
    new = np.array([*(place.get(labels.get(value, ""), -1) for value in known), -1], np.int32)
    return coded(answers, name, new[np.where(codes < len(known), codes, -1)], values)


def coded(answers: Answers, name: str, codes: Codes, labels: Iterable[str]) -> Answers:
    """Return the answers with a further attribute: the number of each answer's value among the labels, -1 for none."""
    made = Attribute(np.asarray(codes, np.int32), tuple(labels), by_answer=True)
    attributes = MappingProxyType({**answers._said.attributes, name: made})
    return replace(answers, _said=replace(answers._said, attributes=attributes))


def local_days(answers: Answers) -> npt.NDArray[np.datetime64]:
    """Return the local time of each answer in the zone of the answers, NaT where it is missing."""
    import pandas as pd

    micros = answers._said.times[answers._said.row]
    times = micros.astype("datetime64[us]")
    if answers.zone.is_utc or not (micros != NO_TIME).any():
        return times
    local = pd.DatetimeIndex(times, tz="UTC").tz_convert(answers.zone.rules).tz_localize(None)
    return local.to_numpy()
