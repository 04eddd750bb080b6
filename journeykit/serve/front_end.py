"""Voila's front end as one script: by itself it comes in ninety pieces, each a request of every page.

A piece adds itself to a list that the runtime of its bundle goes through when it starts, and a piece that is on the
list is not requested. So the pieces come first, and the file that starts Voila's page comes last. Pieces that the text
of that file does not name, such as MathJax, are requested as ever when they are needed.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import tornado.web
from jupyter_server.utils import url_path_join
from jupyterlab_server.config import get_federated_extensions
from voila.utils import get_voila_labextensions_path

from journeykit.serve.settings import EXTENSIONS

ROUTE = "/journeykit/front-end/(.*)"

_PIECE = re.compile(r"\A(?:/\*.*?\*/\s*)?(?:\"use strict\";\s*)?\(self[.\[]\"?\w+Chunk_", re.DOTALL)


class FrontEnd:
    """The script, and its name, which changes with it: a browser keeps it for ever."""

    def __init__(self, static_paths: Iterable[str]) -> None:
        main = next(path for folder in static_paths if (path := Path(folder, "voila.js")).is_file())
        script = ";\n".join([*_pieces_of_extensions(), *_pieces_named_in(main), _text(main)]).encode()
        self.packed = gzip.compress(script, compresslevel=6, mtime=0)
        self.name = f"{hashlib.sha256(script).hexdigest()[:16]}.js"

    def page_config(self, page_config: dict[str, Any], *, base_url: str, **_: Any) -> dict[str, Any]:
        """Tell the template where the script is; Voila calls this for every page."""
        return page_config | {"frontEnd": url_path_join(base_url, ROUTE.replace("(.*)", self.name))}


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
    """Answers with the script. It is the same for everybody, so it needs no login."""

    def initialize(self, front_end: FrontEnd) -> None:
        """Take the script of the server."""
        self._front_end = front_end

    def get(self, name: str) -> None:
        """Answer with the script by its present name."""
        if name != self._front_end.name:
            raise tornado.web.HTTPError(404)
        self.set_header("Content-Type", "text/javascript; charset=utf-8")
        self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        self.set_header("Vary", "Accept-Encoding")
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(self._front_end.packed)
        else:
            self.finish(gzip.decompress(self._front_end.packed))
