import pandas as pd
import pytest

from journeykit.datasets import log_for

LAUNCH = pd.Timestamp("2026-02-02", tz="UTC")


@pytest.fixture(scope="module")
def log():
    return log_for("language-programme")


def test_badges_and_the_challenge_begin_with_the_launch(log):
    new = log["event"].isin(["badge earned", "Speaking Practice challenge joined"])
    assert log.loc[new, "time"].min() >= LAUNCH


def test_a_badge_follows_the_test_of_a_level(log):
    own = log[~log["event"].isin(["cookie banner closed", "microphone refused", "push notice swiped away"])]
    before = own.groupby("path_id")["event"].shift()
    assert set(before[own["event"].eq("badge earned")]) == {
        f"{level} test passed" for level in ("A1", "A2", "B1", "B2")
    }


def test_fewer_learners_pass_every_further_level(log):
    passed = [
        log.loc[log["event"].eq(f"{level} test passed"), "path_id"].nunique() for level in ("A1", "A2", "B1", "B2")
    ]
    assert passed == sorted(passed, reverse=True)
    assert passed[-1] > 200


def test_before_the_launch_more_stop_after_a_test_than_after_a_lesson(log):
    early = log[log["time"] < LAUNCH - pd.Timedelta("60D")]
    people = set(early.loc[early["event"].eq("A1 test passed"), "path_id"])
    later = log[log["event"].str.startswith(("A2", "B1", "B2"))]
    lost_after_test = 1 - len(people & set(later["path_id"])) / len(people)
    started = set(early.loc[early["event"].eq("A2 lesson finished"), "path_id"])
    lessons = log[log["event"].eq("A2 lesson finished")].groupby("path_id").size()
    lost_after_first_lesson = (lessons[sorted(started)] == 1).mean()
    assert lost_after_test > 2 * lost_after_first_lesson


def test_every_question_about_motivation_has_one_answer(log):
    whole = log[log["time"] < log["time"].max().normalize()]
    counts = whole["event"].value_counts()
    answers = counts["motivation rated 4 or 5"] + counts["motivation rated 1 to 3"]
    assert 0 <= counts["motivation asked"] - answers <= 2
