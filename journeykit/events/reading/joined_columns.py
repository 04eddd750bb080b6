"""Who or what from several columns: ids in order of preference, with identities joined, and names of several parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from journeykit.errors import ColumnRoleError, listing, nearest
from journeykit.events.reading.cells import as_text, without_blanks
from journeykit.events.reading.identities import Claims, found_identities
from journeykit.events.reading.sources import ReadOptions, Records, RecordSource

if TYPE_CHECKING:
    import pyarrow as pa

BETWEEN = ": "
"""Stands between the parts of an event name."""


@dataclass(frozen=True)
class _Joined:
    """A column made of several ones."""

    name: str
    columns: tuple[str, ...]
    who: bool
    """Whether it is the id of a path; else it is the name of an event."""
    missing: Sequence[str] = ()
    """Ids that mean a missing one."""
    claims: Sequence[Claims] | None = None
    """What ids of each column belong to, where it was found across several sources."""


def with_joined_columns(source: RecordSource, options: ReadOptions) -> tuple[RecordSource, ReadOptions]:
    """Return a source that has one column for each role, and the options that name it.

    Raises
    ------
    ColumnRoleError
        A list of columns is empty, or a column of it is not there.
    """
    joined = []
    for role, named in (("path_col", options.path_col), ("event_col", options.event_col)):
        claimed = role == "path_col" and isinstance(named, str) and named in (options.claims or {})
        if named is None or (isinstance(named, str) and not claimed):
            continue
        named = (named,) if isinstance(named, str) else named
        columns = tuple(dict.fromkeys(named))
        if not columns:
            raise ColumnRoleError(f"{role}=[] names no column. Found: {listing(source.columns)}.")
        for column in columns:
            if column not in source.columns:
                hint = nearest(str(column), source.columns)
                guess = f" Did you mean {hint!r}?" if hint else ""
                raise ColumnRoleError(f"{role}= names no column of the log: {column!r}.{guess} Found: "
                                      f"{listing(source.columns)}.")  # fmt: skip
            _refuse_second_role(column, role, options)
        if len(columns) > 1 or claimed:
            name = (" or " if role == "path_col" else " + ").join(columns)
            who = role == "path_col"
            claims = None if options.claims is None else [options.claims.get(column, {}) for column in columns]
            joined.append(_Joined(name, columns, who, options.missing_ids if who else (), claims if who else None))
        one = joined[-1].name if len(columns) > 1 or claimed else columns[0]
        options = replace(options, path_col=one) if role == "path_col" else replace(options, event_col=one)
    if not joined:
        return source, options
    names = [each.name for each in joined if each.name not in source.columns]
    read = lambda columns: _records(source, joined, columns)  # noqa: E731
    return replace(source, columns=[*source.columns, *names], read=read), options


def _refuse_second_role(column: str, role: str, options: ReadOptions) -> None:
    """Raise if a column of a list has another role too."""
    for parameter, (also, named) in {
        "path_col": ("path", options.path_col),
        "event_col": ("event", options.event_col),
        "timestamp_col": ("time", options.times),
        "order_col": ("order", options.order_col),
    }.items():
        if parameter != role and column in ((named,) if isinstance(named, str) else named or ()):
            first = "path" if role == "path_col" else "event"
            raise ColumnRoleError(
                f"the column {column!r} would be both the {first} and the {also}. Name another column for one of them: "
                f"{role}=… or {parameter}=…."
            )


def _records(source: RecordSource, joined: Sequence[_Joined], names: Sequence[str]) -> Iterator[Records]:
    made = {each.name: each for each in joined if each.name in names}
    own = list(dict.fromkeys(part for name in names for part in (made[name].columns if name in made else (name,))))
    batches: Iterator[Records] = source.read(own)
    claims: dict[str, list[Claims]] = {}
    for each in made.values():
        if each.who and each.claims is not None:
            claims[each.name] = list(each.claims)
            if len(each.columns) > 1:
                yield Records((), (), notes=[_preference(each)])
        elif each.who:
            if source.once:  # Read once, so kept: identities are known only at the end.
                kept = list(batches)
                batches = iter(kept)
                seen: Iterator[Records] = iter(kept)
                places = [own.index(column) for column in each.columns]
            else:
                seen, places = source.read(list(each.columns)), list(range(len(each.columns)))
            found = found_identities([(each.columns, id_texts(seen, places, each.missing))])
            claims[each.name] = [found.claims.get(column, {}) for column in each.columns]
            yield Records((), (), notes=[_preference(each), *found.notes("a column named before")])
    for records in batches:
        if not len(records.lines):
            yield replace(records, cells=())
            continue
        cells = dict(zip(own, records.cells, strict=True))
        for name, each in made.items():
            parts = _texts(records, [own.index(column) for column in each.columns], each.missing)
            cells[name] = _first_of(parts, claims[name]) if each.who else _name_of(parts)
        yield replace(records, cells=[cells[name] for name in names])


def _preference(joined: _Joined) -> str:
    return f"who: {listing(joined.columns)}, the first that is not empty"


def id_texts(batches: Iterator[Records], places: Sequence[int], missing: Sequence[str]) -> Iterator[list[pa.Array]]:
    """Yield some columns of ids as text, null where a cell is blank or means a missing id."""
    for records in batches:
        yield _texts(records, places, missing)


def _texts(records: Records, places: Sequence[int], missing: Sequence[str] = ()) -> list[pa.Array]:
    """Return some columns of a batch as text, null where a cell is blank or means a missing id."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not len(records.lines):
        return []
    texts = [without_blanks(as_text(records.cells[place])).cast(pa.string()) for place in places]
    words = pa.array([word.strip() for word in missing], pa.string())
    return [pc.if_else(pc.is_in(pc.utf8_trim_whitespace(text), words), None, text) for text in texts]


def _first_of(parts: Sequence[pa.Array], claims: Sequence[Claims]) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    found = None
    for part, claimed in zip(parts, claims, strict=True):
        if claimed:
            place = pc.index_in(part, pa.array(list(claimed), part.type))
            part = pc.coalesce(pa.array(list(claimed.values()), part.type).take(place), part)
        found = part if found is None else pc.coalesce(found, part)
    return found


def _name_of(parts: Sequence[pa.Array]) -> pa.Array:
    import pyarrow.compute as pc

    # Arrow's way to skip missing parts leaves out a row in which all are missing.
    name = parts[0]
    for part in parts[1:]:
        name = pc.coalesce(pc.binary_join_element_wise(name, part, BETWEEN), name, part)
    return name
