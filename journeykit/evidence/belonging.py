"""Which answers belong to which stage or touchpoint.

An answer belongs to the first survey binding, in the order of the map, whose question, conditions and words fit it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from journeykit.answers import Answers
from journeykit.errors import AnswersError, MapError, listing
from journeykit.events.patterns import fitting, glob_pattern
from journeykit.model.binding import Condition, SurveyBinding
from journeykit.model.journey import JourneyMap

if TYPE_CHECKING:
    import numpy.typing as npt

    Codes = npt.NDArray[np.int32]
    Flags = npt.NDArray[np.bool_]


def belonging(journey: JourneyMap, answers: Answers) -> Codes:
    """Return for each answer the position of its binding in ``journey.surveys``, -1 where none fits."""
    said = answers._said
    found = np.full(len(answers), -1, np.int32)
    # The first one wins, so it is written last.
    for place, survey in reversed([*enumerate(journey.surveys)]):
        numbers = [answers.names.index(name) for name in questions_of(answers, survey.question)]
        fits = np.isin(said.question, numbers) if len(numbers) > 1 else said.question == (numbers or [-1])[0]
        if survey.where and numbers:
            fits &= met(answers, survey.where)
        if survey.words and numbers:
            fits &= spoken(answers, survey.words)
        found[fits] = place
    return found


def questions_of(answers: Answers, name: str) -> list[str]:
    """Return the questions of a name or glob; a question of exactly this name is the only one."""
    return [name] if name in answers.names else fitting(answers.names, name)


def home(journey: JourneyMap, survey: SurveyBinding) -> tuple[str, str | None]:
    """Return the ids of the stage and of the touchpoint, if any, of a binding."""
    # The touchpoint may have moved to another stage since.
    stages = {touchpoint.id: touchpoint.stage for touchpoint in journey.touchpoints}
    return stages.get(survey.touchpoint or "", survey.stage), survey.touchpoint


def refuse_unbound(journey: JourneyMap, answers: Answers) -> None:
    """Raise if nothing of a map is bound to answers, or a question has another scale than the map says."""
    asked = [kpi for kpi in journey.kpis if kpi.answer_formula is not None]
    if not journey.surveys and not asked:
        raise MapError(
            f"no stage or touchpoint of map {journey.id!r} is bound to a question, so the answers measure nothing. "
            "Bind one: jk.evidence.bind_answers(journey, {'Q1': 'check-in'}, answers=answers)."
        )
    named = [survey.question for survey in journey.surveys]
    named += [name for kpi in asked if kpi.answer_formula for name in kpi.answer_formula.questions]
    if not any(questions_of(answers, name) for name in named):
        raise MapError(
            f"the answers have none of the questions of map {journey.id!r}: {listing(named)}. Questions of the "
            f"answers: {listing(answers.names)}. Another survey numbers its questions in another way: "
            "jk.evidence.bind_answers(journey, {…}, answers=answers)."
        )
    for survey in journey.surveys:
        for name in questions_of(answers, survey.question):
            scale = answers.questions.get(name)
            low, high = survey.lowest, survey.highest
            if scale is not None and (low not in (None, scale.lowest) or high not in (None, scale.highest)):
                raise MapError(
                    f"map {journey.id!r} says that {name!r} is answered from {low:g} to {high:g}, and the answers were "
                    f"read on the scale {scale.words}. Read them on the scale of the survey, questions={{…}}, or bind "
                    "them anew with jk.evidence.bind_answers."
                    if low is not None and high is not None
                    else f"map {journey.id!r} has another end of the scale of {name!r} than the answers, {scale.words}."
                )
    belonging(journey, answers)


def met(answers: Answers, conditions: Iterable[Condition]) -> Flags:
    """Return for each answer whether all conditions on its attributes hold, as those on events do."""
    held = np.ones(len(answers), bool)
    for rule in conditions:
        # A missing attribute, -1, is the last element: it fails every test except !=.
        fits = np.array([*map(_test(rule), answers.labels(rule.column)), rule.operator == "!="], bool)
        held &= fits[answers.codes(rule.column)]
    return held


_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
}


def _test(rule: Condition) -> Callable[[str], bool]:
    """Return the test of a condition on a value."""
    if rule.operator in _COMPARED:
        limit = _number(rule.value)
        if limit is None:
            raise AnswersError(f"{rule.operator} compares numbers; {rule.value!r} (column {rule.column!r}) is none.")
        compare = _COMPARED[rule.operator]
        return lambda text: (number := _number(text)) is not None and compare(number, limit)
    values = rule.value if isinstance(rule.value, tuple) else (rule.value,)
    if rule.operator == "glob":
        return lambda text: any(fitting([text], str(value)) for value in values)
    # 3 in a map is the 3 of a file, not 3.0.
    texts = {f"{value:g}" if isinstance(value, float) else value for value in values}
    return (lambda text: text not in texts) if rule.operator == "!=" else (lambda text: text in texts)


def _number(value: object) -> float | None:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def worded(answers: Answers, words: Sequence[str]) -> Flags:
    """Return for each answer whether its own text has any of the words, ignoring case."""
    import pyarrow.compute as pc

    parts = (
        r"\s+".join(glob_pattern(word, many=r"[\pL\pN]*", one=r"[\pL\pN]") for word in phrase.split())
        for phrase in words
    )
    pattern = rf"(?:^|[^\pL\pN])(?:{'|'.join(parts)})(?:$|[^\pL\pN])"
    found = pc.fill_null(pc.match_substring_regex(answers._said.text, pattern, ignore_case=True), False)
    fits: Flags = found.to_numpy(zero_copy_only=False)
    return fits


def spoken(answers: Answers, words: Sequence[str]) -> Flags:
    """Return for each answer whether it, or another text of its line, has any of the words, ignoring case."""
    said = answers._said
    lines = np.zeros(len(said.people), bool)
    lines[said.row[worded(answers, words)]] = True
    fits: Flags = lines[said.row]
    return fits
