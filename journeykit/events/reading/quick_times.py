"""Read the times of a batch by Arrow if all have the same form; any other batch is left to the SQL of ``times``.

The SQL would read the same times to the same microsecond, so it does not matter to which batch a line belongs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from journeykit.events.reading.times import FIRST_MICROS, LAST_MICROS

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

_DIGITS = {10: ("epoch_s", 1_000_000, 1), 9: ("epoch_s", 1_000_000, 1), 12: ("epoch_ms", 1000, 1)}
_DIGITS |= {13: ("epoch_ms", 1000, 1), 15: ("epoch_us", 1, 1), 16: ("epoch_us", 1, 1)}
_DIGITS |= {18: ("epoch_ns", 1, 1000), 19: ("epoch_ns", 1, 1000)}
_MAY_BE_DATES = (1_900_010_100, 2_099_123_123), (190_001_010_000, 209_912_312_359)
"""Ten and twelve digits that may be a date, from year to hour or minute."""
_LATEST_HOUR = ord("1") * 256 + ord("5")


def quick_times(texts: pa.Array, *, iso_only: bool) -> tuple[str, pa.Array] | None:
    """Return the kind of the times of a batch and their UTC microseconds; None if they differ in form."""
    import pyarrow as pa

    present = texts.drop_null()
    if not len(present):
        return None
    ends = np.frombuffer(present.buffers()[1], np.int32)[present.offset : present.offset + len(present) + 1]
    letters = np.frombuffer(present.buffers()[2], np.uint8)
    starts, lengths = ends[:-1], np.diff(ends)
    try:
        if lengths.min() < 9:
            return None
        dashed = (letters[starts + 4] == ord("-")).all()
        kind, micros = (
            _iso(texts, letters, starts, lengths) if dashed else _epoch(texts, letters, starts, lengths, iso_only)
        )
    except (pa.ArrowInvalid, _OddShapeError):
        return None
    values = micros.drop_null().to_numpy()
    return (kind, micros) if values.min() >= FIRST_MICROS and values.max() <= LAST_MICROS else None


def _iso(
    texts: pa.Array,
    letters: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int32],
    lengths: npt.NDArray[np.int32],
) -> tuple[str, pa.Array]:
    import pyarrow as pa

    timed = lengths > 10
    if not timed.any():
        return "iso", texts.cast(pa.timestamp("us")).cast(pa.int64())
    # Arrow would also read an hour alone and digits without colons, which the SQL does not.
    if (lengths[timed] < 16).any() or (letters[starts[timed] + 13] != ord(":")).any():
        raise _OddShapeError
    ends = (starts + lengths)[timed]
    signs = [(letters[ends - back] == ord("+")) | (letters[ends - back] == ord("-")) for back in (6, 5, 3)]
    zoned = (letters[ends - 1] == ord("Z")) | signs[0] | signs[1] | signs[2]
    if not zoned.any():
        return "iso", texts.cast(pa.timestamp("us")).cast(pa.int64())
    for back, sign in zip((6, 5, 3), signs, strict=True):
        hours = letters[ends[sign] - back + 1].astype("int32") * 256 + letters[ends[sign] - back + 2]
        if (hours > _LATEST_HOUR).any():
            raise _OddShapeError
    return "iso_offset", texts.cast(pa.timestamp("us", tz="UTC")).cast(pa.int64())


def _epoch(
    texts: pa.Array,
    letters: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int32],
    lengths: npt.NDArray[np.int32],
    iso_only: bool,
) -> tuple[str, pa.Array]:
    import pyarrow as pa
    import pyarrow.compute as pc

    kinds = {_DIGITS.get(int(length)) for length in {lengths.min(), lengths.max()}}
    signed = (letters[starts] < ord("0")) | (letters[starts] > ord("9"))
    (kind, *more) = kinds
    if iso_only or kind is None or more or signed.any():
        raise _OddShapeError
    name, times, over = kind
    number = texts.cast(pa.int64())
    least, most = pc.min_max(number).as_py().values()
    if (name == "epoch_ns" and np.any(number.drop_null().to_numpy() % 1000)) or any(
        least <= last and most >= first for first, last in _MAY_BE_DATES
    ):
        raise _OddShapeError
    return name, pc.multiply(number, times) if over == 1 else pc.divide(number, over)


class _OddShapeError(ValueError):
    """The times of a batch differ in form."""
