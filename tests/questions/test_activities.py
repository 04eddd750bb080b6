"""Working and waiting time equal an obvious computation, in seconds."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import EventLogError
from journeykit.events import AttributeTest, Events, Label, keep, read_events, relabel
from journeykit.questions import (
    sessionised,
    split,
    time_in_activity,
    time_in_stage,
    transitions,
    variants,
    waiting_time,
    working_and_waiting,
)
from tests.draws import draws

Lasting = tuple[str, str, int, int | None]  # path, activity, second, seconds it takes

LASTING = st.lists(
    st.tuples(st.sampled_from("uvw"), st.sampled_from("abc"), st.integers(0, 300), st.none() | st.integers(0, 90)),
    min_size=1,
    max_size=40,
)


def log(rows: list[Lasting], **more: Any) -> Events:
    begins = [pd.Timestamp(row[2], unit="s") for row in rows]
    ends = [
        pd.NaT if row[3] is None else begin + pd.Timedelta(seconds=row[3])
        for begin, row in zip(begins, rows, strict=True)
    ]
    frame = pd.DataFrame(
        {
            "user_id": [row[0] for row in rows],
            "event": [row[1] for row in rows],
            "start_time": pd.to_datetime(begins),
            "end_time": pd.to_datetime(ends),
            "seq": range(len(rows)),
        }
    )
    return read_events(frame.assign(**more), attribute_cols=list(more))


CASE: list[Lasting] = [
    ("c1", "call", 0, 1200),
    ("c1", "repair", 3600, 3600),
    ("c2", "call", 0, 600),
    ("c2", "repair", 1800, 600),
]


def obvious(rows: list[Lasting]) -> tuple[dict[str, list[int]], dict[str, list[int]], list[int]]:
    """Working times and waiting times by activity, and what elapsed of each path."""
    working, waiting, elapsed = defaultdict(list), defaultdict(list), []
    for path in sorted({row[0] for row in rows}):
        own = sorted((row for row in rows if row[0] == path), key=lambda row: row[2])
        ends = [begin + (took or 0) for _, _, begin, took in own]
        elapsed.append(max(ends) - own[0][2])
        for place, (_, name, begin, took) in enumerate(own):
            working[name] += [] if took is None else [took]
            waiting[name] += [max(0, begin - max(ends[:place]))] if place else []
    return working, waiting, elapsed


def assert_quantiles(frame: pd.DataFrame, expected: dict[str, list[int]]) -> None:
    expected = {name: values for name, values in expected.items() if values}
    assert frame["event"].tolist() == sorted(expected)
    for row in frame.itertuples():
        values = expected[row.event]
        assert (row.n, row.total_s) == (len(values), sum(values))
        found = (row.q25_s, row.median_s, row.q75_s, row.q95_s)
        assert found == pytest.approx(np.quantile(values, [0.25, 0.5, 0.75, 0.95]))


@pytest.mark.slow
@settings(max_examples=draws(12), deadline=None)
@given(rows=LASTING)
def test_working_and_waiting_time_equal_an_obvious_computation(rows: list[Lasting]) -> None:
    events = log(rows)
    working, waiting, elapsed = obvious(rows)
    assert_quantiles(time_in_activity(events, resamples=0).to_pandas(), working)
    assert_quantiles(waiting_time(events, resamples=0).to_pandas(), waiting)
    (row,) = working_and_waiting(events).to_pandas().itertuples(index=False)
    sums = [sum(sum(values) for values in times.values()) for times in (working, waiting)]
    assert (row.paths, row.elapsed_s, row.working_s, row.waiting_s) == (len(elapsed), sum(elapsed), *sums)
    assert row.waiting_share == pytest.approx(sums[1] / sum(elapsed)) if sum(elapsed) else np.isnan(row.waiting_share)


def test_the_case_of_two_columns() -> None:
    events = log(CASE)
    assert time_in_activity(events).to_pandas()["total_s"].tolist() == [1800, 4200]
    waits = waiting_time(events, resamples=0).to_pandas()
    assert waits[["event", "n", "total_s", "median_s"]].values.tolist() == [["repair", 2, 3600.0, 1800.0]]
    assert working_and_waiting(events).to_pandas().iloc[0].tolist() == [2, 9600, 6000, 3600, 0.375]


def test_per_path_adds_up() -> None:
    rows: list[Lasting] = [("u", "a", 0, 10), ("u", "a", 20, 10), ("v", "a", 0, 5)]
    assert time_in_activity(log(rows), per="path").to_pandas()[["n", "total_s", "median_s"]].values.tolist() == [
        [2, 25.0, 12.5]
    ]
    assert waiting_time(log(rows), per="path").to_pandas()["total_s"].tolist() == [10]


def test_filters_groups_stages_and_sessions_keep_the_durations() -> None:
    events = log(CASE, plan=["pro", "pro", "free", "free"])
    pro = keep(events, where=AttributeTest("plan", "==", "pro"))
    assert time_in_activity(pro, resamples=0).to_pandas()["total_s"].tolist() == [1200, 3600]
    late = keep(events, since="1970-01-01 00:30", period="events")
    assert time_in_activity(late, resamples=0).to_pandas()["total_s"].tolist() == [4200]
    groups = split(events, time_in_activity, by="plan").to_pandas()
    assert groups[["group", "event", "total_s"]].values.tolist() == [
        ["free", "call", 600.0], ["free", "repair", 600.0], ["pro", "call", 1200.0], ["pro", "repair", 3600.0],
    ]  # fmt: skip
    stage = relabel(events, [Label("service", ("*",))])
    assert time_in_activity(stage, resamples=0).to_pandas()["total_s"].tolist() == [6000]
    assert waiting_time(relabel(events, [Label("fix", ("repair",))]), resamples=0).to_pandas().empty
    parts = sessionised(events, "45m")
    assert (parts.path_count, time_in_activity(parts, resamples=0).to_pandas()["n"].tolist()) == (3, [2, 2])
    assert working_and_waiting(pro).paths().to_pandas()["path"].tolist() == ["c1"]


def test_the_time_between_two_events_is_from_end_to_beginning() -> None:
    events = log([*CASE, ("c3", "call", 0, 100), ("c3", "repair", 40, 100)])
    (row,) = transitions(events).to_pandas().itertuples(index=False)
    assert (row.transitions, row.median_gap_s) == (3, 1200)
    assert transitions(events).definition["times"].startswith("from the end of the source")
    # Everything else counts beginnings, and says so.
    assert time_in_stage(events, resamples=0).to_pandas()["median_s"].tolist() == [1800]
    assert "from beginning to beginning" in variants(events).definition["times"]


def test_a_log_without_durations_says_what_to_do() -> None:
    log = pd.DataFrame({"user_id": ["a", "a"], "event": ["x", "y"], "timestamp": ["2024-05-01", "2024-05-02"]})
    events = read_events(log)
    assert "times" not in transitions(events).definition
    for ask in (time_in_activity, waiting_time, working_and_waiting):
        with pytest.raises(EventLogError) as error:
            ask(events)
        assert str(error.value).startswith(
            f"{ask.__name__} needs events with a beginning and an end, and this log has only times. Read it with the "
            "column of the ends (end_col=…), of the durations (duration_col=…) or of start and complete"
        )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"per": "visit"}, "per='visit' is unknown. Use one of 'event', 'path'."),
        ({"resamples": -1}, "resamples=-1 cannot be negative. 0 leaves the interval out."),
    ],
)
def test_a_wrong_setting_says_what_is_allowed(options: dict[str, Any], message: str) -> None:
    for ask in (time_in_activity, waiting_time):
        with pytest.raises(EventLogError) as error:
            ask(log(CASE), **options)
        assert str(error.value) == message


@pytest.mark.parametrize("dialect", ["spark", "clickhouse", "bigquery", "snowflake", "trino"])
def test_the_questions_are_written_for_other_engines(dialect: str) -> None:
    events = log(CASE)
    for query in (time_in_activity(events), waiting_time(events, per="path"), working_and_waiting(events)):
        assert "SELECT" in query.sql(dialect)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_durations_of_a_lifecycle_equal_the_interval_log_of_pm4py() -> None:
    pm4py = pytest.importorskip("pm4py", reason="pm4py comes with the extra oracle")
    from pm4py.objects.log.util import interval_lifecycle

    random = np.random.default_rng(3)
    size = 600
    frame = pd.DataFrame(
        {
            "case:concept:name": random.choice(["c1", "c2", "c3", "c4"], size),
            "concept:name": random.choice(["a", "b", "c"], size),
            "time:timestamp": pd.to_datetime(np.cumsum(random.integers(1, 500, size)), unit="s", utc=True),
            "lifecycle:transition": random.choice(["start", "complete"], size),
        }
    )
    expected: dict[str, list[float]] = defaultdict(list)
    for trace in interval_lifecycle.to_interval(pm4py.convert_to_event_log(frame)):
        for event in trace:
            took = (event["time:timestamp"] - event["start_timestamp"]).total_seconds()
            # What nothing started takes no time there, and here it is not known how long.
            expected[event["concept:name"]] += [took] if took else []
    answer = time_in_activity(read_events(frame), resamples=0).to_pandas()
    assert answer["event"].tolist() == ["a", "b", "c"]
    for row in answer.itertuples():
        assert (row.n, row.total_s) == (len(expected[row.event]), sum(expected[row.event]))
