"""A log without times is read by its order; one that may have times asks for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from journeykit import questions as qs
from journeykit.errors import ColumnRoleError, EventLogError
from journeykit.events import Events, Query, keep, read_events
from journeykit.events.reading.lone_order import is_order, written_as_times

PAGES = "session,step,page\ns1,2,product\ns1,1,home\ns1,3,cart\ns2,1,home\ns2,2,cart\n"


def paths_of(events: Events) -> dict[str, tuple[str, ...]]:
    frame = qs.rows(events).to_pandas()
    return {str(path): tuple(rows["event"]) for path, rows in frame.groupby("path", sort=False)}


def test_order_numbers_order_the_events_of_a_log_without_times(csv_file: Callable[..., Path]) -> None:
    events = read_events(csv_file(PAGES))
    assert paths_of(events) == {"s1": ("home", "product", "cart"), "s2": ("home", "cart")}
    assert not events.has_times
    assert events.period() is None
    assert events.report.time_format == "none in this log, only an order: the column 'step'"
    again = read_events(csv_file(PAGES), **events.report.to_confirm)
    assert paths_of(again) == paths_of(events)
    assert dict(again.report.to_confirm) == {}


def test_rows_are_the_order_where_it_is_said_that_there_are_no_times(csv_file: Callable[..., Path]) -> None:
    log = csv_file("user_id,page\nu,a\nv,b\nu,c\nu,b\n")
    with pytest.raises(ColumnRoleError, match=r"If the log has no times and its rows are in order, timestamp_col=\(\)"):
        read_events(log)
    assert paths_of(read_events(log, timestamp_col=())) == {"u": ("a", "c", "b"), "v": ("b",)}


@pytest.mark.parametrize(
    ("text", "propose"),
    [
        ("user_id,page,step,erstellt\nu,a,1,2024-05-01\nu,b,2,2024-05-02\n", "timestamp_col='erstellt'"),
        ("user_id,page,step,moment\nu,a,1,1714557600\nu,b,2,1714557700\n", "timestamp_col='moment'"),
    ],
)
def test_a_column_that_may_be_the_time_is_asked_for(csv_file: Callable[..., Path], text: str, propose: str) -> None:
    with pytest.raises(ColumnRoleError) as error:
        read_events(csv_file(text))
    assert propose in str(error.value)


def test_an_id_that_comes_twice_in_a_path_is_no_order(csv_file: Callable[..., Path]) -> None:
    with pytest.raises(ColumnRoleError, match="which one is the time"):
        read_events(csv_file("user_id,page,order\nu,a,17\nu,b,17\nv,a,18\n"))
    assert is_order(["1", "2.0", "1"], ["a", "a", "b"])
    assert not is_order(["1", "1"], ["a", "a"])
    assert not is_order(["1", None], ["a", "a"])


def test_numbers_of_steps_do_not_change_a_log_with_times(csv_file: Callable[..., Path]) -> None:
    events = read_events(csv_file("user_id,step,timestamp\nu,1,2024-05-01\nu,2,2024-05-02\n"))
    assert events.event_names == ("1", "2")
    assert events.has_times


def test_an_order_that_is_no_whole_number_rejects_its_line_and_equal_ones_are_told(
    csv_file: Callable[..., Path],
) -> None:
    log = csv_file("session,step,page\ns,1,a\ns,1,b\ns,x,c\n")
    events = read_events(log, order_col="step", event_col="page", timestamp_col=())
    assert paths_of(events) == {"s": ("a", "b")}
    assert events.report.rejected[["line", "column", "reason"]].values.tolist() == [
        [4, "step", "the order is not a whole number"]
    ]
    assert "events with the same order number as the next one of their path: 1; the row order decides" in (
        events.report.notes
    )


def test_what_needs_times_says_that_there_are_none(csv_file: Callable[..., Path]) -> None:
    events = read_events(csv_file(PAGES))
    asks: list[Callable[[Events], object]] = [
        lambda log: qs.funnel(log, ["home", "cart"], window="1h"),
        lambda log: qs.funnel(log, ["home", qs.Step("cart", within="1h")]),
        lambda log: qs.funnel(log, ["home", qs.Step("cart", after="1h")]),
        lambda log: qs.sessions(log, "30m"),
        lambda log: qs.session_summary(log, "30m"),
        lambda log: qs.sessionised(log, "30m"),
        lambda log: qs.time_in_stage(log),
        lambda log: qs.time_between(log, "home", "cart"),
        lambda log: qs.retention(log),
        lambda log: qs.survival(log, end="cart"),
        lambda log: qs.early_drop(log),
        lambda log: qs.last_touchpoints(log, idle="1d"),
        lambda log: keep(log, since="2024-01-01", period="start"),
        lambda log: keep(log, edge="1d"),
        lambda log: qs.split(log, qs.transitions, by={"May": {"until": "2024-06-01", "period": "start"}}),
    ]
    # Also in a log that was made of it.
    for log in (events, keep(events, min_events=2)):
        for ask in asks:
            with pytest.raises(
                EventLogError, match=r"this log has no times, only the order of its events.*timestamp_col=…"
            ):
                ask(log)


def test_what_needs_no_times_answers_as_for_the_same_log_with_times() -> None:
    order = pd.DataFrame(
        {
            "user_id": list("aaaabbbccd"),
            "event": ["home", "cart", "home", "pay", "home", "help", "pay", "home", "cart", "pay"],
            "step": [1, 2, 3, 4, 1, 2, 3, 1, 2, 1],
        }
    )
    times = order.assign(timestamp=pd.Timestamp("2024-05-01") + pd.to_timedelta(order.pop("step"), unit="h"))
    with_order = read_events(times.assign(step=times["timestamp"].dt.hour).drop(columns="timestamp").sample(frac=1))
    with_times = read_events(times)
    assert not with_order.has_times
    asks: list[Callable[[Events], Query]] = [
        qs.transitions,
        qs.variants,
        qs.steps,
        qs.reach,
        qs.loops,
        qs.entry_points,
        qs.last_touchpoints,
        lambda log: qs.funnel(log, ["home", "cart", "pay"]),
        lambda log: qs.funnel(log, ["home", "pay"], order="direct"),
        lambda log: qs.funnel(log, ["home", "pay"], reentry="best"),
        lambda log: qs.conformance(log, ["home", "cart", "pay"]),
        lambda log: qs.removal_effect(log, "pay"),
        lambda log: qs.attribution(log, "pay"),
        lambda log: qs.stage_flow(log, ["home", "cart", "pay"]),
    ]
    for ask in asks:
        found, expected = ask(with_order).to_pandas(), ask(with_times).to_pandas()
        timed = [name for name in expected.columns if name.endswith("_s") or name == "time_decay"]
        assert found[timed].isna().all(axis=None)
        pd.testing.assert_frame_equal(found.drop(columns=timed), expected.drop(columns=timed))
        assert "the log has no times" in ask(with_order).definition["ties"]


def test_a_kept_log_remembers_that_it_has_no_times(csv_file: Callable[..., Path]) -> None:
    log = csv_file(PAGES)
    first, second = (read_events(log, keep=True) for _ in range(2))
    assert any("reused" in note for note in second.report.notes)
    assert paths_of(second) == paths_of(first)
    assert not second.has_times
    assert "the log has no times" in qs.transitions(second).definition["ties"]


@pytest.mark.parametrize(
    ("text", "numbers", "time"),
    [
        ("2024-05-01", False, True),
        ("31/12/2024 10:00", False, True),
        ("Dec 31, 2026, 2:05\u202fPM", False, True),
        ("1714557600", False, False),
        ("1714557600", True, True),
        ("12345", True, False),
        ("home", True, False),
    ],
)
def test_times_are_known_by_how_they_are_written(text: str, numbers: bool, time: bool) -> None:
    assert written_as_times([text, None, " "], numbers=numbers) is time
