"""A visitor without a browser: fetches a page, holds its line to the kernel, and asks for what is not theirs."""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import urllib.error
import urllib.request
from collections.abc import Iterable
from contextlib import suppress
from http.client import HTTPMessage
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from websockets.sync.client import ClientConnection, connect


class Visitor:
    """Somebody with a cookie jar of their own."""

    def __init__(self, url: str) -> None:
        self.url, self.base = url, url.split("?")[0]
        self.jar = CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar)).open
        self.kernel_id = ""

    def ask(self, address: str, method: str = "GET", data: bytes | None = None) -> tuple[int, str, HTTPMessage]:
        """Return status, text and headers of an answer."""
        request = urllib.request.Request(address, method=method, data=data)
        try:
            with self._open(request, timeout=60) as answer:
                return answer.status, answer.read().decode("utf-8"), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode("utf-8"), error.headers

    def visit(self) -> tuple[int, str]:
        """Open the page and remember its kernel."""
        status, page, _ = self.ask(self.url)
        found = re.search(r'"kernelId": "([\w-]+)"', page)
        self.kernel_id = found[1] if found else ""
        return status, page

    def alive(self, kernel_id: str = "") -> bool:
        """Whether a kernel, one's own unless another is named, lives as far as this visitor is told."""
        return bool(self.told(kernel_id)["alive"])

    def told(self, kernel_id: str = "") -> dict[str, Any]:
        """What the page of a kernel is told again and again: whether it lives, and what is newer than what it shows."""
        _, text, _ = self.ask(f"{self.base}journeykit/alive/{kernel_id or self.kernel_id}")
        return dict(json.loads(text))

    def heard(self, seconds: float = 30) -> list[str]:
        """Ask for the state of all widgets, as a page does, and return what came over the line until it was there."""
        heard = list[str]()
        with self._connected() as line:
            for _ in range(int(seconds)):
                comm = {"comm_id": uuid4().hex}
                opening = {**comm, "target_name": "jupyter.widget.control", "data": {"state": {}}}
                line.send(_message("comm_open", opening))
                line.send(_message("comm_msg", {**comm, "data": {"method": "request_states"}}))
                with suppress(TimeoutError):  # What is sent before the kernel is connected is lost.
                    while not any('"update_states"' in text for text in heard):
                        told = line.recv(timeout=1)
                        heard.append(told if isinstance(told, str) else told.decode("utf-8", "replace"))
                    return heard
        raise AssertionError(f"the kernel did not tell the state of its widgets within {seconds} s")

    def say(self, contents: Iterable[dict[str, Any]]) -> None:
        """Send messages to widgets, and wait until the kernel is through with all of them."""
        self.heard()  # It is connected.
        with self._connected() as line:
            line.recv(timeout=30)
            for content in contents:
                line.send(_message("comm_msg", content))
            last = _message("kernel_info_request", {})
            line.send(last)
            while json.loads(last)["header"]["msg_id"] not in str(line.recv(timeout=30)):
                pass

    def _connected(self) -> ClientConnection:
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)
        address = f"ws://{urlsplit(self.base).netloc}/api/kernels/{self.kernel_id}/channels?session_id=x"
        return connect(address, additional_headers={"Cookie": cookies}, max_size=None)

    def leave(self, kernel_id: str = "") -> int:
        """Say that a page closes, as the page itself does."""
        status, _, _ = self.ask(f"{self.base}voila/api/shutdown/{kernel_id or self.kernel_id}", "POST", b"")
        return status

    def knock(self, kernel_id: str = "") -> int:
        """Open the line of a kernel and close it again; return the status of the answer."""
        answer, wire = self.line(kernel_id)
        wire.close()
        return int(answer.split()[1])

    def line(self, kernel_id: str = "", protocol: str = "") -> tuple[str, socket.socket]:
        """Open the websocket of a kernel and return the first line of the answer; who holds it answers no ping."""
        place = urlsplit(self.base)
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)
        wire = socket.create_connection((place.hostname, place.port), timeout=20)
        wire.sendall(
            (
                f"GET /api/kernels/{kernel_id or self.kernel_id}/channels?session_id=x HTTP/1.1\r\n"
                f"Host: {place.netloc}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\nCookie: {cookies}\r\n"
                f"{f'Sec-WebSocket-Protocol: {protocol}' if protocol else 'X-Plain: 1'}\r\n\r\n"
            ).encode()
        )
        return wire.recv(4096).decode("latin-1").split("\r\n", 1)[0], wire

    def send(self, wire: socket.socket, data: str | bytes) -> None:
        """Send a text or bytes over a line."""
        body = data.encode() if isinstance(data, str) else data
        size = len(body)
        length = bytes([0x80 | size]) if size < 126 else b"\xff" + size.to_bytes(8, "big")
        # Masked with zeros: the line asks for a mask, and not for which.
        wire.sendall(bytes([0x81 if isinstance(data, str) else 0x82]) + length + b"\0\0\0\0" + body)


def _message(kind: str, content: dict[str, Any]) -> str:
    header = {"msg_id": uuid4().hex, "msg_type": kind, "session": "x", "username": "", "version": "5.2"}
    about = {"parent_header": {}, "metadata": {"version": "1.0.0"}, "content": content}
    return json.dumps({"channel": "shell", "header": header, **about})
