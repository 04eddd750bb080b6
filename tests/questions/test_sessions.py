"""Sessions equal an obvious split, and a sessionised log answers every question per session."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import EventLogError
from journeykit.events import read_events
from journeykit.questions import session_summary, sessionised, sessions, transitions, variants
from tests.events import oracles
from tests.events.conftest import frame_of

ROWS = st.lists(st.tuples(st.sampled_from("uvwx"), st.sampled_from("abc"), st.integers(0, 60)), min_size=1, max_size=80)


def obvious(rows: list[oracles.Row], gap: int) -> list[tuple[str, int, list[tuple[str, int]]]]:
    found = []
    for path, events in sorted(oracles.paths_of(rows).items()):
        parts = [[events[0]]]
        for event in events[1:]:
            if event[1] - parts[-1][-1][1] > gap:
                parts.append([])
            parts[-1].append(event)
        found += [(path, number, part) for number, part in enumerate(parts, start=1)]
    return found


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(ROWS, st.integers(1, 20))
def test_sessions_equal_an_obvious_split(rows: list[oracles.Row], gap: int) -> None:
    events, expected = read_events(frame_of(rows)), obvious(rows, gap)
    frame = sessions(events, f"{gap}s").to_pandas()
    assert frame.drop(columns="start").values.tolist() == [
        [path, number, len(part), float(part[-1][1] - part[0][1]), part[0][0], part[-1][0]]
        for path, number, part in expected
    ]
    assert frame["start"].tolist() == [pd.Timestamp(part[0][1], unit="s") for _, _, part in expected]
    summary = session_summary(events, f"{gap}s").to_pandas().set_index("measure")
    paths = [path for path, _, _ in expected]
    measures = {
        "events": [len(part) for _, _, part in expected],
        "duration_s": [part[-1][1] - part[0][1] for _, _, part in expected],
        "sessions": [paths.count(path) for path in set(paths)],
    }
    for measure, values in measures.items():
        row = summary.loc[measure]
        assert row["n"] == len(values)
        assert row["mean"] == pytest.approx(np.mean(values))
        assert row["median"] == pytest.approx(np.median(values))
        assert row["q95"] == pytest.approx(np.quantile(values, 0.95))
        assert row["single_share"] == pytest.approx(np.mean([v == (measure != "duration_s") for v in values]))


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(ROWS, st.integers(1, 20))
def test_a_sessionised_log_is_the_log_of_its_sessions(rows: list[oracles.Row], gap: int) -> None:
    per_session = sessionised(read_events(frame_of(rows)), f"{gap}s")
    relabelled = [(f"{path}#{number}", event, t) for path, number, part in obvious(rows, gap) for event, t in part]
    expected = read_events(frame_of(relabelled))
    assert (len(per_session), per_session.path_count) == (len(expected), expected.path_count)
    pd.testing.assert_frame_equal(transitions(per_session).to_pandas(), transitions(expected).to_pandas())
    counts = variants(per_session, top=None).to_pandas().set_index("names")["paths"].to_dict()
    assert counts == variants(expected, top=None).to_pandas().set_index("names")["paths"].to_dict()
    listed = variants(per_session, top=None).paths().to_pandas()["path"]
    assert sorted(listed) == sorted({path for path, _, _ in relabelled})


def test_a_pause_of_exactly_the_gap_does_not_split() -> None:
    events = read_events(frame_of([("p", "a", 0), ("p", "b", 1_800), ("p", "c", 3_601)]))
    assert sessions(events, "30m").to_pandas()["events"].tolist() == [2, 1]


@pytest.mark.parametrize("question", [sessions, session_summary, sessionised])
def test_a_bare_number_is_no_gap(question: object) -> None:
    with pytest.raises(EventLogError, match=r"gap=30 is no duration. Write a whole number and a unit"):
        question(read_events(frame_of([("p", "a", 0)])), 30)  # type: ignore[operator]


def test_attributes_come_along_into_a_sessionised_log() -> None:
    frame = frame_of([("p", "a", 0), ("p", "b", 9_000)]).assign(channel=["web", "shop"])
    per_session = sessionised(read_events(frame, attribute_cols=["channel"]), "30m")
    assert per_session.attributes == ("channel",)
    from journeykit.events import Label, matches
    from journeykit.events.labels import AttributeTest

    rule = Label("in the shop", where=(AttributeTest("channel", "==", "shop"),))
    assert matches(per_session, [rule]).to_pandas().dropna(subset=["label"])["event"].tolist() == ["b"]


def test_a_question_about_sessions_is_written_for_other_engines_down_to_the_log_as_read() -> None:
    per_session = sessionised(read_events(frame_of([("p", "a", 0), ("p", "b", 9_000)])), "30m")
    query = variants(per_session)
    assert query.definition["population"] == (
        "all 2 paths of the log · each path is a session, without a pause longer than 30m"
    )
    for dialect in ("spark", "clickhouse"):
        assert "log_" not in query.sql(dialect)
        assert "1800000000" in query.sql(dialect)
