"""Lines that start and complete an activity become one event, first started first completed."""

from __future__ import annotations

import sqlite3
from collections import defaultdict, deque
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.events import AttributeTest, Events, Label, keep, read_events, relabel
from journeykit.events.engine import shared_database
from journeykit.questions import time_in_activity, transitions
from tests.draws import draws
from tests.events.reading.test_ends import whole

SECOND = 1_000_000
Line = tuple[str, str, int, str]  # path, activity, second, transition

WORDS = ("start", "complete", "suspend", "resume", "schedule")
LINES = st.lists(
    st.tuples(st.sampled_from("cd"), st.sampled_from("AB"), st.integers(0, 12), st.sampled_from(WORDS)), max_size=24
)


def log(lines: list[Line], column: str = "lifecycle:transition") -> pd.DataFrame:
    times = pd.to_datetime([line[2] for line in lines], unit="s")
    return pd.DataFrame(
        {
            "case_id": [line[0] for line in lines],
            "activity": [line[1] for line in lines],
            "timestamp": [f"{time:%Y-%m-%d %H:%M:%S}" for time in times],
            column: [line[3] for line in lines],
        }
    ).astype("object")


Event = tuple[str, str, int, int | None, int | None]


def obvious(lines: list[Line]) -> tuple[list[Event], int, int]:
    """Events by path, activity and times, the lines that were joined and those that were rejected: line by line."""
    turn = {"start": 0, "complete": 2}
    of: dict[tuple[str, str], list[tuple[int, int, int, str]]] = defaultdict(list)
    for number, (path, activity, second, word) in enumerate(lines):
        of[path, activity].append((second, turn.get(word, 1), number, word))
    found: list[Event] = []
    joined = rejected = 0
    for (path, activity), those in of.items():
        waiting: deque[tuple[int, int]] = deque()
        paused, since = 0, None
        kept = sum(word in turn for *_, word in those)
        for second, _, _, word in sorted(those):
            if word == "schedule":
                continue
            paused += 0 if since is None else second - since
            since = second if word == "suspend" else None
            if word == "start":
                waiting.append((second, paused))
            elif word == "complete" and waiting:
                begun, before = waiting.popleft()
                found.append((path, activity, begun, second, second - begun - (paused - before)))
                joined += 1
            elif word == "complete":
                found.append((path, activity, second, second, None))
        found += [(path, activity, begun, None, None) for begun, _ in waiting]
        others = len(those) - kept
        joined, rejected = (joined + others, rejected) if kept else (joined, rejected + others)
    return found, joined, rejected


def events_of(events: Events) -> list[Event]:
    seconds = [(*row[:2], *(None if cell is None else cell // SECOND for cell in row[2:])) for row in whole(events)]
    return sorted(seconds, key=str)  # type: ignore[arg-type]


def has_pair(lines: list[Line]) -> bool:
    return any(event[4] is not None for event in obvious(lines)[0])


@pytest.mark.slow
@settings(max_examples=draws(40), deadline=None)
@given(lines=LINES, memory=st.booleans())
def test_pairs_equal_a_walk_over_the_lines(lines: list[Line], memory: bool) -> None:
    if not has_pair(lines):
        return
    expected, joined, rejected = obvious(lines)
    with pytest.MonkeyPatch.context() as patch:
        if not memory:
            patch.setitem(shared_database().__dict__, "array_bytes", 0)
        events = read_events(log(lines).assign(n=range(len(lines))), order_col="n")
    assert events_of(events) == sorted(expected, key=str)
    report = events.report
    assert (report.joined, len(report.rejected)) == (joined, rejected)
    assert report.lines == len(lines) == report.kept + joined + rejected


PAIRS: list[Line] = [
    ("c", "A", 0, "start"), ("c", "A", 20, "complete"), ("c", "B", 30, "schedule"), ("c", "B", 40, "start"),
    ("c", "B", 50, "suspend"), ("c", "B", 80, "resume"), ("c", "B", 90, "complete"), ("c", "C", 95, "complete"),
    ("d", "A", 5, "start"), ("d", "B", 7, "schedule"),
]  # fmt: skip


def test_the_report_counts_what_became_of_every_line(tmp_path: Path) -> None:
    log(PAIRS).to_csv(tmp_path / "log.csv", index=False)
    report = read_events(tmp_path / "log.csv").report
    assert report.accounts == "10 lines = 4 kept + 1 rejected + 5 joined into the event of another line"
    assert report.rejected["line"].tolist() == [11]
    assert report.parts is not None
    assert report.parts.iloc[0].tolist() == ["log.csv", 10, 4, 1, 5]
    assert report.roles["lifecycle"] == "'lifecycle:transition' (guessed: its words start and complete activities)"
    assert report.to_confirm["lifecycle_col"] == "lifecycle:transition"
    (note,) = [note for note in report.notes if note.startswith("lifecycle")]
    assert "A start and its completion are one event: 2," in note
    assert "starts without a completion, kept without a duration: 1;" in note
    assert "completions without a start, kept without a duration: 1;" in note
    again = read_events(tmp_path / "log.csv", **report.to_confirm).report
    assert (again.accounts, dict(again.to_confirm)) == (report.accounts, {})


def test_a_pair_does_not_return_to_itself_and_a_suspension_is_no_work() -> None:
    events = read_events(log(PAIRS))
    moves = transitions(events).to_pandas()
    assert moves[["source", "target", "median_gap_s"]].values.tolist() == [["A", "B", 20.0], ["B", "C", 5.0]]
    times = time_in_activity(events, resamples=0).to_pandas()
    assert times[["event", "n", "total_s"]].values.tolist() == [["A", 1, 20.0], ["B", 1, 20.0]]


@pytest.mark.parametrize(
    "words", [("Start", "COMPLETE"), ("begin", "end"), ("started", "finished"), ("START", "ate_abort")]
)
@pytest.mark.parametrize("column", ["lifecycle", "transition", "status", "lifecycle_id", "registration_type"])
def test_other_words_and_columns_are_found_too(words: tuple[str, str], column: str) -> None:
    events = read_events(log([("c", "A", 0, words[0]), ("c", "A", 9, words[1])], column))
    assert events_of(events) == [("c", "A", 0, 9, 9)]


def test_what_runs_at_once_is_told_apart_by_its_instance() -> None:
    lines = log([("c", "A", 0, "start"), ("c", "A", 1, "start"), ("c", "A", 5, "complete"), ("c", "A", 9, "complete")])
    assert [row[4] for row in whole(read_events(lines))] == [5 * SECOND, 8 * SECOND]
    told = lines.assign(**{"concept:instance": ["1", "2", "2", "1"]})
    assert [row[4] for row in whole(read_events(told))] == [9 * SECOND, 4 * SECOND]
    # A number of every line tells nothing apart.
    numbers = lines.assign(**{"concept:instance": ["1", "2", "3", "4"]})
    assert [row[4] for row in whole(read_events(numbers))] == [5 * SECOND, 8 * SECOND]


def test_a_file_from_the_newest_to_the_oldest_has_the_same_pairs(tmp_path: Path) -> None:
    lines = [("c", "A", 0, "start"), ("c", "A", 2, "complete"), ("c", "A", 2, "start"), ("c", "A", 4, "complete")]
    log(lines[::-1]).to_csv(tmp_path / "log.csv", index=False)
    assert [row[2:] for row in whole(read_events(tmp_path / "log.csv"))] == [
        (0, 2 * SECOND, 2 * SECOND), (2 * SECOND, 4 * SECOND, 2 * SECOND),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "options", [{"lifecycle_col": False}, {"attribute_cols": ["lifecycle"]}, {"event_col": ["activity", "lifecycle"]}]
)
def test_every_line_can_stay_an_event(options: dict[str, Any]) -> None:
    events = read_events(log(PAIRS, "lifecycle"), **options)
    assert (len(events), events.has_durations, events.report.joined) == (10, False, 0)
    # As a part of the names it needs no note.
    assert any("each is an event of its own" in note for note in events.report.notes) == ("event_col" not in options)


def test_a_stated_lifecycle_may_have_other_words_and_is_an_attribute_too() -> None:
    lines = [*PAIRS, ("c", "C", 99, "approved")]
    assert not read_events(log(lines, "what")).has_durations
    events = read_events(log(lines, "what"), lifecycle_col="what", attribute_cols=["what"])
    assert events.report.joined == 6
    assert len(relabel(events, [Label("started", where=(AttributeTest("what", "==", "start"),))])) == 3


def test_starts_that_nothing_completes_stay_events_of_their_own() -> None:
    events = read_events(log([("c", "A", 0, "start"), ("c", "B", 2, "complete")]))
    assert (len(events), events.has_durations, events.report.joined) == (2, False, 0)


def test_an_attribute_of_the_completion_fills_what_the_start_leaves_empty() -> None:
    lines = log([("c", "A", 0, "start"), ("c", "A", 2, "complete"), ("c", "B", 3, "complete")])
    lines = lines.assign(result=[None, "won", "lost"], who=["Ann", "Bob", None])
    for memory in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            if not memory:
                patch.setitem(shared_database().__dict__, "array_bytes", 0)
            events = read_events(lines, attribute_cols=["result", "who"])
        assert len(keep(events, where=(AttributeTest("result", "==", "won"), AttributeTest("who", "==", "Ann")))) == 2


XES = "<log>{}</log>"
TRACE = '<trace><string key="concept:name" value="{}"/>{}</trace>'
EVENT = (
    '<event><string key="concept:name" value="{}"/><date key="time:timestamp" value="{}"/>'
    '<string key="lifecycle:transition" value="{}"/></event>'
)


def test_every_kind_of_source_gives_the_same_pairs(tmp_path: Path) -> None:
    lines = log(PAIRS).rename(
        columns={"case_id": "case:concept:name", "activity": "concept:name", "timestamp": "time:timestamp"}
    )
    expected = events_of(read_events(lines))
    assert len(expected) == 4
    lines.to_csv(tmp_path / "log.csv", index=False)
    lines.to_json(tmp_path / "log.jsonl", orient="records", lines=True)
    lines.to_json(tmp_path / "log.json", orient="records")
    lines.to_parquet(tmp_path / "log.parquet")
    lines.to_excel(tmp_path / "log.xlsx", index=False)
    traces = [
        TRACE.format(case, "".join(EVENT.format(row[1], f"{row[2]}Z".replace(" ", "T"), row[3]) for row in rows.values))
        for case, rows in lines.groupby("case:concept:name")
    ]
    (tmp_path / "log.xes").write_text(XES.format("".join(traces)))
    connection = sqlite3.connect(":memory:")
    lines.to_sql("log", connection, index=False)
    cursor = connection.execute("SELECT * FROM log ORDER BY rowid")
    for source in (cursor, [lines.head(4), lines.tail(6)], *sorted(tmp_path.iterdir())):
        events = read_events(source)
        assert events_of(events) == expected
        assert (events.report.lines, events.report.joined) == (10, 5)


def test_parts_of_a_log_count_their_own_lines(tmp_path: Path) -> None:
    lines = log(PAIRS)
    for name, part in (("a.csv", lines.head(4)), ("b.csv", lines.tail(6))):
        part.to_csv(tmp_path / name, index=False)
    parts = read_events(str(tmp_path)).report.parts
    assert parts is not None
    assert parts.values.tolist() == [["a.csv", 4, 2, 0, 2], ["b.csv", 6, 2, 1, 3]]


def test_duplicates_of_starts_and_completions_are_told_apart() -> None:
    lines = [("c", "A", 0, "start"), ("c", "A", 0, "complete"), ("c", "A", 0, "start")]
    events = read_events(log(lines), duplicates="drop")
    assert (events_of(events), len(events.report.rejected)) == ([("c", "A", 0, 0, 0)], 1)


@pytest.mark.slow
def test_the_loan_log_has_a_duration_of_each_work_item(real_data: Any) -> None:
    events = read_events(real_data("bpic2012.xes.gz"))
    report = events.report
    assert (report.lines, report.kept, report.joined, len(report.rejected)) == (262_200, 164_509, 97_631, 60)
    works = time_in_activity(events, resamples=0).to_pandas()
    assert works["n"].sum() == 71_373
