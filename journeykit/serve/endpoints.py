"""The request handlers of the server. A page and its kernel belong to one visitor; nobody else can use them."""

from __future__ import annotations

import re
import time
from typing import Any, cast
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
"""The template of the page, and those that it extends."""

RENEW_S = 3600.0
"""How often an open page gets a new cookie, which is valid for a day."""


class Identity(PasswordIdentityProvider):
    """Jupyter's login, for tokens of any bytes."""

    def get_token(self, handler: Any) -> str | None:
        """Return the token of a request; None if it is not valid text."""
        try:
            return super().get_token(handler)
        except tornado.web.HTTPError:
            return None


_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class NoText(Matcher):
    """Matches addresses that are not one line of text, and methods, that Jupyter's and Voila's handlers cannot process.

    Their page for an error fails over a method that they do not know.
    """

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Return a match for an address that cannot be decoded or has a control character, invalid in headers."""
        if request.method not in tornado.web.RequestHandler.SUPPORTED_METHODS:
            return {}
        try:
            address = unquote_to_bytes(request.uri or "").decode("utf-8")
        except UnicodeDecodeError:
            return {}
        return {} if _CONTROL.search(address) else None


class NoTextHandler(tornado.web.RequestHandler):
    """Answers that there is no such page."""

    def prepare(self) -> None:
        """Answer every method in the same way."""
        self.set_status(400)
        self.finish("There is no page at this address.")


class _Visited(JupyterHandler):
    """A handler of one kernel, for the visitor whose page it draws; for others the kernel does not exist."""

    may_be_gone = False
    """Whether a page may ask about a kernel that does not exist any more, for example after a restart of the server."""

    @property
    def visits(self) -> Visits:
        visits: Visits = self.settings["visits"]
        return visits

    def visit(self) -> Visit | None:
        """Return the visit of the kernel in the address, if it belongs to the visitor who asks."""
        kernel_id = self.path_kwargs.get("kernel_id") or next(iter(self.path_args), "")
        return self.visits.of(str(kernel_id), self.current_user.username) if self.current_user else None

    async def prepare(self, **how: Any) -> None:
        await super().prepare(**how)
        if self.current_user and self.visit() is None and not self.may_be_gone:
            raise tornado.web.HTTPError(404)


class OwnKernelHandler(_Visited, KernelHandler):
    """Tells a page about its kernel."""

    delete = tornado.web.RequestHandler.delete  # Not allowed: a closing page uses OwnShutdownHandler.


class OwnShutdownHandler(_Visited, VoilaShutdownKernelHandler):  # type: ignore[misc]  # Voila ships no types
    """Ends the kernel of a page that closes."""

    may_be_gone = True

    def check_xsrf_cookie(self) -> None:
        """Skip the check: a closing page cannot send the cookie, and the login cookie is not sent by other sites."""

    @tornado.web.authenticated
    async def post(self, kernel_id: str) -> None:
        """End the kernel, if it exists and belongs to this visitor."""
        visit = self.visit()
        if visit is not None:
            await self.visits.end(visit)
        self.set_status(204)
        self.finish()


class OwnSocketHandler(_Visited, VoilaKernelWebsocketHandler):  # type: ignore[misc]  # Voila ships no types
    """The websocket between a page and its kernel."""

    async def open(self, kernel_id: str) -> None:
        """Note that the page is connected."""
        self._visit = self.visit()
        if self._visit is not None:
            self._visit.drawn = True
            self._visit.lines += 1
        await super().open(kernel_id)

    def on_close(self) -> None:
        """Note that the connection is closed."""
        visit = getattr(self, "_visit", None)
        if visit is not None:
            visit.lines -= 1
            visit.heard = time.monotonic()
        super().on_close()


class AliveHandler(_Visited, APIHandler):
    """Tells a page whether its kernel lives (``alive``), and what is newer than what it shows (see ``Forks.news``)."""

    may_be_gone = True

    @tornado.web.authenticated
    async def get(self, kernel_id: str) -> None:
        """Check the process of the kernel: without restarts nothing else notices a crash."""
        manager, visit, now = self.kernel_manager, self.visit(), time.monotonic()
        alive = visit is not None and kernel_id in manager and await ensure_async(manager.is_alive(kernel_id))
        if visit is not None:
            visit.heard = now
            if now - visit.renewed > RENEW_S:
                visit.renewed = now
                self.identity_provider.set_login_cookie(self, self.current_user)
        self.set_header("Cache-Control", "no-store")
        forks = self.settings["forks"]
        news = forks.news(cast("Any", manager.get_kernel(kernel_id)).files) if alive and forks is not None else {}
        self.finish({"alive": bool(alive), **news})


class VisitHandler(TornadoVoilaHandler):  # type: ignore[misc]  # Voila ships no types
    """The page itself, with a kernel for every visitor, as long as there is room."""

    _visit: Visit | None = None
    _left = False

    @property
    def kernel_manager(self) -> Any:
        """The kernel manager, bound to this visit."""
        kernels = super().kernel_manager
        return kernels if self._visit is None else KernelsOf(kernels, self._visit)

    @tornado.web.authenticated
    async def get(self, path: str | None = None) -> None:
        """Draw the page, or answer that there is no room."""
        if path:  # A file beside the notebook, which the empty list of allowed files refuses.
            await super().get(path)
            return
        visits: Visits = self.settings["visits"]
        visit = self._visit = await visits.begin(self.current_user.username)
        if visit is None:
            self._full(visits)
            return
        try:
            await super().get(path)
        except StreamClosedError:
            self._left = True
        finally:
            visits.rendered(visit, left=self._left)

    def on_connection_close(self) -> None:
        """Note that the visitor has left."""
        self._left = True
        super().on_connection_close()

    def _full(self, visits: Visits) -> None:
        self.set_status(503)
        self.set_header("Cache-Control", "no-store")
        self.set_header("Refresh", "20")  # A header, because the policy forbids inline scripts.
        template = self.settings["jinja2_env"].get_template("full.html")
        self.finish(template.render(base_url=self.base_url, now=visits.now))


class OwnTemplateFileHandler(TemplateStaticFileHandler):  # type: ignore[misc]  # Voila ships no types
    """The static files of the page, and no others."""

    def parse_url_path(self, url_path: str) -> str:
        """Accept only ``journeykit/static/…``; Voila fails with other paths."""
        template, static, name = (*url_path.split("/", 2), "", "")[:3]
        if template not in TEMPLATES or static != "static" or not _is_below(name):
            raise tornado.web.HTTPError(404)
        path: str = super().parse_url_path(url_path)
        return path


def _is_below(name: str) -> bool:
    return name.isprintable() and all(piece not in ("", ".", "..") for piece in re.split(r"[/\\]", name))


class OwnRequestInfoHandler(RequestInfoSocketHandler):  # type: ignore[misc]  # Voila ships no types
    """Tells a preheated kernel of its visitor; without login, so only once for each kernel."""

    @allow_unauthenticated
    async def get(self, *args: Any, **kwargs: Any) -> None:
        """Connect a kernel that exists and does not wait already."""
        kernel_id = str(kwargs.get("kernel_id"))
        if kernel_id not in self.settings["kernel_manager"] or kernel_id in self._waiters:
            raise tornado.web.HTTPError(404)
        await super().get(*args, **kwargs)

    def on_close(self) -> None:
        """Forget this connection, and no other."""
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
"""Handlers of Jupyter and Voila, and those that replace them."""
