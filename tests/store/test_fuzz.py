"""Damaged files by the thousand: each opens or says why, and a good map opens whatever lies beside it."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

import journeykit as jk
from journeykit import formats
from journeykit.cli import main
from journeykit.errors import DocumentError, ExportError, FormatError, MapError
from journeykit.model import JourneyMap
from journeykit.model.check import check
from journeykit.serve import voila
from journeykit.store import SharedMap, dump_map, open_shared, parse_map, read_map, revision, write_map
from journeykit.store.live import log_path
from tests.cpu import usual_seconds
from tests.damage import spoiled_bytes, spoiled_json, wrong
from tests.formats.maps import full_map

OLD = Path(__file__).parents[1] / "data" / "journeykit-map-0.9.json"
TABLES = {
    "facts": ("name", "value"),
    "operations": ("id", "edit", "args", "author", "at", "base", "outcome", "words", "fields", "clashes", "revision"),
    "snapshots": ("revision", "content"),
    "versions": ("number", "name", "revision", "author", "at"),
    "remarks": ("number", "id", "thread", "target", "kind", "text", "author", "at"),
    "presence": ("session", "author", "place", "seen"),
}
VALUES = ["", "x", "{", "[]", "[1]", b"\xff\xfe", -1, 10**15, 1.5, "null", '{"a": 1}', "\x00", None]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    full = dump_map(full_map())
    newer = full.replace('"version": "1.2"', '"version": "1.7"').replace('"stages": [', '"mood": 3, "stages": [', 1)
    return [full, newer, OLD.read_text(encoding="utf-8"), dump_map(jk.example("online-shop"))]


@pytest.mark.slow
@pytest.mark.parametrize("count", [400, pytest.param(20_000, marks=pytest.mark.soak)])
def test_a_damaged_map_opens_or_says_why(texts: list[str], count: int) -> None:
    found: Counter[str] = Counter()
    opened = 0

    def task() -> None:
        nonlocal opened
        journey = parse_map(data, source="shop.json")
        opened += 1
        assert parse_map(dump_map(journey)) == journey
        if chance.random() < 0.1:  # What opens can be used.
            check(journey)
            for write in formats.WRITERS.values():
                write(journey)

    for number in range(count):
        chance = random.Random(f"map {number}")
        text = chance.choice(texts)
        data = spoiled_bytes(chance, text.encode()) if chance.random() < 0.5 else spoiled_json(chance, text)
        found[wrong(task)] += 1
    assert found == {"": count}
    assert opened > count / 30, "too few opened for what follows to mean anything"


def spoil_history(chance: random.Random, log: Path, whole: bytes) -> None:
    """Spoil a history as a disk does, or as a program that wrote nonsense into one of its tables."""
    if chance.random() < 0.5:
        log.write_bytes(spoiled_bytes(chance, whole))
        return
    log.write_bytes(whole)
    database = sqlite3.connect(log, isolation_level=None)
    for _ in range(chance.choice([1, 1, 2])):
        table = chance.choice(list(TABLES))
        one = f"WHERE rowid = (SELECT rowid FROM {table} ORDER BY rowid LIMIT 1 OFFSET {chance.randrange(3)})"
        values: list[object] = []
        match chance.randrange(10):
            case 0:
                statement = f"DROP TABLE {table}"
            case 1:
                statement = f"DELETE FROM {table} {one}"
            case 2:
                statement = f"PRAGMA user_version = {chance.choice([0, 999, 10**6, -5])}"
            case _:
                statement, values = (
                    f"UPDATE {table} SET {chance.choice(TABLES[table])} = ? {one}",
                    [chance.choice(VALUES)],
                )
        try:
            database.execute(statement, values)
        except sqlite3.Error:
            continue  # This one the tables themselves refuse.
    database.close()


def looks(shared: SharedMap) -> list[Callable[[], object]]:
    return [
        lambda: shared.history.entries(5000),
        lambda: [shared.history.at(version.revision) for version in shared.history.versions()],
        shared.comments.threads,
        shared.presence.people,
    ]


@pytest.mark.slow
@pytest.mark.parametrize("count", [60, pytest.param(3_000, marks=pytest.mark.soak)])
def test_a_good_map_opens_whatever_its_history_holds(tmp_path: Path, count: int) -> None:
    path = tmp_path / "shop.json"
    jk.write_map(jk.new_map("Shop", stages=["Browse", "Pay", "Use"]), path)
    with open_shared(path, author="Ann") as ann:
        ann.edit("update_stage", id="pay", name="Check out")
        ann.comments.add("stages/pay", "Why?")
        ann.history.name_version("First")
        for number in range(110):
            ann.edit("set_cell", stage="use", lane="goals", text=f"Goal {number}")
    good, whole, want = path.read_bytes(), log_path(path).read_bytes(), read_map(path)
    found: Counter[str] = Counter()
    aside = 0
    for number in range(count):
        chance = random.Random(f"history {number}")
        for left in tmp_path.iterdir():
            left.unlink()
        path.write_bytes(good)
        spoil_history(chance, log_path(path), whole)
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            shared = open_shared(path, author="Ben")
        assert isinstance(shared, SharedMap)
        with shared:
            assert shared.map == want, f"history {number} gave another map"
            kept = list(tmp_path.glob("*.history.broken-*"))
            assert bool(kept) == bool(told) == any("was damaged and is kept as" in str(one.message) for one in told)
            aside += bool(kept)
            found += Counter(map(wrong, looks(shared)))
            shared.edit("update_stage", id="pay", name="Till")
            shared.undo()
    assert set(found) == {""}, found
    assert aside > count / 4


# ------------------------------------------------------------------------------------------------- names and numbers


def circle(folder: Path) -> Path:
    for end in ("json", "csv"):
        (folder / f"a.{end}").symlink_to(folder / f"b.{end}")
        (folder / f"b.{end}").symlink_to(folder / f"a.{end}")
    return folder / "a.json"


NOWHERE = ["circle", "nul\0.json", "half\ud800.json", "x" * 300 + ".json", "folder.json", "deep/a"]


@pytest.mark.parametrize("name", NOWHERE, ids=ascii)
def test_a_name_that_leads_nowhere_is_told_by_whatever_is_given_it(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "deep").write_text("no folder", encoding="utf-8")
    path = circle(tmp_path) if name == "circle" else tmp_path / name
    shop = jk.new_map("Shop", stages=["Pay"])
    for task in (
        lambda: read_map(path),
        lambda: revision(path),
        lambda: open_shared(path),
        lambda: open_shared(path, read_only=True),
        lambda: formats.read(path),
        lambda: formats.read(path, format="xlsx"),
    ):
        with pytest.raises((DocumentError, FormatError, ExportError)) as caught:
            task()
        assert "Errno" not in str(caught.value)
    for task in (
        lambda: write_map(shop, path),
        lambda: write_map(shop, path, expect="0" * 64),
        lambda: formats.write(shop, path.with_name(path.name.replace(".json", ".csv")), format="csv"),
    ):
        with pytest.raises((ExportError, DocumentError)):
            task()
    if name == "circle":
        assert path.is_symlink()


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "FILE"],
        ["check", "FILE", "--json"],
        ["diff", "FILE", "good.json"],
        ["diff", "good.json", "FILE", "--html", "out.html"],
        ["export", "FILE", "-o", "out.csv"],
        ["export", "FILE", "-o", "out.html"],
        ["import", "FILE", "-o", "out.json"],
        ["import", "FILE", "-o", "out.json", "--format", "xlsx"],
        ["import", "FILE", "-o", "out.json", "--format", "mermaid"],
        ["import", "FILE", "-o", "out.json", "--format", "cjml"],
        ["serve", "FILE", "--no-browser"],
        ["export", "good.json", "-o", "FILE/out.csv"],
        ["import", "good.csv", "-o", "FILE/out.json"],
    ],
)
def test_every_command_says_what_is_wrong_with_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(voila, "serve_notebook", lambda *_, **__: pytest.fail("a damaged map is served"))
    write_map(jk.new_map("Shop", stages=["Pay"]), "good.json")
    formats.write(jk.new_map("Shop", stages=["Pay"]), "good.csv")
    circle(tmp_path)
    chance = random.Random(7)
    good = formats.WRITERS["xlsx"](full_map()).data
    Path("digits.json").write_text('{"a": ' + "1" * 5_000 + "}", encoding="utf-8")
    Path("bytes.json").write_bytes(b"\x00\xff" * 500)
    Path("cut.json").write_bytes(dump_map(full_map()).encode()[:900])
    for number in range(8):
        Path(f"spoiled-{number}.xlsx").write_bytes(spoiled_bytes(chance, good)[: chance.randrange(3_000)])
    for name in ("a.json", "no\0.json", "digits.json", "bytes.json", "cut.json", *map(str, Path().glob("*.xlsx"))):
        code = main([argument.replace("FILE", name) for argument in arguments])
        told = capsys.readouterr()
        assert code in (1, 2), name
        assert told.err.startswith(f"journeykit {arguments[0]}: "), name
        assert "Traceback" not in told.err
        assert len(told.err) < 3_000


def test_what_cannot_be_read_again_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "shop.json"
    write_map(jk.new_map("Shop"), path)
    before = path.read_bytes()
    for many, told in ((20_000_000, "the file has 20,000,103 bytes"), (5_000_000, "'description' has 5,000,000 char")):
        with pytest.raises(MapError, match=f"map 'shop' is too large to be saved: .*{told}"):
            write_map(jk.edit.update_map(read_map(path), description="x" * many), path)
    stages = [{"id": f"s{number}", "name": "S"} for number in range(10_001)]
    with pytest.raises(MapError, match=r"'stages' has 10,001 entries; at most 10,000"):
        write_map(JourneyMap.model_validate({"id": "shop", "name": "Shop", "stages": stages}), path)
    assert path.read_bytes() == before
    stages.pop()
    write_map(JourneyMap.model_validate({"id": "shop", "name": "Shop", "stages": stages}), path)
    assert len(read_map(path).stages) == 10_000


def test_a_map_comes_through_a_pipe(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, dump_map(jk.new_map("Shop")).encode())
    os.close(writing)
    assert read_map(f"/dev/fd/{reading}").name == "Shop"
    os.close(reading)


# ------------------------------------------------------------------------------------------------------------ bombs

HEAD = '{"format": "journeykit-map", "version": "1.0", "id": "shop", "name": "Shop", '
BOMBS: dict[str, tuple[Callable[[], str], str]] = {
    "100,000 faulty stages": (
        lambda: HEAD + '"stages": [' + ",".join(f'{{"id": "S {n}", "nam": 1}}' for n in range(100_000)) + "]}",
        "it holds more than 250,000 values: no map does.",
    ),
    "9,000 faulty stages": (
        lambda: HEAD + '"stages": [' + ",".join(f'{{"id": "S {n}", "nam": 1}}' for n in range(9_000)) + "]}",
        "27,000 problems.",
    ),
    "100,000 stages": (
        lambda: HEAD + '"stages": [' + ",".join(f'{{"id":"s{n}","name":"S"}}' for n in range(100_000)) + "]}",
        "it holds more than 250,000 values",
    ),
    "60,000 phases": (
        lambda: (HEAD + '"phases": [' + ",".join(f'{{"id":"s{n}"}}' for n in range(60_000)) + "]}").replace(
            "1.0", "0.9"
        ),
        "'phases' has 60,000 entries; at most 10,000 are read.",
    ),
    "broken references": (
        lambda: (
            HEAD
            + '"stages": ['
            + ",".join(f'{{"id": "s{n}", "name": "S", "owners": ["a", "b"]}}' for n in range(9_000))
            + '], "touchpoints": ['
            + ",".join(f'{{"id": "t{n}", "name": "T", "stage": "z{n}"}}' for n in range(9_000))
            + "]}"
        ),
        "27,000 problems.",
    ),
    "faulty words": (
        lambda: (
            HEAD
            + '"emotions": ['
            + ",".join(f'{{"stage": "a", "score": 1, "words": [{",".join("1" * 1_900)}]}}' for _ in range(120))
            + "]}"
        ),
        "problems.",
    ),
    "fields": (
        lambda: HEAD + ",".join(f'"k{n}": 1' for n in range(240_000)) + "}",
        "an object in it has 240,004 fields",
    ),
    "20 MB of text": (lambda: HEAD + '"description": "' + "x" * 20_000_000 + '"}', "more than 16,777,216 bytes"),
    "10 MB of text": (lambda: HEAD + '"description": "' + "x" * 10_000_000 + '"}', "10,000,000 characters"),
    "a long key": (lambda: HEAD + '"' + "k" * 3_000_000 + '": 1}', "there is no such field"),
    "deep": (lambda: HEAD + '"stages": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
    "wide": (lambda: HEAD + '"stages": [' + "[]," * 5_000_000 + "[]]}", "more than 250,000 values"),
}

READ = """
import sys, time
from journeykit.errors import DocumentError
from journeykit.store import read_map
start = time.process_time()
try:
    read_map(sys.argv[1])
    told = "opened"
except DocumentError as error:
    told = str(error)
most = next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]
print(time.process_time() - start, int(most) / 1024, told)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the most memory is read from /proc")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_few_words_within_two_seconds_and_300_megabytes(tmp_path: Path, name: str) -> None:
    make, message = BOMBS[name]
    (tmp_path / "bomb.json").write_text(make(), encoding="utf-8")
    arguments = [sys.executable, "-c", READ, str(tmp_path / "bomb.json")]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    took_s, most_mb, told = done.stdout.split(" ", 2)
    assert message in told
    assert len(told.splitlines()) <= 54
    assert len(told) < 40_000
    assert (usual_seconds(float(took_s)) < 2, float(most_mb) < 300) == (True, True), f"{took_s} s, {most_mb} MB"


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE operations SET args = replace(args, 'Check out', 'Chequ out')",
        "UPDATE operations SET revision = 900 WHERE revision = 1",
        "DELETE FROM operations WHERE revision = 2",
        "UPDATE operations SET revision = 900 WHERE revision = 2",
    ],
)
def test_what_a_history_says_otherwise_than_the_file_that_it_saved_is_damage(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "shop.json"
    jk.write_map(jk.new_map("Shop", stages=["Pay"]), path)
    with open_shared(path, author="Ann") as ann:
        for name in ("Till", "Cash", "Check out"):
            ann.edit("update_stage", id="pay", name=name)
    database = sqlite3.connect(log_path(path))
    database.execute(damage)
    database.commit()
    database.close()
    with pytest.warns(UserWarning, match="was damaged and is kept as"):
        shared = open_shared(path)
    with shared:
        assert shared.map.stages[0].name == "Check out"
