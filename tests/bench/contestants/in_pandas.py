"""pandas, as its documentation and its users write it: sorted once, then grouped and shifted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from tests.bench.asked import FUNNEL, SESSION_S, STAGES, STEPS, WINDOW_S

__all__ = ["ANSWERS", "load"]


def load(path: Path) -> pd.DataFrame:
    """Read and sort."""
    return pd.read_parquet(path).sort_values(["user_id", "timestamp"], kind="stable", ignore_index=True)


def _transitions(df: pd.DataFrame) -> list[Any]:
    following = df.groupby("user_id", sort=False)[["event", "timestamp"]].shift(-1)
    pairs = df.assign(target=following["event"], gap=(following["timestamp"] - df["timestamp"]).dt.total_seconds())
    found = pairs.dropna(subset=["target"]).groupby(["event", "target"])
    table = found.agg(transitions=("gap", "size"), paths=("user_id", "nunique"), gap=("gap", "median"))
    return sorted(table.reset_index().values.tolist())


def _steps(df: pd.DataFrame) -> list[Any]:
    grouped = df.groupby("user_id", sort=False)
    table = df.assign(position=grouped.cumcount() + 1, target=grouped["event"].shift(-1))
    table = table[table["position"] <= STEPS]
    counts = table.groupby(["position", "event", "target"], dropna=False).size().reset_index()
    counts = counts.astype(object).where(counts.notna(), None)
    return sorted(counts.values.tolist(), key=lambda row: [str(cell) for cell in row])


def _funnel(df: pd.DataFrame) -> list[Any]:
    position = pd.Series(range(len(df)), index=df.index)
    steps = df.assign(position=position)
    reached = steps[steps["event"] == FUNNEL[0]].drop_duplicates("user_id")
    reached = reached.assign(entered=reached["timestamp"])[["user_id", "entered", "position"]]
    counts = [len(reached)]
    for name in FUNNEL[1:]:
        later = steps.loc[steps["event"] == name, ["user_id", "timestamp", "position"]]
        both = later.merge(reached, on="user_id", suffixes=("", "_before"))
        inside = both["timestamp"] - both["entered"] <= pd.Timedelta(seconds=WINDOW_S)
        both = both[inside & (both["position"] > both["position_before"])]
        reached = both.drop_duplicates("user_id")[["user_id", "entered", "position"]]
        counts.append(len(reached))
    return counts


def _variants(df: pd.DataFrame) -> list[Any]:
    counts = df.groupby("user_id", sort=False)["event"].agg(" > ".join).value_counts()
    return [len(counts), *(int(count) for count in counts.head(10))]


def _sessions(df: pd.DataFrame) -> list[Any]:
    pause = df.groupby("user_id", sort=False)["timestamp"].diff() > pd.Timedelta(seconds=SESSION_S)
    number = pause.groupby(df["user_id"], sort=False).cumsum()
    spans = df.groupby(["user_id", number.rename("session")], sort=False)["timestamp"].agg(["size", "min", "max"])
    lengths = (spans["max"] - spans["min"]).dt.total_seconds()
    return [len(spans), int((spans["size"] == 1).sum()), float(lengths.median())]


def _stage_flow(df: pd.DataFrame) -> list[Any]:
    numbers = {name: number for number, names in enumerate(STAGES.values()) for name in names}
    visits = df.assign(stage=df["event"].map(numbers))
    firsts = visits.drop_duplicates(["user_id", "stage"])
    before = firsts.groupby("user_id", sort=False)["stage"].cummax().groupby(firsts["user_id"], sort=False).shift()
    progress = firsts[before.isna() | (firsts["stage"] > before)]
    target = progress.groupby("user_id", sort=False)["stage"].shift(-1)
    counts = progress.assign(target=target).groupby(["stage", "target"], dropna=False).size().reset_index()
    stages = list(STAGES)
    rows = [
        [stages[int(source)], None if pd.isna(after) else stages[int(after)], int(paths)]
        for source, after, paths in counts.values
    ]
    return sorted(rows, key=lambda row: [str(cell) for cell in row])


def _drop_off(df: pd.DataFrame) -> list[Any]:
    last = df.drop_duplicates("user_id", keep="last")["event"].value_counts()
    table = df.groupby("event")["user_id"].nunique().to_frame("paths")
    table["last"] = last.reindex(table.index, fill_value=0)
    return sorted(table.reset_index().values.tolist())


def _time_in_stage(df: pd.DataFrame) -> list[Any]:
    gap = (df.groupby("user_id", sort=False)["timestamp"].shift(-1) - df["timestamp"]).dt.total_seconds()
    table = gap.groupby(df["event"]).agg(["count", "median"]).reset_index()
    return sorted(table.values.tolist())


ANSWERS: dict[str, Callable[[pd.DataFrame], list[Any]]] = {
    "transitions": _transitions,
    "steps": _steps,
    "funnel": _funnel,
    "variants": _variants,
    "sessions": _sessions,
    "stage flow": _stage_flow,
    "drop-off": _drop_off,
    "time in stage": _time_in_stage,
}
