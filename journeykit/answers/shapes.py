"""What the columns of a table of answers are: who, when, questions, comments, attributes; given, or found and said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from journeykit.answers.heads import HeadedSource
from journeykit.answers.known_names import (
    ANSWER_TIMES,
    ATTRIBUTE_NAMES,
    BODIES,
    QUESTION_NAMES,
    RESPONDENT_NAMES,
    SCORE_NAMES,
    TEXT_NAMES,
    TITLES,
)
from journeykit.answers.scales import Scale, declared_scale
from journeykit.errors import AnswersError, did_you_mean, listing
from journeykit.events.patterns import fitting
from journeykit.events.reading.presets import matching

ARGUMENTS = {
    "respondent": "respondent_col", "time": "timestamp_col", "question": "question_col", "score": "score_col",
    "comments": "comments", "attributes": "attribute_cols",
}  # fmt: skip
"""Role -> the argument that names its columns."""


@dataclass(frozen=True)
class Asked:
    """The arguments of ``read_answers`` that say what the columns are."""

    respondent_col: str | None = None
    timestamp_col: str | Sequence[str] | None = None
    question_col: str | None = None
    score_col: str | None = None
    questions: Mapping[str, Any] | Sequence[str] | None = None
    comments: Sequence[str] | None = None
    attribute_cols: Sequence[str] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that were named for sure, for sources with fields inside their columns."""
        single = (self.respondent_col, self.timestamp_col, self.question_col, self.score_col)
        named = (name for name in single if isinstance(name, str))
        several = (self.questions, self.comments, self.attribute_cols)
        return tuple(dict.fromkeys((*named, *(name for names in several for name in names or ()))))

    def scale_for(self, name: str) -> Scale | None:
        """Return the scale declared for a question, by its name or by a glob; None if it has to be proven."""
        if not isinstance(self.questions, Mapping):
            return None
        key = name if name in self.questions else next((glob for glob in self.questions if fitting([name], glob)), None)
        said = None if key is None else self.questions[key]
        return None if said is None else declared_scale(name, said)


@dataclass(frozen=True)
class Shape:
    """What each column of a table of answers is."""

    words: str
    respondent: str | None
    time: str | None
    questions: Mapping[str, Scale | None]
    """Columns with scores -> their scale, None if it has to be proven; empty in a long table."""
    comments: tuple[str, ...]
    attributes: tuple[str, ...]
    question: str | None = None
    """In a long table the column with the question, and ``score`` the one with the answer."""
    score: str | None = None
    joined: bool = False
    """Whether the comments belong to the score of their line, as in a review."""
    how: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """Every column that is read."""
        single = (self.respondent, self.time, self.question, self.score)
        named = (*(name for name in single if name), *self.questions, *self.comments, *self.attributes)
        return list(dict.fromkeys(named))

    def single(self) -> dict[str, str]:
        """Role -> column, for the roles that have one."""
        roles = {"respondent": self.respondent, "time": self.time, "question": self.question, "score": self.score}
        return {role: column for role, column in roles.items() if column}

    def shown(self) -> dict[str, str]:
        """Role -> column and how it was found, for the report."""
        shown = {role: f"{column!r} ({self.how.get(role, 'given')})" for role, column in self.single().items()}
        for role, several in (("comments", self.comments), ("attributes", self.attributes)):
            if several:
                shown[role] = f"{listing(several)} ({self.how.get(role, 'given')})"
        return shown


def found_shape(headed: HeadedSource, asked: Asked) -> Shape:
    """Return what the columns are; raise if one that was named is missing, or several could be the same."""
    columns, how = list(headed.source.columns), dict[str, str]()
    for name in (asked.respondent_col, asked.question_col, asked.score_col, *(asked.attribute_cols or ())):
        if name is not None:
            _require(name, columns)
    tool = headed.tool
    respondent = asked.respondent_col or _by_tool(columns, tool.respondent if tool else (), "respondent", how)
    respondent = respondent or _guessed(columns, RESPONDENT_NAMES, "respondent", "respondent_col", how)
    time = _time(columns, asked, headed, how, (respondent,))
    question, score = _long_columns(columns, asked, how)
    if question is not None:
        named = [name for name in asked.comments or () if name in columns]
        taken = (respondent, time, question, score)
        texts = named or ([] if asked.comments is not None else _texts(columns, taken, how))
        attributes = _attributes(columns, asked, headed, (*taken, *texts), how)
        return Shape("a long table: a line an answer", respondent, time, {}, tuple(texts), attributes, question, score,
                     joined=True, how=how)  # fmt: skip
    comments = _comments(columns, asked, headed, (respondent, time), how)
    attributes = _attributes(columns, asked, headed, (respondent, time, *comments, *_declared(columns, asked)), how)
    questions = _questions(columns, asked, headed, (respondent, time, *comments, *attributes))
    return Shape(_words(headed, questions, comments), respondent, time, questions, comments, attributes, how=how)


def joined_comments(questions: Sequence[str], comments: Sequence[str]) -> bool:
    """Return whether comments belong to the score of their line: there is one score, and one text or title and text."""
    if len(questions) != 1 or not comments:
        return False
    title_and_text = len(comments) == 2 and matching(comments, TITLES) and matching(comments, BODIES)
    return len(comments) == 1 or bool(title_and_text)


def titles_first(comments: Sequence[str]) -> list[str]:
    """Return comment columns with a title before its text."""
    return sorted(comments, key=lambda name: not matching((name,), TITLES))


def _require(name: str, columns: Sequence[str]) -> None:
    if name not in columns:
        raise AnswersError(f"there is no column {name!r}.{did_you_mean(name, columns)} Found: {listing(columns)}.")


def _by_tool(columns: Sequence[str], names: Sequence[str], role: str, how: dict[str, str]) -> str | None:
    found = next((hits[0] for name in names if len(hits := matching(columns, (name,))) == 1), None)
    if found is not None:
        how[role] = "by the tool"
    return found


def _guessed(
    columns: Sequence[str], groups: Sequence[Sequence[str]], role: str, argument: str, how: dict[str, str]
) -> str | None:
    for names in groups:
        hits = matching(columns, names)
        if len(hits) > 1:
            raise AnswersError(
                f"more than one column could be the {role}: {listing(hits)}. Say which: {argument}={hits[0]!r}."
            )
        if hits:
            how[role] = "guessed by name"
            return hits[0]
    return None


def _time(
    columns: Sequence[str], asked: Asked, headed: HeadedSource, how: dict[str, str], taken: Sequence[str | None]
) -> str | None:
    if isinstance(asked.timestamp_col, str):
        _require(asked.timestamp_col, columns)
        return asked.timestamp_col
    if asked.timestamp_col is not None:
        return None
    free = [column for column in columns if column not in taken and column not in _declared(columns, asked)]
    tool = headed.tool
    found = _by_tool(free, tool.time if tool else (), "time", how)
    return found or _guessed(free, ANSWER_TIMES, "time", "timestamp_col", how)


def _long_columns(columns: Sequence[str], asked: Asked, how: dict[str, str]) -> tuple[str | None, str | None]:
    """Return the columns of a long table with the question and the answer, or None for both."""
    question, score = asked.question_col, asked.score_col
    if question is None and score is None and any(name in columns for name in asked.questions or ()):
        return None, None
    if question is None:
        hits = matching(columns, QUESTION_NAMES)
        if score is None and not (len(hits) == 1 and matching(columns, SCORE_NAMES)):
            return None, None
        question = _guessed(columns, [QUESTION_NAMES], "question", "question_col", how)
    if score is None:
        score = _guessed(columns, [SCORE_NAMES[:5], SCORE_NAMES[5:]], "score", "score_col", how)
    if question is None or score is None:
        missing = "question_col" if question is None else "score_col"
        raise AnswersError(
            f"a long table has a column with the question and one with the answer; no name says which. "
            f"Name it: {missing}=…. Found: {listing(columns)}."
        )
    return question, score


def _declared(columns: Sequence[str], asked: Asked) -> list[str]:
    """Return the columns that the names and globs of ``questions`` match."""
    named = list(asked.questions or ())
    found = [column for name in named for column in ([name] if name in columns else fitting(columns, name))]
    return list(dict.fromkeys(found))


def _named(columns: Sequence[str], names: Sequence[str], argument: str, taken: Sequence[str | None] = ()) -> list[str]:
    found: list[str] = []
    for name in names:
        hits = [name] if name in columns else [hit for hit in fitting(columns, name) if hit not in taken]
        if not hits:
            raise AnswersError(
                f"no column is named {name!r} ({argument}=).{did_you_mean(name, columns)} Found: {listing(columns)}."
            )
        found += hits
    return list(dict.fromkeys(found))


def _comments(
    columns: Sequence[str], asked: Asked, headed: HeadedSource, taken: Sequence[str | None], how: dict[str, str]
) -> tuple[str, ...]:
    if asked.comments is not None:
        return tuple(_named(columns, asked.comments, "comments"))
    free = [column for column in columns if column not in taken and column not in _declared(columns, asked)]
    tool = headed.tool
    found = [
        *headed.open_ended,
        *(matching(free, tool.about if tool else ()) or matching(free, tool.comments if tool else ())),
    ]
    found += [column for column in free if column.endswith("_TEXT")] if headed.heads else []
    if found:
        how["comments"] = "by the tool"
        return tuple(titles_first([name for name in dict.fromkeys(found) if name in free]))
    return tuple(_texts(free, (), how))


def _texts(columns: Sequence[str], taken: Sequence[str | None], how: dict[str, str]) -> list[str]:
    found = [column for column in matching(columns, TEXT_NAMES) if column not in taken]
    if found:
        how["comments"] = "guessed by name"
    return titles_first(found)


def _attributes(
    columns: Sequence[str], asked: Asked, headed: HeadedSource, taken: Sequence[str | None], how: dict[str, str]
) -> tuple[str, ...]:
    if asked.attribute_cols is not None:
        return tuple(dict.fromkeys(asked.attribute_cols))
    names = (*(headed.tool.attributes if headed.tool else ()), *ATTRIBUTE_NAMES)
    found = tuple(column for column in matching(columns, names) if column not in taken)
    if found:
        how["attributes"] = "guessed by name"
    return found


def _questions(
    columns: Sequence[str], asked: Asked, headed: HeadedSource, taken: Sequence[str | None]
) -> dict[str, Scale | None]:
    """Return the columns with scores and the scale of each; without ``questions`` every other column is tried."""
    if asked.questions is not None:
        named = _named(columns, list(asked.questions), "questions", taken)
        return {column: asked.scale_for(column) for column in named}
    tool = headed.tool
    if tool is not None and tool.questions:
        hits = ((hit, word) for name, word in tool.questions.items() for hit in matching(columns, (name,)))
        if (found := next(hits, None)) is not None:
            column, word = found
            return {column: replace(declared_scale(column, word), how="by the tool")}
    others = matching(columns, tool.others) if tool is not None else []
    tried = [column for column in columns if column not in taken and column not in others]
    return dict.fromkeys((column for column in tried if not column.upper().endswith("_NPS_GROUP")), None)


def _words(headed: HeadedSource, questions: Mapping[str, Any], comments: Sequence[str]) -> str:
    by = f", as {headed.tool.label} writes it" if headed.tool is not None else ""
    what = "reviews or tickets: a line each, with a score and words"
    if len(questions) == 1 and joined_comments(list(questions), comments):
        return what + by
    return f"a wide survey: a line a respondent, a column a question{by}"
