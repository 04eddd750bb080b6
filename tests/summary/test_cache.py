"""What was withheld of a page once is withheld again, without finding it out again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import journeykit as jk
from journeykit.evidence import MeasuredMap
from journeykit.summary import cache, numbers
from journeykit.summary.cache import kept_logs, recalled, remember
from journeykit.summary.numbers import shared_numbers
from tests.summary.small_logs import small_log


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "journeykit" / "withheld"


@pytest.fixture
def measured() -> MeasuredMap:
    few = small_log(3)
    return jk.measure(few.journey, few.events())


@pytest.mark.slow
def test_the_second_reader_of_a_page_sees_the_same_and_waits_for_nothing(
    folder: Path, measured: MeasuredMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shared_numbers(measured)
    assert first.hidden
    monkeypatch.setattr(numbers, "crowd", None)
    again = shared_numbers(measured)
    assert (again.hidden, again.details, again.counts) == (first.hidden, first.details, first.counts)
    with pytest.raises(TypeError):
        shared_numbers(measured, least=4)


def test_another_map_over_the_same_log_is_another_page(
    folder: Path, measured: MeasuredMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared_numbers(measured)
    monkeypatch.setattr(numbers, "crowd", None)
    other = jk.measure(jk.edit.update_map(measured.journey, description="Ours"), measured.events)
    with pytest.raises(TypeError):
        shared_numbers(other)


@pytest.mark.slow
@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"hidden": [1], "details": []}', '{"hidden": ["\\"gone\\""], "details": []}']
)
def test_what_is_kept_damaged_is_found_out_again(folder: Path, measured: MeasuredMap, damage: str) -> None:
    first = shared_numbers(measured)
    (kept,) = folder.glob("*.json")
    assert kept.stat().st_mode & 0o777 == 0o600
    kept.write_text(damage)
    assert shared_numbers(measured).hidden == first.hidden


def test_a_folder_that_cannot_be_written_to_costs_time_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "taken"))
    remember("key", ["all"], [])
    assert recalled("key", ["all"]) is None


def test_the_oldest_page_is_forgotten_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("journeykit.summary.cache.MOST", 2)
    for number in range(4):
        remember(f"key{number}", [("got to", 1)], ["steps"])
    assert [recalled(f"key{number}", [("got to", 1)]) is not None for number in range(4)] == [False, False, True, True]
    assert recalled("key3", [("got to", 1)]) == (frozenset({("got to", 1)}), frozenset({"steps"}))


def test_few_prepared_logs_are_kept_for_their_owner_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logs = Path(str(kept_logs()))
    assert logs == folder.with_name("logs")
    assert logs.stat().st_mode & 0o777 == 0o700
    for number in range(cache.MOST_LOGS + 2):
        log = logs / f"{number}.prepared"
        log.write_bytes(b"")
        os.utime(log, (number, number))
    kept_logs()
    assert sorted(int(log.stem) for log in logs.iterdir()) == list(range(2, cache.MOST_LOGS + 2))
    (folder.parent / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder.parent / "file"))
    assert kept_logs() is False
