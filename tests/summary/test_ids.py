"""Ids and the order of travellers decide nothing: two copies of a log withhold the same, and tell nothing together."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

import numpy as np
import pandas as pd
import pytest

import journeykit as jk
from journeykit.evidence import MeasuredMap
from journeykit.summary import crowd as room
from journeykit.summary import numbers as numbers_room
from journeykit.summary.numbers import SharedNumbers, shared_numbers
from tests.summary.small_logs import SmallLog, small_log


def copy(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return a log with other ids and the travellers in another order; each path stays as it is."""
    chance, ids = random.Random(seed), list(frame["user_id"].unique())
    other = dict(zip(ids, chance.sample([f"z{n:04}" for n in range(len(ids))], len(ids)), strict=True))
    first = dict(zip(ids, chance.sample(range(len(ids)), len(ids)), strict=True))
    moved = frame.sort_values("user_id", key=lambda column: column.map(first), kind="stable")
    return moved.assign(user_id=moved["user_id"].map(other))


def measured(log: SmallLog, frame: pd.DataFrame, *, times: bool = True) -> MeasuredMap:
    if times:
        return jk.measure(log.journey, jk.read_events(frame, attribute_cols=log.attributes))
    untimed = frame.drop(columns="timestamp")
    return jk.measure(log.journey, jk.read_events(untimed, timestamp_col=(), attribute_cols=log.attributes))


def same(one: room.Crowd, other: room.Crowd) -> bool:
    pairs = zip(dataclasses.astuple(one), dataclasses.astuple(other), strict=True)
    return all(np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b for a, b in pairs)


def hold_the_same(seed: int, whole: int, times: bool, copies: int, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []

    def not_searched(people: room.Crowd, *_: object) -> tuple[frozenset[object], frozenset[str]]:
        return frozenset(), frozenset()

    def spy(of: MeasuredMap, *rest: Any) -> room.Crowd:
        given.extend(rest)
        return room.crowd(of, *rest)

    # Few are made up, so that it matters of whom they are copies.
    monkeypatch.setattr(room, "WHOLE", whole)
    monkeypatch.setattr(room, "MADE_UP", 24)
    monkeypatch.setattr(numbers_room, "_worked_out", not_searched)
    monkeypatch.setattr(numbers_room, "crowd", spy)
    log = small_log(seed)
    shared_numbers(measured(log, log.frame(), times=times))
    several = [
        room.crowd(measured(log, frame, times=times), *given)
        for frame in (log.frame(), *(copy(log.frame(), number) for number in range(copies)))
    ]
    assert several[0].there.any()
    assert all(same(people, several[0]) for people in several[1:])


@pytest.mark.slow
def test_the_same_travellers_are_looked_at_whatever_their_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    hold_the_same(5, 600, True, 1, monkeypatch)


@pytest.mark.slow
def test_a_sample_of_a_large_log_has_the_same_travellers_whatever_their_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    hold_the_same(5, 3, True, 1, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("times", [True, False], ids=["times", "order"])
@pytest.mark.parametrize("whole", [600, 5], ids=["all", "sample"])
@pytest.mark.parametrize("seed", range(4))
def test_logs_of_every_kind_have_the_same_travellers_whatever_their_ids(
    seed: int, whole: int, times: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_the_same(seed, whole, times, 2, monkeypatch)


@pytest.mark.slow
def test_two_copies_of_a_log_withhold_the_same_and_show_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MADE_UP", 24)
    # Otherwise the second page is found in the cache, as it has the same counts.
    monkeypatch.setattr(numbers_room, "recalled", lambda *_: None)
    log = small_log(5)
    one, two = (shared_numbers(measured(log, frame)) for frame in (log.frame(), copy(log.frame(), 0)))
    assert one.hidden
    assert said(one) == said(two)


def said(numbers: SharedNumbers) -> object:
    frames = {name: frame.to_csv() for name, frame in numbers.frames.items()}
    return numbers.hidden, numbers.details, numbers.counts, frames, numbers.steps.to_csv()
