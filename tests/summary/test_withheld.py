"""Small groups stay behind, and so does what would give them away: an attacker with a solver finds none."""

from __future__ import annotations

import random

import pytest
from scipy.optimize import linprog

from journeykit.summary.withheld import Sum, withheld


def table(seed: int, rows: int, columns: int) -> tuple[dict[object, int], list[Sum]]:
    chance = random.Random(seed)
    counts: dict[object, int] = {
        (i, j): chance.choice([0, 1, 2, 3, 4, 5, 6, 9, 12, 30, 100]) for i in range(rows) for j in range(columns)
    }
    sums = []
    for name, ones, others in (("row", rows, columns), ("column", columns, rows)):
        for i in range(ones):
            parts = tuple((i, j) if name == "row" else (j, i) for j in range(others))
            counts[name, i] = sum(counts[part] for part in parts)
            sums.append(Sum((name, i), parts))
        counts["all"] = sum(counts[name, i] for i in range(ones))
        sums.append(Sum("all", tuple((name, i) for i in range(ones))))
    return counts, sums


def recovered(counts: dict[object, int], sums: list[Sum], hidden: frozenset[object], least: int) -> list[object]:
    """Return the small cells that whoever knows all of this page can work out."""
    unknown = sorted(hidden, key=str)
    place = {cell: i for i, cell in enumerate(unknown)}
    rows, right = [], []
    for whole, parts in sums:
        row, known = [0.0] * len(unknown), 0.0
        for cell, sign in [(whole, -1.0), *((part, 1.0) for part in parts)]:
            if cell in place:
                row[place[cell]] += sign
            else:
                known -= sign * counts[cell]
        rows.append(row)
        right.append(known)
    small = [cell for cell in unknown if 0 < counts[cell] < least]
    bounds = [(1, least - 1) if cell in small else (0, None) for cell in unknown]
    found = []
    for cell in small:
        aim = [float(other == cell) for other in unknown]
        low = linprog(aim, A_eq=rows, b_eq=right, bounds=bounds).fun
        high = -linprog([-part for part in aim], A_eq=rows, b_eq=right, bounds=bounds).fun
        if high - low < 1 - 1e-6:
            found.append(cell)
    return found


@pytest.mark.parametrize("seed", range(10))
def test_nobody_with_a_solver_finds_a_small_count_in_a_table_with_totals(seed: int) -> None:
    counts, sums = table(seed, 2 + seed % 3, 2 + seed % 2)
    hidden = withheld(counts, sums)
    small = {cell for cell, count in counts.items() if 0 < count < 5}
    assert small <= hidden
    if hidden != frozenset(counts):
        assert recovered(counts, sums, hidden, 5) == []


def test_the_attacker_of_these_tests_finds_what_is_withheld_without_its_partner() -> None:
    counts, sums = {"all": 100, "mail": 60, "phone": 37, "post": 3}, [Sum("all", ("mail", "phone", "post"))]
    assert recovered(counts, sums, frozenset({"post"}), 5) == ["post"]
    assert withheld(counts, sums) == {"post", "phone"}
    assert recovered(counts, sums, withheld(counts, sums), 5) == []


@pytest.mark.parametrize("pair", [(1, 1), (4, 4)])
def test_two_small_counts_do_not_hide_each_other(pair: tuple[int, int]) -> None:
    counts = {"all": sum(pair) + 50, "a": pair[0], "b": pair[1], "c": 50}
    assert "c" in withheld(counts, [Sum("all", ("a", "b", "c"))])


def test_where_nothing_is_small_nothing_stays_behind_and_zero_is_nobody() -> None:
    counts = {"all": 20, "a": 12, "b": 8, "c": 0}
    assert withheld(counts, [Sum("all", ("a", "b", "c"))]) == frozenset()


def test_a_limit_of_one_withholds_nothing() -> None:
    counts, sums = table(3, 4, 4)
    assert withheld(counts, sums, least=1) == frozenset()
