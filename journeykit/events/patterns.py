"""The globs of rules and steps: ``*`` is any text, ``?`` one character; ``[*]`` and ``[?]`` are these characters."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PARTS = re.compile(r"\[([*?])\]|([*?])|([^*?\[]+|\[)")


def is_glob(text: str) -> bool:
    """Return whether a text has a wildcard: ``pay*`` has, ``help[?]`` has not."""
    return any(wild for _, wild, _ in _PARTS.findall(text))


def escaped(name: str) -> str:
    """Return the glob that matches only this name: ``help[?]`` for ``help?``."""
    return re.sub("[*?]", r"[\g<0>]", name)


def unescaped(glob: str) -> str:
    """Return the name that a text without wildcards matches; wildcards are kept as they are."""
    return "".join(map("".join, _PARTS.findall(glob)))


def glob_pattern(glob: str, *, many: str = ".*", one: str = ".") -> str:
    """Return a glob as a regular expression for a full match in which a dot matches any character.

    ``many`` and ``one`` stand for the wildcards. Not LIKE, because engines differ in how % and _ are escaped.
    """
    parts = _PARTS.findall(glob)
    return "".join({"*": many, "?": one}[wild] if wild else re.escape(own or text) for own, wild, text in parts)


def fitting(names: Iterable[str], glob: str, *, any_case: bool = False) -> list[str]:
    """Return the names that a glob matches, in their order; with ``any_case`` ignoring upper and lower case."""
    fits = re.compile(glob_pattern(glob), re.DOTALL | (re.IGNORECASE if any_case else re.NOFLAG))
    return [name for name in names if fits.fullmatch(name)]
