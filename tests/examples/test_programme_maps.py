"""Facts of the guide's four programme examples, and of the stage sets, goals and feelings that their maps use."""

import pytest

from journeykit.examples import example

GUIDE = "guide-signature-experience"
SET_A = ["Awareness", "Consideration", "Onboarding", "Engagement", "Completion", "Retention"]
SET_B = [
    "Discovery",
    "Enrollment",
    "Getting Started",
    "Milestone Progression",
    "Certification",
    "Alumni Engagement",
]
# Programme -> stage set; touchpoints, opportunities and pain points that the guide gives; KPIs that judge the change.
PROGRAMMES = {
    "fitness-programme": (
        SET_A,
        {"Step-by-step guide", "“New Member Q&A” webinar"},
        {"Step-by-step guide", "“New Member Q&A” webinar"},
        {"Overwhelmed in onboarding"},
        {"drop_off_first_week"},
    ),
    "language-programme": (
        SET_B,
        {"Badge of a proficiency level", "“Speaking Practice” challenge"},
        {"Badges per proficiency level", "Monthly “Speaking Practice” challenge"},
        set(),
        {"csat", "retention_rate"},
    ),
    "marketing-programme": (
        SET_A,
        {"Module 4: the middle", "Weekly check-in e-mail", "Mid-course assessment"},
        {"Weekly check-in e-mails", "Mid-course assessment"},
        {"Engagement falls halfway"},
        {"drop_off_halfway", "completion_rate"},
    ),
    "business-course": (
        SET_B,
        {"Personalised progress e-mail", "Gamified milestone", "Survey after a milestone"},
        {"Personalised progress e-mails", "Gamified milestones"},
        set(),
        {"completion_rate", "engagement_rate", "csat"},
    ),
}


@pytest.fixture(params=PROGRAMMES)
def journey(request):
    return example(request.param)


def test_the_stages_are_a_set_of_the_guide_and_cite_it(journey):
    assert [stage.name for stage in journey.stages] == PROGRAMMES[journey.id][0]
    assert all(stage.sources == (GUIDE,) for stage in journey.stages)


def test_what_the_guide_gives_cites_it_and_nothing_else_does(journey):
    _, touchpoints, opportunities, pains, _ = PROGRAMMES[journey.id]
    assert {t.name for t in journey.touchpoints if t.sources} == touchpoints
    assert {o.name for o in journey.opportunities if o.sources} == opportunities
    assert {p.name for p in journey.pain_points if p.sources} == pains
    assert not any(cell.sources for cell in journey.cells if cell.lane != "goals")


def test_the_change_is_judged_by_the_measures_of_the_guide_and_kept(journey):
    judged = [i for i in journey.improvements if i.difference]
    kpis = {kpi.id: kpi for kpi in journey.kpis}
    assert {kpis[i.kpi].measure for i in judged} == PROGRAMMES[journey.id][4]
    assert {i.verdict for i in judged} == {"keep"}
    assert len({i.launched for i in judged}) == 1
    assert all(GUIDE in i.sources for i in judged)


@pytest.mark.parametrize("name", ["fitness-programme", "marketing-programme"])
def test_goals_and_feelings_of_the_guide_stand_in_their_stages(name):
    journey = example(name)
    felt = {p.stage: p for p in journey.emotions if not p.touchpoint and not p.persona}
    given = {
        "awareness": ("Learn about the solution and its benefits", {"curious", "sceptical"}),
        "onboarding": ("Start smoothly and feel welcomed", {"excited"}),
        "engagement": ("Progress and achieve milestones", {"motivated", "overwhelmed"}),
        "completion": ("Finish strong", {"proud", "satisfied", "a little sad"}),
        "retention": ("Stay connected and keep growing", {"loyal", "grateful", "enthusiastic"}),
    }
    for stage, (goal, words) in given.items():
        cell = journey.cell(stage, "goals")
        assert cell.text.startswith(goal)
        assert cell.sources == (GUIDE,)
        assert words <= set(felt[stage].words)
        assert felt[stage].sources == (GUIDE,)
    assert any("anxious" in word for word in felt["onboarding"].words)
    assert not journey.cell("consideration", "goals").sources


def test_the_middle_of_the_marketing_programme_is_the_lowest_point_in_feeling():
    journey = example("marketing-programme")
    assert min((p for p in journey.emotions if not p.persona), key=lambda p: p.score).touchpoint == "halfway-module"


def test_the_business_course_says_that_the_measures_hold_together():
    journey = example("business-course")
    judged = [i for i in journey.improvements if i.difference]
    assert [i.kpi for i in judged] == ["completion-rate", "engagement-rate", "satisfaction"]
    assert "engagement and survey feedback say the same" in judged[0].lesson
