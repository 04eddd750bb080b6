"""Starts and stops the server."""

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
    """A server that listens: its address, how many viewers it has room for, and a remark."""

    url: str
    viewers: int
    note: str = ""

    def __str__(self) -> str:
        return self.url


Announce = Callable[[Opened], None]

FIRST_PAGE_S = 20.0
"""How long the server waits for the first preheated page before it announces itself."""


class DashboardServer(Voila):  # type: ignore[misc]  # Voila ships no types
    """Voila on a given socket, with visits and an announcement of its address."""

    def __init__(
        self, announce: Callable[[Visits], None], listening: socket.socket, *, viewers: int | None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self._announce, self._listening, self._viewers = announce, listening, viewers

    def init_settings(self) -> dict[str, Any]:
        """Use the login page of our template; Jupyter's has inline scripts."""
        settings: dict[str, Any] = super().init_settings()
        settings["jinja2_env"].loader.searchpath.insert(0, str(TEMPLATE_ROOT / "voila" / "templates" / TEMPLATE))
        self.visits = settings["visits"] = Visits(self.kernel_manager, self._viewers)
        return settings

    def init_handlers(self) -> list[Any]:
        """Replace handlers of Voila, and add routes before its catch-all."""
        theirs = [(path, OWN.get(handler, handler), *more) for path, handler, *more in super().init_handlers()]
        alive = (url_path_join(self.server_url, ALIVE), AliveHandler)
        return [Rule(NoText(), NoTextHandler), alive, *theirs]

    def listen(self) -> None:
        """Serve visitors on the socket that already listens, until the server is stopped."""
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
        """Kill all kernels: a preheated one would shut down late and with errors. Saved maps are not affected."""
        self.ioloop.run_sync(self._kill_kernels)
        shutil.rmtree(self.connection_dir, ignore_errors=True)

    async def _kill_kernels(self) -> None:
        # A starting kernel is not in the list yet: wait for the preheated ones.
        starting = [task for pool in getattr(self.kernel_manager, "_pools", {}).values() for task in pool]
        await asyncio.gather(*starting, return_exceptions=True)
        for kernel_id in self.kernel_manager.list_kernel_ids():
            with suppress(RuntimeError):  # it is ending already, with its page
                await ensure_async(self.kernel_manager.signal_kernel(kernel_id, signal.SIGKILL))
        with suppress(HTTPError):  # a kernel that is not in the list ends when its parent does
            await ensure_async(self.kernel_manager.shutdown_all(now=True))

    def launch_browser(self) -> None:
        """Announce the server, and handle the signals that stop it."""
        # Ctrl-C too: as an exception it could be raised inside a request, where Tornado ignores it.
        for order in (signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(order) != signal.SIG_IGN:  # ignored under nohup
                signal.signal(order, self._handle_signal_stop)
        IOLoop.current().add_callback(self._announce_first_page)

    async def _announce_first_page(self) -> None:
        """Announce the server, with preheated kernels only when the first one is ready."""
        if self.voila_configuration.preheat_kernel:
            deadline = time.monotonic() + FIRST_PAGE_S
            # A kernel opens this socket when its page is ready.
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
    """Serve one notebook as a dashboard until Ctrl-C.

    Parameters
    ----------
    notebook : pathlib.Path
        The notebook; it is run for every visitor.
    what : pathlib.Path, optional
        The map that it shows, if any; port and token belong to it and are the same the next time.
    ip : str, optional
        The address to listen on (default: this machine only).
    port : int, optional
        The port; 0 uses the one that belongs to what is shown, or another one if that is taken.
    with_token : bool, optional
        Require a random token, which is part of the announced address. Only a server on a loopback address can do
        without.
    new_token : bool, optional
        Make a new token; earlier addresses stop working.
    preheat : int, optional
        Number of kernels that are kept ready (only without a token); the address is announced when the first one is.
    viewers : int, optional
        Most visitors at once, each with a kernel (default: as many as the free memory allows).
    editable : bool, optional
        Let visitors edit where the notebook says ``editable=True``.
    open_browser : bool, optional
        Open the address in a browser, if there is one.
    announce : callable, optional
        Called with an ``Opened`` when the server is ready.

    Raises
    ------
    ServeError
        The notebook does not exist, an address, port or number of viewers is not valid, the port is taken, or a server
        for other machines has no token.
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

    settings = Config(voila_settings(notebook, here.address, preheat=preheat))
    server = DashboardServer(listening, here.listening, viewers=viewers, config=settings)
    server.initialize([])
    # The saved outputs of the notebook are not used.
    server.log.addFilter(lambda record: "is not trusted" not in record.getMessage())
    keep_clean(here.address.token)
    server.start()


def _open(url: str) -> None:
    with suppress(webbrowser.Error):  # no browser on this machine
        webbrowser.get().open(url)
