"""Frames and a report for pages, small enough to check by hand, hostile where a page may break."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from datetime import datetime
from typing import Any

import pandas as pd

from journeykit.events import LoadReport, Notice
from journeykit.events.reading.examples import FilledRole
from journeykit.events.reading.notice import COUNTS

HOSTILE = [
    "<script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    "<a href=javascript:window.hacked=1>x</a>",
    "<b style=background:url(http://x.invalid)>x</b>",
    "</script><script>window.hacked=1</script>",
    "%{meta[alt]} $x^2$",
]
PLAIN = ["/home", "search", "product page", "basket", "pay"]


def report(**changes: Any) -> LoadReport:
    columns = ("part", "line", "column", "reason")
    rows = [("shop.csv", 4, "time", "the time is empty"), ("shop.csv", 9, "", "5 cells where the header has 4")]
    known: dict[str, Any] = {
        "source": "shop.csv",
        "lines": 602,
        "kept": 600,
        "rejected": pd.DataFrame(rows, columns=columns),
        "roles": {"path": "session (guessed)", "event": "page (given)", "time": "when (guessed)"},
        "time_format": "%Y-%m-%d %H:%M:%S, naive, taken as UTC",
        "notes": (
            "delimiter: tab",
            "17 ties in time, kept in the order of the rows",
            Notice("exact duplicates kept: 3", COUNTS, "duplicates='drop'"),
        ),
        "filled": (
            FilledRole("path", "session", "guessed by name", ("<b>s1</b>", "s2"), "path_col"),
            FilledRole("event", "page", "given", tuple(HOSTILE[:3]), "event_col"),
            FilledRole("time", "when", "guessed by name", ("2026-05-01 10:00:00",), "timestamp_col"),
        ),
        "first": datetime(2026, 5, 1, 10),
        "last": datetime(2026, 6, 1, 12, 30),
    }
    return LoadReport(**(known | changes))


def step_frame(names: list[str], columns: int = 4, most: int = 5, seed: int = 7) -> pd.DataFrame:
    """Return a step flow counted the slow obvious way from made-up paths."""
    chance = random.Random(seed)
    weights = [1 / (i + 1) for i in range(len(names))]
    paths = [chance.choices(names, weights, k=chance.randint(1, columns + 1)) for _ in range(300)]
    kept = [
        {event for event, _ in Counter(path[c] for path in paths if len(path) > c).most_common(most)}
        for c in range(columns)
    ]
    pairs: Counter[tuple[int, str, str | None]] = Counter()
    for path in paths:
        for c in range(min(columns - 1, len(path))):
            source = path[c] if path[c] in kept[c] else "other"
            target = None if len(path) <= c + 1 else path[c + 1] if path[c + 1] in kept[c + 1] else "other"
            pairs[c, source, target] += 1
    kinds = {"other": "other", None: "left"}
    rows = [
        {
            "source_column": c,
            "source": source,
            "source_kind": kinds.get(source, "event"),
            "target_column": None if target is None else c + 1,
            "target": target,
            "target_kind": kinds.get(target, "event"),
            "paths": count,
            "kind": "left" if target is None else "forward",
        }
        for (c, source, target), count in pairs.items()
    ]
    return pd.DataFrame(rows).astype({"target_column": "Int64"})


def transition_frame(names: list[str], kinds: int | None = None) -> pd.DataFrame:
    rows = [
        {
            "source": source,
            "target": target,
            "transitions": 1000 - 10 * i - j,
            "paths": 500 - i,
            "out_share": 1 / len(names),
            "median_gap_s": 90.0 * (j + 1),
        }
        for i, source in enumerate(names)
        for j, target in enumerate(names)
    ]
    return pd.DataFrame(rows).head(kinds)


def funnel_frame(names: list[str]) -> pd.DataFrame:
    paths = [300 - 60 * i for i in range(len(names))]
    return pd.DataFrame(
        {
            "step": range(1, len(names) + 1),
            "name": names,
            "paths": paths,
            "dropped": 60,
            "previous_share": [None, *(now / before for before, now in itertools.pairwise(paths))],
            "first_share": [count / 300 for count in paths],
            "low": 0.5,
            "high": 0.9,
        }
    )
