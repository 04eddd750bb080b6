"""plotly.js from the installed plotly package, prepared once for the browser."""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

KINDS = ("bar", "heatmap", "sankey")
"""Kinds of traces that are ready when plotly.js has started, beside scatter."""

_REGISTERED = re.compile(r"([\w$]+)\.register\(\[((?:[\w$]+\(\),?)+)\]\)")
_FACTORY = re.compile(r"(?<=: this, )\(\) => \{(?=\n)")
_FACTORY_END = re.compile(r"\}(?=\)\);\s*\Z)")
_DEFINED = re.compile(r"var ([\w$]+)=[\w$]+\(\(")


@cache
def plotly_js() -> str:
    """Return plotly.js with ``Plotly.readyFor(data)``, which makes the other kinds of traces where they are needed.

    To make all 46 kinds takes two thirds of the time in which plotly.js starts. The function around all of it is in
    parentheses: browsers then compile it beside the page, and not a second time when it is called. A file of another
    form is returned as it is.
    """
    text = _source().read_text(encoding="utf-8")
    if _FACTORY.search(text, 0, 2000) and _FACTORY_END.search(text, len(text) - 200):
        text = _FACTORY_END.sub("})", _FACTORY.sub("(() => {", text, count=1))
    registered = _REGISTERED.search(text, max(0, text.rfind(".register([") - 20))
    if registered is None:
        return text
    library, makers = registered[1], registered[2].split(",")
    first = [maker for kind in KINDS for maker in _makers(text, kind) if maker in makers]
    if len(first) < len(KINDS):
        return text
    rest = ",".join(maker for maker in makers if maker not in first)
    kinds = json.dumps(["scatter", *KINDS])
    split = (
        f"{library}.register([{','.join(first)}]),{library}.readyFor=data=>{{"
        f'if(data.every(trace=>{kinds}.includes(trace.type??"scatter")))return;'
        f"{library}.register([{rest}]);delete {library}.readyFor}}"
    )
    return text[: registered.start()] + split + text[registered.end() :]


def _makers(text: str, kind: str) -> list[str]:
    """Return the calls that make a kind of trace: of the module that defines it, and of one that passes it on."""
    module = _definition(text, text.find(f'moduleType:"trace",name:"{kind}"'))
    return [f"{name}()" for name in (module, _definition(text, text.find(f".exports={module}()"))) if name]


def _definition(text: str, place: int) -> str:
    """Return the name of the module that a place of the text is in."""
    before = _DEFINED.findall(text, max(0, place - 4000), max(0, place))
    return before[-1] if before else ""


@cache
def plotly_gzip() -> bytes:
    """Return plotly.js as gzip: 1.5 MB for 4.8 MB."""
    # Level 6 takes 0.2 s, level 9 three times that for 1 % less.
    return gzip.compress(plotly_js().encode(), compresslevel=6, mtime=0)


@cache
def plotly_version() -> str:
    """Return the version of plotly.js, such as ``"4.1.1"``; a page that has it does not ask for plotly.js."""
    with _source().open(encoding="utf-8") as file:
        found = re.search(r"plotly\.js v([\d.]+)", file.read(400))
    return found[1] if found else ""


def _source() -> Path:
    # find_spec does not import plotly, which would take 60 ms in every notebook.
    spec = find_spec("plotly")
    folders = list(spec.submodule_search_locations or []) if spec else []
    for folder in folders:
        file = Path(folder) / "package_data" / "plotly.min.js"
        if file.is_file():
            return file
    raise FileNotFoundError(
        "plotly.min.js is not in the installed plotly package, so charts cannot be drawn. "
        "Reinstall it: pip install --force-reinstall 'plotly>=7,<8'"
    )
