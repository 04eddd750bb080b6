import pandas as pd
import pytest

from journeykit.datasets import log_for

LAUNCH = pd.Timestamp("2026-01-05", tz="UTC")


@pytest.fixture(scope="module")
def log():
    return log_for("fitness-programme")


@pytest.fixture(scope="module")
def first_week(log):
    """One row a member who joined a week before the end: when, and whether a workout followed within seven days."""
    joined = log[log["event"].eq("programme joined")].groupby("path_id")["time"].min()
    joined = joined[joined + pd.Timedelta("7D") <= log["time"].max()]
    workout = log[log["event"].eq("workout finished")].groupby("path_id")["time"].min().reindex(joined.index)
    return pd.DataFrame({"joined": joined, "trained": workout <= joined + pd.Timedelta("7D")})


def test_guide_and_webinar_begin_with_the_launch(log):
    new = log["event"].isin(["step-by-step guide opened", "New Member Q&A webinar joined"])
    assert new.sum() > 300
    assert log.loc[new, "time"].min() >= LAUNCH


def test_fewer_are_lost_in_the_first_week_after_the_launch(first_week):
    lost = 1 - first_week.groupby(first_week["joined"] >= LAUNCH)["trained"].mean()
    assert lost[False] > 0.55
    assert lost[True] < lost[False] - 0.15


def test_the_reminder_goes_to_exactly_those_without_a_workout_in_the_first_week(log, first_week):
    reminded = set(log.loc[log["event"].eq("quiet-week reminder sent"), "path_id"])
    assert reminded & set(first_week.index) == set(first_week.index[~first_week["trained"]])


def test_members_who_open_the_guide_train_in_their_first_week_more_often(log, first_week):
    late = first_week[first_week["joined"] >= LAUNCH]
    readers = late.index.isin(log.loc[log["event"].eq("step-by-step guide opened"), "path_id"])
    assert late.loc[readers, "trained"].mean() > late.loc[~readers, "trained"].mean() + 0.1
