"""What a dashboard's kernel leaves behind when it is ended: nothing."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import journeykit as jk
from tests.browser.servers import serve
from tests.serve.visitor import Visitor


def wait_for(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.1)


def test_the_spill_folder_goes_with_its_kernel_and_with_a_server_that_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spills = tmp_path / "spills"
    spills.mkdir()
    monkeypatch.setenv("JOURNEYKIT_SPILL_FOLDER", str(spills))
    monkeypatch.setenv("JOURNEYKIT_NO_FORK", "1")  # A fork of the warm process asks the log seldom, and opens none.
    map, log = tmp_path / "cooks.json", tmp_path / "log.csv"
    jk.write_map(jk.example("cook-family"), map)
    jk.datasets.log_for("cook-family").to_csv(log, index=False)

    def folders() -> int:
        return len(list(spills.glob("journeykit-spill-*")))

    served = serve(map, tmp_path / "one.log", "--log", str(log))
    before = folders()  # of the server, which has read the log once
    first, second = Visitor(served.url), Visitor(served.url)
    assert first.visit()[0] == second.visit()[0] == 200
    assert folders() == before + 2
    first.leave()
    wait_for(lambda: folders() == before + 1)
    kernels = served.kernels()
    served.process.send_signal(signal.SIGKILL)
    served.process.wait()
    wait_for(lambda: not [pid for pid in kernels if Path(f"/proc/{pid}").exists()])
    again = serve(map, tmp_path / "two.log", "--log", str(log))
    try:
        assert folders() == before
    finally:
        assert again.end() == 0
