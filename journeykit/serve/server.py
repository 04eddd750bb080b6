"""Voila as this product runs it."""

from __future__ import annotations

import asyncio
import shutil
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.utils import url_path_join
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.routing import Rule
from tornado.web import HTTPError
from voila import notebook_renderer
from voila.app import Voila
from voila.request_info_handler import RequestInfoSocketHandler

from journeykit.serve.endpoints import ALIVE, OWN, AliveHandler, NoText, NoTextHandler
from journeykit.serve.exporter import PageExporter
from journeykit.serve.forks import Forks
from journeykit.serve.front_end import ROUTE, FrontEnd, FrontEndHandler
from journeykit.serve.settings import TEMPLATE, TEMPLATE_ROOT
from journeykit.serve.visits import FORKED_BYTES, LOOK_EVERY_S, VISIT_BYTES, Visits

__all__ = ["DashboardServer"]

FIRST_PAGE_S = 20.0
"""How long the server waits for the first preheated page before it announces itself."""


class DashboardServer(Voila):  # type: ignore[misc]  # Voila ships no types
    """Voila on a given socket, with visits and an announcement of its address."""

    def __init__(
        self,
        announce: Callable[[Visits], None],
        listening: socket.socket,
        *,
        viewers: int | None = None,
        forks: Forks | None = None,
        **kwargs: Any,
    ) -> None:
        self.forks = forks
        notebook_renderer.VoilaExporter = PageExporter  # There is no setting for it.
        super().__init__(**kwargs)
        self._announce, self._listening, self._viewers = announce, listening, viewers

    def init_settings(self) -> dict[str, Any]:
        """Use the login page of our template; Jupyter's has inline scripts."""
        self.front_end = FrontEnd(self.static_paths)
        self.voila_configuration.page_config_hook = self.front_end.page_config
        settings: dict[str, Any] = super().init_settings()
        settings["jinja2_env"].loader.searchpath.insert(0, str(TEMPLATE_ROOT / "voila" / "templates" / TEMPLATE))
        each = FORKED_BYTES if self.forks is not None and self.forks.working else VISIT_BYTES
        settings["forks"] = self.forks
        self.visits = settings["visits"] = Visits(self.kernel_manager, self._viewers, each=each)
        return settings

    def init_handlers(self) -> list[Any]:
        """Replace handlers of Voila, and add routes before its catch-all."""
        theirs = [(path, OWN.get(handler, handler), *more) for path, handler, *more in super().init_handlers()]
        alive = (url_path_join(self.server_url, ALIVE), AliveHandler)
        front_end = (url_path_join(self.server_url, ROUTE), FrontEndHandler, {"front_end": self.front_end})
        return [Rule(NoText(), NoTextHandler), alive, front_end, *theirs]

    def listen(self) -> None:
        """Serve visitors on the socket that already listens, until the server is stopped."""
        self.ioloop = IOLoop.current()
        # A proxy says whether its side is encrypted, and who asks; whoever else says so marks their own cookie only.
        HTTPServer(self.app, xheaders=True).add_socket(self._listening)
        looks = [PeriodicCallback(self.visits.look, 1000 * LOOK_EVERY_S)]
        if self.forks is not None:
            looks.append(PeriodicCallback(self.forks.look, 1000 * LOOK_EVERY_S))
        for look in looks:
            look.start()
        self.launch_browser()
        try:
            self.ioloop.start()
        finally:
            for look in looks:
                look.stop()
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
        if self.forks is not None:
            await self.forks.ready()
        if self.voila_configuration.preheat_kernel:
            deadline = time.monotonic() + FIRST_PAGE_S
            # A kernel opens this socket when its page is ready.
            while not RequestInfoSocketHandler._waiters and time.monotonic() < deadline:
                await asyncio.sleep(0.05)
        self._announce(self.visits)
