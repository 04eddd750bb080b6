"""Several parts of one log become one source: a folder, a glob, a list, the files in a zip.

Parts are read in the order of their names and rows in the order of the file, so the same files always give the same
log. Every part has its own line numbers. A part of a folder, glob or zip that cannot be read is one rejected line with
the part's name, and what was read of it before the damage is kept; ``strict=True`` raises the error instead. Parts that
are named one by one in a list are all wanted, so they are always strict.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from journeykit.errors import CancelledError, ColumnRoleError, EventLogError, listing
from journeykit.events.reading.files import not_read
from journeykit.events.reading.joined_columns import with_joined_columns
from journeykit.events.reading.notice import as_notice
from journeykit.events.reading.presets import matching
from journeykit.events.reading.roles import resolve_roles
from journeykit.events.reading.sources import Part, ReadOptions, Records, RecordSource

if TYPE_CHECKING:
    import pyarrow as pa

_SOURCES = (
    "Parts of different shape are read as sources: jk.read_events([jk.events.source('phone.csv', path_col=…), …])."
)
FEWEST_ALIKE = 2
"""Columns that two parts of one log have at least in common."""


@dataclass(frozen=True)
class LogPart:
    """A part of a log: its source, or why it cannot be opened."""

    label: str
    source: RecordSource | None
    fault: str = ""
    kind: str = ""
    is_log: bool = True
    """Whether it was meant to be a part: a note that lies beside the parts is not."""


def joined(
    name: str, parts: Sequence[LogPart], options: ReadOptions, *, notes: Sequence[str] = (), place: str = ""
) -> RecordSource:
    """Return several sources as one, with the columns that all parts have.

    A column that has times in one part and text in another is read as text.
    """
    parts = _with_strangers_named(_named_alike(parts), options)
    sources = [part.source for part in parts if part.source is not None]
    if not sources:
        faults = next((part.fault for part in parts if part.is_log), parts[0].fault)
        raise EventLogError(f"{place or name} has no file that can be read as an event log. {faults}")
    _refuse_several_kinds(place or name, parts)
    first = sources[0]
    common = [column for column in first.columns if all(column in source.columns for source in sources)]
    if not common:
        raise ColumnRoleError(
            f"the parts of {name} have no column in common. First part: {listing(first.columns)}. {_SOURCES}"
        )
    partly = sorted({column for source in sources for column in source.columns} - set(common))
    taken = [part for part in parts if part.is_log]
    said = [
        *notes,
        *not_read([part.label for part in parts if not part.is_log]),
        *([f"columns that not every part has, not to be read: {listing(partly)}"] if partly else []),
    ]
    alike = {
        column: zoned
        for column, zoned in first.times.items()
        if {source.times.get(column) for source in sources} == {zoned}
    }
    finished: list[str] = []
    count = "1 file" if len(taken) == 1 else f"{len(taken):,} files"
    return RecordSource(
        f"{count} of {name}" if place else name,
        common,
        first.unit,
        lambda columns: _records(taken, said, columns, finished, strict=options.strict),
        times=alike,
        preset=first.preset,
        raw=lambda columns: _records(taken, said, columns, finished, strict=options.strict, raw=True),
        refuse=first.refuse,
        once=any(source.once for source in sources),
        layout=first.layout,
        hint=first.hint or (_SOURCES if partly else ""),
        done=lambda _: len(finished) / len(taken),
        own_thread=any(source.own_thread for source in sources),
    )


def _named_alike(parts: Sequence[LogPart]) -> list[LogPart]:
    """Return the parts with columns named as in the first one, where case and punctuation alone differ."""
    first = next((part.source.columns for part in parts if part.source is not None), ())
    return [
        part if part.source is None else replace(part, source=_renamed(part.source, _other_names(part.source, first)))
        for part in parts
    ]


def _other_names(source: RecordSource, first: Sequence[str]) -> dict[str, str]:
    missing = [name for name in first if name not in source.columns]
    own = [column for column in source.columns if column not in first]
    hits = {name: matching(own, (name,)) for name in missing}
    return {columns[0]: name for name, columns in hits.items() if len(columns) == 1 == len(matching(first, (name,)))}


def _renamed(source: RecordSource, names: Mapping[str, str]) -> RecordSource:
    """Return a source in which some columns (old name -> new name) are called otherwise."""
    if not names:
        return source
    old = {new: name for name, new in names.items()}
    raw, refuse = source.raw, source.refuse

    def olds(columns: Sequence[str]) -> list[str]:
        return [old.get(column, column) for column in columns]

    return replace(
        source,
        columns=[names.get(column, column) for column in source.columns],
        read=lambda columns: source.read(olds(columns)),
        raw=None if raw is None else lambda columns: raw(olds(columns)),
        refuse=None if refuse is None else lambda columns: refuse(olds(columns)),
        times={names.get(column, column): zoned for column, zoned in source.times.items()},
        dictionaries=frozenset(names.get(column, column) for column in source.dictionaries),
    )


def _with_strangers_named(parts: Sequence[LogPart], options: ReadOptions) -> list[LogPart]:
    """Return the parts; one that shares no columns with the log is a part that cannot be read."""
    if options.strict or len(parts) < 2:
        return list(parts)
    counts = Counter(column for part in parts if part.source for column in part.source.columns)
    sources = [part.source for part in parts if part.source]
    if not sources:
        return list(parts)

    def likely(source: RecordSource) -> tuple[bool, int]:
        return _fits(source, options), sum(counts[column] for column in source.columns)

    best = max(sources, key=likely)
    if best.layout.shape != "lines":
        # Lines of words that may be paths are a note where the other parts are tables.
        parts = [
            replace(part, source=None, fault="it is text, and the rest are tables", is_log=False)
            if part.source is not None and part.source.layout.shape == "lines"
            else part
            for part in parts
        ]
    most = set(best.columns)
    least = min(FEWEST_ALIKE, len(most))
    return [
        part
        if part.source is None or len(most & set(part.source.columns)) >= least
        else LogPart(part.label, None, f"it has other columns than the rest: {listing(part.source.columns, 5)}")
        for part in parts
    ]


def _fits(source: RecordSource, options: ReadOptions) -> bool:
    """Return whether the columns of a part say who, what and when."""
    try:
        joined, named = with_joined_columns(source, options)
        resolve_roles(joined.columns, named, preset=source.preset, cells=joined.first_cells)
    except ColumnRoleError:
        return False
    return True


def _refuse_several_kinds(place: str, parts: Sequence[LogPart]) -> None:
    kinds = Counter(part.kind for part in parts if part.source is not None and part.kind)
    if len(kinds) > 1:
        found = ", ".join(f"{count} of {kind}" for kind, count in kinds.items())
        raise EventLogError(
            f"{place} has files of several kinds ({found}), which may hold the same events twice. Name those of one "
            "kind with a glob, for example 'logs/*.csv'."
        )


def _records(
    parts: Sequence[LogPart],
    notes: Sequence[str],
    columns: Sequence[str],
    finished: list[str],
    *,
    strict: bool,
    raw: bool = False,
) -> Iterator[Records]:
    before, read = 0, sum(part.source is not None for part in parts)
    said: Counter[str] = Counter()
    finished.clear()
    yield Records((), (), notes=notes)
    for number, each in enumerate(parts):
        part = Part(each.label, before)
        yield Records((), (), part=part)
        last = kept = before
        try:
            if each.source is None:
                raise EventLogError(each.fault)
            for records in ((each.source.raw if raw else None) or each.source.read)(columns):
                said.update(records.notes)
                moved = _moved(records, before, part)
                numbers = [line for line, _, _ in moved.rejected]
                numbers += [moved.lines[-1].as_py()] if len(moved.lines) else []
                last, kept = max(last, *numbers, 0), kept + len(moved.lines)
                yield moved
        except CancelledError:
            raise
        except unreadable() as error:
            if strict or (kept == before and number == len(parts) - 1 and not before):
                raise
            if kept > before or last == before:  # Else every line of it is rejected already.
                last += 1
                yield Records((), (), [(last, "", _reason(error, rest=kept > before))], part=part)
        before = last
        finished.append(each.label)
    # A note of every part is reported once, any other with the number of its parts.
    yield Records(
        (),
        (),
        notes=[
            note if count == read else as_notice(note).also(f" (in {count} of {read} parts)")
            for note, count in said.items()
        ],
    )


def _reason(error: BaseException, *, rest: bool) -> str:
    return f"{'the rest of the part' if rest else 'the part'} cannot be read: {fault_of(error)}"


def unreadable() -> tuple[type[Exception], ...]:
    """Return the errors that a file raises which is damaged or no log."""
    import pyarrow as pa

    return (EventLogError, OSError, EOFError, zlib.error, pa.ArrowException)


def fault_of(error: BaseException) -> str:
    """Return why something cannot be read, without a full stop; no value that a driver put into its message."""
    return str(error).rstrip(".") if isinstance(error, EventLogError) else type(error).__name__


def _moved(records: Records, before: int, part: Part) -> Records:
    """Return the records of a part with numbers that go on from the part before."""
    import pyarrow as pa
    import pyarrow.compute as pc

    lines: pa.Array = records.lines
    if len(lines):
        lines = pc.add(lines, pa.scalar(before, pa.int64()))
    rejected = [(before + line, column, reason) for line, column, reason in records.rejected]
    return Records(lines, records.cells, rejected, part=part)
