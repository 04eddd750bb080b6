"""Suggest the stage or touchpoint that a question asks about, by its wording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.answers import Answers
from journeykit.evidence.belonging import questions_of
from journeykit.evidence.matching import Likeness, Side, words_of
from journeykit.frames import tidy
from journeykit.model.journey import JourneyMap, Stage

if TYPE_CHECKING:
    import pandas as pd


def suggested_questions(journey: JourneyMap, answers: Answers) -> pd.DataFrame:
    """Return the stage or touchpoint that each unbound question most likely asks about, by its words.

    Parameters
    ----------
    journey : JourneyMap
        The map: the names of its stages and touchpoints.
    answers : Answers
        The answers, with the wording of their questions; where there is none, the name is compared.

    Returns
    -------
    DataFrame
        One row per question with a suggestion, most answers first: ``question``, ``wording``, ``stage_id``, ``stage``,
        ``touchpoint_id``, ``touchpoint`` (str, missing for a stage), ``score`` (float, 0-1), ``reason`` (str, in
        words), ``to`` (str, what :func:`bind_answers` takes). Nothing is bound.

    Notes
    -----
    Words are compared as by :func:`suggested_bindings`, leaving out those of a question that no stage and no touchpoint
    has: a question says much besides. Similar words do not prove that a question asks about a touchpoint.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> journey = jk.edit.add_touchpoint(jk.new_map("Airport", stages=["Security"]), "Restrooms", stage="security")
    >>> survey = pd.DataFrame({"How clean were the restrooms?": [4, 5]})
    >>> answers = jk.read_answers(survey, questions={"How clean*": (1, 5)})
    >>> suggested_questions(journey, answers)[["touchpoint", "score", "reason"]].values.tolist()
    [['Restrooms', 1.0, 'both say “restrooms”']]
    """
    names = {stage.id: stage.name for stage in journey.stages}
    # Touchpoints first: of two that are alike the narrower one.
    sides = [Side(touchpoint, "", words_of(touchpoint.name)) for touchpoint in journey.touchpoints]
    sides += [Side(stage, "", words_of(stage.name)) for stage in journey.stages]
    likeness = Likeness(sides)
    bound = {name for survey in journey.surveys for name in questions_of(answers, survey.question)}
    counts = answers.report.questions
    volume = {} if counts is None else dict(zip(counts["question"], counts["answers"], strict=True))
    rows = []
    for name in sorted(answers.names, key=lambda name: -int(volume.get(name, 0))):
        wording = answers.wording.get(name, name)
        found = likeness.best(likeness.known(words_of(wording))) or likeness.best(likeness.known(words_of(name)))
        if name in bound or found is None:
            continue
        score, reason, side = found
        element, of_stage = side.element, isinstance(side.element, Stage)
        stage = element.id if of_stage else getattr(element, "stage", "")
        rows.append(
            {
                "question": name,
                "wording": wording,
                "stage_id": stage,
                "stage": names[stage],
                "touchpoint_id": None if of_stage else element.id,
                "touchpoint": None if of_stage else element.name,
                "score": round(score, 3),
                "reason": reason,
                "to": f"{'stage' if of_stage else 'touchpoint'}/{element.id}",
            }
        )
    columns = "question wording stage_id stage touchpoint_id touchpoint score reason to"
    return tidy(rows, columns, score="float64")
