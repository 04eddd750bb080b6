"""``make sentiment``: one command gives the table of the guide."""

from __future__ import annotations

from pathlib import Path

import pytest

from journeykit.answers.sentiment import VADER_AGREEMENT
from tests.bench.sentiment import main

GUIDE = Path(__file__).resolve().parents[2] / "notebooks" / "guides" / "comments.md"


def made_up(folder: Path) -> Path:
    for name in ("amazon_cells", "imdb", "yelp"):
        lines = [f"the staff was {'great' if at % 2 else 'awful'} number {at}\t{at % 2}\n" for at in range(40)]
        (folder / f"uci_sentiment_{name}.txt").write_text("".join(lines), encoding="utf-8")
    rows = [f'{at},"{word} {at // 3}",{label}\n' for at, (word, label) in enumerate(
        [("great", "Positive"), ("awful", "Negative"), ("gate", "Neutral")] * 10)]  # fmt: skip
    (folder / "sfo2017_fact_comments.csv").write_text(
        "RESPNUM_FK,Comment,Sentiment\n" + "".join(rows), encoding="utf-8"
    )
    return folder


def test_the_table_has_each_method_on_each_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(made_up(tmp_path))]) == 0
    head, _, vader, across, within = capsys.readouterr().out.splitlines()
    assert head == "| Macro-F1 | amazon (40) | imdb (40) | yelp (40) | airport (30) |"
    assert vader == "| VADER | 1.00 | 1.00 | 1.00 | 1.00 |"
    assert across.startswith("| linear, fitted to the other sets of reviews | 1.00 | 1.00 | 1.00 | ")
    assert within.startswith("| linear, fitted to four fifths of the same set, five times | 1.00 | 1.00 | 1.00 | ")


def test_data_that_are_not_there_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JOURNEYKIT_REAL_DATA", raising=False)
    for arguments in ([], ["--data", str(tmp_path)]):
        assert main(arguments) == 1
        assert "sentiment: --data names the folder with uci_sentiment_amazon_cells.txt" in capsys.readouterr().err


@pytest.mark.soak
def test_the_table_of_the_guide_is_what_the_command_prints(real_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(real_data)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "\n".join(lines) in GUIDE.read_text(encoding="utf-8")
    reviews, survey = lines[2].split(" | ")[1:4], lines[2].split(" | ")[4].rstrip(" |")
    said = f"macro-F1 {min(reviews)} to {max(reviews)} on three sets of English reviews, {survey} on a survey"
    assert said == VADER_AGREEMENT
