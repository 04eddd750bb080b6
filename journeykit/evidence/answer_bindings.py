"""Bind the questions of a survey, or tickets, to stages and touchpoints, and find what is bound to none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.answers import Answers
from journeykit.errors import MapError, capped, did_you_mean, listing
from journeykit.events.patterns import is_glob
from journeykit.evidence.belonging import belonging, questions_of
from journeykit.frames import tidy
from journeykit.model.base import slug
from journeykit.model.edit import apply_all
from journeykit.model.journey import JourneyMap

if TYPE_CHECKING:
    import pandas as pd

To = str | Mapping[str, Any]
"""What a question is bound to: an id or a name, or with conditions ``{"to": …, "where": …, "words": …}``."""

_MEASURES = {"nps": "nps", "nps groups": "nps", "csat": "csat", "good or bad": "csat", "ces": "ces"}


def bind_answers(journey: JourneyMap, questions: Mapping[str, To | Sequence[To]], *, answers: Answers) -> JourneyMap:
    """Return the map with these bindings of questions, in place of those it has.

    Parameters
    ----------
    journey : JourneyMap
        The map.
    questions : mapping
        Question, globs allowed -> id or name of a stage or touchpoint. A question that is named beats a glob, and the
        first glob beats the next. Where the same words are a stage and a touchpoint: ``"stage/check-in"`` or
        ``"touchpoint/check-in"``. Instead of the id, a mapping with ``to`` and ``where`` (conditions on attributes, as
        in the rule of a touchpoint), ``words`` (any of which a text of the line must have) or ``measure``; or a list of
        these, of which the first that fits an answer counts.
    answers : Answers
        The answers, which say which questions there are and on which scale.

    Returns
    -------
    JourneyMap
        The map with one survey binding (``journey.surveys``) per question and target. A question on the scale of an
        NPS, CSAT or CES is shown under that name too, unless ``measure`` names another.

    Raises
    ------
    MapError
        A question or target that does not exist, or a target that may be two; lists all of them. Nothing is changed.

    Notes
    -----
    Every bound score counts as a feeling of its stage, and of its touchpoint. A number about the whole journey needs no
    binding: make it a KPI (``answer_formula``).

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> journey = jk.new_map("Airport", stages=["Arrive", "Wait"])
    >>> answers = jk.read_answers(pd.DataFrame({"Q1": [5, 4], "Q2": [2, 3]}), questions={"Q?": (1, 5)})
    >>> journey = jk.evidence.bind_answers(journey, {"Q1": "Arrive", "Q2": "wait"}, answers=answers)
    >>> jk.evidence.feelings(jk.measure(journey, answers=answers))[["stage", "score", "n"]].values.tolist()
    [['Arrive', 1.5, 2], ['Wait', -0.5, 2]]
    """
    problems: list[str] = []
    added: list[dict[str, Any]] = []
    claimed: set[str] = set()
    targets = _targets(journey)
    # A name beats a glob, whatever their order.
    for question, given in sorted(questions.items(), key=lambda item: item[0] not in answers.names):
        names = questions_of(answers, question)
        if not names:
            hint = did_you_mean(question, answers.names)
            what = "fits no question" if is_glob(question) else "is no question"
            problems.append(f"{question!r} {what} of the answers.{hint} Questions: {listing(answers.names)}.")
        fields = list(_bindings(question, given, targets, problems))
        fresh = [name for name in names if name not in claimed]
        claimed.update(names)
        added += [{**_of_question(answers, name), **each} for name in fresh for each in fields]
    if problems:
        raise MapError("\n  ".join(["these questions cannot be bound; nothing was changed:", *capped(problems)]))
    # In the order of the survey: so the list reads, and so a person finds a question in it.
    place = {name: at for at, name in enumerate(answers.names)}
    added.sort(key=lambda each: place[each["name"]])
    ids: list[str] = []
    for each in added:
        ids.append(slug(each["name"], ids))
    edits = [{"edit": "remove_survey", "args": {"id": survey.id}} for survey in journey.surveys]
    edits += [{"edit": "add_survey", "args": {**each, "id": id}} for each, id in zip(added, ids, strict=True)]
    return apply_all(journey, edits)


def _of_question(answers: Answers, name: str) -> dict[str, Any]:
    scale = answers.questions.get(name)
    if scale is None:
        return {"name": name}
    measure = _MEASURES.get(scale.kind, "emotion")
    return {"name": name, "measure": measure, "lowest": scale.lowest, "highest": scale.highest}


def _targets(journey: JourneyMap) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """Return the stages and touchpoints by what may name them, in lower case."""
    found: dict[str, list[tuple[str, dict[str, str]]]] = {}
    places = [("stage", stage.id, stage.name, {"stage": stage.id}) for stage in journey.stages]
    for each in journey.touchpoints:
        places.append(("touchpoint", each.id, each.name, {"stage": each.stage, "touchpoint": each.id}))
    for kind, id, name, place in places:
        for said in dict.fromkeys((id, name.casefold())):
            for word in (said, f"{kind}/{said}"):
                found.setdefault(word, []).append((f"{kind}/{id}", place))
    return found


def _bindings(
    question: str, given: Any, targets: Mapping[str, Sequence[tuple[str, dict[str, str]]]], problems: list[str]
) -> Iterator[dict[str, Any]]:
    """Yield the fields of the bindings of a question, and add what is wrong with them to the problems."""
    for each in given if isinstance(given, (list, tuple)) else [given]:
        fields = {"to": each} if isinstance(each, str) else dict(each) if isinstance(each, Mapping) else {}
        unknown = [name for name in fields if name not in ("to", "where", "words", "measure")]
        if "to" not in fields or unknown:
            said = f"has no {unknown[0]!r}" if unknown else "names no stage or touchpoint"
            problems.append(f"the binding of {question!r} {said}: {{'to': …, 'where': …, 'words': …, 'measure': …}}.")
            continue
        wanted = str(fields.pop("to"))
        found = targets.get(wanted) or targets.get(wanted.strip().casefold()) or []
        if len(found) == 1:
            yield {**found[0][1], **fields}
        elif found:
            problems.append(f"{question!r}: {wanted!r} is {' and '.join(repr(name) for name, _ in found)}. Name one.")
        else:
            known = [word for word in targets if "/" not in word]
            problems.append(
                f"{question!r}: no stage or touchpoint is called {wanted!r}.{did_you_mean(wanted, known)} "
                f"Known: {listing(known, 20)}."
            )


def unassigned(journey: JourneyMap, answers: Answers) -> pd.DataFrame:
    """Return the answers that belong to no stage or touchpoint by question, most answers first.

    Returns
    -------
    DataFrame
        ``question``, ``wording`` (str), ``answers``, ``respondents`` (int, those without a place), ``answer_share``
        (float, 0-1: of all answers), ``bound`` (bool: a binding fits the question, but not these answers).

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> journey = jk.new_map("Airport", stages=["Arrive"])
    >>> answers = jk.read_answers(pd.DataFrame({"Q1": [5, 4], "Q2": [2, None]}), questions={"Q?": (1, 5)})
    >>> journey = jk.evidence.bind_answers(journey, {"Q1": "arrive"}, answers=answers)
    >>> unassigned(journey, answers)[["question", "answers", "answer_share"]].values.tolist()
    [['Q2', 1, 0.3333333333333333]]
    """
    said = answers._said
    free = belonging(journey, answers) < 0
    counts = np.bincount(said.question[free], minlength=len(answers.names))
    bound = {name for survey in journey.surveys for name in questions_of(answers, survey.question)}
    rows = []
    for at, name in enumerate(answers.names):
        if counts[at]:
            people = np.unique(said.people[said.row[free & (said.question == at)]])
            about = {"question": name, "wording": answers.wording.get(name, name), "bound": name in bound}
            rows.append(
                {
                    **about,
                    "answers": int(counts[at]),
                    "respondents": len(people),
                    "answer_share": counts[at] / len(answers),
                }
            )
    rows.sort(key=lambda row: -int(row["answers"]))
    columns = "question wording answers respondents answer_share bound"
    return tidy(rows, columns, answers="int64", respondents="int64", answer_share="float64", bound="bool")
