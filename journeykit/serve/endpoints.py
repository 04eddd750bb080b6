"""The addresses of the server, each with who may use it: a page is its visitor's, and so is the kernel behind it."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import unquote_to_bytes

import tornado.web
from jupyter_core.utils import ensure_async
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import PasswordIdentityProvider
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from tornado.httputil import HTTPServerRequest
from tornado.iostream import StreamClosedError
from tornado.routing import Matcher
from voila.request_info_handler import RequestInfoSocketHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.static_file_handler import TemplateStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from journeykit.serve.settings import TEMPLATE
from journeykit.serve.visits import KernelsOf, Visit, Visits

ALIVE = r"/journeykit/alive/(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"

TEMPLATES = frozenset({TEMPLATE, "lab", "base"})
"""The page's template, and those that it is made from."""

RENEW_S = 3600.0
"""A page that stays open is given a fresh cookie so often: its own lives for a day."""


class Identity(PasswordIdentityProvider):
    """Jupyter's login, whose key may be any bytes that a stranger sends."""

    def get_token(self, handler: Any) -> str | None:
        """Return the key of a request; one that is no text is no key."""
        try:
            return super().get_token(handler)
        except tornado.web.HTTPError:
            return None


_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class NoText(Matcher):
    """Matches an address that is no text of one line: Jupyter's and Voila's pages fail over it."""

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Return a match for what cannot be decoded, or holds a control character, which no header may have."""
        try:
            address = unquote_to_bytes(request.uri or "").decode("utf-8")
        except UnicodeDecodeError:
            return {}
        return {} if _CONTROL.search(address) else None


class NoTextHandler(tornado.web.RequestHandler):
    """Says in one line that the address is none."""

    def prepare(self) -> None:
        """Answer every method alike."""
        self.set_status(400)
        self.finish("There is no page at this address.")


class _Visited(JupyterHandler):
    """A handler of one kernel: for the visitor whose page it draws, and as if it were not there for all others."""

    @property
    def visits(self) -> Visits:
        visits: Visits = self.settings["visits"]
        return visits

    def visit(self) -> Visit | None:
        """Return the visit that the address names, when it is the asking visitor's own."""
        kernel_id = self.path_kwargs.get("kernel_id") or next(iter(self.path_args), "")
        return self.visits.of(str(kernel_id), self.current_user.username) if self.current_user else None

    async def prepare(self, **how: Any) -> None:
        await super().prepare(**how)
        if self.current_user and self.visit() is None:
            raise tornado.web.HTTPError(404)


class OwnKernelHandler(_Visited, KernelHandler):
    """Tells a page about its kernel."""

    delete = tornado.web.RequestHandler.delete  # Not allowed: a page that closes has an address of its own.


class OwnShutdownHandler(_Visited, VoilaShutdownKernelHandler):  # type: ignore[misc]  # Voila ships no types
    """Ends the kernel of a page that closes."""

    def check_xsrf_cookie(self) -> None:
        """Not asked for: a closing page cannot send it, and the visitor's own cookie comes from no other site."""

    async def prepare(self, **how: Any) -> None:
        """Let a page take leave of a kernel that is no more."""
        await APIHandler.prepare(self)

    @tornado.web.authenticated
    async def post(self, kernel_id: str) -> None:
        """End the kernel, if there is one and it is this visitor's."""
        visit = self.visit()
        if visit is not None:
            await self.visits.end(visit)
        self.set_status(204)
        self.finish()


class OwnSocketHandler(_Visited, VoilaKernelWebsocketHandler):  # type: ignore[misc]  # Voila ships no types
    """The line between a page and its kernel."""

    async def open(self, kernel_id: str) -> None:
        """Note that the page is there."""
        self._visit = self.visit()
        if self._visit is not None:
            self._visit.drawn = True
            self._visit.lines += 1
        await super().open(kernel_id)

    def on_close(self) -> None:
        """Note that the line is down."""
        visit = getattr(self, "_visit", None)
        if visit is not None:
            visit.lines -= 1
            visit.heard = time.monotonic()
        super().on_close()


class AliveHandler(_Visited, APIHandler):
    """Answers ``{"alive": true}`` or ``{"alive": false}`` for a page's own kernel; needs the same login as the page."""

    async def prepare(self, **how: Any) -> None:
        """Let a page ask after a kernel that is no more: it outlives a restart of the server."""
        await APIHandler.prepare(self)

    @tornado.web.authenticated
    async def get(self, kernel_id: str) -> None:
        """Look at the kernel's process itself: nothing else notices a crash when kernels are not restarted."""
        manager, visit, now = self.kernel_manager, self.visit(), time.monotonic()
        alive = visit is not None and kernel_id in manager and await ensure_async(manager.is_alive(kernel_id))
        if visit is not None:
            visit.heard = now
            if now - visit.renewed > RENEW_S:
                visit.renewed = now
                self.identity_provider.set_login_cookie(self, self.current_user)
        self.set_header("Cache-Control", "no-store")
        self.finish({"alive": bool(alive)})


class VisitHandler(TornadoVoilaHandler):  # type: ignore[misc]  # Voila ships no types
    """The page itself: a place and a kernel for every visitor, as long as there are some."""

    _visit: Visit | None = None
    _left = False

    @property
    def kernel_manager(self) -> Any:
        """The kernels, as this visit sees them."""
        kernels = super().kernel_manager
        return kernels if self._visit is None else KernelsOf(kernels, self._visit)

    @tornado.web.authenticated
    async def get(self, path: str | None = None) -> None:
        """Draw the page, or say that there is no room for it."""
        if path:  # Voila's way to a file beside the notebook, which its list of allowed files ends.
            await super().get(path)
            return
        visits: Visits = self.settings["visits"]
        visit = self._visit = await visits.begin(self.current_user.username)
        if visit is None:
            self._full(visits.most)
            return
        try:
            await super().get(path)
        except StreamClosedError:
            self._left = True
        finally:
            visits.rendered(visit, left=self._left)

    def on_connection_close(self) -> None:
        """Nobody waits for the page any more."""
        self._left = True
        super().on_connection_close()

    def _full(self, most: int) -> None:
        self.set_status(503)
        self.set_header("Cache-Control", "no-store")
        self.set_header("Refresh", "20")  # The page says so. As a header, because the policy forbids inline scripts.
        template = self.settings["jinja2_env"].get_template("full.html")
        self.finish(template.render(base_url=self.base_url, most=most))


class OwnTemplateFileHandler(TemplateStaticFileHandler):  # type: ignore[misc]  # Voila ships no types
    """The files that the page is drawn with; whatever else is asked for is not there."""

    def parse_url_path(self, url_path: str) -> str:
        """Let only ``journeykit/static/…`` through: Voila takes apart what does not look so."""
        template, static, name = (*url_path.split("/", 2), "", "")[:3]
        if template not in TEMPLATES or static != "static" or not _is_below(name):
            raise tornado.web.HTTPError(404)
        path: str = super().parse_url_path(url_path)
        return path


def _is_below(name: str) -> bool:
    return name.isprintable() and all(piece not in ("", ".", "..") for piece in re.split(r"[/\\]", name))


class OwnRequestInfoHandler(RequestInfoSocketHandler):  # type: ignore[misc]  # Voila ships no types
    """Where a kernel that was kept ready hears of its visitor: no login, so only for one that nobody spoke for."""

    @allow_unauthenticated
    async def get(self, *args: Any, **kwargs: Any) -> None:
        """Open the line for a kernel that is there and does not wait already."""
        kernel_id = str(kwargs.get("kernel_id"))
        if kernel_id not in self.settings["kernel_manager"] or kernel_id in self._waiters:
            raise tornado.web.HTTPError(404)
        await super().get(*args, **kwargs)

    def on_close(self) -> None:
        """Take this line out of the book, and no other."""
        for kernel_id, waiter in list(self._waiters.items()):
            if waiter is self:
                del self._waiters[kernel_id]


OWN = {
    KernelHandler: OwnKernelHandler,
    VoilaKernelWebsocketHandler: OwnSocketHandler,
    VoilaShutdownKernelHandler: OwnShutdownHandler,
    TornadoVoilaHandler: VisitHandler,
    RequestInfoSocketHandler: OwnRequestInfoHandler,
    TemplateStaticFileHandler: OwnTemplateFileHandler,
}
"""Handlers of Jupyter and Voila, and those that take their place."""
