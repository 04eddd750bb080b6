"""Who comes in and what is handed out, asked without a browser."""

from __future__ import annotations

import contextlib
import json
import random
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import quote_from_bytes, urlsplit

import pytest

from journeykit.serve.guard import V1
from tests.browser.servers import Served, serve
from tests.serve.test_guard import MALFORMED, NOISE, sent, v1
from tests.serve.visitor import Visitor

NOBODY = "11111111-1111-1111-1111-111111111111"
ADDRESSES = [
    "",
    "login",
    "logout",
    "api/me",
    f"api/kernels/{NOBODY}",
    f"api/kernels/{NOBODY}/channels",
    f"journeykit/alive/{NOBODY}",
    f"voila/api/shutdown/{NOBODY}",
    f"voila/query/{NOBODY}",
    "voila/api/shutdown/",
    "voila/files/beside.png",
    "voila/static/x",
    "voila/templates/journeykit/static/none.js",
    "voila/labextensions/x",
    "voila/api/themes/x",
]
ODD = [
    "%ff",
    "voila/api/shutdown/%ff",
    "voila/labextensions/%ff",
    "?token=%ff",
    "?token=",
    "%00",
    "x%0ay",
    "login?next=%0d%0ax",
    "?map=%7f",
    "x" * 3000,
    "login?next=%ff",
]

NOT_THERE = [
    f"voila/{room}/{name}"
    for room in ("templates", "static", "labextensions", "api/themes", "files")
    for name in (
        "",
        "x",
        "x/static/y",
        "journeykit/static",
        "journeykit/static/",
        "journeykit/static/%00",
        "journeykit/static/..%2f..%2findex.html.j2",
        "journeykit/static/%2e%2e/index.html.j2",
        "journeykit/static//etc/passwd",
        "journeykit/static/%0a",
        "..%2fjourneykit/static/page.js",
        "%2e%2e/static/x",
        "%00/static/x",
        "journeykit/other/page.js",
    )
]


def status(url: str, **headers: str) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize(
    "path",
    [
        f"api/kernels/{NOBODY}",
        f"api/kernels/{NOBODY}/channels",
        f"journeykit/alive/{NOBODY}",
        f"voila/api/shutdown/{NOBODY}",
        "voila/files/beside.png",
        "voila/files/trial.ipynb",
    ],
)
def test_nothing_but_login_and_assets_answers_without_the_key(trial: Served, path: str) -> None:
    address = trial.url.split("?")[0]
    assert status(address + path, Accept="application/json") >= 400


@pytest.mark.parametrize("name", ["beside.png", "trial.ipynb"])
def test_files_beside_the_notebook_are_not_served_even_with_the_key(trial: Served, name: str) -> None:
    address, key = trial.url.split("?token=")
    assert status(f"{address}voila/files/{name}?token={key}") == 403


def test_a_foreign_host_name_is_refused(trial: Served) -> None:
    assert status(trial.url, Host="dashboard.example") == 403


def test_an_unknown_kernel_is_not_alive(trial: Served) -> None:
    address, key = trial.url.split("?token=")
    url = f"{address}journeykit/alive/{NOBODY}?token={key}"
    with urllib.request.urlopen(url, timeout=30) as answer:
        assert answer.read() == b'{"alive": false}'


def test_a_kernel_is_its_visitor_s_and_nobody_else_s(trial: Served) -> None:
    owner, other = Visitor(trial.url), Visitor(trial.url)
    assert owner.visit()[0] == other.visit()[0] == 200
    assert owner.kernel_id != other.kernel_id
    kernel = f"{trial.url.split('?')[0]}api/kernels/{owner.kernel_id}"
    assert owner.ask(kernel)[0] == 200
    # Even one who knows the id, which nobody tells.
    assert other.ask(kernel)[0] == 404
    assert other.ask(kernel, "DELETE")[0] in (403, 404)
    other.leave(owner.kernel_id)
    assert other.knock(owner.kernel_id) == 404
    assert not other.alive(owner.kernel_id)
    assert owner.alive()
    assert owner.knock() == 101
    assert owner.leave() == 204
    assert not owner.alive()
    assert other.alive()
    other.leave()


def test_the_cookies_live_for_a_day_and_come_from_no_other_site(trial: Served) -> None:
    visitor = Visitor(trial.url)
    _, _, headers = visitor.ask(f"{trial.url.split('?')[0]}login")
    form = headers.get_all("Set-Cookie") or []
    _, _, headers = visitor.ask(trial.url)
    cookies = [*form, *(headers.get_all("Set-Cookie") or [])]
    assert {cookie.split("=")[0].split("-")[0] for cookie in cookies} == {"_xsrf", "username"}
    for cookie in cookies:
        assert "samesite=lax" in cookie.lower(), cookie
    for held in visitor.jar:
        assert held.expires is not None
        assert 23.9 * 3600 < held.expires - time.time() < 24.1 * 3600, held.name


def test_behind_a_proxy_with_a_certificate_the_login_cookie_is_for_encrypted_lines_only(trial: Served) -> None:
    address, key = trial.url.split("?token=")
    for said, secure in (("https", True), ("http", False)):
        asked = urllib.request.Request(f"{address}journeykit/alive/{NOBODY}?token={key}")
        asked.add_header("X-Forwarded-Proto", said)
        with urllib.request.urlopen(asked, timeout=60) as answer:
            [login] = [line for line in answer.headers.get_all("Set-Cookie") if line.startswith("username")]
        assert ("secure" in login.lower()) is secure


def raw(url: str, data: bytes) -> None:
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=5) as wire:
        wire.sendall(data)
        wire.settimeout(0.3)
        with contextlib.suppress(TimeoutError):  # It need not answer; what it writes into its log is looked at.
            while wire.recv(4096):
                continue


def test_strangers_write_no_stack_traces_into_the_log(trial_notebook: Path, tmp_path: Path) -> None:
    served = serve(trial_notebook, tmp_path / "log")
    stranger, rng = Visitor(served.url.split("?")[0]), random.Random(10)
    host = f"Host: {urlsplit(stranger.url).netloc}\r\n"
    form = f"{host}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\ntoken=%ff"
    try:
        for address in (*ADDRESSES, *ODD):
            for method in ("GET", "HEAD", "POST", "DELETE", "PUT", "PATCH", "OPTIONS", "TRACE"):
                code, text, _ = stranger.ask(stranger.url + address, method)
                assert "Traceback" not in text
                assert code != 500, (method, address)
            assert stranger.knock(NOBODY) == 403
            raw(stranger.url, f"POST /{address} HTTP/1.1\r\n{form}".encode())
        for address in NOT_THERE:
            for method in ("GET", "HEAD"):
                code, _, _ = stranger.ask(stranger.url + address, method)
                assert code != 500, (method, address)
                assert code in (400, 404) or "templates" not in address, (method, address)
        for _ in range(200):
            noise = rng.choice(ADDRESSES) + quote_from_bytes(rng.randbytes(rng.randint(1, 12)), safe="/?&=%+")
            raw(stranger.url, f"GET /{noise} HTTP/1.1\r\n{host}Connection: close\r\n\r\n".encode())
        for data in (rng.randbytes(200), b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"):
            raw(stranger.url, data)
    finally:
        assert served.end() == 0
    said = served.log.read_text(encoding="utf-8")
    assert "Traceback" not in said, said[-3000:]
    assert "Uncaught" not in said, said[-3000:]


def test_a_page_s_own_files_are_there_for_everybody(trial: Served) -> None:
    assert status(f"{trial.url.split('?')[0]}voila/templates/journeykit/static/page.js") == 200


def test_a_reader_writes_neither_stack_traces_nor_lines_into_the_log(trial_notebook: Path, tmp_path: Path) -> None:
    served = serve(trial_notebook, tmp_path / "log")
    key = served.url.split("token=")[1]
    reader = Visitor(served.url)
    try:
        assert reader.visit()[0] == 200
        for address in (*ODD, *NOT_THERE):
            reader.ask(f"{reader.base}{address}{'&' if '?' in address else '?'}token={key}")
            status(f"{reader.base}{address}", Referer=f"{served.url}&map=x", Authorization=f"token {key}")
        for first in (False, True):
            answer, wire = reader.line(protocol=V1 if first else "")
            assert "101" in answer
            for data in NOISE.values():
                reader.send(wire, data)
            for message in MALFORMED.values():
                reader.send(wire, v1(message) if first and isinstance(message["channel"], str) else json.dumps(message))
            refused = sent("x\n[FAKE] line\x1b[31m" + "y" * 200), sent("execute_request")
            for message in refused:
                reader.send(wire, v1(message) if first else json.dumps(message))
            assert reader.alive()
            # The line is not cut: a good message that comes after them all is answered.
            for name in ("again", "again", f"the-last-{first}"):
                good = sent("kernel_info_request", header__msg_id=name, content={})
                reader.send(wire, v1(good) if first else json.dumps(good))
            assert heard(wire, b"the-last")
            wire.close()
    finally:
        assert served.end() == 0
    said = served.log.read_text(encoding="utf-8").split(served.url, 1)[1]
    for word in ("Traceback", "Uncaught", "\n[FAKE]", "\x1b[", key):
        assert word not in said, said[-3000:]
    assert said.count("A page sent") == 2, said[-3000:]
    assert len(said) < 100_000


def heard(wire: socket.socket, word: bytes) -> bool:
    """Whether a word comes over a line."""
    wire.settimeout(30)
    found = b""
    while word not in found:
        more = wire.recv(65536)
        if not more:
            return False
        found += more
    return True
