"""The ES modules and style sheets of ``static/``, as anywidget and the board send them to a page.

anywidget imports ``_esm`` from a ``blob:`` address, where relative imports do not work. So a page is sent the files
themselves, each once, and ``loader.js`` makes a module of each. They are sent without comments and indentation, and an
import names its file by its path in ``static/``.

Only named imports from files of this folder are supported; all others raise, because they would fail in the browser.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
"""Folder of the modules and style sheets."""

_IMPORT = re.compile(r'^(?P<head>import\s*\{[^}]*\}\s*from\s*)"(?P<path>\.[\w./]+\.js)";$', re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?:/\*\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
_INDENT = re.compile(r"^\s+", re.MULTILINE)

_ENTRY = """
const files = new Files().add({files});
const {{ render }} = await files.load({path});
export default {{ render: (host) => render({{ ...host, files }}) }};
"""


@cache
def load_esm(stem: str) -> str:
    """Return one ES module with ``static/<stem>.js`` and the files it imports.

    Its default export has ``render({model, el, files})``; ``files`` loads more files later (``loader.js``).

    >>> load_esm("plot_view").count("export function patchList")
    1
    """
    path = f"{stem}.js"
    files = ",\n".join(f"{_literal(name)}: {_literal(text)}" for name, text in module_files(path).items())
    return _sent("loader.js") + _ENTRY.format(files=f"{{{files}}}", path=_literal(path))


def _literal(text: str) -> str:
    """Return a text as a JavaScript literal in single quotes, which the files rarely contain."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"


def module_files(path: str, have: Container[str] = ()) -> dict[str, str]:
    """Return a file of ``static/`` and those it imports, by path, imported files first; without those in ``have``.

    Raises ValueError for an unsupported import, a circle of imports, or a template literal of several lines.

    >>> list(module_files("core/text_field.js"))
    ['core/dom.js', 'core/text_field.js']
    """
    found: dict[str, str] = {}
    _collect(path, found, ())
    return {name: text for name, text in found.items() if name not in have}


def _collect(path: str, found: dict[str, str], trail: tuple[str, ...]) -> None:
    if path in trail:
        raise ValueError(f"modules import each other in a circle: {' -> '.join((*trail, path))}")
    if path in found:
        return
    text = _sent(path)
    for wanted in re.findall(r'^import [^"]*"([\w/]+\.js)";$', text, re.MULTILINE):
        _collect(wanted, found, (*trail, path))
    found[path] = text


@cache
def _sent(path: str) -> str:
    """Return the text of one file as it is sent."""
    text = _COMMENT.sub("", (STATIC / path).read_text(encoding="utf-8"))
    folder = posixpath.dirname(path)
    if re.search(r"^import\b", _IMPORT.sub("", text), re.MULTILINE):
        raise ValueError(f'{path} has an import that is not of the form: import {{ a, b }} from "./name.js";')
    if any(line.count("`") % 2 for line in text.splitlines()):
        raise ValueError(f"{path} has a template of several lines; files are sent without their indentation")
    named = _IMPORT.sub(lambda m: f'{m["head"]}"{posixpath.normpath(posixpath.join(folder, m["path"]))}";', text)
    return _INDENT.sub("", named)


@cache
def load_css(*stems: str) -> str:
    """Return the style sheets of the tokens, of the shared parts, and of ``stems`` as one text."""
    names = ("tokens", "shared", *stems)
    return "\n".join((STATIC / f"{name}.css").read_text(encoding="utf-8") for name in names)
