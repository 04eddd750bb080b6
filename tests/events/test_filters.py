"""A log of some of the paths counts like a log that holds only them, and every question says who was left out."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from journeykit.errors import EventLogError
from journeykit.events import AttributeTest, Events, Label, keep, read_events, relabel
from journeykit.questions import funnel, reach, steps, transitions

from . import oracles
from .conftest import frame_of

CHANCE = random.Random(3)
ROWS = [(f"p{CHANCE.randrange(40)}", CHANCE.choice("abcd"), CHANCE.randrange(100)) for _ in range(300)]
CHANNELS = [CHANCE.choice(["web", "app", "shop", None]) for _ in ROWS]
SECOND = "1970-01-01 00:00:{:02d}".format

Path = list[tuple[str, int, str | None]]


@pytest.fixture(scope="module")
def events() -> Events:
    return read_events(frame_of(ROWS).assign(channel=CHANNELS), attribute_cols=["channel"])


def paths() -> dict[str, Path]:
    found: dict[str, Path] = {}
    for (path, event, second), channel in zip(ROWS, CHANNELS, strict=True):
        found.setdefault(path, []).append((event, second, channel))
    return {path: sorted(visited, key=lambda event: event[1]) for path, visited in found.items()}


FILTERS: dict[str, tuple[dict[str, Any], Callable[[Path], bool]]] = {
    "any": ({"where": AttributeTest("channel", "==", "web")}, lambda p: any(e[2] == "web" for e in p)),
    "every": (
        {"where": [AttributeTest("channel", "!=", "web")], "scope": "every"},
        lambda p: all(e[2] != "web" for e in p),
    ),
    "first": (
        {"where": AttributeTest("channel", "in", ("web", "app")), "scope": "first"},
        lambda p: p[0][2] in ("web", "app"),
    ),
    "length": ({"min_events": 5, "max_events": 8}, lambda p: 5 <= len(p) <= 8),
    "contains": ({"contains": ["a", "b"]}, lambda p: {"a", "b"} <= {e[0] for e in p}),
    "without": ({"without": "d"}, lambda p: "d" not in {e[0] for e in p}),
    "start": (
        {"since": SECOND(5), "until": SECOND(20), "period": "start"},
        lambda p: 5 <= p[0][1] < 20,
    ),
    "whole": (
        {"since": SECOND(3), "until": "1970-01-01 00:01:35", "period": "whole"},
        lambda p: p[0][1] >= 3 and p[-1][1] < 95,
    ),
    "edge": ({"edge": "6s"}, lambda p: p[0][1] >= 6 and p[-1][1] <= 99 - 6),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_question_about_some_paths_equals_the_question_about_a_log_of_only_them(name: str, events: Events) -> None:
    asked, fits = FILTERS[name]
    some = keep(events, **asked)
    inside = {path for path, visited in paths().items() if fits(visited)}
    assert 0 < len(inside) < events.path_count
    rows = [row for row in ROWS if row[0] in inside]
    only = read_events(frame_of(rows))
    assert (some.path_count, len(some)) == (len(inside), len(rows))
    assert set(reach(some).paths().to_pandas()["path"]) == inside
    pd.testing.assert_frame_equal(transitions(some).to_pandas(), transitions(only).to_pandas())
    pd.testing.assert_frame_equal(steps(some).to_pandas(), steps(only).to_pandas())
    pd.testing.assert_frame_equal(funnel(some, ["a", "b"]).to_pandas(), funnel(only, ["a", "b"]).to_pandas())


def test_events_outside_a_period_are_cut_off_and_positions_count_anew(events: Events) -> None:
    some = keep(events, since=SECOND(10), until=SECOND(50), period="events")
    only = read_events(frame_of([row for row in ROWS if 10 <= row[2] < 50]))
    assert (some.path_count, len(some)) == (only.path_count, len(only))
    pd.testing.assert_frame_equal(steps(some).to_pandas(), steps(only).to_pandas())
    assert "with events, and of their events those since 1970-01-01 00:00:10 until before" in steps(some).note


def test_the_population_says_who_was_left_out_and_how_many(events: Events) -> None:
    some = keep(keep(events, contains="a"), where=AttributeTest("channel", "==", "web"), max_events=9)
    words = transitions(some).definition["population"].split(" · ")
    assert words[1].startswith("only paths with 'a' (")
    assert words[2].startswith("only paths with channel == web in any event, of at most 9 events (")
    assert words[2].endswith(f"({some.path_count} of {keep(events, contains='a').path_count} paths)")
    stages = relabel(some, [Label("first", ("a", "b")), Label("then", ("c", "d"))])
    assert transitions(stages).definition["population"].split(" · ")[1:] == words[1:]


def test_paths_that_may_go_on_outside_the_range_are_counted_when_they_are_left_out(events: Events) -> None:
    begin = sum(visited[0][1] < 6 for visited in paths().values())
    end = sum(visited[-1][1] > 93 for visited in paths().values())
    both = sum(visited[0][1] < 6 and visited[-1][1] > 93 for visited in paths().values())
    said = steps(keep(events, edge="6s")).definition["population"]
    assert f"which leaves out {begin} that begin before and {end} that end after ({both} do both)" in said


def test_the_sql_for_another_engine_holds_the_filter_and_reads_the_log_as_read(events: Events) -> None:
    some = relabel(keep(events, contains="a", without="d"), [Label("x", ("a",)), Label("y", ("*",))])
    query = transitions(some)
    frame = read_from_scratch(events, query.sql("duckdb"))
    pd.testing.assert_frame_equal(query.frame(frame), query.to_pandas())
    listed = query.paths(source="x", target="y")
    assert read_from_scratch(events, listed.sql("duckdb"))["path"] == listed.to_pandas()["path"].tolist()


def read_from_scratch(events: Events, sql: str) -> dict[str, list[Any]]:
    """Run a text in a database that knows only the log as read."""
    import duckdb

    connection = duckdb.connect()
    for name in ("j", "names", "paths"):
        table = events._log.fetch(oracles.whole(name))
        connection.register(name, table)
    answer = connection.sql(sql).to_arrow_table()
    return {column: answer[column].to_pylist() for column in answer.column_names}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "keep needs something to keep by: where, a period, a length, contains, without or edge."),
        (
            {"since": "2024-05-01"},
            "a period needs to say what must lie in it: period='start' (the first event of a path)",
        ),
        ({"period": "start"}, "period='start' needs since or until."),
        ({"since": "soon", "period": "start"}, "since is no date or time. Write it like '2024-05-01'"),
        ({"until": 7, "period": "start"}, "until is no date or time. Write it like '2024-05-01'"),
        ({"contains": "aa"}, "event 'aa' is no event of this log. Did you mean 'a'?"),
        ({"where": AttributeTest("chanel", "==", "web")}, "the column 'chanel' was not read with this log."),
        ({"where": AttributeTest("channel", "==", "web"), "scope": "last"}, "scope='last' is unknown."),
        ({"edge": "7"}, "edge='7' is no duration."),
    ],
)
def test_a_filter_that_makes_no_sense_says_why(options: dict[str, Any], message: str, events: Events) -> None:
    with pytest.raises(EventLogError) as error:
        keep(events, **options)
    assert str(error.value).startswith(message)


def test_nobody_fits_and_an_empty_log_give_empty_answers(events: Events) -> None:
    for some in (keep(events, min_events=999), keep(read_events(frame_of([])), edge="1d", min_events=1)):
        assert some.path_count == 0
        assert transitions(some).to_pandas().empty
        assert funnel(some, ["a", "b"]).to_pandas().empty
