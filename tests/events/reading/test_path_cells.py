"""The cells of a whole path: its events, and how many travellers took it."""

from __future__ import annotations

import pandas as pd
import pytest

from journeykit.events import read_events
from journeykit.events.reading.path_cells import as_list, divided, travellers


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ({}, (0, 1)),
        ({"converted": "4", "lost": "6"}, (4, 6)),
        ({"converted": "4", "count": "10"}, (4, 6)),
        ({"converted": "11", "count": "10"}, "count"),
        ({"count": "3.0"}, (0, 3)),
        ({"converted": "true"}, (1, 0)),
        ({"converted": "0"}, (0, 1)),
        ({"converted": "2.5"}, "converted"),
        ({"converted": "1.234"}, "converted"),
        ({"converted": "1.234.567"}, (1_234_567, 0)),
        ({"converted": "1,234"}, (1234, 0)),
        ({"lost": None, "converted": None}, (0, 0)),
    ],
)
def test_counts_say_how_many_converted_and_how_many_did_not(counts: dict[str, str | None], found: object) -> None:
    assert travellers(counts) == found


def test_a_cell_is_divided_where_it_says_so() -> None:
    assert divided("1 3 -1 2 -1 -2", "-1") == ["1", "3", "2"]
    assert divided("New York\tRome", "\t") == ["New York", "Rome"]
    assert divided("['a', None, 'b ']", None) == ["a", "b"]
    assert divided(" > a >> b", ">") == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('["a", "b"]', ["a", "b"]),
        ("['a', 'b']", ["a", "b"]),
        ('[{"a": 1}]', None),
        ("[[1]]", None),
        ("[__import__('os')]", None),
        ("[" * 100_000, None),
        ("a, b", None),
    ],
)
def test_a_list_that_is_written_out_is_a_list_of_plain_values(text: str, found: object) -> None:
    assert as_list(text) == found


@pytest.mark.parametrize(
    "cell",
    [
        "a x 2 > b",
        "a (x2) > b",
        "a (x 2) > b",
        "a \N{MULTIPLICATION SIGN} 2 > b",
        "a \N{MULTIPLICATION SIGN}2 > b",
        "a (\N{MULTIPLICATION SIGN}2) > b",
    ],
)
def test_repetitions_are_expanded_however_they_are_written(cell: str) -> None:
    assert divided(cell, " > ") == ["a", "a", "b"]


@pytest.mark.parametrize("name", ["Step 2", "Email (2)", "box2", "Xbox 360", "x 2", "iPhone X 2"])
def test_a_number_in_a_name_is_no_repetition(name: str) -> None:
    assert divided(f"{name} > b", " > ") == [name, "b"]


def test_the_report_counts_what_was_repeated() -> None:
    frame = pd.DataFrame({"path": ["a x 3 > b", "b > a"], "conversions": [1, 2]})
    (note,) = [note for note in read_events(frame).report.notes if "repetitions" in note]
    assert "a sign of multiplication: 2 events more in the rows" in note
