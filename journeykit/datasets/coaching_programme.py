"""Made-up log for the example ``coaching-programme``: clients of an online coaching programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.datasets._programme import Aside, Course
from journeykit.datasets._table import states
from journeykit.datasets._walk import LEAVES, Change, Journey, Noise, Trait, walk

if TYPE_CHECKING:
    import pandas as pd

LAUNCH = "2026-01-12"
"""Simpler onboarding, clear certification steps and alumni benefits start on this day."""

_DISCOVERY = states(
    """
    podcast  | podcast episode opened  | social_media  | page .30 1h, webinar .12 3d, podcast .14 6d
    ad       | advert opened           | advertising   | page .40 5m, webinar .10 2d
    friend   | recommendation opened   | messaging     | page .50 2h, call .14 3d
    talk     | talk attended           | event         | page .26 1d, webinar .22 3d, call .06 4d
    page     | programme page read     | website       | webinar .24 2d, call .34 3d, podcast .06 4d
    webinar  | free webinar attended   | video_call    | call .54 3d, page_2 .20 1d
    page_2   | programme page read     | website       | call .46 2d, booked .06 1d
    call     | discovery call held     | video_call    | booked .64 3d, page_3 .12 1d
    page_3   | programme page read     | website       | booked .38 2d
    booked   | place booked            | website       | welcome .82 1h, unit_1 .08 8d, page_4 .04 2d
    page_4   | programme page read     | website       | welcome .70 1h
    """
)
_ONBOARDING = states(
    """
    welcome  | welcome e-mail opened   | email            | steps .58 8h, hello .10 1d, kickoff .12 5d
    steps    | first-steps page opened | website          | hello .42 1d, ask .12 2h, kickoff .28 4d
    hello    | introduction posted     | online_community | kickoff .88 3d
    ask      | question asked          | live_chat        | kickoff .66 3d, hello .10 1d
    kickoff  | kick-off call joined    | video_call       | unit_1 .90 4d
    """
)
_CORE = Course(
    units=("coaching session held",) * 8,
    channel="video_call",
    leaving=(0.04, 0.05, 0.05, 0.05, 0.04, 0.03, 0.02, 0.01),
    days=6.5,
    then="rules",
    asides={
        "task": Aside("assignment handed in", "website", 0.19, 60, keeps=0.5),
        "post": Aside("discussion posted", "online_community", 0.08, 40, keeps=0.6),
        "help": Aside("question asked", "live_chat", 0.03, 30, keeps=1.5),
    },
)
_CERTIFYING = states(
    """
    rules    | certification page opened | website | project .50 9d, rules .10 5d, unsure .16 1d
    unsure   | question asked            | live_chat | project .44 6d
    project  | project handed in         | website | feedback .86 4d, certified .06 9d
    feedback | project feedback opened   | email   | certified .74 6d, project .12 8d
    certified | certificate issued       | email   | group .26 5d, letter .20 12d, story .05 6d, refers .03 20d
    """
)
_ALUMNI = states(
    """
    group   | alumni group joined      | online_community | meet .30 18d, letter .26 15d, refers .18 25d
    meet    | alumni call joined       | video_call       | meet .34 30d, refers .20 15d, benefit 0 10d, letter .14 20d
    letter  | alumni letter opened     | email            | letter .40 28d, group .10 5d, meet .08 10d, refers .08 9d
    story   | success story told       | review_site      | refers .34 10d, letter .26 15d, group .16 8d
    benefit | alumni benefit used      | website          | meet .30 20d, refers .26 15d, letter .20 20d
    refers  | client recommended       | messaging        | letter .34 25d, meet .26 20d, page_5 .05 9d
    page_5  | programme page read      | website          | group .30 9d, letter .30 9d
    """
)
_JOURNEY = Journey(
    label="Synthetic log: clients of an online coaching programme (example coaching-programme). No real customers.",
    prefix="client",
    start="2025-01-01",
    end="2026-09-30",
    entries={"podcast": 0.34, "ad": 0.30, "friend": 0.20, "talk": 0.08, "page": 0.08},
    states={**_DISCOVERY, **_ONBOARDING, **_CORE.states(), **_CERTIFYING, **_ALUMNI},
    traits=(
        Trait("work", {"team lead": (0.44, 0.85), "founder": (0.30, 1.0), "between jobs": (0.26, 1.25)}),
        Trait("hours_a_week", {"under 3": (0.46, 1.2), "3 or more": (0.54, 0.88)}),
    ),
    noise=(
        Noise("cookie banner closed", "website", 0.06),
        Noise("calendar sync", "other", 0.03),
        Noise("player error", "website", 0.015),
    ),
    changes=(
        *(Change(LAUNCH, name, LEAVES, 0.45) for name in ("welcome", "steps", "ask", "kickoff")),
        Change(LAUNCH, "steps", "hello", 1.25),
        *_CORE.draw(LAUNCH, "task", factor=1.55),
        *_CORE.draw(LAUNCH, "post", factor=1.2),
        *(Change(LAUNCH, name, LEAVES, 0.74) for name in ("rules", "unsure", "project", "feedback")),
        Change(LAUNCH, "certified", "group", 2.0),
        Change(LAUNCH, "certified", LEAVES, 0.55),
        Change(LAUNCH, "meet", "benefit", weight=0.30),
        Change(LAUNCH, "group", "meet", 1.4),
    ),
)


def coaching_programme(*, seed: int = 2026, clients: int = 14_000) -> pd.DataFrame:
    """Return a made-up event log of an online coaching programme. Not real customers.

    One row is one event of one client, between 1 January 2025 and 30 September 2026. The log fits the example map
    ``coaching-programme``: many are overwhelmed in onboarding, and some never find out what the certificate takes.
    From 12 January 2026 onboarding is simpler, the steps to the certificate are clear and alumni have benefits, so
    that engagement, certification and retention have a before and an after.

    Parameters
    ----------
    seed : int
        The same seed gives the same frame.
    clients : int
        How many come to know the programme.

    Returns
    -------
    pandas.DataFrame
        Sorted by time; rows with the same time stand in the order in which they happened. ``attrs`` holds
        ``synthetic`` (True), ``label`` and ``seed``.

        path_id : str
            The client, such as ``client-00017``.
        event : str
            What happened. ``cookie banner closed``, ``calendar sync`` and ``player error`` belong to no touchpoint.
        time : datetime, UTC
            When, to the second.
        channel : str
            Channel, in the words of the map.
        work : str
            ``team lead``, ``founder`` or ``between jobs``.
        hours_a_week : str
            Time for the programme: ``under 3`` or ``3 or more``.

    Raises
    ------
    ValueError
        Fewer than one client.

    Notes
    -----
    The shares are invented and set so that two results of a published case study can be read off as relative changes.
    Nothing here says how real clients behave.

    Examples
    --------
    >>> import journeykit as jk
    >>> log = jk.datasets.coaching_programme(clients=50)
    >>> log.attrs["synthetic"], log.path_id.nunique()
    (True, 50)
    """
    return walk(_JOURNEY, seed=seed, travellers=clients)
