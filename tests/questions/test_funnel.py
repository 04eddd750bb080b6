"""Funnels equal a matcher that tries everything, and keep the worked cases of their definition."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import EventLogError
from journeykit.events import read_events
from journeykit.questions import funnel
from journeykit.questions._funnel import Step
from tests.events import oracles
from tests.events.conftest import frame_of

# A case is a path: a log of many small ones costs one load and tries them all.
ROWS = st.lists(
    st.tuples(st.sampled_from("stuvwxyz"), st.sampled_from("abc"), st.integers(0, 4)), min_size=1, max_size=60
)
STEPS = st.lists(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=2, unique=True).map(tuple), min_size=1, max_size=4
)
MINUTE = 60


def counts(rows: list[oracles.Row], *args: object, **options: object) -> list[int]:
    reached: list[int] = funnel(read_events(frame_of(rows)), *args, **options).to_pandas()["paths"].tolist()  # type: ignore[arg-type]
    return reached


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(
    ROWS, STEPS, st.none() | st.integers(1, 4), st.sampled_from(["eventual", "direct"]), st.none() | st.integers(1, 3)
)
def test_a_funnel_of_a_small_log_equals_a_matcher_that_tries_every_later_event(
    rows: list[oracles.Row], steps: list[tuple[str, ...]], window: int | None, order: str, at: int | None
) -> None:
    present = {event for _, event, _ in rows}
    steps = [named for step in steps if (named := tuple(name for name in step if name in present))]
    if steps:
        seconds = None if window is None else f"{window}s"
        found = counts(rows, steps, window=seconds, order=order, at=at)
        assert found == oracles.funnel(rows, steps, window, order=order, at=at)


def test_the_window_starts_at_the_first_entry_and_does_not_restart() -> None:
    rows = [("x", "A", 0), ("x", "A", 30 * MINUTE), ("x", "B", 45 * MINUTE), ("x", "C", 75 * MINUTE)]
    assert counts(rows, ["A", "B", "C"], window="1h") == [1, 1, 0]


def test_the_last_instant_of_the_window_belongs_to_it() -> None:
    rows = [("x", "A", 0), ("x", "B", 60), ("y", "A", 0), ("y", "B", 61)]
    assert counts(rows, ["A", "B"], window="1m") == [2, 1]


def test_whoever_entered_too_late_to_be_judged_is_left_out_when_settled_is_asked_for() -> None:
    rows = [("x", "a", 0), ("x", "b", 1), ("y", "a", 0), ("z", "a", 59), ("w", "c", 60)]
    step = frame_of([("x", "a", 0), ("x", "a", 1)])["timestamp"]
    unit = pd.to_datetime(step[1]) - pd.to_datetime(step[0])
    assert counts(rows, ["a", "b"], window=2 * unit) == [3, 1]
    assert counts(rows, ["a", "b"], window=2 * unit, settled=True) == [2, 1]
    assert counts(rows, ["a", "b"], window=unit, settled=True) == [3, 1], "the last instant belongs to the window"


def test_settled_without_a_window_says_what_is_missing() -> None:
    with pytest.raises(EventLogError, match="settled=True needs a window"):
        counts([("x", "a", 0)], ["a"], settled=True)


def test_other_events_may_lie_between_eventual_steps_but_not_direct_ones() -> None:
    long = [("x", event, number) for number, event in enumerate("ABDCDE")]
    assert counts(long, list("ABCDE")) == [1, 1, 1, 1, 1]
    assert counts(long, list("ABCDE"), order="direct") == [1, 1, 0, 0, 0]
    missing = [("x", event, number) for number, event in enumerate("ABCE")] + [("y", "D", 0)]
    assert counts(missing, list("ABCDE")) == [1, 1, 1, 0, 0]


def test_a_path_that_pays_before_browsing_does_not_count_as_converted() -> None:
    assert counts([("x", "pay", 0), ("x", "browse", 1)], ["browse", "pay"]) == [1, 0]


def test_one_event_cannot_reach_two_steps() -> None:
    assert counts([("x", "A", 0), ("y", "A", 0), ("y", "A", 0)], ["A", "A"]) == [2, 1]


def test_events_at_the_same_time_follow_row_order() -> None:
    assert counts([("x", "A", 5), ("x", "B", 5), ("y", "B", 5), ("y", "A", 5)], ["A", "B"]) == [2, 1]


def test_shares_and_drop_off_name_their_denominators() -> None:
    rows = [(f"p{n}", "A", 0) for n in range(4)] + [("p0", "B", 1), ("p1", "B", 1), ("p0", "C", 2)]
    query = funnel(read_events(frame_of(rows)), ["A", ("B", "C"), "C"])
    frame = query.to_pandas()
    assert frame["name"].tolist() == ["A", "B or C", "C"]
    assert frame["dropped"].tolist()[:2] == [2, 1]
    assert frame["dropped"].isna().tolist() == [False, False, True]
    assert frame["previous_share"].tolist()[1:] == [0.5, 0.5]
    assert frame["previous_share"].isna().tolist() == [True, False, False]
    assert frame["first_share"].tolist() == [1.0, 0.5, 0.25]
    assert query.definition["population"] == "the paths that have a step-1 event, of 4 in the log"
    assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == dict(query.dtypes)


def test_a_step_that_nobody_reaches_has_missing_shares_not_an_error() -> None:
    rows = [("x", "A", 0), ("x", "B", 1)]
    frame = funnel(read_events(frame_of(rows)), ["B", "A", "B"]).to_pandas()
    assert frame["paths"].tolist() == [1, 0, 0]
    assert frame["previous_share"].isna().tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("steps", "options", "message"),
    [
        (["A", "Bb"], {}, "step 'Bb' is no event of this log. Did you mean 'B'? Events: 'A', 'B'."),
        ([], {}, "a funnel needs a list of steps, each an event name or a tuple of alternatives."),
        ("AB", {}, "a funnel needs a list of steps, each an event name or a tuple of alternatives."),
        (["A", ()], {}, "a funnel needs a list of steps, each an event name or a tuple of alternatives."),
        (["A"], {"order": "any"}, "order='any' is unknown. Use 'eventual' or 'direct'."),
        (["A", Step("B", within="1m", after="1h")], {}, "step 2 must come after 1h and within 1m: nothing can."),
        (
            [Step("A", optional=True)],
            {},
            "step 1 is the entry: it cannot be optional and has no step before it to count from.",
        ),
        (
            ["A", Step("B", without="C")],
            {},
            "the event between steps 'C' is no event of this log. Events: 'A', 'B'.",
        ),
        (["A"], {"reentry": "all"}, "reentry='all' is unknown. Use 'first' or 'best'."),
        (
            ["A"],
            {"reentry": "best", "open": True},
            "open=True with reentry='best' would count every path with the event, whatever went before. "
            "Leave one of the two out, or ask reach().",
        ),
        (
            ["A", *[Step("B", optional=True)] * 6],
            {"reentry": "best", "order": "direct"},
            "6 optional steps with reentry='best' and conditions between steps are too many: each doubles the ways to "
            "go. At most 5 can be counted.",
        ),
        (["A"], {"settled": True}, "settled=True needs a window: without one no entry is ever settled."),
        (["A"], {"at": 0}, "at=0 is no position: positions count from 1."),
        (
            ["A"],
            {"window": "30"},
            "window='30' is no duration. Write a whole number and a unit, for example '30m', '2h', '7d' "
            "(units: ms, s, m, h, d, w).",
        ),
    ],
)
def test_a_funnel_that_makes_no_sense_says_why(steps: list[str], options: dict[str, object], message: str) -> None:
    events = read_events(frame_of([("x", "A", 0), ("x", "B", 1)]))
    with pytest.raises(EventLogError) as error:
        funnel(events, steps, **options)  # type: ignore[arg-type]
    assert str(error.value) == message


def test_a_funnel_of_an_empty_log_is_an_empty_frame_of_the_same_types() -> None:
    query = funnel(read_events(frame_of([])), ["A", "B"], window="1h")
    frame = query.to_pandas()
    assert len(frame) == 0
    assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == dict(query.dtypes)
