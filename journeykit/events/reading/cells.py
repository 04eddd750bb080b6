"""Cells of any type as text or microseconds, exactly and never through a float; blank cells are missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from journeykit.events.reading.times import FIRST_MICROS, LAST_MICROS

if TYPE_CHECKING:
    import pyarrow as pa

LONGEST_TEXT = 1_000_000
"""Longest id or event name in bytes: a longer one would fill the memory when it is repeated."""

BEYOND = 2**63 - 1
"""Stands for a typed time outside the years 1 to 9999 until its line is rejected."""
LONGEST_TIME = 200
"""In bytes."""
UUID = "arrow.uuid"
_PER_SECOND = {"s": 1, "ms": 1000, "us": 1_000_000, "ns": 1_000_000_000}


def is_time(kind: pa.DataType) -> bool:
    """Return whether a type is a point in time: a timestamp or a date."""
    import pyarrow as pa

    return bool(pa.types.is_timestamp(kind) or pa.types.is_date(kind))


def is_text_like(kind: pa.DataType) -> bool:
    """Return whether a column of a type can be converted to text."""
    import pyarrow as pa

    types = pa.types
    if types.is_dictionary(kind):
        return is_text_like(kind.value_type)
    if isinstance(kind, pa.BaseExtensionType):
        return kind.extension_name == UUID or is_text_like(kind.storage_type)
    binary = types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind)
    return not (types.is_nested(kind) or binary or types.is_binary_view(kind))


def as_micros(array: pa.Array) -> pa.Array:
    """Return typed times as UTC microseconds; finer parts are cut off."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_date(array.type):
        array = array.cast(pa.timestamp("s"))
    unit, zone = array.type.unit, array.type.tz
    if unit in ("s", "ms"):
        # A cast would overflow silently where a time is far outside the calendar.
        scale = 1_000_000 // _PER_SECOND[unit]
        number = array.cast(pa.int64())
        inside = pc.and_(pc.greater_equal(number, FIRST_MICROS // scale), pc.less_equal(number, LAST_MICROS // scale))
        return pc.if_else(inside, pc.multiply(pc.if_else(inside, number, 0), scale), BEYOND)
    return array.cast(pa.timestamp("us", tz=zone), safe=False).cast(pa.int64())


def finer_than_micros(array: pa.Array) -> int:
    """Return how many typed times have digits below a microsecond."""
    import numpy as np
    import pyarrow as pa

    if not pa.types.is_timestamp(array.type) or array.type.unit != "ns":
        return 0
    return int(np.count_nonzero(array.cast(pa.int64()).drop_null().to_numpy() % 1000))


def plain_numbers(array: pa.Array) -> pa.Array:
    """Return decimal numbers of times as text without an exponent; any other column as it is."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_floating(array.type):
        return array
    array = pc.if_else(pc.is_nan(array), None, array)
    most = pc.max(pc.abs(array)).as_py()
    if most is None or not 1e9 <= most < 1e18 or pc.all(pc.equal(array, pc.floor(array))).as_py():
        return array
    exact = array.cast(pa.decimal128(38, 6), safe=False).cast(pa.string())
    return pc.replace_substring_regex(exact, r"\.?0+$", "")


def as_text(array: pa.Array) -> pa.Array:
    """Return a column as text, whole numbers without a point (pandas makes floats of ids when one is missing)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(array.type):
        return as_text(array.dictionary).take(array.indices)
    if getattr(array.type, "extension_name", "") == UUID:
        return pa.array([value if value is None else str(value) for value in array.to_pylist()], pa.string())
    if isinstance(array.type, pa.BaseExtensionType):
        return as_text(array.storage)
    if pa.types.is_duration(array.type):
        return _clocks(array)
    if pa.types.is_floating(array.type):
        # NaN is missing; a float with a fraction is written as it prints.
        array = pc.if_else(pc.is_nan(array), None, array)
        finite = pc.all(pc.less(pc.abs(array), 2.0**53)).as_py()
        if finite in (True, None) and pc.all(pc.equal(array, pc.floor(array))).as_py() in (True, None):
            array = array.cast(pa.int64())
    return array.cast(pa.string())


def _clocks(array: pa.Array) -> pa.Array:
    """Return durations as hours, minutes and seconds; a bare number would not tell its unit."""
    import pyarrow as pa

    numbers = array.cast(pa.int64()).to_pylist()
    each = _PER_SECOND[array.type.unit]
    texts = []
    for number in numbers:
        seconds, rest = divmod(abs(number or 0), each)
        clock = f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest * 1_000_000_000 // each:09d}"
        texts.append(None if number is None else f"{'-' if number < 0 else ''}{clock}")
    return pa.array(texts, pa.string())


def longer_than_allowed(array: pa.Array) -> pa.Array | None:
    """Return which cells have a longer text than an id or a name may have, None if no cell has."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(array.type):
        # Before the values are repeated: a small file may repeat a long text a million times.
        long = longer_than_allowed(array.dictionary)
        return None if long is None else long.take(array.indices)
    if pa.types.is_string_view(array.type):
        array = array.cast(pa.large_string())
    if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
        return None
    lengths = pc.binary_length(array)
    longest = pc.max(lengths).as_py()
    return pc.greater(lengths, LONGEST_TEXT) if longest is not None and longest > LONGEST_TEXT else None


def shortened(array: pa.Array) -> pa.Array:
    """Return texts cut to the greatest length of a time or number; a cut text ends in "…", so it is still neither."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(array.type):
        words = shortened(array.dictionary)
        return array if words is array.dictionary else pa.DictionaryArray.from_arrays(array.indices, words)
    if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
        return array
    long = pc.greater(pc.binary_length(array), LONGEST_TIME)
    if not pc.any(long).as_py():
        return array
    cut = pc.binary_join_element_wise(pc.utf8_slice_codeunits(array, 0, LONGEST_TIME // 4), "…", "")
    return pc.if_else(long, cut.cast(array.type), array)


def text_bytes(array: pa.Array) -> int:
    """Return the bytes of the texts of a dictionary array, repeated in every row; 0 for other arrays."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(array.type):
        return 0
    return int(pc.sum(pc.binary_length(array.dictionary).take(array.indices).cast(pa.int64())).as_py() or 0)


def plain_text(value: object) -> str | None:
    """Return one Python value as the text of a cell; times as ISO 8601, to the microsecond.

    Examples
    --------
    >>> plain_text(100.0), plain_text(True), plain_text(None)
    ('100', 'true', None)
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, float):
        # As in a whole column of numbers: an id is 100, not 100.0.
        missing = value != value
        return None if missing else f"{value:.0f}" if value.is_integer() and abs(value) < 2.0**53 else str(value)
    if isinstance(value, (bytes, bytearray, memoryview, Mapping)) or (
        isinstance(value, Sequence) and not isinstance(value, str)
    ):
        raise TypeError(type(value).__name__)
    return str(value)


def without_blanks(text: pa.Array) -> pa.Array:
    """Return a column of text with null for every blank cell; the same array if there is none."""
    import pyarrow.compute as pc

    empty = pc.or_(pc.equal(pc.binary_length(text), 0), pc.utf8_is_space(text))
    return pc.if_else(empty, None, text) if pc.any(empty).as_py() else text
