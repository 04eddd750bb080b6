"""A source of which every line is rejected is an error that says why."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from journeykit.errors import EventLogError
from journeykit.events import read_events

LOG = pd.DataFrame({"user_id": ["a", "b"], "event": ["x", "y"], "timestamp": ["05:03.0", "15:41.2"]})


@pytest.mark.parametrize(
    ("frame", "said", "message"),
    [
        (LOG, {"time_format": "iso"},
         "pandas frame: none of its 2 lines can be kept: the time cannot be read in the column 'timestamp', such as "
         "'05:03.0', '15:41.2' (line 1, 2). time_format=… changes that."),
        (LOG.rename(columns={"timestamp": "time"}).assign(date="yesterday"),
         {"time_format": "%d %H:%M"},
         "pandas frame: none of its 2 lines can be kept: the time cannot be read in the column 'date + time', such as "
         "'yesterday 05:03.0', 'yesterday 15:41.2' (line 1, 2). time_format=… changes that."),
    ],
)  # fmt: skip
def test_the_main_reason_and_two_values_are_named(frame: pd.DataFrame, said: dict[str, Any], message: str) -> None:
    with pytest.raises(EventLogError) as error:
        read_events(frame, **said)
    assert str(error.value) == message


def test_a_log_whose_ids_are_empty_is_an_empty_log_and_its_report_says_why() -> None:
    events = read_events(LOG.assign(user_id=""), time_format="%M:%S.%f")
    assert (len(events), events.report.reasons) == (0, {"the path id is empty": 2})


def test_a_source_without_lines_is_no_error() -> None:
    assert len(read_events(LOG.head(0))) == 0
