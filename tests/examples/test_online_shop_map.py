"""Facts of the guide for product teams that the online shop example must keep exactly."""

from journeykit.examples import example

SHOP = example("online-shop")


def test_the_stages_are_those_of_the_nine_steps():
    names = ["Awareness", "Consideration", "Decision", "Onboarding", "Retention", "Loyalty (advocates)"]
    assert [stage.name for stage in SHOP.stages] == names


def test_the_four_objectives_stand_in_their_stages():
    objectives = {stage.id: stage.objective for stage in SHOP.stages}
    assert objectives["consideration"] == "Accurate search results"
    assert objectives["decision"] == "Simpler checkout"
    assert objectives["onboarding"] == "Secure and fast access"
    assert objectives["retention"] == "Easy self-service after the purchase"


def test_the_three_pain_points_and_three_opportunities_cite_the_guide():
    pains = {pain.name for pain in SHOP.pain_points if pain.sources}
    assert pains == {"Difficulty logging in", "Slow search results", "Frustrating checkout"}
    ideas = {opportunity.name.split(":")[0] for opportunity in SHOP.opportunities if opportunity.sources}
    assert ideas == {"Personalisation", "Convenient payment", "Efficient support"}


def test_each_pain_point_of_the_guide_sits_at_its_touchpoint():
    places = {pain.name: pain.touchpoint for pain in SHOP.pain_points if pain.sources}
    expected = {
        "Difficulty logging in": "login",
        "Slow search results": "site-search",
        "Frustrating checkout": "checkout",
    }
    assert places == expected


def test_the_four_kpis_are_defined_by_attempt_and_success():
    formulas = {kpi.name: kpi.formula for kpi in SHOP.kpis}
    wanted = {
        "Login success rate": ("login tried", "login succeeded"),
        "Cart abandonment rate": ("added to cart", "cart abandoned"),
        "Payment completion rate": ("payment attempted", "order placed"),
        "Customer satisfaction score": ("survey answered", "rated 4 or 5"),
    }
    for name, (attempt, success) in wanted.items():
        assert formulas[name].attempt == (attempt,)
        assert formulas[name].success == (success,)
    directions = {kpi.name: kpi.direction for kpi in SHOP.kpis}
    assert directions["Cart abandonment rate"] == "down"


def test_support_marketing_and_product_development_answer_for_it():
    assert {owner.name for owner in SHOP.owners} == {"Customer support", "Marketing", "Product development"}


def test_touchpoints_are_digital_and_physical():
    physical = {touchpoint.id for touchpoint in SHOP.touchpoints if touchpoint.medium == "physical"}
    assert physical == {"parcel", "return"}


def test_the_two_personas_differ_from_the_shared_curve_where_they_say_so():
    own = {(p.persona, p.stage) for p in SHOP.emotions if p.persona}
    assert {persona for persona, _ in own} == {persona.id for persona in SHOP.personas}
    shared = {p.stage: p.score for p in SHOP.emotions if not p.persona and not p.touchpoint}
    assert all(p.score != shared[p.stage] for p in SHOP.emotions if p.persona)
