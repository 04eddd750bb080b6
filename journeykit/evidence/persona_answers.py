"""The answers of each persona, by the persona's rule over attributes of the answers, or of a log with the same ids."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit import events as ev
from journeykit.answers import Answers
from journeykit.errors import AnswersError, JourneyKitError
from journeykit.events import Events, Label
from journeykit.evidence.belonging import met
from journeykit.evidence.bindings import conditions
from journeykit.evidence.measured_map import MeasuredMap
from journeykit.model.binding import Condition
from journeykit.questions import members, reach

if TYPE_CHECKING:
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]


def persona_answers(measured: MeasuredMap) -> Iterator[tuple[Answers, dict[str, Any]]]:
    """Yield the answers of each persona with a rule, and ``persona_id``, ``persona`` and ``problem``.

    A persona's people are those with an answer, or an event, for which all conditions hold.
    """
    for persona in measured.journey.personas:
        if persona.rule is None or not persona.rule.where:
            continue
        about = {"persona_id": persona.id, "persona": persona.name, "problem": ""}
        try:
            people = _people(measured, persona.id, persona.rule.where)
        except JourneyKitError as error:
            # A persona whose column was not read must not stop the others.
            yield measured.answers, {**about, "problem": str(error)}
        else:
            yield of_people(measured.answers, people), about


def of_people(answers: Answers, people: Flags) -> Answers:
    """Return the answers of some people; ``people`` has an element for each number of a person."""
    import pyarrow as pa

    said = answers._said
    kept = people[said.people[said.row]]
    attributes = {
        name: replace(each, codes=each.codes[kept]) if each.by_answer else each
        for name, each in said.attributes.items()
    }
    fewer = replace(said, row=said.row[kept], question=said.question[kept], score=said.score[kept],
                    text=said.text.filter(pa.array(kept)), attributes=attributes)  # fmt: skip
    return replace(answers, _said=fewer, respondents=int(np.count_nonzero(people)))


def _people(measured: MeasuredMap, persona: str, rule: tuple[Condition, ...]) -> Flags:
    """Return for each number of a person whether they meet the rule of a persona."""
    answers = measured.answers
    columns = [condition.column for condition in rule]
    said = answers._said
    if all(column in answers.attributes for column in columns):
        people = np.zeros(int(said.people.max(initial=-1)) + 1, bool)
        people[said.people[said.row[met(answers, rule)]]] = True
        return people
    if measured.log is None or not all(column in measured.log.attributes for column in columns):
        lacking = next(column for column in columns if column not in answers.attributes)
        raise AnswersError(
            f"neither the answers nor a log have the attribute {lacking!r} of this persona's rule. Read it with "
            "attribute_cols=[…]."
        )
    return joined(answers, paths_with(measured.log, Label(persona, where=conditions(rule))))


def paths_with(events: Events, label: Label) -> set[str]:
    """Return the ids of the paths with an event that a label fits."""
    return set(members(reach(ev.relabel(events, [label]))).to_pandas()["path"])


def joined(answers: Answers, paths: Collection[str]) -> Flags:
    """Return for each number of a person whether their id is exactly one of these paths."""
    import pyarrow as pa
    import pyarrow.compute as pc

    said = answers._said
    if said.ids is None:
        raise AnswersError("the answers have no ids of respondents. respondent_col=… names their column.")
    found = np.zeros(max(int(said.people.max(initial=-1)) + 1, len(said.ids)), bool)
    found[: len(said.ids)] = pc.is_in(said.ids, pa.array(sorted(paths), pa.string())).to_numpy(zero_copy_only=False)
    return found
