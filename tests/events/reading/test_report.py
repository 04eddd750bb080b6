"""The report of a log says on one line how much was left out, and why."""

from __future__ import annotations

import pandas as pd

from journeykit.events import read_events


def test_what_was_left_out_is_said_with_its_reasons_the_most_frequent_first() -> None:
    rows = [("a", "home", "2026-05-01"), ("", "home", "2026-05-01"), ("b", "home", ""), ("c", "home", "")]
    report = read_events(pd.DataFrame(rows, columns=["user_id", "event", "timestamp"])).report
    assert report.left_out == "3 left out: the time is empty (2), the path id is empty (1)"


def test_a_log_that_is_kept_whole_says_so() -> None:
    frame = pd.DataFrame([("a", "home", "2026-05-01")], columns=["user_id", "event", "timestamp"])
    assert read_events(frame).report.left_out == "none left out"
