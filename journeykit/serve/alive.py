"""Tells the page whether its kernel still lives, so that a dead dashboard says so."""

from __future__ import annotations

import tornado.web
from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import APIHandler

ROUTE = r"/journeykit/alive/(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"


class AliveHandler(APIHandler):
    """Answers ``{"alive": true}`` or ``{"alive": false}`` for one kernel; needs the same login as the page."""

    @tornado.web.authenticated
    async def get(self, kernel_id: str) -> None:
        """Look at the kernel's process itself: nothing else notices a crash when kernels are not restarted."""
        manager = self.kernel_manager
        alive = kernel_id in manager and await ensure_async(manager.is_alive(kernel_id))
        self.set_header("Cache-Control", "no-store")
        self.finish({"alive": bool(alive)})
