"""The spill folder of a process that is killed is removed by the next one, and nobody else's is."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from journeykit.events.spill import PREFIX, SpillFolder, sweep_spills

HOLD = "from journeykit.events.spill import SpillFolder; s = SpillFolder(); print(s.path, flush=True); input()"


@pytest.fixture(autouse=True)
def parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JOURNEYKIT_SPILL_FOLDER", str(tmp_path))
    return tmp_path


def test_a_folder_in_use_stays_and_goes_with_a_process_that_is_killed(parent: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        theirs = Path(process.stdout.readline().decode().strip())
        (theirs / "duckdb_temp_storage.tmp").write_bytes(b"spilled")
        mine = SpillFolder()
        sweep_spills()
        assert {path.name for path in parent.iterdir()} == {theirs.name, Path(mine.path).name}
        process.send_signal(signal.SIGKILL)
        process.wait()
    sweep_spills()
    assert [str(path) for path in parent.iterdir()] == [mine.path]
    mine.remove()
    assert list(parent.iterdir()) == []


def test_what_only_looks_like_one_is_left_alone(parent: Path) -> None:
    (parent / f"{PREFIX}notes").mkdir()
    (parent / f"{PREFIX}file").write_text("mine")
    sweep_spills()
    assert len(list(parent.iterdir())) == 2
