"""Who or what from several columns: ids in order of preference, with identities joined, and names of several parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from journeykit.errors import ColumnRoleError, listing, nearest
from journeykit.events.reading.cells import as_text, without_blanks
from journeykit.events.reading.sources import ReadOptions, Records, RecordSource

if TYPE_CHECKING:
    import pyarrow as pa

BETWEEN = ": "
"""Stands between the parts of an event name."""

Claims = Mapping[str, str]
"""Id of a less preferred column -> the id that claims it."""


@dataclass(frozen=True)
class _Joined:
    """A column made of several ones."""

    name: str
    columns: tuple[str, ...]
    who: bool
    """Whether it is the id of a path; else it is the name of an event."""
    missing: Sequence[str] = ()
    """Ids that mean a missing one."""


def with_joined_columns(source: RecordSource, options: ReadOptions) -> tuple[RecordSource, ReadOptions]:
    """Return a source that has one column for each role, and the options that name it.

    Raises
    ------
    ColumnRoleError
        A list of columns is empty, or a column of it is not there.
    """
    joined = []
    for role, named in (("path_col", options.path_col), ("event_col", options.event_col)):
        if named is None or isinstance(named, str):
            continue
        columns = tuple(dict.fromkeys(named))
        if not columns:
            raise ColumnRoleError(f"{role}=[] names no column. Found: {listing(source.columns)}.")
        for column in columns:
            if column not in source.columns:
                hint = nearest(str(column), source.columns)
                guess = f" Did you mean {hint!r}?" if hint else ""
                raise ColumnRoleError(f"{role}= names no column of the log: {column!r}.{guess} Found: "
                                      f"{listing(source.columns)}.")  # fmt: skip
        if len(columns) > 1:
            name = (" or " if role == "path_col" else " + ").join(columns)
            who = role == "path_col"
            joined.append(_Joined(name, columns, who, options.missing_ids if who else ()))
        options = replace(options, **{role: joined[-1].name if len(columns) > 1 else columns[0]})
    if not joined:
        return source, options
    names = [each.name for each in joined]
    read = lambda columns: _records(source, joined, columns)  # noqa: E731
    return replace(source, columns=[*source.columns, *names], read=read), options


def _records(source: RecordSource, joined: Sequence[_Joined], names: Sequence[str]) -> Iterator[Records]:
    made = {each.name: each for each in joined if each.name in names}
    own = list(dict.fromkeys(part for name in names for part in (made[name].columns if name in made else (name,))))
    batches: Iterator[Records] = source.read(own)
    claims: dict[str, list[Claims]] = {}
    for each in made.values():
        if each.who:
            if source.once:  # Read once, so kept: identities are known only at the end.
                kept = list(batches)
                batches = iter(kept)
                seen: Iterator[Records] = iter(kept)
                places = [own.index(column) for column in each.columns]
            else:
                seen, places = source.read(list(each.columns)), list(range(len(each.columns)))
            claims[each.name], notes = _claims(each, (_texts(records, places, each.missing) for records in seen))
            yield Records((), (), notes=notes)
    for records in batches:
        if not len(records.lines):
            yield replace(records, cells=())
            continue
        cells = dict(zip(own, records.cells, strict=True))
        for name, each in made.items():
            parts = _texts(records, [own.index(column) for column in each.columns], each.missing)
            cells[name] = _first_of(parts, claims[name]) if each.who else _name_of(parts)
        yield replace(records, cells=[cells[name] for name in names])


def _texts(records: Records, places: Sequence[int], missing: Sequence[str] = ()) -> list[pa.Array]:
    """Return some columns of a batch as text, null where a cell is blank or means a missing id."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = [without_blanks(as_text(records.cells[place])) for place in places] if len(records.lines) else []
    if not missing:
        return texts
    words = pa.array([word.strip().lower() for word in missing], pa.string())
    return [
        pc.if_else(pc.is_in(pc.utf8_lower(pc.utf8_trim_whitespace(text)), words), None, text)
        for text in (text.cast(pa.string()) for text in texts)
    ]


def _claims(joined: _Joined, batches: Iterator[list[pa.Array]]) -> tuple[list[Claims], list[str]]:
    """Return for each column which of its ids belong to an id of a column before it, and what to report."""
    import pyarrow as pa

    width = len(joined.columns)
    owners: list[defaultdict[str, set[str]]] = [defaultdict(set) for _ in range(width)]
    for texts in batches:
        if not texts:
            continue
        table = pa.table([array.cast(pa.string()) for array in texts], [str(place) for place in range(width)])
        for row in table.group_by(table.column_names, use_threads=False).aggregate([]).to_pylist():
            present = [(place, row[str(place)]) for place in range(width) if row[str(place)] is not None]
            for place, text in present[1:]:
                owners[place][text].add(present[0][1])
    claims: list[Claims] = [{text: next(iter(ids)) for text, ids in each.items() if len(ids) == 1} for each in owners]
    joins, shared = sum(map(len, claims)), sum(len(ids) > 1 for each in owners for ids in each.values())
    notes = [f"who: {listing(joined.columns)}, the first that is not empty"]
    if joins:
        notes.append(
            "identities joined: ids that were seen beside exactly one id of a column named before, and whose events "
            f"without that one belong to it: {joins:,}"
        )
    if shared:
        notes.append(
            "identities not joined: ids that were seen beside several ids of a column named before (a shared device), "
            f"and whose events without one stay apart: {shared:,}"
        )
    return claims, notes


def _first_of(parts: Sequence[pa.Array], claims: Sequence[Claims]) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    found = parts[0]
    for part, claimed in zip(parts[1:], claims[1:], strict=True):
        if claimed:
            place = pc.index_in(part, pa.array(list(claimed), part.type))
            part = pc.coalesce(pa.array(list(claimed.values()), part.type).take(place), part)
        found = pc.coalesce(found, part)
    return found


def _name_of(parts: Sequence[pa.Array]) -> pa.Array:
    import pyarrow.compute as pc

    return without_blanks(pc.binary_join_element_wise(*parts, BETWEEN, null_handling="skip"))
