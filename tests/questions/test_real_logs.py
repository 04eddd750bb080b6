"""Variants and conformance of real logs equal those of pm4py; sessions and loops those of an obvious walk."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from journeykit.events import Events, read_events
from journeykit.questions import (
    Expected,
    alignments,
    conformance,
    deviations,
    loops,
    reach,
    removal_effect,
    rework,
    session_summary,
    variants,
)
from tests.events import oracles
from tests.events.test_real_logs import LOGS

Rows = list[tuple[str, str, int]]


# The 13,087 loan applications are read once, for their alignments below; test_outside_oracles compares their variants.
@pytest.fixture(scope="module", params=[name for name in LOGS if name != "bpic2012.xes.gz"])
def log(request: pytest.FixtureRequest, real_data: Callable[[str], Path]) -> tuple[Events, Rows]:
    path = real_data(request.param)
    return read_events(path), LOGS[request.param][0](path)


@pytest.fixture(scope="module")
def pm4py() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its imports, not of ours
        return pytest.importorskip("pm4py", reason="the oracle extra brings pm4py")


def pm4py_frame(paths: dict[str, list[str]]) -> pd.DataFrame:
    """A frame that pm4py reads, one second an event: it does not keep the order of rows at the same time."""
    rows = [(path, name, n) for path, names in paths.items() for n, name in enumerate(names)]
    frame = pd.DataFrame(rows, columns=["case:concept:name", "concept:name", "second"])
    return frame.assign(**{"time:timestamp": pd.to_datetime(frame.pop("second"), unit="s", utc=True)})


def names_of(rows: Rows) -> dict[str, list[str]]:
    return {path: [name for name, _ in visited] for path, visited in oracles.paths_of(rows).items()}


@pytest.mark.slow
def test_variants_equal_pm4py_and_an_obvious_count(log: tuple[Events, Rows], pm4py: Any) -> None:
    events, rows = log
    paths = names_of(rows)
    frame = variants(events, top=None).to_pandas()
    found = dict(zip(frame["names"], frame["paths"], strict=True))
    assert found == Counter(tuple(names) for names in paths.values())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert found == pm4py.get_variants(pm4py_frame(paths))
    assert frame["cumulative_share"].iloc[-1] == pytest.approx(1)


def happy_path_of(events: Events) -> list[str | Expected]:
    """A plausible happy path: the commonest variant without repeats, some of it optional or repeatable."""
    common = list(dict.fromkeys(variants(events, top=1).to_pandas()["names"].iloc[0]))[:6]
    others = [name for name in reach(events).to_pandas()["event"] if name not in common][:2]
    path: list[str | Expected] = [*common]
    path[len(path) // 2] = Expected(common[len(path) // 2], repeatable=True)
    if len(others) == 2:
        path.insert(1, Expected(tuple(others), optional=True, repeatable=True))
    path[-1] = Expected(common[-1], optional=True)
    return path


def net_of(pm4py: Any, path: list[str | Expected]) -> tuple[Any, ...]:
    from pm4py.objects.conversion.process_tree import converter
    from pm4py.objects.process_tree.utils.generic import parse

    def leaf(step: str | Expected) -> str:
        step = step if isinstance(step, Expected) else Expected(step)
        names = (step.events,) if isinstance(step.events, str) else tuple(step.events)
        text = "X( " + ", ".join(f"'{name}'" for name in names) + " )" if len(names) > 1 else f"'{names[0]}'"
        text = f"*( {text}, tau )" if step.repeatable else text
        return f"X( {text}, tau )" if step.optional else text

    net: tuple[Any, ...] = converter.apply(parse("->( " + ", ".join(leaf(step) for step in path) + " )"))
    return net


@pytest.mark.slow
def test_fitness_equals_the_alignments_of_pm4py(log: tuple[Events, Rows], pm4py: Any) -> None:
    assert_fitness_of_pm4py(log[0], pm4py)


@pytest.mark.slow
def test_fitness_of_loan_applications_equals_the_alignments_of_pm4py(
    real_data: Callable[[str], Path], pm4py: Any
) -> None:
    assert_fitness_of_pm4py(read_events(real_data("bpic2012.xes.gz"), lifecycle_col=False), pm4py)


def assert_fitness_of_pm4py(events: Events, pm4py: Any) -> None:
    path = happy_path_of(events)
    # A sample, of paths for which pm4py's search does not take minutes.
    every = variants(events, top=None).to_pandas()
    short = every[every["events"] <= 14]
    some = short.iloc[:: max(1, len(short) // 25)]
    ours = alignments(events, path, top=None).to_pandas().set_index("variant").loc[some["variant"]]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = pm4py_frame({f"{n:05}": list(names) for n, names in enumerate(some["names"])})
        theirs = pm4py.conformance_diagnostics_alignments(frame, *net_of(pm4py, path))
    assert len(theirs) == len(ours) > 2
    # A move costs 10,000 there, and a silent one next to nothing.
    assert (ours["inserted"] + ours["skipped"]).tolist() == [round(one["cost"] / 10_000) for one in theirs]
    assert ours["fitness"].tolist() == pytest.approx([one["fitness"] for one in theirs], abs=1e-3)


@pytest.mark.slow
def test_summary_deviations_and_alignments_of_a_real_log_agree(log: tuple[Events, Rows]) -> None:
    events, _ = log
    path = happy_path_of(events)
    whole = conformance(events, path).to_pandas().iloc[0]
    each = alignments(events, path, top=None).to_pandas()
    assert whole["paths"] == each["paths"].sum() == events.path_count
    assert whole["fitness"] == pytest.approx((each["fitness"] * each["paths"]).sum() / each["paths"].sum())
    told = deviations(events, path).to_pandas()
    skipped = told["kind"] == "skipped"
    assert told.loc[skipped, "deviations"].sum() == whole["skipped"] == (each["skipped"] * each["paths"]).sum()
    assert told.loc[~skipped, "deviations"].sum() == whole["inserted"]
    worst = told.iloc[0]
    key = {column: worst[column] for column in ("kind", "event", "place")}
    assert len(deviations(events, path).paths(**key).to_pandas()) == worst["paths"]


def test_loops_and_sessions_of_a_real_log_equal_an_obvious_walk(log: tuple[Events, Rows]) -> None:
    events, rows = log
    repeats, extra, split = Counter[str](), Counter[str](), 0
    for visited in oracles.paths_of(rows).values():
        names = [name for name, _ in visited]
        repeats.update(b for a, b in pairwise(names) if a == b)
        extra.update(Counter(names) - Counter(set(names)))
        split += 1 + sum(u - t > 3_600 * 1_000_000 for (_, t), (_, u) in pairwise(visited))
    frame = loops(events).to_pandas().set_index("event")
    assert {name: n for name, n in frame["repeats"].items() if n} == dict(repeats)
    assert {name: n for name, n in frame["extra_events"].items() if n} == dict(extra)
    assert rework(events).to_pandas()["extra_events"].iloc[-1] == extra.total()
    assert session_summary(events, "1h").to_pandas().set_index("measure").loc["events", "n"] == split


def test_the_chain_of_a_real_log_gives_back_its_conversions(log: tuple[Events, Rows]) -> None:
    events, rows = log
    goal = reach(events).to_pandas().sort_values("last_paths")["event"].iloc[-1]
    paths = names_of(rows).values()
    converted = sum(goal in names and names[0] != goal for names in paths)
    frame = removal_effect(events, goal).to_pandas()
    assert frame["conversions"].sum() == pytest.approx(converted)
    assert frame["removal_effect"].between(0, 1).all()
