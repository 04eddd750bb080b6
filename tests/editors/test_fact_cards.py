"""FactCards and PageHeader: words that are shown as given, keys that are checked."""

from __future__ import annotations

import re
from typing import Any

import pytest

from journeykit.editors.fact_cards import FactCards, PageHeader
from journeykit.errors import JourneyKitError


def test_a_card_keeps_its_words_and_marks_the_thousands_of_a_count() -> None:
    cards = FactCards([{"label": "Paths", "value": 12480, "unit": "n", "detail": None, "tone": "good"}])
    assert cards.cards == [{"label": "Paths", "value": "12,480", "unit": "n", "tone": "good"}]


def test_a_zero_is_a_value() -> None:
    assert FactCards([{"label": "Paths", "value": 0}]).cards[0]["value"] == "0"


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (
            {"label": "A", "value": 1, "tine": "good"},
            "card 2 has the key 'tine', which is not shown. Did you mean 'tone'?",
        ),
        ({"label": "A"}, "card 2 has no 'value'"),
        ({"label": "", "value": 1}, "card 2 has no 'label'"),
        (
            {"label": "A", "value": 1, "tone": "red"},
            "card 2 has the tone 'red'. Choose one of: 'neutral', 'good', 'bad'",
        ),
        ({"label": "A", "value": 1, "direction": "north"}, "card 2 has the direction 'north'"),
    ],
)
def test_a_card_that_cannot_be_shown_is_refused_with_its_place(card: dict[str, Any], said: str) -> None:
    with pytest.raises(JourneyKitError, match=re.escape(said)):
        FactCards([{"label": "fine", "value": 1}, card])


def test_cards_set_later_are_checked_too() -> None:
    cards = FactCards([{"label": "A", "value": 1}])
    with pytest.raises(JourneyKitError, match="card 1 has no 'value'"):
        cards.cards = [{"label": "B"}]
    assert cards.cards == [{"label": "A", "value": "1"}]


def test_a_page_cannot_write_a_fact() -> None:
    cards = FactCards([{"label": "A", "value": 1}])
    header = PageHeader("Title")
    cards.set_state({"cards": [{"label": "B", "value": "2"}]})
    header.set_state({"title": "Forged"})
    assert cards.cards[0]["label"] == "A"
    assert header.title == "Title"


def test_a_header_takes_one_fact_or_several_and_badges_as_words() -> None:
    assert PageHeader("T", "one").subtitle == ["one"]
    header = PageHeader("T", ["one", "", "two"], ["synthetic", {"label": "evidence", "tone": "good"}], level=2)
    assert header.subtitle == ["one", "two"]
    assert header.badges == [{"label": "synthetic"}, {"label": "evidence", "tone": "good"}]
    assert repr(header) == "PageHeader(T)"
