"""Conformance: the worked formula, and every kind of deviation (test_real_logs compares with pm4py)."""

from __future__ import annotations

import pytest
from statsmodels.stats.proportion import proportion_confint

from journeykit.errors import EventLogError
from journeykit.events import read_events
from journeykit.questions import Expected, alignments, conformance, deviations
from tests.events.conftest import frame_of


def log_of(*paths: str) -> list[tuple[str, str, int]]:
    return [(f"p{number}", event, n) for number, path in enumerate(paths) for n, event in enumerate(path)]


def kinds(paths: tuple[str, ...], happy: list[str]) -> list[list[object]]:
    # One more path follows the happy path, so that the log has all of its events.
    frame = deviations(read_events(frame_of(log_of(*paths, "".join(happy)))), happy).to_pandas()
    return sorted(frame[["kind", "event", "place", "deviations", "paths"]].values.tolist())


def test_fitness_of_a_plain_path_is_the_formula_of_the_longest_common_subsequence() -> None:
    events = read_events(frame_of(log_of("abc", "axc", "cab", "xyz", "z")))
    frame = alignments(events, list("abc"), top=None).to_pandas()
    fitness = dict(zip(frame["moves"].str.replace(r"[^a-z+-]", "", regex=True), frame["fitness"], strict=True))
    lcs = {"abc": 3, "axc": 2, "cab": 2, "xyz": 0, "z": 0}
    expected = sorted(1 - (len(path) + 3 - 2 * common) / (len(path) + 3) for path, common in lcs.items())
    assert sorted(fitness.values()) == pytest.approx(expected)


def test_the_summary_counts_paths_and_deviations() -> None:
    query = conformance(read_events(frame_of(log_of("abc", "abc", "axc", "c"))), list("abc"))
    row = query.to_pandas().iloc[0]
    assert (row["paths"], row["fitting"], row["inserted"], row["skipped"]) == (4, 2, 1, 3)
    assert (row["inserted_paths"], row["skipped_paths"]) == (1, 2)
    assert row["fitness"] == pytest.approx((1 + 1 + (1 - 2 / 6) + (1 - 2 / 4)) / 4)
    assert (row["low"], row["high"]) == pytest.approx(proportion_confint(2, 4, method="wilson"))
    assert query.paths("fitting").to_pandas()["path"].tolist() == ["p0", "p1"]


def test_deviations_are_told_by_kind_and_place() -> None:
    assert kinds(("abc",), list("abc")) == []
    assert kinds(("ac",), list("abc")) == [["skipped", "b", 2, 1, 1]]
    assert kinds(("xabc", "xxabc"), list("abc")) == [["unplanned", "x", 0, 3, 2]]
    repeated = kinds(("abbc",), list("abc"))
    assert [row[:2] for row in repeated] == [["repeated", "b"]]
    swapped = kinds(("acb",), list("abc"))
    assert [row[0] for row in swapped] == ["out of order", "skipped"]
    assert swapped[0][1] == swapped[1][1]


def test_optional_alternative_and_repeatable_touchpoints_cost_nothing() -> None:
    happy = ["a", Expected("b", optional=True), Expected(("c", "d"), repeatable=True)]
    events = read_events(frame_of(log_of("ac", "abd", "accdc", "abdd")))
    row = conformance(events, happy).to_pandas().iloc[0]
    assert (row["fitting_share"], row["fitness"]) == (1, 1)
    assert deviations(events, happy).to_pandas().empty
    moves = alignments(events, happy).to_pandas()["moves"].tolist()
    assert sorted(moves) == sorted(["a → c", "a → b → d", "a → c → c → d → c", "a → b → d → d"])
    text = "whole paths, against a → b (optional) → c or d (repeatable)"
    assert conformance(events, happy).definition["window"] == text


@pytest.mark.parametrize(
    ("happy", "message"),
    [
        ([], "a happy path is a list of touchpoints in order"),
        ("ab", "a happy path is a list of touchpoints in order"),
        (["a", ()], "touchpoint needs an event name, or several that count alike"),
        (["a", "bb"], "touchpoint 'bb' is no event of this log"),
    ],
)
def test_a_happy_path_that_makes_no_sense_says_why(happy: list[str], message: str) -> None:
    with pytest.raises(EventLogError) as error:
        conformance(read_events(frame_of(log_of("abc"))), happy)
    assert message in str(error.value)
