"""The same rows give the same log, whatever kind of file or frame holds them."""

from __future__ import annotations

import gzip
import inspect
import json
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit import questions
from journeykit.errors import JourneyKitError
from journeykit.events import Events, Label, read_events
from tests.draws import draws

TEXT = st.text(st.sampled_from("abAé0 '\";,\t|\n{[>#=ß漢🛒"), min_size=1, max_size=5).filter(
    lambda text: text == text.strip() and not text.startswith(("=", "#"))
)
TIME = st.integers(0, 30).map(lambda hour: f"2024-05-{1 + hour // 24:02d} {hour % 24:02d}:30:00")
ROWS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.sampled_from(["007", "7", "1e5", "TRUE"]), TEXT),
        st.one_of(st.none(), st.sampled_from(["home", "Home ", "pay"]), TEXT),
        TIME,
        st.one_of(st.none(), TEXT),
        st.one_of(st.none(), TIME),
    ),
    min_size=2,
    max_size=12,
).filter(lambda rows: len({row[4] for row in rows} - {None}) > 0 and any(row[0] and row[1] for row in rows))
COLUMNS = ["user_id", "event", "timestamp", "plan", "ended"]


def sources(rows: list[tuple[Any, ...]], folder: Path) -> dict[str, Any]:
    frame = pd.DataFrame(rows, columns=COLUMNS).astype("object")
    texts = frame.to_csv(index=False)
    (folder / "log.csv").write_text(texts, encoding="utf-8", newline="")
    (folder / "utf16.csv").write_bytes(texts.encode("utf-16"))
    (folder / "log.tsv.gz").write_bytes(gzip.compress(frame.to_csv(index=False, sep="\t").encode()))
    with zipfile.ZipFile(folder / "log.zip", "w") as archive:
        archive.writestr("inside/log.csv", texts)
    objects = [dict(zip(frame.columns, row, strict=True)) for row in rows]
    (folder / "log.jsonl").write_text("\n".join(map(json.dumps, objects)), encoding="utf-8")
    (folder / "log.json").write_text(json.dumps({"events": objects}, ensure_ascii=False), encoding="utf-8")
    frame.to_excel(folder / "log.xlsx", index=False)
    frame.to_parquet(folder / "log.parquet")
    connection = sqlite3.connect(":memory:")
    frame.to_sql("log", connection, index=False)
    cursor = connection.execute("SELECT * FROM log ORDER BY rowid")
    files = {path.name: path for path in sorted(folder.iterdir())}
    return {**files, "frame": frame, "cursor": cursor}


def ends_of(events: Events) -> tuple[str, str]:
    return events.event_names[0], events.event_names[-1]


ASKED: dict[str, Callable[[Events], Any]] = {
    "alignments": lambda log: questions.alignments(log, log.event_names[:3]),
    "attribution": lambda log: questions.attribution(log, log.event_names[-1]),
    "conformance": lambda log: questions.conformance(log, log.event_names[:3]),
    "deviations": lambda log: questions.deviations(log, log.event_names[:3]),
    "early_drop": lambda log: questions.early_drop(log, first="2h"),
    "entry_points": questions.entry_points,
    "eventually_follows": lambda log: questions.eventually_follows(log, [ends_of(log)]),
    "funnel": lambda log: questions.funnel(log, list(dict.fromkeys(ends_of(log))), window="1d"),
    "last_touchpoints": lambda log: questions.last_touchpoints(log, goal=log.event_names[0]),
    "loops": questions.loops,
    "members": lambda log: questions.members(questions.transitions(log)),
    "reach": questions.reach,
    "removal_effect": lambda log: questions.removal_effect(log, log.event_names[0]),
    "retention": lambda log: questions.retention(log, every="day"),
    "rework": questions.rework,
    "rows": questions.rows,
    "session_summary": lambda log: questions.session_summary(log, "2h"),
    "sessionised": lambda log: questions.rows(questions.sessionised(log, "2h")),
    "sessions": lambda log: questions.sessions(log, "2h"),
    "split": lambda log: questions.split(log, questions.transitions, by="plan"),
    "stage_flow": lambda log: questions.stage_flow(log, log.event_names),
    "stage_inside": lambda log: questions.stage_inside(log, [Label("all", tuple(log.event_names))]),
    "steps": questions.steps,
    "survival": lambda log: questions.survival(log, end=log.event_names[0], every="1h"),
    "time_between": lambda log: questions.time_between(log, *ends_of(log), resamples=20),
    "time_in_activity": lambda log: questions.time_in_activity(log, resamples=20),
    "time_in_stage": lambda log: questions.time_in_stage(log, resamples=20),
    "transitions": questions.transitions,
    "variants": questions.variants,
    "waiting_time": lambda log: questions.waiting_time(log, resamples=20),
    "what_if": lambda log: questions.what_if(log, log.event_names[0], log.event_names[-1], resamples=20),
    "working_and_waiting": questions.working_and_waiting,
}


def test_every_question_is_asked_of_the_same_rows() -> None:
    public = {name: getattr(questions, name) for name in questions.__all__}
    of_logs = {
        name
        for name, question in public.items()
        if inspect.isfunction(question) and next(iter(inspect.signature(question).parameters)) in ("events", "query")
    }
    assert of_logs == set(ASKED)


def asked(events: Events) -> dict[str, Any]:
    """Return the answers to all questions as text; one that a log cannot be asked says why."""
    found: dict[str, Any] = {"lines": (events.report.lines, events.report.reasons)}
    for name, ask in ASKED.items():
        try:
            found[name] = ask(events).to_pandas().to_csv()
        except JourneyKitError as error:
            found[name] = str(error)
    return found


@pytest.mark.slow
@settings(max_examples=draws(2), deadline=None)
@given(rows=ROWS)
def test_the_same_rows_give_the_same_answers_in_every_kind_of_source(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Any, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("same")
    found = {
        name: asked(read_events(source, attribute_cols=["plan"], end_col="ended"))
        for name, source in sources(rows, folder).items()
    }
    first = found["frame"]
    for name, answers in found.items():
        assert {question for question in answers if answers[question] != first[question]} == set(), name
