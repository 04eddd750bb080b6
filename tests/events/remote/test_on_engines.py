"""Spark and ClickHouse prepare the same log and answer every question with the same table as the embedded engine.

One module, so that all of it shares one Spark: a session takes longer to start than most questions to answer.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from journeykit.errors import ColumnRoleError, EventLogError
from journeykit.events import AttributeTest, Events, Label, Query, keep, read_events, relabel
from journeykit.events.remote import prepared_sql
from journeykit.events.sql import sql_template
from journeykit.questions import (
    early_drop,
    funnel,
    retention,
    session_summary,
    sessionised,
    split,
    survival,
    time_between,
    time_in_stage,
    transitions,
)

from ..test_query import QUESTIONS
from .engines import ROLES, Engine
from .logs import REAL, frame_of_real

Both = tuple[Events, Events]
Opened = Callable[..., Both]

ON_TRUE_TIMES: dict[str, Callable[[Events], Query]] = {
    "transitions": transitions,
    "funnel": lambda events: funnel(events, ["a", "b", "it's"], window="30d"),
    "time_in_stage": lambda events: time_in_stage(events, per="path"),
    "time_between": lambda events: time_between(events, "a", "b", within="21d"),
    "session_summary": lambda events: session_summary(events, "1d"),
    "retention": lambda events: retention(events, every="week"),
    "retention rolling": lambda events: retention(events, every="month", rolling=True),
    "survival": lambda events: survival(events, idle="14d", every="7d"),
    "early_drop": lambda events: early_drop(events, first="7d", length="30d"),
}
"""The questions that calendars and durations matter to, on logs that last as long as they did."""

SOME = [pytest.param(log, marks=() if log == "running-example.csv" else pytest.mark.soak) for log in REAL]
"""Each log that is opened on an engine takes seconds: in every run one, in `make soak` all."""

SMALL = pd.DataFrame(
    {
        "user_id": ["u", "u", "v", "v", "v", "w"],
        "event": ["a", "b", "a", "it's", "b", "a"],
        "timestamp": pd.to_datetime([0, 1, 0, 2, 2, 5], unit="h", utc=True).as_unit("us"),
        "channel": ["web", None, "app", "app", "web", " "],
        "row": range(6),
    }
)


@pytest.fixture(scope="module")
def opened(real_data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Return a real log on an engine, and the same on the embedded one; each opened once."""
    folder = tmp_path_factory.mktemp("elsewhere")
    frames: dict[tuple[str, bool], pd.DataFrame] = {}
    here: dict[tuple[str, bool], Events] = {}

    def both(engine: Engine, name: str, *, squeezed: bool = True) -> Both:
        key = (name, squeezed)
        if key not in here:
            frames[key] = frame_of_real(real_data(name), REAL[name], squeezed=squeezed)
            here[key] = read_events(frames[key], order_col="row", **ROLES)
        if key not in engine.opened:
            engine.opened[key] = engine.open(engine.view(frames[key], folder), order_col="row", **ROLES)
        return engine.opened[key], here[key]

    return both


@pytest.fixture
def small(engine: Engine, tmp_path: Path) -> Both:
    """A small log with attributes on an engine, and the same on the embedded one."""
    options = {"order_col": "row", "attribute_cols": ["channel"], **ROLES}
    return engine.open(engine.view(SMALL, tmp_path), **options), read_events(SMALL, **options)


def assert_same(there: Query, here: Query) -> None:
    pd.testing.assert_frame_equal(there.to_pandas(), here.to_pandas(), rtol=1e-9, atol=1e-9)


def table(events: Events, name: str) -> pd.DataFrame:
    """A prepared table in its order, without the tie-breaker: it is a row number here, a place in its path there."""
    columns = {"j": "path, event, t, position, next_event, gap, path_length, CAST(is_last AS INT) AS is_last"}
    text = {
        "paths": "SELECT path, id FROM paths ORDER BY path",
        "names": "SELECT event, name FROM names ORDER BY event",
    }
    rows = events._log.rows(sql_template(text.get(name, f"SELECT {columns['j']} FROM j ORDER BY path, position")))
    return pd.DataFrame(rows).astype(object)


@pytest.mark.parametrize("log", SOME)
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_gives_the_same_table_on_clickhouse(
    log: str, question: str, clickhouse: Engine, opened: Opened
) -> None:
    there, here = opened(clickhouse, log)
    assert_same(QUESTIONS[question](there), QUESTIONS[question](here))


@pytest.mark.parametrize("log", SOME)
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_gives_the_same_table_on_spark(log: str, question: str, spark: Engine, opened: Opened) -> None:
    there, here = opened(spark, log)
    assert_same(QUESTIONS[question](there), QUESTIONS[question](here))


@pytest.mark.parametrize("question", ON_TRUE_TIMES)
def test_questions_about_days_and_months_give_the_same_table_on_clickhouse(
    question: str, clickhouse: Engine, opened: Opened
) -> None:
    there, here = opened(clickhouse, "receipt.csv", squeezed=False)
    assert_same(ON_TRUE_TIMES[question](there), ON_TRUE_TIMES[question](here))


@pytest.mark.soak
@pytest.mark.parametrize("question", ON_TRUE_TIMES)
def test_questions_about_days_and_months_give_the_same_table_on_spark(
    question: str, spark: Engine, opened: Opened
) -> None:
    there, here = opened(spark, "receipt.csv", squeezed=False)
    assert_same(ON_TRUE_TIMES[question](there), ON_TRUE_TIMES[question](here))


@pytest.mark.parametrize("name", ["paths", "names", "j"])
@pytest.mark.parametrize("log", SOME)
def test_the_prepared_tables_are_the_same(log: str, name: str, engine: Engine, opened: Opened) -> None:
    there, here = opened(engine, log)
    pd.testing.assert_frame_equal(table(there, name), table(here, name))


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_list_behind_a_number_is_the_same_on_clickhouse(question: str, clickhouse: Engine, opened: Opened) -> None:
    there, here = opened(clickhouse, "running-example.csv")
    asked, known = QUESTIONS[question](there), QUESTIONS[question](here)
    for number, members in known.members.items():
        for row in known.to_pandas().to_dict("records")[:2]:
            cell = {key: row[key] for key in members.keys}
            assert_same(asked.paths(number, **cell), known.paths(number, **cell))


def test_the_list_behind_a_number_is_the_same(small: Both) -> None:
    there, here = small
    assert_same(transitions(there).paths(source="a"), transitions(here).paths(source="a"))


@pytest.mark.parametrize(
    "derive",
    [
        lambda events: relabel(events, [Label("basket", ("b*", "it's")), Label("start", ("?",))]),
        lambda events: keep(events, where=AttributeTest("channel", "in", ("app",)), min_events=2),
        lambda events: keep(events, since="1970-01-01 01:00", period="events"),
        lambda events: relabel(keep(events, contains="b"), [Label("x", ("a",)), Label("y", ("*",))]),
        lambda events: sessionised(events, "90m"),
    ],
    ids=["relabel", "keep", "keep events", "relabel of keep", "sessionised"],
)
def test_logs_made_of_a_log_are_made_there_too(derive: Callable[[Events], Events], small: Both) -> None:
    there, here = (derive(events) for events in small)
    assert there._log.database is small[0]._log.database
    assert (len(there), there.path_count, there.event_names) == (len(here), here.path_count, here.event_names)
    assert_same(transitions(there), transitions(here))
    pd.testing.assert_frame_equal(table(there, "j"), table(here, "j"))


def test_a_split_by_an_attribute_is_the_same(small: Both) -> None:
    there, here = (split(events, transitions, by="channel") for events in small)
    pd.testing.assert_frame_equal(there.to_pandas(), here.to_pandas())


MOMENTS = {
    "2024-05-01 10:00:00.123456": 1_714_557_600_123_456,
    "2024-03-10 02:30:00": 1_710_037_800_000_000,  # does not exist in New York
    "2024-11-03 01:30:00": 1_730_597_400_000_000,  # is there twice in New York
    "1969-12-31 23:59:59.999999": -1,
}
COLUMNS: dict[str, tuple[Callable[[pd.Series], pd.Series], str | None]] = {
    "instants": (lambda times: times.dt.tz_localize("UTC").dt.tz_convert("Asia/Kolkata"), None),
    "without a zone": (lambda times: times, None),
    "text": (lambda times: times.dt.strftime("%Y-%m-%dT%H:%M:%S.%f").astype("str"), None),
    "text with an offset": (lambda times: times.dt.strftime("%Y-%m-%d %H:%M:%S.%f").astype("str") + "+00:00", "iso"),
    "epoch_us": (lambda times: times.astype("int64"), "epoch_us"),
    "epoch_ns": (lambda times: times.astype("int64") * 1000 + 999, "epoch_ns"),
}


@pytest.mark.parametrize("kind", COLUMNS)
def test_times_of_any_type_are_the_same_microseconds_whatever_the_zone_of_the_session(
    kind: str, engine: Engine, tmp_path: Path
) -> None:
    make, time_format = COLUMNS[kind]
    times = pd.Series(pd.to_datetime(list(MOMENTS), format="ISO8601").as_unit("us"))
    frame = pd.DataFrame({"user_id": list("abcd"), "event": ["x"] * 4, "timestamp": make(times)})
    there = engine.open(engine.view(frame, tmp_path), time_format=time_format, **ROLES)
    assert table(there, "j")["t"].tolist() == list(MOMENTS.values())


def test_days_are_their_first_moment_in_utc(engine: Engine, tmp_path: Path) -> None:
    days = pd.Series(pd.to_datetime(["2024-05-01", "1969-12-31"])).dt.date
    frame = pd.DataFrame({"user_id": ["a", "b"], "event": ["x", "x"], "timestamp": days})
    there = engine.open(engine.view(frame, tmp_path), **ROLES)
    assert table(there, "j")["t"].tolist() == [1_714_521_600_000_000, -86_400_000_000]


def test_lines_that_cannot_be_kept_are_counted_by_reason(engine: Engine, tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "user_id": ["a", None, "  ", "a", "a", "a", "a"],
            "event": ["x", "x", "x", "", "x", "x", "x"],
            "timestamp": ["2024-05-01", *["2024-05-01 10:00"] * 3, None, "01/02/2024", "2024-13-01"],
        }
    )
    report = engine.open(engine.view(frame, tmp_path)).report
    assert report.reasons == {
        "the path id is empty": 2,
        "the time cannot be read": 2,
        "the event name is empty": 1,
        "the time is empty": 1,
    }
    assert (report.lines, report.kept, int(report.rejected["lines"].sum())) == (7, 1, 6)
    assert "7 lines = 1 kept + 6 rejected" in str(report)
    assert f"on_{engine.name}(session, " in str(report)
    assert "path_col='user_id', event_col='event', timestamp_col='timestamp')" in str(report)


def test_without_an_order_the_names_break_ties_and_every_definition_says_so(engine: Engine, tmp_path: Path) -> None:
    at = pd.to_datetime(["2024-05-01"] * 4).as_unit("us")
    frame = pd.DataFrame({"user_id": ["u"] * 4, "event": ["b", "it's", "a", "b"], "timestamp": at})
    there = engine.open(engine.view(frame, tmp_path), **ROLES)
    names = dict(table(there, "names").to_numpy())
    assert [names[event] for event in table(there, "j")["event"]] == ["a", "b", "b", "it's"]
    assert transitions(there).definition["ties"] == "events at the same time come in the order of their names"
    assert transitions(relabel(there, [Label("x", ("*",))])).definition["ties"] == transitions(there).definition["ties"]
    assert "events at the same time come in the order of their names" in there.report.notes


def test_a_column_may_be_called_anything_and_hold_anything(engine: Engine, tmp_path: Path) -> None:
    who, what, when = 'path "; DROP TABLE x; --', "t", "it's here_t"
    frame = SMALL.rename(columns={"user_id": who, "event": what, "timestamp": when, "channel": "path"})
    frame[what] = frame[what].replace({"it's": "'; DROP TABLE j; --\\"})
    options = {"path_col": who, "event_col": what, "timestamp_col": when, "order_col": "row", "attribute_cols": "path"}
    there, here = engine.open(engine.view(frame, tmp_path), **options), read_events(frame, **options)
    asked = ["a", "'; DROP TABLE j; --\\"]
    assert_same(funnel(there, asked), funnel(here, asked))
    assert_same(transitions(there), transitions(here))


def test_tables_go_with_the_events_and_not_before(engine: Engine, tmp_path: Path) -> None:
    def tables() -> set[str]:
        listed = engine.rows("SHOW TABLES")
        return {name for name in listed.iloc[:, -1 if engine.name == "clickhouse" else 1] if "journeykit" in name}

    gc.collect()
    before = tables()
    events = engine.open(engine.view(SMALL, tmp_path), order_col="row", **ROLES)
    assert len(tables() - before) == 3
    kept = relabel(events, [Label("x", ("a",))])
    assert len(tables() - before) == 6
    del events
    gc.collect()
    assert transitions(kept).to_pandas().empty
    del kept
    gc.collect()
    assert tables() <= before


def test_the_statements_that_prepare_a_log_run_and_questions_run_over_their_tables(
    engine: Engine, tmp_path: Path
) -> None:
    source = engine.view(SMALL, tmp_path)
    name = {"spark": "spark_catalog.default", "clickhouse": "journeys"}[engine.name]
    where = "nightly"
    engine.run(f"CREATE DATABASE {where}")
    if engine.name == "spark":
        engine.session.table(source).write.saveAsTable(source + "_stored")
        source = f"{name}.{source}_stored"
    else:
        source = f"{name}.{source}"
    statements = prepared_sql(engine.name, source, order_col="row", into=where, **ROLES)
    for statement in statements.split(";\n")[:4]:
        engine.run(statement)
    engine.run(f"USE {where}")
    try:
        query = transitions(read_events(SMALL, order_col="row", **ROLES))
        answer = engine.rows(query.sql(engine.name))
        pd.testing.assert_frame_equal(
            query.frame({column: answer[column].tolist() for column in answer}), query.to_pandas()
        )
    finally:
        engine.run("USE " + {"spark": "default", "clickhouse": "journeys"}[engine.name])


def test_what_does_not_fit_is_told_with_the_next_action(engine: Engine, tmp_path: Path) -> None:
    source = engine.view(SMALL, tmp_path)
    with pytest.raises(ColumnRoleError, match=r"Did you mean 'user_id'"):
        engine.open(source, path_col="user_ids")
    with pytest.raises(EventLogError, match=r"'row' holds whole numbers, .* time_format= one of 'epoch_s'"):
        engine.open(source, timestamp_col="row")
    with pytest.raises(EventLogError, match="time_format='epoch_s' does not fit the column 'timestamp'"):
        engine.open(source, time_format="epoch_s")
    with pytest.raises(ColumnRoleError, match="order_col='channel' is of the type text, not a whole number"):
        engine.open(source, order_col="channel")
    with pytest.raises(EventLogError, match="wants a"):
        type(engine)(engine.name, "a session").open(source)


def test_a_server_is_asked_through_a_client_of_clickhouse_connect(clickhouse: Engine, tmp_path: Path) -> None:
    class Client:
        """The two methods of that client, over chdb: the rest of the way is that package's."""

        def raw_query(self, query: str, fmt: str) -> bytes:
            data: bytes = clickhouse.session.query(query, fmt).bytes()
            return data

        def command(self, query: str) -> None:
            clickhouse.session.query(query)

    there = Engine("clickhouse", Client()).open(clickhouse.view(SMALL, tmp_path), order_col="row", **ROLES)
    assert_same(transitions(there), transitions(read_events(SMALL, order_col="row", **ROLES)))
