"""A kernel gives what its question's SQL gives, on any log; where it does not apply, the SQL answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.events import Label, Query, kernels, read_events, relabel, transitions
from tests.events.conftest import frame_of

rows = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c", "d"]), st.sampled_from(["x", "y", "é", "Z"]), st.integers(0, 40)),
    max_size=60,
)


def by_sql(query: Query) -> pd.DataFrame:
    return replace(query, _kernel=None).to_pandas()


@given(rows)
@settings(max_examples=150, deadline=None)
def test_transitions_agree_with_their_sql(rows: list[tuple[str, str, int]]) -> None:
    query = transitions(read_events(frame_of(rows)))
    pd.testing.assert_frame_equal(query.to_pandas(), by_sql(query), rtol=1e-12)


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["hospital_billing.parquet", "sepsis.csv", "hwsw_shop_clickstream_1999.csv"])
def test_transitions_of_real_logs_agree_with_their_sql(name: str, real_data: Callable[[str], Path]) -> None:
    query = transitions(read_events(real_data(name)))
    found = query.to_pandas()
    assert len(found) > 50
    pd.testing.assert_frame_equal(found, by_sql(query), rtol=1e-12)


def test_a_relabelled_log_is_asked_in_its_own_labels() -> None:
    events = read_events(frame_of([("a", "x", 1), ("a", "y", 2), ("a", "x", 4), ("b", "y", 3), ("b", "x", 9)]))
    query = transitions(relabel(events, [Label("Second", ("y",)), Label("First", ("x",)), Label("None", ("z",))]))
    pd.testing.assert_frame_equal(query.to_pandas(), by_sql(query))
    assert query.to_pandas()["source"].tolist() == ["Second", "First"]


def test_a_query_with_another_expression_is_not_answered_by_the_kernel() -> None:
    query = transitions(read_events(frame_of([("a", "x", 1), ("a", "y", 2)])))
    none = replace(query, expression=query.expression.limit(0))  # type: ignore[attr-defined]
    assert (len(query.to_pandas()), len(none.to_pandas())) == (1, 0)


def test_too_many_pairs_are_left_to_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    events = read_events(frame_of([("a", "x", 1), ("a", "y", 2), ("a", "x", 3)]))
    arrays = events._log.arrays()
    assert arrays is not None
    assert kernels.transition_kernel(["x"] * 257)(arrays) is None
    monkeypatch.setattr(kernels, "MOST_PAIRS", 1)
    assert kernels.transition_kernel(events.event_names)(arrays) is None
    assert len(transitions(events).to_pandas()) == 2
