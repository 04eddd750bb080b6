"""What stands between the events of a whole path that is written as text."""

from __future__ import annotations

import pytest

from journeykit.events.reading.separators import is_path_name, separator


@pytest.mark.parametrize(
    ("cells", "named", "found"),
    [
        (["a > b", "b > c"], False, " > "),
        (["a>b", "b > c"], False, ">"),
        (["a", "b", "a -> b"], True, " -> "),
        (["a", "b", "a -> b"], False, None),
        (["a,b,a", "b,a"], True, ","),
        (["a,b,a", "b,a"], False, None),
        (["Berlin, Germany", "Rome, Italy"], True, None),
        (["the end. a", "a the end."], True, None),
        (["<b>a</b>", "<b>b</b>"], True, None),
        (["> quoted", "> again"], True, None),
        (["1 -1 2 -1 -2", "2 -1 -2"], False, "-1"),
        (["2024-05-01 a", "2024-05-01 b"], True, None),
        ([], True, None),
    ],
)
def test_what_stands_between_events_is_found_where_it_is_sure(cells: list[str], named: bool, found: str | None) -> None:
    assert separator(cells, named=named) == found


@pytest.mark.parametrize(
    ("column", "named"),
    [
        ("path", True),
        ("Default Channel Grouping Path", True),
        ("touchPoints", True),
        ("customer_journey", True),
        ("Click path", True),
        ("address", False),
        ("pathology", False),
        ("", False),
    ],
)
def test_a_column_is_called_after_paths(column: str, named: bool) -> None:
    assert is_path_name(column) is named


def test_a_slash_between_spaces_is_no_event() -> None:
    assert separator(["home / search / pay", "home / pay"], named=True) == " / "
