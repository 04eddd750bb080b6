"""When people answered: the times of a column as UTC microseconds, by the same rules as those of a log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from journeykit.answers.intake import AnswerLines
from journeykit.events.log_tables import LogTables
from journeykit.events.progress import Watch
from journeykit.events.reading.local_times import timed_lines
from journeykit.events.reading.quick_times import quick_times
from journeykit.events.reading.times import (
    FIRST_MICROS,
    LAST_MICROS,
    TimeFormat,
    TimeKind,
    choose_format,
    declared_format,
    merged_kinds,
    native_format,
    time_kinds,
    with_quick,
)
from journeykit.events.sql import sql_template
from journeykit.events.zones import Zone

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

NO_TIME = np.iinfo(np.int64).min
"""Stands for a missing time; it is the missing time of numpy."""


@dataclass(frozen=True)
class Moments:
    """The time of each line in UTC microseconds, ``NO_TIME`` where it is missing or cannot be read."""

    micros: npt.NDArray[np.int64]
    unreadable: npt.NDArray[np.bool_]
    said: str
    notes: tuple[str, ...] = ()


def moments(
    table: AnswerLines, column: str, zoned: bool | None, time_format: str | None, zone: Zone | None, watch: Watch
) -> Moments:
    """Read a column of times; ``zoned`` says whether typed times have a zone, None if they are text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    cells, lines = table.column(column), pa.array(table.lines)
    given = cells.is_valid().to_numpy()
    kinds: list[TimeKind] = []
    if zoned is not None:
        times = native_format(zoned=zoned, zone=zone)
        quick, texts = pa.nulls(len(lines), pa.int64()), cells
    else:
        texts = pc.utf8_trim_whitespace(cells)
        quick, kinds, texts = _at_once(texts, lines, time_format, zone)
        times = TimeFormat("", declared_format("iso").micros, "")
    log = LogTables(watch=watch)
    whole = {"line": lines, "path": pa.nulls(len(lines), pa.string()).fill_null("x"), "time": texts}
    log.adopt("raw", pa.table({**whole, "event": whole["path"], "quick": quick}))
    if zoned is None:
        if time_format is not None:
            times = declared_format(time_format, zone)
        else:
            left = texts.null_count < len(texts)
            rest = [TimeKind(**row) for row in log.rows(time_kinds())] if left else []
            times = choose_format(merged_kinds([*kinds, *rest]), column, table.place, zone)
        times = with_quick(times)
    if zoned is None and texts.null_count == len(texts) and (times.zone == "utc" or zone is None or zone.is_utc):
        micros, notes = quick, list[str]()
    else:
        query, notes = timed_lines(log, times, zone)
        found = log.fetch(sql_template("SELECT line, t FROM timed AS d", timed=query)).sort_by("line")
        micros = found["t"]
    read = pc.fill_null(micros, NO_TIME).to_numpy(zero_copy_only=False) if isinstance(micros, pa.Array) else (
        pc.fill_null(micros, NO_TIME).to_numpy())  # fmt: skip
    read = np.where((read >= FIRST_MICROS) & (read <= LAST_MICROS), read, NO_TIME)
    return Moments(read, given & (read == NO_TIME), times.said, tuple(notes))


def _at_once(
    texts: pa.ChunkedArray, lines: pa.Array, time_format: str | None, zone: Zone | None
) -> tuple[pa.Array, list[TimeKind], pa.Array]:
    """Return the times that Arrow reads, their kinds, and the texts that are left to the SQL."""
    import pyarrow as pa

    whole = pa.concat_arrays(texts.chunks) if texts.num_chunks else pa.array([], pa.string())
    able = time_format is None or (time_format == "iso" and zone is None)
    found = quick_times(whole, iso_only=time_format is not None) if able and whole.null_count < len(whole) else None
    if found is None:
        return pa.nulls(len(whole), pa.int64()), [], whole
    kind, micros = found
    present = lines.filter(whole.is_valid())
    return micros, [TimeKind(kind, len(present), present[0].as_py())], pa.nulls(len(whole), pa.string())
