"""Servers for browser tests, each started once a session on a free port.

``voila_url(notebook)``  the address of a notebook served as ``journeykit serve`` serves it
``lab_url(notebook)``    the address of a notebook in JupyterLab, on a copy in a clean home
``run_all(page)``        runs every cell of the notebook open in JupyterLab
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

NOTEBOOKS = Path(__file__).resolve().parent.parent.parent / "notebooks"

# What JupyterLab would ask the internet or its user for, and cells it would not draw before they are scrolled to.
LAB_SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
}


@dataclass
class Served:
    """One running ``journeykit serve``."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def kernels(self) -> list[int]:
        """Return the process ids of its kernels: its own children, and those of its warm process."""
        warm = self.warm()
        return [pid for pid in children(self.process.pid) if pid != warm] + (children(warm) if warm else [])

    def warm(self) -> int | None:
        """Return the id of the process that its kernels are forked from."""
        commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children(self.process.pid)}
        return next((pid for pid, command in commands.items() if b"journeykit.serve.warm" in command), None)

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end and return its exit code."""
        self.process.send_signal(how)
        try:
            return self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise


def children(pid: int) -> list[int]:
    """Return the ids of the processes that a process started, or that were forked from it."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def serve(notebook: Path, log: Path, *arguments: str) -> Served:
    """Start the product's own server for a notebook and wait until it says its address."""
    return start(log, "serve", str(notebook), *arguments)


def start(log: Path, *arguments: str, until: str = r" is at (http://\S+)\n") -> Served:
    """Start a command that serves, and wait until it says its address (or something else of interest)."""
    command = [sys.executable, "-m", "journeykit.cli", *arguments, "--no-browser"]
    # Keys of what is served are kept beside the log: a server that is started again there has the same.
    environment = os.environ | {"JUPYTER_DATA_DIR": str(log.parent / "jupyter")}
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
    for _ in range(600):
        url = re.search(until, log.read_text(encoding="utf-8"))
        if url:
            return Served(url.group(1), process, log)
        assert process.poll() is None, log.read_text(encoding="utf-8")
        time.sleep(0.1)
    process.kill()
    raise AssertionError(f"no address after 60 s:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def voila_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path | str], str]]:
    """Serve notebooks through the product: ``voila_url("04_dashboard")`` or a path; one server for each notebook.

    The address has no token, so that a test may put ``?map=…`` behind it; what says ``editable=True`` can be edited.
    """
    running: dict[Path, Served] = {}
    logs = tmp_path_factory.mktemp("voila")

    def address(notebook: Path | str) -> str:
        path = notebook if isinstance(notebook, Path) else NOTEBOOKS / f"{notebook}.ipynb"
        if path not in running:
            running[path] = serve(path, logs / f"{path.stem}-{len(running)}.log", "--no-token", "--editable")
        return running[path].url

    yield address
    ended = {path.name: served.end() for path, served in running.items()}
    assert set(ended.values()) <= {0}, ended


@pytest.fixture(scope="session")
def lab_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path | str], str]]:
    """Open notebooks in JupyterLab: ``lab_url("02_journey_map")`` or a path; it works on copies."""
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(NOTEBOOKS, home / "notebooks")
    for name, values in LAB_SETTINGS.items():
        file = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values), encoding="utf-8")
    token, port = secrets.token_hex(16), _free_port()
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"]
    command += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={home / 'notebooks'}"]
    with (home / "log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    base = f"http://127.0.0.1:{port}"
    _wait_for(f"{base}/api/status?token={token}", server, home / "log")

    def address(notebook: Path | str) -> str:
        if isinstance(notebook, Path):
            shutil.copy(notebook, home / "notebooks")
        name = Path(notebook).name.removesuffix(".ipynb")
        return f"{base}/lab/tree/{name}.ipynb?token={token}&reset"

    yield address
    server.terminate()
    server.wait(timeout=30)


def run_all(page: Page, *, seconds: float = 90) -> None:
    """Run every cell of the notebook that is open in JupyterLab and wait until the last one has run."""
    page.wait_for_selector(".jp-NotebookPanel .jp-CodeCell")
    page.get_by_text(re.compile(r"\| Idle$")).first.wait_for(timeout=1000 * seconds)
    started = re.compile(r"\[(\*|\d+)\]:")
    until = time.monotonic() + seconds
    while True:
        # Before the kernel is connected the order is dropped without a word: give it again until a prompt shows.
        # Or it is answered by a dialog that asks for the kernel, with the right one chosen.
        dialog = page.locator(".jp-Dialog")
        if dialog.count():
            assert "Select Kernel" in dialog.first.inner_text(), dialog.first.inner_text()
            dialog.get_by_role("button", name="Select", exact=True).click()
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        try:
            page.locator(".jp-CodeCell .jp-InputPrompt").filter(has_text=started).first.wait_for(timeout=2000)
            break
        except PlaywrightTimeout:
            if time.monotonic() > until:
                raise
    page.wait_for_function(
        """() => [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")]
                 .every((prompt) => /\\[\\d+\\]:/.test(prompt.textContent))""",
        timeout=1000 * max(1.0, until - time.monotonic()),
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            assert server.poll() is None, log.read_text(encoding="utf-8")
            time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not answer in 30 s:\n{log.read_text(encoding='utf-8')}")
