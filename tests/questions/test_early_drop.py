"""Who is lost in the first week and before the half, by worked cases."""

from __future__ import annotations

import pytest
from statsmodels.stats.proportion import proportion_confint

from journeykit.events import read_events
from journeykit.questions import early_drop
from tests.events.conftest import frame_of

DAY = 86_400
ROWS = [
    *[("week", "join", 0), ("week", "lesson", 6 * DAY)],  # silent from day 6
    *[("half", "join", 0), ("half", "lesson", 20 * DAY)],  # silent before day 28
    *[("edge", "join", 0), ("edge", "lesson", 7 * DAY)],  # an event at the mark itself
    *[("quick", "join", 0), ("quick", "pass", 2 * DAY)],  # done early
    *[("whole", "join", 0), ("whole", "lesson", 60 * DAY)],
    *[("new", "join", 56 * DAY)],  # the log ends four days later
]


def test_lost_is_who_has_no_event_at_the_mark_or_later_and_was_not_done() -> None:
    query = early_drop(read_events(frame_of(ROWS)), length="8w", done="pass")
    frame = query.to_pandas()
    assert frame["mark"].tolist() == ["first", "half"]
    assert frame["within_s"].tolist() == [7 * DAY, 28 * DAY]
    assert frame[["paths", "lost", "too_new"]].values.tolist() == [[5, 1, 1], [5, 3, 1]]
    assert query.paths("lost", mark="first").to_pandas()["path"].tolist() == ["week"]
    assert query.paths("lost", mark="half").to_pandas()["path"].tolist() == ["edge", "half", "week"]
    assert query.paths("too_new", mark="half").to_pandas()["path"].tolist() == ["new"]
    for row in frame.itertuples():
        low, high = proportion_confint(row.lost, row.paths, method="wilson")
        assert (row.lost_share, row.low, row.high) == pytest.approx((row.lost / row.paths, low, high))


def test_without_done_who_finished_early_looks_lost() -> None:
    query = early_drop(read_events(frame_of(ROWS)))
    assert query.paths("lost").to_pandas()["path"].tolist() == ["quick", "week"]


def test_when_every_mark_lies_after_the_log_there_is_no_share() -> None:
    frame = early_drop(read_events(frame_of([("p", "join", 0), ("p", "lesson", DAY)]))).to_pandas()
    assert frame[["paths", "too_new"]].values.tolist() == [[0, 1]]
    assert frame["lost_share"].isna().all()
