"""Rows to a frame with declared dtypes, so that an empty table has the same columns as a full one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def tidy(rows: Iterable[Mapping[str, Any]], columns: str, **dtypes: str) -> pd.DataFrame:
    """Return rows as a frame with these columns (names with spaces between); dtype ``str`` where no other is given."""
    import pandas as pd

    rows = list(rows)
    kinds = {name: dtypes.get(name, "str") for name in columns.split()}
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in kinds.items()})
