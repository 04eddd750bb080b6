"""Starts and ends the server; the only module that imports Voila."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import shutil
import signal
import socket
import time
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.utils import url_path_join
from tornado.ioloop import IOLoop
from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError
from traitlets.config import Config
from voila.app import Voila
from voila.request_info_handler import RequestInfoSocketHandler

from journeykit.errors import ServeError
from journeykit.serve.alive import ROUTE, AliveHandler
from journeykit.serve.settings import TEMPLATE, TEMPLATE_ROOT, Address, voila_settings

Announce = Callable[[str], None]

FIRST_PAGE_S = 20.0
"""How long the first page may take to get ready before the server announces itself all the same."""


class DashboardServer(Voila):  # type: ignore[misc]  # Voila ships no types
    """Voila that announces itself once it listens and answers whether a kernel lives."""

    def __init__(self, announce: Announce, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._announce = announce

    def init_settings(self) -> dict[str, Any]:
        """Let the login page come from the product's template: Jupyter's own has inline scripts."""
        settings: dict[str, Any] = super().init_settings()
        settings["jinja2_env"].loader.searchpath.insert(0, str(TEMPLATE_ROOT / "voila" / "templates" / TEMPLATE))
        return settings

    def init_handlers(self) -> list[Any]:
        """Put the own route first: in front of Voila's catch-all."""
        return [(url_path_join(self.server_url, ROUTE), AliveHandler), *super().init_handlers()]

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
        """Called by Voila once it listens."""
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
        self._announce("")


def free_port(ip: str) -> int:
    """Return a port nobody listens on."""
    family = socket.AF_INET6 if ":" in ip else socket.AF_INET
    with socket.socket(family) as probe:
        probe.bind((ip, 0))
        return int(probe.getsockname()[1])


def serve_notebook(
    notebook: Path,
    *,
    ip: str = "127.0.0.1",
    port: int = 0,
    with_token: bool = True,
    preheat: int = 0,
    open_browser: bool = False,
    announce: Announce = print,
) -> None:
    """Serve one notebook as a dashboard until Ctrl-C, then end its kernels.

    Parameters
    ----------
    notebook : pathlib.Path
        The notebook; it runs anew for every visitor.
    ip : str, optional
        The address to listen on; the default is reachable from this machine only.
    port : int, optional
        The port; 0 takes a free one.
    with_token : bool, optional
        Ask visitors for a random token, which is part of the announced address. Only a server that listens on
        loopback can go without.
    preheat : int, optional
        Kernels kept ready for the next visitor (only without a token); the address is announced when the first is.
    open_browser : bool, optional
        Open the address in a browser where there is one.
    announce : callable, optional
        Called with the address once the server listens.

    Raises
    ------
    ServeError
        The notebook does not exist, the port is taken, or a server for other machines was asked to go without a token.
    """
    if not notebook.is_file():
        raise ServeError(f"there is no notebook at {notebook}. Give the path of an .ipynb file.")
    address = _address(ip, port, with_token)
    # Voila finds templates only on Jupyter's data path.
    data_paths = [str(TEMPLATE_ROOT), *filter(None, [os.environ.get("JUPYTER_PATH")])]
    os.environ["JUPYTER_PATH"] = os.pathsep.join(data_paths)

    def listening(_: str) -> None:
        announce(address.url)
        if open_browser:
            _open(address.url)

    server = DashboardServer(listening, config=Config(voila_settings(notebook, address, preheat=preheat)))
    server.initialize([])
    # Every visit runs the notebook anew, so whether its saved outputs are trusted does not matter.
    server.log.addFilter(lambda record: "is not trusted" not in record.getMessage())
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    for name in ("tornado.general", "asyncio"):
        logging.getLogger(name).addFilter(_is_news)
    server.start()


def _is_news(record: logging.LogRecord) -> bool:
    """Tell whether a line of the log says anything to who serves a map."""
    # Jupyter waits 90 s for a pong and pings every 30 s, which Tornado finds odd. A shorter wait would be worse: one of
    # 30 s cuts a healthy line at its first ping, with what is on it.
    if "websocket_ping_timeout" in record.getMessage():
        return False
    # A page was closed while something was on its way to it.
    left = isinstance(record.exc_info[1] if record.exc_info else None, WebSocketClosedError)
    return not left and "events for closed stream" not in record.getMessage()


def _address(ip: str, port: int, with_token: bool) -> Address:
    try:
        chosen = port or free_port(ip)
        with socket.socket(socket.AF_INET6 if ":" in ip else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((ip, chosen))
    except OSError as error:
        raise ServeError(
            f"cannot listen on {ip} port {port or 'any'}: {error.strerror or error}. "
            "Choose another with --port, or leave it out to take a free one."
        ) from error
    address = Address(ip=ip, port=chosen, token=secrets.token_urlsafe(24) if with_token else "")
    if not with_token and not address.loopback:
        raise ServeError(f"a dashboard on {ip} can be opened from other machines and needs a token.")
    return address


def _open(url: str) -> None:
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return  # no browser on this machine: the printed address is enough
    browser.open(url)
