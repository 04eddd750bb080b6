"""Made-up log for the example ``business-course``: participants of a business course."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.datasets._programme import Answer, Aside, Course
from journeykit.datasets._table import states
from journeykit.datasets._walk import Journey, Noise, Trait, walk

if TYPE_CHECKING:
    import pandas as pd

LAUNCH = "2026-02-09"
"""Personalised progress e-mails and gamified milestones start on this day."""

_BEFORE = states(
    """
    letter  | guest newsletter opened | email        | page .36 10m, class .12 2d, letter .10 7d
    ad      | advert opened           | advertising  | page .42 5m, class .08 2d
    talk    | founders' talk attended | event        | page .24 1d, class .22 3d, booked .06 3d
    peer    | founder's link opened   | messaging    | page .44 3h, booked .08 3d
    page    | course page read        | website      | class .22 2d, plan .26 10m, letter .06 4d
    class   | free class attended     | video_call   | plan .38 1d, booked .16 1d, page .06 1d
    plan    | payment plans viewed    | website      | booked .46 1d, faq .12 10m, letter .04 5d
    faq     | questions page read     | website      | booked .34 1d, page .08 1h
    booked  | course booked           | website      | welcome .84 10m, unit_1 .08 4d
    welcome | welcome e-mail opened   | email        | setup .52 5h, goal .22 1d, unit_1 .16 3d
    setup   | workspace set up        | website      | goal .46 2h, unit_1 .42 2d
    goal    | business goal written   | website      | unit_1 .90 2d, faq_in .04 1d
    faq_in  | questions page read     | website      | unit_1 .70 2d
    """
)
_COURSE = Course(
    units=tuple(f"milestone {number} reached" for number in range(1, 7)),
    channel="website",
    leaving=(0.13, 0.14, 0.16, 0.15, 0.12, 0.08),
    days=9.0,
    then="plan_in",
    asides={
        "sheet": Aside("worksheet handed in", "website", 0.15, 50, keeps=0.6),
        "forum": Aside("forum post written", "online_community", 0.08, 40, keeps=0.7),
        "mentor": Aside("mentor hour held", "video_call", 0.06, 90, keeps=0.6),
        "faq": Aside("questions page read", "website", 0.02, 5, keeps=1.2),
        "mail": Aside("progress e-mail opened", "email", 0.0, 20, keeps=0.6),
        "points": Aside("milestone badge shown", "online_community", 0.0, 2, keeps=0.6),
        "survey": Aside(
            "survey answered",
            "email",
            0.11,
            12,
            answers={
                "glad": Answer("rated 4 or 5", 0.55, keeps=0.8),
                "sad": Answer("rated 1 to 3", 0.45, keeps=1.6),
            },
        ),
    },
)
_AFTER = states(
    """
    plan_in | business plan handed in | website          | pitch .46 6d, done .46 5d
    pitch   | pitch held              | event            | done .92 3d
    done    | certificate issued      | email            | story .12 5d, alumni .32 4d, brief .22 12d, next .06 9d
    story   | founder story told      | review_site      | alumni .32 4d, brings .26 6d, brief .20 9d
    alumni  | alumni circle joined    | online_community | dinner .30 20d, brings .20 12d, brief .24 12d
    dinner  | founders' dinner attended | in_person      | dinner .32 30d, brings .26 8d, brief .18 12d
    next    | growth course booked    | website          | brings .20 12d, brief .28 12d
    brief | founders' brief opened | email | brief .42 21d, dinner .12 9d, next .06 6d, brings .08 6d, page_on .05 1d
    page_on | course page read        | website          | brief .40 14d
    brings  | founder recommended     | messaging        | brief .36 14d, dinner .20 15d, brings .06 25d
    """
)
_JOURNEY = Journey(
    label="Synthetic log: participants of a business course (example business-course). No real customers.",
    prefix="participant",
    start="2025-01-01",
    end="2026-09-30",
    entries={"letter": 0.30, "ad": 0.32, "talk": 0.10, "peer": 0.18, "page": 0.10},
    states={**_BEFORE, **_COURSE.states(), **_AFTER},
    traits=(
        Trait("business", {"idea": (0.46, 1.15), "first year": (0.34, 0.92), "established": (0.20, 0.82)}),
        Trait("works_beside", {"full time": (0.52, 1.12), "part time": (0.48, 0.88)}),
    ),
    noise=(
        Noise("cookie banner closed", "website", 0.05),
        Noise("document preview failed", "website", 0.02),
        Noise("calendar sync", "other", 0.03),
    ),
    changes=(
        *_COURSE.draw(LAUNCH, "mail", share=0.14),
        *_COURSE.draw(LAUNCH, "points", share=0.12),
        *_COURSE.draw(LAUNCH, "sheet", factor=2.0),
        *_COURSE.draw(LAUNCH, "forum", factor=1.8),
        *_COURSE.draw(LAUNCH, "survey.glad", factor=2.0),
        *_COURSE.lose(LAUNCH, 0.8),
    ),
)


def business_course(*, seed: int = 2026, participants: int = 12_000) -> pd.DataFrame:
    """Return a made-up event log of participants of a business course. Not real participants.

    One row is one event of one participant, between 1 January 2025 and 30 September 2026. The log fits the example map
    ``business-course``: six milestones on the way to a business plan. From 9 February 2026 there are
    personalised progress e-mails and gamified milestones; more participants complete the course, and both what they do
    and what they answer in surveys say the same.

    Parameters
    ----------
    seed : int
        The same seed gives the same frame.
    participants : int
        How many come to know the course.

    Returns
    -------
    pandas.DataFrame
        Sorted by time; rows with the same time stand in the order in which they happened. ``attrs`` holds
        ``synthetic`` (True), ``label`` and ``seed``.

        path_id : str
            The participant, such as ``participant-00017``.
        event : str
            What happened. ``cookie banner closed``, ``document preview failed`` and ``calendar sync`` belong to no
            touchpoint.
        time : datetime, UTC
            When, to the second.
        channel : str
            Channel, in the words of the map.
        business : str
            ``idea``, ``first year`` or ``established``.
        works_beside : str
            ``full time`` or ``part time``.

    Raises
    ------
    ValueError
        Fewer than one participant.

    Notes
    -----
    The shares are invented. Nothing here says how real participants behave.

    Examples
    --------
    >>> import journeykit as jk
    >>> log = jk.datasets.business_course(participants=50)
    >>> log.attrs["synthetic"], log.path_id.nunique()
    (True, 50)
    """
    return walk(_JOURNEY, seed=seed, travellers=participants)
