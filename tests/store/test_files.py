import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from journeykit.atomic import write_atomic
from journeykit.errors import ConflictError, DocumentError, ExportError, MapError
from journeykit.formats.registry import _OF_SUFFIX
from journeykit.model import edit, new_map
from journeykit.store import read_map, revision, write_map
from journeykit.store.document import VERSION
from journeykit.store.files import OF_OTHER_FORMATS


def test_a_missing_file_is_told_with_the_maps_that_are_there(tmp_path: Path) -> None:
    write_map(new_map("Shop"), tmp_path / "shop.json")
    with pytest.raises(DocumentError, match=r"there is no such file.\nMaps in that folder: shop.json"):
        read_map(tmp_path / "shopp.json")


def test_a_link_stays_a_link_and_the_mode_stays(tmp_path: Path) -> None:
    target, link = tmp_path / "real.json", tmp_path / "link.json"
    write_map(new_map("A"), target)
    target.chmod(0o664)
    link.symlink_to(target)
    write_map(new_map("B"), link)
    assert link.is_symlink()
    assert read_map(target).name == "B"
    assert target.stat().st_mode & 0o777 == 0o664


def test_somebody_elses_save_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "shop.json"
    write_map(new_map("Shop"), path)
    seen = revision(path)
    write_map(edit.update_map(read_map(path), name="Theirs"), path)
    with pytest.raises(ConflictError, match="was saved by somebody else since it was read"):
        write_map(edit.update_map(new_map("Shop"), name="Mine"), path, expect=seen)
    assert read_map(path).name == "Theirs"


@pytest.mark.parametrize("failing", ["fsync", "replace"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_a_fault_during_a_save_leaves_the_old_file_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str, code: int
) -> None:
    path = tmp_path / "shop.json"
    write_map(new_map("Old"), path)

    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    if failing == "replace":
        monkeypatch.setattr(Path, "replace", fail)
    else:
        monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match=os.strerror(code)):
        write_map(new_map("New"), path)
    monkeypatch.undo()
    assert read_map(path).name == "Old"
    assert [p.name for p in tmp_path.iterdir()] == ["shop.json"]


def test_old_leftovers_of_a_killed_save_are_swept(tmp_path: Path) -> None:
    path = tmp_path / "shop.json"
    old, young = tmp_path / ".shop.json.1-aa.tmp", tmp_path / ".shop.json.1-bb.tmp"
    old.write_text("half")
    young.write_text("half")
    os.utime(old, (time.time() - 7200,) * 2)
    write_map(new_map("Shop"), path)
    assert not old.exists()
    assert young.exists()


KILLS = 400

# Children are forked from one warm process: 400 cold interpreters would test the import system instead.
KILLER = """
import os, random, signal, sys, time
from journeykit.model import edit, new_map
from journeykit.store import read_map, write_map

path, kills = sys.argv[1], int(sys.argv[2])
journey = edit.update_map(new_map("Shop"), description="x" * 200_000)
write_map(edit.update_map(journey, name="Save 0"), path)
moments = random.Random(7)
for kill in range(kills):
    first = int(read_map(path).name.removeprefix("Save "))
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        number = first
        while True:
            number += 1
            write_map(edit.update_map(journey, name=f"Save {number}"), path)
            os.write(writer, f"{number}\\n".encode())
    os.close(writer)
    time.sleep(moments.uniform(0.0, 0.03))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reader) as acknowledged:
        last = max([first, *(int(line) for line in acknowledged)])
    kept = int(read_map(path).name.removeprefix("Save "))
    assert kept in (last, last + 1), (kept, last)
print("saves", kept)
"""


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_a_whole_map_and_loses_no_acknowledged_save(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", KILLER, str(tmp_path / "shop.json"), str(KILLS)], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert int(run.stdout.split()[1]) > KILLS / 10, "too few saves got through for the kills to mean anything"


@pytest.mark.parametrize("expect", [None, "0" * 64])
def test_a_missing_folder_is_named_and_no_temporary_file_is(tmp_path: Path, expect: str | None) -> None:
    with pytest.raises(ExportError) as caught:
        write_map(new_map("Shop"), tmp_path / "none" / "shop.json", expect=expect)
    assert isinstance(caught.value, OSError)
    assert str(caught.value) == (
        f"{tmp_path}/none/shop.json cannot be written: there is no folder {tmp_path}/none. "
        "Make it first, or give another."
    )


@pytest.mark.parametrize("name", ["map.xlsx", "map.MD", "map.csv"])
def test_the_name_of_another_format_is_refused_with_the_way_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(MapError) as caught:
        write_map(new_map("Shop"), tmp_path / name)
    assert f"{name}: write_map writes JSON, and {Path(name).suffix} is the name of another format" in str(caught.value)
    assert f"journeykit.formats.write(journey, '{tmp_path / name}') or: journeykit export MAP.json -o" in str(
        caught.value
    )
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["map", "map.json", "map.v2", "map.jkmap"])
def test_any_other_name_may_be_a_map(tmp_path: Path, name: str) -> None:
    write_map(new_map("Shop"), tmp_path / name)
    assert read_map(tmp_path / name).name == "Shop"


def test_the_names_of_other_formats_are_those_of_the_formats_room() -> None:
    assert set(_OF_SUFFIX) == OF_OTHER_FORMATS


NO_FILE = "it is a pipe or device, not a file"
only_posix = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")


@only_posix
@pytest.mark.timeout(60)
def test_a_pipe_or_device_is_no_map_and_nobody_waits_for_it(tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe.json", tmp_path / "link.json"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for place in (pipe, link, Path("/dev/zero"), Path("/dev/null")):
        with pytest.raises(DocumentError, match=f"it cannot be read: {NO_FILE}"):
            read_map(place)
        with pytest.raises(DocumentError, match=NO_FILE):
            revision(place)


@only_posix
@pytest.mark.timeout(60)
def test_no_pipe_or_device_is_replaced_by_a_map(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    with pytest.raises(ExportError, match=NO_FILE):
        write_map(new_map("Shop"), pipe)
    with pytest.raises(OSError, match=NO_FILE):
        write_atomic(pipe, b"{}")
    assert pipe.is_fifo()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pipe.json"]


@only_posix
@pytest.mark.timeout(60)
def test_a_pipe_in_the_place_of_a_backup_or_lock_stops_no_saving(tmp_path: Path) -> None:
    path = tmp_path / "shop.json"
    write_map(new_map("Shop"), path)
    path.write_bytes(path.read_bytes().replace(f'"{VERSION}"'.encode(), b'"0.9"', 1))
    os.mkfifo(tmp_path / "shop.json.v0.9-backup")
    os.mkfifo(tmp_path / ".shop.json.lock")
    write_map(new_map("Shop 2"), path)
    assert read_map(path).name == "Shop 2"
    assert (tmp_path / "shop.json.v0.9-backup-2").is_file()
