"""The same table as every kind of file, and as a frame."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from journeykit import questions as qs
from journeykit.events import Events


def every_kind(frame: pd.DataFrame, folder: Path) -> dict[str, Any]:
    """Write a frame to each kind of file; return the paths, and the frame itself, by kind."""
    frame.to_csv(folder / "t.csv", index=False)
    frame.to_csv(folder / "t.tsv", index=False, sep="\t")
    rows = json.loads(frame.to_json(orient="records", date_format="iso"))
    (folder / "t.json").write_text(json.dumps(rows), encoding="utf-8")
    (folder / "t.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    frame.to_excel(folder / "t.xlsx", index=False)
    frame.to_parquet(folder / "t.parquet")
    return {**{path.suffix: path for path in sorted(folder.glob("t.*"))}, "frame": frame}


def paths_in(events: Events) -> list[tuple[str, ...]]:
    """Return the events of every path, sorted."""
    frame = qs.rows(events).to_pandas()
    return sorted(tuple(rows["event"]) for _, rows in frame.groupby("path", sort=False))


def add_up(events: Events) -> bool:
    """Return whether the lines of the report are those kept and those rejected."""
    report = events.report
    return report.lines == report.kept + len(report.rejected) and report.kept == len(events)
