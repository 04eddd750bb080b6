"""A question is a value: building runs nothing, and its SQL is kept for other engines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from journeykit.events import (
    Events,
    Label,
    Query,
    funnel,
    matches,
    reach,
    read_events,
    relabel,
    stage_flow,
    steps,
    transitions,
)
from journeykit.events.prepare import prepared_log, prepared_names, prepared_paths
from journeykit.events.query import sql_template

from .conftest import frame_of

GOLDEN = Path(__file__).parent / "golden"
QUESTIONS: dict[str, Callable[[Events], Query]] = {
    "transitions": transitions,
    "steps": lambda events: steps(events, columns=3, top=2),
    "funnel": lambda events: funnel(events, ["a", ("b", "it's")], window="30m"),
    "stage_flow": lambda events: stage_flow(events, ["a", "b"]),
    "reach": reach,
    "matches": lambda events: matches(events, [Label("basket", ("b*", "it's"))]),
}


@pytest.fixture(scope="module")
def events() -> Events:
    return read_events(frame_of([("u", "a", 0), ("u", "b", 1), ("v", "it's", 0)]))


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


@pytest.mark.parametrize("dialect", ["spark", "clickhouse", "bigquery", "snowflake", "trino"])
@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_is_written_for_other_engines(name: str, dialect: str, events: Events) -> None:
    sql = QUESTIONS[name](events).sql(dialect)
    assert ":" not in sql.replace("::", "").replace("(?s)", "")  # no placeholder is left
    assert "log_" not in sql  # the name of a schema inside this process means nothing elsewhere


@pytest.mark.parametrize("dialect", ["duckdb", "spark", "clickhouse"])
def test_the_sql_of_the_preparation_and_the_funnel_is_as_reviewed(dialect: str, events: Events) -> None:
    parts = {
        "paths": prepared_paths(),
        "names": prepared_names(),
        "j": prepared_log(1),
        "funnel": QUESTIONS["funnel"](events).expression,
    }
    shown = "\n\n".join(f"-- {name}\n{part.sql(dialect, pretty=True)};" for name, part in parts.items()) + "\n"
    assert shown == (GOLDEN / f"{dialect}.sql").read_text(encoding="utf-8")


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
