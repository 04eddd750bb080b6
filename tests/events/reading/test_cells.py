"""Typed cells as text and microseconds: exact, and refused where they are no text."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import numpy as np
import pyarrow as pa
import pytest

from journeykit.events.reading.cells import as_micros, as_text, is_text_like, longer_than_allowed, plain_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("00123", "00123"),
        (7, "7"),
        (2**70, "1180591620717411303424"),
        (7.0, "7"),
        (7.5, "7.5"),
        (float("nan"), None),
        (np.float64(3), "3"),
        (Decimal("1.10"), "1.10"),
        (False, "false"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (date(2024, 5, 1), "2024-05-01"),
        (datetime(2024, 5, 1, 12, 0, 0, 1), "2024-05-01T12:00:00.000001"),
        (datetime(2024, 5, 1, 12, tzinfo=UTC), "2024-05-01T12:00:00+00:00"),
        (datetime(2024, 5, 1, 12, tzinfo=timezone(timedelta(hours=-3))), "2024-05-01T12:00:00-03:00"),
        (None, None),
    ],
)
def test_a_python_value_has_one_text(value: object, text: str | None) -> None:
    assert plain_text(value) == text


@pytest.mark.parametrize("value", [b"x", bytearray(b"x"), {"a": 1}, [1], (1, 2)])
def test_bytes_and_nested_values_have_none(value: object) -> None:
    with pytest.raises(TypeError):
        plain_text(value)


def test_floats_that_are_whole_lose_their_point_and_others_keep_it() -> None:
    assert as_text(pa.array([1.0, None, float("nan")])).to_pylist() == ["1", None, None]
    assert as_text(pa.array([1.0, 2.5])).to_pylist() == ["1", "2.5"]
    assert as_text(pa.array([True, False])).to_pylist() == ["true", "false"]
    assert as_text(pa.array([2**63 - 1])).to_pylist() == ["9223372036854775807"]


def test_a_time_goes_to_microseconds_without_wrapping_round() -> None:
    far = pa.array([0, 2**61, -(2**61), None], pa.timestamp("ms"))
    beyond = 2**63 - 1
    assert as_micros(far).to_pylist() == [0, beyond, beyond, None]
    assert as_micros(pa.array([date(1969, 12, 31)])).to_pylist() == [-86_400_000_000]
    assert as_micros(pa.array([1_999], pa.timestamp("ns", tz="Europe/Paris"))).to_pylist() == [1]


def test_nested_and_binary_columns_are_no_text_also_in_a_dictionary() -> None:
    assert not is_text_like(pa.list_(pa.string()))
    assert not is_text_like(pa.struct([("a", pa.int8())]))
    assert not is_text_like(pa.dictionary(pa.int8(), pa.binary()))
    assert is_text_like(pa.dictionary(pa.int8(), pa.string()))


def test_only_texts_that_are_too_long_are_pointed_at() -> None:
    texts = ["a", "é" * 500_001, None]
    assert longer_than_allowed(pa.array(["a", None])) is None
    assert longer_than_allowed(pa.array([1])) is None
    for kind in (pa.string(), pa.large_string(), pa.string_view()):
        found = longer_than_allowed(pa.array(texts, pa.string()).cast(kind))
        assert found is not None
        assert found.to_pylist() == [False, True, None]
    repeated = longer_than_allowed(pa.array(texts).dictionary_encode())
    assert repeated is not None
    assert repeated.to_pylist() == [False, True, None]
