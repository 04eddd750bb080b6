"""A question is a value: building runs nothing, and its SQL is kept for other engines."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd
import pytest
from sqlglot import ErrorLevel, exp, parse

from journeykit.errors import EventLogError
from journeykit.events import Events, Label, Query, matches, read_events, relabel
from journeykit.events.log import question
from journeykit.events.query import Members
from journeykit.events.sql import sql_template
from journeykit.questions import (
    Expected,
    alignments,
    attribution,
    conformance,
    deviations,
    early_drop,
    entry_points,
    funnel,
    last_touchpoints,
    loops,
    reach,
    removal_effect,
    retention,
    rework,
    session_summary,
    sessions,
    stage_flow,
    stage_inside,
    steps,
    survival,
    time_between,
    time_in_stage,
    transitions,
    variants,
    what_if,
)
from journeykit.questions._funnel import Step

from .conftest import frame_of

DIALECTS = ("duckdb", "spark", "clickhouse", "bigquery", "snowflake", "trino")
QUESTIONS: dict[str, Callable[[Events], Query]] = {
    "transitions": transitions,
    "steps": lambda events: steps(events, columns=3, top=2),
    "steps backward": lambda events: steps(events, columns=3, top=1, end="b"),
    "steps between": lambda events: steps(events, columns=3, top=1, start="a", end="b"),
    "stage_inside": lambda events: stage_inside(events, [Label("basket", ("b*", "it's"))]),
    "funnel": lambda events: funnel(events, ["a", ("b", "it's")], window="30m"),
    "funnel best": lambda events: funnel(
        events, ["a", Step("b", optional=True, within="3s", after="1s"), Step("it's", without="b")], reentry="best"
    ),
    "funnel open": lambda events: funnel(events, ["a", ("b", "it's")], order="direct", open=True, window="1m"),
    "stage_flow": lambda events: stage_flow(events, ["a", "b"]),
    "reach": reach,
    "matches": lambda events: matches(events, [Label("basket", ("b*", "it's"))]),
    "conformance": lambda events: conformance(events, ["a", ("b", "it's")]),
    "deviations": lambda events: deviations(events, ["a", Expected("b", optional=True)]),
    "alignments": lambda events: alignments(events, ["a", Expected(("b", "it's"), repeatable=True)], top=3),
    "removal_effect": lambda events: removal_effect(events, "b"),
    "attribution": lambda events: attribution(events, "b"),
    "what_if": lambda events: what_if(events, "b", "a", change=0.5, resamples=50),
    "variants": lambda events: variants(events, top=2),
    "variants collapsed": lambda events: variants(events, top=None, collapse=True),
    "time_in_stage": time_in_stage,
    "time_in_stage visits": lambda events: time_in_stage(events, per="visit"),
    "time_between": lambda events: time_between(events, "a", ["b", "it's"], within="1h"),
    "sessions": lambda events: sessions(events, "30m"),
    "session_summary": lambda events: session_summary(events, "3s"),
    "loops": loops,
    "rework": rework,
    "retention": lambda events: retention(events, every="day"),
    "retention rolling": lambda events: retention(events, every="month", first="a", active="b", rolling=True),
    "survival": lambda events: survival(events, end="b", every="3s"),
    "survival idle": lambda events: survival(events, idle="2s", first="a", every="1s"),
    "early_drop": lambda events: early_drop(events, first="3s", length="10s", done="b"),
    "entry_points": entry_points,
    "last_touchpoints": lambda events: last_touchpoints(events, goal="b", idle="1s"),
}


def bare(sql: str) -> str:
    """Return a statement without spaces, lines and parentheses: a parser drops those that it does not need."""
    return re.sub(r"[\s()]", "", sql)


@pytest.fixture(scope="module")
def events() -> Events:
    return read_events(frame_of([("u", "a", 0), ("u", "b", 1), ("v", "it's", 0), ("w", "a", 0)]))


@pytest.mark.parametrize("name", QUESTIONS)
def test_building_and_showing_a_question_runs_nothing(
    name: str, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("a question ran while it was built")

    monkeypatch.setattr(type(events._log.database), "_run", fail)
    query = QUESTIONS[name](events)
    assert query.sql().startswith(("WITH", "SELECT"))
    assert query.note.startswith("unit: ")


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_has_the_documented_columns_and_types(name: str, events: Events) -> None:
    query = QUESTIONS[name](events)
    frame = query.to_pandas()
    assert len(frame) > 0
    assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == dict(query.dtypes)
    assert list(query.columns) == list(frame.columns)
    assert all(query.columns.values())
    assert list(query.definition) == ["unit", "population", "window", "ties", "denominator"]
    assert all(query.definition.values())


@pytest.mark.slow
@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("hollow", ["nothing read", "nothing claimed"])
def test_every_question_answers_an_empty_log_with_an_empty_frame(name: str, hollow: str) -> None:
    empty = read_events(frame_of([]))
    if hollow == "nothing claimed":
        some = read_events(frame_of([("u", "x", 0)]))
        empty = relabel(some, [Label(label, (label,)) for label in ("a", "b", "it's")])
    query = QUESTIONS[name](empty)
    frame = query.to_pandas()
    assert len(frame) == 0
    assert {column: str(dtype) for column, dtype in frame.dtypes.items()} == dict(query.dtypes)


@pytest.mark.slow
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_is_written_in_every_dialect_as_one_query_that_its_parser_reads_back(
    name: str, dialect: str, events: Events
) -> None:
    sql = QUESTIONS[name](events).sql(dialect)
    assert ":" not in sql.replace("::", "").replace("(?s)", "")  # no placeholder is left
    assert "log_" not in sql  # the name of a schema inside this process means nothing elsewhere
    [statement] = parse(sql, dialect=dialect)
    assert isinstance(statement, exp.Query)
    assert bare(statement.sql(dialect, unsupported_level=ErrorLevel.RAISE)) == bare(sql)


@pytest.mark.slow
@pytest.mark.parametrize("name", QUESTIONS)
def test_the_list_behind_every_number_has_as_many_paths_as_the_number_says(name: str) -> None:
    letters = ["a", "b", "it's", "a", "c", "b"]
    rows = [(f"p{n % 7}", letters[(n * n + n // 5) % 6], n // 3) for n in range(60)]
    query = QUESTIONS[name](read_events(frame_of([*rows, ("lone", "a", 1)])))
    frame = query.to_pandas()
    for number, members in query.members.items():
        for row in frame.to_dict("records"):
            listed = query.paths(number, **{key: row[key] for key in members.keys}).to_pandas()["path"]
            assert len(listed) == (0 if pd.isna(row[number]) else row[number]), (number, row)
            assert listed.is_unique
            assert set(listed) <= {"lone", *(path for path, _, _ in rows)}


def test_a_list_is_a_question_too_and_says_what_it_lists(events: Events) -> None:
    listed = transitions(events).paths(source="a")
    assert listed.to_pandas()["path"].tolist() == ["u"]
    assert listed.name == "transitions paths"
    assert listed.definition["unit"] == "unique paths: paths at source='a'"
    assert "log_" not in listed.sql("spark")


def test_a_number_or_key_that_is_not_there_is_answered_with_those_that_are(events: Events) -> None:
    with pytest.raises(EventLogError) as error:
        reach(events).paths("first_path", event="a")
    assert str(error.value) == (
        "reach has no list of paths behind 'first_path'. Columns with a list: 'paths', 'first_paths', 'last_paths'."
    )
    with pytest.raises(EventLogError) as error:
        transitions(events).paths(sourc="a")
    assert str(error.value) == (
        "'sourc' is no key of transitions's 'paths'. Did you mean 'source'? Keys: 'source', 'target'."
    )


def test_a_question_may_finish_in_python_what_sql_cannot_say_and_so_may_its_list(events: Events) -> None:
    def doubled(frame: pd.DataFrame) -> pd.DataFrame:
        found: pd.DataFrame = frame.groupby("event", as_index=False)["n"].sum()
        return found.assign(twice=found["n"] * 2)

    members = Members(
        sql_template("SELECT event AS number, path FROM j"),
        keys=("twice",),
        finish=lambda frame: frame.assign(twice=frame["number"] * 2),
        dtypes={"number": "int64"},
    )
    query = question(
        events,
        "doubling",
        sql_template("SELECT event, COUNT(*) AS n FROM j GROUP BY event ORDER BY event"),
        {"twice": ("Int64", "twice the number")},
        members={"paths": members},
        finish=doubled,
        raw={"event": "int64", "n": "int64"},
        denominator="none",
    )
    assert query.to_pandas()["twice"].tolist() == [4, 2, 2]
    assert str(query.to_pandas()["twice"].dtype) == "Int64"
    elsewhere = query.frame({"event": [1, 1], "n": [4, 5]})
    assert elsewhere["twice"].tolist() == [18]
    assert query.paths(twice=2).to_pandas()["path"].tolist() == ["u", "w"]
    assert query.paths().to_pandas()["path"].tolist() == ["u", "v", "w"]
    assert query.frame({"event": [], "n": []}).dtypes.astype(str).tolist() == ["Int64"]


def test_template_values_become_literals_in_the_tree() -> None:
    query = sql_template("SELECT a FROM j WHERE a = :value", value="'; DROP TABLE j; --")
    assert query.sql("duckdb") == "SELECT a FROM j WHERE a = '''; DROP TABLE j; --'"


def test_a_template_that_misses_a_value_fails_early() -> None:
    with pytest.raises(AssertionError, match=r"template wants \['value'\], was given \['valeu'\]"):
        sql_template("SELECT a FROM j WHERE a = :value", valeu=1)


def test_an_answer_is_a_fresh_frame_each_time(events: Events) -> None:
    query = transitions(events)
    first = query.to_pandas()
    first["paths"] = 0
    assert query.to_pandas()["paths"].tolist() == [1]
    assert isinstance(first, pd.DataFrame)
