"""A log without a map, for people who only read: what no chart shows is one group, however many names there are."""

from __future__ import annotations

import pandas as pd
import pytest

from journeykit.events import read_events
from journeykit.summary.log import log_numbers, log_steps_view
from journeykit.summary.withheld import TOTAL


@pytest.mark.parametrize("own", ["line {}", "other events"])
def test_a_log_in_which_every_line_has_a_name_of_its_own_is_weighed_in_few_cells(own: str) -> None:
    rows = [
        (f"u{who}", name, f"2026-05-{day:02d}")
        for who in range(100)
        for day, name in enumerate(("home", "look", own.format(f"{who}a"), f"line {who}b"), start=1)
    ]
    events = read_events(pd.DataFrame(rows, columns=["user_id", "event", "timestamp"]))
    assert len(events.event_names) > 100
    numbers = log_numbers(events, unit="visitors", least=5)
    assert len(numbers.counts) < 100
    assert len(numbers.measured.events) == len(events)
    assert numbers.shown(TOTAL)
    shown = log_steps_view(numbers).frame
    assert {"home", "look"} <= {*shown["source"], *shown["target"]}
    assert not any("line" in str(name) for name in {*shown["source"], *shown["target"]})
