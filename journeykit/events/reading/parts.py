"""A log in several parts: a folder, a glob or a list, read one after the other as if it were one.

Parts come in the order of their names and rows in the order of the file, so that the same files give the same log
wherever they lie. Every part says its own lines, kept and rejected.
"""

from __future__ import annotations

import glob
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journeykit.errors import ColumnRoleError, EventLogError, listing
from journeykit.events.reading.cells import as_text
from journeykit.events.reading.sources import KINDS, Part, Reading, RecordSource, Slot, batch_schema, file_kind

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Found", "files_at", "files_matching", "files_of_folder", "listed_parts", "parts_source"]


@dataclass(frozen=True)
class Found:
    """Files of one kind, each with the name it gets in the report, and what is to be said about the search."""

    name: str
    files: list[tuple[str, Path]]
    notes: tuple[str, ...] = ()


def path_of(source: str | Path) -> Path:
    """Return the path of a file, folder or glob.

    Raises
    ------
    EventLogError
        It cannot be looked up: a loop of links, a null byte in the name, no permission.
    """
    try:
        path = Path(source).expanduser()
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return path
    except (OSError, ValueError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or "no file can have that name"
        raise EventLogError(f"{str(source)[:200]!r} cannot be opened: {why}.") from None
    return path


def files_at(source: str | Path) -> Path | Found:
    """Return the one file that a path names, or those of a folder or glob.

    Raises
    ------
    EventLogError
        There is none, or none that can be read as a log.
    """
    path = path_of(source)
    if path.is_dir():
        return files_of_folder(path)
    if path.is_file():
        return path
    if path.exists():
        raise EventLogError(f"{str(path)!r} is a pipe or device, not a file. Write what it gives to a file first.")
    if not glob.has_magic(str(path)):
        raise EventLogError(f"there is no file {str(path)!r}. Working folder: {str(Path.cwd())!r}.")
    return files_matching(path)


def files_of_folder(folder: Path) -> Found:
    """Return the log files in a folder and the folders in it, hidden ones and markers such as ``_SUCCESS`` left out.

    Raises
    ------
    EventLogError
        There is none, or they are of several kinds, which may hold the same events twice.
    """
    below = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    seen = [path for path in below if not any(piece.startswith((".", "_")) for piece in path.parts)]
    return _of_one_kind(seen, folder, f"the folder {str(folder)!r}", f"{folder.name or folder.resolve().name}")


def files_matching(pattern: Path) -> Found:
    """Return the log files that a glob matches (``*``, ``?``, ``[…]``, ``**`` for any folders).

    Raises
    ------
    EventLogError
        There is none, or they are of several kinds.
    """
    found = sorted(path for path in map(Path, glob.glob(str(pattern), recursive=True)) if path.is_file())  # noqa: PTH207
    root = pattern.parent if not glob.has_magic(str(pattern.parent)) else Path()
    inside = [path.relative_to(root) if path.is_relative_to(root) else path for path in found]
    return _of_one_kind(inside, root, f"{str(pattern)!r}", pattern.name)


def listed_parts(sources: Sequence[Any]) -> tuple[str, list[tuple[str, Any]]]:
    """Return the parts of a list with their names: paths in the order of names, anything else as it stands.

    Raises
    ------
    EventLogError
        The list is empty, names a file twice or a folder, or holds rows.
    """
    if not sources:
        raise EventLogError("the list of parts is empty. Name at least one file.")
    for part in sources:
        if (
            not isinstance(part, (str, Path))
            and not hasattr(part, "columns")
            and not hasattr(part, "__arrow_c_stream__")
        ):
            raise EventLogError(
                f"a list holds the parts of a log: files, frames or Arrow tables; this one holds a "
                f"{type(part).__name__}. Make rows a frame first: pandas.DataFrame(rows)."
            )
    if not all(isinstance(part, (str, Path)) for part in sources):
        return f"{len(sources)} parts", [(f"part {number}", part) for number, part in enumerate(sources, 1)]
    paths = sorted(map(path_of, sources))
    twice = [str(path) for path, count in Counter(path.resolve() for path in paths).items() if count > 1]
    if twice:
        raise EventLogError(f"named more than once in the list of parts: {listing(twice)}. Name every file once.")
    for path in paths:
        if path.is_dir() or (not path.exists() and glob.has_magic(str(path))):
            raise EventLogError(f"{str(path)!r} in the list of parts is no file. A folder or a glob is given alone.")
    short = Counter(path.name for path in paths)
    return f"{len(paths)} files", [(path.name if short[path.name] == 1 else str(path), path) for path in paths]


def parts_source(name: str, parts: Sequence[tuple[str, RecordSource]], notes: Sequence[str] = ()) -> RecordSource:
    """Return sources that have the same columns as one source.

    Only columns of the first part that every part has can be asked for; a column that holds times in one part and text
    in another is read as text.
    """
    first = parts[0][1]
    common = [column for column in first.columns if all(column in part.columns for _, part in parts)]
    typed = frozenset.intersection(*(part.typed_times for _, part in parts))
    zones = {column: {column in part.zoned for _, part in parts} for column in typed}
    typed = frozenset(column for column, kinds in zones.items() if len(kinds) == 1)
    partly = sorted({column for _, part in parts for column in part.columns} - set(common))
    said = list(notes)
    if partly:
        said.append(f"columns that not every part has, not to be read: {listing(partly)}")

    def read(slots: Sequence[Slot]) -> Reading:
        reading = Reading(batch_schema(slots), unit=first.unit, notes=list(said))
        reading.batches = _chained(parts, slots, reading)
        return reading

    files = tuple(path for _, part in parts for path in part.files)
    if not common:
        raise ColumnRoleError(f"the parts of {name} have no column in common. First part: {listing(first.columns)}.")
    return RecordSource(
        name,
        common,
        first.unit,
        read,
        typed,
        first.zoned & typed,
        files,
        first.preset,
        any(part.once for _, part in parts),
    )


def _chained(
    parts: Sequence[tuple[str, RecordSource]], slots: Sequence[Slot], reading: Reading
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa
    import pyarrow.compute as pc

    before = 0
    told: Counter[str] = Counter()
    for name, part in parts:
        reading.parts.append(Part(name, before))
        inner = part.read(slots)
        last = 0
        for batch in inner.batches:
            if not batch.num_rows:
                continue
            lines = batch.column(0)
            last = max(last, lines[-1].as_py())
            reading.parts[-1].rows += batch.num_rows
            yield pa.RecordBatch.from_arrays(
                [pc.add(lines, pa.scalar(before, pa.int64())), *map(_as_read, batch.columns[1:])], schema=reading.schema
            )
        reading.rejected += [(before + line, column, reason) for line, column, reason in inner.rejected]
        told.update(inner.notes)
        before += max(last, *(line for line, _, _ in inner.rejected), 0)
    # What every part says is said once; the rest with the number of parts that say it.
    reading.notes += [
        note if count == len(parts) else f"{note} (in {count} of {len(parts)} parts)" for note, count in told.items()
    ]


def _as_read(column: pa.Array) -> pa.Array:
    # Parts may be of several kinds, and only some of them keep dictionaries.
    import pyarrow as pa

    return as_text(column) if pa.types.is_dictionary(column.type) else column


def _of_one_kind(paths: Sequence[Path], root: Path, place: str, short: str) -> Found:
    kinds = Counter(kind for path in paths if (kind := file_kind(path.name)))
    if not kinds:
        ends = listing([end for ends in KINDS.values() for end in ends])
        raise EventLogError(f"{place} has no file that can be read as an event log. Kinds that can: {ends}.")
    if len(kinds) > 1:
        found = ", ".join(f"{count} of {kind}" for kind, count in kinds.items())
        raise EventLogError(
            f"{place} has files of several kinds ({found}), which may hold the same events twice. Name those of one "
            "kind with a glob, for example 'logs/*.csv'."
        )
    taken = [path for path in paths if file_kind(path.name)]
    notes = []
    if others := len(paths) - len(taken):
        notes.append(f"files of other kinds, not read: {others:,}")
    if keys := sorted({piece.partition("=")[0] for path in taken for piece in path.parts[:-1] if "=" in piece}):
        notes.append(f"values in the names of folders are not read as columns: {listing(keys)}")
    count = "1 file" if len(taken) == 1 else f"{len(taken):,} files"
    return Found(f"{count} of {short}", [(path.as_posix(), root / path) for path in taken], tuple(notes))
