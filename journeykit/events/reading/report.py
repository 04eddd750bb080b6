"""What happened while a log was read: lines = kept + rejected, and every guess said aloud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LoadReport"]

REJECTED_COLUMNS = ("line", "column", "reason")


@dataclass(frozen=True, eq=False)
class LoadReport:
    """What happened to every line of a log.

    Attributes
    ----------
    source
        The file's name, or ``"pandas frame"``.
    lines
        Data lines found (a record that spans several lines counts once; the header and blank lines do not count).
    kept
        Events kept. ``lines == kept + len(rejected)``, always.
    rejected
        One row a rejected line: ``line`` (int, the line number in the file with the header as line 1, or the row number
        from 1 in a frame or Parquet file), ``column`` (str, empty when the whole line is at fault), ``reason`` (str).
        Values are not repeated here: they may be personal.
    roles
        Role -> what fills it and whether that was given or guessed.
    time_format
        How times were read, in words.
    notes
        Everything else a careful reader wants to know: delimiter, ties, duplicates, blank lines, zones.
    """

    source: str
    lines: int
    kept: int
    rejected: pd.DataFrame = field(repr=False)
    roles: Mapping[str, str]
    time_format: str
    notes: tuple[str, ...] = ()

    @property
    def reasons(self) -> dict[str, int]:
        """Rejected lines by reason, most frequent first."""
        counts = self.rejected["reason"].value_counts(sort=True)
        return {str(reason): int(count) for reason, count in counts.items()}

    def __str__(self) -> str:
        lines = [f"{self.source}: {self.lines:,} lines = {self.kept:,} kept + {len(self.rejected):,} rejected"]
        lines += [f"  {role}: {column}" for role, column in self.roles.items()]
        lines.append(f"  times: {self.time_format}")
        lines += [f"  {note}" for note in self.notes]
        for reason, count in self.reasons.items():
            where = self.rejected.loc[self.rejected["reason"] == reason, "line"].head(3).tolist()
            shown = ", ".join(str(line) for line in where) + (", …" if count > len(where) else "")
            lines.append(f"  rejected {count:,}: {reason} (line {shown})")
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"


def rejected_frame(rows: list[tuple[int, str, str]]) -> pd.DataFrame:
    """Return rejected lines ``(line, column, reason)`` as the frame that a report carries, ordered by line."""
    import pandas as pd

    ordered = sorted(rows)
    return pd.DataFrame(
        {
            "line": pd.Series([row[0] for row in ordered], dtype="int64"),
            "column": pd.Series([row[1] for row in ordered], dtype="str"),
            "reason": pd.Series([row[2] for row in ordered], dtype="str"),
        }
    )
