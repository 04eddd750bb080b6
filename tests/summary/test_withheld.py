"""Small groups stay behind, and so does what would give them away: a reader with an integer program finds none."""

from __future__ import annotations

import random
from collections.abc import Hashable, Mapping

import numpy as np
import pytest

from journeykit.summary.counts import Counts, Sum
from journeykit.summary.crowd import Crowd
from journeykit.summary.withheld import withheld
from tests.summary.attacker import Program


def table(seed: int, rows: int, columns: int) -> Counts:
    """Return a table of counts with totals: everybody stands in one row and one column."""
    chance = random.Random(seed)
    counts: dict[Hashable, int] = {
        (i, j): chance.choice([0, 1, 2, 3, 4, 5, 6, 9, 12, 30, 100]) for i in range(rows) for j in range(columns)
    }
    sums = []
    for name, ones, others in (("row", rows, columns), ("column", columns, rows)):
        for i in range(ones):
            parts = tuple((i, j) if name == "row" else (j, i) for j in range(others))
            counts[name, i] = sum(counts[part] for part in parts)
            sums.append(Sum((name, i), parts))
        counts["total"] = sum(counts[name, i] for i in range(ones))
        sums.append(Sum("total", tuple((name, i) for i in range(ones))))
    return Counts(counts, sums)


def crowd(table: Counts) -> Crowd:
    """Return one kind of traveller for each count that no other ones add up to; where nobody is, nobody may be."""
    parts = {each.whole: each.parts for each in table.sums}
    kinds = [cell for cell in table.counts if cell not in parts and table.counts[cell]]

    def inside(kind: Hashable, cell: Hashable) -> bool:
        return kind == cell or any(inside(kind, part) for part in parts.get(cell, ()))

    stands = np.array([[int(inside(kind, cell)) for kind in kinds] for cell in table.counts])
    there = np.array([table.counts[kind] for kind in kinds])
    none = np.zeros(len(kinds), np.int64)
    rest = np.zeros(len(table.counts), np.int64)
    return Crowd(list(table.counts), stands, there, rest, none, none, 0, (0, 0))


def hidden(table: Counts, least: int = 5) -> frozenset[Hashable]:
    return withheld(table, crowd(table), least=least)


def ranges(table: Counts, gone: frozenset[Hashable], least: int) -> Mapping[Hashable, tuple[int, int]]:
    """Return between which values the small cells lie for whoever knows all of this page."""
    known = Program()
    for whole, parts in table.sums:
        known.equal(whole, *parts)
    small = [cell for cell in gone if 0 < table.counts[cell] < least]
    for cell, count in table.counts.items():
        known.bounds[cell] = (1, least - 1) if cell in small else (0, 1000) if cell in gone else (count, count)
    return {cell: known.range({cell: 1}) for cell in small}


@pytest.mark.parametrize("seed", range(12))
def test_nobody_with_a_solver_finds_a_small_count_in_a_table_with_totals(seed: int) -> None:
    counts = table(seed, 2 + seed % 3, 2 + seed % 2)
    gone = hidden(counts)
    assert {cell for cell, count in counts.counts.items() if 0 < count < 5} <= gone
    assert all(low < high for low, high in ranges(counts, gone, 5).values())


def test_the_reader_of_these_tests_finds_what_is_withheld_without_its_partner() -> None:
    counts = Counts({"sum": 100, "mail": 60, "phone": 37, "post": 3}, [Sum("sum", ("mail", "phone", "post"))])
    assert ranges(counts, frozenset({"post"}), 5) == {"post": (3, 3)}
    assert hidden(counts) == {"post", "phone"}
    assert ranges(counts, hidden(counts), 5) == {"post": (1, 4)}


@pytest.mark.parametrize("pair", [(1, 1), (4, 4)])
def test_two_small_counts_do_not_hide_each_other(pair: tuple[int, int]) -> None:
    counts = {"sum": sum(pair) + 50, "a": pair[0], "b": pair[1], "c": 50}
    assert hidden(Counts(counts, [Sum("sum", ("a", "b", "c"))])) > {"a", "b"}


def test_what_holds_of_every_traveller_is_known_although_no_sum_says_it() -> None:
    # Nobody uses two channels and nobody none: with 20 of 23 in one, the other has the three that are left.
    counts = Counts({"sum": 23, "mail": 20, "post": 3}, [])
    kinds = np.array([[1, 1], [1, 0], [0, 1]])
    none = np.zeros(2, np.int64)
    apart = Crowd(["sum", "mail", "post"], kinds, np.array([20, 3]), np.zeros(3, np.int64), none, none, 0, (0, 0))
    assert withheld(counts, apart) == {"post", "mail"}
    both = np.array([[1, 1, 1], [1, 0, 1], [0, 1, 1]])
    three = np.zeros(3, np.int64)
    freely = Crowd(["sum", "mail", "post"], both, np.array([20, 3, 0]), three, three, three, 0, (0, 0))
    assert withheld(counts, freely) == {"post"}


def test_the_events_of_a_log_bound_who_made_them() -> None:
    # 20 and one are all events, and one stands in the log for who is not shown: one traveller, not two.
    counts = Counts({"mail": 20, "post": 1}, [])
    none, one = np.zeros(2, np.int64), np.ones(2, np.int64)
    stands = np.array([[1, 0], [0, 1]])
    tight = Crowd(["mail", "post"], stands, np.array([20, 1]), none, one, none, 21, (21, 21))
    assert withheld(counts, tight) == {"mail", "post"}
    loose = Crowd(["mail", "post"], stands, np.array([20, 1]), none, one, none, 30, (24, 30))
    assert withheld(counts, loose) == {"post"}


def test_where_nothing_is_small_nothing_stays_behind_and_zero_is_nobody() -> None:
    counts = {"sum": 20, "a": 12, "b": 8, "c": 0}
    assert hidden(Counts(counts, [Sum("sum", ("a", "b", "c"))])) == frozenset()


def test_a_limit_of_one_withholds_nothing() -> None:
    assert hidden(table(3, 4, 4), least=1) == frozenset()


def test_a_limit_of_two_says_no_more_of_a_count_than_that_it_is_withheld() -> None:
    counts = Counts({"sum": 41, "a": 40, "b": 1}, [Sum("sum", ("a", "b"))])
    assert hidden(counts, least=2) > {"b"}
