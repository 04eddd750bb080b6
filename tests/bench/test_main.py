"""``make bench``: the command of the guide is understood, and what cannot be measured is told in one line."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.bench.__main__ import main, parser
from tests.bench.asked import QUESTIONS
from tests.bench.generate import KINDS

GUIDE = Path(__file__).resolve().parents[2] / "notebooks" / "guides" / "speed.md"


def test_the_command_in_the_guide_is_understood() -> None:
    [asked] = re.findall(r'make bench ARGS="([^"]*)"', GUIDE.read_text(encoding="utf-8"))
    assert parser().parse_args(shlex.split(asked)).scale == "1,10,50"


@pytest.mark.slow
def test_a_course_ends_in_a_table_with_times_ratios_and_memory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "table.md"
    small = ["--events", "20_000", "--vs", "duckdb", "--repeats", "1", "--scale", "0.001"]
    small += ["--comments", "500", "--answers", "2_000", "--output", str(table)]
    assert main(small) == 0
    text = table.read_text(encoding="utf-8")
    printed, said = capsys.readouterr()
    assert printed == text + "\n"
    assert said.splitlines() == [
        "making a log of 20,000 events",
        *(said for kind in KINDS for said in (f"the same log as {kind}", "run 1 of 1: journeykit")),
        *(f"run 1 of 1: {name}" for name in ("journeykit", "duckdb", "limit")),
        "the same log of dates only",
        "run 1 of 1: journeykit",
        "making a log of 1,000 events",
        "run 1 of 1: journeykit",
        "500 comments",
        "2,000 answers",
    ]
    assert re.search(r"\| 500 comments \| [\d.]+ \| read [\d.]+, fit [\d.]+, score [\d.]+, themes [\d.]+ \| ", text)
    assert re.search(r"\| 2,000 answers \| [\d.]+ \| read [\d.]+, measure [\d.]+ \| ", text)
    assert "## 20,000 events" in text
    kinds = re.split(r"\n#+ ", text.partition("## 20,000 events read and prepared, by kind of file")[2])[0]
    assert "All give the same transitions." in kinds
    assert [line.split("|")[1].strip() for line in kinds.splitlines() if line.endswith(" |")][1:] == list(KINDS)
    assert "| dates only |" in text.partition("## The same log of dates only")[2]
    assert "All contestants gave the same answers" in text
    assert text.count(" x)") >= 2 * len(QUESTIONS)
    assert "x the cold limit)" in text
    assert text.count(" ms)") == len(QUESTIONS) + 1


def test_what_cannot_be_measured_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--vs", "ibis"]) == 1
    assert capsys.readouterr().err.startswith("bench: nobody called 'ibis' takes part. Contestants: duckdb,")
    assert main(["--events", "10_000_000_000_000"]) == 1
    assert "Set TMPDIR to a larger disk, or ask for fewer events." in capsys.readouterr().err
