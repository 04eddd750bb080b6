"""The ES modules and style sheets of ``static/``, as anywidget and the board send them to a page.

anywidget imports ``_esm`` from a ``blob:`` address, where relative imports do not work. So each file becomes a function
that takes what it imports and returns what it exports, without comments and indentation, and a widget is one module of
the functions of its files (``loader.js``).

Only named imports from files of this folder are supported, and exports where they are declared; all others raise,
because they would fail in the browser.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Container
from functools import cache
from pathlib import Path
from typing import NamedTuple

STATIC = Path(__file__).parent / "static"
"""Folder of the modules and style sheets."""

_IMPORT = re.compile(r'^import\s*\{(?P<names>[^}]*)\}\s*from\s*"(?P<path>\.[\w./]+\.js)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (?P<name>\w+)\b)", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?:/\*\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
_INDENT = re.compile(r"^\s+", re.MULTILINE)
_END = re.compile(r"^((?:(?!//).)*;)\n", re.MULTILINE)
_OPEN = re.compile(r"^((?:(?!//).)*[{,])\n", re.MULTILINE)

_ENTRY = """
const files = new Files().add({{
{files}
}});
const {{ render }} = files.module("{path}");
export default {{ render: (host) => render({{ ...host, files }}) }};
"""


@cache
def load_esm(stem: str) -> str:
    """Return one ES module with ``static/<stem>.js`` and the files it imports.

    Its default export has ``render({model, el, files})``; ``files`` adds more files later (``loader.js``).

    >>> load_esm("plot_view").count("function patchList")
    1
    """
    path = f"{stem}.js"
    files = ",\n".join(f'"{name}": {text}' for name, text in module_files(path).items())
    return _sent("loader.js") + _ENTRY.format(files=files, path=path)


def module_files(path: str, have: Container[str] = ()) -> dict[str, str]:
    """Return a file of ``static/`` and those it imports, by path, imported files first; without those in ``have``.

    Each is an array in JavaScript: a mark, which changes with the file and what it imports, and the function.

    Raises ValueError for an unsupported import or export, a circle of imports, or a template literal of several lines.

    >>> list(module_files("core/text_field.js"))
    ['core/dom.js', 'core/text_field.js']
    """
    found: dict[str, _File] = {}
    _collect(path, found, ())
    return {name: str(file) for name, file in found.items() if name not in have}


class _File(NamedTuple):
    """A file as a function, and its mark."""

    mark: str
    function: str

    def __str__(self) -> str:
        return f'["{self.mark}",{self.function}]'


def _collect(path: str, found: dict[str, _File], trail: tuple[str, ...]) -> _File:
    if path in trail:
        raise ValueError(f"modules import each other in a circle: {' -> '.join((*trail, path))}")
    if path not in found:
        function, imported = _function(path)
        marks = [_collect(wanted, found, (*trail, path)).mark for wanted in imported]
        mark = hashlib.sha256("\n".join([function, *marks]).encode()).hexdigest()[:8]
        found[path] = _File(mark, function)
    return found[path]


@cache
def _function(path: str) -> tuple[str, tuple[str, ...]]:
    """Return a file as a function that returns its exports, without breaks after ``;``, and the paths it imports."""
    text, imported = _sent(path), []

    def need(found: re.Match[str]) -> str:
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(path), found["path"]))
        imported.append(wanted)
        names = ",".join(re.split(r"\s*,\s*", found["names"].strip(" ,\n"))).replace(" as ", ":")
        return f'const {{{names}}}=need("{wanted}");'

    text = _IMPORT.sub(need, text)
    exported = [found["name"] for found in _EXPORT.finditer(text)]
    text = _EXPORT.sub("", text)
    bare = _END.sub(r"\1", text)
    if re.search(r"^import\b", text, re.MULTILINE):
        raise ValueError(f'{path} has an import that is not of the form: import {{ a, b }} from "./name.js";')
    if re.search(r"^export\b", text, re.MULTILINE):
        raise ValueError(f"{path} has an export that is not of the form: export function name, class or const")
    return f"need=>{{\n{bare}return {{{','.join(exported)}}}}}", tuple(imported)


@cache
def _sent(path: str) -> str:
    """Return the text of one file as it is sent: without comments, indentation and breaks after ``{`` and ``,``."""
    text = _COMMENT.sub("", (STATIC / path).read_text(encoding="utf-8"))
    if any(line.count("`") % 2 for line in text.splitlines()):
        raise ValueError(f"{path} has a template of several lines; files are sent without their indentation")
    return _OPEN.sub(r"\1", _INDENT.sub("", text))


@cache
def load_css(*stems: str) -> str:
    """Return the style sheets of the tokens, of the shared parts, and of ``stems`` as one text."""
    names = ("tokens", "shared", *stems)
    return "\n".join((STATIC / f"{name}.css").read_text(encoding="utf-8") for name in names)
