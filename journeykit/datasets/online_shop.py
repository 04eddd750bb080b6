"""Made-up log for the example ``online-shop``: customers of a web shop for houseplants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.datasets._walk import LEAVES, Change, Journey, Noise, State, Trait, walk

if TYPE_CHECKING:
    import pandas as pd

# Weight and median hours of every move. States that end in _later write the same event as their namesake: they stand
# for customers who already have the plant.
_BROWSING = {
    "ad": State("ad clicked", "advertising", {"product": (0.38, 0.02), "search": (0.16, 0.02), LEAVES: (0.46, 0)}),
    "found": State(
        "landed from search engine", "website", {"product": (0.42, 0.03), "search": (0.26, 0.02), LEAVES: (0.32, 0)}
    ),
    "social": State(
        "social post clicked",
        "social_media",
        {"product": (0.34, 0.05), "search": (0.12, 0.05), "social": (0.10, 60), LEAVES: (0.44, 0)},
    ),
    "guide": State(
        "gift guide read",
        "website",
        {"product": (0.50, 0.1), "ad": (0.05, 70), "cart": (0.06, 0.2), LEAVES: (0.39, 0)},
    ),
    "search": State(
        "search used",
        "website",
        {"result": (0.60, 0.01), "search": (0.22, 0.02), "chat": (0.02, 0.05), LEAVES: (0.16, 0)},
    ),
    "result": State("search result clicked", "website", {"product": (0.94, 0.005), LEAVES: (0.06, 0)}),
    "product": State(
        "product viewed",
        "website",
        {
            "product": (0.26, 0.05),
            "cart": (0.19, 0.05),
            "search": (0.10, 0.05),
            "reviews": (0.09, 0.05),
            "chat": (0.03, 0.1),
            "wishlist": (0.05, 0.05),
            "ad": (0.03, 50),
            LEAVES: (0.25, 0),
        },
    ),
    "reviews": State("reviews read", "review_site", {"cart": (0.34, 0.1), "product": (0.34, 0.1), LEAVES: (0.32, 0)}),
    "chat": State("chat answered", "live_chat", {"cart": (0.40, 0.1), "product": (0.30, 0.1), LEAVES: (0.30, 0)}),
    "wishlist": State(
        "wish list saved", "mobile_app", {"product": (0.40, 100), "cart": (0.22, 120), LEAVES: (0.38, 0)}
    ),
}
_BUYING = {
    "cart": State(
        "added to cart",
        "website",
        {"cart": (0.14, 0.1), "product": (0.12, 0.1), "checkout": (0.40, 0.1), "abandoned": (0.34, 24)},
    ),
    "abandoned": State("cart abandoned", "website", {"reminder": (0.36, 12), "product": (0.08, 60), LEAVES: (0.56, 0)}),
    "reminder": State(
        "cart reminder opened", "email", {"checkout": (0.30, 0.2), "product": (0.10, 0.2), LEAVES: (0.60, 0)}
    ),
    "checkout": State(
        "checkout started", "website", {"payment": (0.68, 0.08), "abandoned": (0.28, 24), "chat": (0.04, 0.1)}
    ),
    "payment": State(
        "payment attempted", "website", {"order": (0.82, 0.01), "declined": (0.12, 0.01), "abandoned": (0.06, 24)}
    ),
    "declined": State("payment declined", "website", {"payment": (0.55, 0.05), "abandoned": (0.45, 24)}),
    "order": State("order placed", "website", {"confirmation": (0.86, 0.1), "parcel": (0.14, 75)}),
}
_STARTING = {
    "confirmation": State(
        "confirmation opened",
        "email",
        {"account": (0.36, 0.5), "tracking": (0.26, 30), "parcel": (0.36, 80), LEAVES: (0.02, 0)},
    ),
    "account": State("account created", "website", {"login": (0.65, 28), "parcel": (0.35, 70)}),
    "login": State(
        "login tried",
        "website",
        {"logged_in": (0.72, 0.005), "login": (0.16, 0.02), "support": (0.04, 0.5), "parcel": (0.08, 50)},
    ),
    "logged_in": State("login succeeded", "website", {"tracking": (0.72, 0.02), "parcel": (0.28, 40)}),
    "tracking": State("parcel tracked", "mobile_app", {"tracking": (0.26, 20), "parcel": (0.74, 30)}),
    "parcel": State(
        "parcel delivered",
        "packaging",
        {
            "care": (0.30, 4),
            "survey": (0.17, 70),
            "sent_back": (0.06, 100),
            "help": (0.08, 60),
            "letter": (0.18, 120),
            LEAVES: (0.21, 0),
        },
    ),
    "care": State(
        "care guide opened",
        "mobile_app",
        {
            "letter": (0.32, 150),
            "survey": (0.14, 60),
            "again": (0.07, 500),
            "review": (0.08, 150),
            LEAVES: (0.39, 0),
        },
    ),
}
_STAYING = {
    "help": State(
        "help page used",
        "website",
        {"support": (0.30, 1), "help": (0.12, 0.1), "letter": (0.22, 200), "again": (0.08, 500), LEAVES: (0.28, 0)},
    ),
    "support": State(
        "support contacted",
        "phone",
        {
            "survey": (0.26, 24),
            "support": (0.10, 48),
            "letter": (0.20, 200),
            "sent_back": (0.12, 50),
            LEAVES: (0.32, 0),
        },
    ),
    "sent_back": State("plant sent back", "post", {"again": (0.14, 300), "letter": (0.18, 300), LEAVES: (0.68, 0)}),
    "survey": State("survey answered", "email", {"satisfied": (0.77, 0.01), "dissatisfied": (0.23, 0.01)}),
    "satisfied": State(
        "rated 4 or 5", "email", {"letter": (0.36, 200), "again": (0.16, 500), "review": (0.16, 1), LEAVES: (0.32, 0)}
    ),
    "dissatisfied": State("rated 1 to 3", "email", {"support": (0.28, 20), LEAVES: (0.72, 0)}),
    "letter": State(
        "plant letter opened",
        "email",
        {
            "letter": (0.34, 340),
            "again": (0.19, 200),
            "product_later": (0.07, 1),
            "login_later": (0.08, 5),
            LEAVES: (0.32, 0),
        },
    ),
    "login_later": State(
        "login tried", "website", {"logged_in_later": (0.72, 0.005), "login_later": (0.18, 0.02), "support": (0.10, 1)}
    ),
    "logged_in_later": State(
        "login succeeded", "website", {"again": (0.58, 0.2), "help": (0.20, 0.1), "points": (0.22, 0.2)}
    ),
    "product_later": State("product viewed", "website", {"again": (0.42, 5), LEAVES: (0.58, 0)}),
    "again": State(
        "ordered again",
        "website",
        {
            "points": (0.15, 400),
            "review": (0.12, 200),
            "invite": (0.12, 250),
            "photo": (0.07, 200),
            "letter": (0.28, 250),
            "again": (0.12, 800),
            LEAVES: (0.14, 0),
        },
    ),
    "points": State(
        "points spent",
        "website",
        {"invite": (0.20, 150), "letter": (0.30, 300), "points": (0.10, 600), LEAVES: (0.40, 0)},
    ),
    "review": State(
        "review written",
        "review_site",
        {"photo": (0.12, 24), "invite": (0.20, 60), "letter": (0.30, 300), LEAVES: (0.38, 0)},
    ),
    "photo": State(
        "plant photo shared",
        "online_community",
        {"photo": (0.14, 300), "invite": (0.26, 100), "letter": (0.28, 300), LEAVES: (0.32, 0)},
    ),
    "invite": State(
        "friend invited",
        "messaging",
        {"letter": (0.30, 300), "points": (0.24, 200), "again": (0.10, 500), LEAVES: (0.36, 0)},
    ),
}

_JOURNEY = Journey(
    label="Synthetic log: customers of a web shop for houseplants (example online-shop). No real customers.",
    prefix="customer",
    start="2025-10-01",
    end="2026-09-30",
    entries={"found": 0.36, "ad": 0.28, "social": 0.16, "guide": 0.09, "product": 0.11},
    states={**_BROWSING, **_BUYING, **_STARTING, **_STAYING},
    traits=(
        Trait("device", {"phone": (0.61, 1.1), "laptop": (0.39, 0.88)}),
        Trait("buyer", {"first plant": (0.48, 1.05), "collector": (0.27, 0.75), "gift": (0.25, 1.25)}),
    ),
    noise=(
        Noise("cookie banner closed", "website", 0.06),
        Noise("app error", "mobile_app", 0.012),
        Noise("page timeout", "website", 0.015),
        Noise("tracking pixel", "advertising", 0.02),
    ),
    # The improvement on the example map: checkout without an account, on one page, from this day on.
    changes=(
        Change("2026-04-13", "cart", "abandoned", 0.6),
        Change("2026-04-13", "checkout", "abandoned", 0.6),
    ),
)


def online_shop(*, seed: int = 2026, customers: int = 6000) -> pd.DataFrame:
    """Return a made-up event log of a web shop for houseplants. Not real customers.

    One row is one event of one customer, between 1 October 2025 and 30 September 2026. The log fits the example map
    ``online-shop``: several ways in, customers lost at every stage, some who skip a stage or return to an earlier one,
    repeated searches and payments, optional contacts left out, and customers still under way on the last day. From
    13 April 2026 fewer carts are abandoned, so that the improvement on the map has something to show.

    Parameters
    ----------
    seed : int
        The same seed gives the same frame.
    customers : int
        How many customers come.

    Returns
    -------
    pandas.DataFrame
        Sorted by time; rows with the same time stand in the order in which they happened. ``attrs`` holds
        ``synthetic`` (True), ``label`` and ``seed``.

        path_id : str
            The customer, such as ``customer-00017``.
        event : str
            What happened. ``cart abandoned`` is written by the shop about a day after a cart was left.
            ``cookie banner closed``, ``app error``, ``page timeout`` and ``tracking pixel`` belong to no touchpoint.
        time : datetime, UTC
            When, to the second.
        channel : str
            Channel, in the words of the map.
        device : str
            ``phone`` or ``laptop``.
        buyer : str
            ``first plant``, ``collector`` or ``gift``.

    Raises
    ------
    ValueError
        Fewer than one customer.

    Notes
    -----
    The shares are invented. Nothing here says how real customers behave.

    Examples
    --------
    >>> import journeykit as jk
    >>> log = jk.datasets.online_shop(customers=50)
    >>> log.attrs["synthetic"], log.path_id.nunique()
    (True, 50)
    """
    return walk(_JOURNEY, seed=seed, travellers=customers)
