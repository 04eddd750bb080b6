"""From a pain on a map to ideas and back onto the map."""

from functools import cache

import pytest

import journeykit as jk
from journeykit import playbook
from journeykit.errors import MapError, UnknownIdError
from journeykit.model.check import check

TEMPLATES = jk.templates.names()
opened = cache(jk.template)
KINDS = {
    "signature-experience": ["awareness", "consideration", "onboarding", "engagement", "completion", "retention"],
    "signature-milestones": ["awareness", "decision", "onboarding", "engagement", "completion", "retention"],
    "coaching-programme": ["awareness", "onboarding", "engagement", "completion", "retention"],
    "retention": ["awareness", "consideration", "decision", "retention", "loyalty"],
    "small-business": ["awareness", "consideration", "decision", "engagement", "loyalty"],
    "nine-steps": ["awareness", "consideration", "decision", "onboarding", "retention", "loyalty"],
    "service-blueprint": ["awareness", "decision", "onboarding", "engagement", "completion", "loyalty"],
    "blank": ["awareness", "engagement", "retention"],
}


def with_pain(name: str, *, stage: str, template: str = "nine-steps", **fields: object) -> jk.JourneyMap:
    return jk.edit.add_pain_point(opened(template), name, stage=stage, id="pain", **fields)


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_stages_of_every_template_are_recognised(name: str) -> None:
    journey = jk.template(name, bare=True)
    assert [playbook.stage_kind(journey, stage.id) for stage in journey.stages] == KINDS[name]


def test_a_stage_whose_name_says_nothing_goes_by_its_touchpoints() -> None:
    journey = jk.new_map("X", stages=["Phase 1", "Phase 2", "Phase 3"])
    journey = jk.edit.add_touchpoint(journey, "Till", stage="phase-2", type="support", milestone="purchase")
    journey = jk.edit.add_touchpoint(journey, "Quiz", stage="phase-3", type="participation")
    assert [playbook.stage_kind(journey, stage.id) for stage in journey.stages] == [
        "awareness",
        "decision",
        "engagement",
    ]


def test_and_where_there_are_none_by_its_place_around_the_purchase() -> None:
    journey = jk.new_map("X", stages=[f"Phase {number}" for number in range(6)])
    for number in (3, 4, 5):
        journey = jk.edit.update_stage(journey, f"phase-{number}", post_purchase=True)
    assert [playbook.stage_kind(journey, stage.id) for stage in journey.stages] == [
        "awareness",
        "consideration",
        "decision",
        "onboarding",
        "engagement",
        "loyalty",
    ]


def test_a_stage_that_is_not_there_names_the_nearest() -> None:
    with pytest.raises(UnknownIdError, match="Did you mean 'awareness'"):
        playbook.stage_kind(jk.template("retention"), "awarenes")


@pytest.mark.parametrize("pain", playbook.catalogue("pains"), ids=lambda pain: pain.id)
def test_every_pain_of_the_catalogue_is_recognised_by_its_own_name(pain: playbook.Entry) -> None:
    assert playbook.pain_kinds(pain.name)[0] == pain.id


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("pain", playbook.catalogue("pains"), ids=lambda pain: pain.id)
def test_the_best_ideas_for_a_pain_of_the_catalogue_answer_it_in_every_stage(
    pain: playbook.Entry, template: str
) -> None:
    for stage in opened(template).stages:
        journey = with_pain(pain.name, stage=stage.id, template=template)
        best = playbook.suggest(journey, "pain", most=3)
        assert all(pain.id in suggestion.idea.pains for suggestion in best), [s.idea.id for s in best]
        assert pain.name in best[0].reason


@pytest.mark.parametrize(
    ("words", "stage", "kind"),
    [
        ("I forgot my password", "onboarding", "difficulty-logging-in"),
        ("Too many steps at the checkout", "decision", "frustrating-checkout"),
        ("Price is confusing during surge", "decision", "price-confusion"),
        ("Driver arrives late and nobody says why", "retention", "waiting"),
        ("Overwhelmed in onboarding", "onboarding", "confusing-onboarding"),
        ("Unsure of certification requirements", "loyalty", "unclear-path"),
        ("Engagement falls halfway", "retention", "inconsistent-engagement"),
        ("Has to tell the story again to every department", "retention", "broken-hand-over"),
        ("Parcel came damaged", "retention", "poor-products"),
        ("After the purchase nobody writes", "loyalty", "forgotten"),
        ("Nothing for regulars", "loyalty", "forgotten"),
        ("Payment fails without a reason", "decision", "frustrating-checkout"),
    ],
)
def test_a_pain_in_a_customers_words_gets_ideas_of_its_kind(words: str, stage: str, kind: str) -> None:
    best = playbook.suggest(with_pain(words, stage=stage), "pain")
    assert kind in best[0].idea.pains
    assert playbook.pain_kinds(words)[0] == kind


# Everyday pains, as a receptionist, a shopkeeper, a trainer and a product manager write them down.
@pytest.mark.parametrize(
    ("words", "stage", "kind"),
    [
        ("Phone line is busy in the morning", "awareness", "waiting"),
        ("The phone is engaged until noon", "decision", "waiting"),
        ("Nobody picks up the phone", "awareness", "slow-responses"),
        ("Appointment only in three weeks", "decision", "waiting"),
        ("Waiting room is full every Monday", "onboarding", "waiting"),
        ("Cost of the crown is a surprise", "decision", "price-confusion"),
        ("Afraid of the drill", "consideration", "self-doubt"),
        ("Have to queue at the till", "decision", "waiting"),
        ("Shelf is empty on Saturdays", "decision", "poor-products"),
        ("Every assistant says something else", "consideration", "broken-hand-over"),
        ("Only gets standard newsletters", "loyalty", "impersonal-content"),
        ("Machines are taken after work", "retention", "waiting"),
        ("Members are too busy to train", "retention", "no-time"),
        ("Comes less and less after January", "retention", "inconsistent-engagement"),
        ("Cancelling takes a letter", "retention", "hard-to-change"),
        ("Stuck on hold for twenty minutes", "retention", "waiting"),
        ("Nobody calls back", "retention", "slow-responses"),
        ("Support ticket stays open for a week", "retention", "slow-responses"),
        ("Reset link never arrives", "onboarding", "difficulty-logging-in"),
        ("Explains the problem again to every agent", "retention", "broken-hand-over"),
    ],
)
def test_an_everyday_pain_gets_an_idea_for_what_it_means(words: str, stage: str, kind: str) -> None:
    best = playbook.suggest(with_pain(words, stage=stage), "pain")
    assert playbook.pain_kinds(words)[0] == kind
    assert kind in best[0].idea.pains
    assert best[0].reason.startswith("Answers")


def test_words_in_common_weigh_less_than_the_kind_of_pain() -> None:
    words = "Phone line is busy for course members with questions about the certificate"
    for suggestion in playbook.suggest(with_pain(words, stage="retention"), "pain", most=3):
        assert {"waiting", "slow-responses"} & set(suggestion.idea.pains), suggestion.reason


def test_what_customers_say_is_read_too() -> None:
    journey = with_pain("It annoys people", stage="decision", verbatims=["The checkout wants my fax number"])
    assert "frustrating-checkout" in playbook.suggest(journey, "pain")[0].idea.pains


def test_a_pain_in_unknown_words_gets_ideas_for_its_stage_and_is_told_so() -> None:
    for suggestion in playbook.suggest(with_pain("Xyzzy", stage="awareness"), "pain"):
        assert "awareness" in suggestion.idea.stages
        assert suggestion.reason == "Acts in awareness, but the words tell of no kind of pain that the playbook knows."


def test_the_score_is_the_sum_that_is_stated() -> None:
    journey = with_pain("The password is forgotten", stage="onboarding", touchpoint="login")
    scores = {s.idea.id: s.score for s in playbook.suggest(journey, "pain", most=99)}
    # kind 4, mainly for it 1, further kind (forgotten) 0, stage 2, type onboarding 1, lens 0, two words 2
    assert scores["forgotten-password-kindly"] == 10
    # kind 4, mainly for it 1, stage 2, type 1, lens clarity 1, one word 1
    assert scores["one-link-in"] == 10
    # stage 2, type 1, lens clarity 1
    assert scores["choose-your-start"] == 4
    # further kind 1: the words tell of being forgotten, too
    assert scores["unexpected-thanks"] == 1
    assert len(scores) == len(playbook.ideas())


def test_the_touchpoint_and_the_smaller_effort_decide_between_equals() -> None:
    journey = with_pain("Waiting", stage="retention")
    before = playbook.suggest(journey, "pain", most=99)
    pairs = [(s.score, s.idea.effort) for s in before]
    assert pairs == sorted(pairs, key=lambda pair: (-pair[0], pair[1]))
    at_support = playbook.suggest(jk.edit.update_pain_point(journey, "pain", touchpoint="support"), "pain", most=99)
    gained = {s.idea.id for s in at_support if s.score == {b.idea.id: b.score for b in before}[s.idea.id] + 1}
    assert gained == {idea.id for idea in playbook.search(touchpoint_type="support")}


def test_the_same_question_has_the_same_answer_and_most_is_kept() -> None:
    journey = with_pain("Slow replies", stage="retention")
    assert playbook.suggest(journey, "pain") == playbook.suggest(journey, "pain")
    assert len(playbook.suggest(journey, "pain")) == 5
    assert playbook.suggest(journey, "pain", most=0) == ()
    with pytest.raises(MapError, match="most is -1; it must be 0 or more"):
        playbook.suggest(journey, "pain", most=-1)


def test_an_unknown_pain_point_names_the_nearest() -> None:
    with pytest.raises(UnknownIdError, match=r"no pain point has id 'pian'.*Did you mean 'pain'"):
        playbook.suggest(with_pain("Slow", stage="retention"), "pian")


def test_an_idea_becomes_an_opportunity_that_answers_the_pain() -> None:
    journey = with_pain("Slow replies", stage="retention", touchpoint="support", severity=5)
    assert "JK603" in {finding.code for finding in check(journey)}
    chosen = playbook.suggest(journey, "pain")[0].idea
    after = playbook.to_opportunity(journey, "pain", chosen)
    assert journey.opportunities == (), "the map that went in stays as it was"
    (made,) = after.opportunities
    assert (made.name, made.type, made.lens, made.effort) == (chosen.name, chosen.type, chosen.lens, chosen.effort)
    assert (made.stage, made.touchpoint, made.pain_points) == ("retention", "support", ("pain",))
    assert made.sources == (), "nobody has tried it here"
    assert "JK603" not in {finding.code for finding in check(after)}


def test_what_answers_the_pain_already_is_not_suggested_again() -> None:
    journey = with_pain("Slow replies", stage="retention")
    first = playbook.suggest(journey, "pain")
    after = playbook.suggest(playbook.to_opportunity(journey, "pain", first[0].idea.id), "pain")
    assert after[:4] == first[1:]


def test_one_idea_for_two_pains_of_a_stage_is_one_opportunity() -> None:
    journey = jk.edit.add_pain_point(with_pain("Slow replies", stage="retention"), "Waits", stage="retention", id="two")
    for pain in ("pain", "two", "two"):
        journey = playbook.to_opportunity(journey, pain, "promise-a-time")
    assert [opportunity.pain_points for opportunity in journey.opportunities] == [("pain", "two")]


def test_the_same_idea_in_another_stage_is_another_opportunity() -> None:
    journey = jk.edit.add_pain_point(with_pain("Slow replies", stage="retention"), "Waits", stage="decision", id="two")
    for pain in ("pain", "two"):
        journey = playbook.to_opportunity(journey, pain, "promise-a-time")
    assert [(made.stage, made.pain_points) for made in journey.opportunities] == [
        ("retention", ("pain",)),
        ("decision", ("two",)),
    ]


def test_an_unknown_idea_changes_nothing() -> None:
    with pytest.raises(UnknownIdError, match="no idea has id 'magic'"):
        playbook.to_opportunity(with_pain("Slow", stage="retention"), "pain", "magic")
