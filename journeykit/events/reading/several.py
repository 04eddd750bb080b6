"""Several sources of different shape become one log: each is read on its own, then they are joined (``merged_log``).

The rules: ids are joined across sources (``identities``). Events of a path at the same time are in the order in which
the sources are named, and within one source in the order of that source. A source that cannot be read is one rejected
line, unless all must be read (``strict``); what the call itself has wrong, such as a column that is not there or times
with two readings, is an error always, because an argument is needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from journeykit.errors import CancelledError, ColumnRoleError, EventLogError, did_you_mean, listing
from journeykit.events.progress import Watch
from journeykit.events.reading.files import source_files
from journeykit.events.reading.identities import Identities, found_identities, kinds_of
from journeykit.events.reading.joined_columns import id_texts
from journeykit.events.reading.merged_log import ORIGIN, ReadSource, merged_log
from journeykit.events.reading.notice import WRONG, Notice
from journeykit.events.reading.parts import fault_of, unreadable
from journeykit.events.reading.source_kinds import open_source
from journeykit.events.reading.sources import ReadOptions, Records, RecordSource
from journeykit.events.reading.stated import StatedSource, named_source, stated_sources

if TYPE_CHECKING:
    import pyarrow as pa

    from journeykit.events.log import Events
    from journeykit.events.reading.roles import Roles

T = TypeVar("T")
_Read = Callable[[Sequence[str]], Iterator[Records]]
_READING = 0.8
"""Share of the work that is done once all sources are read."""
RolesOf = Callable[[RecordSource, ReadOptions], tuple[RecordSource, ReadOptions, "Roles"]]


class ReadOne(Protocol):
    """Reads one source into a log."""

    def __call__(self, source: RecordSource, asked: ReadOptions, watch: Watch, *, alone: bool) -> Events: ...


@dataclass(frozen=True)
class _Open:
    """A source that is open: its columns of ids, or why it cannot be read."""

    name: str
    data: Any
    options: ReadOptions
    source: RecordSource | None
    roles: Roles | None = None
    who: tuple[str, ...] = ()
    faults: list[str] = field(default_factory=list)
    """What stopped its reading; filled while it is read."""


def read_sources(data: Any, asked: ReadOptions, watch: Watch, *, roles_of: RolesOf, read: ReadOne) -> Events:
    """Return the log of several sources.

    Raises
    ------
    ColumnRoleError
        A source lacks a column that was named, no source has an attribute, or two prefer ids in opposite order.
    EventLogError
        A file is not there, none of the sources can be read, or ``strict`` and one cannot.
    """
    sources, whole = stated_sources(data, asked)
    if not sources:
        raise EventLogError("the list of sources is empty. Name at least one.")
    for each in sources:
        source_files(each.data)  # What is not there is told before anything is read.
    opened = [_opened(each, name, whole, roles_of) for each, name in zip(sources, _names(sources), strict=True)]
    _require_attributes(opened, whole)
    opened, found = _identified(opened, watch, roles_of)
    shares = [_share(watch, each.name, number, len(opened)) for number, each in enumerate(opened)]
    logs = [_read(each, share, read) for each, share in zip(opened, shares, strict=True)]
    if all(log.events is None for log in logs):
        raise EventLogError(f"none of the sources can be read. {logs[0].name}: {logs[0].fault}")
    return merged_log(logs, whole, found.notes("a better column"), watch)


def _names(sources: Sequence[StatedSource]) -> list[str]:
    """Return the name of each source, each once."""
    given = [each.name for each in sources if each.name is not None]
    if twice := [name for name, count in Counter(given).items() if count > 1]:
        raise EventLogError(f"several sources have the name {twice[0]!r}. Give each its own: name=….")
    short = [each.name or _short(each.data) for each in sources]
    count, names = Counter(short), []
    for number, (each, name) in enumerate(zip(sources, short, strict=True), 1):
        file = isinstance(each.data, (str, Path))
        names.append(name if each.name or count[name] == 1 else str(each.data) if file else f"{name} {number}")
    return names if len(set(names)) == len(names) else [f"{name} {at}" for at, name in enumerate(names, 1)]


def _short(data: Any) -> str:
    if isinstance(data, (str, Path)):
        return Path(data).name or str(data)
    if isinstance(data, (list, tuple)):
        return f"{len(data)} parts"
    module = type(data).__module__.partition(".")[0].lstrip("_")
    return f"{module} {'frame' if type(data).__name__ in ('DataFrame', 'LazyFrame') else type(data).__name__}"


def _opened(each: StatedSource, name: str, whole: ReadOptions, roles_of: RolesOf) -> _Open:
    """Open a source and find its columns; those of attributes that only the whole log asks for may be missing."""
    with _naming(name):
        options = each.options(whole)
        own = ReadOptions(attribute_cols=each.stated.get("attribute_cols", ())).attributes
        options = replace(options, attribute_cols=own)
        try:
            source = open_source(each.data, options)
        except ColumnRoleError:
            raise
        except EventLogError as error:
            if whole.strict:
                raise
            return _Open(name, each.data, options, None, faults=[str(error)])
        _, _, roles = roles_of(source, options)
        if not roles.times:
            raise ColumnRoleError(
                "it has no times, and only times bring the events of several sources into one order. Read it alone, or "
                "name its column of times: timestamp_col=…."
            )
        for column in whole.attributes:
            with_it = replace(options, attribute_cols=(*options.attributes, column))
            try:
                _, _, roles = roles_of(source, with_it)
            except ColumnRoleError:
                continue  # Another source may have it.
            options = with_it
    named = options.path_col
    who = (roles.path,) if named is None or isinstance(named, str) else tuple(dict.fromkeys(named))
    return _Open(name, each.data, options, source, roles, who)


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Name the source in an error that is raised inside the block."""
    try:
        yield
    except CancelledError:
        raise
    except EventLogError as error:
        raise type(error)(f"{name}: {error}") from error.__cause__


def _require_attributes(opened: Sequence[_Open], whole: ReadOptions) -> None:
    """Raise if no source has a column that the whole log asks for."""
    if any(each.roles is None for each in opened):
        return  # One that cannot be read may have had it.
    found = {column for each in opened if each.roles is not None for column in each.roles.attributes}
    for column in whole.attributes:
        if column not in found and column != ORIGIN:
            columns = {name for each in opened if each.source is not None for name in each.source.columns}
            raise ColumnRoleError(
                f"no source has a column {column!r} for the attribute (attribute_cols=)."
                f"{did_you_mean(column, sorted(columns))} Found: {listing(sorted(columns))}."
            )


def _identified(opened: Sequence[_Open], watch: Watch, roles_of: RolesOf) -> tuple[list[_Open], Identities]:
    """Return the sources with the ids that belong to others, where a source has several columns of ids."""
    there = [each for each in opened if each.source is not None]
    if all(len(each.who) < 2 for each in there):
        return list(opened), Identities({}, 0)
    kinds = dict(zip((each.name for each in there), kinds_of([each.who for each in there]), strict=True))
    opened = [_replayed(each) if each.source is not None and each.source.once else each for each in opened]

    def texts(each: _Open) -> Iterator[Sequence[pa.Array]]:
        assert each.source is not None
        watch.say(0.0, f"{each.name}: joining identities")
        source, _, _ = roles_of(each.source, each.options)
        for found in id_texts(source.read(list(each.who)), range(len(each.who)), each.options.missing_ids):
            watch.say(0.0, f"{each.name}: joining identities")
            yield found

    with _naming("identities"):
        found = found_identities(
            (kinds[each.name], _until_broken(texts(each)))
            for each in opened
            if each.source is not None and len(each.who) > 1
        )
    return [_claimed(each, kinds.get(each.name, []), found) for each in opened], found


def _claimed(each: _Open, kinds: Sequence[str], found: Identities) -> _Open:
    """Return a source with the ids of its columns that belong to others."""
    claims = {column: found.claims[kind] for column, kind in zip(each.who, kinds, strict=False) if kind in found.claims}
    who = each.who[0] if claims and len(each.who) == 1 else each.options.path_col
    return replace(each, options=replace(each.options, path_col=who, claims=claims))


def _replayed(each: _Open) -> _Open:
    """Return a source that can be read only once as one that is kept in memory."""
    source = each.source
    assert source is not None
    columns = list(source.columns)
    kept = list(_until_broken((source.raw or source.read)(columns)))

    def read(names: Sequence[str]) -> Iterator[Records]:
        for records in kept:
            cells = [records.cells[columns.index(name)] for name in names] if len(records.lines) else ()
            yield replace(records, cells=cells)

    def checked(names: Sequence[str]) -> Iterator[Records]:
        source.check(names)
        yield from read(names)

    return replace(each, source=replace(source, read=checked, raw=read, once=False, own_thread=False))


def _until_broken(batches: Iterator[T]) -> Iterator[T]:
    """Yield what can be read; what cannot is told when the events are read."""
    try:
        yield from batches
    except (CancelledError, ColumnRoleError):
        raise
    except unreadable():
        return


def _read(each: _Open, watch: Watch, read: ReadOne) -> ReadSource:
    """Read a source; if nothing of it can be read it has no events."""
    stated = {"source": named_source(each.data), "name": each.name}
    if each.source is None:
        return ReadSource(each.name, None, stated, each.faults[0])
    strict, source = each.options.strict, each.source
    stopped: list[BaseException] = []
    guarded = replace(
        source,
        read=_guarded(source, source.read, stopped, strict=strict),
        raw=None if source.raw is None else _guarded(source, source.raw, stopped, strict=strict),
    )
    with _naming(each.name):
        try:
            return ReadSource(each.name, read(guarded, each.options, watch, alone=False), stated)
        except CancelledError:
            raise
        except Exception as error:
            if strict or not stopped or stopped[-1] not in (error, error.__cause__):
                raise
            return ReadSource(each.name, None, stated, fault_of(stopped[-1]))


def _guarded(source: RecordSource, read: _Read, stopped: list[BaseException], *, strict: bool) -> _Read:
    """Return a reader that keeps what came before a damage, and notes what ends it before any line."""

    def records_of(columns: Sequence[str]) -> Iterator[Records]:
        last = kept = 0
        try:
            for records in read(columns):
                numbers = [line for line, _, _ in records.rejected]
                numbers += [records.lines[-1].as_py()] if len(records.lines) else []
                last, kept = max(last, *numbers, 0), kept + len(records.lines)
                yield records
        except CancelledError:
            raise
        except Exception as error:
            if not isinstance(error, unreadable()) and not source.own_thread:
                raise
            if strict or not last:
                stopped.append(error)
                raise
            # If no line could be kept, every line is rejected already.
            rest = [(last + 1, "", f"the rest of the source cannot be read: {fault_of(error)}")] if kept else []
            said = f"it cannot be read to its end: {fault_of(error)}"
            yield Records((), (), rest, [Notice(said, WRONG, "strict=True")])

    return records_of


def _share(watch: Watch, name: str, number: int, count: int) -> Watch:
    """Return a watch for one of several sources."""
    return Watch(lambda done, words: watch.say(_READING * (number + done) / count, f"{name}: {words}"), watch.cancel)
