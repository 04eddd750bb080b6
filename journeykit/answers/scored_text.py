"""Scores of comments from their text, only where nobody gave a rating; and the languages of comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from journeykit.answers.asking import ORIGIN, AnswerQuery
from journeykit.answers.groups import Grouping, rating_of
from journeykit.answers.language import METHOD, NO_WORDS, SHORT, UNSURE, VAGUE, batches, languages_of, main_language
from journeykit.answers.scales import TEXT, Scale
from journeykit.answers.value import Answers, Attribute
from journeykit.errors import CancelledError
from journeykit.events.progress import Cancel, Progress, Watch
from journeykit.events.progress_shown import shown
from journeykit.events.reading.notice import LOOK, TOLD, Notice

if TYPE_CHECKING:
    from typing import Any

    import numpy.typing as npt

    from journeykit.answers.sentiment import Sentiment

    Ints = npt.NDArray[np.signedinteger[Any]]
    Floats = npt.NDArray[np.float64]

LANGUAGE = "comment_language"
RATING, BY_TEXT = "rating", "text"


def scored_comments(
    answers: Answers, method: Sentiment, *, ratings: Mapping[str, str] | None = None, progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Answers:  # fmt: skip
    """Score comments by their text where no rating was given with them; a rating always wins.

    Parameters
    ----------
    answers
        What people said.
    method
        What scores text: ``fit_sentiment(…)``, ``load_sentiment(…)`` or ``vader()``.
    ratings
        Question with comments -> the question whose score on the same line rates them, ``{"Q1 why": "Q1"}``. The words
        of a review belong to its stars without it.
    progress, cancel
        As in ``read_answers``.

    Returns
    -------
    Answers
        The same answers with two more attributes: ``origin`` (``"rating"`` or ``"text"``: where the score is from;
        missing where there is none) and ``comment_language``. Scores from text are from -2 to +2. They stand under the
        question of the comments; for comments that belong to a question with scores, under ``"NAME (text)"``. The
        report counts what was not scored and says why.

    Raises
    ------
    AnswersError
        ``ratings`` names a question that does not exist, or a package of ``journeykit[text]`` is missing.
    CancelledError
        It was cancelled.

    Notes
    -----
    Text in a language that the method does not know is left unscored. A comment that is too short to tell its language
    is taken to be in that of most others. ``csat``, ``rating``, ``feeling`` … leave out scores from text unless their
    questions are named, or there are no others, and never average them with ratings.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> said = [("lovely friendly staff", "positive"), ("the queue was awful and slow", "negative")]
    >>> labelled = [(f"{text} {number}", label) for number in range(20) for text, label in said]
    >>> method = jk.answers.fit_sentiment(labelled, languages=["en"])
    >>> survey = pd.DataFrame({"why": ["the staff was lovely", "an awful queue again", "das war leider sehr teuer"]})
    >>> answers = jk.answers.scored_comments(jk.read_answers(survey, comments=["why"]), method)
    >>> answers.to_pandas()["score"].round(1).tolist()
    [1.0, -0.7, nan]
    """
    said = answers._said
    given = rating_of(answers, ratings)
    words = said.text.is_valid().to_numpy(zero_copy_only=False)
    with shown(progress) as told:
        watch = Watch(told, cancel)
        try:
            languages = comment_languages(answers, watch, (0, 0.5))
            asked = np.flatnonzero(words & np.isnan(given))
            scored, left = _scores(answers, asked, languages, method, watch)
        except CancelledError as error:
            raise CancelledError("the scoring of comments was stopped as asked; nothing was changed.") from error
        watch.say(1.0, "ready")
    rated = int(np.count_nonzero(words & ~np.isnan(given)))
    told_of = int(np.count_nonzero(~np.isnan(scored)))
    notes = [
        Notice(f"comments scored from text by {method.name}: {told_of:,} ({method.agreement})", TOLD, "method=…"),
        *([Notice(f"comments with a rating, which wins over the text: {rated:,}", TOLD)] if rated else []),
        *left,
    ]
    return _with_scores(answers, given, scored, asked, languages, method, notes)


def languages(answers: Answers, *, progress: Progress | None = None, cancel: Cancel | None = None) -> AnswerQuery:
    """Count the comments by their language, recognised offline.

    Parameters
    ----------
    answers
        What people said.
    progress, cancel
        As in ``read_answers``.

    Returns
    -------
    AnswerQuery
        ``language`` (str, ISO 639-1 code, or ``"too short to tell"``, ``"unsure"``, ``"no words"``), ``n`` (int,
        people), ``answers`` (int, comments), ``share`` (float 0-1, of the comments), most comments first.
    """
    with shown(progress) as told:
        found = comment_languages(answers, Watch(told, cancel), (0, 1))
    places = np.flatnonzero(answers._said.text.is_valid().to_numpy(zero_copy_only=False))
    names, codes = np.unique(found[places].astype(str), return_inverse=True)
    order = np.lexsort((names, -np.bincount(codes, minlength=len(names))))
    codes = np.argsort(order)[codes] if len(names) else codes
    grouping = Grouping({"language": list(names[order])}, places, codes, answers._said.question[places],
                        answers._said.people[answers._said.row[places]])  # fmt: skip

    def measured(group: Grouping) -> dict[str, Any]:
        people = group.people(np.ones(len(group.places)))
        return {"n": people.n, "answers": people.answers, "share": people.answers / max(1, len(group.places))}

    columns = {"language": ("str", "language of the comment"), "n": ("int64", "people"),
               "answers": ("int64", "comments"), "share": ("float64", "share (0-1) of the comments")}  # fmt: skip
    return AnswerQuery(
        "languages", "answers", ("language",), {name: words for name, (_, words) in columns.items()},
        {name: kind for name, (kind, _) in columns.items()},
        {"unit": "comments, and people", "population": f"{len(places):,} comments", "method": METHOD},
        answers, lambda: grouping, measured,
    )  # fmt: skip


def comment_languages(answers: Answers, watch: Watch, share: tuple[float, float]) -> npt.NDArray[np.object_]:
    """Return the language of each answer's text, as found before or now."""
    if LANGUAGE in answers.attributes:
        labels = np.array([*answers.labels(LANGUAGE), NO_WORDS], object)
        return labels[answers.codes(LANGUAGE)]
    return languages_of(answers._said.text, watch, share)


def _scores(
    answers: Answers, asked: Ints, languages: npt.NDArray[np.object_], method: Sentiment, watch: Watch
) -> tuple[Floats, list[Notice]]:
    """Return the score from text of some answers, and what is to be said of those without one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    theirs = languages[asked]
    main = main_language(languages[answers._said.text.is_valid().to_numpy(zero_copy_only=False)])
    names, counts = np.unique(theirs[~np.isin(theirs.astype(str), VAGUE)].astype(str), return_counts=True)
    vague = np.isin(theirs.astype(str), [SHORT, UNSURE])
    as_main = main in (*method.languages, "")
    fits = np.isin(theirs.astype(str), method.languages) | (vague & as_main)
    coded = pc.dictionary_encode(answers._said.text.take(pa.array(asked[fits])))
    different = np.full(len(coded.dictionary), np.nan)
    for start, part in batches(coded.dictionary.to_pylist(), watch, (0.5, 0.95), "scoring"):
        different[start : start + len(part)] = method.score(part)
    scored = np.full(len(asked), np.nan)
    scored[fits] = different[coded.indices.to_numpy(zero_copy_only=False)]
    others = [(name, int(count)) for name, count in zip(names, counts, strict=True) if name not in method.languages]
    listed = ", ".join(f"{name} {count:,}" for name, count in sorted(others, key=lambda each: -each[1])[:8])
    taken = f"taken to be in that of most, {main or method.languages[0]}" if as_main else "not scored"
    said = (
        (sum(count for _, count in others), LOOK,
         f"in other languages than {', '.join(method.languages)}, not scored: {{}} ({listed})"),
        (int(np.count_nonzero(vague)), TOLD, f"too short to tell their language: {{}}, {taken}"),
        (int(np.count_nonzero(theirs == NO_WORDS)), TOLD, "without words, not scored: {}"),
        (int(np.count_nonzero(np.isnan(scored[fits]))), TOLD, "without a word that the method knows, not scored: {}"),
    )  # fmt: skip
    return scored, [Notice(f"comments {text.format(f'{count:,}')}", harm) for count, harm, text in said if count]


def _with_scores(
    answers: Answers, given: Floats, scored: Floats, asked: Ints, languages: npt.NDArray[np.object_],
    method: Sentiment, notes: list[Notice],
) -> Answers:  # fmt: skip
    said = answers._said
    scale = Scale(-2, 2, kind=TEXT, how=method.note)
    old, rated = list(answers.names), list(answers.questions)
    apart = [name for name in rated if np.any(said.question[asked] == old.index(name))]
    own = {name: name if answers.questions[name].kind == TEXT else f"{name} (text)" for name in apart}
    questions = {**answers.questions, **dict.fromkeys((*own.values(), *answers.comments), scale)}
    place = {name: at for at, name in enumerate(questions)}
    moved = np.array([place[name] for name in old], np.int32)[said.question]
    moved[asked] = np.array([place[own.get(name, name)] for name in old], np.int32)[said.question[asked]]
    score = said.score.copy()
    score[asked] = scored
    origin = np.where(~np.isnan(given), 0, -1).astype(np.int32)
    origin[asked[~np.isnan(scored)]] = 1
    names, codes = np.unique(languages.astype(str), return_inverse=True)
    codes = np.where(said.text.is_valid().to_numpy(zero_copy_only=False), codes, -1)
    attributes = {**said.attributes, ORIGIN: Attribute(origin, (RATING, BY_TEXT), by_answer=True),
                  LANGUAGE: Attribute(codes.astype(np.int32), tuple(map(str, names)), by_answer=True)}  # fmt: skip
    report = replace(answers.report, notes=(*answers.report.notes, *notes))
    return replace(
        answers, report=report, questions=MappingProxyType(questions), comments=(),
        _said=replace(said, question=moved, score=score, attributes=MappingProxyType(attributes)),
    )  # fmt: skip
