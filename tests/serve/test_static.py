"""static.py: pages without kernels go to who has the key, compressed once, and to nobody by another name."""

from __future__ import annotations

import asyncio
import gzip
import http.client
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect
from tornado.httpserver import HTTPServer

import journeykit as jk
from journeykit.cli import main
from journeykit.serve.settings import Address
from journeykit.serve.static import SentFile, SentSite, application
from tests.browser.servers import start

TOKEN = "t" * 32
PAGE = "<p>Numbers of the shop</p>" * 50


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes


class Client:
    """Asks one server, with the headers that a test gives."""

    def __init__(self, shelf: SentSite, token: str, secret: bytes = b"s" * 32) -> None:
        self.shelf, self._started = shelf, threading.Event()
        listening = socket.create_server(("127.0.0.1", 0))
        listening.setblocking(False)
        self.port = listening.getsockname()[1]
        self.address = Address(port=self.port, token=token, cookie_secret=secret)
        self._thread = threading.Thread(target=asyncio.run, args=(self._run(listening),))
        self._thread.start()
        self._started.wait(10)

    async def _run(self, listening: socket.socket) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        server = HTTPServer(application(self.shelf, self.address))
        server.add_socket(listening)
        self._started.set()
        await self._end.wait()
        server.stop()
        await server.close_all_connections()

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = line.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            line.close()

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(20)


@pytest.fixture
def clients() -> Iterator[list[Client]]:
    found: list[Client] = []
    yield found
    for client in found:
        client.end()


def shelf() -> SentSite:
    made = SentSite()
    made.put({"index.html": PAGE.encode(), "a b.html": b"<p>Another</p>", "assets/style-0.css": b"p { color: red }"})
    return made


@pytest.fixture
def server(clients: list[Client]) -> Client:
    clients.append(Client(shelf(), TOKEN))
    return clients[0]


def test_a_page_is_for_who_has_the_key_and_then_for_the_cookie(server: Client) -> None:
    for path in ("/", "/index.html", "/a%20b.html", "/none.html", "/?token=wrong", "/?token=", "/login"):
        refused = server.ask(path)
        assert refused.status == 403
        assert b"Numbers" not in refused.body
        assert b"Another" not in refused.body
        assert "Set-Cookie" not in refused.headers
    assert b"That is not the key" in server.ask("/?token=wrong").body
    let_in = server.ask(f"/?token={TOKEN}")
    assert (let_in.status, let_in.body) == (200, PAGE.encode())
    cookie = let_in.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    held = cookie.split(";")[0]
    assert server.ask("/a%20b.html", Cookie=held).body == b"<p>Another</p>"
    assert server.ask("/none.html", Cookie=held).status == 404
    assert server.ask("/", Cookie=held.replace("=", "=x", 1)).status == 403


def test_a_cookie_of_another_key_opens_nothing(server: Client, clients: list[Client]) -> None:
    held = server.ask(f"/?token={TOKEN}").headers["Set-Cookie"].split(";")[0]
    clients.append(Client(shelf(), TOKEN, b"other" * 8))
    renamed = re.sub(r"journeykit-\d+", f"journeykit-{clients[1].port}", held)
    assert clients[1].ask("/", Cookie=renamed).status == 403


def test_what_all_sites_share_needs_no_key_and_nothing_else_lies_there(server: Client) -> None:
    shared = server.ask("/assets/style-0.css")
    assert (shared.status, shared.body) == (200, b"p { color: red }")
    assert "immutable" in shared.headers["Cache-Control"]
    for path in ("/assets/", "/assets/../index.html", "/assets/%2e%2e/index.html", "/assets/..%2findex.html"):
        assert server.ask(path).status in (403, 404)


@pytest.mark.parametrize(
    "path", ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/%ff", "/%00", "/.."]
)
def test_no_address_leads_to_a_file_of_the_machine(server: Client, path: str) -> None:
    for way in (path, f"{path}?token={TOKEN}"):
        answer = server.ask(way)
        assert answer.status in (400, 403, 404)
        assert b"root:" not in answer.body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_can_be_sent(server: Client, method: str) -> None:
    assert server.ask(f"/?token={TOKEN}", method).status == 405


def test_a_name_that_another_site_made_up_for_this_machine_is_refused(clients: list[Client]) -> None:
    clients.append(Client(shelf(), ""))
    assert clients[0].ask("/").status == 200
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80"):
        assert clients[0].ask("/", Host=host).status == 403
    for host in ("localhost", f"127.0.0.1:{clients[0].port}", "[::1]:80"):
        assert clients[0].ask("/", Host=host).status == 200


def test_a_page_is_sent_compressed_and_only_if_it_is_not_known(server: Client) -> None:
    whole = server.ask(f"/?token={TOKEN}")
    packed = server.ask(f"/?token={TOKEN}", Accept_Encoding="gzip, br")
    assert gzip.decompress(packed.body) == whole.body == PAGE.encode()
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert "no-cache" in packed.headers["Cache-Control"]
    assert "private" in packed.headers["Cache-Control"]
    known = server.ask(f"/?token={TOKEN}", If_None_Match=whole.headers["Etag"])
    assert (known.status, known.body) == (304, b"")
    head = server.ask(f"/?token={TOKEN}", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert int(head.headers["Content-Length"]) == len(PAGE)


def test_every_answer_says_what_a_browser_may_do_with_it(server: Client) -> None:
    for path in ("/", f"/?token={TOKEN}", "/assets/style-0.css", "/none"):
        headers = server.ask(path).headers
        assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
    assert "default-src 'none'" in server.ask("/").headers["Content-Security-Policy"]


def test_a_new_site_takes_the_place_of_the_old_one_whose_open_pages_still_find_what_they_share() -> None:
    made = shelf()
    same = made.file("/a b.html")
    made.put({"index.html": b"new", "a b.html": b"<p>Another</p>", "assets/style-1.css": b"p {}"})
    index, old = made.file("/"), made.file("/assets/style-0.css")
    assert index is not None
    assert old is not None
    assert (index.plain, old.plain) == (b"new", b"p { color: red }")
    assert made.file("/a b.html") is same, "what did not change is not compressed again"
    made.put({"index.html": b"new"})
    assert made.file("/a b.html") is None
    assert SentFile.of("x.html", b"1").tag != SentFile.of("x.html", b"2").tag


# ------------------------------------------------------------------------------------------------------- the command


def shop(folder: Path, people: int) -> tuple[Path, Path]:
    journey = jk.new_map("Shop", stages=["Look", "Pay"])
    for stage, event in (("look", "home"), ("pay", "bill")):
        journey = jk.edit.add_touchpoint(journey, event, stage=stage, binding={"events": [event]})
    path, log = folder / "shop.json", folder / "visits.csv"
    jk.write_map(journey, path)
    write_log(log, people)
    return path, log


def write_log(log: Path, people: int) -> None:
    rows = [f"u{who},{event},2026-05-0{day}" for who in range(people) for day, event in ((1, "home"), (2, "bill"))]
    fresh = log.with_suffix(".new")
    fresh.write_text("\n".join(["user_id,event,timestamp", *rows]), encoding="utf-8")
    fresh.replace(log)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.json"], "there is nothing at none.json. Give the path of a map (.json) or of a folder of maps."),
        (["empty"], "there is no map (.json) in empty."),
        (["shop.json", "--log", "none.csv"], "there is no file 'none.csv'"),
        (["shop.json", "--log", "broken.csv"], "shop.json: "),
        (["broken.json"], "broken.json"),
        (["shop.json", "--viewers", "3"], "--viewers is for dashboards with kernels"),
        (["shop.json", "--editable"], "--editable is for dashboards with kernels"),
        (["book.ipynb"], "a notebook needs a kernel, which --static goes without"),
        (["shop.json", "--ip", "0.0.0.0", "--no-token"], "can be opened from other machines and needs a token"),
    ],
)
def test_what_cannot_be_served_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    shop(tmp_path, 9)
    Path("empty").mkdir()
    Path("book.ipynb").write_text("{}")
    Path("broken.json").write_text("{")
    Path("broken.csv").write_text("when\n")
    assert main(["serve", "--static", *arguments]) == 1
    told = capsys.readouterr().err
    assert said in told.replace(f"{tmp_path}/", "")
    assert "Traceback" not in told


def test_a_port_that_is_taken_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    path, _ = shop(tmp_path, 9)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--static", str(path), "--port", str(port)]) == 1
    assert f"cannot listen on 127.0.0.1 port {port}" in capsys.readouterr().err


@pytest.mark.timeout(120)
def test_a_reader_keeps_the_page_while_a_new_log_makes_another_and_no_kernel_runs(
    tmp_path: Path, strict_page: Page
) -> None:
    path, log = shop(tmp_path, 40)
    served = start(tmp_path / "log", "serve", "--static", str(path), "--log", str(log))
    try:
        strict_page.goto(served.url)
        strict_page.locator("html[data-drawn]").wait_for(state="attached")
        expect(strict_page.locator(".jk-header__facts")).to_contain_text("40 customers in the log")
        expect(strict_page.locator(".jk-header__facts")).to_contain_text("as of")
        assert strict_page.locator(".sankey-link").count() >= 1
        assert served.kernels() == []
        checked = subprocess.run(
            [sys.executable, "-m", "journeykit.cli", "check-serve", served.url], capture_output=True, text=True
        )
        assert checked.returncode == 0, checked.stdout
        write_log(log, 60)
        other = strict_page.context.new_page()
        for _ in range(60):
            other.goto(served.url.split("?")[0])  # The cookie is the key now.
            if "60 customers in the log" in other.content():
                break
            other.wait_for_timeout(500)
        expect(other.locator(".jk-header__facts")).to_contain_text("60 customers in the log")
        # The page that was open goes on: its switch and its clicks answer.
        expect(strict_page.locator(".jk-header__facts")).to_contain_text("40 customers in the log")
        strict_page.get_by_role("radio", name="Step by step").check()
        expect(strict_page.locator("[data-kind=flow] h2")).to_have_text("Step by step")
    finally:
        assert served.end(signal.SIGINT) == 0
    said = (tmp_path / "log").read_text()
    assert "Traceback" not in said
    assert "leaked" not in said
