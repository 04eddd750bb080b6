"""pm4py: what it has of its own among the questions."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

__all__ = ["ANSWERS", "load"]

pm4py: Any = import_module("pm4py")  # of the extra "oracle", AGPL: never part of the product


def load(path: Path) -> pd.DataFrame:
    """Read, and bring to the form that pm4py asks for."""
    frame: pd.DataFrame = pm4py.format_dataframe(
        pd.read_parquet(path), case_id="user_id", activity_key="event", timestamp_key="timestamp"
    )
    return frame


def _transitions(log: pd.DataFrame) -> list[Any]:
    counts, _, _ = pm4py.discover_dfg(log)
    return sorted([source, target, count, None, None] for (source, target), count in counts.items())


def _variants(log: pd.DataFrame) -> list[Any]:
    counts = sorted(pm4py.get_variants(log).values(), reverse=True)
    return [len(counts), *counts[:10]]


def _drop_off(log: pd.DataFrame) -> list[Any]:
    ends = pm4py.get_end_activities(log)
    names = sorted(pm4py.get_event_attribute_values(log, "concept:name"))
    return [[name, None, ends.get(name, 0)] for name in names]


ANSWERS: dict[str, Callable[[pd.DataFrame], list[Any]]] = {
    "transitions": _transitions,
    "variants": _variants,
    "drop-off": _drop_off,
}
