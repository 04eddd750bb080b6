"""Scripts that all pages share: plotly.js, and Voila's front end, which by itself is ninety requests of every page.

A piece adds itself to a list that the runtime of its bundle goes through when it starts, and a piece that is on the
list is not requested. So the pieces come first, and the file that starts Voila's page comes last. Pieces that the text
of that file does not name, such as MathJax, are requested as ever when they are needed.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import tornado.web
from jupyter_server.utils import url_path_join
from jupyterlab_server.config import get_federated_extensions
from voila.utils import get_voila_labextensions_path

from journeykit.editors._plotly_js import plotly_js
from journeykit.serve.settings import EXTENSIONS

ROUTE = "/journeykit/front-end/(.*)"

_PIECE = re.compile(r"\A(?:/\*.*?\*/\s*)?(?:\"use strict\";\s*)?\(self[.\[]\"?\w+Chunk_", re.DOTALL)

_TYPESET = re.compile(r"(async typeset\((\w+)\)\{)(?=try\{await this\._ensureInitialized)")
"""The function that loads MathJax, sixteen files: every label of a widget calls it, with or without maths."""
_TYPESET_MATHS = r"\1if(!/[$\\\\]/.test(\2.textContent))return;"


class FrontEnd:
    """The scripts of all pages, and their names, which change with them: a browser keeps them for ever.

    They are packed by a thread, so that the server can start meanwhile.
    """

    def __init__(self, static_paths: Iterable[str]) -> None:
        self._main = next(path for folder in static_paths if (path := Path(folder, "voila.js")).is_file())
        pool = ThreadPoolExecutor(1)
        self._scripts = {each.__name__: pool.submit(_packed, each) for each in (self._front_end, plotly_js)}
        pool.shutdown(wait=False)

    def _front_end(self) -> str:
        pieces = ";\n".join([*_pieces_of_extensions(), *_pieces_named_in(self._main), _text(self._main)])
        return _TYPESET.sub(_TYPESET_MATHS, pieces)

    @property
    def names(self) -> tuple[str, str]:
        """The names of the front end and of plotly.js."""
        front_end, plotly = (packed.result()[0] for packed in self._scripts.values())
        return front_end, plotly

    def script(self, name: str) -> bytes | None:
        """Return a script as gzip; None if there is none of this name."""
        return dict(packed.result() for packed in self._scripts.values()).get(name)

    def page_config(self, page_config: dict[str, Any], *, base_url: str, **_: Any) -> dict[str, Any]:
        """Tell the template where the scripts are; Voila calls this for every page."""
        front_end, plotly = (url_path_join(base_url, ROUTE.replace("(.*)", name)) for name in self.names)
        return page_config | {"frontEnd": front_end, "plotly": plotly}


def _packed(make: Callable[[], str]) -> tuple[str, bytes]:
    script = make().encode()
    return f"{hashlib.sha256(script).hexdigest()[:16]}.js", gzip.compress(script, compresslevel=6, mtime=0)


def _pieces_named_in(main: Path) -> Iterator[str]:
    for number in dict.fromkeys(re.findall(r"\.e\((\d+)\)", _text(main))):
        piece = main.with_name(f"{number}.voila.js")
        if piece.is_file():
            yield _text(piece)


def _pieces_of_extensions() -> Iterator[str]:
    found = get_federated_extensions(get_voila_labextensions_path())
    for name in EXTENSIONS:
        for file in sorted(Path(found[name]["ext_path"], "static").glob("*.js")) if name in found else ():
            text = _text(file)
            if _PIECE.match(text):
                yield text


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


class FrontEndHandler(tornado.web.RequestHandler):
    """Answers with a script. It is the same for everybody, so it needs no login."""

    def initialize(self, front_end: FrontEnd) -> None:
        """Take the scripts of the server."""
        self._front_end = front_end

    def get(self, name: str) -> None:
        """Answer with the script of this name."""
        packed = self._front_end.script(name)
        if packed is None:
            raise tornado.web.HTTPError(404)
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        self.set_header("Vary", "Accept-Encoding")
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(packed)
        else:
            self.finish(gzip.decompress(packed))
