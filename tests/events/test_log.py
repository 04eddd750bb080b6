"""The handle on a prepared log: its days, counted in memory and by the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.events import Events, read_events
from journeykit.events.engine import shared_database
from tests.events.conftest import frame_of

DAY = 86_400
ROWS = st.lists(
    st.tuples(st.sampled_from("abcdefg"), st.just("visit"), st.integers(0, 40 * DAY)), min_size=1, max_size=25
)


def read_both(rows: list[tuple[str, str, int]]) -> tuple[Events, Events]:
    """Read a log in memory, and as one that is too large for it."""
    with pytest.MonkeyPatch.context() as patch:
        in_memory = read_events(frame_of(rows))
        patch.setitem(shared_database().__dict__, "array_bytes", 0)
        spilled = read_events(frame_of(rows))
    assert (in_memory._log.sorted is not None, spilled._log.sorted is None) == (True, True)
    return in_memory, spilled


@pytest.mark.slow
@given(rows=ROWS, least=st.integers(1, 8))
@settings(deadline=None, max_examples=25)
def test_the_period_is_that_of_the_first_and_the_last_few_paths(rows: list[tuple[str, str, int]], least: int) -> None:
    paths = {path: [second for of, _, second in rows if of == path] for path, _, _ in rows}
    begins, ends = sorted(min(of) for of in paths.values()), sorted(map(max, paths.values()))
    expected = None
    if len(paths) >= least:
        first, last = (
            date(1970, 1, 1) + timedelta(days=at[n] // DAY) for at, n in ((begins, least - 1), (ends, -least))
        )
        expected = (first, last) if first <= last else None
    for events in read_both(rows):
        assert events.period(least=least) == expected


def test_an_empty_log_has_no_period() -> None:
    assert read_events(frame_of([])).period() is None
