"""Step flows equal an obvious count, conserve, and reconcile with the funnel of every link."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import EventLogError
from journeykit.events import read_events
from journeykit.questions import funnel, steps
from tests.events import oracles
from tests.events.conftest import frame_of

# A case is a path: a log of many small ones costs one load and tries them all.
ROWS = st.lists(st.tuples(st.sampled_from("pqrstuvwxyz"), st.sampled_from("abcd"), st.integers(0, 3)), max_size=60)


def links(frame: pd.DataFrame) -> Counter[tuple[object, ...]]:
    columns = ["source_column", "source", "source_kind", "target", "target_kind"]
    named = frame[columns].astype(object).where(frame[columns].notna(), None)
    return Counter(dict(zip(named.itertuples(index=False, name=None), frame["paths"].tolist(), strict=True)))


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(ROWS, st.integers(2, 5), st.integers(1, 3))
def test_steps_equal_an_obvious_python_count_and_conserve(rows: list[oracles.Row], columns: int, top: int) -> None:
    events = read_events(frame_of(rows))
    frame = steps(events, columns=columns, top=top).to_pandas()
    assert links(frame) == oracles.steps(rows, columns, top)
    left = 0
    for column in range(1, columns):
        here = frame[frame["source_column"] == column]
        assert here["paths"].sum() + left == events.path_count
        left += here.loc[here["kind"] == "left", "paths"].sum()


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(ROWS, st.integers(2, 5), st.integers(1, 3), st.sampled_from([("a", None), (None, "b"), ("a", "b"), ("a", "a")]))
def test_steps_from_an_event_up_to_one_and_between_two_equal_an_obvious_count_and_conserve(
    rows: list[oracles.Row], columns: int, top: int, anchors: tuple[str | None, str | None]
) -> None:
    start, end = anchors
    if not {anchor for anchor in anchors if anchor} <= {event for _, event, _ in rows}:
        return
    query = steps(read_events(frame_of(rows)), columns=columns, top=top, start=start, end=end)
    frame = query.to_pandas()
    assert links(frame) == oracles.steps(rows, columns, top, start, end)
    done = 0
    for column in range(1, columns):
        here = frame[frame["source_column"] == column]
        assert here["paths"].sum() + done == frame.loc[frame["source_column"] == 1, "paths"].sum()
        done += here.loc[here["kind"] != "forward", "paths"].sum()
    members = Counter(
        tuple(row[key] for key in query.members["paths"].keys)
        for row in query._log.rows(oracles.named_members(query, "paths"))
    )
    assert members == links(frame)


def test_a_backward_flow_reads_from_its_anchor_and_says_where_paths_begin() -> None:
    rows = [("x", "ad", 0), ("x", "home", 1), ("x", "pay", 2), ("y", "home", 0), ("y", "pay", 1), ("z", "home", 0)]
    query = steps(read_events(frame_of(rows)), columns=3, end="pay")
    frame = query.to_pandas()
    assert frame.loc[frame["kind"] == "forward", ["source_column", "source", "target", "paths"]].values.tolist() == [
        [1, "pay", "home", 2],
        [2, "home", "ad", 1],
    ]
    assert frame.loc[frame["kind"] == "left", ["source_column", "source", "paths"]].values.tolist() == [[2, "home", 1]]
    assert query.definition["population"] == "the paths that have 'pay', of 3 in the log"
    assert query.definition["window"].startswith("the last 3 events up to the first 'pay', backwards")


def test_an_anchor_that_is_no_event_is_told() -> None:
    with pytest.raises(EventLogError, match=r"event 'aa' is no event of this log\. Did you mean 'a'\?"):
        steps(read_events(frame_of([("x", "a", 0)])), start="aa")


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(ROWS)
def test_a_link_equals_the_direct_funnel_from_its_column(rows: list[oracles.Row]) -> None:
    events = read_events(frame_of(rows))
    frame = steps(events, columns=4, top=9).to_pandas()
    for link in frame[frame["kind"] == "forward"].itertuples():
        asked = funnel(events, [link.source, link.target], order="direct", at=link.source_column)
        assert asked.to_pandas()["paths"].iloc[-1] == link.paths


def test_the_rest_of_a_column_is_other_and_an_event_of_that_name_stays_itself() -> None:
    rows = [("x", "other", 0), ("y", "other", 0), ("z", "rare", 0), ("z", "end", 1)]
    frame = steps(read_events(frame_of(rows)), columns=2, top=1).to_pandas()
    assert frame[["source", "source_kind", "target_kind", "paths"]].values.tolist() == [
        ["other", "event", "left", 2],
        ["other", "other", "event", 1],
    ]


def test_too_few_columns_are_refused() -> None:
    with pytest.raises(EventLogError, match=r"at least 2 columns and 1 event a column; got columns=1, top=0\."):
        steps(read_events(frame_of([("x", "a", 0)])), columns=1, top=0)


def test_steps_of_an_empty_log_are_an_empty_frame_of_the_documented_types() -> None:
    query = steps(read_events(frame_of([])))
    frame = query.to_pandas()
    assert len(frame) == 0
    assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == dict(query.dtypes)
