"""A visitor without a browser, who asks a server for what it should not give; see :mod:`journeykit.serve.probe`."""

from __future__ import annotations

import json
import re
import uuid
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPSConnection, RemoteDisconnected
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from journeykit.errors import ServeError

PATIENCE_S = 30.0
MOST_BYTES = 2**22
_KERNEL = re.compile(r'"kernelId": "([\w-]+)"')


@dataclass(frozen=True)
class Said:
    """What a server said; 0 is no status: it hung up."""

    status: int
    text: str
    headers: HTTPMessage


class Visitor:
    """Somebody with cookies of their own, none to begin with.

    Raises ServeError where the address is not one, or nothing answers there.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ServeError(
                f"{url[:80]!r} is no address of a server. Give one such as http://127.0.0.1:20000/?token=…"
            )
        self.url = url
        self.secure, self.host, self.place = parts.scheme == "https", parts.hostname, parts.netloc.rpartition("@")[2]
        self.base = parts.path[: parts.path.rfind("/") + 1] or "/"
        self.page = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self.token = parse_qs(parts.query).get("token", [""])[0]
        self.port = parts.port
        self.cookies: dict[str, str] = {}
        self.set: list[str] = []
        """The cookies that were set, as they were set."""
        self.kernel_id = ""

    def ask(self, path: str, method: str = "GET", **headers: str) -> Said:
        """Ask for a path below the address, exactly as it is given; a redirection is an answer."""
        made = (HTTPSConnection if self.secure else HTTPConnection)(self.host, self.port, timeout=PATIENCE_S)
        said = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
        try:
            made.request(method, path if path.startswith("/") else self.base + path, headers=said)
            answer = made.getresponse()
            text = answer.read(MOST_BYTES).decode("utf-8", "replace")
        except (RemoteDisconnected, HTTPException):
            return Said(0, "", HTTPMessage())
        except (OSError, ValueError) as error:
            raise ServeError(
                f"nothing answers at {self.place}: {error or type(error).__name__}. Is the server running, and the "
                "address the one that it printed?"
            ) from error
        finally:
            made.close()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.set.append(line)
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items() if morsel.value}
        return Said(answer.status, text, answer.headers)

    def open(self) -> Said:
        """Open the page and remember its kernel."""
        answer = self.ask(self.page)
        found = _KERNEL.search(answer.text)
        self.kernel_id = found[1] if found else ""
        return answer

    def leave(self) -> None:
        """Say that the page closes, as a page does."""
        if self.kernel_id:
            self.ask(f"voila/api/shutdown/{self.kernel_id}", "POST", **{"Content-Length": "0"})

    def connects(self, kernel_id: str, *, origin: str | None = None) -> bool:
        """Whether the websocket of a kernel opens."""
        with suppress(WebSocketException, OSError), self._line(kernel_id, origin):
            return True
        return False

    def runs_code(self) -> bool:
        """Whether the kernel of the page runs code for its visitor: an empty line, which changes nothing."""
        code, info = _message("execute_request", {"code": "", "silent": True}), _message("kernel_info_request", {})
        with suppress(WebSocketException, OSError), self._line(self.kernel_id, None) as wire:
            for message in (code, info):
                wire.send(json.dumps(message))
            while True:  # One after the other, so what was dropped is known when the second is answered.
                heard = json.loads(wire.recv(PATIENCE_S))
                about = (heard.get("parent_header") or {}).get("msg_id")
                if about == code["header"]["msg_id"]:
                    return True
                if about == info["header"]["msg_id"] and heard["header"]["msg_type"] == "kernel_info_reply":
                    return False
        return False

    def _line(self, kernel_id: str, origin: str | None) -> ClientConnection:
        scheme = "wss" if self.secure else "ws"
        own = f"{'https' if self.secure else 'http'}://{self.place}"
        return connect(
            f"{scheme}://{self.place}{self.base}api/kernels/{kernel_id}/channels?session_id=probe",
            origin=Origin(origin or own),
            additional_headers={"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())},
            open_timeout=PATIENCE_S,
            max_size=None,
            proxy=None,
        )


def _message(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": "probe", "username": "", "version": "5.3"}
    parts = {"channel": "shell", "parent_header": {}, "metadata": {}, "buffers": []}
    return {**parts, "header": header, "content": content}
