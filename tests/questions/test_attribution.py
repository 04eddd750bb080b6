"""Rules of attribution: worked cases, and every conversion is given out once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.events import read_events
from journeykit.questions import attribution
from tests.events import oracles
from tests.events.conftest import frame_of

DAY = 86_400
RULES = ["first", "last", "linear", "position", "time_decay"]
ROWS = st.lists(
    st.tuples(st.sampled_from("stuvwxyz"), st.sampled_from("abcg"), st.integers(0, 30 * DAY)), min_size=1, max_size=80
)


def obvious(rows: list[oracles.Row], half: float) -> dict[str, list[float]]:
    credit: dict[str, list[float]] = {}
    for visited in oracles.paths_of(rows).values():
        names = [event for event, _ in visited]
        touches = visited[: names.index("g")] if "g" in names else []
        n = len(touches)
        ages = [2 ** (-(touches[-1][1] - t) / half) for _, t in touches]
        for place, (event, _) in enumerate(touches):
            ends = (place == 0) + (place == n - 1)
            position = ends / 2 if n <= 2 else 0.4 if ends else 0.2 / (n - 2)
            shares = [place == 0, place == n - 1, 1 / n, position, ages[place] / sum(ages)]
            credit.setdefault(event, [0.0] * 5)
            credit[event] = [before + share for before, share in zip(credit[event], shares, strict=True)]
    return credit


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(ROWS)
def test_credit_equals_an_obvious_share_out(rows: list[oracles.Row]) -> None:
    if "g" not in {event for _, event, _ in rows}:
        return
    frame = attribution(read_events(frame_of(rows)), "g", half_life="2d").to_pandas()
    expected = obvious(rows, 2 * DAY)
    assert set(frame["event"]) == set(expected)
    for row in frame.itertuples():
        assert [getattr(row, rule) for rule in RULES] == pytest.approx(expected[row.event])
    sums = frame[RULES].sum()
    assert sums.tolist() == pytest.approx([sums["first"]] * 5)


def test_forty_twenty_forty() -> None:
    rows = [("p", event, n) for n, event in enumerate("abcdg")]
    frame = attribution(read_events(frame_of(rows)), "g").to_pandas().set_index("event")
    assert frame.loc[list("abcd"), "position"].tolist() == pytest.approx([0.4, 0.1, 0.1, 0.4])


def test_touchpoints_of_long_ago_still_share_the_whole_conversion() -> None:
    rows = [("p", "a", 0), ("p", "b", 1), ("p", "g", 9_000 * DAY)]
    frame = attribution(read_events(frame_of(rows)), "g", half_life="1h").to_pandas()
    assert frame["time_decay"].sum() == pytest.approx(1)
