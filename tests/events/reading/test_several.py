"""Several sources of different shape are one log: joined by identity, each event with its source, no line lost."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeykit as jk
from journeykit.errors import CancelledError, ColumnRoleError, EventLogError
from journeykit.events import AttributeTest, Cancel, Events, Label, keep, matches, read_events, source
from journeykit.events.engine import shared_database
from journeykit.events.reading.notice import WRONG, by_harm
from journeykit.events.sql import sql_template
from journeykit.questions import transitions
from tests.draws import draws

WHO = ["user_id", "anonymous_id"]


def paths_of(events: Events) -> dict[str, list[str]]:
    """Return the events of each path in order."""
    text = (
        "SELECT p.id AS id, n.name AS name FROM j JOIN paths AS p ON p.path = j.path JOIN names AS n"
        " ON n.event = j.event ORDER BY j.path, j.position"
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in events._log.rows(sql_template(text)):
        found[row["id"]].append(row["name"])
    return dict(found)


def frame(rows: list[tuple[Any, ...]], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns, dtype="str")


def clinic(folder: Path) -> tuple[Path, Path]:
    """Write the phone list and the web log of a dentist."""
    phone, web = folder / "phone.csv", folder / "web.jsonl"
    phone.write_text(
        "Patient;Anruf;Zeit\n17;book;14.05.2026 10:00\n17;remind;16.05.2026 09:00\n23;book;14.05.2026 11:00\n"
        ";book;14.05.2026 12:00\n",
        encoding="utf-8",
    )
    rows = [
        (None, "c-1", "see prices", "2026-05-13T08:00:00+02:00"),
        ("17", "c-1", "log in", "2026-05-14T07:55:00+02:00"),
        (None, "c-1", "see map", "2026-05-15T10:00:00+02:00"),
        (None, "c-2", "see prices", "2026-05-15T10:00:00+02:00"),
    ]
    names = [*WHO, "event", "timestamp"]
    text = "".join(f"{json.dumps(dict(zip(names, row, strict=True)))}\n" for row in rows)
    web.write_text(text + "{broken\n", encoding="utf-8")
    return phone, web


def dentist(folder: Path, **more: Any) -> Events:
    phone, web = clinic(folder)
    called = source(phone, path_col="Patient", event_col="Anruf", timestamp_col="Zeit")
    return read_events([called, source(web, path_col=WHO)], timezone="Europe/Berlin", **more)


def test_the_phone_list_and_the_web_log_of_a_dentist_are_one_log(tmp_path: Path) -> None:
    events = dentist(tmp_path)
    assert paths_of(events) == {
        "17": ["see prices", "log in", "book", "see map", "remind"],
        "23": ["book"],
        "c-2": ["see prices"],
    }
    assert events.timezone == "Europe/Berlin"
    assert any("identities joined" in note and note.endswith(": 1") for note in events.report.notes)
    assert "paths with events of several sources: 1 of 3" in events.report.notes


def test_every_line_of_every_source_is_kept_or_rejected_with_its_file_and_line(tmp_path: Path) -> None:
    report = dentist(tmp_path).report
    assert (report.lines, report.kept) == (9, 7)
    assert report.parts is not None
    assert report.parts.to_numpy().tolist() == [["phone.csv", 4, 3, 1], ["web.jsonl", 5, 4, 1]]
    assert [list(row)[:2] for row in report.rejected.to_numpy()] == [["phone.csv", 5], ["web.jsonl", 5]]
    assert [each.where for each in report.rejections()] == ["line 5 of phone.csv", "line 5 of web.jsonl"]
    assert [(each.lines, each.kept, len(each.rejected)) for each in report.sources] == [(4, 3, 1), (5, 4, 1)]


def test_the_source_of_an_event_is_an_attribute_for_filters_splits_and_rules(tmp_path: Path) -> None:
    events = dentist(tmp_path)
    assert events.attributes == ("source",)
    called = keep(events, where=[AttributeTest("source", "==", "phone.csv")])
    assert sorted(paths_of(called)) == ["17", "23"]
    phoned = Label("phone", where=(AttributeTest("source", "==", "phone.csv"),))
    found = matches(events, [phoned]).to_pandas()
    assert sorted(found.loc[found["label"] == "phone", "event"]) == ["book", "remind"]


def test_a_source_with_an_attribute_of_that_name_keeps_it(tmp_path: Path) -> None:
    phone, _ = clinic(tmp_path)
    utm = frame([("9", "see", "2026-05-01 10:00", "advert")], ["user_id", "event", "timestamp", "source"])
    called = source(phone, path_col="Patient", event_col="Anruf", timestamp_col="Zeit")
    events = read_events([called, source(utm, name="web", attribute_cols=["source"])])
    assert events.attributes == ("source", "log_source")
    assert any("the source of an event is the attribute 'log_source'" in note for note in events.report.notes)
    test = AttributeTest("log_source", "==", "web")
    assert sorted(paths_of(keep(events, where=[test]))) == ["9"]


def test_a_map_whose_rule_compares_the_source_is_measured(tmp_path: Path) -> None:
    journey = jk.new_map("Dentist", stages=["Look", "Book"])
    journey = jk.edit.add_touchpoint(journey, "Site", stage="look", binding={"events": ["see*"]})
    rule = {"events": ["*"], "where": [{"column": "source", "operator": "=", "value": "phone"}]}
    journey = jk.edit.add_touchpoint(journey, "Phone", stage="book", binding=rule)
    phone, web = clinic(tmp_path)
    sources = [
        source(phone, name="phone", path_col="Patient", event_col="Anruf", timestamp_col="Zeit"),
        source(web, path_col=WHO),
    ]
    events = jk.evidence.read_events_for(journey, sources)
    reach = jk.measure(journey, events).reach.set_index("touchpoint")["paths"]
    assert reach.to_dict() == {"Site": 2, "Phone": 2}


def test_ties_between_sources_are_in_the_order_in_which_they_are_named() -> None:
    at = ["2026-05-01 10:00"] * 2
    one = pd.DataFrame({"user_id": ["a", "a"], "event": ["b2", "b1"], "timestamp": at})
    other = pd.DataFrame({"user_id": ["a", "a"], "event": ["a2", "a1"], "timestamp": at})
    named = [source(one, name="one"), source(other, name="other")]
    assert paths_of(read_events(named)) == {"a": ["b2", "b1", "a2", "a1"]}
    assert paths_of(read_events(named[::-1])) == {"a": ["a2", "a1", "b2", "b1"]}
    events = read_events(named)
    assert any("in the order of their sources" in note for note in events.report.notes)
    assert "in the order of their sources" in transitions(events).definition["ties"]


def test_files_frames_relations_and_cursors_mix(tmp_path: Path) -> None:
    names = ["user_id", "event", "timestamp"]
    rows = [("a", f"e{number}", f"2026-05-0{number + 1} 10:00") for number in range(6)]
    (tmp_path / "log.csv").write_text(f"{','.join(names)}\n{','.join(rows[0])}\n", encoding="utf-8")
    held_frame = frame([rows[4]], names)
    with sqlite3.connect(":memory:") as held, duckdb.connect() as other:
        cursor = held.execute("SELECT ? AS user_id, ? AS event, ? AS timestamp", rows[3])
        relation = other.from_df(held_frame)
        events = read_events(
            [
                source(tmp_path / "log.csv"),
                frame([rows[1]], names),
                pl.DataFrame({name: [value] for name, value in zip(names, rows[2], strict=True)}),
                source(cursor, name="warehouse"),
                relation,
                pa.table({name: [value] for name, value in zip(names, rows[5], strict=True)}),
            ]
        )
    assert paths_of(events) == {"a": [f"e{number}" for number in range(6)]}
    assert len({each.source for each in events.report.sources}) == 6


def test_a_cursor_with_ids_of_several_columns_is_joined_with_a_file(tmp_path: Path) -> None:
    with sqlite3.connect(":memory:") as held:
        text = "SELECT ? AS user_id, ? AS anonymous_id, 'log in' AS event, '2026-05-02' AS timestamp"
        cursor = held.execute(text, ("ann", "c1"))
        app = frame([("c1", "open", "2026-05-01")], ["anonymous_id", "event", "timestamp"])
        events = read_events([source(cursor, path_col=WHO), source(app, path_col="anonymous_id")])
    assert paths_of(events) == {"ann": ["open", "log in"]}


people = st.one_of(st.none(), st.sampled_from(["ann", "bob"]))
devices = st.one_of(st.none(), st.sampled_from(["c1", "c2", "c3"]))
web_rows = st.lists(st.tuples(people, devices), max_size=8)


@pytest.mark.slow
@settings(max_examples=draws(6), deadline=None)
@given(web_rows, web_rows, st.lists(devices, max_size=4), st.lists(people, max_size=4))
def test_identities_across_sources_equal_an_obvious_walk(
    first: list[tuple[str | None, str | None]],
    second: list[tuple[str | None, str | None]],
    app: list[str | None],
    phone: list[str | None],
) -> None:
    sides: defaultdict[str, set[str]] = defaultdict(set)
    for user, device in [*first, *second]:
        if user and device:
            sides[device].add(user)

    def who(user: str | None, device: str | None) -> str | None:
        owners = sides.get(device or "", set())
        return user or (next(iter(owners)) if len(owners) == 1 else device)

    ids = [*(who(*row) for row in [*first, *second]), *(who(None, row) for row in app), *phone]
    wanted: defaultdict[str, int] = defaultdict(int)
    for each in ids:
        if each:
            wanted[each] += 1

    def rows(some: list[Any], columns: list[str]) -> pd.DataFrame:
        cells = [row if isinstance(row, tuple) else (row,) for row in some]
        return frame(cells, columns).assign(event="e", timestamp="2026-05-01")

    events = read_events(
        [
            source(rows(first, WHO), name="1", path_col=WHO),
            source(rows(second, WHO), name="2", path_col=WHO),
            source(rows(app, ["anonymous_id"]), name="3", path_col="anonymous_id"),
            source(rows(phone, ["patient"]), name="4", path_col="patient"),
        ]
    )
    assert {path: len(names) for path, names in paths_of(events).items()} == wanted
    assert events.report.lines == events.report.kept + len(events.report.rejected) == len(ids)


def lasting_sources() -> list[Any]:
    """Return treatments with an end, pairs of start and complete, and a phone list without ends."""
    names = ["user_id", "event", "start_time", "end_time"]
    treated = frame([("a", "treat", "2026-05-02 10:00", "2026-05-02 10:30")], names)
    rows = [("a", "wait", f"2026-05-02 09:{minute}", word) for minute, word in (("40", "start"), ("55", "complete"))]
    waited = frame(rows, ["user_id", "event", "timestamp", "lifecycle:transition"])
    called = frame([("a", "book", "2026-05-01 10:00")], ["user_id", "event", "timestamp"])
    return [source(treated, name="chair"), source(waited, name="room"), source(called, name="phone")]


@pytest.mark.parametrize("by_database", [False, True], ids=["in memory", "by the database"])
def test_events_of_some_sources_last_and_lines_are_joined(monkeypatch: pytest.MonkeyPatch, by_database: bool) -> None:
    if by_database:
        monkeypatch.setitem(shared_database().__dict__, "array_bytes", 0)
    events = read_events(lasting_sources())
    assert events.has_durations
    rows = events._log.rows(sql_template("SELECT n.name, j.duration FROM j JOIN names AS n ON n.event = j.event"))
    minutes = {row["name"]: row["duration"] and row["duration"] // 60_000_000 for row in rows}
    assert minutes == {"treat": 30, "wait": 15, "book": None}
    report = events.report
    assert (report.lines, report.kept, report.joined) == (4, 3, 1)
    assert "4 lines = 3 kept + 0 rejected + 1 joined" in str(report)
    assert report.parts is not None
    assert report.parts["joined"].tolist() == [0, 1, 0]
    off = read_events([source(each.data, name=each.name, lifecycle_col=False) for each in lasting_sources()[1:]])
    assert not off.has_durations


def test_a_log_too_large_for_memory_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_memory = dentist(tmp_path, attribute_cols=["Anruf"], similar_names="merge")
    monkeypatch.setitem(shared_database().__dict__, "array_bytes", 0)
    spilled = dentist(tmp_path, attribute_cols=["Anruf"], similar_names="merge")
    rows = sql_template("SELECT * FROM j ORDER BY path, position")
    assert spilled._log.rows(rows) == in_memory._log.rows(rows)
    assert any("too large" in note for note in spilled.report.notes)


def test_names_of_one_spelling_are_merged_across_sources_and_shared_ones_are_told() -> None:
    columns = ["user_id", "event", "timestamp"]
    one = frame([("a", "Pay", "2026-05-01"), ("a", "see", "2026-05-01")], columns)
    other = frame([("a", "pay ", "2026-05-02"), ("a", "PAY", "2026-05-02"), ("a", "see", "2026-05-02")], columns)
    sources = [source(one, name="shop"), source(other, name="app")]
    apart, merged = read_events(sources), read_events(sources, similar_names="merge")
    assert apart.event_names == ("PAY", "Pay", "pay ", "see")
    assert merged.event_names == ("Pay", "see")
    assert any("merged with the first one: 2 events of 1 names" in note for note in merged.report.notes)
    assert any("'see' in 'shop', 'app'" in note for note in apart.report.notes)


def test_what_the_call_says_is_for_all_and_a_source_says_otherwise(tmp_path: Path) -> None:
    columns = ["who", "what", "when"]
    us = frame([("a", "x", "05/04/2026"), ("NA", "x", "05/04/2026")], columns)
    sources = [source(us, name="us", time_format="month_first", missing_ids=["NA"]), source(us, name="eu")]
    events = read_events(sources, path_col="who", event_col="what", timestamp_col="when", time_format="day_first")
    assert [(each.kept, str(each.first)) for each in events.report.sources] == [
        (1, "2026-05-04 00:00:00"),
        (2, "2026-04-05 00:00:00"),
    ]


def test_an_attribute_of_the_whole_log_may_be_of_some_sources_only() -> None:
    columns = ["user_id", "event", "timestamp"]
    one = frame([("a", "x", "2026-05-01", "gold")], [*columns, "plan"])
    other = frame([("b", "x", "2026-05-01")], columns)
    sources = [source(one, name="one"), source(other, name="other")]
    events = read_events(sources, attribute_cols=["plan"])
    assert events.attributes == ("plan", "source")
    assert sorted(paths_of(keep(events, where=[AttributeTest("plan", "==", "gold")]))) == ["a"]
    with pytest.raises(ColumnRoleError, match=r"no source has a column 'plam' .*Did you mean 'plan'"):
        read_events(sources, attribute_cols=["plam"])
    with pytest.raises(ColumnRoleError, match="other: the log has no column 'plan' for the attribute"):
        read_events([sources[0], source(other, name="other", attribute_cols=["plan"])])


@pytest.mark.parametrize("damage", ["cut", "binary", "no table"])
def test_a_broken_source_stops_nothing_else_unless_all_must_be_read(tmp_path: Path, damage: str) -> None:
    _, web = clinic(tmp_path)
    broken = tmp_path / "broken.parquet"
    whole = tmp_path / "whole.parquet"
    frame([("a", "x", "2026-05-01")], ["user_id", "event", "timestamp"]).to_parquet(whole)
    data = whole.read_bytes()
    broken.write_bytes({"cut": data[: len(data) // 2], "binary": b"\x00\x01\xff" * 99, "no table": b"hello\n"}[damage])
    sources = [source(broken), source(web, path_col=WHO)]
    events = read_events(sources)
    assert len(events) == 4
    report = events.report
    assert report.lines == report.kept + len(report.rejected) == 6
    assert report.rejected["part"].tolist()[0] == "broken.parquet"
    assert report.rejected["reason"].tolist()[0].startswith("the source cannot be read: ")
    worst = by_harm(report.notes)[0]
    assert worst.startswith("broken.parquet cannot be read, so its events are missing: ")
    assert (worst.harm, worst.change) == (WRONG, "strict=True")
    with pytest.raises(EventLogError, match=r"^broken.parquet: "):
        read_events(sources, strict=True)
    with pytest.raises(EventLogError, match="none of the sources can be read"):
        read_events([sources[0]])


def test_what_stands_before_a_damage_is_kept(tmp_path: Path) -> None:
    rows = "u,e,2026-05-01 10:00\n" * 150_000
    cut = tmp_path / "cut.csv"
    cut.write_bytes(f"user_id,event,timestamp\n{rows}".encode() + b"u,caf\xe9,2026-05-01 10:00\n")
    _, web = clinic(tmp_path)
    report = read_events([source(cut), source(web, path_col=WHO)]).report
    assert 1000 < report.sources[0].kept < 150_000
    assert report.lines == report.kept + len(report.rejected)
    assert any(reason.startswith("the rest of the source cannot be read: cut.csv is not") for reason in report.reasons)
    worst = [note for note in report.notes if note.startswith("cut.csv: it cannot be read to its end")]
    assert [note.harm for note in by_harm(tuple(worst))] == [WRONG]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"path_col": "Patiant"}, "phone.csv: .*Did you mean 'Patient'"),
        ({"path_col": "Patient", "event_col": "Anruf"}, "phone.csv: no column name says which one is the time"),
        ({"timezone": "Europe/Berlim"}, "Europe/Berlim"),
    ],
)
def test_what_the_call_has_wrong_is_an_error_with_the_name_of_the_source(
    tmp_path: Path, options: dict[str, Any], message: str
) -> None:
    phone, web = clinic(tmp_path)
    with pytest.raises(EventLogError, match=message):
        read_events([source(phone, **options), source(web, path_col=WHO)])


def test_times_with_two_readings_ask_for_an_argument_and_are_not_dropped(tmp_path: Path) -> None:
    two = frame([("a", "x", "01/02/2026")], ["user_id", "event", "timestamp"])
    _, web = clinic(tmp_path)
    with pytest.raises(EventLogError, match=r"two: the dates .* Say which: time_format='day_first'"):
        read_events([source(two, name="two"), source(web, path_col=WHO)])


def test_a_file_that_is_not_there_and_one_name_for_two_are_errors(tmp_path: Path) -> None:
    _, web = clinic(tmp_path)
    with pytest.raises(EventLogError, match=r"there is no file '.*phon.csv'"):
        read_events([source(tmp_path / "phon.csv"), source(web, path_col=WHO)])
    with pytest.raises(EventLogError, match="several sources have the name 'web'"):
        read_events([source(web, name="web", path_col=WHO), source(web, name="web", path_col=WHO)])


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "log.csv").write_text(f"user_id,event,timestamp\n{name},x,2026-05-01\n", encoding="utf-8")
    events = read_events([source(tmp_path / name / "log.csv") for name in ("a", "b")])
    assert [Path(each.source).parent.name for each in events.report.sources] == ["a", "b"]


def test_ids_that_never_meet_and_clocks_of_no_zone_are_likely_wrong() -> None:
    columns = ["user_id", "event", "timestamp"]
    one = frame([("a", "x", "2026-05-01 10:00")], columns)
    other = frame([("b", "x", "2026-05-01T10:00:00+02:00")], columns)
    notes = by_harm(read_events([source(one, name="one"), source(other, name="other")]).report.notes)
    assert [note.harm for note in notes[:2]] == [WRONG, WRONG]
    said = " ".join(notes[:2])
    assert "no path has events of more than one source" in said
    assert "taken as UTC in 'one'" in said


def test_sources_that_prefer_ids_in_opposite_order_are_refused() -> None:
    rows = frame([("a", "b", "x", "2026-05-01")], [*WHO, "event", "timestamp"])
    with pytest.raises(ColumnRoleError, match="in different orders"):
        read_events([source(rows, name="1", path_col=WHO), source(rows, name="2", path_col=WHO[::-1])])


def test_parts_of_different_shape_say_how_to_state_them() -> None:
    one = frame([("a", "x", "2026-05-01")], ["u", "v", "w"])
    other = frame([("a", "x", "2026-05-01")], ["k", "l", "m"])
    with pytest.raises(ColumnRoleError, match=r"jk\.events\.source"):
        read_events([one, other])


def test_a_kept_log_of_several_sources_is_reused_until_one_of_them_changes(tmp_path: Path) -> None:
    first = dentist(tmp_path, keep=True)
    phone = source(tmp_path / "phone.csv", path_col="Patient", event_col="Anruf", timestamp_col="Zeit")
    sources = [phone, source(tmp_path / "web.jsonl", path_col=WHO)]
    again = read_events(sources, timezone="Europe/Berlin", keep=True)
    assert again.report.notes[-1].startswith("prepared log: reused")
    assert paths_of(again) == paths_of(first)
    assert (again.attributes, again.timezone, again._log.ties) == (("source",), "Europe/Berlin", first._log.ties)
    assert again.report.call() == first.report.call()
    assert str(again.report).partition("prepared log")[0] == str(first.report).partition("prepared log")[0]
    assert [each.rejected.to_numpy().tolist() for each in again.report.sources] == [
        each.rejected.to_numpy().tolist() for each in first.report.sources
    ]
    renamed = [sources[0], source(tmp_path / "web.jsonl", path_col=WHO, name="web")]
    other = read_events(renamed, timezone="Europe/Berlin", keep=True)
    assert "made anew" in other.report.notes[-1]
    with (tmp_path / "phone.csv").open("a", encoding="utf-8") as file:
        file.write("23;remind;17.05.2026 10:00\n")
    assert paths_of(read_events(sources, timezone="Europe/Berlin", keep=True))["23"] == ["book", "remind"]


def test_progress_names_the_source_and_reading_can_be_stopped(tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    dentist(tmp_path, progress=lambda done, words: told.append((done, words)))
    fractions = [done for done, _ in told]
    assert fractions == sorted(fractions)
    assert (fractions[-1], told[-1][1]) == (1.0, "ready")
    assert any(words.startswith("web.jsonl: ") for _, words in told)
    stop = Cancel()
    stop.cancel()
    with pytest.raises(CancelledError):
        dentist(tmp_path, cancel=stop)


def test_a_source_without_times_is_named() -> None:
    web = pd.DataFrame({"user_id": ["7"], "event": ["see"], "timestamp": ["2026-05-01 09:00"]})
    steps = pd.DataFrame({"user_id": ["7", "7"], "event": ["call", "pay"], "step": [1, 2]})
    with pytest.raises(EventLogError, match=r"desk: it has no times, and only times bring the events of several"):
        read_events([source(web), source(steps, name="desk")])
