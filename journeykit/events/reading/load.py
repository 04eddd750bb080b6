"""Read an event log: source, records, columns, checks, prepared log (see ``sources``).

Every line is kept or rejected with a reason. Then the log is prepared once: as sorted arrays if it fits the memory, by
the database otherwise. Both create the same tables ``paths``, ``names`` and ``j`` (see ``prepare``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from journeykit.events.log import Events, open_events
from journeykit.events.log_tables import LogTables
from journeykit.events.progress import Cancel, Progress, Watch
from journeykit.events.progress_shown import shown
from journeykit.events.reading.cache import shelf_for
from journeykit.events.reading.columns import take_columns
from journeykit.events.reading.files import source_files
from journeykit.events.reading.found_roles import roles_of
from journeykit.events.reading.layout import Layout
from journeykit.events.reading.lifecycle import with_lifecycle
from journeykit.events.reading.nothing_kept import nothing_kept
from journeykit.events.reading.notices import report_of
from journeykit.events.reading.prepare_lines import prepare_by_database, prepare_in_memory
from journeykit.events.reading.pseudonyms import PseudonymKey, pseudonyms_by, with_pseudonyms
from journeykit.events.reading.row_checks import checks_for
from journeykit.events.reading.several import read_sources
from journeykit.events.reading.source_kinds import open_source
from journeykit.events.reading.sources import MISSING_IDS, ReadOptions, RecordSource
from journeykit.events.reading.stated import KEY, is_stated, named_source
from journeykit.events.reading.unread_columns import unread_notes
from journeykit.events.zones import UTC_ZONE


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
    end_col: str | Sequence[str] | bool | None = None,
    duration_col: tuple[str, str] | None = None,
    lifecycle_col: str | bool | None = None,
    layout: Layout | str | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    strict: bool = False,
    keep: bool | str | Path = False,
    pseudonym_key: PseudonymKey | None = None,
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
          ``ORDER BY``;
        * several sources of different shape: a list with :func:`journeykit.events.source` values, or a TOML file that
          states them. The other arguments are then the defaults of all, and ``source`` is a further attribute.
    preset
        The tool that wrote the log: ``"ga4"``, ``"mixpanel"``, ``"amplitude"``, ``"posthog"``, ``"segment"``,
        ``"snowplow"``, ``"retentioneering"``, ``"pm4py"`` or ``"disco"``. By default recognised by its column names.
    path_col, event_col, timestamp_col
        The columns for who (the grain of a path: customer or session), what, and when. By default guessed from the
        names that known tools write; ``events.report`` shows them with the arguments that confirm them.
        ``timestamp_col`` may be several columns: ``("Date", "Time")``, ``("Date", "Time", "AM/PM")``, ``("date",
        "hour")``, ``("timestamp", "utc_offset")``; ``()`` says that there are no times. A list of ``path_col`` is in
        order of preference, as ``["user_id", "anonymous_id"]``: the first id of a row that is not empty counts, and an
        id that was seen beside exactly one id of an earlier column belongs to it in all rows (the report counts both).
        A list of ``event_col`` makes one name of several parts, as ``"video: play"``.
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
    end_col
        The column for the end of an event, which then begins at the time of ``timestamp_col`` and has a duration; a
        date and a time of day as a list. By default found by its name beside a beginning (``start_time``, ``end_time``)
        where no other column says when; False reads none. An empty end is an activity that goes on.
    duration_col
        A column of durations instead, and its unit: ``("minutes", "min")``. Units: ms, s, m, min, h, d, w.
    lifecycle_col
        The column that says whether a line starts or completes an activity, as XES's ``lifecycle:transition``: the
        first start and the first completion after it become one event with a duration, and ``events.report`` counts
        what has no counterpart. By default found where it has both; False makes every line an event, and so does
        reading the column as an attribute.
    layout, delimiter, encoding
        How the rows of a file are laid out, a `Layout` or its text such as ``"skip=2 sheet=Log"``: delimiter, encoding
        (these two also by themselves), lines above the header, names of columns, sheet. The rest is found and reported.
    strict
        True raises an error if a part of a folder, glob or zip cannot be read. By default such a part is one rejected
        line with the part's name, and the others are read.
    keep
        True keeps the prepared log as a file ``NAME.prepared`` next to the source, a path keeps it in that folder. The
        next call with the same options reuses it if no byte of the source has changed, and otherwise replaces it;
        ``events.report`` says which. It contains the ids and times of the log and gets the access mode of the source:
        treat it alike. If it cannot be written, the report says so.
    pseudonym_key
        Replaces the ids of paths by pseudonyms: keyed HMAC-SHA256. A key file, made if it is missing so that only you
        can read it, or the key itself (bytes). The same key gives the same pseudonyms, so a log and a survey still
        join. The file must lie outside the folder of the log and outside git. Attributes are kept as they are.
    progress
        Called with the share of the work that is done (0 to 1) and what is done next, in words. By default a notebook
        shows a bar.
    cancel
        A `Cancel` switch: its ``cancel()``, called from another thread, ends the reading, even in the database, and
        leaves neither tables nor files. Ctrl-C does the same.

    Returns
    -------
    Events
        A frozen handle. ``events.report`` accounts for every line: ``lines == kept + rejected + joined``.

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
    folder of at most 20 GB that goes with the log. The limit is 60 % of the memory; the environment variables
    ``JOURNEYKIT_MEMORY`` (as ``4GB``) and ``JOURNEYKIT_SPILL_FOLDER`` change limit and folder.

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
    laid_out = (Layout.parsed(layout) if isinstance(layout, str) else layout or Layout()).with_words(
        delimiter=delimiter, encoding=encoding
    )
    options = ReadOptions(
        preset, path_col, event_col, timestamp_col, order_col, attribute_cols, time_format, laid_out, strict, timezone,
        tuple(missing_ids), duplicates, similar_names, end_col, duration_col, lifecycle_col,
        pseudonyms=None if pseudonym_key is None else pseudonyms_by(pseudonym_key, source_files(source)),
    )  # fmt: skip
    _ = options.zone  # An unknown zone is told before a byte is read.
    with shown(progress) as told:
        return _prepared(source, options, keep, Watch(told, cancel))


def _prepared(source: Any, options: ReadOptions, keep: bool | str | Path, watch: Watch) -> Events:
    """Return a log that is kept, or read it."""
    shelf = None if keep is False else shelf_for(source, keep, options)
    found, said = (None, "") if shelf is None else shelf.take(watch)
    if found is None:
        if is_stated(source):
            found = read_sources(source, options, watch, roles_of=roles_of, read=_read)
        else:
            found = _read(open_source(source, options), options, watch, given=source)
        if shelf is not None:
            watch.say(0.95, "keeping the prepared log")
            said += f"; {shelf.put(found)}"
    watch.say(1.0, "ready")
    notes = (*found.report.notes, said) if said else found.report.notes
    keyed = {} if options.pseudonyms is None else {KEY: KEY}
    stated = MappingProxyType({**found.report.stated, "source": named_source(source), **keyed})
    return replace(found, report=replace(found.report, notes=notes, stated=stated))


def _read(source: RecordSource, asked: ReadOptions, watch: Watch, *, given: Any = None, alone: bool = True) -> Events:
    """Read and prepare a log; one that is not ``alone`` is one of several sources (see ``several``)."""
    opened, options, roles = roles_of(source, asked, given)
    opened = with_pseudonyms(opened, roles.path, asked.pseudonyms, asked.missing_ids)
    watch.say(0.0, f"reading {opened.name}")
    log = LogTables(watch=watch, zone=options.zone or UTC_ZONE, timed=bool(roles.times))
    roles = with_lifecycle(roles, opened, asked)
    columns, findings = take_columns(log, opened, roles, options)
    ids = None if columns is None else columns["path"].chunk(0).dictionary
    checks = checks_for(log, roles, findings, options, ids)
    findings = replace(findings, notes=(*findings.notes, *unread_notes(opened, roles, checks.times, options)))
    before = [part.before for part, _ in findings.parts]
    if columns is None:
        lost, checks = prepare_by_database(log, checks, before)
    else:
        kept = [columns]
        del columns  # As large as the log: the sort needs the room.
        lost, checks = prepare_in_memory(log, kept.pop(), checks, before)
    report = report_of(
        log, findings, checks, lost, asked=asked, layout=opened.layout, shaped=opened.stated, alone=alone
    )
    if not report.kept and len(report.rejected) and (error := nothing_kept(report, opened, roles)) is not None:
        raise error
    log.finish(lasting=checks.lasting)
    return open_events(log, report, roles.attributes)
