"""A log without times: which columns could have times after all, and which one has the order of the events."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from functools import cache

from journeykit.events.reading.presets import matching
from journeykit.events.reading.time_forms import FORMS

ORDERS: tuple[str, ...] = (
    "step", "step number", "step no", "step nr", "step index", "position", "pos", "order", "event number", "event no",
    "event order", "event position", "event step", "touchpoint number", "touchpoint order", "touch number",
    "touch order", "click number", "hit number", "hit", "sequence", "sequence no", "rank", "ordinal", "number", "no",
    "nr", "index", "idx", "schritt", "reihenfolge", "ordre", "orden", "paso", "étape", "etape", "volgorde", "stap",
)  # fmt: skip
"""What a column of order numbers is called; in a log with times such a name may mean something else."""

_WHOLE = re.compile(r"-?\d{1,18}(\.0*)?")
_NUMBERS = ("ten_digits", "twelve_digits", "epoch_s", "epoch_ms", "epoch_us", "epoch_ns")
_SERIALS = ("excel", "shortened")
_SHARE = 0.5
"""Cells of a column that are times, where some may be words such as "never"."""
_SAMPLED = 200

Cells = Callable[[str], Sequence[str | None] | None]
"""Column -> its first cells as text; None if they cannot be read in advance, or are times already."""


def lone_order(columns: Sequence[str], taken: Collection[str], path: str | None, cells: Cells) -> str | None:
    """Return the column that has the order of the events of each path: whole numbers, none of them twice in a path."""
    for name in ORDERS:
        for column in matching(columns, (name,)):
            if column not in taken and is_order(cells(column), None if path is None else cells(path)):
                return column
    return None


def is_order(numbers: Sequence[str | None] | None, paths: Sequence[str | None] | None) -> bool:
    """Return whether cells are whole numbers, none of them twice in a path."""
    if not numbers or not all(cell is not None and _WHOLE.fullmatch(cell.strip()) for cell in numbers):
        return False
    pairs = list(zip(paths or (), numbers, strict=False))
    return len(set(pairs)) == len(pairs)


def columns_with_times(columns: Sequence[str], taken: Collection[str], cells: Cells) -> list[str]:
    """Return the columns whose cells may be times; also those that cannot be read in advance."""
    found = []
    for column in dict.fromkeys(columns):
        if column not in taken:
            texts = cells(column)
            if texts is None or written_as_times(texts, numbers=True):
                found.append(column)
    return found


def written_as_times(texts: Sequence[str | None], *, numbers: bool = False) -> bool:
    """Return whether most cells that are not blank are times as people write them, or Unix times if ``numbers``."""
    return times_share(texts, numbers=numbers) > _SHARE


def times_share(texts: Sequence[str | None], *, numbers: bool = False) -> float:
    """Return the share of times among the cells that are not blank; of the first 200 of them."""
    filled = [text.strip() for text in texts if text and text.strip()][:_SAMPLED]
    patterns = _patterns(numbers)
    return sum(any(pattern.fullmatch(text) for pattern in patterns) for text in filled) / max(1, len(filled))


@cache
def _patterns(numbers: bool) -> list[re.Pattern[str]]:
    left = _SERIALS if numbers else (*_NUMBERS, *_SERIALS)
    # The one spelling of the database that Python does not know.
    return [
        re.compile(re.sub(r"\\x\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), form.pattern))
        for kind, form in FORMS.items()
        if kind not in left
    ]
