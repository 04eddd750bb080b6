"""text.py: what a person typed is what a person sees, on every surface."""

from __future__ import annotations

import html
import json
import re
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeykit import text

HOSTILE = [
    "<script>alert(1)</script>",
    "<a href=javascript:alert(1)>x</a>",
    "<b style=background:url(http://x.invalid)>bold</b>",
    "&lt;b&gt;",
    "</script><script>alert(1)</script>",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_plotly_label_decodes_to_the_literal_text(hostile: str) -> None:
    label = text.plotly_label(hostile)
    assert "<" not in label
    assert html.unescape(label) == hostile


def test_a_plotly_label_is_neither_a_template_nor_a_formula() -> None:
    label = text.plotly_label("%{meta[alt]} costs $5 or $6")
    assert "%{" not in label
    assert "$" not in label
    assert html.unescape(label) == "%{meta[alt]} costs $5 or $6"


def test_a_plotly_label_keeps_to_one_line_and_says_that_it_was_cut() -> None:
    assert text.plotly_label("one\ntwo\r\n three") == "one two three"
    assert text.plotly_label("x" * 10_000, most=20) == "x" * 19 + "…"


def test_a_plotly_label_isolates_text_that_runs_right_to_left() -> None:
    assert text.plotly_label("\u05e9\u05dc\u05d5\u05dd") == "\u2068\u05e9\u05dc\u05d5\u05dd\u2069"
    assert text.plotly_label("hello") == "hello"


def test_a_cut_never_splits_an_emoji_a_flag_or_an_accent() -> None:
    family = "👨‍👩‍👧"
    assert text.cut(family * 4, 3) == family * 2 + "…"
    assert list(text.clusters("🇨🇭🇩🇪e\u0301👍🏽")) == ["🇨🇭", "🇩🇪", "e\u0301", "👍🏽"]


@given(st.text(max_size=60), st.integers(min_value=1, max_value=70))
def test_a_cut_text_is_never_longer_than_asked(words: str, most: int) -> None:
    assert len(list(text.clusters(text.cut(words, most)))) <= most


@given(st.text(max_size=60))
def test_clusters_lose_nothing(words: str) -> None:
    assert "".join(text.clusters(words)) == words


@given(st.text(max_size=60))
def test_json_in_a_script_reads_back_the_same_and_cannot_end_the_script(words: str) -> None:
    written = text.json_script({"words": words})
    assert "<" not in written
    assert json.loads(written) == {"words": words}


def test_json_that_is_written_already_is_only_made_safe() -> None:
    assert text.json_script('{"a": "</script>"}') == '{"a": "\\u003c/script\\u003e"}'


def test_json_in_a_script_refuses_what_is_not_json() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        text.json_script({"n": float("nan")})


@pytest.mark.parametrize("hostile", [*HOSTILE, '" onclick="alert(1)', "' onclick='x"])
def test_html_text_holds_in_an_element_and_in_a_quoted_attribute(hostile: str) -> None:
    written = text.html_text(hostile)
    assert not set("<>\"'") & set(written)
    assert html.unescape(written) == hostile


def test_a_lone_surrogate_can_be_written_to_a_file() -> None:
    assert text.html_text("a\ud800b").encode() == "a\ufffdb".encode()
    assert text.plotly_label("a\ud800b\x00").encode() == "a\ufffdb".encode()


@pytest.mark.parametrize(
    ("typed", "stem"),
    [
        ("../../etc/passwd", "etc-passwd"),
        (".bashrc", "bashrc"),
        ("CON", "untitled"),
        ("lpt1.txt", "untitled"),
        ("", "untitled"),
        ("Spring / Summer: plan?", "Spring-Summer-plan"),
        ("Zürich\x00", "Zürich"),
    ],
)
def test_a_file_name_stays_in_its_folder(typed: str, stem: str) -> None:
    assert text.file_name(typed) == stem


def test_a_file_name_fits_the_file_system() -> None:
    assert len(text.file_name("ä" * 500).encode()) <= 80


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.3453, "34.5 %"),
        (0, "0.0 %"),
        (1, "100 %"),
        (0.00001, "under 0.1 %"),
        (0.99999, "over 99.9 %"),
        (None, "—"),
        (pd.NA, "—"),
        (float("nan"), "—"),
    ],
)
def test_a_share_is_a_percentage_that_never_rounds_something_to_nothing(share: float | None, words: str) -> None:
    assert text.share_words(share).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (0.25, "0.25 s"), (45, "45 s"), (90, "1.5 min"), (7200, "2 h"), (86_400 * 31, "31 d"), (None, "—")],
)
def test_a_duration_is_written_in_its_largest_fitting_unit(seconds: float | None, words: str) -> None:
    assert text.duration_words(seconds).replace("\u00a0", " ") == words


def test_counts_mark_their_thousands() -> None:
    assert text.count_words(12480) == "12,480"
    assert text.count_words(pd.NA) == "—"


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [(12480, "paths", "12,480 paths"), (1, "paths", "1 path"), (1, "families", "1 family"), (0, "paths", "0 paths")],
)
def test_one_of_a_unit_is_singular(number: int, unit: str, words: str) -> None:
    assert text.counted(number, unit) == words


def test_a_terminal_line_holds_no_escape_code_and_no_line_break() -> None:
    assert text.one_line("Pay \x1b[31mnow\nor\r\n\n later\t!") == "Pay [31mnow / or / later !"
    assert text.one_line("\n") == ""


@given(st.text(alphabet="a'\";|\t\n\r=+-@\uff1d ", max_size=12))
def test_a_csv_cell_is_no_formula_after_any_mark_and_can_be_read_back(words: str) -> None:
    cell = text.csv_cell(words)
    assert text.csv_plain(cell) == words
    first, *later = re.split("[;|\t\n\r]", cell)
    assert not first.startswith(("=", "+", "-", "@", "\uff1d"))
    for part in later:
        assert part.startswith("'") or not part.lstrip("'\"").startswith(("=", "+", "-", "@", "\uff1d")), cell


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 5, 3), date(2026, 5, 3), "3 May 2026"),
        (date(2026, 5, 3), date(2026, 5, 9), "3 to 9 May 2026"),
        (date(2026, 5, 3), date(2026, 6, 9), "3 May to 9 June 2026"),
        (date(2025, 12, 3), date(2026, 6, 9), "3 December 2025 to 9 June 2026"),
    ],
)
def test_a_period_repeats_nothing(first: date, last: date, words: str) -> None:
    assert text.period_words((first, last)) == words
    assert text.period_words(None) == ""
