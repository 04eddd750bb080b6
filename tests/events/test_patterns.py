"""Globs: the same reading in Python and in the engine."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.events import Label, read_events, relabel
from journeykit.events.patterns import escaped, fitting, is_glob, unescaped

NAMES = ["pay", "pay_card", "Pay", "a.b", "axb", "[x]", "line\nbreak", "help?", "helps", "5*", "55", "[5*]"]


@pytest.mark.parametrize(
    ("glob", "fits"),
    [
        ("pay*", ["pay", "pay_card"]),
        ("a.b", ["a.b"]),
        ("a?b", ["a.b", "axb"]),
        ("[x]", ["[x]"]),
        ("help?", ["help?", "helps"]),
        ("help[?]", ["help?"]),
        ("5[*]", ["5*"]),
        ("[5*", ["[5*]"]),
        ("*[*]*", ["5*", "[5*]"]),
        ("[5[*]]", ["[5*]"]),
        ("line*", ["line\nbreak"]),
        ("", []),
    ],
)
def test_only_the_star_and_the_question_mark_are_special(glob: str, fits: list[str]) -> None:
    assert fitting(NAMES, glob) == fits


def test_case_counts_unless_it_is_said_not_to() -> None:
    assert fitting(NAMES, "PAY*") == []
    assert fitting(NAMES, "PAY*", any_case=True) == ["pay", "pay_card", "Pay"]


def test_a_name_without_star_or_question_mark_is_no_glob() -> None:
    assert [is_glob(text) for text in ("pay", "[x]", "pay*", "p?y", "p[?]y", "[[*]?")] == [
        *(False, False, True, True, False, True)
    ]


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(glob=st.text(alphabet="ab*?.[]\n", min_size=1, max_size=6))
def test_python_and_the_engine_read_a_glob_alike(glob: str) -> None:
    names = ["a", "b", "ab", "a.b", "a\nb", "aab", ".", "*", "a?", "[*]", "[", "a]"]
    events = read_events(pd.DataFrame({"user_id": "u", "event": names, "timestamp": "2026-05-01"}))
    assert len(relabel(events, [Label("fits", (glob,))])) == len(fitting(names, glob))


@settings(max_examples=200, deadline=None)
@given(name=st.text(alphabet="a*?[].\n", max_size=8), other=st.text(alphabet="a*?[].\n", max_size=8))
def test_an_escaped_name_fits_that_name_and_no_other(name: str, other: str) -> None:
    assert fitting([name, other], escaped(name)) == [text for text in (name, other) if text == name]
    assert (is_glob(escaped(name)), unescaped(escaped(name))) == (False, name)
