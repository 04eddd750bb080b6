"""What customers say of a map, as a reader may see it: feelings, satisfaction, spread of answers, a trend, themes.

:func:`shared_voices` measures, withholds groups of fewer than ``least`` people and what would give them away, and
rounds what readers get, so that no answer can be worked out of a mean. Boards, dashboards and pages take it from here;
for analysts the limit is 1, which withholds and rounds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from journeykit import answers as an
from journeykit import evidence
from journeykit.answers.scales import TEXT
from journeykit.answers.value import Answers
from journeykit.errors import AnswersError
from journeykit.evidence import MeasuredMap
from journeykit.evidence.disclosure import LEAST, may_be_shared, rounded
from journeykit.evidence.recording import feeling_edits
from journeykit.model.edit import apply_all
from journeykit.model.journey import JourneyMap
from journeykit.summary.answer_groups import merged_scores, reads_like_a_name, withheld_groups

THEMES = 12
MOST_PERIODS = 24
"""A trend of more months is by quarter, of more quarters by year."""
_ENDS = ["score", "low", "high"]


@dataclass(frozen=True, eq=False)
class SharedVoices:
    """What was said of a map, without what must not be shown; ``words`` says why where a number is missing."""

    measured: MeasuredMap = field(repr=False)
    least: int = LEAST

    @property
    def answers(self) -> Answers:
        """The answers."""
        return self.measured.answers

    @property
    def shown(self) -> bool:
        """Whether there are enough people to say anything of them."""
        return self.answers.respondents >= self.least

    @cached_property
    def felt(self) -> JourneyMap:
        """The map with its measured feelings as points."""
        edits = feeling_edits(self.measured, by="persona", least=self.least)
        return apply_all(self.measured.journey, edits) if edits else self.measured.journey

    @cached_property
    def feelings(self) -> pd.DataFrame:
        """Scores of stages and touchpoints: ``name``, ``position``, ``score``, ``low``, ``high``, ``n``, ``words`` …"""
        whole = evidence.feelings(self.measured)
        return self._named(self._withheld(whole, may_be_shared(whole, self.least)))

    @cached_property
    def by_persona(self) -> pd.DataFrame:
        """The scores of stages by persona, in ``group``; empty unless two personas can be told apart."""
        whole, parts = evidence.feelings(self.measured), evidence.feelings(self.measured, "persona")
        parts = parts.assign(problem=parts["problem"].fillna(""))
        shared = may_be_shared(parts, self.least, whole)
        rows = self._named(self._withheld(parts, shared)).rename(columns={"persona": "group"})
        rows = rows[rows["touchpoint_id"].isna() & (rows["problem"] == "")]
        told = rows.loc[rows["score"].notna(), "persona_id"].nunique()
        return rows[rows["score"].notna()] if told > 1 else rows.iloc[:0]

    @cached_property
    def satisfaction(self) -> pd.DataFrame:
        """Satisfaction, recommendation and effort by place: ``name``, ``measure``, ``unit``, ``score``, …"""
        frame = evidence.satisfaction(self.measured).rename(columns={"value": "score"})
        shared = (frame["n"] >= self.least) | (frame["n"] == 0)
        for _, rows in frame.groupby(["measure", "stage_id"], sort=False):
            # Places of one stage are shared together, as feelings are.
            if ((rows["n"] > 0) & ~shared[rows.index]).any():
                shared[rows.index] &= rows["touchpoint_id"].isna()
        top = (frame["score"] * frame["n"] / 100).round()
        few = (top.between(1, self.least - 1)) | ((frame["n"] - top).between(1, self.least - 1))
        return self._named(self._withheld(frame, shared & ~((frame["measure"] == "csat") & few)))

    @cached_property
    def spread(self) -> pd.DataFrame:
        """How answers are spread over the scale of each bound question, as ``charts.likert`` reads it."""
        bound = [name for name in self.answers.questions if name in self._bound]
        if not bound:
            return pd.DataFrame(columns=["question", "score", "share", "n", "lowest", "highest", "label", "words"])
        counts, hidden = an.distribution(self.answers, questions=bound), self._hidden_questions
        of = dict(list(counts.groupby("question")))
        parts = [
            merged_scores(of[name].assign(question=self._wording(name)), self.least, hidden=name in hidden)
            for name in self._bound
            if name in of
        ]
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def trend(self) -> tuple[str, str, pd.DataFrame]:
        """Name, unit and frame of a score over time, NPS before CSAT before feelings; the frame is empty without times.

        ``period``, ``score``, ``low``, ``high``, ``n``, ``words``.
        """
        for name, unit, measure, times in _TRENDS:
            try:
                query = measure(self.answers, questions=None, by="month")
                frame = query.to_pandas()
                for wider in ("quarter", "year"):
                    if len(frame) > MOST_PERIODS:
                        query = measure(self.answers, questions=None, by=wider)
                        frame = query.to_pandas()
            except AnswersError:
                continue
            frame = frame.rename(columns={query.keys[0]: "period", query.value: "score"})
            frame = frame[frame["period"].notna()].reset_index(drop=True)
            if len(frame) < 2:
                break
            frame = frame.assign(**{end: frame[end] * times for end in _ENDS})
            if name == "NPS":  # A normal interval of few people may reach beyond the scale.
                frame[_ENDS] = frame[_ENDS].clip(-100, 100)
            frame["words"] = ""
            if self.least > 1:
                hidden = withheld_groups(frame["n"].tolist(), self.least)
                frame.loc[hidden, _ENDS] = np.nan
                frame.loc[hidden, "words"] = "not shown"
                frame.loc[hidden, "n"] = 0
                frame[_ENDS] = frame[_ENDS].round(0 if name == "NPS" else 1)
            return name, unit, frame[["period", *_ENDS, "n", "words"]]
        return "", "", pd.DataFrame(columns=["period", *_ENDS, "n", "words"])

    @cached_property
    def themes(self) -> pd.DataFrame:
        """Themes of the comments, those of most comments first; empty where there are none, or ``text`` is missing.

        ``theme``, ``comments``, ``n``, ``share``, ``emotion`` (of ratings; missing for few people).
        """
        columns = ["theme", "comments", "n", "share", "emotion"]
        found = self.theme_query
        if found is None:
            return pd.DataFrame(columns=columns)
        frame = found.to_pandas().sort_values("comments", ascending=False, kind="stable", ignore_index=True)
        if self.least > 1:
            rest = frame["n"] - frame["rated"]
            few = (frame["rated"] < self.least) | rest.between(1, self.least - 1)
            frame["emotion"] = frame["emotion"].where(~few).round(1)
            frame = frame[[not self._is_name(found, theme) for theme in frame["theme"]]].reset_index(drop=True)
        return frame[columns]

    def _is_name(self, found: an.Themes, theme: str) -> bool:
        journey = self.measured.journey
        named = [journey.name, *(stage.name for stage in journey.stages), *(each.name for each in journey.touchpoints)]
        known = frozenset(word for name in named for word in name.lower().replace("-", " ").split())
        return reads_like_a_name(theme, found.rows(theme=theme)["text"].dropna().tolist(), known)

    @cached_property
    def theme_query(self) -> an.Themes | None:
        """The themes as a value, with quotes for analysts; None where there are none to find."""
        if not self.shown:
            return None
        try:
            return an.themes(self.answers, top=THEMES, least=max(self.least, 2), ratings=comment_ratings(self.answers))
        except AnswersError:
            return None

    # ------------------------------------------------------------------------------------------------ withholding

    def _withheld(self, frame: pd.DataFrame, shared: pd.Series) -> pd.DataFrame:
        """Return the frame without the numbers of rows that must not be shown, and with ``words`` that say so."""
        frame = frame.assign(words="")
        if self.least == 1:
            return frame
        small = (frame["n"] > 0) & (frame["n"] < self.least)
        hidden = ~shared & (frame["n"] > 0)
        frame.loc[hidden, "words"] = "not shown"
        frame.loc[small & hidden, "words"] = f"<{self.least}"
        numbers = [name for name in (*_ENDS, "gap", "gap_low", "gap_high") if name in frame]
        frame.loc[hidden, numbers] = np.nan
        frame.loc[hidden, [name for name in ("n", "answers") if name in frame]] = 0
        return rounded(frame, numbers).drop(columns=["first", "last"], errors="ignore")

    def _named(self, frame: pd.DataFrame) -> pd.DataFrame:
        place = {stage.id: at for at, stage in enumerate(self.measured.journey.stages)}
        of_stage = frame["touchpoint"].isna()
        name = frame["stage"].where(of_stage, frame["touchpoint"])
        return frame.assign(name=name, position=frame["stage_id"].map(place), few=frame["small"], strong=of_stage)

    @cached_property
    def _bound(self) -> dict[str, str]:
        """The name of its place for each bound question, in the order of the map."""
        places: dict[str, str] = {}
        for row in self._named(evidence.feelings(self.measured).assign(words="")).to_dict("records"):
            places |= {name: str(row["name"]) for name in str(row["questions"]).split(", ")}
        return places

    @cached_property
    def _hidden_questions(self) -> frozenset[str]:
        """Questions of the places whose score must not be shown: their spread would tell it."""
        frame = self.feelings
        return frozenset(name for names in frame.loc[frame["words"] != "", "questions"] for name in names.split(", "))

    def _wording(self, question: str) -> str:
        """Return what a question is called on a page: its wording, else its place on the map."""
        place = self._bound[question]
        alone = list(self._bound.values()).count(place) == 1
        return self.answers.wording.get(question) or (place if alone else f"{place} \N{MIDDLE DOT} {question}")


def comment_ratings(answers: Answers) -> dict[str, str]:
    """Return for each comment question the question whose score on the same line is that of its words.

    It is the only one that is answered on its lines, else the only question of the survey for NPS. Empty unless every
    comment question has one.
    """
    said, names = answers._said, list(answers.names)
    scored = [name for name, scale in answers.questions.items() if scale.kind != TEXT]
    overall = [name for name in scored if answers.questions[name].kind == "nps"]
    found = {}
    for comment in answers.comments:
        lines = said.row[said.question == names.index(comment)]
        beside = set(said.question[np.isin(said.row, lines) & ~np.isnan(said.score)].tolist())
        own = [name for name in scored if names.index(name) in beside]
        one = own if len(own) == 1 else overall
        if len(one) != 1:
            return {}
        found[comment] = one[0]
    return found


def _csat(answers: Answers, **how: Any) -> an.AnswerQuery:
    return an.csat(answers, **how)


_TRENDS: Sequence[tuple[str, str, Callable[..., an.AnswerQuery], float]] = (
    ("NPS", "points", an.nps, 1),
    ("CSAT", "% in the top boxes", _csat, 100),
    ("Feelings", "from \N{MINUS SIGN}2 to +2", an.feeling, 1),
)


def shared_voices(measured: MeasuredMap, *, least: int = LEAST) -> SharedVoices | None:
    """Return what customers say of a map without what must not be shown; None for a map measured without answers.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> journey = jk.new_map("Airport", stages=["Arrive", "Board"])
    >>> survey = pd.DataFrame({"Q1": [1, 2, 4, 4, 5], "Q2": [5, 4, None, None, None]})
    >>> answers = jk.read_answers(survey, questions={"Q?": (1, 5)})
    >>> journey = jk.evidence.bind_answers(journey, {"Q1": "arrive", "Q2": "board"}, answers=answers)
    >>> voices = shared_voices(jk.measure(journey, answers=answers))
    >>> voices.feelings[["name", "n", "words"]].values.tolist()
    [['Arrive', 5, ''], ['Board', 0, '<5']]
    """
    return None if measured.said is None else SharedVoices(measured, least)
