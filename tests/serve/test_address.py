"""Where a server listens, and that readers and editors find it again after it was ended and started anew."""

from __future__ import annotations

import json
import re
import signal
import socket
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import nbformat
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import journeykit as jk
from journeykit.errors import ServeError
from journeykit.serve.address import PORTS, ListeningAddress, place, usual_ports
from tests.browser.chromium import shot
from tests.browser.servers import Served, start

LOCAL = "127.0.0.1"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture
def what(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Something to serve, with a data folder of its own."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "map.json"


def here(what: Path, **how: object) -> ListeningAddress:
    found = place(what, **{"ip": LOCAL, "port": 0, "with_token": True} | how)  # type: ignore[arg-type]
    found.listening.close()
    return found


def test_port_and_key_are_the_same_the_next_time(what: Path) -> None:
    first, second = here(what), here(what)
    assert first == ListeningAddress(second.address, first.listening)
    assert first.address.port in PORTS
    assert len(first.address.token) >= 32
    other = here(what.with_name("other.json"))
    assert other.address.token != first.address.token
    assert other.address.port != first.address.port


def test_the_key_is_kept_for_its_owner_alone_and_can_be_made_anew(what: Path, tmp_path: Path) -> None:
    first = here(what)
    (file,) = (tmp_path / "data" / "journeykit").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    fresh = here(what, new_token=True)
    assert fresh.address.token != first.address.token
    assert fresh.address.cookie_secret != first.address.cookie_secret, "who came with the old one is still let in"
    assert here(what).address == fresh.address
    file.chmod(0o644)  # others could have read it
    assert here(what).address.token != fresh.address.token


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"token": "x", "cookie": "00"}', '{"token": 1, "cookie": "zz"}'])
def test_a_damaged_key_is_made_anew(what: Path, tmp_path: Path, damage: str) -> None:
    here(what)
    (file,) = (tmp_path / "data" / "journeykit").iterdir()
    file.write_text(damage)
    assert here(what).address == here(what).address
    assert len(json.loads(file.read_text())["token"]) >= 32


def test_where_nothing_can_be_kept_it_is_said(what: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    assert "after a restart the address is another one" in here(what).note


def test_a_taken_port_is_passed_over_and_told(what: Path) -> None:
    first = place(what, ip=LOCAL, port=0, with_token=True)
    second = here(what)
    assert second.address.port == usual_ports(what)[1]
    assert f"usual port {first.address.port} is taken" in second.note
    first.listening.close()


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"port": 99999}, r"there is no port 99999\. Choose one from 1 to 65535 with --port"),
        ({"port": -1}, r"there is no port -1\."),
        ({"ip": "nonsense"}, r"'nonsense' is not an address to listen on\. Give an IP address with --ip: 127\.0\.0\.1"),
        ({"ip": ""}, r"'' is not an address"),
        ({"ip": "127.0.0.1:80"}, r"'127\.0\.0\.1:80' is not an address"),
        ({"ip": "256.0.0.1"}, r"'256\.0\.0\.1' is not an address"),
        ({"ip": "192.0.2.77"}, r"cannot listen on 192\.0\.2\.77 port any: .*assign"),
        ({"ip": "0.0.0.0", "with_token": False}, r"a dashboard on 0\.0\.0\.0 can be opened from other machines"),
    ],
)
def test_no_such_place_is_a_sentence(what: Path, how: dict[str, object], said: str) -> None:
    with pytest.raises(ServeError, match=said):
        here(what, **how)


def test_a_port_in_use_is_a_sentence(what: Path) -> None:
    with socket.socket() as other:
        other.bind((LOCAL, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ServeError, match=rf"cannot listen on 127\.0\.0\.1 port {port}: .*in use.*--port"):
            here(what, port=port)


# ----------------------------------------------------------------------------------------- ended and started anew


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[BrowserContext]:
    """One browser with its storage; its pages are not strict, for their server goes away under them."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def again(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Start a server with the same words as before; the last one is ended with the test."""
    running: list[Served] = []

    def begin(*words: str) -> Served:
        running.append(start(tmp_path / f"log-{len(running)}", "serve", *words))
        return running[-1]

    yield begin
    assert running[-1].end() == 0, running[-1].log.read_text(encoding="utf-8")


def kill(served: Served) -> None:
    served.process.send_signal(signal.SIGKILL)
    served.process.wait()


def notebook(folder: Path, *lines: str) -> Path:
    """A notebook whose only cell shows something."""
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cell = nbformat.v4.new_code_cell("\n".join(("import journeykit as jk", *lines)))
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), folder / "board.ipynb")
    return folder / "board.ipynb"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    jk.write_map(jk.new_map("Shop", stages=["Browse", "Pay"]), tmp_path / "shop.json")
    return tmp_path / "shop.json"


def rename(page: Page, stage: int, name: str) -> None:
    page.locator(".jk-stage__name").nth(stage).click()
    page.locator("textarea:focus, input:focus").fill(name)
    page.keyboard.press("Enter")


@pytest.mark.browser
def test_a_server_that_hangs_or_is_killed_is_told_within_five_seconds_and_a_reader_finds_the_next_one(
    shop: Path, again: Callable[..., Served], visitor: BrowserContext
) -> None:
    served = again(str(shop))
    page = visitor.new_page()
    page.goto(served.url)
    expect(page.locator(".jk-stage__name")).to_have_text(["Browse", "Pay"])
    page.locator("#jk-loading").wait_for(state="detached")
    away, ended = page.get_by_text("server does not answer"), page.get_by_text("session behind this page has ended")
    served.process.send_signal(signal.SIGSTOP)
    expect(away).to_be_visible(timeout=5000)
    served.process.send_signal(signal.SIGCONT)
    expect(page.locator("#jk-gone")).to_be_hidden()
    kill(served)
    expect(away).to_be_visible(timeout=5000)
    expect(page.get_by_role("button", name="Reload the page")).to_have_count(0)
    for width in (800, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        banner, title = (page.locator(part).bounding_box() for part in ("#jk-gone", "h1"))
        assert banner is not None
        assert title is not None
        assert banner["y"] + banner["height"] <= title["y"], "the banner covers the title"
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            shot(page, f"serve-away-{scheme}-{width}")
    next_one = again(str(shop))
    assert next_one.url == served.url
    expect(ended).to_be_visible()
    expect(away).to_be_hidden()
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        shot(page, f"serve-ended-{scheme}")
    page.get_by_role("button", name="Reload the page").click()
    expect(page.locator(".jk-stage__name")).to_have_text(["Browse", "Pay"])
    expect(page.locator("#jk-gone")).to_be_hidden()
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    "changed",
    [pytest.param(False, id="same file", marks=pytest.mark.soak), pytest.param(True, id="file changed since")],
)
def test_an_edit_on_its_way_when_the_server_was_killed_is_offered_by_the_next_one(
    shop: Path, tmp_path: Path, again: Callable[..., Served], visitor: BrowserContext, changed: bool
) -> None:
    words = (str(notebook(tmp_path, f"jk.MapBoard(jk.read_map({str(shop)!r}), editable=True)")), "--editable")
    served = again(*words)
    page = visitor.new_page()
    page.goto(served.url)
    expect(page.locator(".jk-keep")).to_be_attached()
    rename(page, 0, "Look around")
    expect(page.locator(".jk-keep")).to_contain_text("1 edit")
    served.process.send_signal(signal.SIGSTOP)
    rename(page, 1, "Check out")
    kill(served)
    expect(page.get_by_text("The notebook does not answer")).to_be_visible(timeout=5000)
    shot(page, "serve-editor-away")
    if changed:
        jk.write_map(jk.edit.update_stage(jk.read_map(shop), "pay", objective="Be quick"), shop)
    assert again(*words).url == served.url
    page.get_by_role("button", name="Reload the page").click()
    note = page.locator(".jk-keep__note").first
    expect(note).to_contain_text("2 edits of today", timeout=60_000)
    expect(note).to_contain_text(re.compile("The map has changed since" if changed else r"kept them\.(?! The map)"))
    shot(page, f"serve-offer-{changed}")
    page.get_by_role("button", name="Bring back").click()
    expect(page.locator(".jk-stage__name")).to_have_text(["Look around", "Check out"])
    page.close()


@pytest.mark.browser
def test_an_edit_on_its_way_to_a_shared_map_is_made_by_the_next_server(
    shop: Path, tmp_path: Path, again: Callable[..., Served], visitor: BrowserContext
) -> None:
    shared = f"jk.MapBoard(jk.store.open_shared({str(shop)!r}, author='Ann'), editable=True)"
    words = (str(notebook(tmp_path, shared)), "--editable")
    served = again(*words)
    page = visitor.new_page()
    page.goto(served.url)
    expect(page.locator(".jk-live")).to_be_visible()
    served.process.send_signal(signal.SIGSTOP)
    rename(page, 1, "Check out")
    kill(served)
    assert again(*words).url == served.url
    page.get_by_role("button", name="Reload the page").first.click()
    expect(page.get_by_text("1 edit that was kept in this browser is on the map now.")).to_be_visible(timeout=60_000)
    expect(page.locator(".jk-stage__name")).to_have_text(["Browse", "Check out"])
    page.close()
    until = 50
    while "Check out" not in shop.read_text(encoding="utf-8") and until:
        until -= 1
        time.sleep(0.2)
    assert "Check out" in shop.read_text(encoding="utf-8")


@pytest.mark.browser
def test_with_a_new_key_old_pages_are_let_in_no_more_and_say_so(
    shop: Path, again: Callable[..., Served], visitor: BrowserContext
) -> None:
    served = again(str(shop))
    page = visitor.new_page()
    page.goto(served.url)
    page.locator("#jk-loading").wait_for(state="detached")
    kill(served)
    assert again(str(shop), "--new-token").url != served.url
    expect(page.get_by_text("This page is no longer let in.")).to_be_visible()
    page.close()


def test_a_kernel_does_not_outlive_a_server_that_was_killed(shop: Path, again: Callable[..., Served]) -> None:
    from tests.serve.visitor import Visitor

    served = again(str(shop))
    assert Visitor(served.url).visit()[0] == 200
    kernels = served.kernels()
    assert kernels
    kill(served)
    again(str(shop))
    deadline = time.monotonic() + 10  # A kernel looks for its parent once a second, and a busy one late.
    while [pid for pid in kernels if Path(f"/proc/{pid}").exists()]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
