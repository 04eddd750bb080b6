"""retentioneering 5: what its event stream answers as data."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

__all__ = ["ANSWERS", "load"]

retentioneering: Any = import_module("retentioneering")  # of the extra "oracle": never needed by the product


def load(path: Path) -> Any:
    """Read, and make an event stream of it."""
    columns = {"path_cols": ["user_id"], "event_col": "event", "timestamp_col": "timestamp"}
    return retentioneering.Eventstream(pd.read_parquet(path), schema=columns)


def _transitions(stream: Any) -> list[Any]:
    names = set(stream.get_event_counts())
    counts, paths, _ = (
        stream.transition_graph_data(edge_weight=weight).stack() for weight in ("count", "unique_paths", "time_median")
    )
    # It adds the start and the end of a path as events of their own.
    return sorted(
        [source, target, int(count), int(paths[source, target]), None]
        for (source, target), count in counts.items()
        if count and {source, target} <= names
    )


def _sessions(stream: Any) -> list[Any]:
    found = stream.split_sessions(timeout="30m").to_dataframe()
    return [int(found["session_id"].nunique()), None, None]


ANSWERS: dict[str, Callable[[Any], list[Any]]] = {"transitions": _transitions, "sessions": _sessions}
