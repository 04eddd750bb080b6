"""Example maps are bound to their surveys: reading and measuring needs no further argument."""

import functools

import pytest

import journeykit as jk

PLACES = {
    "coaching-programme": {
        "what you learned before booking": "stage/discovery", "the discovery call": "discovery-call",
        "onboarding": "stage/onboarding", "the first-steps page": "first-steps", "the kick-off call": "kick-off",
        "the coaching sessions": "sessions", "the assignments": "assignments",
        "the way to the certificate": "stage/certification", "what the certificate takes": "certification-page",
        "the alumni group": "alumni-group", "the alumni letters": "alumni-letter",
    },
    "online-shop": {
        "our adverts match what you found": "ad", "your first impression of the shop": "stage/awareness",
        "the search on our site": "site-search", "the plant pages": "product-page", "the checkout": "checkout",
        "paying": "payment", "easy to place the order": "order", "the delivery": "parcel", "logging in": "login",
        "our help and support": "support-call", "sending a plant back": "return",
        "your plants after some weeks": "stage/retention", "our points and thanks": "points",
        "the plant community": "photo",
    },
}  # fmt: skip


@functools.cache
def _answers(name):
    return jk.read_answers(jk.datasets.survey_for(name))


@pytest.fixture(params=PLACES)
def name(request):
    return request.param


def test_the_bindings_are_what_bind_answers_writes(name):
    journey, answers = jk.example(name), _answers(name)
    given = {}
    for words, place in PLACES[name].items():
        (question,) = (each for each in answers.questions if f" {words}" in each)
        given[question] = (
            {"to": place} if answers.questions[question].kind == "ces" else {"to": place, "measure": "csat"}
        )
    assert jk.evidence.bind_answers(journey, given, answers=answers).surveys == journey.surveys


def test_an_example_is_measured_by_its_survey_with_no_further_argument(name):
    journey, answers = jk.example(name), _answers(name)
    felt = jk.evidence.feelings(jk.measure(journey, answers=answers))
    assert set(felt["stage_id"]) == {stage.id for stage in journey.stages}
    assert (felt["n"] >= 20).all()
    assert felt[["score", "low", "high"]].notna().all(axis=None)
    bound = {survey.question for survey in journey.surveys}
    rest = {"All in all, how satisfied are you so far? (1-5)", "comment"}
    free = set(jk.evidence.unassigned(journey, answers)["question"])
    assert {question for question in free if not question.startswith("How likely are you to recommend")} == rest
    assert not bound & free


def test_satisfaction_is_told_as_a_share_and_effort_as_a_mean(name):
    frame = jk.evidence.satisfaction(jk.measure(jk.example(name), answers=_answers(name)))
    assert set(frame["measure"]) == {"csat", "ces"}
    assert set(frame.loc[frame["measure"].eq("csat"), "stage_id"]) == {stage.id for stage in jk.example(name).stages}


def test_every_respondent_is_in_the_log(name, example_log):
    journey = jk.example(name)
    events = jk.evidence.read_events_for(journey, example_log(name))
    stage = journey.stages[1].id
    frame = jk.evidence.feelings_by_behaviour(jk.measure(journey, events, _answers(name)), left_after=stage)
    row = frame[frame["stage_id"].eq(stage) & frame["touchpoint_id"].isna()].iloc[0]
    assert row["joined"] == row["respondents"]
    assert row["high"] < 0  # those who left felt worse


@pytest.mark.parametrize(
    ("name", "better", "worse"),
    [
        ("coaching-programme", ["onboarding"], ["core-program", "alumni-engagement"]),
        ("online-shop", ["decision"], ["onboarding", "loyalty"]),
    ],
)
def test_the_map_is_wrong_where_the_story_says(name, better, worse):
    gaps = jk.evidence.gaps(jk.measure(jk.example(name), answers=_answers(name)))
    stages = gaps[gaps["touchpoint_id"].isna() & gaps["sure"]].set_index("stage_id")["gap"]
    # The improvement came after the map was drawn; what nobody had asked about is worse than thought.
    assert (stages[better] > 0.5).all()
    assert (stages[worse] < -0.25).all()


@pytest.mark.parametrize(("name", "touchpoint"), [("coaching-programme", "first-steps"), ("online-shop", "checkout")])
def test_the_improved_touchpoint_is_felt_better_by_quarter(name, touchpoint):
    felt = jk.evidence.feelings(jk.measure(jk.example(name), answers=_answers(name)), by="quarter")
    mine = felt[felt["touchpoint_id"].eq(touchpoint) & ~felt["small"]].sort_values("quarter")
    assert mine["high"].iloc[0] < 0
    assert mine["score"].iloc[-1] > mine["score"].iloc[0] + 0.7
