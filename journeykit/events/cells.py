"""Cells to columns of a documented dtype, without a copy where Arrow or numpy already have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    import pyarrow as pa

    Column: TypeAlias = Sequence[Any] | npt.NDArray[np.generic] | pd.Series | pa.ChunkedArray


def typed(cells: Mapping[str, Column] | pd.DataFrame, dtypes: Mapping[str, str]) -> pd.DataFrame:
    """Return the frame of these columns in this order; cells may be lists, numpy arrays or Arrow columns."""
    import pandas as pd

    return pd.DataFrame({name: _column(cells[name], dtype) for name, dtype in dtypes.items()}, copy=False)


def _column(cells: Column, dtype: str) -> pd.Series:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    if isinstance(cells, pa.ChunkedArray):
        known = _of_arrow(cells, dtype)
        return known if known is not None else pd.Series(cells.to_pylist(), dtype=dtype)
    if isinstance(cells, np.ndarray) and cells.dtype != object:
        return pd.Series(cells, dtype=dtype, copy=False)
    return pd.Series(list(cells), dtype=dtype)


def _of_arrow(cells: pa.ChunkedArray, dtype: str) -> pd.Series | None:
    """Return a column of numbers or text; None if the conversion has to go through Python values."""
    import pandas as pd
    import pyarrow as pa

    whole, kind = pa.types.is_integer(cells.type), dtype.lower()
    if dtype == "str" and pa.types.is_string(cells.type):
        return pd.Series(cells.cast(pa.large_string()).to_pandas(), dtype=dtype)
    if kind == "float64" and (whole or pa.types.is_floating(cells.type)):
        return pd.Series(cells.cast(pa.float64()).to_numpy(), dtype=dtype)
    if kind == "int64" and whole:
        if not cells.null_count:
            return pd.Series(cells.cast(pa.int64()).to_numpy(), dtype=dtype)
        if dtype == "Int64":
            values = cells.cast(pa.int64()).fill_null(0).to_numpy()
            return pd.Series(pd.arrays.IntegerArray(values, ~cells.is_valid().to_numpy()))
    return None
