"""Real logs as every engine gets them: a frame with ids, names, moments and the order of its rows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from journeykit.events import read_events
from journeykit.events.sql import sql_template

REAL = {"running-example.csv": None, "receipt.csv": None, "sepsis.csv": 300}
"""File -> how many of its paths are asked about; None for all."""

SPAN_US = 600_000_000
"""How long a squeezed log lasts: the questions that all tests share have windows of seconds."""


def frame_of_real(file: Path, paths: int | None, *, squeezed: bool) -> pd.DataFrame:
    """Return a real log as a frame; its three most frequent events are called as the shared questions name them."""
    events = read_events(file)
    rows = events._log.fetch(
        sql_template(
            "SELECT p.id AS user_id, n.name AS event, j.t AS t FROM j JOIN paths AS p ON p.path = j.path"
            " JOIN names AS n ON n.event = j.event WHERE j.path <= :paths ORDER BY j.path, j.position",
            paths=paths or events.path_count,
        )
    ).to_pandas()
    common = rows["event"].value_counts().index[:3]
    micros = rows["t"]
    if squeezed:
        micros = (micros - micros.min()) * SPAN_US // (micros.max() - micros.min()) + 1_714_554_000_000_000
    return pd.DataFrame(
        {
            "user_id": rows["user_id"].astype("str"),
            "event": rows["event"].replace(dict(zip(common, ["a", "b", "it's"], strict=True))).astype("str"),
            "timestamp": pd.to_datetime(micros, unit="us", utc=True),
            "row": range(len(rows)),
        }
    )
