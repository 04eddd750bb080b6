"""polars, sorted once, then with window expressions and group-bys."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.bench.asked import FUNNEL, SESSION_S, STAGES, STEPS, WINDOW_S

__all__ = ["ANSWERS", "load"]

pl: Any = import_module("polars")  # of the extra "oracle": never needed by the product


def load(path: Path) -> Any:
    """Read and sort."""
    return pl.read_parquet(path).sort("user_id", "timestamp", maintain_order=True)


def _following(column: str) -> Any:
    return pl.col(column).shift(-1).over("user_id")


def _seconds(duration: Any) -> Any:
    return duration.dt.total_microseconds() / 1_000_000


def _transitions(df: Any) -> list[Any]:
    pairs = df.lazy().with_columns(
        target=_following("event"), gap=_seconds(_following("timestamp") - pl.col("timestamp"))
    )
    found = pairs.filter(pl.col("target").is_not_null()).group_by("event", "target")
    table = found.agg(pl.len(), pl.col("user_id").n_unique().alias("paths"), pl.col("gap").median())
    return sorted([list(row) for row in table.collect().rows()])


def _steps(df: Any) -> list[Any]:
    table = df.lazy().with_columns(position=pl.int_range(1, pl.len() + 1).over("user_id"), target=_following("event"))
    counts = table.filter(pl.col("position") <= STEPS).group_by("position", "event", "target").len().collect()
    return sorted([list(row) for row in counts.rows()], key=lambda row: [str(cell) for cell in row])


def _funnel(df: Any) -> list[Any]:
    steps = df.lazy().with_row_index("position")
    reached = steps.filter(pl.col("event") == FUNNEL[0]).unique("user_id", keep="first", maintain_order=True)
    reached = reached.select("user_id", pl.col("timestamp").alias("entered"), pl.col("position").alias("before"))
    found = [reached]
    for name in FUNNEL[1:]:
        later = steps.filter(pl.col("event") == name).join(found[-1], on="user_id")
        inside = (pl.col("timestamp") - pl.col("entered")).dt.total_microseconds() <= WINDOW_S * 1_000_000
        later = later.filter(inside & (pl.col("position") > pl.col("before")))
        found.append(later.group_by("user_id", "entered").agg(pl.col("position").min().alias("before")))
    return [int(step.select(pl.len()).item()) for step in pl.collect_all(found)]


def _variants(df: Any) -> list[Any]:
    paths = df.lazy().group_by("user_id", maintain_order=True).agg(pl.col("event").str.join(" > "))
    counts = paths.group_by("event").len().sort("len", descending=True).collect()["len"]
    return [len(counts), *counts.head(10).to_list()]


def _sessions(df: Any) -> list[Any]:
    pause = pl.col("timestamp").diff().over("user_id").dt.total_microseconds() > SESSION_S * 1_000_000
    numbered = df.lazy().with_columns(session=pause.fill_null(False).cum_sum().over("user_id"))
    length = _seconds(pl.col("timestamp").max() - pl.col("timestamp").min()).alias("length")
    spans = numbered.group_by("user_id", "session").agg(pl.len(), length).collect()
    return [len(spans), int((spans["len"] == 1).sum()), spans["length"].median()]


def _stage_flow(df: Any) -> list[Any]:
    numbers = {name: number for number, names in enumerate(STAGES.values()) for name in names}
    visits = df.lazy().with_columns(stage=pl.col("event").replace_strict(numbers, return_dtype=pl.Int32))
    firsts = visits.unique(["user_id", "stage"], keep="first", maintain_order=True)
    before = pl.col("stage").cum_max().shift(1).over("user_id")
    progress = firsts.filter(before.is_null() | (pl.col("stage") > before))
    counts = progress.with_columns(target=_following("stage")).group_by("stage", "target").len().collect()
    stages = list(STAGES)
    rows = [[stages[source], None if after is None else stages[after], paths] for source, after, paths in counts.rows()]
    return sorted(rows, key=lambda row: [str(cell) for cell in row])


def _drop_off(df: Any) -> list[Any]:
    reached = df.lazy().group_by("event").agg(pl.col("user_id").n_unique().alias("paths"))
    last = df.lazy().group_by("user_id", maintain_order=True).agg(pl.col("event").last())
    ends = last.group_by("event").agg(pl.len().alias("last"))
    table = reached.join(ends, on="event", how="left").with_columns(pl.col("last").fill_null(0)).collect()
    return sorted([list(row) for row in table.rows()])


def _time_in_stage(df: Any) -> list[Any]:
    gaps = df.lazy().with_columns(gap=_seconds(_following("timestamp") - pl.col("timestamp")))
    table = gaps.group_by("event").agg(pl.col("gap").count().alias("n"), pl.col("gap").median()).collect()
    return sorted([list(row) for row in table.rows()])


ANSWERS: dict[str, Callable[[Any], list[Any]]] = {
    "transitions": _transitions,
    "steps": _steps,
    "funnel": _funnel,
    "variants": _variants,
    "sessions": _sessions,
    "stage flow": _stage_flow,
    "drop-off": _drop_off,
    "time in stage": _time_in_stage,
}
