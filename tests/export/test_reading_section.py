"""How a log was read: what is short stands there, the rest is folded, and readers see nothing of single people."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pandas as pd

from journeykit.events import read_events, source
from journeykit.export import render_page
from journeykit.export.reading_section import reading_section
from journeykit.export.section import Fold
from tests.events.reading.test_several import dentist
from tests.export.pages import report


def page_words(section: object) -> str:
    page = render_page(title="Log", sections=[section])  # type: ignore[list-item]
    body = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_readers_see_columns_and_counts_and_no_value_of_the_log() -> None:
    said = page_words(reading_section(report(), least=5))
    assert "Path column session (guessed)" in said
    assert "exact duplicates kept: 3" in said
    assert "the time is empty 1 line 4" in said
    for secret in ("s2", "window.hacked", "10:00:00", "17 ties", "duplicates='drop'"):
        assert secret not in said


def test_readers_of_several_sources_see_no_value_and_are_told_of_a_missing_one(tmp_path: Path) -> None:
    events = dentist(tmp_path)
    said = page_words(reading_section(events.report, least=5))
    assert "'Patient' (given) in phone.csv" in said
    for secret in ("17", "c-1", "see prices", "10:00"):
        assert secret not in said
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 nothing")
    frame = pd.DataFrame({"user_id": ["a"], "event": ["x"], "timestamp": ["2026-05-01"]})
    report = read_events([source(broken), source(frame, name="web")]).report
    for least in (1, 5):
        assert "broken.parquet cannot be read, so its events are missing" in page_words(
            reading_section(report, least=least)
        )


def test_many_rejected_lines_and_notes_are_folded() -> None:
    rows = [("shop.csv", line, "", f"reason {line}") for line in range(9)]
    rejected = pd.DataFrame(rows, columns=["part", "line", "column", "reason"])
    for least, words in ((1, "More: columns and their first values, 9 reasons"), (5, "9 reasons of rejected lines")):
        section = reading_section(report(rejected=rejected, lines=609), least=least)
        (fold,) = [part for part in section.parts if isinstance(part, Fold)]
        assert fold.summary.startswith(words)
