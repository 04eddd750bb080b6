"""Themes of comments: what they speak of, how often, since when, how it was rated, and in whose words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.answers.asking import FEW, AnswerQuery, listed
from journeykit.answers.comment_numbers import CommentNumbers
from journeykit.answers.groups import Grouping, rating_of
from journeykit.answers.language import METHOD as LANGUAGE_METHOD
from journeykit.answers.phrases import METHOD
from journeykit.answers.quotes import typical
from journeykit.answers.scales import TEXT
from journeykit.answers.value import Answers
from journeykit.errors import AnswersError, CancelledError
from journeykit.events.cells import typed
from journeykit.events.progress import Cancel, Progress, Watch
from journeykit.events.progress_shown import shown
from journeykit.intervals import of_mean

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Ints = npt.NDArray[np.signedinteger[Any]]
    Floats = npt.NDArray[np.float64]

_COLUMNS = {
    "theme": ("str", "key phrase"),
    "comments": ("int64", "comments with the theme"),
    "n": ("int64", "people with such a comment"),
    "share": ("float64", "share (0-1) of the comments of the group"),
    "first": ("str", "first period with comments; missing without times"),
    "first_share": ("float64", "share (0-1) in the first period"),
    "last": ("str", "last period with comments"),
    "last_share": ("float64", "share (0-1) in the last period"),
    "rated": ("int64", "people whose comment came with a rating"),
    "emotion": ("float64", "mean of their ratings on the emotion scale, -2 to 2"),
    "low": ("float64", "lower end of the interval"),
    "high": ("float64", "upper end of the interval"),
    "few": ("bool", f"rated is below {FEW}"),
    "by_text": ("int64", "people without a rating whose comment was scored by its text"),
    "text_emotion": ("float64", "mean of these scores, -2 to 2; never averaged with ratings"),
    "text_low": ("float64", "lower end of its interval"),
    "text_high": ("float64", "upper end of its interval"),
}


@dataclass(frozen=True, eq=False)
class Themes(AnswerQuery):
    """Themes of comments, from ``themes``: a value with its definition, as every measure of answers.

    ``to_pandas`` gives one row per theme, without a word of a comment but the theme. ``trend`` gives the periods,
    ``quotes`` redacted comments, ``rows(theme=…)`` the answers themselves, for analysts only.
    """

    _trend: Mapping[str, Any] = field(repr=False)
    _quotes: Mapping[str, Any] = field(repr=False)

    def trend(self) -> pd.DataFrame:
        """Return one row per theme and period, also for periods without it.

        Returns
        -------
        pandas.DataFrame
            The key columns, ``period`` (str), ``comments`` (int, with the theme), ``of`` (int, comments of the group in
            the period) and ``share`` (float 0-1; missing where there are none). Empty without times.
        """
        kinds = {**dict.fromkeys((*self.keys, "period"), "str"), "comments": "int64", "of": "int64", "share": "float64"}
        return typed(self._trend, kinds)

    def quotes(self) -> pd.DataFrame:
        """Return up to three redacted comments per theme, most typical first.

        Returns
        -------
        pandas.DataFrame
            The key columns and ``quote`` (str), of different people. Personal data that is known by its form, and the
            names that were given, are placeholders. Read what you publish.
        """
        return typed(self._quotes, dict.fromkeys((*self.keys, "quote"), "str"))


def themes(
    answers: Answers, *, by: str | Sequence[str] = (), top: int = 20, least: int = 5, period: str = "month",
    names: Iterable[str] = (), ratings: Mapping[str, str] | None = None, confidence: float = 0.95,
    progress: Progress | None = None, cancel: Cancel | None = None,
) -> Themes:  # fmt: skip
    """Find what comments speak of, as key phrases.

    Parameters
    ----------
    answers
        What people said. Scores of ``scored_comments`` are told beside ratings.
    by
        Attributes, or ``"question"``: themes of each stage, touchpoint, persona.
    top
        Themes of each group, at most.
    least
        People who must have said it: a theme of fewer is left out, and with it their words.
    period
        Of the trend: ``"day"``, ``"week"``, ``"month"``, ``"quarter"`` or ``"year"``.
    names
        Names of people, which are redacted (see ``redact``).
    ratings
        As in ``scored_comments``.
    confidence
        Level of the intervals.
    progress, cancel
        As in ``read_answers``.

    Returns
    -------
    Themes
        ``by``'s columns, ``theme`` (str), ``comments`` (int), ``n`` (int, people), ``share`` (float 0-1, of the group's
        comments), ``first``, ``first_share``, ``last``, ``last_share`` (first and last period with comments), ``rated``
        (int, people), ``emotion`` (float, -2 to 2), ``low``, ``high``, ``few``, and of scores from text ``by_text``,
        ``text_emotion``, ``text_low``, ``text_high``.

    Raises
    ------
    AnswersError
        There are no comments, a key or period is unknown, or a package of ``journeykit[text]`` is missing.
    CancelledError
        It was cancelled.

    Notes
    -----
    Method: C-value (Frantzi, Ananiadou and Mima 2000) over comments instead of occurrences; spellings, plurals and case
    are merged by Snowball stems. Texts are redacted first. A theme says what is spoken of, not what is thought of it:
    see its ratings and quotes. Comments in languages without spaces between words have no themes. Equal input gives
    equal output.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> said = ["Security queues!", "The security queue was slow", "clean toilets", "Toilets: clean."] * 3
    >>> survey = pd.DataFrame({"comment": said, "stars": [2, 1, 5, 5] * 3})
    >>> answers = jk.read_answers(survey, questions={"stars": "stars"}, comments=["comment"])
    >>> found = jk.answers.themes(answers, least=3).to_pandas()
    >>> found[["theme", "comments", "emotion"]].head(1).values.tolist()
    [['security queue', 6, -1.5]]
    """
    if least < 2:
        raise AnswersError(f"least={least!r}: a theme of one person would tell their words. Take 2 or more.")
    keys = listed(by)
    with shown(progress) as told:
        watch = Watch(told, cancel)
        try:
            return _value(CommentNumbers(answers, keys, period, names, watch), top, least, ratings, confidence, watch)
        except CancelledError as error:
            raise CancelledError("the search for themes was stopped as asked.") from error


def _value(
    found: CommentNumbers, top: int, least: int, ratings: Mapping[str, str] | None, confidence: float, watch: Watch
) -> Themes:
    """Return the themes of each group as a value."""
    rated = rating_of(found.answers, ratings)[found.places]
    watch.say(0.8, "counting phrases")
    chosen, members = found.chosen(top, least)
    watch.say(0.9, "choosing quotes")
    labels = {key: found.phrases.label(key) for key in {key for _, key, _ in chosen}}
    rows = {key: [found.labels[key][group] for group, _, _ in chosen] for key in found.keys}
    rows["theme"] = [labels[key] for _, key, _ in chosen]
    code = np.repeat(np.arange(len(chosen)), [len(each) for each in members])
    flat = np.concatenate([*members, np.empty(0, np.int64)])
    said, places = found.answers._said, found.places[flat]
    grouping = Grouping(rows, places, code, said.question[places], found.person[flat])
    of = [group for group, _, _ in chosen]
    size = np.bincount(found.group, minlength=1)
    quotes = [(at, quote) for at, each in enumerate(members)
              for quote in typical(each, found.text, found.person, found.texts, found.phrases)]  # fmt: skip
    watch.say(1.0, "ready")
    trend = found.trend(rows, chosen, members)
    told = {name: kind for name, (kind, _) in _COLUMNS.items()}

    def measured(group: Grouping) -> dict[str, Any]:
        people = group.people(np.ones(len(group.places)))
        share = people.answers / np.maximum(1, size[of]) if chosen else people.total
        return {"comments": people.answers, "n": people.n, "share": share, **found.ends(trend, len(chosen)),
                **_means(group, rated[flat], ("rated", "emotion", "low", "high", "few"), confidence),
                **_means(group, _by_text(found.answers, places), ("by_text", "text_emotion", "text_low",
                                                                   "text_high", ""), confidence)}  # fmt: skip

    return Themes(
        name="themes", value="comments", keys=(*found.keys, "theme"),
        columns={**{key: key for key in found.keys}, **{name: words for name, (_, words) in _COLUMNS.items()}},
        dtypes={**dict.fromkeys(found.keys, "str"), **told}, definition=_definition(found, top, least, confidence),
        _answers=found.answers, _grouping=lambda: grouping, _measured=measured, _trend=trend,
        _quotes={**{key: [labels[at] for at, _ in quotes] for key, labels in rows.items()},
                 "quote": [quote for _, quote in quotes]},
    )  # fmt: skip


def _definition(found: CommentNumbers, top: int, least: int, confidence: float) -> dict[str, str]:
    scales = found.answers.questions.values()
    text = next((scale.how for scale in scales if scale.kind == TEXT), "")
    counts = found.redacted.counts
    redacted = ", ".join(f"{count:,} {kind}" for kind, count in counts.items()) or "nothing found"
    unspaced = f", without {found.unspaced:,} in languages without spaces" if found.unspaced else ""
    return {
        "unit": "comments, and people who wrote them",
        "population": f"{len(found.places):,} comments{unspaced}",
        "method": f"{METHOD}; languages by {LANGUAGE_METHOD}",
        "shown": f"at most {top} of each group, said by {least} people or more",
        "period": found.period_name if found.periods else "none: the comments have no times",
        "interval": f"Student's t over people, {confidence:.0%}",
        "redacted": redacted,
        **({"text scores": text} if text else {}),
    }


def _by_text(answers: Answers, places: Ints) -> Floats:
    """Return the score from text of some answers, NaN for others."""
    text = np.array([scale.kind == TEXT for scale in answers.questions.values()] + [False] * len(answers.comments))
    said = answers._said
    return np.where(text[said.question[places]], said.score[places], np.nan)


def _means(found: Grouping, values: Floats, columns: Sequence[str], confidence: float) -> dict[str, Any]:
    """Return number, mean and interval over the people with a value, for each theme."""
    there = ~np.isnan(values)
    part = Grouping(found.keys, found.places[there], found.codes[there], found.questions[there], found.persons[there])
    people = part.people(values[there])
    with np.errstate(invalid="ignore", divide="ignore"):
        deviation = np.sqrt(people.variance * people.n / (people.n - 1))
    low, high = of_mean(people.mean, deviation, people.n, confidence)
    given = zip(columns, (people.n, people.mean, low, high, people.n < FEW), strict=True)
    return {name: value for name, value in given if name}
