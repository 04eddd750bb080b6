"""What is no log gets a sentence that says what it looks like, and what to call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from journeykit.errors import EventLogError
from journeykit.events import read_events


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("source,target,value\nHome,Product,120\nProduct,Cart,40\n", "a table of moves with their counts ('source' to"),
        ("path,total_conversions\nsearch > email > direct,4\nsearch > direct,2\nemail,1\n",
         "whole paths written as text in the column 'path' ('a > b > c')"),
        ("id;signup;trial;paid\n1;2024-01-01;2024-01-02;2024-01-05\n2;2024-01-01;;\n",
         "one row a traveller with a column for the time of each step ('signup', 'trial', 'paid')"),
        ("5 5 22 11 9\n22 5 5 11 9\n5 22 11\n", "one sequence a line, without ids and times."),
        ("home > product > cart\nhome > cart\n", "one sequence a line, without ids and times."),
    ],
)  # fmt: skip
def test_a_table_of_another_shape_is_told_what_it_looks_like(
    csv_file: Callable[..., Path], text: str, message: str
) -> None:
    with pytest.raises(EventLogError) as error:
        read_events(csv_file(text))
    assert f"It looks like {message}" in str(error.value)


def test_prose_is_not_taken_for_a_sequence(csv_file: Callable[..., Path]) -> None:
    with pytest.raises(EventLogError) as error:
        read_events(csv_file("This folder holds the log of the shop.\nThe log was made by Ann.\n"))
    assert "It looks like" not in str(error.value)
