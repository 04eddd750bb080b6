from itertools import pairwise

import pandas as pd
import pytest

from journeykit.datasets import log_for

LAUNCH = pd.Timestamp("2026-03-02", tz="UTC")


@pytest.fixture(scope="module")
def log():
    return log_for("music-premium")


def first_of(log, event):
    return log[log["event"].eq(event)].groupby("path_id")["time"].min()


def test_premium_is_paid_for_before_it_starts_and_months_come_in_order(log):
    steps = ["payment details entered", "Premium started", "second month paid", "third month paid", "sixth month paid"]
    times = [first_of(log, step) for step in steps]
    for before, after in pairwise(times):
        assert (before.reindex(after.index) <= after).all()


def test_most_who_pay_have_listened_for_free_before(log):
    paid, free = first_of(log, "Premium started"), first_of(log, "free listening begun")
    assert (free.reindex(paid.index) < paid).mean() > 0.85


def test_after_an_advert_more_look_at_premium_since_the_launch(log):
    advert, page = first_of(log, "advert met while listening"), log[log["event"].eq("Premium page viewed")]
    advert = advert[advert <= log["time"].max() - pd.Timedelta("7D")]
    since = page["time"] - page["path_id"].map(advert)
    looked = set(page.loc[since.between(pd.Timedelta(0), pd.Timedelta("7D")), "path_id"])
    share = pd.Series(advert.index.isin(looked)).groupby((advert >= LAUNCH).to_numpy()).mean()
    assert share[True] > share[False] + 0.1


def test_listeners_now_and_then_sign_up_least(log):
    people = log.groupby("listens")["path_id"].nunique()
    paid = log[log["event"].eq("Premium started")].groupby("listens")["path_id"].nunique()
    assert (paid / people).idxmin() == "now and then"
