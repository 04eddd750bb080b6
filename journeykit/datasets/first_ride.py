"""Made-up log for the example ``first-ride``: riders who take a first ride with a ride-hailing app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.datasets._table import states
from journeykit.datasets._walk import LEAVES, Change, Journey, Noise, Trait, walk

if TYPE_CHECKING:
    import pandas as pd

LAUNCH = "2026-04-20"
"""The app shows one price upfront from this day on, and says what it is made of."""

_GETTING = states(
    """
    friend  | friend's code opened    | messaging   | store .62 1h, download .20 10m
    ad      | advert tapped           | advertising | store .56 2m, ad .06 3d
    sign    | station sign scanned    | other       | store .60 2m, download .16 2m
    found   | store search done       | mobile_app  | store .72 1m
    store   | store page opened       | mobile_app  | download .62 2m, found .05 1d
    download | app downloaded         | mobile_app  | account .76 3m, look .08 2m
    look    | price shown             | mobile_app  | account .40 5m, look .10 10m
    account | account created         | mobile_app  | code .90 1m
    code    | phone number confirmed  | mobile_app  | pay .74 2m, where .16 2m
    pay     | payment method added    | mobile_app  | where .84 2m, account_2 .03 5m
    account_2 | account created       | mobile_app  | pay .50 3m
    """
)
_RIDING = states(
    """
    where   | destination entered     | mobile_app  | price .92 20s
    price   | price shown | mobile_app | book .42 1m, price .16 8m, explain .10 1m, rival .08 2m, ask .02 5m
    explain | price details opened    | mobile_app  | book .46 1m, price .20 3m
    rival   | other app compared      | other       | price .26 4m, book .08 5m
    ask     | support asked           | live_chat   | book .34 5m, price .20 5m
    book    | ride booked             | mobile_app  | driver .78 40s, map .12 2m, cancel .08 6m
    driver  | driver assigned         | mobile_app  | map .52 1m, call .06 2m, arrived .26 5m, cancel .11 5m
    map     | car watched on the map  | mobile_app  | map .18 2m, call .06 2m, arrived .58 4m, cancel .14 6m
    call    | driver called           | phone       | arrived .82 2m, cancel .14 3m
    cancel  | ride cancelled while waiting | mobile_app | where_2 .22 3d, why .16 1h
    why     | reason given            | email       | where_2 .34 4d
    arrived | driver met              | in_person   | ride .96 2m
    ride    | ride finished           | in_person   | paid .97 1m
    paid    | fare paid               | mobile_app  | rated .58 2m, receipt .24 10m, where_3 .06 6d
    receipt | receipt opened          | email       | rated .34 1h, help .06 1h, where_3 .16 6d
    help    | support asked           | live_chat   | rated .16 1h, where_3 .20 9d
    rated   | driver rated            | mobile_app  | where_3 .38 6d, tip .16 1m, mail .10 4d
    tip     | tip given               | mobile_app  | where_3 .56 5d
    mail    | ride credit e-mail opened | email     | where_3 .40 3d
    """
)
# States that end in _2 and _3 write the same events as their namesakes: for those who cancelled, and for repeat rides.
_AGAIN = states(
    """
    where_2 | destination entered     | mobile_app  | price_2 .90 20s
    price_2 | price shown             | mobile_app  | book_2 .50 1m
    book_2  | ride booked             | mobile_app  | arrived .72 7m, cancel .12 6m
    where_3 | destination entered     | mobile_app  | price_3 .95 20s
    price_3 | price shown             | mobile_app  | book_3 .66 1m, home .10 1m, where_3 .06 3d
    home    | home and work saved     | mobile_app  | book_3 .74 1m
    book_3  | ride booked             | mobile_app  | second .86 20m, cancel_3 .07 6m
    cancel_3 | ride cancelled while waiting | mobile_app | where_3 .24 4d
    second  | second ride finished    | in_person   | next .42 6d, invite .12 1d, plus .06 9d, home_2 .06 2d
    next    | repeat ride finished    | in_person   | next .56 5d, invite .10 1d, plus .08 5d, home_2 .04 1d
    home_2  | home and work saved     | mobile_app  | next .60 4d
    plus    | rider pass bought       | mobile_app  | next .66 3d, invite .14 4d
    invite  | friend invited          | messaging   | next .50 6d, invite .08 9d
    """
)
_JOURNEY = Journey(
    label="Synthetic log: riders and a ride-hailing app (example first-ride). No real customers.",
    prefix="rider",
    start="2025-10-01",
    end="2026-09-30",
    entries={"friend": 0.26, "ad": 0.34, "sign": 0.12, "found": 0.28},
    states={**_GETTING, **_RIDING, **_AGAIN},
    traits=(
        Trait("occasion", {"airport": (0.26, 0.85), "night out": (0.34, 0.95), "errand": (0.40, 1.12)}),
        Trait("pays_by", {"card": (0.62, 0.92), "cash": (0.38, 1.15)}),
    ),
    noise=(
        Noise("location permission asked", "mobile_app", 0.04),
        Noise("app crashed", "mobile_app", 0.008),
        Noise("push notice swiped away", "mobile_app", 0.03),
    ),
    changes=(
        Change(LAUNCH, "price", "book", 1.45),
        Change(LAUNCH, "price", LEAVES, 0.75),
        Change(LAUNCH, "price_2", LEAVES, 0.75),
    ),
)


def first_ride(*, seed: int = 2026, riders: int = 6000) -> pd.DataFrame:
    """Return a made-up event log of riders who take a first ride with a ride-hailing app. Not real riders.

    One row is one event of one rider, between 1 October 2025 and 30 September 2026. The log fits the example map
    ``first-ride``: every step from downloading the app to rating the driver, and repeat rides
    after it. Many leave when the price is shown, and some cancel while they wait. From 20 April 2026 the app shows one
    price upfront, and more book.

    Parameters
    ----------
    seed : int
        The same seed gives the same frame.
    riders : int
        How many come to know the app.

    Returns
    -------
    pandas.DataFrame
        Sorted by time; rows with the same time stand in the order in which they happened. ``attrs`` holds
        ``synthetic`` (True), ``label`` and ``seed``.

        path_id : str
            The rider, such as ``rider-00017``.
        event : str
            What happened. ``location permission asked``, ``app crashed`` and ``push notice swiped away`` belong to no
            touchpoint.
        time : datetime, UTC
            When, to the second.
        channel : str
            Channel, in the words of the map.
        occasion : str
            ``airport``, ``night out`` or ``errand``.
        pays_by : str
            ``card`` or ``cash``.

    Raises
    ------
    ValueError
        Fewer than one rider.

    Notes
    -----
    The shares are invented. Nothing here says how real riders behave.

    Examples
    --------
    >>> import journeykit as jk
    >>> log = jk.datasets.first_ride(riders=50)
    >>> log.attrs["synthetic"], log.path_id.nunique()
    (True, 50)
    """
    return walk(_JOURNEY, seed=seed, travellers=riders)
