"""Who from several columns, with identities joined, and event names of several parts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import ColumnRoleError
from journeykit.events import Events, read_events
from journeykit.questions import transitions
from tests.events.reading.test_source_kinds import in_order

WHO = ["user_id", "anonymous_id"]


def frame_of(rows: list[tuple[str | None, str | None, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[*WHO, "event"], dtype="str")
    return frame.assign(timestamp=pd.date_range("2024-01-01", periods=len(rows), freq="h"))


def lengths(events: Events) -> dict[str, int]:
    from journeykit.events.sql import sql_template

    text = "SELECT p.id AS id, COUNT(*) AS n FROM j JOIN paths AS p ON p.path = j.path GROUP BY p.id"
    return {row["id"]: row["n"] for row in events._log.rows(sql_template(text))}


LOGGED_IN = [(None, "a", "see"), ("ann", "a", "log in"), (None, "a", "pay"), (None, "b", "see")]


def test_a_user_claims_the_events_of_the_device_that_only_they_used() -> None:
    events = read_events(frame_of(LOGGED_IN), path_col=WHO)
    assert lengths(events) == {"ann": 3, "b": 1}
    assert any("identities joined" in note and note.endswith(": 1") for note in events.report.notes)
    assert events.report.to_confirm["path_col"] == WHO


def test_a_shared_device_stays_apart_and_is_counted() -> None:
    events = read_events(frame_of([*LOGGED_IN, ("bob", "a", "log in")]), path_col=WHO)
    assert lengths(events) == {"ann": 1, "bob": 1, "a": 2, "b": 1}
    assert any("a shared device" in note and note.endswith(": 1") for note in events.report.notes)


@pytest.mark.parametrize("word", ["NULL", "", " ", "undefined", "00000000-0000-0000-0000-000000000000"])
def test_an_id_that_means_a_missing_one_leaves_the_next_column_to_decide(word: str) -> None:
    assert lengths(read_events(frame_of([(word, "a", "see"), (word, "b", "see")]), path_col=WHO)) == {"a": 1, "b": 1}


def test_a_source_that_is_read_once_and_a_file_answer_alike(tmp_path: Path) -> None:
    frame = frame_of([*LOGGED_IN, ("bob", "b", "log in"), (None, None, "lost")])
    frame.to_csv(tmp_path / "log.csv", index=False)
    table = pa.Table.from_pandas(frame)
    stream = pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=2))
    each = [read_events(source, path_col=WHO) for source in (frame, tmp_path / "log.csv", stream)]
    assert [lengths(events) for events in each] == [{"ann": 3, "bob": 2}] * 3
    assert [events.report.reasons for events in each] == [{"the path id is empty": 1}] * 3


texts = st.one_of(st.none(), st.sampled_from("xyz"))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(texts, st.one_of(st.none(), st.sampled_from("abc")), st.just("e")), min_size=1, max_size=20))
def test_identities_equal_an_obvious_walk(rows: list[tuple[str | None, str | None, str]]) -> None:
    beside: dict[str, set[str]] = {}
    for user, device, _ in rows:
        if user and device:
            beside.setdefault(device, set()).add(user)
    wanted: dict[str, int] = {}
    for user, device, _ in rows:
        owners = beside.get(device or "", set())
        who = user or (next(iter(owners)) if len(owners) == 1 else device)
        if who:
            wanted[who] = wanted.get(who, 0) + 1
    assert lengths(read_events(frame_of(rows), path_col=WHO)) == wanted


def test_a_name_has_several_parts() -> None:
    frame = pd.DataFrame({"user_id": "u", "category": ["video", "form", None], "action": ["play", "play", "send"]})
    events = read_events(
        frame.assign(timestamp=pd.date_range("2024-01-01", periods=3)), event_col=("category", "action")
    )
    pairs = transitions(events).to_pandas()
    assert sorted(zip(pairs["source"], pairs["target"], strict=True)) == [
        ("form: play", "send"),
        ("video: play", "form: play"),
    ]
    assert events.report.to_confirm["event_col"] == ["category", "action"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"path_col": ["user_id", "anonymus_id"]}, "Did you mean 'anonymous_id'"),
        ({"event_col": []}, "names no column"),
    ],
)
def test_a_wrong_list_says_what_is_there(options: dict[str, object], message: str) -> None:
    with pytest.raises(ColumnRoleError, match=message):
        read_events(frame_of(LOGGED_IN), **options)  # type: ignore[arg-type]


def test_a_line_in_which_all_parts_of_the_name_are_empty_is_rejected_alone() -> None:
    rows = [("video", "play"), (None, "click"), ("form", None), (None, None), ("", " ")]
    frame = pd.DataFrame(rows, columns=["category", "action"]).assign(user_id="u", timestamp="2024-05-01")
    events = read_events(frame, event_col=["category", "action"])
    assert [event for _, event, _ in in_order(events)] == ["video: play", "click", "form"]
    assert events.report.reasons == {"the event name is empty": 2}
