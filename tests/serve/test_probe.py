"""A server is asked for what it must not hand out: ours gives nothing of it, an open one is told all it gives."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator

import pytest
import tornado.httpserver
import tornado.netutil
import tornado.web
import tornado.websocket

from journeykit.cli import main
from journeykit.serve.probe import CHECKS, Checked, probe
from tests.browser.servers import Served

PAGE = """<html><script src="https://cdn.example/x.js"></script><title>Index of /</title>
<div class="jp-InputArea-editor">journey = read()</div><script>{"kernelId": "22222222-2222"}</script>"""


class Open(tornado.web.RequestHandler):
    """Answers everything, with all that it knows."""

    SUPPORTED_METHODS = (*tornado.web.RequestHandler.SUPPORTED_METHODS, "TRACE")

    def _any(self, *_: str) -> None:
        if self.request.uri == "/%ff":
            self.set_status(500)
        self.set_header("Set-Cookie", "username-x=1; Path=/")
        passwd = "root:x:0:0:" if "passwd" in (self.request.uri or "") else ""
        self.finish(PAGE + passwd + self.get_argument("token", ""))

    get = post = put = delete = patch = trace = _any


class OpenLine(tornado.websocket.WebSocketHandler):
    """A kernel that takes whatever comes."""

    def check_origin(self, origin: str) -> bool:
        return True

    async def on_message(self, message: str | bytes) -> None:
        asked = json.loads(message)["header"]
        answer = {"header": {"msg_type": asked["msg_type"].replace("request", "reply")}, "parent_header": asked}
        await self.write_message(json.dumps(answer))


@pytest.fixture(scope="module")
def open_server() -> Iterator[str]:
    """A server that gives everything away, at an address that is not this machine's own as far as one can see."""
    [listening] = tornado.netutil.bind_sockets(0, "127.0.0.1")
    started, stop = threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def run() -> None:
        loops.append(asyncio.get_running_loop())
        server = tornado.httpserver.HTTPServer(tornado.web.Application([(r".*/channels", OpenLine), (r".*", Open)]))
        server.add_socket(listening)
        started.set()
        await stop.wait()
        server.stop()
        await server.close_all_connections()

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    assert started.wait(10)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/?token=the-key"
    loops[0].call_soon_threadsafe(stop.set)
    thread.join(10)


def test_what_journeykit_serves_hands_out_nothing(trial: Served, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-serve", trial.url]) == 0
    said = capsys.readouterr().out.splitlines()
    assert len(said) == len(CHECKS)
    assert all(line.startswith("ok     ") for line in said)


def test_an_open_server_is_told_each_thing_that_it_gives_away_and_what_to_do(
    open_server: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("journeykit.serve.probe._is_local", lambda host: False)
    assert main(["check-serve", open_server]) == 1
    wrong = [line for line in capsys.readouterr().out.splitlines() if line.startswith("wrong")]
    for words in (
        "asks for a token: it opens without one. Start the server without --no-token.",
        "is encrypted: the address begins with http://. Put a reverse proxy",
        "cannot run code: the kernel ran a line that a reader sent. Take it down.",
        "its websocket opens without the cookies of its reader. Take it down.",
        "the id of a kernel is enough. Serve it with journeykit serve.",
        "have no API: api/config/x, api/contents, api/kernels, api/kernelspecs can be had.",
        "no other pages: files/, lab, metrics, nbconvert/html/x.ipynb can be had.",
        "no notebook is handed out or run by its name: 02_journey_map.ipynb,",
        "holds no source code: it shows the code of its cells.",
        "etc/passwd is a file of the machine.",
        "no folder is listed: / lists files.",
        "PUT, DELETE, PATCH, TRACE answered.",
        "says nothing about the server: %ff gives 500.",
        "repeats the token: an answer holds it.",
        "it lacks script-src, object-src, frame-ancestors. A proxy must pass it on",
        "X-Content-Type-Options, Referrer-Policy, Cache-Control missing or too wide.",
        "username-x lacks SameSite, HttpOnly.",
        "it loads from cdn.example.",
    ):
        assert any(words in line for line in wrong), f"{words}\n" + "\n".join(wrong)
    assert len(wrong) == len(CHECKS) - 1, "nobody but the server knows its names"


def test_a_local_server_must_not_answer_to_another_name(open_server: str) -> None:
    found = {each.what: each for each in probe(open_server)}
    assert found["the server has no other name"] == Checked(
        "the server has no other name",
        "it answers to elsewhere.example",
        "A web page could read it. Serve it with journeykit serve",
    )
    assert not found["without a token the page opens on this machine only"].wrong


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("my-map.json", "is no address of a server. Give one such as http://"),
        ("http://127.0.0.1:9/", "nothing answers at 127.0.0.1:9:"),
    ],
)
def test_where_no_page_answers_nothing_is_said_about_it(
    url: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check-serve", url]) == 2
    said = capsys.readouterr()
    assert not said.out
    assert words in said.err


def test_an_address_without_its_token_opens_no_page(trial: Served, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-serve", trial.url.split("?")[0]]) == 2
    assert "does not open (status 302): give the whole address, with its token." in capsys.readouterr().err
