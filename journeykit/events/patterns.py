"""The globs of rules and steps: ``*`` is any text, ``?`` one character; ``[*]`` and ``[?]`` are the two characters.

Everything else, other brackets too, is itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_PARTS = re.compile(r"\[([*?])\]|([*?])|([^*?\[]+|\[)")


def is_glob(text: str) -> bool:
    """Return whether a text holds a ``*`` or ``?`` that may stand for more than one name.

    Examples
    --------
    >>> is_glob("pay*"), is_glob("help[?]")
    (True, False)
    """
    return any(wild for _, wild, _ in _PARTS.findall(text))


def escaped(name: str) -> str:
    """Return the glob that fits one name and no other.

    Examples
    --------
    >>> escaped("help?"), escaped("pay")
    ('help[?]', 'pay')
    """
    return re.sub("[*?]", r"[\g<0>]", name)


def unescaped(glob: str) -> str:
    """Return the name that a glob stands for which is none; of another one the text with its ``*`` and ``?``."""
    return "".join(map("".join, _PARTS.findall(glob)))


def glob_pattern(glob: str) -> str:
    """Return a glob as a regular expression, for a match of the whole text in which a dot is any character.

    A regular expression, not LIKE: escaping % and _ in LIKE differs from engine to engine.
    """
    parts = _PARTS.findall(glob)
    return "".join({"*": ".*", "?": "."}[wild] if wild else re.escape(own or text) for own, wild, text in parts)


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
