"""JSON that holds no events: documents of other kinds, and tables column by column."""

from __future__ import annotations

import re
from typing import Any

from journeykit.errors import EventLogError

_OTHERS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("cells", "nbformat"), "a notebook", "Run it, and pass the frame that it makes"),
    (("cells", "cell_type"), "a notebook", "Run it, and pass the frame that it makes"),
    (("format", "version", "stages"), "a journey map", "jk.read_map opens it"),
    (
        ("nodes", "(?:links|edges)", "source", "target"),
        "a graph of nodes and links",
        "jk.charts.sankey draws it, from the path of the file",
    ),
    (("features", "geometry"), "a geographic map (GeoJSON)", "A log is one row an event: who, what and when"),
    (("data", "layout", "hovertemplate"), "a chart of Plotly", "Export the data that it was drawn from"),
)
"""Keys that tell what a JSON document is, in words, and what to do."""


def refuse_others(name: str, text: str) -> None:
    """Raise with what to do if JSON is a document of another kind."""
    for marks, looks, advice in _OTHERS:
        if all(re.search(rf'"{mark}"\s*:', text) for mark in marks):
            raise EventLogError(f"{name} is {looks}, not a log. {advice}.")


def refuse_columns(name: str, value: Any) -> None:
    """Raise if an object holds a table column by column, as pandas writes it by default."""
    columns: list[Any] = list(value.values()) if isinstance(value, dict) else []
    if len(columns) < 2:
        return
    as_dicts = all(isinstance(each, dict) and "0" in each for each in columns)
    as_lists = all(isinstance(each, list) and each and not isinstance(each[0], dict) for each in columns)
    if (as_dicts or as_lists) and len({len(each) for each in columns}) == 1:
        raise EventLogError(
            f"{name} holds a table column by column. Read it with pandas.read_json(file, dtype=False) or "
            "pandas.DataFrame(json.load(file)), and pass the frame."
        )
