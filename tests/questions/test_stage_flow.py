"""Stage flows equal an obvious count and conserve; returns stand apart."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import EventLogError
from journeykit.events import Label, read_events, relabel
from journeykit.questions import stage_flow
from tests.events import oracles
from tests.events.conftest import frame_of

# A case is a path: a log of many small ones costs one load and tries them all.
ROWS = st.lists(
    st.tuples(st.sampled_from("stuvwxyz"), st.sampled_from("abcde"), st.integers(0, 3)), min_size=1, max_size=60
)


def links(frame: pd.DataFrame) -> Counter[tuple[int, int | None, str]]:
    return Counter(
        {
            (row.source_column, None if row.target_column is pd.NA else int(row.target_column), row.kind): row.paths
            for row in frame.itertuples()
        }
    )


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(ROWS, st.permutations(["a", "b", "c", "d"]), st.integers(1, 4))
def test_stage_flow_equals_an_obvious_python_count_and_conserves(
    rows: list[oracles.Row], names: list[str], count: int
) -> None:
    order = names[:count]
    # Relabelled, every stage is known even if nothing happens in it.
    events = relabel(read_events(frame_of(rows)), [Label(name, (name,)) for name in ["e", *order]])
    frame = stage_flow(events, order).to_pandas()
    assert links(frame) == oracles.stage_flow([row for row in rows if row[1] in (*order, "e")], order)
    flow = frame[frame["kind"] != "return"]
    entered = flow.groupby("target_column")["paths"].sum()
    left = flow.groupby("source_column")["paths"].sum()
    assert all(left.get(stage, 0) >= entered.get(stage, 0) for stage in range(count))
    done = flow[flow["target"].isna()]["paths"].sum()
    assert done == len({path for path, event, _ in rows if event in order})


def test_the_time_to_the_next_stage_is_the_median_over_first_arrivals() -> None:
    rows = [("x", "a", 0), ("x", "a", 3), ("x", "c", 10), ("y", "a", 0), ("y", "c", 20), ("z", "a", 5), ("z", "c", 45)]
    frame = stage_flow(read_events(frame_of(rows)), ["a", "c"]).to_pandas()
    step = frame_of([("x", "a", 0), ("x", "a", 1)])["timestamp"]
    unit = (pd.to_datetime(step[1]) - pd.to_datetime(step[0])).total_seconds()
    assert frame["median_s"].tolist()[0] == 20 * unit
    assert frame["median_s"].isna().tolist() == [False, True]


def test_a_first_look_back_is_a_return_and_no_progress() -> None:
    rows = [("x", "c", 0), ("x", "a", 1), ("x", "d", 2), ("y", "c", 0), ("y", "a", 1), ("y", "a", 2)]
    frame = stage_flow(read_events(frame_of(rows)), ["a", "c", "d"]).to_pandas()
    assert frame[["source", "target_kind", "kind", "paths"]].values.tolist() == [
        ["c", "stage", "forward", 1],
        ["c", "left", "left", 1],
        ["c", "stage", "return", 2],
        ["d", "end", "end", 1],
    ]


@pytest.mark.parametrize(
    ("order", "message"),
    [
        (["a", "a"], "the stages 'a' are named twice in the order."),
        ([], "stage_flow needs stages in order."),
        (["a", "bb"], "stage 'bb' is no event of this log. Did you mean 'b'? Events: 'a', 'b'."),
    ],
)
def test_an_order_that_makes_no_sense_says_why(order: list[str], message: str) -> None:
    events = read_events(frame_of([("x", "a", 0), ("x", "b", 1)]))
    with pytest.raises(EventLogError) as error:
        stage_flow(events, order)
    assert str(error.value) == message


def test_the_flow_of_an_empty_log_is_an_empty_frame_of_the_documented_types() -> None:
    query = stage_flow(read_events(frame_of([])), ["a", "b"])
    frame = query.to_pandas()
    assert len(frame) == 0
    assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == dict(query.dtypes)
