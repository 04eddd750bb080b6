"""Made-up log for the example ``music-premium``: listeners of a music service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.datasets._table import states
from journeykit.datasets._walk import Change, Journey, Noise, Trait, walk

if TYPE_CHECKING:
    import pandas as pd

LAUNCH = "2026-03-02"
"""From this day an advert break ends with one sentence: try a month without adverts."""

_HEARING = states(
    """
    store   | app installed            | mobile_app   | free .78 4m
    link    | playlist link opened     | messaging    | free .62 5m, link .10 3d
    poster  | poster scanned           | other        | free .44 10m, hears .10 10m
    post    | artist post opened       | social_media | free .46 10m, post .10 4d
    free    | free listening begun     | mobile_app   | break .38 20m, free_2 .22 1d, hears .18 2d, skip .08 15m
    free_2  | free playlist played     | mobile_app   | free_2 .34 1d, break .28 20m, hears .14 2d, skip .06 15m
    break   | advert met while listening | mobile_app | free_2 .40 1d, break .14 1h, hears .18 1m, skip .04 15m
    skip    | skip limit met           | mobile_app   | hears .34 1m, free_2 .34 1d, break .12 20m
    hears   | Premium first heard of   | mobile_app   | page .34 1m, trial .04 5m, pay .03 5m, free_3 .34 2d
    free_3  | free playlist played     | mobile_app   | free_3 .30 2d, break_2 .34 20m, page .10 5m
    break_2 | advert met while listening | mobile_app | page .15 2m, break_2 .20 1d, free_3 .36 1d
    """
)
_DECIDING = states(
    """
    page    | Premium page viewed      | website      | plans .46 1m, trial .20 3m, free_3 .14 1d
    plans   | plans compared | website | trial .32 3m, ask .08 1h, student .12 5m, pay .10 4m, free_3 .12 1d
    student | student price checked    | website      | trial .52 10m, free_3 .10 1d
    ask     | friend asked             | messaging    | trial .46 1d, free_3 .20 1d
    trial   | free month started       | mobile_app   | offline .38 2d, list .30 1d, pay .20 27d
    offline | songs downloaded         | mobile_app   | list .30 3d, pay .46 25d
    list    | Premium playlist made    | mobile_app   | pay .56 24d, offline .12 3d, free_3 .04 28d
    pay     | payment details entered  | website      | paid .84 2m, failed .10 1m
    failed  | payment failed           | website      | pay .56 6h
    paid    | Premium started          | mobile_app   | month_2 .90 30d
    """
)
_STAYING = states(
    """
    month_2 | second month paid        | mobile_app   | mix .40 9d, month_3 .46 30d, ask_2 .05 6d
    mix     | weekly mix played        | mobile_app   | month_3 .84 21d, break_3 .04 2d
    ask_2   | help page used           | website      | month_3 .68 20d
    break_3 | advert met while listening | mobile_app | month_3 .70 12d
    month_3 | third month paid         | mobile_app   | family .10 15d, offers .08 20d, month_6 .66 91d
    offers  | cancel page opened       | website      | kept .40 5m
    kept    | pause chosen             | website      | month_6 .62 80d
    family  | family plan chosen       | website      | month_6 .86 80d
    month_6 | sixth month paid         | mobile_app   | year .34 25d, shared .26 9d, mix_2 .30 6d
    """
)
_LOVING = states(
    """
    mix_2   | weekly mix played        | mobile_app   | mix_2 .50 7d, year .20 20d, shared .12 6d
    year    | year in music opened     | mobile_app   | shared .42 1h, invites .16 2d, concert .10 12d, mix_2 .16 8d
    shared  | playlist shared          | social_media | invites .26 2d, year .14 25d, shared .20 15d, mix_2 .20 8d
    concert | fan concert attended     | event        | shared .34 1d, invites .20 2d, concert .12 60d
    invites | friend invited           | messaging    | shared .26 15d, concert .14 20d, invites .14 20d
    """
)
_JOURNEY = Journey(
    label="Synthetic log: listeners of a music service (example music-premium). No real customers.",
    prefix="listener",
    start="2025-01-01",
    end="2026-09-30",
    entries={"store": 0.42, "link": 0.28, "poster": 0.08, "post": 0.22},
    states={**_HEARING, **_DECIDING, **_STAYING, **_LOVING},
    traits=(
        Trait("listens", {"on the way": (0.44, 0.92), "at work": (0.34, 0.95), "now and then": (0.22, 1.3)}),
        Trait("age", {"16-24": (0.40, 1.0), "25-39": (0.36, 0.92), "40 and over": (0.24, 1.1)}),
    ),
    noise=(
        Noise("app in background", "mobile_app", 0.05),
        Noise("speaker connected", "mobile_app", 0.04),
        Noise("cookie banner closed", "website", 0.01),
    ),
    changes=(
        Change(LAUNCH, "break", "hears", 2.6),
        Change(LAUNCH, "break_2", "page", 2.6),
        Change(LAUNCH, "hears", "page", 1.5),
        Change(LAUNCH, "page", "trial", 2.2),
    ),
)


def music_premium(*, seed: int = 2026, listeners: int = 12_000) -> pd.DataFrame:
    """Return a made-up event log of listeners of a music service. Not real listeners.

    One row is one event of one listener, between 1 January 2025 and 30 September 2026. The log fits the example map
    ``music-premium``: from free listening to paid Premium and on to long-term users, over the first
    word about Premium and the adverts met while listening. From 2 March 2026 an advert break ends with the offer of a
    month without adverts, and more listeners sign up.

    Parameters
    ----------
    seed : int
        The same seed gives the same frame.
    listeners : int
        How many come to know the service.

    Returns
    -------
    pandas.DataFrame
        Sorted by time; rows with the same time stand in the order in which they happened. ``attrs`` holds
        ``synthetic`` (True), ``label`` and ``seed``.

        path_id : str
            The listener, such as ``listener-00017``.
        event : str
            What happened. ``app in background``, ``speaker connected`` and ``cookie banner closed`` belong to no
            touchpoint.
        time : datetime, UTC
            When, to the second.
        channel : str
            Channel, in the words of the map.
        listens : str
            ``on the way``, ``at work`` or ``now and then``.
        age : str
            ``16-24``, ``25-39`` or ``40 and over``.

    Raises
    ------
    ValueError
        Fewer than one listener.

    Notes
    -----
    The shares are invented. Nothing here says how real listeners behave.

    Examples
    --------
    >>> import journeykit as jk
    >>> log = jk.datasets.music_premium(listeners=50)
    >>> log.attrs["synthetic"], log.path_id.nunique()
    (True, 50)
    """
    return walk(_JOURNEY, seed=seed, travellers=listeners)
