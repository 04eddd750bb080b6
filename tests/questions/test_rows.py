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
    # The fourth one, u3, is also where the log ends: without a stride that meets it, it is taken too.
    assert some == {"u0", "u3"}
    assert "u3" in set(rows(log, every=5).to_pandas()["path"])
