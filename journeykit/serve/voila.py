"""Starts and stops the server."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import cast

from traitlets.config import Config

from journeykit.editors._readers import SERVED
from journeykit.errors import ServeError
from journeykit.events.spill import SpillFolder, sweep_spills
from journeykit.serve.address import place
from journeykit.serve.forks import Forks
from journeykit.serve.log import keep_clean
from journeykit.serve.notebooks import notebook_path
from journeykit.serve.request import offered_sources
from journeykit.serve.settings import TEMPLATE_ROOT, connections, voila_settings
from journeykit.serve.visits import Visits


@dataclass(frozen=True)
class Opened:
    """A server that listens: its address, how many viewers it has room for, and a remark."""

    url: str
    viewers: int
    note: str = ""

    def __str__(self) -> str:
        return self.url


Announce = Callable[[Opened], None]

CONNECTIONS = "jk-serve-"
"""What the name of the folder with a server's connections to its kernels begins with."""


def serve_notebook(
    notebook: Path,
    *,
    what: Path | None = None,
    ip: str = "127.0.0.1",
    port: int = 0,
    with_token: bool = True,
    new_token: bool = False,
    preheat: int = 0,
    viewers: int | None = None,
    editable: bool = False,
    open_browser: bool = False,
    announce: Announce = print,
) -> None:
    """Serve one notebook as a dashboard until Ctrl-C; it is run for every visitor.

    ``what`` is the map that it shows, if any: port and token belong to it and are the same the next time. ``port`` 0
    uses the one that belongs to it, or another if that is taken. Only on a loopback address a token may be left out,
    and only then ``preheat`` kernels are kept ready. ``editable`` lets visitors edit where the notebook says so.
    ``announce`` is called when the server is ready.

    Raises ServeError if the notebook does not exist, an address, port or number of viewers is not valid, the port is
    taken, or a server for other machines has no token.
    """
    if not notebook.is_file():
        raise ServeError(f"there is no notebook at {notebook}. Give the path of an .ipynb file.")
    if viewers is not None and viewers < 1:
        raise ServeError(f"a dashboard has room for 1 viewer or more, not for {viewers}. Give another --viewers.")
    here = place(what or notebook, ip=ip, port=port, with_token=with_token, new_token=new_token)
    os.environ[SERVED] = "editing" if editable else "reading"
    # Voila finds templates only on Jupyter's data path.
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(TEMPLATE_ROOT), os.environ.get("JUPYTER_PATH")]))

    def listening(visits: Visits) -> None:
        announce(Opened(here.address.url, visits.most, here.note))
        if open_browser:
            _open(here.address.url)

    # It warms up while this process imports Voila.
    folder = SpillFolder(connections(), CONNECTIONS)
    forks = Forks(build=notebook == notebook_path("04_dashboard"), sources=offered_sources())
    try:
        # jsonschema would build the grammars of twenty formats that no schema of Jupyter uses, for a second.
        sys.modules.setdefault("rfc3987_syntax", cast("ModuleType", None))
        from journeykit.serve.server import DashboardServer

        settings = Config(voila_settings(notebook, here.address, folder.path, preheat=preheat, forked=forks.working))
        server = DashboardServer(listening, here.listening, viewers=viewers, forks=forks, config=settings)
        server.initialize([])
        # The saved outputs of the notebook are not used.
        server.log.addFilter(lambda record: "is not trusted" not in record.getMessage())
        keep_clean(here.address.token)
        server.start()
    finally:
        forks.end()
        folder.remove()
        sweep_spills()  # the warm process was killed, and could not remove its own


def _open(url: str) -> None:
    with suppress(webbrowser.Error):  # no browser on this machine
        webbrowser.get().open(url)
