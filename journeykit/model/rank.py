"""Ranks: strings that sort, with room for another one between any two.

Each element has its own rank instead of an index in a list, so a move changes one element only, and two people who
move two different stages do not change the same value.
"""

from __future__ import annotations

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_BASE = len(DIGITS)


def between(low: str = "", high: str | None = None) -> str:
    """Return a rank that sorts after ``low`` ("" for the start) and before ``high`` (None for the end).

    It is as short as possible and never ends in the lowest digit, so that there is room below it. ValueError if ``low``
    does not sort before ``high``.
    """
    if high is not None and not low < high:
        raise ValueError(f"no rank fits between {low!r} and {high!r}: the first must sort before the second.")
    return _midpoint(low, high)


def _midpoint(low: str, high: str | None) -> str:
    if high is not None:
        shared = 0
        while shared < len(high) and (low[shared] if shared < len(low) else DIGITS[0]) == high[shared]:
            shared += 1
        if shared:
            return high[:shared] + _midpoint(low[shared:], high[shared:])
    first = DIGITS.index(low[0]) if low else 0
    last = DIGITS.index(high[0]) if high else _BASE
    if last - first > 1:
        return DIGITS[(first + last) // 2]
    if high is not None and len(high) > 1:
        return high[0]
    return DIGITS[first] + _midpoint(low[1:], None)


def spread(count: int) -> list[str]:
    """Return ``count`` ascending ranks with equal distances: ``['9', 'i', 'r']`` for 3."""
    width = 1
    while _BASE**width <= count + 1:
        width += 1
    step = _BASE**width / (count + 1)
    return [_digits(int(step * (place + 1)), width) for place in range(count)]


def _digits(number: int, width: int) -> str:
    out = ""
    for _ in range(width):
        number, digit = divmod(number, _BASE)
        out = DIGITS[digit] + out
    return out.rstrip(DIGITS[0])
