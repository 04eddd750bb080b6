"""A seeded log like those of real shops: few people do much, most do little, names follow one another by habit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]

__all__ = ["EVENTS_A_PATH", "KINDS", "NAMES", "write_as", "write_log"]

EVENTS_A_PATH = 10
NAMES = tuple(f"event {number:02d}" for number in range(30))
KINDS = {"CSV": ("log.csv", "csv, header"), "JSON lines": ("log.jsonl", "json"), "Parquet": ("log.parquet", "parquet")}
"""Kind of file -> its name, and how DuckDB is told of it."""
HEAVY_PATHS, HEAVY_EVENTS = 0.001, 0.12
"""The top 0.1 % of customers hold 12 % of all events."""

YEAR_S = 365 * 86_400
START_S = 1_700_000_000
CHUNK = 1_000_000
DAY_US = 86_400_000_000


def write_log(path: Path, events: int, seed: int = 7, *, dates: bool = False) -> None:
    """Write a Parquet log ``user_id, event, timestamp`` in order of time; the same seed gives the same log.

    No two events of a path share their time: tools without a rule for ties would give another answer every time. With
    ``dates`` the time of day is left out, as many exports do, and most events share theirs.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    random = np.random.default_rng(seed)
    sizes = _sizes(random, events)
    t = _times(random, sizes)
    event = _events(random, sizes).astype(np.int8)
    who = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    order = np.argsort(t, kind="stable")
    if dates:
        t -= t % DAY_US
    ids = random.permutation(len(sizes))
    names = pa.array(NAMES)
    schema = pa.schema([("user_id", pa.string()), ("event", pa.string()), ("timestamp", pa.timestamp("us"))])
    with pq.ParquetWriter(path, schema) as writer:
        for start in range(0, events, CHUNK):
            rows = order[start : start + CHUNK]
            columns = [
                pa.array(np.char.add("c-", np.char.zfill(ids[who[rows]].astype("U8"), 8)), pa.string()),
                names.take(pa.array(event[rows])),
                pa.array(t[rows], pa.timestamp("us")),
            ]
            writer.write_table(pa.table(columns, schema=schema))


def write_as(kind: str, log: Path) -> Path:
    """Write the rows of a Parquet log into a file of another kind beside it, in the same order."""
    import duckdb

    name, told = KINDS[kind]
    if (path := log.with_name(name)) != log:
        duckdb.connect().read_parquet(str(log)).query("log", f"COPY (FROM log) TO '{path}' (FORMAT {told})")
    return path


def _sizes(random: np.random.Generator, events: int) -> Numbers:
    """Events of each path; they sum to ``events``."""
    import numpy as np

    paths = max(2, events // EVENTS_A_PATH)
    top = max(1, round(paths * HEAVY_PATHS))
    weights = 1 / np.sqrt(np.arange(1, top + 1))
    heavy = np.maximum(1, (weights / weights.sum() * events * HEAVY_EVENTS).astype(np.int64))
    rest = events - int(heavy.sum())
    light = random.geometric(min(1.0, (paths - top) / rest), paths - top).astype(np.int64)
    while missing := rest - int(light.sum()):
        chosen = random.integers(0, len(light), abs(missing))
        if missing > 0:
            np.add.at(light, chosen, 1)
        else:
            # A path keeps at least one event, so a round may take away too few.
            taken = np.minimum(np.bincount(chosen, minlength=len(light)), light - 1)
            light -= taken
    sizes: Numbers = np.concatenate([heavy, light])
    random.shuffle(sizes)
    return sizes


def _times(random: np.random.Generator, sizes: Numbers) -> Numbers:
    """Microseconds: three pauses of four are short, the others days."""
    import numpy as np

    size = int(sizes.sum())
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    short = random.random(size) < 0.75
    pause = np.where(short, random.exponential(40, size), random.exponential(3 * 86_400, size))
    t: Numbers = np.cumsum((pause * 1_000_000).astype(np.int64) + 1)
    t -= np.repeat(t[starts], sizes)
    t += np.repeat(random.integers(0, int(YEAR_S * 0.9), len(sizes)) * 1_000_000, sizes)
    # A path that lasts longer than a year is pressed into it, so that the log has an end.
    last = np.repeat(t[starts + sizes - 1], sizes)
    begin = np.repeat(t[starts], sizes)
    end = YEAR_S * 1_000_000
    pressed = last > end
    rank = np.arange(size) - np.repeat(starts, sizes)
    scaled = begin + ((t - begin) / np.maximum(last - begin, 1) * (end - begin)).astype(np.int64) + rank
    t = np.where(pressed, scaled, t)
    return t + START_S * 1_000_000


def _events(random: np.random.Generator, sizes: Numbers) -> Numbers:
    """Number of the name of each event: a walk through states, of which the first names have few and the last many."""
    import numpy as np

    size, states = int(sizes.sum()), 64
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    walk = np.cumsum(random.choice(np.array([1, 1, 1, 2, 3, 5, 8, 13]), size))
    walk -= np.repeat(walk[starts] - random.integers(0, 8, len(sizes)), sizes)
    name_of: Numbers = (len(NAMES) * np.sqrt(np.arange(states) / states)).astype(np.int64)
    names: Numbers = name_of[walk % states]
    return names
