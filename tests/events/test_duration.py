"""Durations carry their unit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from journeykit.errors import EventLogError
from journeykit.events.duration import duration_us


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30m", 1800), ("30 min", 1800), ("2h", 7200), ("7d", 604_800), ("1w", 604_800), ("1h30m", 5400), ("250ms", 0.25),
     (" 90S ", 90), (timedelta(days=1), 86_400)],
)  # fmt: skip
def test_a_duration_is_whole_microseconds(text: str | timedelta, seconds: float) -> None:
    assert duration_us(text) == seconds * 1_000_000


@pytest.mark.parametrize("text", ["30", "", "m", "1.5h", "30 parsecs", "-5m", "5m later", 30, None])
def test_a_number_without_a_unit_is_refused(text: object) -> None:
    with pytest.raises(EventLogError) as error:
        duration_us(text, "gap")  # type: ignore[arg-type]
    assert str(error.value) == (
        f"gap={text!r} is no duration. Write a whole number and a unit, for example '30m', '2h', '7d' "
        "(units: ms, s, m, h, d, w)."
    )


@pytest.mark.parametrize("nothing", ["0s", timedelta(0), timedelta(seconds=-1)])
def test_a_duration_of_nothing_is_refused(nothing: str | timedelta) -> None:
    with pytest.raises(EventLogError, match="must be longer than nothing"):
        duration_us(nothing)


def test_a_duration_beyond_the_range_of_time_is_refused() -> None:
    with pytest.raises(EventLogError, match="is longer than any log"):
        duration_us("999999999999d")
