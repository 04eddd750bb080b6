"""Facts of the guide that the Cook family example must keep exactly."""

import pytest

from journeykit.examples import example

COOK = example("cook-family")
PERSONA = COOK.personas[0]


def test_the_stages_are_those_of_the_small_business_guide():
    names = ["Awareness", "Consideration", "Decision", "Delivery + Use", "Loyalty + Referral"]
    assert [stage.name for stage in COOK.stages] == names


@pytest.mark.parametrize(
    ("field", "fact"),
    [
        ("segment", "Families earning $50\u2013120K a year"),
        ("name", "Trey and Denise Cook"),
        ("situation", "young couple"),
        ("situation", "expecting their first child"),
        ("situation", "No home yet; they would like one"),
        ("story", "Trey is a marketing analyst"),
        ("story", "Denise works in customer support"),
        ("story", "$110K"),
        ("story", "college"),
        ("story", "if one of them goes from full-time to part-time"),
        ("feelings", "Stressed"),
        ("feelings", "Trey is frustrated when they talk about money because he does not know what to do"),
        ("story", "whether there is a path forward for a middle-class family in a big city"),
        ("story", "housing prices keep rising"),
        ("trigger", "expecting their first child"),
    ],
)
def test_the_family_is_the_one_of_the_guide(field, fact):
    assert fact in getattr(PERSONA, field)


def test_what_weighs_on_the_family_is_on_the_card():
    assert PERSONA.challenges == (
        "Covering the increased costs of a child",
        "Saving for college",
        "Absorbing less income if one goes from full-time to part-time",
    )
    facts = {fact.name: fact.value for fact in PERSONA.demographics}
    assert facts["Income"] == "$110K together"
    assert facts["Work"] == "Trey: marketing analyst · Denise: customer support"


def test_first_contact_has_the_feelings_the_touchpoint_and_the_price_of_the_guide():
    point = next(p for p in COOK.emotions if p.stage == "awareness" and not p.touchpoint)
    assert point.words == ("excited", "nervous", "unsure", "curious")
    post = COOK.touchpoints_of("awareness")[0]
    assert post.name == "Instagram post giving new-parent financial statistics"
    assert post.costs == ("time", "attention")
    assert all("money" not in touchpoint.costs for touchpoint in COOK.touchpoints_of("awareness"))


def test_the_happy_path_runs_as_in_the_guide():
    assert COOK.happy_path.touchpoints == (
        "instagram-post",
        "article",
        "checklist",
        "invitation",
        "expecting-session",
        "roadmapping-session",
        "sign-up",
        "plan-delivery",
        "referral",
    )
    alternates = {route.id: route.touchpoints for route in COOK.routes if route.kind == "alternate"}
    assert alternates["three-articles"].count("article") == 3
    assert alternates["starts-with-search"][0] == "search-result"


def test_the_two_sessions_say_what_they_cost_and_do():
    sessions = {touchpoint.id: touchpoint for touchpoint in COOK.touchpoints}
    expecting, roadmapping = sessions["expecting-session"], sessions["roadmapping-session"]
    assert expecting.name == "Expecting Session"
    assert expecting.description.startswith("Free, 20 minutes. Both sides")
    assert "money" not in expecting.costs
    assert roadmapping.name == "Roadmapping Session"
    assert roadmapping.description.startswith("Paid, a little under the usual rate.")
    assert "money" in roadmapping.costs


def test_facts_of_the_guide_cite_it_and_the_teams_own_texts_cite_nothing():
    guide = "guide-small-business"
    assert PERSONA.sources == (guide,)
    assert all(guide in stage.sources for stage in COOK.stages)
    assert all(t.sources == (guide,) for t in COOK.touchpoints if t.id in COOK.happy_path.touchpoints)
    assert all(not cell.sources for cell in COOK.cells if cell.lane != "goals")
    assert [p.stage for p in COOK.emotions if p.sources] == ["awareness"]


def test_planner_and_team_answer_for_everything():
    assert [owner.id for owner in COOK.owners] == ["planner", "team"]


def test_it_sells_more_to_families_who_stay():
    types = {o.type for o in COOK.opportunities if o.stage == "loyalty-referral"}
    assert {"upsell", "cross_sell"} <= types
