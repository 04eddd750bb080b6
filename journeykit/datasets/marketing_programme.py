"""Made-up log for the example ``marketing-programme``: students of a marketing programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.datasets._programme import Aside, Course
from journeykit.datasets._table import states
from journeykit.datasets._walk import Journey, Noise, Silence, Trait, walk

if TYPE_CHECKING:
    import pandas as pd

LAUNCH = "2026-01-19"
"""Weekly check-in e-mails and the mid-course assessment start on this day."""

_HALFWAY = 4
"""The module in the middle: most of those who stop do so after it."""

_BEFORE = states(
    """
    ad      | advert opened           | advertising  | page .42 5m, sample .12 1h
    post    | expert post opened      | social_media | page .26 20m, sample .16 1h, post .16 3d
    search  | search result opened    | website      | page .48 2m, sample .12 10m
    peer    | colleague's link opened | messaging    | page .44 3h, enrolled .08 3d, sample .10 1d
    page    | course page read        | website      | syllabus .36 5m, sample .12 1h, post .07 3d
    sample  | sample lesson watched   | website      | syllabus .44 1h, enrolled .10 2d, page .10 1h
    syllabus | syllabus downloaded    | website      | call .14 2d, enrolled .36 2d, reviews .16 1h, page .04 1d
    reviews | reviews read            | review_site  | enrolled .34 1d, call .12 2d
    call    | adviser called          | phone        | enrolled .58 2d
    enrolled | course enrolled        | website      | welcome .82 10m, unit_1 .08 4d, syll_in .03 1d
    syll_in | syllabus downloaded     | website      | welcome .60 1h
    welcome | welcome e-mail opened   | email        | tour .50 5h, hello .20 1d, unit_1 .22 3d
    tour    | platform tour finished  | website      | hello .28 1h, unit_1 .64 2d
    hello   | introduction posted     | online_community | unit_1 .92 2d
    """
)
_COURSE = Course(
    units=tuple(f"module {number} finished" for number in range(1, 9)),
    channel="website",
    leaving=(0.07, 0.07, 0.10, 0.30, 0.11, 0.06, 0.05, 0.04),
    days=6.0,
    then="project",
    asides={
        "quiz": Aside("quiz handed in", "website", 0.22, 20, keeps=0.8),
        "talk": Aside("discussion posted", "online_community", 0.10, 30, keeps=0.7),
        "ask": Aside("tutor asked", "live_chat", 0.03, 20, keeps=1.3),
        "tour": Aside("platform tour finished", "website", 0.015, 10),
        "check": Aside("check-in e-mail opened", "email", 0.0, 12, keeps=0.5),
        "middle": Aside("mid-course assessment taken", "website", 0.0, 30, keeps=0.45, after=(_HALFWAY,)),
    },
)
_AFTER = states(
    """
    project | campaign project handed in | website         | done .88 5d
    done    | course completed           | email           | survey .40 1d, badge .22 2d, alumni .14 6d, letter .12 9d
    survey  | survey answered            | email           | pleased .80 1m, not_so .20 1m
    pleased | rated 4 or 5               | email           | badge .20 1d, alumni .28 5d, letter .22 9d, brings .08 9d
    not_so  | rated 1 to 3               | email           | letter .22 12d
    badge   | certificate shared         | social_media    | alumni .30 4d, brings .18 6d, letter .26 9d
    alumni  | alumni group joined        | online_community | clinic .30 14d, brings .20 9d, letter .26 12d
    clinic  | campaign clinic joined     | video_call      | clinic .36 28d, brings .18 9d, letter .20 9d
    letter  | marketing letter opened   | email           | letter .4 14d, clinic .12 9d, brings .09 6d, post_on .05 2d
    post_on | expert post opened         | social_media    | letter .40 14d
    brings  | colleague recommended      | messaging       | letter .36 12d, clinic .20 14d, brings .06 20d
    """
)
_JOURNEY = Journey(
    label="Synthetic log: students of a marketing programme (example marketing-programme). No real customers.",
    prefix="student",
    start="2025-01-01",
    end="2026-09-30",
    entries={"ad": 0.30, "post": 0.26, "search": 0.26, "peer": 0.12, "page": 0.06},
    states={**_BEFORE, **_COURSE.states(), **_AFTER},
    traits=(
        Trait("role", {"own shop": (0.40, 1.05), "employee": (0.38, 0.88), "career change": (0.22, 1.12)}),
        Trait("paid_by", {"self": (0.64, 1.06), "employer": (0.36, 0.85)}),
    ),
    noise=(
        Noise("cookie banner closed", "website", 0.05),
        Noise("video buffering", "website", 0.03),
        Noise("slides printed", "other", 0.015),
    ),
    changes=(
        *_COURSE.draw(LAUNCH, "check", share=0.30),
        *_COURSE.draw(LAUNCH, "middle", share=0.32),
        *_COURSE.draw(LAUNCH, "quiz", factor=1.45),
        *_COURSE.draw(LAUNCH, "talk", factor=1.3),
        *_COURSE.lose(LAUNCH, 0.45, after=(_HALFWAY,)),
    ),
    # The platform notes three weeks without the next module, and sends whoever is concerned a message.
    silences=(Silence("pause message sent", "email", "module 4 finished", ("module 5 finished",), 21),),
)


def marketing_programme(*, seed: int = 2026, students: int = 14_000) -> pd.DataFrame:
    """Return a made-up event log of students of a marketing programme. Not real students.

    One row is one event of one student, between 1 January 2025 and 30 September 2026. The log fits the example map
    ``marketing-programme``: eight modules, and engagement that falls halfway: after module 4 more stop than
    after any other. From 19 January 2026 there are weekly check-in e-mails and a mid-course assessment, and more
    students complete the course.

    Parameters
    ----------
    seed : int
        The same seed gives the same frame.
    students : int
        How many come to know the programme.

    Returns
    -------
    pandas.DataFrame
        Sorted by time; rows with the same time stand in the order in which they happened. ``attrs`` holds
        ``synthetic`` (True), ``label`` and ``seed``.

        path_id : str
            The student, such as ``student-00017``.
        event : str
            What happened. ``pause message sent`` is written by the platform three weeks after module 4, for those
            without module 5 by then. ``cookie banner closed``, ``video buffering`` and ``slides printed`` belong to no
            touchpoint.
        time : datetime, UTC
            When, to the second.
        channel : str
            Channel, in the words of the map.
        role : str
            ``own shop``, ``employee`` or ``career change``.
        paid_by : str
            ``self`` or ``employer``.

    Raises
    ------
    ValueError
        Fewer than one student.

    Notes
    -----
    The shares are invented. Nothing here says how real students behave.

    Examples
    --------
    >>> import journeykit as jk
    >>> log = jk.datasets.marketing_programme(students=50)
    >>> log.attrs["synthetic"], log.path_id.nunique()
    (True, 50)
    """
    return walk(_JOURNEY, seed=seed, travellers=students)
