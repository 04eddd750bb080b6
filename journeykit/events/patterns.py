"""The globs of rules and steps: ``*`` is any text, ``?`` one character, everything else, brackets too, is itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["fitting", "glob_pattern", "is_glob"]


def is_glob(text: str) -> bool:
    """Return whether a text holds ``*`` or ``?`` and so may stand for more than one name."""
    return "*" in text or "?" in text


def glob_pattern(glob: str) -> str:
    """Return a glob as a regular expression, for a match of the whole text in which a dot is any character.

    A regular expression, not LIKE: escaping % and _ in LIKE differs from engine to engine.
    """
    return "".join({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in glob)


def fitting(names: Iterable[str], glob: str, *, any_case: bool = False) -> list[str]:
    """Return the names that a glob fits, in their order; with ``any_case`` also in other upper and lower case.

    Examples
    --------
    >>> fitting(["pay", "pay_card", "Pay"], "pay*")
    ['pay', 'pay_card']
    >>> fitting(["pay", "pay_card", "Pay"], "pay", any_case=True)
    ['pay', 'Pay']
    """
    fits = re.compile(glob_pattern(glob), re.DOTALL | (re.IGNORECASE if any_case else re.NOFLAG))
    return [name for name in names if fits.fullmatch(name)]
