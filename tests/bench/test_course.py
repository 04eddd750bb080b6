"""Contestants answer alike before any time is printed; who is missing, fails or differs is told."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from journeykit.errors import JourneyKitError
from tests.bench import course
from tests.bench.asked import differences
from tests.bench.contestants import CONTESTANTS
from tests.bench.course import Runs, require, run_all
from tests.bench.generate import write_log
from tests.bench.table import compared, of_kinds


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "log.parquet"
    write_log(path, 20_000)
    return path


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["pandas", "polars", "duckdb", "pm4py", "retentioneering"])
def test_a_contestant_gives_the_answers_of_journeykit(name: str, log: Path) -> None:
    module, package = CONTESTANTS[name]
    if package is not None and find_spec(package) is None:
        pytest.skip(f"{package} is not installed; the extra 'oracle' has it")
    ours, theirs = (import_module(f"tests.bench.contestants.{found}") for found in ("ours", module))
    mine, other = ours.load(log), theirs.load(log)
    assert theirs.ANSWERS
    for question, answer in theirs.ANSWERS.items():
        expected, found = ours.ANSWERS[question](mine), answer(other)
        assert differences(expected, found) == 0, question
        assert len(found) > 0


def test_an_answer_that_differs_has_no_time() -> None:
    run = {"load_s": 1.0, "load_peak": 1, "peak": 1, "seconds": {"funnel": 0.5}, "answers": {"funnel": [3, 2]}}
    other = run | {"answers": {"funnel": [3, 1]}}
    found = {"journeykit": Runs("journeykit", [run]), "pandas": Runs("pandas", [other])}
    course._compare(found, "journeykit")
    text = compared(found, 100)
    assert "- pandas, funnel: 1 rows differ from journeykit's, so it has no time here" in text
    assert "| funnel | - | 0.50 | differs |" in text


def test_a_kind_of_file_with_other_answers_has_no_ratio() -> None:
    run = {"load_s": 2.0, "load_cpu_s": 3.0, "load_peak": 10**9, "answers": {"transitions": [["a", "b", 1, 1, 2.0]]}}
    slow = run | {"load_s": 3.0}
    other = run | {"answers": {"transitions": []}}
    kinds = {"CSV": (10**9, Runs("", [run])), "JSON lines": (2, Runs("", [slow])), "Parquet": (3, Runs("", [other]))}
    text = of_kinds(kinds, 100)
    assert "| CSV | 1.00 | 2.00 | 3.00 | 1.00 x / 1.00 x | 1.00 |" in text
    assert "| 1.50 x / 1.00 x |" in text
    assert "| 1 rows differ |" in text
    assert "All give the same" not in text


@pytest.mark.slow
def test_who_fails_is_told_and_does_not_stop_the_others(tmp_path: Path) -> None:
    found = run_all(["journeykit"], tmp_path / "none.parquet", repeats=2, minutes=1, say=lambda _: None)
    assert "there is no file" in found["journeykit"].failure


def test_who_takes_all_the_time_is_stopped_and_told(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course, "MINUTE", 0.05)
    found = run_all(["journeykit", "duckdb"], log, repeats=1, minutes=0, say=lambda _: None)
    assert [runs.failure for runs in found.values()] == ["not done after 1.0 minutes"] * 2
    assert all(not runs.runs for runs in found.values())


def test_who_is_not_there_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course, "find_spec", lambda _: None)
    with pytest.raises(JourneyKitError, match=r'^polars is not installed\. Run: pip install "journeykit\[oracle\]"'):
        require(["polars"])
    with pytest.raises(JourneyKitError, match=r"^nobody called 'ibis' takes part\. Contestants: duckdb, journeykit,"):
        require(["ibis"])
