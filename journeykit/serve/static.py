"""Serves pages that need no kernel: what a visitor is sent was written, compressed once for all of them.

Address, token and cookie follow the rules of the dashboards: :mod:`journeykit.serve.address`. Only the files that all
sites share, which hold nothing of a map, are sent without the token.
"""

from __future__ import annotations

import asyncio
import gc
import gzip
import hashlib
import hmac
import mimetypes
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from journeykit.errors import ServeError
from journeykit.export.site import INDEX, Site
from journeykit.serve.address import ListeningAddress, place
from journeykit.serve.log import keep_clean
from journeykit.serve.settings import TEMPLATE, TEMPLATE_ROOT, Address

LOOK_EVERY_S = 2.0
"""How often the files of maps and logs are looked at."""
LARGE = 65_536
SHARED, COOKIE = "assets/", "journeykit"
POLICY = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'self'"
"""What an answer may do that is not a page of a site; those hold their own policy."""


@dataclass(frozen=True)
class SentFile:
    """A file as it is sent, plain and compressed."""

    plain: bytes
    packed: bytes
    kind: str
    tag: str
    keep: str

    @classmethod
    def of(cls, name: str, text: bytes) -> SentFile:
        """Return a file ready to be sent."""
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        kept = "public, max-age=31536000, immutable" if name.startswith(SHARED) else "private, no-cache"
        tag = f'"{hashlib.sha256(text).hexdigest()[:32]}"'
        return cls(text, gzip.compress(text, 9, mtime=0), f"{kind}; charset=utf-8", tag, kept)


class SentSite:
    """The files of a site, by their names; another site takes their place at once."""

    def __init__(self) -> None:
        self._texts: dict[str, bytes] = {}
        self._files: dict[str, SentFile] = {}

    def put(self, texts: Mapping[str, bytes]) -> None:
        """Send these files from now on; what a page that is open may still ask for stays."""
        old = {name: file for name, file in self._files.items() if name.startswith(SHARED)}
        new = {
            name: self._files[name] if self._texts.get(name) == text else SentFile.of(name, text)
            for name, text in texts.items()
        }
        self._texts, self._files = dict(texts), old | new

    def file(self, path: str) -> SentFile | None:
        """Return the file at the path of an address."""
        return self._files.get(path.lstrip("/") or INDEX)


class PageHandler(RequestHandler):
    """Sends one of the files of a site to who has the token."""

    def initialize(self, sent: SentSite, address: Address) -> None:
        """Take what the application passes to each of its handlers."""
        self._sent, self._address = sent, address

    def set_default_headers(self) -> None:
        """Set what every answer says, also those about an error."""
        self.clear_header("Server")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("Content-Security-Policy", POLICY)

    def get(self) -> None:
        """Send a file, or that the visitor has it already."""
        path = unquote(self.request.path)
        if self._address.loopback and not _is_here(self.request.host_name):
            self.send_error(403)  # A name that another site made to lead here.
            return
        if not path.startswith(f"/{SHARED}") and not self._let_in():
            self._ask_for_token()
            return
        file = self._sent.file(path)
        if file is None:
            self.send_error(404)
            return
        self.set_header("Content-Security-Policy", "frame-ancestors 'self'")
        self.set_header("Cache-Control", file.keep)
        self.set_header("Vary", "Accept-Encoding")
        self.set_header("Etag", file.tag)
        if file.tag in self.request.headers.get("If-None-Match", ""):
            self.set_status(304)
            self.finish()
            return
        self.set_header("Content-Type", file.kind)
        packed = "gzip" in self.request.headers.get("Accept-Encoding", "")
        if packed:
            self.set_header("Content-Encoding", "gzip")
        text = file.packed if packed else file.plain
        self.set_header("Content-Length", len(text))
        if len(text) > LARGE:
            self.flush()  # Else it would be copied to stand behind its headers.
        self.finish(text if self.request.method == "GET" else None)

    head = get

    def compute_etag(self) -> None:
        """Compute no tag: that of a file was computed when it was put there."""

    def write_error(self, status_code: int, **_: object) -> None:
        """Say what is wrong in a sentence."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish("There is no page at this address." if status_code == 404 else "This cannot be answered.")

    def _let_in(self) -> bool:
        token = self._address.token
        if not token or self.get_signed_cookie(self._cookie, max_age_days=1) == b"reader":
            return True
        given = self.get_query_argument("token", "")
        if not hmac.compare_digest(given.encode(), token.encode()):
            return False
        self.set_signed_cookie(self._cookie, "reader", expires_days=1, httponly=True, samesite="Lax")
        return True

    @property
    def _cookie(self) -> str:
        # Browsers keep the cookies of all ports of a host together.
        return f"{COOKIE}-{self._address.port}"

    def _ask_for_token(self) -> None:
        self.set_status(403)
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(_LOCKED.format(wrong=_WRONG if self.get_query_argument("token", "") else ""))


def _is_here(host: str) -> bool:
    """Return whether a name is one by which this machine calls itself."""
    try:
        return Address(ip=host.strip("[]"), port=0).loopback
    except ValueError:
        return False


_WRONG = '<p class="jk-broken" role="alert">That is not the key of this page.</p>'
_LOCKED = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Open the page · journeykit</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/notice.css">
</head>
<body class="jk-page">
<main id="jk-notice"><h1>This page opens with a key</h1>
<p>Open the whole address you were sent: the key is the part after <code>?token=</code>. Or enter it here.</p>
{wrong}
<form method="get">
<label for="key">Key</label>
<input type="password" name="token" id="key" autocomplete="current-password" autofocus>
<button type="submit">Open the page</button>
</form></main>
</body>
</html>
"""


def serve_site(
    site: Site,
    what: Path,
    *,
    ip: str = "127.0.0.1",
    port: int = 0,
    with_token: bool = True,
    new_token: bool = False,
    announce: Callable[[str, str], None],
    say: Callable[[str], None],
) -> None:
    """Serve a site until Ctrl-C, and make its pages anew when their files change.

    ``what`` is the map or folder that port and token belong to. ``announce`` gets the address and a remark once the
    server answers, ``say`` a sentence for each map that cannot be read.

    Raises ServeError if an address or port is not valid, the port is taken, no page can be made, or a server for other
    machines has no token.
    """
    here = place(what, ip=ip, port=port, with_token=with_token, new_token=new_token)
    troubles = site.refresh()
    if not site.pages:
        here.listening.close()
        raise ServeError("\n".join(troubles) or f"there is no map (.json) in {what}.")
    for trouble in troubles:
        say(trouble)
    keep_clean(here.address.token)
    asyncio.run(_serve(site, here, announce, say))


async def _serve(
    site: Site, here: ListeningAddress, announce: Callable[[str, str], None], say: Callable[[str], None]
) -> None:
    sent, end, loop = SentSite(), asyncio.Event(), asyncio.get_running_loop()
    for order in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(order) != signal.SIG_IGN:  # ignored under nohup
            loop.add_signal_handler(order, end.set)
    notice = {"assets/notice.css": (_STATIC / "page.css").read_bytes()}
    sent.put(site.files | notice)
    server = HTTPServer(application(sent, here.address), max_body_size=1024, idle_connection_timeout=60)
    server.add_socket(here.listening)
    gc.collect()
    gc.freeze()  # What counting has left behind is not looked at again for every visitor.
    announce(here.address.url, here.note)
    while not end.is_set():
        try:
            await asyncio.wait_for(end.wait(), LOOK_EVERY_S)
        except TimeoutError:
            for trouble in await asyncio.to_thread(site.refresh):
                say(trouble)
            sent.put(site.files | notice)
    server.stop()
    gc.unfreeze()  # Else libraries report at the end of the process what was never freed.


_STATIC = TEMPLATE_ROOT / "voila" / "templates" / TEMPLATE / "static"


def application(sent: SentSite, address: Address) -> Application:
    """Return the application that sends the files of a site."""
    passed = {"sent": sent, "address": address}
    return Application(
        [(r"/.*", PageHandler, passed)], cookie_secret=address.cookie_secret.hex(), log_function=lambda _: None
    )
