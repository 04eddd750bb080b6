"""Starts and ends the server."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import time
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.utils import url_path_join
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.routing import Rule
from tornado.web import HTTPError
from traitlets.config import Config
from voila.app import Voila
from voila.request_info_handler import RequestInfoSocketHandler

from journeykit.editors._readers import SERVED
from journeykit.errors import ServeError
from journeykit.serve.address import place
from journeykit.serve.endpoints import ALIVE, OWN, AliveHandler, NoText, NoTextHandler
from journeykit.serve.log import keep_clean
from journeykit.serve.settings import TEMPLATE, TEMPLATE_ROOT, voila_settings
from journeykit.serve.visits import LOOK_EVERY_S, Visits


@dataclass(frozen=True)
class Opened:
    """A server that listens: its address, how many viewers it takes, and what else to say."""

    url: str
    viewers: int
    note: str = ""

    def __str__(self) -> str:
        return self.url


Announce = Callable[[Opened], None]

FIRST_PAGE_S = 20.0
"""How long the first page may take to get ready before the server announces itself all the same."""


class DashboardServer(Voila):  # type: ignore[misc]  # Voila ships no types
    """Voila that listens where it is told to, announces itself and knows its visits."""

    def __init__(
        self,
        announce: Callable[[Visits], None],
        listening: socket.socket,
        *,
        viewers: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._announce, self._listening, self._viewers = announce, listening, viewers

    def init_settings(self) -> dict[str, Any]:
        """Let the login page come from the product's template: Jupyter's own has inline scripts."""
        settings: dict[str, Any] = super().init_settings()
        settings["jinja2_env"].loader.searchpath.insert(0, str(TEMPLATE_ROOT / "voila" / "templates" / TEMPLATE))
        self.visits = settings["visits"] = Visits(self.kernel_manager, self._viewers)
        return settings

    def init_handlers(self) -> list[Any]:
        """Put own handlers in the place of Voila's, and own routes in front of its catch-all."""
        theirs = [(path, OWN.get(handler, handler), *more) for path, handler, *more in super().init_handlers()]
        alive = (url_path_join(self.server_url, ALIVE), AliveHandler)
        return [Rule(NoText(), NoTextHandler), alive, *theirs]

    def listen(self) -> None:
        """Take visitors from the socket that listens already, until somebody ends the server."""
        self.ioloop = IOLoop.current()
        HTTPServer(self.app).add_socket(self._listening)
        looks = PeriodicCallback(self.visits.look, 1000 * LOOK_EVERY_S)
        looks.start()
        self.launch_browser()
        try:
            self.ioloop.start()
        finally:
            looks.stop()
            self.stop()

    def stop(self) -> None:
        """End every kernel at once: one that waits for a visitor answers an order to stop late and with complaints.

        Nothing is lost, because a saved map survives a kill.
        """
        self.ioloop.run_sync(self._kill_kernels)
        shutil.rmtree(self.connection_dir, ignore_errors=True)

    async def _kill_kernels(self) -> None:
        # A kernel that is just being started is in nobody's books yet: let those kept ready get there first.
        starting = [task for pool in getattr(self.kernel_manager, "_pools", {}).values() for task in pool]
        await asyncio.gather(*starting, return_exceptions=True)
        for kernel_id in self.kernel_manager.list_kernel_ids():
            with suppress(RuntimeError):  # of a page that has just been closed: it is ending already
                await ensure_async(self.kernel_manager.signal_kernel(kernel_id, signal.SIGKILL))
        with suppress(HTTPError):  # a visitor's kernel not in the books ends by itself when its parent is gone
            await ensure_async(self.kernel_manager.shutdown_all(now=True))

    def launch_browser(self) -> None:
        """Announce the server, and end it when it is asked to."""
        # Ctrl-C too: as an exception it would rise inside a request now and then, where Tornado swallows it.
        for order in (signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(order) != signal.SIG_IGN:  # nohup says: outlive the terminal
                signal.signal(order, self._handle_signal_stop)
        IOLoop.current().add_callback(self._announce_first_page)

    async def _announce_first_page(self) -> None:
        """Announce the server; with kernels kept ready, only when the first is: nobody looks at an empty page."""
        if self.voila_configuration.preheat_kernel:
            deadline = time.monotonic() + FIRST_PAGE_S
            # A kernel that has built its page opens this socket to ask for its visitor.
            while not RequestInfoSocketHandler._waiters and time.monotonic() < deadline:
                await asyncio.sleep(0.05)
        self._announce(self.visits)


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
    """Serve one notebook as a dashboard until Ctrl-C, then end its kernels.

    Parameters
    ----------
    notebook : pathlib.Path
        The notebook; it runs anew for every visitor.
    what : pathlib.Path, optional
        What it shows, where that is a map; port and key belong to it, so that both are the same the next time.
    ip : str, optional
        The address to listen on; the default is reachable from this machine only.
    port : int, optional
        The port; 0 takes the one that belongs to what is shown, or another where that is taken.
    with_token : bool, optional
        Ask visitors for a random token, which is part of the announced address. Only a server that listens on
        loopback can go without.
    new_token : bool, optional
        Make a new token: addresses that were given out before open nothing any more.
    preheat : int, optional
        Kernels kept ready for the next visitor (only without a token); the address is announced when the first is.
    viewers : int, optional
        How many may look at once, each with a kernel of their own; left out, as many as the free memory
        holds.
    editable : bool, optional
        Let visitors edit where the notebook says ``editable=True``; else whatever is on the page is for reading.
    open_browser : bool, optional
        Open the address in a browser where there is one.
    announce : callable, optional
        Called with an ``Opened`` once the first visitor can come.

    Raises
    ------
    ServeError
        The notebook does not exist, there is no such address, port or number of viewers, the port is taken, or a
        server for other machines was asked to go without a token.
    """
    if not notebook.is_file():
        raise ServeError(f"there is no notebook at {notebook}. Give the path of an .ipynb file.")
    if viewers is not None and viewers < 1:
        raise ServeError(f"a dashboard has room for 1 viewer or more, not for {viewers}. Give another --viewers.")
    here = place(what or notebook, ip=ip, port=port, with_token=with_token, new_token=new_token)
    os.environ[SERVED] = "editing" if editable else "reading"
    # Voila finds templates only on Jupyter's data path.
    data_paths = [str(TEMPLATE_ROOT), *filter(None, [os.environ.get("JUPYTER_PATH")])]
    os.environ["JUPYTER_PATH"] = os.pathsep.join(data_paths)

    def listening(visits: Visits) -> None:
        announce(Opened(here.address.url, visits.most, here.note))
        if open_browser:
            _open(here.address.url)

    settings = Config(voila_settings(notebook, here.address, preheat=preheat))
    server = DashboardServer(listening, here.listening, viewers=viewers, config=settings)
    server.initialize([])
    # Every visit runs the notebook anew, so whether its saved outputs are trusted does not matter.
    server.log.addFilter(lambda record: "is not trusted" not in record.getMessage())
    keep_clean(here.address.token)
    server.start()


def _open(url: str) -> None:
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return  # no browser on this machine: the printed address is enough
    browser.open(url)
