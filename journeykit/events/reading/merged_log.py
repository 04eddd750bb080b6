"""Join the logs of several sources into one, with the source of each event as an attribute, and report both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlglot import exp

from journeykit.errors import listing
from journeykit.events.arrays import BYTES_A_ROW, sorted_log
from journeykit.events.cells import typed
from journeykit.events.engine import shared_database
from journeykit.events.log import Events, open_events
from journeykit.events.log_tables import LogTables
from journeykit.events.prepare import LASTING, attribute_columns, prepared_log, prepared_names, prepared_paths
from journeykit.events.progress import Watch
from journeykit.events.reading.arguments import whole_log
from journeykit.events.reading.dictionaries import one_dictionary
from journeykit.events.reading.notice import LOOK, WRONG, Notice, as_notice
from journeykit.events.reading.notices import first_and_last, log_notices, spilled
from journeykit.events.reading.report import LoadReport
from journeykit.events.reading.similar_names import NameMerger
from journeykit.events.reading.sources import ReadOptions
from journeykit.events.reading.stated import FOR_ALL
from journeykit.events.reading.time_words import NAIVE
from journeykit.events.sql import qualified, sql_expression, sql_select, sql_template
from journeykit.events.zones import UTC_ZONE, Zone, zone_named

if TYPE_CHECKING:
    import pandas as pd

ORIGIN = "source"
"""The attribute with the name of an event's source."""
TIES = "in the order of their sources, and in one source"
_TIES_OF_LOG = "events at the same time are in the order of their sources, and in one source in its tie-break order"
SHOWN = 5


@dataclass(frozen=True)
class ReadSource:
    """One of several sources after its reading: its log, or why it has none."""

    name: str
    events: Events | None
    stated: Mapping[str, Any]
    fault: str = ""

    @property
    def report(self) -> LoadReport:
        """How it was read; one that cannot be read is one rejected line."""
        if self.events is not None:
            found = self.events.report
            own = {name: value for name, value in found.stated.items() if name not in FOR_ALL}
            return replace(found, source=self.name, stated=MappingProxyType({**self.stated, **own}))
        rejected = _frame(
            [(self.name, 1, "", f"the source cannot be read: {self.fault}")],
            {"part": "str", "line": "int64", "column": "str", "reason": "str"},
        )
        parts = _frame([(self.name, 1, 0, 1)], {"part": "str", **dict.fromkeys(("lines", "kept", "rejected"), "int64")})
        return LoadReport(self.name, 1, 0, rejected, MappingProxyType({}), "", parts=parts,
                          stated=MappingProxyType(dict(self.stated)))  # fmt: skip


def _frame(rows: Sequence[tuple[Any, ...]], columns: Mapping[str, str]) -> pd.DataFrame:
    return typed({name: [row[at] for row in rows] for at, name in enumerate(columns)}, columns)


def merged_log(sources: Sequence[ReadSource], asked: ReadOptions, notes: Sequence[str], watch: Watch) -> Events:
    """Return the log of several sources; ``asked`` are the options of the whole log."""
    logs = [source for source in sources if source.events is not None]
    own = dict.fromkeys(name for source in logs for name in _events(source).attributes)
    asked_for = [name for name in asked.attributes if name != ORIGIN or name in own]
    origin = next(name for name in (ORIGIN, "log_source", *(f"log_source_{n}" for n in range(2, len(own) + 3)))
                  if name not in own)  # fmt: skip
    attributes = [*dict.fromkeys([*own, *asked_for]), origin]
    size = sum(len(_events(source)) for source in logs)
    fits = size * BYTES_A_ROW <= shared_database().array_bytes
    lasting = any(_events(source).has_durations for source in logs)
    log = LogTables(watch=watch, ties=_TIES_OF_LOG, zone=_zone(sources, asked), remade=fits)
    merger = NameMerger() if asked.similar_names == "merge" else None
    spelt = [_spelt(_events(source), merger) for source in logs]
    watch.say(0.8, "joining the sources")
    queries = _queries(logs, attributes, spelt, lasting=lasting)
    if fits:
        _in_memory(log, queries)
    else:
        _by_database(log, queries, len(attributes), lasting=lasting)
    said = [
        *notes,
        *([f"the source of an event is the attribute {origin!r}, because a source has a column {ORIGIN!r}"]
          if origin != ORIGIN else []),
        *_meeting(log, logs, attribute_columns(len(attributes))[-1]),
        *_names_of_several(spelt, logs),
        *(merger.notes() if merger is not None else ()),
        *_zone_notes(sources, asked),
    ]  # fmt: skip
    report = _report(log, sources, asked, said)
    log.finish(lasting=lasting)
    return open_events(log, report, attributes)


def _events(source: ReadSource) -> Events:
    assert source.events is not None
    return source.events


def _zone(sources: Sequence[ReadSource], asked: ReadOptions) -> Zone:
    """Return the zone of the whole log: the one that was named for it, else that of the sources if it is one."""
    named = {str(source.report.stated["timezone"]) for source in sources if "timezone" in source.report.stated}
    if asked.zone is not None:
        return asked.zone
    return zone_named(named.pop()) if len(named) == 1 else UTC_ZONE


def _spelt(events: Events, merger: NameMerger | None) -> dict[str, str]:
    """Return each name of a log with its spelling in the whole log."""
    import pyarrow as pa

    names = events.event_names
    if merger is None or not names:
        return {name: name for name in names}
    counts = events.names().set_index("event")["events"].loc[list(names)].to_numpy()
    each = pa.DictionaryArray.from_arrays(pa.array(np.repeat(np.arange(len(names)), counts), pa.int32()), names)
    first = np.cumsum(counts) - counts
    return dict(zip(names, merger(each).cast(pa.string()).take(pa.array(first)).to_pylist(), strict=True))


def _queries(
    logs: Sequence[ReadSource], attributes: Sequence[str], spelt: Sequence[Mapping[str, str]], *, lasting: bool
) -> list[exp.Query]:
    """Return the query of each log for its rows in the form of the whole one; ``seq`` goes on from the log before."""
    queries: list[exp.Query] = []
    after = 0
    for source, spelling in zip(logs, spelt, strict=True):
        events = _events(source)
        (bounds,) = events._log.rows(sql_template("SELECT MIN(seq) AS first, MAX(seq) AS last FROM j"))
        first, last = bounds["first"] or 0, bounds["last"] or 0
        query = sql_select(
            "SELECT p.id AS path, :name AS event, j.t AS t, CAST(j.seq + :more AS BIGINT) AS seq FROM j"
            " JOIN paths AS p ON p.path = j.path JOIN names AS n ON n.event = j.event",
            name=_name(spelling),
            more=exp.convert(after - first),
        )
        after += last - first + 1
        for name, column in zip(attributes, attribute_columns(len(attributes)), strict=True):
            value: exp.Expr = exp.null()
            if name == attributes[-1]:
                value = exp.convert(source.name)
            elif name in events.attributes:
                value = exp.column(events._attributes[name], table="j")
            query = query.select(exp.alias_(exp.cast(value, "TEXT"), column))
        for column in LASTING if lasting else ():
            # Of a source without ends nothing is known of them.
            value = exp.column(column, table="j") if events.has_durations else exp.null()
            query = query.select(exp.alias_(exp.cast(value, "BIGINT"), column))
        queries.append(qualified(query, events._log.schema))
    return queries


def _name(spelling: Mapping[str, str]) -> exp.Expr:
    other = {name: said for name, said in spelling.items() if name != said}
    case = exp.Case(this=exp.column("name", table="n"))
    for name, said in other.items():
        case = case.when(exp.convert(name), exp.convert(said))
    return case.else_(exp.column("name", table="n")) if other else exp.column("name", table="n")


def _in_memory(log: LogTables, queries: Sequence[exp.Query]) -> None:
    import pyarrow as pa

    whole = pa.concat_tables([log.fetch(query) for query in queries])
    columns = {
        name: whole[name].combine_chunks() if name in LASTING else one_dictionary(whole[name].cast(pa.string()))
        for name in whole.column_names
        if name not in ("t", "seq")
    }
    log.hold(sorted_log(columns, whole["t"], whole["seq"].to_numpy(), say=log.say))


def _by_database(log: LogTables, queries: Sequence[exp.Query], attributes: int, *, lasting: bool) -> None:
    whole = queries[0]
    for query in queries[1:]:
        whole = exp.union(whole, query, distinct=False)
    log.create("log", whole, view=True)
    log.create("paths", prepared_paths())
    log.create("names", prepared_names())
    log.create("j", prepared_log(attributes, lasting=lasting))
    log.drop("log", view=True)


def _meeting(log: LogTables, logs: Sequence[ReadSource], column: str) -> list[str]:
    """Report the paths with events of several sources: if there are none, their ids may not be of one kind."""
    if len(logs) < 2:
        return []
    query = sql_template(
        "SELECT COUNT(*) AS paths, COUNT(CASE WHEN n > 1 THEN 1 END) AS met"
        " FROM (SELECT path, COUNT(DISTINCT :origin) AS n FROM j GROUP BY path) AS m",
        origin=sql_expression(column),
    )
    (row,) = log.rows(query)
    if row["met"] or not row["paths"]:
        return [f"paths with events of several sources: {row['met']:,} of {row['paths']:,}"]
    said = (
        "no path has events of more than one source: do their ids mean the same people? path_col of each source names "
        "the column with the id that others have, too"
    )
    return [Notice(said, WRONG, "path_col=…")]


def _names_of_several(spelt: Sequence[Mapping[str, str]], logs: Sequence[ReadSource]) -> list[str]:
    """Report event names that several sources have."""
    having: defaultdict[str, list[str]] = defaultdict(list)
    for names, source in zip(spelt, logs, strict=True):
        for name in dict.fromkeys(names.values()):
            having[name].append(source.name)
    both = {name: sources for name, sources in having.items() if len(sources) > 1}
    if not both:
        return []
    shown = "; ".join(f"{name!r} in {listing(sources, SHOWN)}" for name, sources in list(both.items())[:SHOWN])
    more = f"; and {len(both) - SHOWN:,} more" if len(both) > SHOWN else ""
    said = f"event names that several sources have, counted as one (the source tells them apart): {shown}{more}"
    return [Notice(said, LOOK, "event_col=…")]


def _zone_notes(sources: Sequence[ReadSource], asked: ReadOptions) -> list[str]:
    """Report sources whose local times may be of another zone than those of the others."""
    naive = [source.name for source in sources if NAIVE in source.report.time_format]
    notes: list[str] = []
    if naive and len(naive) < sum(source.events is not None for source in sources):
        said = (
            f"times without an offset are taken as UTC in {listing(naive)}, while other sources say their zone: are "
            "they local times? timezone=… of the source says of which place"
        )
        notes.append(Notice(said, WRONG, "timezone=…"))
    named = dict.fromkeys(zone for source in sources if (zone := source.report.stated.get("timezone")) is not None)
    if asked.timezone is None and len(named) > 1:
        said = f"the sources are of several zones ({listing(named)}), so days and weeks are those of UTC"
        notes.append(Notice(said, LOOK, "timezone=…"))
    return notes


def _report(log: LogTables, sources: Sequence[ReadSource], asked: ReadOptions, said: Sequence[str]) -> LoadReport:
    import pandas as pd

    reports = [source.report for source in sources]
    read = [report for report in reports if report.kept or report.roles]
    roles = dict.fromkeys(role for report in read for role in report.roles)
    ids = listing(dict.fromkeys(filled.column for report in read for filled in report.filled if filled.role == "path"))
    faults = [
        Notice(f"{source.name} cannot be read, so its events are missing: {source.fault}", WRONG, "strict=True")
        for source in sources
        if source.events is None
    ]
    (first, last), whole = first_and_last(log), {} if asked.timezone is None else {"timezone": asked.timezone}
    return LoadReport(
        source=f"{len(reports)} sources" if len(reports) > 1 else reports[0].source,
        lines=sum(report.lines for report in reports),
        kept=sum(report.kept for report in reports),
        joined=sum(report.joined for report in reports),
        rejected=pd.concat([_placed(report, "rejected") for report in reports], ignore_index=True),
        roles=MappingProxyType({role: _in_each(read, role) for role in roles}),
        time_format="; ".join(f"{report.source}: {report.time_format}" for report in read),
        notes=(
            *faults,
            *said,
            *(as_notice(note).within(report.source) for report in reports for note in report.notes),
            *spilled(log),
            *log_notices(log, TIES, ids),
        ),
        parts=_parts(reports),
        first=first,
        last=last,
        stated=MappingProxyType({**whole, **whole_log(asked)}),
        sources=tuple(reports),
        rows=None if all(each.rows is None for each in reports) else sum(each.rows or each.lines for each in reports),
    )


def _parts(reports: Sequence[LoadReport]) -> pd.DataFrame:
    import pandas as pd

    parts = pd.concat([_placed(report, "parts") for report in reports], ignore_index=True)
    # Only some of them may have lines that were joined.
    return parts.fillna({"joined": 0}).astype({"joined": "int64"}) if "joined" in parts else parts


def _in_each(reports: Sequence[LoadReport], role: str) -> str:
    return "; ".join(f"{report.roles[role]} in {report.source}" for report in reports if role in report.roles)


def _placed(report: LoadReport, name: str) -> pd.DataFrame:
    """Return a frame of a report whose parts have the name of the source before theirs, unless it is the same."""
    frame: pd.DataFrame = getattr(report, name)
    parts = [part if part == report.source else f"{report.source}: {part}" for part in frame["part"]]
    return frame.assign(part=parts).astype({"part": "str"})
