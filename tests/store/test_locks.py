"""Every saver holds the same lock, whatever the clocks say, and nothing beside a map is more open than the map."""

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import gettempdir

import pytest

import journeykit as jk
from journeykit.cli import main
from journeykit.errors import ConflictError
from journeykit.store import VERSION, SharedMap, dump_map, locks, open_shared, read_map, write_map
from journeykit.store.live import SharedFile, log_path, saving, share
from journeykit.store.locks import locked, locked_by_file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    jk.write_map(jk.new_map("Shop", stages=["Browse", "Pay", "Use"]), tmp_path / "shop.json")
    return tmp_path / "shop.json"


def names(path: Path) -> list[str]:
    return [stage.name for stage in read_map(path).stages]


def comes_to(path: Path, theirs: str) -> bool:
    """Wait until the file holds both: the edit of the session, and what came from elsewhere."""
    until = time.monotonic() + 15
    while names(path) != ["Browse", "Check out", theirs] and time.monotonic() < until:
        time.sleep(0.1)
    return names(path) == ["Browse", "Check out", theirs]


def landing_between(
    path: Path, module: object, monkeypatch: pytest.MonkeyPatch, until: threading.Event
) -> threading.Thread:
    """Let ``write_map`` save another name of a stage after the next look of a session, before it replaces the file."""
    theirs = jk.edit.update_stage(read_map(path), "use", name="By write_map")
    thread = threading.Thread(target=lambda: (write_map(theirs, path), until.set()))
    replace = module.write_atomic

    def replacing(target: Path, data: bytes, **options: object) -> None:
        monkeypatch.setattr(module, "write_atomic", replace)
        thread.start()
        until.wait(0.3)  # Whoever does not wait for the lock is through by now.
        replace(target, data, **options)

    monkeypatch.setattr(module, "write_atomic", replacing)
    return thread


@pytest.mark.slow
def test_a_map_written_between_the_look_and_the_save_of_a_session_does_not_vanish(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_shared(path, author="Ann") as ann:
        assert isinstance(ann, SharedMap)
        written = threading.Event()
        thread = landing_between(path, saving, monkeypatch, written)
        ann.edit("update_stage", id="pay", name="Check out")
        ann.save()
        thread.join()
        assert written.is_set()
        until = time.monotonic() + 10
        while "By write_map" not in [stage.name for stage in ann.map.stages] and time.monotonic() < until:
            time.sleep(0.1)
        assert "By write_map" in [stage.name for stage in ann.map.stages], "what write_map saved is gone"
    assert names(path)[2] == "By write_map"


def test_the_same_on_a_network_share(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("locks", "live.opening"):
        monkeypatch.setattr(f"journeykit.store.{module}.is_network_share", lambda folder: "nfs4")
    with open_shared(path, author="Ann") as ann:
        assert isinstance(ann, SharedFile)
        written = threading.Event()
        thread = landing_between(path, share, monkeypatch, written)
        ann.edit("update_stage", id="pay", name="Check out")
        thread.join()
        assert written.is_set()
        assert names(path)[2] == "By write_map", "what write_map saved is gone"


@pytest.mark.slow
@pytest.mark.parametrize("ahead_s", [3600, 10**9])
def test_a_file_from_the_future_is_taken_in_and_stops_no_saving(path: Path, ahead_s: int) -> None:
    with open_shared(path, author="Ann") as ann:
        write_map(jk.edit.update_stage(read_map(path), "use", name="From the future"), path)
        os.utime(path, (time.time() + ahead_s,) * 2)
        ann.edit("update_stage", id="pay", name="Check out")
        assert comes_to(path, "From the future")
        until = time.monotonic() + 5  # The file holds it a moment before the session says so.
        while ann.state.state != "saved" and time.monotonic() < until:
            time.sleep(0.02)
        assert ann.state.state == "saved"


@pytest.mark.slow
def test_a_clock_that_was_set_back_stops_no_saving(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time
    with open_shared(path, author="Ann") as ann:
        monkeypatch.setattr(time, "time", lambda: real() - 86_400)
        write_map(jk.edit.update_stage(read_map(path), "use", name="Yesterday"), path)
        ann.edit("update_stage", id="pay", name="Check out")
        assert comes_to(path, "Yesterday")


@pytest.mark.slow
def test_a_change_that_keeps_time_and_size_of_the_file_is_not_overwritten(path: Path) -> None:
    with open_shared(path, author="Ann") as ann:
        ann.save()
        before = path.stat()
        text = path.read_text(encoding="utf-8").replace('"Use"', '"Own"')
        with path.open("r+", encoding="utf-8") as file:
            file.write(text)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        ann.edit("update_stage", id="pay", name="Check out")
        assert comes_to(path, "Own")


# --------------------------------------------------------------------------------------------------------- the lock


def test_a_lock_leaves_no_file_behind_and_lets_in_one_at_a_time(path: Path) -> None:
    inside, most = 0, 0
    count = threading.Lock()

    def work() -> None:
        nonlocal inside, most
        for _ in range(40):
            with locked(path):
                with count:
                    inside += 1
                    most = max(most, inside)
                time.sleep(0.0005)
                with count:
                    inside -= 1

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert [found.name for found in path.parent.iterdir()] == ["shop.json"]


def test_a_file_system_without_locks_saves_all_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(handle: int, how: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", none)
    write_map(jk.new_map("New"), path)
    assert read_map(path).name == "New"


def test_a_lock_that_somebody_holds_is_waited_for_and_one_left_behind_is_taken(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PATIENCE_S", 0.1)
    with (
        locked_by_file(path),
        pytest.raises(ConflictError, match=re.escape("remove .shop.json.share-lock")),
        locked_by_file(path),
    ):
        pass
    left = path.with_name(".shop.json.share-lock")
    left.write_text("gone", encoding="utf-8")
    os.utime(left, (1, 1))
    with locked_by_file(path):
        assert left.exists()
    assert not left.exists()


def test_a_lock_left_behind_with_a_time_ahead_of_the_clock_is_taken_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PATIENCE_S", 0.1)
    monkeypatch.setattr(locks, "STALE_S", 0.4)
    left = path.with_name(".shop.json.share-lock")
    left.write_text("gone", encoding="utf-8")
    os.utime(left, (time.time() + 10**6,) * 2)
    with locked_by_file(path):
        assert left.read_bytes() != b"gone"
    assert not left.exists()


# ------------------------------------------------------------------------------------------------------- side files


def modes(folder: Path) -> dict[str, int]:
    return {found.name: found.stat().st_mode & 0o777 for found in folder.iterdir()}


@pytest.mark.slow
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o027, 0o077])
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_whatever_lies_beside_a_map_has_its_mode(path: Path, mode: int, umask: int) -> None:
    seen: dict[str, int] = {}
    path.write_text(dump_map(read_map(path)).replace(f'"version": "{VERSION}"', '"version": "0.9"'), encoding="utf-8")
    path.chmod(mode)
    before = os.umask(umask)
    try:
        with open_shared(path, author="Ann") as ann:
            ann.edit("update_stage", id="pay", name="Check out")
            ann.save()
            path.write_text("{", encoding="utf-8")
            os.utime(path, (1, 1))
            ann.save()
            with locked(path), locked_by_file(path):
                seen |= modes(path.parent)
        path.write_text("{", encoding="utf-8")
        with pytest.warns(UserWarning, match="rewritten"):
            open_shared(path).close()
        seen |= modes(path.parent)
        path.unlink()
        with pytest.warns(UserWarning, match="was missing and was rewritten"):
            open_shared(path).close()
        for name in ("page.html", "shop.csv", "shop.xlsx"):
            assert main(["export", str(path), "-o", str(path.with_name(name))]) == 0
        assert main(["diff", str(path), str(path), "--html", str(path.with_name("diff.html"))]) == 0
    finally:
        assert os.umask(before) == umask
    seen |= modes(path.parent)
    assert {
        *("shop.json", "shop.json.history", "shop.json.history-wal", "shop.json.history-shm", ".shop.json.lock"),
        *(".shop.json.share-lock", "shop.json.v0.9-backup", "shop.json.broken-1", "shop.json.broken-2"),
        *("page.html", "shop.csv", "shop.xlsx", "diff.html"),
    } <= set(seen)
    assert {name: oct(found) for name, found in seen.items() if found != mode} == {}


def test_a_history_that_was_too_open_is_closed_with_the_next_opening(path: Path) -> None:
    open_shared(path).close()
    log_path(path).chmod(0o644)
    path.chmod(0o600)
    open_shared(path).close()
    assert modes(path.parent) == {"shop.json": 0o600, "shop.json.history": 0o600}


def test_the_temporary_file_of_a_save_is_never_more_open_than_the_map(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.chmod(0o600)
    seen: dict[str, int] = {}
    fsync = os.fsync

    def looking(handle: int) -> None:
        seen.update(modes(path.parent))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", looking)
    write_map(jk.new_map("Shop"), path)
    assert any(name.endswith(".tmp") for name in seen)
    assert set(seen.values()) == {0o600}


AS_ANOTHER = """
import os, sys
from pathlib import Path
import journeykit as jk
from journeykit.store import open_shared

trial = f"{sys.argv[1]}-trial.json"  # What is imported on first use may be out of another person's reach.
jk.write_map(jk.new_map("Trial"), trial)
with open_shared(trial) as shared:
    shared.edit("add_stage", name="A")
for left in Path(trial).parent.glob("*trial*"):
    left.unlink()
os.setgid(12345); os.setuid(int(sys.argv[2])); os.umask(0o022)
jk.write_map(jk.edit.update_map(jk.read_map(sys.argv[1]), description=sys.argv[2]), sys.argv[1])
with open_shared(sys.argv[1], author=sys.argv[2]) as shared:
    shared.edit("add_stage", name=f"Of {sys.argv[2]}")
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become two people")
def test_two_people_of_one_group_share_a_map(tmp_path: Path) -> None:
    folder = tmp_path / "team"
    folder.mkdir()
    # However deep this process keeps its folders, others must come in.
    for parent in (folder, *(above for above in folder.parents if above.is_relative_to(gettempdir()))):
        if parent != Path(gettempdir()):
            parent.chmod(parent.stat().st_mode | 0o055)
    path = folder / "shop.json"
    jk.write_map(jk.new_map("Shop", stages=["Browse"]), path)
    folder.chmod(0o2775)
    path.chmod(0o664)
    os.chown(folder, 1001, 12345)
    os.chown(path, 1001, 12345)
    for person in ("1001", "1002", "1001"):
        done = subprocess.run([sys.executable, "-c", AS_ANOTHER, str(path), person], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    assert names(path) == ["Browse", "Of 1001", "Of 1002", "Of 1001"]
    jk.write_map(read_map(path), path)  # By root: the file stays that of whose it is.
    assert (path.stat().st_uid in (1001, 1002), path.stat().st_gid) == (True, 12345)
