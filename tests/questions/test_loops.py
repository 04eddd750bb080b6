"""Repeats and returns equal an obvious walk along every path."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.events import read_events
from journeykit.questions import loops, rework
from tests.events import oracles
from tests.events.conftest import frame_of

ROWS = st.lists(st.tuples(st.sampled_from("uvwx"), st.sampled_from("abc"), st.integers(0, 9)), min_size=1, max_size=80)


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(ROWS)
def test_loops_equal_an_obvious_walk(rows: list[oracles.Row]) -> None:
    events = read_events(frame_of(rows))
    repeats, returns, count = Counter[str](), Counter[str](), Counter[str]()
    who: dict[tuple[str, str], set[str]] = defaultdict(set)
    for path, visited in oracles.paths_of(rows).items():
        names = [name for name, _ in visited]
        for n, name in enumerate(names):
            count[name] += 1
            who["with", name].add(path)
            if n and names[n - 1] == name:
                repeats[name] += 1
                who["repeat", name].add(path)
                who["repeat", ""].add(path)
            elif name in names[:n]:
                returns[name] += 1
                who["return", name].add(path)
                who["return", ""].add(path)
    for row in loops(events).to_pandas().itertuples():
        assert (row.events, row.repeats, row.returns) == (count[row.event], repeats[row.event], returns[row.event])
        assert row.paths == len(who["with", row.event])
        assert (row.repeat_paths, row.return_paths) == (len(who["repeat", row.event]), len(who["return", row.event]))
        assert row.repeat_share == pytest.approx(row.repeat_paths / row.paths)
        assert row.extra_events == row.repeats + row.returns == row.events - row.paths
        assert row.extra_share == pytest.approx(row.extra_events / row.events)
    table = rework(events).to_pandas().set_index("kind")
    any_of = who["repeat", ""] | who["return", ""]
    assert table["paths"].tolist() == [len(who["repeat", ""]), len(who["return", ""]), len(any_of)]
    assert table["extra_events"].tolist() == [repeats.total(), returns.total(), repeats.total() + returns.total()]
    assert table.loc["any", "event_share"] == pytest.approx(table.loc["any", "extra_events"] / len(rows))
    assert table.loc["any", "path_share"] == pytest.approx(len(any_of) / events.path_count)
