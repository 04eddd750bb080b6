"""The settings, read as values."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from jupyter_server.base import websocket
from nbformat import v4
from traitlets.config import Config
from voila.execute import VoilaExecutor

from journeykit.errors import ServeError
from journeykit.serve.settings import CONTENT_SECURITY_POLICY, TEMPLATE_ROOT, Address, voila_settings

NOTEBOOK = Path("dashboard.ipynb")
TEMPLATE = TEMPLATE_ROOT / "voila" / "templates" / "journeykit"
TOKENS = Path(__file__).resolve().parents[2] / "journeykit" / "editors" / "static" / "tokens.css"


def test_scripts_come_from_this_server_or_a_blob_only() -> None:
    rules = dict(rule.split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split("; "))
    assert rules["script-src"] == "'self' blob:"
    assert rules["default-src"] == "'self'"
    assert "http" not in CONTENT_SECURITY_POLICY


def test_a_quiet_line_is_pinged_and_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    tornado = voila_settings(NOTEBOOK, Address(port=1), "/tmp")["Voila"]["tornado_settings"]
    monkeypatch.setattr(websocket.ioloop.IOLoop, "current", lambda: SimpleNamespace(time=lambda: 15.005))
    said: list[str] = []

    class Line(websocket.WebSocketMixin):
        settings = tornado
        ws_connection = SimpleNamespace(client_terminated=False)
        log = SimpleNamespace(warning=lambda *words: None)

        def ping(self, data: bytes) -> None:
            said.append("ping")

        def close(self) -> None:
            said.append("close")

    # Opened at 0, and looked at for the first time a moment after its first interval: no pong can have come yet.
    Line().send_ping()
    assert said == ["ping"]


def test_what_a_visitor_could_override_is_switched_off() -> None:
    chosen = voila_settings(NOTEBOOK, Address(port=1), "/tmp")["VoilaConfiguration"]
    assert chosen["allow_template_override"] == chosen["allow_theme_override"] == "NO"
    assert not any(re.fullmatch(pattern, "picture.png") for pattern in chosen["file_allowlist"])


def test_a_page_waits_for_what_its_cells_show_on_a_busy_machine_too() -> None:
    # nbclient gives up without a word, and the page comes empty.
    executor = VoilaExecutor(v4.new_notebook(), config=Config(voila_settings(NOTEBOOK, Address(port=1), "/tmp")))
    assert executor.iopub_timeout >= 60


@pytest.mark.parametrize(("token", "expected"), [("", True), ("key", False)])
def test_kernels_are_kept_ready_only_without_a_key(token: str, expected: bool) -> None:
    chosen = voila_settings(NOTEBOOK, Address(port=1, token=token), "/tmp", preheat=2)["VoilaConfiguration"]
    assert chosen["preheat_kernel"] is expected


@pytest.mark.parametrize(
    ("ip", "loopback"), [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False)]
)
def test_only_loopback_refuses_other_host_names_and_none_goes_without_the_anti_forgery_cookie(
    ip: str, loopback: bool
) -> None:
    chosen = voila_settings(NOTEBOOK, Address(ip=ip, port=1, token="key"), "/tmp")["Voila"]["tornado_settings"]
    assert "disable_check_xsrf" not in chosen
    assert chosen["allow_remote_access"] is not loopback


def test_the_address_carries_the_key() -> None:
    assert Address(port=80, token="k").url == "http://127.0.0.1:80/?token=k"
    assert Address(ip="::1", port=80).url == "http://[::1]:80/"


def test_a_server_for_other_machines_needs_a_key() -> None:
    from journeykit.serve.voila import serve_notebook

    notebook = Path(__file__).resolve().parents[2] / "notebooks" / "04_dashboard.ipynb"
    with pytest.raises(ServeError, match=r"a dashboard on 0\.0\.0\.0 can be opened from other machines"):
        serve_notebook(notebook, ip="0.0.0.0", with_token=False)


def test_the_template_has_no_inline_script_and_names_no_other_host() -> None:
    for file in TEMPLATE.rglob("*"):
        if not file.is_file():
            continue
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"https?://", text), file
        for attributes in re.findall(r"<script([^>]*)>", text):
            assert "src=" in attributes or "json" in attributes, f"{file} has an inline script"
        assert not re.search(r"innerHTML|insertAdjacentHTML|\beval\(", text), file


def test_the_page_wears_the_colours_of_the_house() -> None:
    def values(text: str, prefix: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in re.findall(rf"--{prefix}([\w]+):\s*(#[0-9a-f]{{6}})", text):
            found.setdefault(name, []).append(value)
        return found

    house = values(TOKENS.read_text(encoding="utf-8"), "jk-")
    page = values((TEMPLATE / "static" / "page.css").read_text(encoding="utf-8"), "jk-page-")
    for name in set(page) & set(house):
        assert page[name][:2] == house[name][:2], name
    assert len(set(page) & set(house)) >= 6
