"""A kernel gives what its question's SQL gives, on any log; where it does not apply, the SQL answers."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from time import process_time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeykit
from journeykit.events import Events, Label, Query, read_events, relabel
from journeykit.events.log import counted_names
from journeykit.questions import (
    Step,
    entry_points,
    funnel,
    kernels,
    last_touchpoints,
    reach,
    session_summary,
    stage_flow,
    steps,
    time_between,
    time_in_stage,
    transitions,
    variants,
)
from journeykit.questions.kernels import transitions as of_transitions
from journeykit.questions.kernels import variants as of_variants
from journeykit.questions.kernels.ranks import ranks_of
from tests.events.conftest import frame_of

rows = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c", "d"]), st.sampled_from(["x", "y", "é", "Z"]), st.integers(0, 40)),
    max_size=60,
)


ASKED: tuple[Callable[[Events, str, str, str, str], Query], ...] = (
    lambda events, *_: counted_names(events),
    lambda events, *_: transitions(events),
    lambda events, *_: reach(events),
    lambda events, *_: entry_points(events),
    lambda events, *_: last_touchpoints(events),
    lambda events, a, b, c, time: last_touchpoints(events, goal=b, idle=time),
    lambda events, *_: steps(events, columns=3, top=2),
    lambda events, a, b, c, time: steps(events, columns=4, top=1, start=a),
    lambda events, a, b, c, time: steps(events, columns=3, top=2, end=b),
    lambda events, a, b, c, time: steps(events, columns=4, top=2, start=a, end=b),
    lambda events, *_: variants(events, top=2),
    lambda events, *_: variants(events, top=None),
    lambda events, *_: variants(events, top=1, collapse=True),
    lambda events, a, b, c, time: session_summary(events, time),
    lambda events, *_: time_in_stage(events, per="event", resamples=50),
    lambda events, *_: time_in_stage(events, per="visit", resamples=0),
    lambda events, *_: time_in_stage(events, per="path", resamples=0),
    lambda events, a, b, c, time: time_between(events, a, b),
    lambda events, a, b, c, time: time_between(events, (a, c), b, within=time),
    lambda events, a, b, c, time: stage_flow(events, [a, b, c]),
    lambda events, a, b, c, time: stage_flow(events, [b]),
    lambda events, a, b, c, time: funnel(events, [a, b, c]),
    lambda events, a, b, c, time: funnel(
        events, [(a, b), Step(c, optional=True), a, Step(b, optional=True)], window=time
    ),
    lambda events, a, b, c, time: funnel(events, [a, a, b], window=time, settled=True),
    lambda events, a, b, c, time: funnel(events, [a, b], window=time, order="direct", at=2),
    lambda events, a, b, c, time: funnel(events, [a, (b, c), a], order="direct", window=time, settled=True),
    lambda events, a, b, c, time: funnel(events, [a]),
)
"""Every question that has a kernel, in each of the ways that the kernel knows; of three events and a time."""


def by_sql(query: Query) -> pd.DataFrame:
    return replace(query, _kernel=None).to_pandas()


def assert_kernel_equals_sql(query: Query) -> None:
    assert query._kernel is not None, query.name
    arrays = query._log.arrays()
    assert arrays is not None
    assert len(arrays) == 0 or query._kernel[1](arrays) is not None, query.name
    pd.testing.assert_frame_equal(query.to_pandas(), by_sql(query), rtol=1e-12, obj=query.name)


def kernels_by_module() -> Iterator[str]:
    """Every function of the package ``kernels`` that returns a kernel."""
    for module in iter_modules(kernels.__path__, f"{kernels.__name__}."):
        for name, function in inspect.getmembers(import_module(module.name), inspect.isfunction):
            returned = inspect.signature(function).return_annotation
            if function.__module__ == module.name and "Kernel" in str(returned):
                yield f"{module.name}.{name}"


def questions_with_a_kernel() -> Iterator[str]:
    """The name of every question in the package that is given a kernel, wherever the kernel is written."""
    for path in Path(journeykit.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and any(keyword.arg == "kernel" for keyword in node.keywords):
                assert isinstance(node.args[1], ast.Constant), f"{path}:{node.lineno} has no constant name"
                yield str(node.args[1].value)


@pytest.mark.slow
def test_every_kernel_of_the_package_is_compared_with_its_sql() -> None:
    events = read_events(frame_of([("a", name, at) for at, name in enumerate("xyz")]))
    queries = [asked(events, "x", "y", "z", "3s") for asked in ASKED]
    made_by = {f"{query._kernel[1].__module__}.{query._kernel[1].__qualname__}" for query in queries if query._kernel}
    compared = {name.partition(".<locals>")[0] for name in made_by}
    found = set(kernels_by_module())
    assert len(found) > 10
    assert found - compared == set(), "no entry of ASKED uses this kernel"
    assert set(questions_with_a_kernel()) - {query.name for query in queries} == set(), "add this question to ASKED"


@pytest.mark.slow
@given(rows, st.permutations(["x", "y", "é", "Z"]), st.integers(1, 30), st.sampled_from(range(len(ASKED))))
@settings(max_examples=60, deadline=None)
def test_answers_agree_with_their_sql(
    rows: list[tuple[str, str, int]], names: list[str], longest: int, which: int
) -> None:
    events = read_events(frame_of([*rows, *((f"{name} only", name, 50) for name in names)]))
    a, b, c, _ = names
    assert_kernel_equals_sql(ASKED[which](events, a, b, c, f"{longest}s"))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_every_question_agrees_on_a_log_of_many_short_paths(seed: int) -> None:
    random = np.random.default_rng(seed)
    rows = [
        (f"p{path}", "abcde"[random.integers(5)], int(random.integers(40)))
        for path in range(600)
        for _ in range(random.integers(1, 9))
    ]
    events = read_events(frame_of(rows))
    for asked in ASKED:
        assert_kernel_equals_sql(asked(events, "a", "b", "c", "5s"))


@pytest.mark.slow
def test_an_empty_log_agrees_too() -> None:
    events = read_events(frame_of([]))
    for asked in ASKED:
        assert_kernel_equals_sql(asked(events, "x", "y", "z", "3s"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("sepsis.csv", ("ER Registration", "CRP", "Leucocytes")),
        ("hwsw_shop_clickstream_1999.csv", None),
    ],
)
def test_answers_of_real_logs_agree_with_their_sql(
    name: str, chosen: tuple[str, str, str] | None, real_data: Callable[[str], Path]
) -> None:
    events = read_events(real_data(name))
    a, b, c = chosen or reach(events).to_pandas()["event"].head(3).tolist()
    for asked in ASKED:
        assert_kernel_equals_sql(asked(events, a, b, c, "1h"))


@pytest.mark.slow
def test_a_relabelled_log_is_asked_in_its_own_labels() -> None:
    events = read_events(frame_of([("a", "x", 1), ("a", "y", 2), ("a", "x", 4), ("b", "y", 3), ("b", "x", 9)]))
    labelled = relabel(events, [Label("Second", ("y",)), Label("First", ("x",)), Label("None", ("z",))])
    for asked in ASKED:
        assert_kernel_equals_sql(asked(labelled, "First", "Second", "None", "3s"))
    assert transitions(labelled).to_pandas()["source"].tolist() == ["Second", "First"]


def test_a_query_with_another_expression_is_not_answered_by_the_kernel() -> None:
    query = transitions(read_events(frame_of([("a", "x", 1), ("a", "y", 2)])))
    none = replace(query, expression=query.expression.limit(0))  # type: ignore[attr-defined]
    assert (len(query.to_pandas()), len(none.to_pandas())) == (1, 0)


def test_too_many_pairs_are_left_to_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    events = read_events(frame_of([("a", "x", 1), ("a", "y", 2), ("a", "x", 3)]))
    arrays = events._log.arrays()
    assert arrays is not None
    assert of_transitions.transition_kernel(["x"] * 400)(arrays) is None
    monkeypatch.setattr(of_transitions, "MOST_PAIRS", 1)
    assert of_transitions.transition_kernel(events.event_names)(arrays) is None
    assert len(transitions(events).to_pandas()) == 2


def test_conditions_of_a_step_are_left_to_the_database() -> None:
    events = read_events(frame_of([("a", "x", 1), ("a", "y", 2)]))
    for query in (
        funnel(events, ["x", Step("y", within="1m")]),
        funnel(events, ["x", "y"], reentry="best"),
        funnel(events, ["x", "y"], open=True),
        funnel(events, ["x", Step("y", optional=True)], order="direct"),
    ):
        assert query._kernel is None
        assert query.to_pandas()["paths"].tolist() == [1, 1]


@pytest.mark.parametrize("same", [1, 2, 3])
def test_variants_of_one_hash_are_told_apart(same: int, monkeypatch: pytest.MonkeyPatch) -> None:
    events = read_events(frame_of([("a", "x", 1), ("a", "y", 2), ("b", "y", 1), ("b", "x", 2), ("c", "x", 1)]))
    hashes = of_variants._hashes

    def colliding(starts: np.ndarray, event: np.ndarray, seed: int) -> np.ndarray:
        return np.zeros(len(starts) - 1, np.uint64) if seed < same else hashes(starts, event, seed)

    monkeypatch.setattr(of_variants, "_hashes", colliding)
    query = variants(events)
    arrays = events._log.arrays()
    assert arrays is not None
    assert query._kernel is not None
    assert (query._kernel[1](arrays) is None) == (same == of_variants.TRIES)
    assert query.to_pandas()["paths"].tolist() == [1, 1, 1]


def test_variants_are_hashed_in_blocks_of_whole_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    events = read_events(frame_of([(path, event, at) for path in "abcdef" for at, event in enumerate("xyxyyx")]))
    monkeypatch.setattr(of_variants, "BLOCK", 13)
    assert variants(events).to_pandas()["paths"].tolist() == [6]
    monkeypatch.setattr(of_variants, "BLOCK", 1)
    assert variants(events).to_pandas()["paths"].tolist() == [6]


@pytest.mark.slow
@pytest.mark.parametrize("paths", [1, 100_000])
def test_one_huge_path_and_many_tiny_ones_are_asked_in_no_time(paths: int) -> None:
    size = 200_000
    row = np.arange(size)
    log = pd.DataFrame({"user_id": row * paths // size, "event": np.array(list("abcd"))[row % 4], "timestamp": row})
    events = read_events(log.astype({"user_id": "str"}), time_format="epoch_s")
    begun = process_time()
    answers = [asked(events, "a", "b", "c", "5s").to_pandas() for asked in ASKED]
    assert process_time() - begun < 20
    assert all(len(answer) for answer in answers[:9])
    # None of them had to make the table that SQL reads.
    assert "j" in events._log.later


@given(st.lists(st.integers(0, 30), min_size=1, max_size=300))
@settings(max_examples=50, deadline=None)
def test_ranks_hold_every_rank_that_a_level_needs(values: list[int]) -> None:
    column = np.sort(np.array(values, np.int64))
    value, low, high = ranks_of(column)
    held = {int(rank): int(v) for v, a, b in zip(value, low, high, strict=True) for rank in range(a, b + 1)}
    for level in (25, 50, 75, 95):
        rank = level * (len(column) - 1) // 100 + 1
        assert held[rank] == column[rank - 1]
        assert rank == len(column) or held[rank + 1] == column[rank]
