"""A prepared log stored next to its source: one Parquet file, reused while source and options are unchanged.

The file has one row per path: its ``id``, and lists of ``event``, ``t``, ``seq`` and the attributes. A first row
without an id has the frames of the report. Names, fingerprint and the rest of the report are in the file's metadata.
It is written under another name and renamed, so that it is never incomplete, and its pages have checksums.

It contains the ids and times of the log in plain form, as the source does, and gets the source's access mode.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.atomic import replaced
from journeykit.errors import EventLogError
from journeykit.events.arrays import Arrays, SortedLog
from journeykit.events.log import Events, open_events
from journeykit.events.log_tables import LogTables
from journeykit.events.prepare import carried_columns
from journeykit.events.reading.examples import FilledRole
from journeykit.events.reading.files import source_files
from journeykit.events.reading.layout import Layout
from journeykit.events.reading.notice import Notice
from journeykit.events.reading.report import LoadReport
from journeykit.events.reading.stated import sources_words
from journeykit.events.zones import zone_named

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from journeykit.events.progress import Watch
    from journeykit.events.reading.sources import ReadOptions

FORMAT = 6
"""Increased whenever logs are read or prepared in another way; older files are then replaced."""

ROW_GROUP = 65_536
METADATA = b"journeykit"
_FRAMES = ("rejected", "parts")
"""The fields of a report that are frames."""


@dataclass(frozen=True)
class Shelf:
    """Where the prepared log of some files is kept, and the fingerprint that shows whether it is still valid."""

    path: Path
    sources: tuple[Path, ...]
    fingerprint: Mapping[str, Any]
    """What the log depends on: format, options, and of each file the path, size, modification time and content."""

    def take(self, watch: Watch) -> tuple[Events | None, str]:
        """Return the kept log if it can be reused, and a sentence that says why or why not."""
        if not self.path.is_file():
            return None, "prepared log: made new"
        import pyarrow as pa

        try:
            found, why = self._open(watch)
        except (pa.ArrowException, OSError, KeyError, ValueError, TypeError):
            return None, f"prepared log: made anew, because {self.path.name} is damaged"
        return found, f"prepared log: {why}"

    def put(self, events: Events) -> str:
        """Keep a prepared log, and return a sentence describing the outcome."""
        if self.fingerprint["files"] != _stamps(self.sources, self.fingerprint["files"]):
            return "not kept, because the source changed while it was read"
        if events._log.arrays() is None:
            return "not kept, because it is larger than the memory it may use"
        try:
            self._write(events)
        except OSError as error:
            return f"not kept, because {self.path.parent} cannot be written ({error.strerror or error})"
        ids = "pseudonyms" if "pseudonyms" in self.fingerprint["options"] else "ids"
        return f"kept as {self.path}, which holds the {ids} of the log"

    def _open(self, watch: Watch) -> tuple[Events | None, str]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        watch.say(0.1, f"looking at {self.path.name}")
        with pq.ParquetFile(self.path, page_checksum_verification=True, memory_map=True) as file:
            said = json.loads((file.schema_arrow.metadata or {})[METADATA])
            if said["fingerprint"].get("format") != FORMAT:
                return None, f"made anew, because {self.path.name} is of another version"
            changed = [key for key in self.fingerprint if said["fingerprint"].get(key) != self.fingerprint[key]]
            if changed:
                what = "the source changed" if "files" in changed else "other options were asked for"
                return None, f"made anew, because {what}"
            watch.say(0.3, f"reading {self.path.name}")
            # One by one: Arrow reads no lists of texts over several row groups at once.
            table = pa.concat_tables([file.read_row_group(number) for number in range(file.num_row_groups)])
        return _opened(table, said), f"reused {self.path}"

    def _write(self, events: Events) -> None:
        import pyarrow.parquet as pq

        table = _table(events).replace_schema_metadata({METADATA: json.dumps(_facts(events, self.fingerprint))})
        mode = self.sources[0].stat().st_mode & 0o666
        with replaced(self.path, mode=mode) as temporary:
            pq.write_table(
                table, temporary, row_group_size=ROW_GROUP, compression="zstd", write_page_checksum=True, version="2.6"
            )


def shelf_for(source: Any, keep: bool | str | Path, options: ReadOptions) -> Shelf:
    """Return where the prepared log of some files is kept: next to the first file, or in the folder ``keep``."""
    sources = source_files(source)
    if not sources:
        raise EventLogError("keep= needs a log in files; a frame or query has no place next to it.")
    first = sources[0].resolve()
    name = f"{first.name}.prepared"
    folder = first.parent
    if not isinstance(keep, bool):
        folder = Path(keep).expanduser()
        if not folder.is_dir():
            raise EventLogError(f"there is no folder {str(folder)!r} to keep the prepared log in. Make it first.")
        # Logs of the same name from several places share the folder.
        name = f"{first.stem}-{hashlib.sha256(str(first).encode()).hexdigest()[:8]}.prepared"
    if len(sources) > 1:
        name = name.replace(".prepared", f"-and-{len(sources) - 1}-more.prepared")
    files = _stamps(sources, None)
    # Of a key only its mark, and nothing of none: logs that were kept before there were keys are still valid.
    said = {name: value for name, value in vars(options).items() if name != "pseudonyms" or value is not None}
    asked = json.loads(json.dumps({**said, "sources": sources_words(source)}, default=str))
    return Shelf(folder / name, tuple(sources), MappingProxyType({"format": FORMAT, "options": asked, "files": files}))


def _stamps(sources: Any, known: Any) -> list[dict[str, Any]]:
    """Return path, size, modification time and hash of each file; a hash in ``known`` is reused if the rest is equal.

    The whole content is hashed: a tool may correct a file in its middle and restore the modification time.
    """
    stamps = []
    for number, path in enumerate(sources):
        stat = path.stat()
        stamp = {"path": str(path.resolve()), "size": stat.st_size, "changed_ns": stat.st_mtime_ns}
        if known is not None and {**stamp, "content": known[number]["content"]} == known[number]:
            stamp = known[number]
        else:
            with path.open("rb") as file:
                stamp["content"] = hashlib.file_digest(file, "sha256").hexdigest()
        stamps.append(stamp)
    return stamps


def _facts(events: Events, fingerprint: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "fingerprint": dict(fingerprint),
        "names": list(events.event_names),
        "attributes": list(events.attributes),
        "timezone": events.timezone,
        "lasting": events.has_durations,
        "ties": events._log.ties,
        "report": _plain_report(events.report),
        "timed": events.has_times,
    }


def _plain_report(report: LoadReport) -> dict[str, Any]:
    """Return a report without its frames as values that JSON has."""
    names = [part.name for part in fields(LoadReport) if part.name not in _FRAMES]
    plain = {name: getattr(report, name) for name in names}
    notes = [[note, note.harm, note.change] if isinstance(note, Notice) else note for note in report.notes]
    return {
        **{name: _plain_words(said) if isinstance(said, Mapping) else said for name, said in plain.items()},
        "notes": notes,
        "filled": [list(vars(role).values()) for role in report.filled],
        **{name: None if plain[name] is None else plain[name].isoformat() for name in ("first", "last")},
        "sources": [_plain_report(source) for source in report.sources],
    }


def _report(said: Mapping[str, Any], frames: Mapping[str, Any], place: str = "") -> LoadReport:
    """Return the report that is kept in a file; ``place`` is that of its frames among those of several reports."""
    told: dict[str, Any] = {
        name: MappingProxyType({key: _tupled(cell) for key, cell in value.items()})
        if isinstance(value, dict)
        else _tupled(value)
        for name, value in said.items()
    }
    told["notes"] = tuple(note if isinstance(note, str) else Notice(*note) for note in said["notes"])
    told["filled"] = tuple(
        FilledRole(role, column, how, tuple(shown), by) for role, column, how, shown, by in said["filled"]
    )
    told |= {name: said[name] and datetime.fromisoformat(said[name]) for name in ("first", "last")}
    told["sources"] = tuple(
        _report(source, frames, f"{place} {number}") for number, source in enumerate(said["sources"])
    )
    return LoadReport(**told, **{name: frames[f"{name}{place}"] for name in _FRAMES})


def _frames_of(report: LoadReport, place: str = "") -> dict[str, pd.DataFrame | None]:
    frames: dict[str, pd.DataFrame | None] = {f"{name}{place}": getattr(report, name) for name in _FRAMES}
    for number, source in enumerate(report.sources):
        frames |= _frames_of(source, f"{place} {number}")
    return frames


def _table(events: Events) -> pa.Table:
    import pyarrow as pa

    log = events._log
    log.make("j")
    prepared, ids = log.adopted["j"], log.adopted["paths"]["id"].combine_chunks()
    arrays = log.arrays()
    assert arrays is not None
    offsets = pa.array(np.concatenate([[0], arrays.starts]).astype(np.int32))
    kept = ["event", "t", "seq", *events._carried]
    nothing = pa.nulls(len(ids), pa.binary())
    frames = {f"report {name}": _frame_bytes(frame) for name, frame in _frames_of(events.report).items()}
    return pa.table(
        {
            "id": pa.concat_arrays([pa.nulls(1, pa.string()), ids]),
            **{name: pa.ListArray.from_arrays(offsets, prepared[name].combine_chunks()) for name in kept},
            **{name: pa.concat_arrays([pa.array([data], pa.binary()), nothing]) for name, data in frames.items()},
        }
    )


def _opened(table: pa.Table, said: Mapping[str, Any]) -> Events:
    import pyarrow as pa

    frames = {name.partition(" ")[2]: name for name in table.column_names if name.startswith("report ")}
    columns = {name: table[name].combine_chunks() for name in table.column_names if name not in frames.values()}
    starts = columns["event"].offsets.to_numpy()[1:]
    if len(starts) != len(table) or int(starts[-1]) != len(columns["event"].values):
        raise ValueError("paths and events do not fit together")
    event, t, seq = (np.ascontiguousarray(columns[name].values.to_numpy()) for name in ("event", "t", "seq"))
    ids, names = columns["id"].slice(1), pa.array(said["names"], pa.string())
    arrays = Arrays(np.ascontiguousarray(starts), np.arange(1, len(ids) + 1, dtype=np.int32), event, t)
    log = LogTables(zone=zone_named(said["timezone"]), ties=said["ties"], timed=said["timed"], lasting=said["lasting"])
    carried = carried_columns(len(said["attributes"]), lasting=log.lasting)
    log.hold(SortedLog(ids, names, arrays, seq, {name: columns[name].values for name in carried}))
    kept = {name: _frame(table[column][0].as_py()) for name, column in frames.items()}
    return open_events(log, _report(said["report"], kept), said["attributes"])


def _plain_words(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.stated if isinstance(value, Layout) else value for name, value in said.items()}


def _tupled(value: Any) -> Any:
    # JSON has no tuples; in a report every sequence is a tuple. The only value with names is a layout.
    if isinstance(value, dict):
        return Layout(**value)
    return tuple(value) if isinstance(value, list) else value


def _frame_bytes(frame: pd.DataFrame | None) -> bytes | None:
    import pyarrow as pa

    if frame is None:
        return None
    table = pa.Table.from_pandas(frame, preserve_index=False)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _frame(data: bytes | None) -> pd.DataFrame | None:
    import pyarrow as pa

    return None if data is None else pa.ipc.open_stream(data).read_pandas()
