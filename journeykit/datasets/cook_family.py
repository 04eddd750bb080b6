"""Made-up log for the example ``cook-family``: families on their way to a financial planner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.datasets._walk import LEAVES, Change, Journey, Noise, State, Trait, walk

if TYPE_CHECKING:
    import pandas as pd

# Weight and median hours of every move. States that end in _back or _after write the same event as their namesake:
# they stand for families who return to something that they have seen before.
_STATES = {
    "instagram": State(
        "instagram post opened",
        "social_media",
        {"instagram": (0.20, 40), "article": (0.30, 1.5), "search": (0.04, 30), LEAVES: (0.46, 0)},
    ),
    "search": State(
        "search result opened", "website", {"article": (0.50, 0.05), "instagram": (0.04, 50), LEAVES: (0.46, 0)}
    ),
    "friend": State(
        "friend link opened",
        "messaging",
        {"article": (0.36, 5), "reviews": (0.20, 2), "expecting": (0.08, 120), LEAVES: (0.36, 0)},
    ),
    "talk": State(
        "talk attended",
        "event",
        {"checklist": (0.34, 20), "article": (0.18, 24), "expecting": (0.07, 150), LEAVES: (0.41, 0)},
    ),
    "article": State(
        "article read",
        "website",
        {
            "article_2": (0.33, 0.2),
            "checklist": (0.20, 0.2),
            "reviews": (0.06, 0.3),
            "instagram": (0.05, 70),
            LEAVES: (0.36, 0),
        },
    ),
    "article_2": State(
        "article read",
        "website",
        {"article_3": (0.40, 20), "checklist": (0.30, 0.2), "fees": (0.03, 0.2), LEAVES: (0.27, 0)},
    ),
    "article_3": State(
        "article read",
        "website",
        {"checklist": (0.46, 0.2), "reviews": (0.08, 0.5), "instagram": (0.06, 60), LEAVES: (0.40, 0)},
    ),
    "checklist": State(
        "checklist downloaded",
        "website",
        {"letters": (0.42, 26), "invitation": (0.26, 22), "article_back": (0.08, 50), LEAVES: (0.24, 0)},
    ),
    "letters": State(
        "e-mail opened",
        "email",
        {
            "letters": (0.32, 75),
            "invitation": (0.32, 40),
            "reviews": (0.06, 2),
            "article_back": (0.06, 5),
            LEAVES: (0.24, 0),
        },
    ),
    "reviews": State(
        "reviews read",
        "review_site",
        {"invitation": (0.34, 24), "article_back": (0.16, 4), "fees": (0.16, 0.3), LEAVES: (0.34, 0)},
    ),
    "article_back": State(
        "article read",
        "website",
        {"checklist": (0.10, 0.3), "invitation": (0.38, 30), "fees": (0.10, 0.3), LEAVES: (0.42, 0)},
    ),
    "invitation": State(
        "session invitation opened",
        "email",
        {"expecting": (0.48, 110), "fees": (0.20, 0.4), "article_back": (0.04, 20), LEAVES: (0.28, 0)},
    ),
    "fees": State(
        "fees viewed",
        "website",
        {"expecting": (0.34, 110), "article_back": (0.10, 6), "reviews": (0.04, 1), LEAVES: (0.52, 0)},
    ),
    "expecting": State(
        "expecting session held",
        "video_call",
        {"roadmapping": (0.47, 220), "fees_after": (0.16, 3), "article_after": (0.08, 40), LEAVES: (0.29, 0)},
    ),
    "fees_after": State("fees viewed", "website", {"roadmapping": (0.44, 200), LEAVES: (0.56, 0)}),
    "article_after": State("article read", "website", {"roadmapping": (0.45, 180), LEAVES: (0.55, 0)}),
    "roadmapping": State(
        "roadmapping session held",
        "in_person",
        {"signed": (0.64, 160), "fees_last": (0.08, 20), LEAVES: (0.28, 0)},
    ),
    "fees_last": State("fees viewed", "website", {"signed": (0.45, 120), LEAVES: (0.55, 0)}),
    "signed": State("service signed", "in_person", {"welcome": (0.88, 20), "plan": (0.12, 320)}),
    "welcome": State(
        "welcome pack opened", "email", {"portal_first": (0.50, 50), "plan": (0.45, 380), LEAVES: (0.05, 0)}
    ),
    "portal_first": State(
        "portal visited", "website", {"portal_first": (0.12, 60), "plan": (0.83, 320), LEAVES: (0.05, 0)}
    ),
    "plan": State(
        "plan delivered",
        "in_person",
        {
            "thanks": (0.60, 500),
            "portal": (0.20, 90),
            "check_in": (0.12, 1700),
            "question": (0.06, 200),
            LEAVES: (0.04, 0),
        },
    ),
    "portal": State(
        "portal visited",
        "website",
        {"portal": (0.22, 350), "question": (0.20, 2), "check_in": (0.46, 1200), LEAVES: (0.12, 0)},
    ),
    "question": State(
        "question answered", "email", {"portal": (0.32, 200), "check_in": (0.58, 1100), LEAVES: (0.10, 0)}
    ),
    "check_in": State(
        "check-in held",
        "video_call",
        {
            "letter": (0.30, 350),
            "refers": (0.18, 250),
            "check_in": (0.18, 2100),
            "portal": (0.22, 300),
            LEAVES: (0.16, 0),
        },
    ),
    "thanks": State(
        "thank-you note sent",
        "post",
        {
            "portal": (0.28, 250),
            "check_in": (0.26, 1300),
            "letter": (0.22, 450),
            "refers": (0.26, 300),
            LEAVES: (0.05, 0),
        },
    ),
    "letter": State(
        "family letter opened",
        "email",
        {
            "letter": (0.30, 720),
            "refers": (0.22, 150),
            "check_in": (0.24, 1200),
            "review": (0.16, 3200),
            LEAVES: (0.14, 0),
        },
    ),
    "refers": State(
        "friend referred",
        "messaging",
        {
            "letter": (0.32, 500),
            "check_in": (0.24, 1200),
            "review": (0.22, 3000),
            "article_client": (0.06, 60),
            LEAVES: (0.16, 0),
        },
    ),
    "article_client": State("article read", "website", {"portal": (0.60, 60), LEAVES: (0.40, 0)}),
    "review": State(
        "yearly review held",
        "in_person",
        {"refers": (0.28, 200), "letter": (0.34, 500), "check_in": (0.20, 2000), LEAVES: (0.18, 0)},
    ),
}

_JOURNEY = Journey(
    label="Synthetic log: families and a financial planner (example cook-family). No real customers.",
    prefix="family",
    start="2024-10-01",
    end="2026-09-30",
    entries={"instagram": 0.47, "search": 0.22, "friend": 0.10, "talk": 0.05, "article": 0.16},
    states=_STATES,
    traits=(
        Trait("segment", {"$50-120K": (0.58, 0.85), "under $50K": (0.24, 1.35), "over $120K": (0.18, 1.1)}),
        Trait(
            "trigger",
            {
                "children": (0.46, 0.85),
                "buying a home": (0.22, 1.0),
                "marriage": (0.14, 1.15),
                "career change": (0.11, 1.2),
                "moving city": (0.07, 1.3),
            },
        ),
    ),
    noise=(
        Noise("cookie banner closed", "website", 0.07),
        Noise("page error", "website", 0.012),
        Noise("calendar sync", "other", 0.02),
    ),
    # The improvement on the example map: the nine-page checklist became one page on this day.
    changes=(
        Change("2026-01-12", "article", "checklist", 1.9),
        Change("2026-01-12", "article_2", "checklist", 1.9),
        Change("2026-01-12", "article_3", "checklist", 1.9),
    ),
)


def cook_family(*, seed: int = 2026, families: int = 4000) -> pd.DataFrame:
    """Return a made-up event log of families who look for a financial planner. Not real customers.

    One row is one event of one family, between 1 October 2024 and 30 September 2026. The log fits the example map
    ``cook-family``: several ways in, families lost at every stage, some who skip a stage or return to an earlier one,
    one or three articles, optional contacts left out, and families still under way on the last day. From 12 January
    2026 articles lead to the checklist more often, so that the improvement on the map has something to show.

    Parameters
    ----------
    seed : int
        The same seed gives the same frame.
    families : int
        How many families start.

    Returns
    -------
    pandas.DataFrame
        Sorted by time; rows with the same time stand in the order in which they happened. ``attrs`` holds
        ``synthetic`` (True), ``label`` and ``seed``.

        path_id : str
            The family, such as ``family-00017``.
        event : str
            What happened. ``cookie banner closed``, ``page error`` and ``calendar sync`` belong to no touchpoint.
        time : datetime, UTC
            When, to the second.
        channel : str
            Channel, in the words of the map.
        segment : str
            Family income a year: ``under $50K``, ``$50-120K``, ``over $120K``.
        trigger : str
            What set the family going: ``children``, ``buying a home``, ``marriage``, ``career change``,
            ``moving city``.

    Raises
    ------
    ValueError
        Fewer than one family.

    Notes
    -----
    The shares are invented. Nothing here says how real families behave.

    Examples
    --------
    >>> import journeykit as jk
    >>> log = jk.datasets.cook_family(families=50)
    >>> log.attrs["synthetic"], log.path_id.nunique()
    (True, 50)
    """
    return walk(_JOURNEY, seed=seed, travellers=families)
