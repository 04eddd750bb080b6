"""Facts of the two example maps that the retention guide sketches."""

import pytest

from journeykit.examples import example
from journeykit.store import dump_map

GUIDE = "guide-retention"
MUSIC, RIDE = example("music-premium"), example("first-ride")


def test_the_music_map_goes_through_the_stages_of_the_guide():
    assert [stage.name for stage in MUSIC.stages] == ["Awareness", "Consideration", "Decision", "Retention", "Loyalty"]
    assert all(stage.sources == (GUIDE,) for stage in MUSIC.stages)


def test_the_key_moments_of_the_guide_are_key_moments_of_the_map():
    given = {t.name for t in MUSIC.touchpoints if t.key_moment and t.stage == "awareness"}
    assert given == {"First hears of Premium", "Advert while listening"}
    assert all(t.sources == (GUIDE,) for t in MUSIC.touchpoints if t.name in given)


def test_sign_ups_and_long_term_users_are_the_goals():
    given = [objective for objective in MUSIC.objectives if objective.sources]
    assert [objective.name.partition(":")[0] for objective in given] == ["Sign-ups", "Long-term users"]
    serving = {kpi.objective for kpi in MUSIC.kpis}
    assert {objective.id for objective in given} <= serving


def test_the_ride_map_has_every_step_from_downloading_the_app_to_rating_the_driver():
    happy = RIDE.happy_path.touchpoints
    assert happy[happy.index("download") : happy.index("rating") + 1] == (
        "download",
        "account",
        "phone-number",
        "payment-method",
        "destination",
        "price",
        "booking",
        "driver-assigned",
        "map",
        "driver-met",
        "ride",
        "fare",
        "rating",
    )


def test_the_two_pain_points_and_the_goal_of_the_guide_cite_it_and_the_stages_do_not():
    assert {p.name: p.touchpoint for p in RIDE.pain_points if p.sources} == {
        "Confusing price": "price",
        "Waiting time": "map",
    }
    assert "Repeat rides" in {objective.name for objective in RIDE.objectives if objective.sources == (GUIDE,)}
    assert not any(stage.sources for stage in RIDE.stages)


@pytest.mark.parametrize(("journey", "brand"), [(MUSIC, "Spotify"), (RIDE, "Uber")])
def test_the_brand_stands_only_where_the_guide_s_example_is_named(journey, brand):
    text = dump_map(journey)
    title = next(source.title for source in journey.sources if source.id == GUIDE)
    assert brand in title
    assert brand in journey.description
    assert text.count(brand) == 2
    assert not any(cell.sources for cell in journey.cells)


def test_a_change_that_shows_nothing_is_left_inconclusive():
    verdicts = {i.kpi: i.verdict for i in RIDE.improvements if i.difference}
    assert verdicts == {"price-to-booking": "keep", "second-ride-rate": "inconclusive"}
