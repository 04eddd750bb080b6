"""Generate a synthetic survey: who answers which questions after which stage of a log, when, and how they feel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_PERSON, _STAGE, _QUESTION = 0.45, 0.5, 0.6  # sigma of a feeling between people, between their stages, and in one
_GAP = 0.8  # sigma of the lognormal time until an answer
_UNDER_WAY = 30  # days before the end of the log in which nobody can be said to have left


@dataclass(frozen=True)
class SurveyQuestion:
    """A question, on ``scale``, and how it is felt, from -2 to 2.

    ``left`` is added for those who left after the stage, ``launch`` for those who came after the improvement,
    ``shifts`` by attribute of the log and its value. With ``events`` only those with one of them are asked.
    """

    words: str
    mean: float
    scale: tuple[int, int] = (1, 5)
    left: float = 0.0
    launch: float = 0.0
    events: Sequence[str] = ()
    shifts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    follows: float = 0.0
    """For a question about the whole: the part of the feeling of the stage that it takes over."""


@dataclass(frozen=True)
class Wave:
    """The survey after a stage: ``events`` of the stage, share who answers, median hours until then, channels."""

    stage: str
    share: float
    hours: float
    events: Sequence[str]
    channels: Mapping[str, float]
    questions: Sequence[SurveyQuestion]
    known: Sequence[str] = ()
    """Events that tell whom to ask; without them all in the stage can be asked."""
    recommends: bool = True
    """Whether those who come this far know enough to be asked whether they recommend it."""


@dataclass(frozen=True)
class Survey:
    """A declared survey: its waves in the order of the stages, and the two questions about the whole."""

    waves: Sequence[Wave]
    overall: SurveyQuestion
    recommend: SurveyQuestion
    launch: str
    unanswered: float
    countries: Mapping[str, float]


def answered(survey: Survey, log: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return a row per person and wave, in the order of the waves, with the numbers of the answers.

    Beside the columns of the survey: ``_feeling`` (of the stage, -2 to 2) and ``_after`` (came after the improvement).
    """
    import pandas as pd

    people = log.drop_duplicates("path_id").sort_values("path_id").set_index("path_id")
    mood = pd.Series(rng.normal(0.0, _PERSON, len(people)), index=people.index)
    country = pd.Series(_drawn(survey.countries, len(people), rng), index=people.index)
    parts = []
    for place, wave in enumerate(survey.waves):
        asked = _asked(wave, survey.waves[place + 1 :], log, survey.launch, rng)
        about = people.loc[asked.index].assign(mood=mood, country=country)
        parts.append(_wave(survey, wave, asked, about, log, rng))
    answers = pd.concat(parts, ignore_index=True)
    said = answers[[question.words for question in _questions(survey)]].notna().any(axis=1)
    told: pd.DataFrame = answers[said & (answers["submitted_at"] <= log["time"].max())]
    return told.reset_index(drop=True)


def _questions(survey: Survey) -> Iterator[SurveyQuestion]:
    for wave in survey.waves:
        yield from wave.questions
    yield from (survey.overall, survey.recommend)


def _asked(wave: Wave, later: Sequence[Wave], log: pd.DataFrame, launch: str, rng: np.random.Generator) -> pd.DataFrame:
    """Return who answers: by id ``first`` and ``last`` time in the stage, whether they ``left`` and came ``after``."""
    import pandas as pd

    rows = log[log["event"].isin(wave.events)]
    beyond = log[log["event"].isin([event for each in later for event in each.events])]
    went_on = beyond.groupby("path_id")["time"].min()
    when = rows.groupby("path_id")["time"]
    # Who comes back to a stage later was asked when they went on.
    before = rows[rows["time"].array < went_on.reindex(rows["path_id"]).array].groupby("path_id")["time"].max()
    times = pd.DataFrame({"first": when.min(), "last": before.reindex(when.min().index).fillna(when.max())})
    if wave.known:
        times = times[times.index.isin(set(log.loc[log["event"].isin(wave.known), "path_id"]))]
    settled = times["last"] < log["time"].max() - pd.Timedelta(days=_UNDER_WAY)
    times["left"] = settled & ~times.index.isin(went_on.index) if later else False
    times["after"] = times["first"] >= pd.Timestamp(launch, tz="UTC")
    return times[rng.random(len(times)) < wave.share]


def _wave(
    survey: Survey, wave: Wave, asked: pd.DataFrame, about: pd.DataFrame, log: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    count = len(asked)
    seconds = np.maximum(60.0, wave.hours * 3600 * rng.lognormal(0.0, _GAP, count)).astype("int64")
    rows = pd.DataFrame(
        {
            "respondent": asked.index,
            "submitted_at": (asked["last"] + pd.to_timedelta(seconds, unit="s")).to_numpy(),
            "stage": wave.stage,
            "channel": _drawn(wave.channels, count, rng),
            "country": about["country"].to_numpy(),
        }
    ).assign(submitted_at=lambda frame: pd.to_datetime(frame["submitted_at"], utc=True))
    common = about["mood"].to_numpy() + rng.normal(0.0, _STAGE, count)
    felt = np.array([_feeling(question, asked, about) + common for question in wave.questions])
    there = np.array([*_there(wave.questions, asked, log)])
    whole = np.nansum(np.where(there, felt, 0.0), axis=0) / np.maximum(there.sum(axis=0), 1)
    whole = np.where(there.any(axis=0), whole, common)
    general = (survey.overall, survey.recommend)
    also = [_feeling(question, asked, about) + question.follows * whole for question in general]
    knowing = [np.full(count, True), np.full(count, wave.recommends)]
    for question, feelings, knows in zip((*wave.questions, *general), (*felt, *also), (*there, *knowing), strict=True):
        says = knows & (rng.random(count) >= survey.unanswered)
        rows[question.words] = _scores(question, feelings, says, rng)
    return rows.assign(_feeling=whole, _after=asked["after"].to_numpy())


def _feeling(question: SurveyQuestion, asked: pd.DataFrame, about: pd.DataFrame) -> Any:
    felt = question.mean + question.left * asked["left"].to_numpy() + question.launch * asked["after"].to_numpy()
    for column, shifts in question.shifts.items():
        felt = felt + about[column].map(shifts).fillna(0.0).to_numpy(dtype=float)
    return felt


def _there(questions: Sequence[SurveyQuestion], asked: pd.DataFrame, log: pd.DataFrame) -> Iterator[Any]:
    """Yield for each question who has had one of its events."""
    for question in questions:
        had = set(log.loc[log["event"].isin(question.events), "path_id"]) if question.events else asked.index
        yield asked.index.isin(had)


def _scores(question: SurveyQuestion, feelings: Any, says: Any, rng: np.random.Generator) -> Any:
    """Return whole scores on the scale of a question, missing where somebody says nothing."""
    import numpy as np
    import pandas as pd

    lowest, highest = question.scale
    exact = lowest + (feelings + rng.normal(0.0, _QUESTION, len(feelings)) + 2) / 4 * (highest - lowest)
    scores = pd.array(np.clip(np.rint(exact), lowest, highest).astype("int64"), dtype="Int64")
    scores[~says] = pd.NA
    return scores


def _drawn(shares: Mapping[str, float], count: int, rng: np.random.Generator) -> Any:
    import numpy as np

    weights = np.array(list(shares.values()))
    return rng.choice(np.array(list(shares), dtype=object), size=count, p=weights / weights.sum())
