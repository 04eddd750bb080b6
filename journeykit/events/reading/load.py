"""Read an event log: source, records, columns, checks, prepared log (see ``sources``).

Every line is kept or rejected with a reason. Then the log is prepared once: as sorted arrays if it fits the memory, by
the database otherwise. Both create the same tables ``paths``, ``names`` and ``j`` (see ``prepare``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from journeykit.events.arrays import sorted_log
from journeykit.events.log import Events, open_events
from journeykit.events.log_tables import LogTables
from journeykit.events.prepare import attribute_columns, prepared_log, prepared_names, prepared_paths
from journeykit.events.progress import Cancel, Progress, Watch
from journeykit.events.reading.cache import shelf_for
from journeykit.events.reading.columns import take_columns
from journeykit.events.reading.files import source_files
from journeykit.events.reading.found_roles import roles_of, to_confirm
from journeykit.events.reading.layout import Layout
from journeykit.events.reading.notices import report_of
from journeykit.events.reading.presets import lifecycle_column
from journeykit.events.reading.row_checks import Checks, checks_for, kept, set_aside
from journeykit.events.reading.row_order import (
    from_the_last,
    from_the_last_in_database,
    newest_first,
    newest_first_in_database,
)
from journeykit.events.reading.source_kinds import open_source
from journeykit.events.reading.sources import MISSING_IDS, ReadOptions, Rejected
from journeykit.events.sql import sql_select, sql_template
from journeykit.events.zones import UTC_ZONE

if TYPE_CHECKING:
    import pyarrow as pa

    from journeykit.events.arrays import Ints

_KEPT_TIMES = "SELECT CASE WHEN reason IS NULL THEN t END AS t FROM checked"


def read_events(
    source: Any,
    *,
    preset: str | None = None,
    path_col: str | Sequence[str] | None = None,
    event_col: str | Sequence[str] | None = None,
    timestamp_col: str | Sequence[str] | None = None,
    order_col: str | None = None,
    attribute_cols: Sequence[str] = (),
    time_format: str | None = None,
    timezone: str | None = None,
    missing_ids: Sequence[str] = MISSING_IDS,
    duplicates: str = "keep",
    similar_names: str = "keep",
    layout: Layout | str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    strict: bool = False,
    keep: bool | str | Path = False,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> Events:
    """Read an event log and prepare it for questions.

    Parameters
    ----------
    source
        One row is one event: who, what, when. Tables of travellers, of whole paths, and lines that are paths become
        such rows, and the report says so (``layout``'s ``shape``). It may be

        * the path of a file: delimited text, JSON (one event a line, an array, or an array under a key), an Excel
          workbook (``.xlsx``), Parquet, Arrow or XES, also packed (``.gz .bz2 .xz .zip``). Its bytes decide what it
          is, not its name;
        * several parts of one log: a folder, a zip, a glob such as ``"logs/*.parquet"``, or a list of files or frames.
          Files are read in the order of their names;
        * a pandas or polars frame (also lazy), a pyarrow Table, RecordBatchReader or Dataset, a DuckDB relation, or
          anything else that exports Arrow (``__arrow_c_stream__``);
        * a query to a warehouse: the cursor of any Python database driver after ``execute``. ADBC and DuckDB return
          Arrow, any other driver rows in batches. Ties in time keep the row order of the query: end it with
          ``ORDER BY``.
    preset
        The tool that wrote the log: ``"ga4"``, ``"mixpanel"``, ``"amplitude"``, ``"posthog"``, ``"segment"``,
        ``"snowplow"``, ``"retentioneering"``, ``"pm4py"`` or ``"disco"``. By default recognised by its column names.
    path_col, event_col, timestamp_col
        The columns for who (the grain of a path: customer or session), what, and when. By default guessed from the
        names that known tools write; ``events.report`` shows them with the arguments that confirm them.
        ``timestamp_col`` may be a pair ``("Date", "Time")``; ``()`` says that there are no times. A list of
        ``path_col`` is in order of preference, as ``["user_id", "anonymous_id"]``: the first id of a row that is not
        empty counts, and an id that was seen beside exactly one id of an earlier column belongs to it in all rows (the
        report counts both). A list of ``event_col`` makes one name of several parts, as ``"video: play"``.
    order_col
        Whole numbers that break ties in time, or without times order the events. Without it the row order does: in a
        file that runs from the newest event to the oldest the last row comes first, and the report says so.
    attribute_cols
        Further columns to keep, as text, for rules over attributes; an empty cell is missing. In XES those of a trace
        begin with ``case:``.
    time_format
        ``"iso"``, ``"day_first"``, ``"month_first"``, ``"year_first"``, ``"epoch_s"``, ``"epoch_ms"``, ``"epoch_us"``,
        ``"epoch_ns"``, ``"excel"`` (serial numbers of a spreadsheet) or a strptime pattern; by default detected and
        reported.
    timezone
        The zone of the log, ``"Europe/Berlin"`` or an offset such as ``"-05:00"``: times without an offset are its
        local times, and days, weeks and months are those of its clocks. By default UTC. A local time that the clocks
        had twice is read as the first of the two, one that they skipped as much later as they went forward (as Python's
        zoneinfo does); ``events.report`` counts both.
    missing_ids
        Path ids that mean a missing one, spaces around them ignored; their lines are rejected. By default what
        programs write (NULL, None, undefined, an all-zero UUID, …); ``()`` keeps all.
    duplicates
        ``"drop"`` rejects a line with the path, event and time of an earlier one, as where the parts of a log overlap;
        by default they are kept and counted.
    similar_names
        ``"merge"`` gives event names that differ only by case, spaces or marks at the end the first of their spellings;
        by default they are listed and counted apart.
    layout
        How the rows of a file are laid out, a `Layout` or its text such as ``"skip=2 sheet=Log"``: delimiter, encoding,
        lines above the header, names of columns, sheet. What it leaves out is found and reported.
    delimiter, encoding
        The same as ``layout=Layout(delimiter=…, encoding=…)``.
    strict
        True raises an error if a part of a folder, glob or zip cannot be read. By default such a part is one rejected
        line with the part's name, and the others are read.
    keep
        True keeps the prepared log as a file ``NAME.prepared`` next to the source, a path keeps it in that folder. The
        next call with the same options reuses it if no byte of the source has changed, and otherwise replaces it;
        ``events.report`` says which. The file contains the ids and times of the log and gets the access mode of the
        source: treat it alike. If it cannot be written, the report says so, and the log is in memory only.
    progress
        Called with the share of the work that is done (0 to 1) and what is done next, in words.
    cancel
        A `Cancel` switch: its ``cancel()``, called from another thread, ends the reading, even while the database
        works, and leaves neither tables nor files. Ctrl-C does the same.

    Returns
    -------
    Events
        A frozen handle. ``events.report`` accounts for every line: ``lines == kept + rejected``.

    Raises
    ------
    ColumnRoleError
        A column is missing, or no column or several fit a role.
    CancelledError
        The reading was cancelled.
    EventLogError
        The file cannot be read, or its times contradict each other.

    Notes
    -----
    A log of up to half the memory limit is prepared in memory, a larger one by the database, which uses a temporary
    folder of at most 20 GB that is removed with the log. The limit is 60 % of the machine's memory; the environment
    variables ``JOURNEYKIT_MEMORY`` (as ``4GB``) and ``JOURNEYKIT_SPILL_FOLDER`` change limit and folder.

    Ids and names are text: ``00123`` and ``NA`` are kept as they are.

    In a log without times ``order_col``, or else the row order, is the order of events. What needs times (a window,
    sessions, retention, days …) then raises an error, and every other question answers, with durations missing.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> log = pd.DataFrame({"user_id": ["007", "007", None], "event": ["home", "pay", "pay"]})
    >>> events = jk.read_events(log.assign(timestamp="2024-05-01 10:00"))
    >>> len(events), events.report.reasons
    (2, {'the path id is empty': 1})
    """
    watch = Watch(progress, cancel)
    laid_out = (Layout.parsed(layout) if isinstance(layout, str) else layout or Layout()).with_words(
        delimiter=delimiter, encoding=encoding
    )
    options = ReadOptions(
        preset, path_col, event_col, timestamp_col, order_col, attribute_cols, time_format, laid_out, strict, timezone,
        tuple(missing_ids), duplicates, similar_names,
    )  # fmt: skip
    _ = options.zone  # An unknown zone is told before a byte is read.
    shelf = None if keep is False else shelf_for(source_files(source), keep, options)
    if shelf is None:
        events = _read(source, options, watch)
        watch.say(1.0, "ready")
        return events
    found, said = shelf.take(watch)
    if found is None:
        found = _read(source, options, watch)
        watch.say(0.95, "keeping the prepared log")
        said += f"; {shelf.put(found)}"
    watch.say(1.0, "ready")
    return replace(found, report=replace(found.report, notes=(*found.report.notes, said)))


def _read(source: Any, options: ReadOptions, watch: Watch) -> Events:
    """Read and prepare a log."""
    asked = options
    opened, options, roles = roles_of(source, open_source(source, options), options)
    watch.say(0.0, f"reading {opened.name}")
    log = LogTables(watch=watch, zone=options.zone or UTC_ZONE, timed=bool(roles.times))
    if opened.preset != "xes":  # The reader of XES counts the lifecycle itself.
        named = lifecycle_column(opened.columns, opened.first_cells, roles.columns())
        roles = replace(roles, lifecycle=named)
    columns, findings = take_columns(log, opened, roles, options)
    ids = None if columns is None else columns["path"].chunk(0).dictionary
    checks = checks_for(log, roles, findings, options, ids)
    before = [part.before for part, _ in findings.parts]
    if columns is None:
        lost, backwards = _prepare_by_database(log, checks, before)
    else:
        lines, lost, backwards = _checked_lines(log, columns, checks, before)
        del columns  # As large as the log: the sort needs the room.
        log.hold(sorted_log(*lines, say=log.say))
    checks = replace(checks, newest_first=backwards)
    report = report_of(log, findings, checks, lost)
    report = replace(report, to_confirm=MappingProxyType(to_confirm(report.to_confirm, opened, asked)))
    log.finish()
    return open_events(log, report, roles.attributes)


def _checked_lines(
    log: LogTables, columns: pa.Table, checks: Checks, before: Sequence[int]
) -> tuple[tuple[dict[str, pa.DictionaryArray], pa.ChunkedArray, Ints], list[Rejected], bool]:
    """Return the texts, times (null where a line is rejected) and tie order of all lines, and the rejected lines.

    At last whether the newest line comes first; ``before`` are the lines before each part.
    """
    # A view: the sort needs one or two columns of it, and the reasons only if there are any.
    log.create("checked", checks.query, view=True)
    log.say(0.5, "reading times")
    if checks.query.find(exp.Window) is None:
        t, seq = log.fetch(sql_template(_KEPT_TIMES))["t"], columns["line"].to_numpy()
    else:
        # The window returns the rows in the order of their ranks.
        table = log.fetch(sql_select(_KEPT_TIMES).select("seq", "line")).sort_by("line")
        t, seq = table["t"], table["seq"].to_numpy()
    lost = _lost(log) if t.null_count else []
    log.drop("checked", view=True)
    log.drop("raw")
    names = ("path", "event", *attribute_columns(len(checks.roles.attributes)))
    # Each has one chunk already; combine_chunks would copy it.
    texts = {name: columns[name].chunk(0) for name in names}
    backwards = log.timed and checks.roles.order is None and newest_first(texts["path"].indices, t, seq, before)
    return (texts, t, from_the_last(seq, before) if backwards else seq), lost, backwards


def _prepare_by_database(log: LogTables, checks: Checks, before: Sequence[int]) -> tuple[list[Rejected], bool]:
    """Prepare a log that does not fit the memory; return the rejected lines and whether the newest line comes first."""
    attributes = len(checks.roles.attributes)
    log.create("checked", checks.query)
    log.drop("raw")
    lost = _lost(log)
    backwards = log.timed and checks.roles.order is None and newest_first_in_database(log, before)
    log.say(0.6, "numbering paths and events")
    log.create("log", kept(attributes, from_the_last_in_database(before) if backwards else None), view=True)
    log.create("paths", prepared_paths())
    log.create("names", prepared_names())
    log.say(0.75, "sorting by path and time")
    log.create("j", prepared_log(attributes))
    log.drop("log", view=True)
    log.drop("checked")
    return lost, backwards


def _lost(log: LogTables) -> list[Rejected]:
    return [(row["line"], row["fault"], row["reason"]) for row in log.rows(set_aside())]
