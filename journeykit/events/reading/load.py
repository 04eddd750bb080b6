"""Read an event log: every line is kept or rejected with a reason, then the log is prepared once.

Order of work: columns get their roles, cells arrive as text, times are read under one format, lines that lack an id, a
name or a time are set aside, and the rest is sorted and sequenced (see ``prepare``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from journeykit.events.engine import SPILL_LIMIT, LogTables
from journeykit.events.log import Events, open_events, size_of
from journeykit.events.prepare import attribute_column
from journeykit.events.progress import Cancel, Progress, Watch
from journeykit.events.reading.build import SPILLED, hand_over
from journeykit.events.reading.cache import shelf_for, source_files
from journeykit.events.reading.lifecycle import lifecycle_column, lifecycle_note
from journeykit.events.reading.notices import crowded_paths, names_alike, ties
from journeykit.events.reading.report import LoadReport, parts_frame, rejected_frame
from journeykit.events.reading.roles import Roles, resolve_roles
from journeykit.events.reading.row_checks import checked, take_in, time_format_of, unordered_lines
from journeykit.events.reading.source_kinds import open_source
from journeykit.events.reading.sources import Reading, RecordSource
from journeykit.events.reading.times import DECLARED, SAID, TimeFormat

__all__ = ["read_events"]


def read_events(
    source: Any,
    *,
    preset: str | None = None,
    path_col: str | None = None,
    event_col: str | None = None,
    timestamp_col: str | Sequence[str] | None = None,
    order_col: str | None = None,
    attribute_cols: Sequence[str] = (),
    delimiter: str | None = None,
    time_format: str | None = None,
    encoding: str = "utf-8",
    keep: bool | str | Path = False,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Events:
    """Read an event log and prepare it for questions.

    Parameters
    ----------
    source
        One row is one event: who, what, when. It may be

        * the path of a file: delimited text (``.csv .tsv .txt``, also ``.gz``; the delimiter is found), Parquet, or XES
          (``.xes .xes.gz``);
        * several parts of one log: a folder, a glob such as ``"logs/*.parquet"``, or a list of files or frames. Parts
          are read in the order of their names;
        * a pandas or polars frame (also lazy), a pyarrow Table, RecordBatchReader or Dataset, a DuckDB relation, or
          anything else that hands over Arrow (``__arrow_c_stream__``);
        * a query to a warehouse: the cursor of any Python database driver after ``execute``. ADBC and DuckDB hand over
          Arrow, any other driver rows, a batch at a time. Ties in time keep the order in which the query gives rows:
          end it with ``ORDER BY``.
    preset
        The tool that wrote the log: ``"ga4"``, ``"mixpanel"``, ``"amplitude"``, ``"posthog"``, ``"segment"``,
        ``"snowplow"``, ``"retentioneering"``, ``"pm4py"`` or ``"disco"``. Where not given it is recognised if its
        column names are there, and said.
    path_col, event_col, timestamp_col
        The columns that say who (the grain of a path: customer or session), what, and when. Where not given they are
        guessed from the names that known tools write, and shown in ``events.report`` with the arguments that confirm
        them. ``timestamp_col`` may be a pair ``("Date", "Time")``.
    order_col
        Whole numbers that break ties in time. Without it the row order breaks them.
    attribute_cols
        Further columns to keep, as text, for rules over attributes; an empty cell is missing. In XES those of a trace
        begin with ``case:``.
    delimiter
        What stands between the columns of delimited text; found and said where not given.
    time_format
        ``"iso"``, ``"day_first"``, ``"month_first"``, ``"epoch_s"``, ``"epoch_ms"``, ``"epoch_us"``, ``"epoch_ns"``
        or a strptime pattern. Found and shown where not given. Times without an offset are taken as UTC.
    encoding
        Encoding of delimited text.

    keep
        True keeps the prepared log as a file ``NAME.prepared`` beside the source, a path keeps it in that folder. The
        next call with the same options reuses it while the source is the same to the last byte, and makes it anew
        where it is not or where the file is damaged; ``events.report`` says which. The file holds the ids and times
        of the log: treat it as you treat the source, whose access mode it gets. A folder that cannot be written is
        no error: the report says so, and the log is in memory only.
    progress
        Called with the share of the work that is done (0 to 1) and what is done next, in words.
    cancel
        A `Cancel` switch: its ``cancel()``, from another thread, ends the reading, also in the middle of the
        database's work, and leaves neither tables nor files. Ctrl-C does the same.

    Returns
    -------
    Events
        A frozen handle. ``events.report`` tells what became of every line: ``lines == kept + rejected``.

    Raises
    ------
    ColumnRoleError
        A column is missing, or no column or several fit a role.
    CancelledError
        Somebody asked to stop.
    EventLogError
        The file cannot be read, or its times contradict each other.

    Notes
    -----
    A log of up to half the memory limit is prepared in memory, a larger one by the database, which moves what does not
    fit to a temporary folder of at most 20 GB that goes with the log. The limit is 60 % of the machine's memory; the
    environment variables ``JOURNEYKIT_MEMORY`` (as ``4GB``) and ``JOURNEYKIT_SPILL_FOLDER`` set others.

    Ids and names are text: ``00123`` and ``NA`` stay what they are. It does not drop duplicates, only counts them.

    Examples
    --------
    >>> import pandas as pd
    >>> from journeykit.events import read_events
    >>> log = pd.DataFrame(
    ...     {"user_id": ["007", "007", None], "event": ["home", "pay", "pay"], "timestamp": ["2024-05-01 10:00"] * 3}
    ... )
    >>> events = read_events(log)
    >>> len(events), events.report.reasons
    (2, {'the path id is empty': 1})
    """
    watch = Watch(progress, cancel)
    options: dict[str, Any] = {
        "preset": preset, "path_col": path_col, "event_col": event_col, "timestamp_col": timestamp_col,
        "order_col": order_col, "attribute_cols": attribute_cols, "delimiter": delimiter, "time_format": time_format,
        "encoding": encoding,
    }  # fmt: skip
    shelf = None if keep is False else shelf_for(source_files(source), keep, options)
    if shelf is None:
        events = _read(source, watch, **options)
        watch.say(1.0, "ready")
        return events
    found, said = shelf.take(watch)
    if found is None:
        found = _read(source, watch, **options)
        watch.say(0.95, "keeping the prepared log")
        said += f"; {shelf.put(found)}"
    watch.say(1.0, "ready")
    return replace(found, report=replace(found.report, notes=(*found.report.notes, said)))


def _read(
    source: Any,
    watch: Watch,
    *,
    preset: str | None,
    path_col: str | None,
    event_col: str | None,
    timestamp_col: str | Sequence[str] | None,
    order_col: str | None,
    attribute_cols: Sequence[str],
    delimiter: str | None,
    time_format: str | None,
    encoding: str,
) -> Events:
    """Read and prepare a log, whatever may be kept of it."""
    asked = [name for name in (path_col, event_col, order_col) if name is not None]
    asked += [timestamp_col] if isinstance(timestamp_col, str) else list(timestamp_col or ())
    asked += [attribute_cols] if isinstance(attribute_cols, str) else list(attribute_cols)
    opened = open_source(source, delimiter=delimiter, encoding=encoding, asked=asked)
    roles = resolve_roles(
        opened.columns,
        path_col=path_col,
        event_col=event_col,
        timestamp_col=timestamp_col,
        order_col=order_col,
        attribute_cols=attribute_cols,
        preset=preset or opened.preset,
        repeats=partial(_repeats, opened),
    )
    watch.say(0.0, f"reading {opened.name}")
    log = LogTables(watch=watch)
    lifecycle = (
        None if opened.preset == "xes" else lifecycle_column(opened.columns, opened.first_cells, roles.columns())
    )
    reading = take_in(log, opened, roles, time_format, lifecycle)
    if lifecycle is not None:
        reading.notes += lifecycle_note(reading.lifecycle, lifecycle)
    times = time_format_of(log, roles, opened, reading, time_format)
    if roles.order is not None and order_col is None and unordered_lines(log):
        reading.notes.append(
            f"column {roles.order!r} is not used to break ties: it is not a whole number on every line"
        )
        roles = replace(roles, order=None)
    lost = hand_over(log, checked(roles, times, quick=reading.quick is not None), len(roles.attributes))
    size, _ = size_of(log)
    report = _report(opened, roles, reading, times, lost, size, declared=time_format is not None)
    report = replace(report, notes=(*report.notes, *_spilled(log), *_noticed(log, roles)))
    log.watch = None
    return open_events(log, report, {name: attribute_column(n) for n, name in enumerate(roles.attributes)})


def _repeats(opened: RecordSource, column: str) -> bool | None:
    cells = opened.first_cells(column)
    return None if cells is None else len(set(cells)) < len(cells)


def _report(
    opened: RecordSource,
    roles: Roles,
    reading: Reading,
    times: TimeFormat,
    lost: list[tuple[int, str, str]],
    size: int,
    *,
    declared: bool,
) -> LoadReport:
    """Tell what became of every line: ``lost`` are those that were read and cannot be kept."""
    rejected = rejected_frame(reading.rejected + lost, reading, opened.name)
    names = [part.name for part in reading.parts] or [opened.name]
    kept_lines = [part.rows for part in reading.parts] or [size + len(lost)]
    index = {name: number for number, name in enumerate(names)}
    for line, _, _ in lost:
        kept_lines[index[reading.within(line)[0] or opened.name]] -= 1
    return LoadReport(
        source=opened.name,
        lines=size + len(rejected),
        kept=size,
        rejected=rejected,
        roles=MappingProxyType(roles.shown()),
        time_format=times.said,
        notes=(*_tool_notes(roles, times), *reading.notes),
        parts=parts_frame(kept_lines, rejected, names),
        to_confirm=MappingProxyType(_to_confirm(roles, times, declared) if roles.guessed else {}),
    )


def _tool_notes(roles: Roles, times: TimeFormat) -> list[str]:
    tool = roles.tool
    if tool is None:
        return []
    notes = [tool.note] if tool.note else []
    if times.kind in SAID and times.kind not in tool.times:
        usual = " or ".join(SAID[kind].partition(",")[0] for kind in tool.times)
        notes.append(f"{tool.label} writes times as {usual}; these are not. Has the log been changed since?")
    return notes


def _to_confirm(roles: Roles, times: TimeFormat, declared: bool) -> dict[str, Any]:
    """Return the arguments that say what was guessed."""
    time = roles.times[0] if len(roles.times) == 1 else roles.times
    confirmed: dict[str, Any] = {"path_col": roles.path, "event_col": roles.event, "timestamp_col": time}
    if roles.order is not None:
        confirmed["order_col"] = roles.order
    kind = "iso" if times.kind == "iso_offset" else times.kind
    if not declared and kind in DECLARED:
        confirmed["time_format"] = kind
    return confirmed


def _noticed(log: LogTables, roles: Roles) -> list[str]:
    return [*ties(log, roles.order), *names_alike(log, roles.path), *crowded_paths(log, roles.path)]


def _spilled(log: LogTables) -> list[str]:
    """Say that a log was too large for the memory, and where the work on it may go."""
    if log.sorted is not None:
        return []
    return [SPILLED.format(memory=f"{log.database.array_bytes / 1e9:.1f} GB", disk=SPILL_LIMIT)]
