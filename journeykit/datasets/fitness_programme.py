"""Made-up log for the example ``fitness-programme``: members of an online fitness programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.datasets._programme import Aside, Course
from journeykit.datasets._table import states
from journeykit.datasets._walk import LEAVES, Change, Journey, Noise, Silence, Trait, walk

if TYPE_CHECKING:
    import pandas as pd

LAUNCH = "2026-01-05"
"""The step-by-step guide and the "New Member Q&A" webinar start on this day."""

_WORKOUTS = ("workout finished",)

_BEFORE = states(
    """
    ad      | advert opened          | advertising  | page .44 5m, trial .08 1d
    social  | social post opened     | social_media | page .26 20m, trial .10 1d, social .14 4d
    friend  | invitation opened      | messaging    | page .40 3h, trial .16 1d, joined .08 2d
    openday | open day visited       | event        | trial .30 1d, page .20 1d, joined .06 1d
    page    | programme page read    | website      | trial .26 1d, prices .30 5m, social .06 3d, reviews .10 10m
    reviews | reviews read           | review_site  | prices .34 10m, trial .26 1d, page .12 1h
    trial   | trial workout finished | mobile_app   | prices .42 1d, joined .16 1d, page .08 1d
    prices  | prices viewed          | website      | joined .44 12h, reviews .08 1h, page .06 2h
    joined  | programme joined       | mobile_app   | welcome .80 30m, unit_1 .05 3d, page_in .04 6h
    page_in | programme page read    | website      | welcome .60 1h
    """
)
_ONBOARDING = states(
    """
    welcome | welcome e-mail opened       | email      | app .56 5h, form .20 8h, guide 0 4h, webinar 0 2d
    app     | app set up | mobile_app | form .36 12h, unit_1 .26 2d, help .08 5h, guide 0 2h, webinar 0 2d
    form    | fitness check filled in     | mobile_app | unit_1 .54 2d, help .08 9h, guide 0 2h, webinar 0 2d
    help    | coach asked                 | live_chat  | unit_1 .44 2d, form .10 6h
    guide   | step-by-step guide opened   | mobile_app | unit_1 .62 30h, form .12 6h, webinar .12 2d
    webinar | New Member Q&A webinar joined | video_call | unit_1 .80 1d
    """
)
_PROGRAMME = Course(
    units=_WORKOUTS * 12,
    channel="mobile_app",
    leaving=(0.09, 0.08, 0.07, 0.06, 0.06, 0.06, 0.05, 0.05, 0.04, 0.04, 0.03, 0.02),
    days=3.2,
    then="final",
    asides={
        "log": Aside("training diary kept", "mobile_app", 0.16, 5, keeps=0.6),
        "post": Aside("group post written", "online_community", 0.06, 9, keeps=0.6),
        "ask": Aside("coach asked", "live_chat", 0.025, 10, keeps=1.4),
    },
)
_AFTER = states(
    """
    final   | final fitness check done | mobile_app       | badge .78 6h, rating .10 1d
    badge   | certificate received     | email            | rating .36 1d, photo .14 2d, next .20 6d, letter .16 9d
    rating  | feedback given           | email            | next .26 5d, letter .34 9d, photo .08 1d
    photo   | progress photo shared    | social_media     | next .30 4d, friend_in .26 3d, letter .22 8d
    next    | next programme started   | mobile_app       | club .34 4d, friend_in .20 9d, letter .28 9d
    club    | members' club joined     | online_community | friend_in .28 9d, club_day .30 16d, letter .24 12d
    club_day | club day attended       | event            | club_day .26 30d, friend_in .24 6d, letter .24 9d
    letter  | training letter opened   | email            | letter .38 28d, next .16 6d, club .08 6d, page_on .05 1d
    page_on | programme page read      | website          | next .40 2d
    friend_in | friend invited         | messaging        | letter .36 16d, club_day .16 20d, friend_in .08 20d
    """
)
_JOURNEY = Journey(
    label="Synthetic log: members of an online fitness programme (example fitness-programme). No real customers.",
    prefix="member",
    start="2025-01-01",
    end="2026-09-30",
    entries={"ad": 0.36, "social": 0.28, "friend": 0.18, "openday": 0.08, "page": 0.10},
    states={**_BEFORE, **_ONBOARDING, **_PROGRAMME.states(), **_AFTER},
    traits=(
        Trait("experience", {"beginner": (0.56, 1.12), "returning": (0.28, 0.95), "trained": (0.16, 0.75)}),
        Trait("reason", {"health": (0.42, 0.92), "looks": (0.34, 1.1), "stress": (0.24, 1.0)}),
    ),
    noise=(
        Noise("cookie banner closed", "website", 0.05),
        Noise("app crashed", "mobile_app", 0.012),
        Noise("watch synchronised", "mobile_app", 0.04),
    ),
    changes=(
        Change(LAUNCH, "welcome", "guide", weight=0.34),
        Change(LAUNCH, "app", "guide", weight=0.24),
        Change(LAUNCH, "form", "guide", weight=0.16),
        *(Change(LAUNCH, name, "webinar", weight=0.10) for name in ("welcome", "app", "form")),
        *(Change(LAUNCH, name, LEAVES, 0.55) for name in ("welcome", "app", "form")),
    ),
    # The app reminds whoever has not trained in the seven days after joining: nobody else gets this e-mail.
    silences=(Silence("quiet-week reminder sent", "email", "programme joined", _WORKOUTS, 7),),
)


def fitness_programme(*, seed: int = 2026, members: int = 9000) -> pd.DataFrame:
    """Return a made-up event log of members of an online fitness programme. Not real members.

    One row is one event of one member, between 1 January 2025 and 30 September 2026. The log fits the example map
    ``fitness-programme``: new members are overwhelmed, and many never train in their first week.
    From 5 January 2026 a step-by-step guide and the "New Member Q&A" webinar help them, and fewer are lost there.

    Parameters
    ----------
    seed : int
        The same seed gives the same frame.
    members : int
        How many come to know the programme.

    Returns
    -------
    pandas.DataFrame
        Sorted by time; rows with the same time stand in the order in which they happened. ``attrs`` holds
        ``synthetic`` (True), ``label`` and ``seed``.

        path_id : str
            The member, such as ``member-00017``.
        event : str
            What happened. ``quiet-week reminder sent`` is written by the app seven days after joining, for those
            without a workout by then. ``cookie banner closed``, ``app crashed`` and ``watch synchronised`` belong to no
            touchpoint.
        time : datetime, UTC
            When, to the second.
        channel : str
            Channel, in the words of the map.
        experience : str
            ``beginner``, ``returning`` or ``trained``.
        reason : str
            ``health``, ``looks`` or ``stress``.

    Raises
    ------
    ValueError
        Fewer than one member.

    Notes
    -----
    The shares are invented. Nothing here says how real members behave.

    Examples
    --------
    >>> import journeykit as jk
    >>> log = jk.datasets.fitness_programme(members=50)
    >>> log.attrs["synthetic"], log.path_id.nunique()
    (True, 50)
    """
    return walk(_JOURNEY, seed=seed, travellers=members)
