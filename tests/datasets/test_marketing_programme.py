import pandas as pd
import pytest

from journeykit.datasets import log_for

LAUNCH = pd.Timestamp("2026-01-19", tz="UTC")


@pytest.fixture(scope="module")
def log():
    return log_for("marketing-programme")


def lost_after(log, module, *, late):
    """Share of the students who finished a module in a period, and not the next within 60 days."""
    done = log[log["event"].eq(f"module {module} finished")].groupby("path_id")["time"].min()
    edge = log["time"].max() - pd.Timedelta("60D")
    done = done[(done >= LAUNCH) & (done <= edge)] if late else done[done < LAUNCH - pd.Timedelta("60D")]
    following = log[log["event"].eq(f"module {module + 1} finished")].groupby("path_id")["time"].min()
    return 1 - (following.reindex(done.index) - done).le(pd.Timedelta("60D")).mean()


def test_before_the_launch_most_are_lost_halfway(log):
    lost = {module: lost_after(log, module, late=False) for module in range(1, 8)}
    assert max(lost, key=lost.get) == 4
    assert lost[4] > 2 * sorted(lost.values())[-2]


def test_the_halfway_dip_is_smaller_after_the_launch(log):
    assert lost_after(log, 4, late=True) < lost_after(log, 4, late=False) - 0.1


def test_check_ins_and_the_assessment_begin_with_the_launch(log):
    new = log["event"].isin(["check-in e-mail opened", "mid-course assessment taken"])
    assert log.loc[new, "time"].min() >= LAUNCH


def test_the_assessment_is_taken_in_the_middle(log):
    taken = log[log["event"].eq("mid-course assessment taken")].groupby("path_id")["time"].min()
    for module, before in ((4, True), (5, False)):
        done = log[log["event"].eq(f"module {module} finished")].groupby("path_id")["time"].min().reindex(taken.index)
        assert (done <= taken).all() if before else (done.dropna() >= taken[done.notna()]).all()


def test_students_who_take_the_assessment_go_on_more_often(log):
    halfway = log[log["event"].eq("module 4 finished")].groupby("path_id")["time"].min()
    halfway = halfway[(halfway >= LAUNCH) & (halfway <= log["time"].max() - pd.Timedelta("60D"))].index
    on = halfway.isin(log.loc[log["event"].eq("module 5 finished"), "path_id"])
    took = halfway.isin(log.loc[log["event"].eq("mid-course assessment taken"), "path_id"])
    assert on[took].mean() > on[~took].mean() + 0.03
