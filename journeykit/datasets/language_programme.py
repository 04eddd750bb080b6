"""Made-up log for the example ``language-programme``: learners of a language programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.datasets._programme import Answer, Aside, Course
from journeykit.datasets._table import states
from journeykit.datasets._walk import Journey, Noise, Trait, walk

if TYPE_CHECKING:
    import pandas as pd

LAUNCH = "2026-02-02"
"""Badges per proficiency level and the monthly "Speaking Practice" challenge start on this day."""

_LEVELS = ("A1", "A2", "B1", "B2")
_LESSONS = 4  # of every level; its test follows

_BEFORE = states(
    """
    video   | language video watched | social_media | page .28 10m, placing .14 1h, video .14 3d
    search  | search result opened   | website      | page .46 2m, placing .16 5m
    friend  | invitation opened      | messaging    | page .32 2h, placing .20 1d, enrolled .06 2d
    fair    | fair stand visited     | event        | placing .34 1d, page .16 1d
    page    | course page read       | website      | placing .34 20m, plans .24 5m, video .06 2d
    placing | placement test taken   | website      | plans .50 1h, trial .22 1d, page .05 1h
    trial   | trial lesson taken     | video_call   | plans .48 1d, enrolled .14 2d
    plans   | plans compared         | website      | enrolled .44 12h, trial .12 1d, video .04 3d
    enrolled | course booked         | website      | welcome .84 10m, unit_1 .08 2d
    welcome | welcome e-mail opened  | email        | tour .46 5h, goal .26 5h, unit_1 .14 2d
    tour    | app tour finished      | mobile_app   | goal .42 10m, unit_1 .38 1d, plan_in .04 5h
    plan_in | plans compared         | website      | goal .40 1d
    goal    | learning goal set      | mobile_app   | unit_1 .86 1d
    """
)
_COURSE = Course(
    units=tuple(
        event for level in _LEVELS for event in (*[f"{level} lesson finished"] * _LESSONS, f"{level} test passed")
    ),
    channel="mobile_app",
    leaving=(0.05, 0.05, 0.05, 0.05, 0.20, 0.03, 0.03, 0.03, 0.03, 0.17, *(0.02,) * 4, 0.13, *(0.01,) * 4, 0.02),
    days=4.0,
    then="certified",
    asides={
        "badge": Aside("badge earned", "mobile_app", 0.0, 0.02, keeps=0.5, after=(5, 10, 15, 20)),
        "speak": Aside("Speaking Practice challenge joined", "video_call", 0.0, 70, keeps=0.4),
        "club": Aside("conversation room joined", "online_community", 0.05, 50, keeps=0.7),
        "tutor": Aside("tutor asked", "live_chat", 0.03, 8, keeps=1.2),
        "tour": Aside("app tour finished", "mobile_app", 0.012, 8),
        "pulse": Aside(
            "motivation asked",
            "mobile_app",
            0.11,
            0.1,
            answers={
                "glad": Answer("motivation rated 4 or 5", 0.54, keeps=0.6),
                "weary": Answer("motivation rated 1 to 3", 0.46, keeps=1.9),
            },
        ),
    },
)
_AFTER = states(
    """
    certified | certificate issued       | email            | shared .22 1d, alumni .28 4d, letter .20 12d, next .08 9d
    shared  | certificate shared         | social_media     | alumni .34 3d, brings .22 5d, letter .22 10d
    alumni  | alumni circle joined       | online_community | table .34 15d, brings .20 12d, letter .24 12d
    table   | language table attended    | event            | table .36 28d, brings .22 6d, letter .18 12d
    next    | second language booked     | website          | brings .20 12d, letter .26 12d, alumni .12 5d
    letter  | alumni letter opened       | email            | letter .40 28d, table .12 8d, next .08 5d, brings .09 5d
    brings  | friend brought along       | messaging        | letter .34 14d, table .20 15d, brings .08 20d
    """
)
_JOURNEY = Journey(
    label="Synthetic log: learners of a language programme (example language-programme). No real customers.",
    prefix="learner",
    start="2025-01-01",
    end="2026-09-30",
    entries={"video": 0.32, "search": 0.34, "friend": 0.20, "fair": 0.06, "page": 0.08},
    states={**_BEFORE, **_COURSE.states(), **_AFTER},
    traits=(
        Trait("reason", {"work": (0.36, 0.85), "moving": (0.24, 0.85), "family": (0.18, 1.0), "fun": (0.22, 1.35)}),
        Trait("pace", {"daily": (0.40, 0.8), "weekends": (0.60, 1.12)}),
    ),
    noise=(
        Noise("cookie banner closed", "website", 0.06),
        Noise("microphone refused", "mobile_app", 0.02),
        Noise("push notice swiped away", "mobile_app", 0.04),
    ),
    changes=(
        *_COURSE.draw(LAUNCH, "badge", share=0.55),
        *_COURSE.draw(LAUNCH, "speak", share=0.06),
        *_COURSE.draw(LAUNCH, "pulse.glad", factor=1.7),
        *_COURSE.lose(LAUNCH, 0.8, after=(5, 10, 15)),
    ),
)


def language_programme(*, seed: int = 2026, learners: int = 9000) -> pd.DataFrame:
    """Return a made-up event log of learners of a language programme. Not real learners.

    One row is one event of one learner, between 1 January 2025 and 30 September 2026. The log fits the example map
    ``language-programme``: four levels from A1 to B2, each with lessons and a test, and many who stop
    after a level. From 2 February 2026 there are badges per proficiency level and a monthly "Speaking Practice"
    challenge: more learners are motivated and go on to the next level.

    Parameters
    ----------
    seed : int
        The same seed gives the same frame.
    learners : int
        How many come to know the programme.

    Returns
    -------
    pandas.DataFrame
        Sorted by time; rows with the same time stand in the order in which they happened. ``attrs`` holds
        ``synthetic`` (True), ``label`` and ``seed``.

        path_id : str
            The learner, such as ``learner-00017``.
        event : str
            What happened. ``motivation rated …`` is the answer to one question after a lesson.
            ``cookie banner closed``, ``microphone refused`` and ``push notice swiped away`` belong to no touchpoint.
        time : datetime, UTC
            When, to the second.
        channel : str
            Channel, in the words of the map.
        reason : str
            ``work``, ``moving``, ``family`` or ``fun``.
        pace : str
            ``daily`` or ``weekends``.

    Raises
    ------
    ValueError
        Fewer than one learner.

    Notes
    -----
    The shares are invented. Nothing here says how real learners behave.

    Examples
    --------
    >>> import journeykit as jk
    >>> log = jk.datasets.language_programme(learners=50)
    >>> log.attrs["synthetic"], log.path_id.nunique()
    (True, 50)
    """
    return walk(_JOURNEY, seed=seed, travellers=learners)
