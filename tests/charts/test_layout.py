"""_layout.py: labels fit, keep their order and meet nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from journeykit.charts._layout import Box, crosses, fit, place, text_width, wrap


def test_wide_scripts_and_emoji_take_more_room_than_letters_and_accents_none() -> None:
    assert text_width("日本") > text_width("il")
    assert text_width("e\u0301") == text_width("e")
    assert text_width("ab", bold=True) > text_width("ab")


@given(st.text(max_size=80), st.floats(min_value=10, max_value=400))
def test_fitted_text_is_never_wider_than_its_room(words: str, room: float) -> None:
    assert text_width(fit(words, room)) <= room


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80), st.integers(min_value=1, max_value=4))
def test_wrapped_text_keeps_to_its_lines_and_its_width(words: str, lines: int) -> None:
    wrapped = wrap(words, 90, lines=lines)
    assert len(wrapped) <= lines
    assert all(text_width(line) <= 90 for line in wrapped)


def test_text_breaks_between_words_and_loses_none_while_there_is_room() -> None:
    assert " ".join(wrap("one two three four five", 60, lines=9)) == "one two three four five"
    assert wrap("", 60) == []
    assert wrap("one two three four five six seven", 60, lines=2)[-1].endswith("…")


def test_a_line_crosses_a_box_only_when_it_touches_it() -> None:
    box = Box(10, 10, 20, 20)
    assert crosses(box, (0, 0, 30, 30))
    assert crosses(box, (15, 0, 15, 30))
    assert not crosses(box, (0, 0, 30, 5))
    assert not crosses(box, (25, 0, 25, 30))
    assert not crosses(box, (0, 0, 8, 8))


def test_the_first_free_place_is_taken_and_a_taken_place_never() -> None:
    bounds = Box(0, 0, 100, 100)
    one, two, outside = Box(0, 0, 10, 10), Box(20, 0, 30, 10), Box(95, 0, 105, 10)
    assert place([outside, one, two], lines=[], taken=[], bounds=bounds) == (1, one)
    assert place([one, two], lines=[(0, 5, 10, 5)], taken=[], bounds=bounds) == (1, two)
    assert place([one], lines=[(0, 5, 10, 5)], taken=[], bounds=bounds) == (0, one)
    assert place([one], lines=[], taken=[Box(5, 5, 6, 6)], bounds=bounds) is None
