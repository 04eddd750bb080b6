import functools
import time
from itertools import pairwise

import pytest

from journeykit import datasets
from journeykit.errors import EventLogError, UnknownIdError
from journeykit.examples import example
from tests.cpu import usual_seconds

MADE_UP = {
    "business-course": ("participants", 12_000),
    "coaching-programme": ("clients", 14_000),
    "cook-family": ("families", 4000),
    "first-ride": ("riders", 6000),
    "fitness-programme": ("members", 9000),
    "language-programme": ("learners", 9000),
    "marketing-programme": ("students", 14_000),
    "music-premium": ("listeners", 12_000),
    "online-shop": ("customers", 6000),
}


@pytest.fixture(params=MADE_UP)
def name(request):
    return request.param


_log_for = functools.cache(datasets.log_for)


@pytest.fixture
def log(name):
    return _log_for(name)


def test_every_made_up_log_is_tested_here():
    assert set(MADE_UP) == set(datasets.log_names()) - {"grocery-households"}


def test_the_default_log_has_its_travellers_and_columns_in_order(name, log):
    travellers = MADE_UP[name][1]
    assert log["path_id"].nunique() == travellers
    assert list(log.columns[:4]) == ["path_id", "event", "time", "channel"]
    assert str(log["time"].dtype) == "datetime64[us, UTC]"
    assert not log.isna().any().any()


def test_the_map_calls_those_who_travel_what_the_log_calls_them(name):
    assert example(name).scope.travellers == MADE_UP[name][0]


def test_a_made_up_log_says_that_it_is_made_up(name, log):
    assert log.attrs["synthetic"] is True
    assert "Synthetic" in log.attrs["label"]
    assert log.attrs["label"].endswith(f"(example {name}). No real customers.")
    assert example(name).synthetic


def test_it_takes_less_than_a_second(name):
    datasets.log_for(name, travellers=10)  # the first call loads pandas
    begun = time.process_time()
    datasets.log_for(name)
    assert usual_seconds(time.process_time() - begun) < 1.0


def test_fewer_travellers_reach_every_further_stage(name, log, positions):
    furthest = positions(log, example(name)).groupby("path_id")["position"].max()
    stages = len(example(name).stages)
    reached = [int((furthest >= position).sum()) for position in range(stages)]
    assert all(later < earlier for earlier, later in pairwise(reached))
    assert reached[-1] >= 60  # enough for a rate, few enough to be believed
    assert reached[-1] / reached[0] < 0.2


def test_some_travellers_return_to_an_earlier_stage_and_some_skip_one(name, log, positions):
    rows = positions(log, example(name))
    travellers = log["path_id"].nunique()
    returning = rows.loc[rows["position"] < rows["previous"], "path_id"].nunique()
    skipping = rows.loc[rows["position"] > rows["previous"] + 1, "path_id"].nunique()
    assert 0.02 < returning / travellers < 0.4
    assert 0.005 < skipping / travellers < 0.2


def test_travellers_come_in_by_several_entry_points_and_every_entry_point_is_used(name, log):
    entries = {event for t in example(name).touchpoints if t.entry_point for event in t.binding.events}
    walked = log[log["event"].isin({e for t in example(name).touchpoints for e in t.binding.events})]
    first = walked.groupby("path_id")["event"].first().value_counts()
    assert set(first.index) == entries
    assert len(entries) >= 4
    assert first.max() / first.sum() < 0.7


def test_optional_touchpoints_are_left_out_by_most_and_met_by_some(name, log):
    journey = example(name)
    bought = next(t for t in journey.touchpoints if t.milestone == "purchase")
    buyers = set(log.loc[log["event"].isin(bought.binding.events), "path_id"])
    for touchpoint in journey.touchpoints:
        if touchpoint.optional:
            met = set(log.loc[log["event"].isin(touchpoint.binding.events), "path_id"])
            assert met, touchpoint.id
            assert buyers - met, f"every buyer met the optional {touchpoint.id}"


def test_repeatable_touchpoints_are_met_again(name, log):
    for touchpoint in example(name).touchpoints:
        if touchpoint.repeatable:
            times = log[log["event"].isin(touchpoint.binding.events)].groupby("path_id").size()
            assert (times > 1).any(), touchpoint.id


def test_the_channel_of_an_event_is_the_channel_of_its_touchpoint(name, log):
    channels = log.groupby("event")["channel"].agg(set)
    for touchpoint in example(name).touchpoints:
        for event in touchpoint.binding.events:
            assert channels[event] == {touchpoint.channel}, event


def test_a_tied_time_is_rare(log):
    assert 0 < log.duplicated(["path_id", "time"]).sum() < 0.01 * len(log)


def test_a_made_up_log_tells_its_story_and_what_its_columns_mean(name, log):
    assert f"'{name}'" in log.attrs["about"]
    traits = set(log.columns) - {"path_id", "event", "time", "channel"}
    assert set(log.attrs["columns"]) == {"event", *traits}
    for trait in traits:
        assert all(value in log.attrs["columns"][trait] for value in log[trait].unique())


def test_the_number_of_real_households_cannot_be_chosen():
    with pytest.raises(EventLogError, match="Leave travellers out"):
        datasets.log_for("grocery-households", travellers=3)


def test_an_unknown_example_names_the_nearest():
    with pytest.raises(UnknownIdError, match="Did you mean 'cook-family'"):
        datasets.log_for("cook-familly")
