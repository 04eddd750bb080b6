"""What-if: a worked case, the chain by hand, and an interval that its seed repeats."""

from __future__ import annotations

import numpy as np
import pytest

from journeykit.errors import EventLogError
from journeykit.events import Events, read_events
from journeykit.questions import what_if
from tests.events.conftest import frame_of


def shop() -> Events:
    """Of 100 who shop 40 buy, 20 ask for help and 40 leave; of those who ask for help half buy."""
    paths = ["shop buy"] * 40 + ["shop help buy"] * 10 + ["shop help"] * 10 + ["shop"] * 40
    rows = [(f"p{number}", event, n) for number, path in enumerate(paths) for n, event in enumerate(path.split())]
    return read_events(frame_of(rows))


def test_halving_a_drop_off_gives_the_others_their_share_of_it() -> None:
    row = what_if(shop(), "buy", "shop", change=0.5).to_pandas().iloc[0]
    assert (row["share_before"], row["share_after"]) == pytest.approx((0.4, 0.2))
    assert (row["paths"], row["conversions"]) == (100, 50)
    # 80 of 100 go on, two thirds of them buy at once and one third ask for help, of whom half buy.
    assert row["conversions_after"] == pytest.approx(100 * (0.8 * 2 / 3 + 0.8 / 3 / 2))
    assert row["difference"] == pytest.approx(row["conversions_after"] - 50)
    assert 0 < row["low"] < row["difference"] < row["high"]


def test_a_transition_to_an_event_or_to_the_goal_can_be_changed_too() -> None:
    row = what_if(shop(), "buy", "shop", "help", change=0).to_pandas().iloc[0]
    assert (row["share_after"], row["conversions_after"]) == pytest.approx((0, 50))
    row = what_if(shop(), "buy", "help", "buy", change=2).to_pandas().iloc[0]
    assert (row["share_after"], row["conversions_after"]) == pytest.approx((1, 60))


def test_no_change_is_no_difference_and_the_seed_repeats_the_interval() -> None:
    row = what_if(shop(), "buy", "shop", change=1).to_pandas().iloc[0]
    assert (row["difference"], row["low"], row["high"]) == pytest.approx((0, 0, 0), abs=1e-9)
    first, again, other = (what_if(shop(), "buy", "shop", seed=seed).to_pandas().iloc[0] for seed in (1, 1, 2))
    assert (first["low"], first["high"]) == (again["low"], again["high"])
    assert first["low"] != other["low"]
    assert np.isnan(what_if(shop(), "buy", "shop", resamples=0).to_pandas()["low"].iloc[0])


def test_the_interval_is_about_that_of_resampling_whole_paths() -> None:
    paths = np.repeat(np.arange(4), [40, 10, 10, 40])
    rng, differences = np.random.default_rng(0), []
    for _ in range(4_000):
        buy, helped, lost, left = np.bincount(rng.choice(paths, 100), minlength=4)
        on = buy + helped + lost
        after = (1 - left / 200) * (buy + helped) / on
        differences.append(100 * after - (buy + helped))
    row = what_if(shop(), "buy", "shop", resamples=4_000).to_pandas().iloc[0]
    assert (row["low"], row["high"]) == pytest.approx(tuple(np.quantile(differences, [0.025, 0.975])), abs=0.6)


def test_who_asks_for_a_transition_that_never_happens_gets_no_row() -> None:
    assert what_if(shop(), "buy", "help", "shop").to_pandas().empty


def test_what_cannot_be_changed_says_why() -> None:
    alone = read_events(frame_of([("p", "a", 0), ("p", "b", 1), ("p", "c", 2)]))
    with pytest.raises(EventLogError, match="after 'a' there is nothing but this transition"):
        what_if(alone, "c", "a", "b").to_pandas()
    with pytest.raises(EventLogError, match=r"change=-1 is no factor: 0\.5 halves a transition"):
        what_if(alone, "c", "a", "b", change=-1)


def test_the_assumptions_are_printed_under_every_chart() -> None:
    assert "assumes that the next event depends on the present one only" in what_if(shop(), "buy", "shop").note
