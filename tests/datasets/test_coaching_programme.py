import pandas as pd
import pytest

from journeykit.datasets import log_for


@pytest.fixture(scope="module")
def log():
    return log_for("coaching-programme")


def test_benefits_for_alumni_begin_with_the_launch(log):
    assert log.loc[log["event"].eq("alumni benefit used"), "time"].min() >= pd.Timestamp("2026-01-12", tz="UTC")


def test_nobody_is_certified_without_a_project_and_eight_sessions(log):
    certified = set(log.loc[log["event"].eq("certificate issued"), "path_id"])
    assert certified <= set(log.loc[log["event"].eq("project handed in"), "path_id"])
    sessions = log[log["event"].eq("coaching session held")].groupby("path_id").size()
    assert sessions[sorted(certified)].eq(8).all()


def test_clients_with_little_time_are_certified_less_often(log):
    booked = log[log["event"].eq("place booked")].groupby("hours_a_week")["path_id"].nunique()
    done = log[log["event"].eq("certificate issued")].groupby("hours_a_week")["path_id"].nunique()
    assert done["3 or more"] / booked["3 or more"] > 1.15 * done["under 3"] / booked["under 3"]
