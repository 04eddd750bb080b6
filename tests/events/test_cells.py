"""Cells become columns of the documented dtype, from lists, from numpy and from Arrow alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from journeykit.events.cells import typed


@pytest.mark.parametrize(
    ("values", "kind", "dtype"),
    [
        ([1, 2, 2**62], pa.int64(), "int64"),
        ([1, 2], pa.int32(), "int64"),
        ([1, None, 2**62 + 1], pa.int64(), "Int64"),
        ([], pa.int32(), "Int64"),
        ([1, None], pa.int64(), "float64"),
        ([0.5, None], pa.float64(), "float64"),
        ([1, 2], pa.decimal128(38, 0), "int64"),
        (["é", None, ""], pa.string(), "str"),
        ([], pa.string(), "str"),
        ([[1, 2], [3]], pa.list_(pa.int64()), "object"),
        ([True, False], pa.bool_(), "bool"),
    ],
)
def test_a_column_of_arrow_is_the_column_of_its_values(values: list[Any], kind: pa.DataType, dtype: str) -> None:
    column = pa.chunked_array([pa.array(values[:1], kind), pa.array(values[1:], kind)], kind)
    found, expected = typed({"a": column}, {"a": dtype}), typed({"a": values}, {"a": dtype})
    pd.testing.assert_frame_equal(found, expected)
    assert str(found["a"].dtype) == dtype


def test_numbers_of_numpy_are_not_copied_and_not_rounded() -> None:
    numbers = np.array([1, 2**62 + 1])
    found = typed({"a": numbers, "b": numbers}, {"a": "int64", "b": "Int64"})
    assert np.shares_memory(found["a"].to_numpy(), numbers)
    assert found["b"].tolist() == [1, 2**62 + 1]


def test_a_missing_whole_number_where_none_may_be_is_an_error() -> None:
    with pytest.raises((TypeError, ValueError)):
        typed({"a": pa.chunked_array([pa.array([1, None])])}, {"a": "int64"})
