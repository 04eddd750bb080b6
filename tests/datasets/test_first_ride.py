import pandas as pd
import pytest

from journeykit.datasets import log_for

LAUNCH = pd.Timestamp("2026-04-20", tz="UTC")


@pytest.fixture(scope="module")
def log():
    return log_for("first-ride")


def first_of(log, event):
    return log[log["event"].eq(event)].groupby("path_id")["time"].min()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("app downloaded", "account created"),
        ("price shown", "ride booked"),
        ("ride booked", "ride cancelled while waiting"),
        ("ride booked", "driver met"),
        ("ride finished", "fare paid"),
        ("fare paid", "driver rated"),
        ("fare paid", "second ride finished"),
    ],
)
def test_a_step_never_comes_before_the_one_it_needs(log, before, after):
    later = first_of(log, after)
    assert (first_of(log, before).reindex(later.index) <= later).all()


def test_more_riders_book_at_the_price_since_it_is_shown_upfront(log):
    log = log_for("first-ride", travellers=20_000)
    price, booked = first_of(log, "price shown"), first_of(log, "ride booked")
    soon = (booked.reindex(price.index) - price).le(pd.Timedelta("1h"))
    share = soon.groupby(price >= LAUNCH).mean()
    assert share[True] > share[False] + 0.05


def test_price_and_waiting_lose_riders(log):
    shown, booked = first_of(log, "price shown"), first_of(log, "ride booked")
    cancelled = first_of(log, "ride cancelled while waiting")
    assert 0.25 < 1 - len(booked) / len(shown) < 0.6
    assert 0.15 < len(cancelled) / len(booked) < 0.4


def test_some_of_those_who_cancelled_book_again_and_ride(log):
    cancelled, met = first_of(log, "ride cancelled while waiting"), log[log["event"].eq("driver met")]
    again = met["time"] > met["path_id"].map(cancelled)
    assert 10 < met.loc[again, "path_id"].nunique() < 0.4 * len(cancelled)
