from itertools import pairwise

import pandas as pd
import pytest

from journeykit.datasets import log_for

LAUNCH = pd.Timestamp("2026-02-09", tz="UTC")


@pytest.fixture(scope="module")
def log():
    return log_for("business-course")


def test_progress_e_mails_and_badges_begin_with_the_launch(log):
    new = log["event"].isin(["progress e-mail opened", "milestone badge shown"])
    assert log.loc[new, "time"].min() >= LAUNCH


def test_completion_engagement_and_survey_move_the_same_way():
    log = log_for("business-course", travellers=40_000)
    late = log["time"] >= LAUNCH
    per_milestone = log["event"].isin(["worksheet handed in", "forum post written"])
    milestones = log["event"].str.startswith("milestone ") & log["event"].str.endswith(" reached")
    engaged = [(per_milestone & part).sum() / (milestones & part).sum() for part in (~late, late)]
    answers = log["event"].isin(["rated 4 or 5", "rated 1 to 3"])
    pleased = [log.loc[answers & part, "event"].eq("rated 4 or 5").mean() for part in (~late, late)]
    assert engaged[1] > engaged[0] + 0.05
    assert pleased[1] > pleased[0] + 0.08
    booked = log[log["event"].eq("course booked")].groupby("path_id")["time"].min()
    done = booked.index.isin(log.loc[log["event"].eq("certificate issued"), "path_id"])
    early = booked < LAUNCH - pd.Timedelta("120D")
    recent = (booked >= LAUNCH) & (booked < log["time"].max() - pd.Timedelta("120D"))
    assert done[recent].mean() > done[early].mean() + 0.03


def test_milestones_are_reached_one_after_the_other(log):
    first = [log[log["event"].eq(f"milestone {n} reached")].groupby("path_id")["time"].min() for n in range(1, 7)]
    for before, after in pairwise(first):
        assert (before.reindex(after.index) <= after).all()


def test_people_with_an_idea_only_finish_less_often(log):
    booked = log[log["event"].eq("course booked")].groupby("business")["path_id"].nunique()
    done = log[log["event"].eq("certificate issued")].groupby("business")["path_id"].nunique()
    assert done["established"] / booked["established"] > 1.2 * done["idea"] / booked["idea"]
