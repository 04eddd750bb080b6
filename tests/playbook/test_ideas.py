"""The ideas: enough of them, all different, each tied to what it is for, and found again."""

import re
from collections import Counter
from typing import get_args

import pytest

from journeykit import playbook
from journeykit.errors import UnknownIdError
from journeykit.model.measures import measure
from journeykit.model.vocabulary import Lens, OpportunityType, TouchpointType

IDEAS = playbook.ideas()
PAINS = [pain.id for pain in playbook.catalogue("pains")]


def ids(found: tuple[playbook.Idea, ...]) -> set[str]:
    return {idea.id for idea in found}


def test_there_are_at_least_sixty_and_no_two_say_the_same() -> None:
    assert len(IDEAS) >= 60
    for field in ("id", "name", "text"):
        assert len({getattr(idea, field) for idea in IDEAS}) == len(IDEAS), field
    openings = Counter(" ".join(idea.text.split()[:4]) for idea in IDEAS)
    assert max(openings.values()) == 1


@pytest.mark.parametrize("idea", IDEAS, ids=lambda idea: idea.id)
def test_an_idea_is_short_names_known_pains_and_a_measure_that_exists(idea: playbook.Idea) -> None:
    assert len(idea.name) <= 60
    assert 40 <= len(idea.text) <= 220
    assert idea.text.endswith(".")
    assert not re.search(r"  |\s$", idea.text)
    assert set(idea.pains) <= set(PAINS)
    assert len(set(idea.pains)) == len(idea.pains)
    assert measure(idea.measure)


def test_every_stage_type_lens_and_pain_has_ideas() -> None:
    assert {stage for idea in IDEAS for stage in idea.stages} == set(playbook.STAGE_KINDS)
    assert {type for idea in IDEAS for type in idea.touchpoint_types} == set(get_args(TouchpointType))
    assert {idea.lens for idea in IDEAS} == set(get_args(Lens))
    assert {idea.type for idea in IDEAS} == set(get_args(OpportunityType)) - {"other"}
    answered = Counter(pain for idea in IDEAS for pain in idea.pains)
    assert set(answered) == set(PAINS)
    assert min(answered.values()) >= 4
    assert {idea.guide for idea in IDEAS} == {
        "signature experience",
        "retention",
        "small business",
        "nine steps",
        "practice",
    }


def test_search_finds_by_beginnings_of_all_words() -> None:
    assert "badge-for-a-skill" in ids(playbook.search("badge"))
    assert ids(playbook.search("CERTIF requirem")) == {"requirements-on-day-one"}
    assert playbook.search("badge checkout") == ()
    assert "first-page-in-a-second" in ids(playbook.search("slow search")), "kinds of pain count as words too"


def test_search_without_a_question_returns_everything_in_order() -> None:
    assert playbook.search() == IDEAS


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ({"stage": "onboarding"}, lambda idea: "onboarding" in idea.stages),
        ({"touchpoint_type": "support"}, lambda idea: "support" in idea.touchpoint_types),
        ({"pain": "waiting"}, lambda idea: "waiting" in idea.pains),
        ({"lens": "motivation"}, lambda idea: idea.lens == "motivation"),
        ({"lens": "upsell"}, lambda idea: idea.type == "upsell"),
        ({"measure": "csat"}, lambda idea: idea.measure == "csat"),
        ({"guide": "nine steps"}, lambda idea: idea.guide == "nine steps"),
        ({"most_effort": 1}, lambda idea: idea.effort == 1),
        ({"stage": "decision", "lens": "price"}, lambda idea: "decision" in idea.stages and idea.type == "price"),
    ],
)
def test_search_returns_exactly_what_fits_all_filters(question, holds) -> None:  # type: ignore[no-untyped-def]
    found = playbook.search(**question)
    assert found
    assert found == tuple(idea for idea in IDEAS if holds(idea))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ({"stage": "onbording"}, "no stage kind has id 'onbording'. Did you mean 'onboarding'?"),
        ({"touchpoint_type": "suport"}, "no touchpoint type has id 'suport'. Did you mean 'support'?"),
        ({"pain": "wating"}, "no kind of pain has id 'wating'. Did you mean 'waiting'?"),
        ({"lens": "clearity"}, "no lens has id 'clearity'. Did you mean 'clarity'?"),
        ({"measure": "scat"}, "no measure has id 'scat'."),
        ({"guide": "small busines"}, "no guide has id 'small busines'. Did you mean 'small business'?"),
    ],
)
def test_a_typing_error_is_told_and_no_empty_answer(question: dict[str, str], told: str) -> None:
    with pytest.raises(UnknownIdError, match=re.escape(told)):
        playbook.search(**question)  # type: ignore[arg-type]


def test_an_unknown_idea_names_the_nearest() -> None:
    with pytest.raises(UnknownIdError, match="Did you mean 'small-groups'"):
        playbook.idea("small-group")
