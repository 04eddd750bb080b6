"""What the report says of its own accord: stand-ins for unknown people, and names alike but for spaces."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from journeykit.errors import EventLogError
from journeykit.events import keep, read_events
from journeykit.events.engine import shared_database
from journeykit.events.sql import sql_template
from tests.events.conftest import frame_of

PEOPLE = [(f"p{n}", "home", n) for n in range(85)]


@pytest.fixture(params=["in memory", "by the database"], autouse=True)
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "by the database":
        monkeypatch.setitem(shared_database().__dict__, "array_bytes", 0)


def test_a_path_id_that_holds_more_than_a_tenth_of_the_log_is_said_with_the_way_to_leave_it_out() -> None:
    events = read_events(frame_of([*PEOPLE, *(("unknown", "home", n) for n in range(15))]))
    (said,) = [note for note in events.report.notes if "path id holds" in note]
    assert said == (
        "one path id holds 15.0\u00a0% of the events (15 of 100): does 'user_id' have a stand-in for people who are "
        "not known? keep(events, max_events=14) leaves such paths out"
    )
    assert "unknown" not in str(events.report)
    assert keep(events, max_events=14).path_count == 85


def test_events_dated_after_today_are_said_with_the_last_day() -> None:
    later = int(datetime(2199, 5, 3, tzinfo=UTC).timestamp())
    events = read_events(frame_of([*PEOPLE, ("p1", "home", later), ("p2", "home", later - 86_400)]))
    (said,) = [note for note in events.report.notes if "later than today" in note]
    assert said.startswith("events dated later than today: 2, the last on 3 May 2199. ")
    assert not [note for note in read_events(frame_of(PEOPLE)).report.notes if "today" in note]


def test_two_of_them_are_said_together() -> None:
    rows = [*PEOPLE[:70], *(("guest", "home", n) for n in range(17)), *(("visitor", "home", n) for n in range(13))]
    (said,) = [note for note in read_events(frame_of(rows)).report.notes if "path ids each" in note]
    assert said.startswith("2 path ids each hold more than a tenth, together 30.0\u00a0% of the events (30 of 100)")
    assert "max_events=12" in said


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([("a", "home", 0), ("a", "pay", 1), ("b", "home", 2)], id="a log of two people"),
        pytest.param([*PEOPLE, *(("busy", "home", n) for n in range(9))], id="less than a tenth"),
        pytest.param([(f"p{n % 11}", "home", n) for n in range(23)], id="few people with as much each"),
        pytest.param([], id="no events"),
    ],
)
def test_a_usual_path_is_no_stand_in(rows: list[tuple[str, str, int]]) -> None:
    assert not [note for note in read_events(frame_of(rows)).report.notes if "path id" in note]


def test_names_and_ids_that_differ_by_spaces_only_are_said() -> None:
    rows = [("a", "add to cart", 0), ("a ", "add  to cart", 1), ("b", " pay", 2), (" a", "pay", 3), ("c", "left", 4)]
    notes = read_events(frame_of(rows)).report.notes
    assert (
        "event names that differ by spaces only, counted apart (similar_names='merge' makes them one): ' pay' 1, "
        "'pay' 1; 'add  to cart' 1, 'add to cart' 1" in notes
    )
    assert "path ids in 'user_id' that differ from another one by a space before or after: 2" in notes


def test_names_without_spaces_too_many_are_not_talked_about() -> None:
    notes = read_events(frame_of([("a", "pay", 0), ("b ", "left ", 1)])).report.notes
    assert not [note for note in notes if "space" in note]


def test_names_and_ids_that_differ_by_case_only_are_said() -> None:
    rows = [("P1", "Pay", 0), ("p1", "pay", 1), ("P2", "Pay ", 2), ("p3", "Left", 3), ("P3", "LEFT", 4)]
    notes = read_events(frame_of(rows)).report.notes
    said = (
        "event names that differ by spaces and upper and lower case only, counted apart (similar_names='merge' makes "
        "them one): 'Pay' 1, 'Pay ' 1, 'pay' 1"
    )
    assert said in notes
    assert any(note.endswith("'LEFT' 1, 'Left' 1") and "upper and lower case only" in note for note in notes)
    assert "path ids in 'user_id' that differ from another one by upper and lower case: 2" in notes


def test_ids_that_are_words_for_a_missing_one_are_said_with_their_events() -> None:
    rows = [*PEOPLE, ("Unknown", "home", 0), ("Unknown", "pay", 1), (" n/a", "home", 2), ("Nullmann", "home", 3)]
    (said,) = [note for note in read_events(frame_of(rows)).report.notes if "missing" in note]
    assert said == (
        "path ids in 'user_id' that read like a missing one (n/a, not set, anonymous …), each counted as one path: 2, "
        "with 3 events. missing_ids=[…] has their lines rejected"
    )
    assert not [note for note in read_events(frame_of(PEOPLE)).report.notes if "missing" in note]


@pytest.mark.parametrize("word", ["NULL", " null ", "None", "\\N", "undefined", "00000000-0000-0000-0000-000000000000"])
def test_what_programs_write_for_a_missing_id_is_rejected_and_can_be_kept(word: str) -> None:
    frame = frame_of([("NAN", "home", 0), (word, "home", 1), (word, "pay", 2), ("Nullmann", "pay", 3)])
    (reason,) = read_events(frame).report.reasons
    assert reason == "the path id means a missing one (NULL, undefined, …): missing_ids=() keeps it"
    assert [len(read_events(frame)), len(read_events(frame, missing_ids=()))] == [2, 4]
    assert len(read_events(frame, missing_ids=["Nullmann "])) == 3


def test_ids_that_a_spreadsheet_has_rounded_are_said() -> None:
    rows = [
        ("1.23457E+15", "home", 0),
        ("1.23457E+15", "pay", 1),
        ("1,5e9", "home", 2),
        ("E+15", "home", 3),
        ("12", "home", 4),
    ]
    (said,) = [note for note in read_events(frame_of(rows)).report.notes if "spreadsheet" in note]
    assert said == (
        "path ids in 'user_id' that a spreadsheet has rounded, as 1.23457E+15: 2, with 3 events. Different people may "
        "share one of them: export the ids again, as text"
    )


def test_similar_names_can_be_made_one() -> None:
    frame = frame_of(
        [("a", "Sign Up", 0), ("a", "sign  up!", 1), ("b", "SIGN UP ", 2), ("b", "left", 3), ("c", "…", 4)]
    )
    for source in (frame, frame.astype({"event": "category"})):
        events = read_events(source, similar_names="merge")
        assert [row["name"] for row in events._log.rows(sql_template("SELECT name FROM names ORDER BY name"))] == [
            "Sign Up", "left", "…"
        ]  # fmt: skip
        assert "names of another spelling, merged with the first one: 2 events of 1 names" in events.report.notes
    with pytest.raises(EventLogError, match="similar_names='join' is neither 'keep' nor 'merge'"):
        read_events(frame, similar_names="join")


def test_duplicates_can_be_left_out_and_are_counted_either_way() -> None:
    rows = [("a", "pay", 0), ("a", "pay", 0), ("a", "pay", 1), ("b", "pay", 0), ("", "pay", 0), ("a", "pay", 0)]
    for frame in (frame_of(rows), frame_of(rows).drop(columns="seq")):
        report = read_events(frame, duplicates="drop").report
        assert (report.lines, report.kept) == (6, 3)
        assert report.reasons == {
            "a duplicate: path, event and time of an earlier line": 2, "the path id is empty": 1
        }  # fmt: skip
        assert "exact duplicates (same path, event and time) kept: 2" in read_events(frame).report.notes
    assert read_events(frame_of([])).report.lines == 0


@pytest.mark.parametrize(
    ("one", "other", "way"),
    [
        ("1001", "1001.0", "a .0 at their end, as of numbers with gaps in pandas"),
        ("17", "0017", "zeros before them"),
        ("001", "'001", "the marks of a spreadsheet for text"),
        ("001", '="001"', "the marks of a spreadsheet for text"),
        ("ann@x.org", "Ann@x.org", "upper and lower case"),
    ],
)
def test_ids_that_differ_as_programs_change_them_are_said(one: str, other: str, way: str) -> None:
    events = read_events(frame_of([(one, "a", 0), (other, "b", 1), ("someone", "a", 2)]))
    (note,) = [note for note in events.report.notes if "that differ from another one by" in note]
    assert way in note
    assert note.endswith(": 1")
