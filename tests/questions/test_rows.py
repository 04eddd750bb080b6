"""The events of a log one a row: all, or those of some paths, with their labels and attributes."""

from __future__ import annotations

import pandas as pd
import pytest

from journeykit.events import Events, Label, read_events
from journeykit.questions._rows import rows


@pytest.fixture
def log() -> Events:
    frame = pd.DataFrame({"user_id": [f"u{n}" for n in (0, 0, 1, 2, 3, 4, 5)], "event": list("abababa")})
    frame["timestamp"] = [f"2026-05-{day:02}" for day in (1, 2, 1, 1, 9, 1, 1)]
    frame["plan"] = [None, *"xyxyxy"]
    return read_events(frame, attribute_cols=["plan"])


def test_all_events_come_path_by_path_with_label_and_attributes(log: Events) -> None:
    frame = rows(log, labels=[Label("A", ("a",))]).to_pandas()
    assert frame["path"].tolist() == ["u0", "u0", "u1", "u2", "u3", "u4", "u5"]
    assert frame["label"].fillna("").tolist() == ["A", "", "A", "", "A", "", "A"]
    assert frame["attribute_0"].fillna("").tolist() == ["", *"xyxyxy"]
    assert frame["t"].iloc[1] - frame["t"].iloc[0] == 86_400_000_000


def test_some_paths_are_taken_with_those_named_and_the_one_that_ends_the_log(log: Events) -> None:
    some = set(rows(log, every=4, ids=["u0"]).to_pandas()["path"])
    # By their last events: u1, u2, u4, u5 on the first day, then u0, and u3, where the log ends.
    assert len(some & {"u1", "u2", "u4", "u5"}) == 1
    assert {"u0", "u3"} < some
    assert "u3" in set(rows(log, every=5).to_pandas()["path"])


@pytest.mark.parametrize("times", [True, False])
def test_which_paths_are_taken_depends_on_what_is_in_them_and_not_on_ids(times: bool) -> None:
    paths = ["abc x", "cba x", "aca y", "cac y", "abc z", "bbb x", "acb x", "a y"]
    taken = []
    for order in (range(8), reversed(range(8)), (3, 1, 4, 7, 5, 2, 6, 0)):
        ordered = [paths[which].split() for which in order]
        lines = [(f"u{number}", event, plan) for number, (names, plan) in enumerate(ordered) for event in names]
        frame = pd.DataFrame(lines, columns=["user_id", "event", "plan"])
        if times:
            frame["timestamp"] = "2026-05-01"
        log = read_events(frame, attribute_cols=["plan"], **({} if times else {"timestamp_col": ()}))
        some = rows(log, every=3, attributes=["plan"]).to_pandas().groupby("path")
        taken.append(sorted(("".join(those["event"]), those["attribute_0"].iloc[0]) for _, those in some))
    assert len(taken[0]) == 3
    assert taken[0] == taken[1] == taken[2]


def test_only_the_attributes_asked_for_are_returned(log: Events) -> None:
    assert "attribute_0" not in rows(log, attributes=[]).to_pandas()
