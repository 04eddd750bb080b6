"""Fields inside the cells of a column, by dotted names: of an object, of key and value records, of JSON text.

``event_params.page_location`` is the parameter of that name in GA4's list of records, ``properties.plan`` a field of an
object that a warehouse, a frame or a JSON text in a CSV holds. The columns of a source are extended by such names where
no column of its own has the name that is asked for, or none says who, what or when.
"""

from __future__ import annotations

import zlib
from ast import literal_eval
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from json import dumps
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.errors import EventLogError
from journeykit.events.reading.cells import as_text, is_text_like
from journeykit.events.reading.json_lines import at_once, field_kind
from journeykit.events.reading.json_values import TYPED_VALUES, FieldNames, Keys, as_json_text, as_pairs, cell, decoded
from journeykit.events.reading.sources import Records, RecordSource

if TYPE_CHECKING:
    import pyarrow as pa

_SAMPLED = 200
_WRAPPERS = ("list", "element", "item", "array")

Inside = tuple[str, Keys]
"""A column and the keys of a field in its cells."""


def with_fields(source: RecordSource, asked: Collection[str]) -> RecordSource | None:
    """Return the source with the fields inside its columns as further columns; None if there are none."""
    fields: dict[str, Inside] = {}
    for column in source.columns:
        wanted = [name[len(column) + 1 :] for name in asked if name.startswith(f"{column}.")]
        names = FieldNames()
        for number, value in enumerate(_first_values(source, column)):
            if number >= _SAMPLED and all(name in names.keys for name in wanted):
                break
            names.add(value, wanted)
        # Of a source that is read once nothing is known in advance.
        found = {name: tuple(name.split(".")) for name in wanted if source.once} | names.keys
        fields |= {f"{column}.{name}": (column, keys) for name, keys in found.items()}
    fields = {name: place for name, place in fields.items() if name not in source.columns}
    if not fields:
        return None
    read = source.raw or source.read
    return replace(source, columns=[*source.columns, *fields], read=lambda names: _read(source, read, fields, names))


def _first_values(source: RecordSource, column: str) -> Iterator[Any]:
    """Yield the objects in the first cells of a column."""
    import pyarrow as pa

    if source.once or column in source.times:
        return
    try:
        batches = (source.raw or source.read)([column])
        first = next((records.cells[0] for records in batches if len(records.lines)), None)
    except (pa.ArrowException, OSError, EOFError, zlib.error, EventLogError):
        return  # The error is reported when the log is read.
    if first is None:
        return
    for scalar in first:
        value = scalar.as_py()
        pairs = as_pairs(_value(value) if isinstance(value, str) else _plain(value))
        if pairs:
            yield pairs


def _value(text: str) -> Any:
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return decoded(text)
    except (ValueError, RecursionError):
        return _as_python_writes(text)


def _as_python_writes(text: str) -> Any:
    """Return the value of a text such as pandas makes of a column of dicts."""
    try:
        return decoded(dumps(literal_eval(text)))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def _plain(value: Any) -> Any:
    """Return a value of Arrow as JSON has it: a map is an object."""
    if isinstance(value, list):
        if value and all(isinstance(each, tuple) and len(each) == 2 for each in value):
            return {str(key): _plain(inner) for key, inner in value}
        return [_plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and (only := next(iter(value))) in _WRAPPERS and isinstance(value[only], (dict, list)):
        return _plain(value[only])
    return {key: _plain(inner) for key, inner in value.items()}


def _read(
    source: RecordSource,
    read: Callable[[Sequence[str]], Iterator[Records]],
    fields: dict[str, Inside],
    names: Sequence[str],
) -> Iterator[Records]:
    own = [name for name in names if name not in fields]
    if own:
        source.check(own)
    needed = list(dict.fromkeys(chain(own, (fields[name][0] for name in names if name in fields))))
    kinds: dict[Inside, str] = {}
    for records in read(needed):
        if not len(records.lines):
            yield records
            continue
        cells = dict(zip(needed, records.cells, strict=True))
        wanted: dict[str, list[Keys]] = {}
        for name in names:
            if name in fields:
                wanted.setdefault(fields[name][0], []).append(fields[name][1])
        taken: dict[Inside, pa.Array] = {}
        for column, keys in wanted.items():
            arrays = extracted(cells[column], keys, kinds, column)
            taken |= {(column, key): array for key, array in zip(keys, arrays, strict=True)}
        yield replace(records, cells=[taken[fields[name]] if name in fields else cells[name] for name in names])


def extracted(array: pa.Array, keys: Sequence[Keys], kinds: dict[Inside, str], column: str) -> list[pa.Array]:
    """Return some fields of a column; ``kinds`` remembers which kind each field of JSON text has."""
    import pyarrow as pa

    types = pa.types
    if types.is_dictionary(array.type):
        words = extracted(array.dictionary, keys, kinds, column)
        return [each.take(array.indices) for each in words]
    if types.is_nested(array.type):
        return [_field(array, each) for each in keys]
    if not is_text_like(array.type):
        return [pa.nulls(len(array), pa.string()) for _ in keys]
    texts = as_text(array).to_pylist()
    block = "\n".join(text.strip() if text else "{}" for text in texts).encode() + b"\n"
    found = at_once(block, 1, keys, {key: kinds[column, key] for key in keys if (column, key) in kinds})
    if found is not None and len(found.lines) == len(texts):
        return list(found.cells)
    values = [_value(text) if text else None for text in texts]
    sample = [value for value in values if isinstance(value, dict)][:_SAMPLED]
    for key in keys:
        kind = field_kind(sample, key)
        kinds.pop((column, key), None)
        kinds |= {(column, key): kind} if kind else {}
    return [pa.array([cell(value, key) for value in values], pa.string()) for key in keys]


def _field(array: pa.Array, keys: Keys) -> pa.Array:
    """Return a field of a nested column as text, times or numbers; missing where the cell does not have it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    types = pa.types
    if not keys:
        return _as_cells(array)
    if (wrapped := _wrapped(array.type)) is not None:
        return _field(pc.struct_field(array, wrapped), keys)
    if types.is_struct(array.type):
        names = [field.name for field in array.type]
        if keys[0] in names:
            return _field(pc.struct_field(array, names.index(keys[0])), keys[1:])
    elif types.is_map(array.type):
        return _field(pc.map_lookup(array, pa.scalar(keys[0], array.type.key_type), "last"), keys[1:])
    elif types.is_list(array.type) or types.is_large_list(array.type):
        inner = array.type.value_type
        if (wrapped := _wrapped(inner)) is not None:
            records = pc.struct_field(array.flatten(), wrapped)
            whole = pa.concat_arrays([array])  # Its offsets begin at 0.
            missing = whole.is_null() if whole.null_count else None
            return _field(pa.ListArray.from_arrays(whole.offsets, records, mask=missing), keys)
        if types.is_struct(inner) and {"key", "value"} <= {field.name for field in inner}:
            return _field(_by_key(array, keys[0]), keys[1:])
    elif not types.is_nested(array.type) and is_text_like(array.type):
        return extracted(array, [keys], {}, "")[0]
    return pa.nulls(len(array), pa.string())


def _wrapped(kind: pa.DataType) -> str | None:
    """Return the only field of a struct that stands for a list or its element, as BigQuery writes them to Parquet."""
    import pyarrow as pa

    if not pa.types.is_struct(kind) or kind.num_fields != 1:
        return None
    only = kind.field(0)
    return only.name if only.name in _WRAPPERS and pa.types.is_nested(only.type) else None


def _by_key(array: pa.Array, key: str) -> pa.Array:
    """Return the value of a key in lists of key and value records."""
    import pyarrow as pa
    import pyarrow.compute as pc

    records, parents = pc.list_flatten(array), pc.list_parent_indices(array)
    hit = pc.fill_null(pc.equal(pc.struct_field(records, "key"), key), False)
    values = pc.struct_field(records, "value").filter(hit)
    place = np.full(len(array), -1, np.int64)
    place[parents.filter(hit).to_numpy()] = np.arange(len(values))
    return values.take(pa.array(place, mask=place < 0))


def _as_cells(array: pa.Array) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_nested(array.type):
        return array if is_text_like(array.type) else pa.nulls(len(array), pa.string())
    if pa.types.is_struct(array.type) and {field.name for field in array.type} <= set(TYPED_VALUES):
        present = [name for name in TYPED_VALUES if array.type.get_field_index(name) >= 0]
        return pc.coalesce(*[as_text(pc.struct_field(array, name)) for name in present])
    return pa.array([as_json_text(_plain(value)) for value in array.to_pylist()], pa.string())
