"""Join the ES modules and style sheets of ``static/`` into the one string that anywidget sends for each.

anywidget imports ``_esm`` from a ``blob:`` address, where ``import "./shared.js"`` has nothing to be relative to. So
the files stay real modules (``node --test`` imports them by path) and are joined here, dependencies first, each once:

* ``import { h, icon } from "./shared.js";`` brings ``shared.js`` in front and disappears;
* ``export`` disappears from everything but the module that was asked for;
* comments and indentation stay behind, and so does what nothing refers to among the top-level names of the modules in
  front: a page is sent what it runs. A name counts as referred to wherever the word stands: this errs towards keeping.

Only that form of import is understood: named, unrenamed, from a sibling file. Anything else raises, because it would
fail in the browser only. Two modules that share a top-level name fail too, with both named.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

__all__ = ["STATIC", "load_css", "load_esm"]

STATIC = Path(__file__).parent / "static"
"""Folder of the modules and style sheets."""

_IMPORT = re.compile(r'^import\s*\{(?P<names>[^}]*)\}\s*from\s*"\./(?P<stem>\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let)\b)", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?:/\*\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
_INDENT = re.compile(r"^\s+", re.MULTILINE)
_STATEMENT = re.compile(r"^(?=[^\s})\]`])", re.MULTILINE)
_TOP_LEVEL = re.compile(r"^(?:export )?(?:async )?(?:function\*?|class|const|let) +(?P<name>[\w$]+)", re.MULTILINE)
_WORD = re.compile(r"[\w$]+")


@cache
def load_esm(stem: str) -> str:
    """Return ``static/<stem>.js`` with the modules it imports joined in front of it.

    Parameters
    ----------
    stem : str
        File name without ``.js``, for example ``"plot_view"``.

    Returns
    -------
    str
        One ES module without imports.

    Raises
    ------
    ValueError
        An import that cannot be joined, a cycle, two modules that define the same name, or a template literal of
        several lines.

    Examples
    --------
    >>> "import" in load_esm("shared").split()
    False
    """
    parts: dict[str, str] = {}
    _collect(stem, parts, ())
    owner: dict[str, str] = {}
    for part, text in parts.items():
        for match in _TOP_LEVEL.finditer(text):
            name = match["name"]
            if name in owner:
                raise ValueError(f"{part}.js and {owner[name]}.js both define {name!r}; rename one, they are joined")
            owner[name] = part
    entry = _COMMENT.sub("", parts.pop(stem))
    needed = _needed([_EXPORT.sub("", _COMMENT.sub("", text)) for text in parts.values()], entry)
    return _INDENT.sub("", "\n".join([*needed, entry]))


def _needed(texts: list[str], entry: str) -> list[str]:
    """Return the statements of the modules in front that the entry refers to, directly or through others, in order."""
    statements = [statement for text in texts for statement in _STATEMENT.split(text) if statement.strip()]
    names = [match["name"] if (match := _TOP_LEVEL.match(statement)) else None for statement in statements]
    wanted = {place for place, name in enumerate(names) if name is None}
    unread = [entry, *(statements[place] for place in wanted)]
    while unread:
        words = set(_WORD.findall(unread.pop()))
        found = {place for place, name in enumerate(names) if name in words} - wanted
        wanted |= found
        unread += [statements[place] for place in found]
    return [statements[place] for place in sorted(wanted)]


def _collect(stem: str, parts: dict[str, str], trail: tuple[str, ...]) -> None:
    if stem in trail:
        raise ValueError(f"modules import each other in a circle: {' -> '.join((*trail, stem))}")
    if stem in parts:
        return
    text = (STATIC / f"{stem}.js").read_text(encoding="utf-8")
    for match in _IMPORT.finditer(text):
        if " as " in match["names"]:
            raise ValueError(f"{stem}.js renames an import of {match['stem']}.js; joined modules share one scope")
        _collect(match["stem"], parts, (*trail, stem))
    body = _IMPORT.sub("", text)
    if re.search(r"^import\b", body, re.MULTILINE):
        raise ValueError(f'{stem}.js has an import that is not of the form: import {{ a, b }} from "./name.js";')
    if any(line.count("`") % 2 for line in _COMMENT.sub("", body).splitlines()):
        raise ValueError(f"{stem}.js has a template of several lines; joined modules lose their indentation")
    parts[stem] = body


@cache
def load_css(*stems: str) -> str:
    """Return the tokens, the shared parts and then the style sheets of ``stems``, joined.

    Examples
    --------
    >>> load_css("plot_view").index("--jk-ink") < load_css("plot_view").index(".jk-plot")
    True
    """
    names = ("tokens", "shared", *stems)
    return "\n".join((STATIC / f"{name}.css").read_text(encoding="utf-8") for name in names)
