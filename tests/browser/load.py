"""How many visitors a server bears: ``make load`` opens the dashboard for 16 and for 100 at once, and in 4 browsers.

The many are no browsers but what a browser says to the server: each asks for the page with cookies of its own, reads it
to its end, connects to its kernel, asks for the state of all widgets, loads plotly.js from the server, and stays until
the last one has come. Each row is a server of its own, visited as soon as it says its address.
``ARGS="serve my-map.json --log log.csv"`` measures another page than that of ``journeykit demo``.
"""

from __future__ import annotations

import asyncio
import json
import re
import struct
import sys
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urljoin, urlsplit

from playwright.async_api import Browser, async_playwright
from tornado.httpclient import HTTPRequest
from tornado.simple_httpclient import SimpleAsyncHTTPClient
from tornado.websocket import WebSocketClientConnection, websocket_connect

from tests.browser.chromium import ARGUMENTS
from tests.browser.measured import CHARTS, Server, chromium, served, spread, table

CROWDS = (16, 100)
BROWSERS = 4
MOST_S = 180.0
ANSWER_S = 60.0
PROTOCOL = "v1.kernel.websocket.jupyter.org"


@dataclass
class Visitor:
    """Somebody with cookies of their own, and when they had what."""

    page_s: float = 0.0
    """Until the page was complete."""
    state_s: float = 0.0
    """Until the state of all widgets was there too."""
    trouble: str = ""
    cookies: SimpleCookie = field(default_factory=SimpleCookie)
    line: WebSocketClientConnection | None = None

    async def come(self, url: str, client: SimpleAsyncHTTPClient) -> None:
        """Open the page and connect to its kernel."""
        start = time.perf_counter()
        answer = await client.fetch(HTTPRequest(url, request_timeout=MOST_S, connect_timeout=MOST_S), raise_error=False)
        self.page_s = time.perf_counter() - start
        page = answer.body.decode() if answer.body else ""
        kernel = re.search(r'"kernelId": "([\w-]+)"', page)
        if answer.code != 200 or not kernel or "</html>" not in page or "cell-output+json" not in page:
            self.trouble = f"{answer.code} {answer.reason}"
            return
        for cookie in answer.headers.get_list("Set-Cookie"):
            self.cookies.load(cookie)
        plotly = re.search(r'data-plotly="(/[^"]+)"', page)
        await asyncio.gather(
            self._connect(url, kernel[1]),
            *([client.fetch(urljoin(url, plotly[1]), request_timeout=MOST_S)] if plotly else []),
        )
        self.state_s = time.perf_counter() - start

    async def leave(self) -> None:
        """Close the line, and wait until it is closed."""
        if self.line is not None:
            self.line.close()
            while await self.line.read_message() is not None:
                continue

    async def _connect(self, url: str, kernel_id: str) -> None:
        place, session = urlsplit(url), uuid.uuid4().hex
        address = f"ws://{place.netloc}/api/kernels/{kernel_id}/channels?session_id={session}"
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())
        asked = HTTPRequest(address, headers={"Cookie": cookies}, connect_timeout=MOST_S)
        self.line = await websocket_connect(asked, subprotocols=[PROTOCOL], max_message_size=2**30)
        comm = {"comm_id": uuid.uuid4().hex}
        opening = {**comm, "target_name": "jupyter.widget.control", "data": {"state": {}}}
        for kind, content, metadata in (
            ("kernel_info_request", {}, {}),
            ("comm_open", opening, {"version": "1.0.0"}),
            ("comm_msg", {**comm, "data": {"method": "request_states"}}, {}),
        ):
            await self.line.write_message(message(kind, session, content, metadata), binary=True)
        states = (await self._heard(b"update_states")).get("data", {}).get("states", {})
        if not any(str(widget["state"].get("_anywidget_id")).endswith("PlotView") for widget in states.values()):
            self.trouble = "its kernel did not tell the state of the widgets"
            return

    async def _heard(self, word: bytes) -> dict[str, Any]:
        """Return the content of the first message of a widget with a word; empty where none comes."""
        assert self.line is not None
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_S):
                while isinstance(said := await self.line.read_message(), bytes) and b'"comm_close"' not in said:
                    count = struct.unpack_from("<Q", said)[0]
                    ends = struct.unpack_from(f"<{count}Q", said, 8)
                    content = said[ends[4] : ends[5]]
                    if b'"comm_msg"' in said[ends[1] : ends[2]] and word in content:
                        return dict(json.loads(content))
        return {}


def message(kind: str, session: str, content: object, metadata: object) -> bytes:
    """Return a message to a kernel as a page sends it."""
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": session, "username": "", "version": "5.2"}
    pieces = [b"shell", *(json.dumps(part).encode() for part in (header, {}, metadata, content))]
    ends = [8 * (len(pieces) + 2)]
    for piece in pieces:
        ends.append(ends[-1] + len(piece))
    return struct.pack(f"<Q{len(ends)}Q", len(ends), *ends) + b"".join(pieces)


async def crowd(server: Server, size: int) -> list[str]:
    """Let visitors come at once; return the row of the table."""
    client = SimpleAsyncHTTPClient(force_instance=True, max_clients=size, max_buffer_size=2**30)
    visitors = [Visitor() for _ in range(size)]
    before = server.cpu_s()
    await asyncio.gather(*(visitor.come(server.url, client) for visitor in visitors))
    came = [visitor for visitor in visitors if not visitor.trouble]
    for trouble in {visitor.trouble for visitor in visitors} - {""}:
        print(f"{size} visitors: {trouble}", file=sys.stderr)
    theirs, kernels = (after - start for after, start in zip(server.cpu_s(), before, strict=True))
    row = [
        f"{size} visitors",
        spread([visitor.page_s for visitor in came], "s", 1),
        spread([visitor.state_s for visitor in came], "s", 1),
        f"{theirs / size:.2f} s",
        f"{kernels / size:.2f} s",
        spread(server.own_mb(), "MB", 0),
        f"{server.all_gb():.2f} GB",
        str(size - len(came)),
    ]
    await asyncio.gather(*(visitor.leave() for visitor in visitors))
    client.close()
    return row


async def browsers(server: Server, count: int) -> str:
    """Open the page in browsers at once and return until when all charts were drawn."""
    start, came = 0.0, []

    async def visit(browser: Browser) -> None:
        page = await browser.new_page(viewport={"width": 1600, "height": 1000})
        await page.goto(server.url, wait_until="commit", timeout=1000 * MOST_S)
        for marks in CHARTS:
            await page.locator(marks).first.wait_for(state="attached", timeout=1000 * MOST_S)
            await page.evaluate("document.querySelector('.jk-overview').lastElementChild.scrollIntoView()")
        came.append(time.perf_counter() - start)

    async with async_playwright() as play:
        opened = [await play.chromium.launch(executable_path=chromium(), args=ARGUMENTS) for _ in range(count)]
        start, before = time.perf_counter(), server.cpu_s()
        await asyncio.gather(*map(visit, opened))
        taken = sum(server.cpu_s()) - sum(before)
        for browser in opened:
            await browser.close()
    each = f"{taken / count:.2f} s of CPU on the server's side each"
    return f"{count} browsers at once: all charts after {spread(came, 's', 1)}; {each}"


def main(command: Sequence[str]) -> None:
    """Measure and print."""
    rows = []
    for size in CROWDS:
        with served(command or ["demo"]) as server:
            rows.append(asyncio.run(crowd(server, size)))
    head = ["At once", "page complete", "with widgets and plotly.js", "CPU of the server, each", "of its kernel"]
    print(table([*head, "memory of its own", "all memory", "refused"], rows))
    with served(command or ["demo"]) as server:
        print("", asyncio.run(browsers(server, BROWSERS)), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
