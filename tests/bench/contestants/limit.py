"""What no answer can be quicker than: to look at the columns once, and to decode, number and sort the log once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench.asked import COLUMNS, QUESTIONS

__all__ = ["ANSWERS", "load"]

ALL = ("user_id", "event", "timestamp")


def load(path: Path) -> Path:
    """Decode the columns, number ids and names, sort the numbers by path and time: the cold limit of a preparation."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(path, columns=list(ALL))
    who, what = (_numbers(table[name]) for name in ("user_id", "event"))
    t = table["timestamp"].combine_chunks().cast(pa.int64()).to_numpy()
    order = np.lexsort((t, who))
    assert len(order) == len(what)
    return path


def _numbers(column: Any) -> Any:
    import numpy as np

    return np.concatenate([chunk.indices.to_numpy() for chunk in column.dictionary_encode().chunks])


def _scanned(path: Path, columns: tuple[str, ...]) -> list[Any]:
    import duckdb

    # A hash has to see every value; a plain maximum would be read off the file's statistics.
    seen = [
        duckdb.FunctionExpression("bit_xor", duckdb.FunctionExpression("hash", duckdb.ColumnExpression(column)))
        for column in columns
    ]
    duckdb.read_parquet(str(path)).aggregate(seen).fetchall()
    return []


ANSWERS: dict[str, Callable[[Path], list[Any]]] = {
    name: partial(_scanned, columns=COLUMNS.get(name, ALL)) for name in QUESTIONS
}
