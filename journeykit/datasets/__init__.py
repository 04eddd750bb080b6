"""Event logs that fit the example maps: seeded and made up, or real and installed beside.

``business_course``      made up: participants of a business course with milestones
``coaching_programme``   made up: clients of a coaching programme, before and after a launch
``cook_family``          made up: families on their way to a financial planner
``first_ride``           made up: riders, from downloading the app to rating the driver and riding again
``fitness_programme``    made up: members of a fitness programme and their first week
``households``           real: a year of 801 grocery households, needs the extra ``real-data``
``language_programme``   made up: learners of a language programme, level by level
``marketing_programme``  made up: students of a marketing programme and the middle of it
``music_premium``        made up: listeners of a music service, from free to paid
``online_shop``          made up: customers of a web shop

A made-up log carries ``attrs["synthetic"] = True`` and says so in ``attrs["label"]``; a real one says where it is
from. ``_walk.py`` is the one engine behind the made-up logs; ``_table.py`` reads states from a table, and
``_programme.py`` makes those of a course with units in a row.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from journeykit.datasets.business_course import business_course
from journeykit.datasets.coaching_programme import coaching_programme
from journeykit.datasets.cook_family import cook_family
from journeykit.datasets.first_ride import first_ride
from journeykit.datasets.fitness_programme import fitness_programme
from journeykit.datasets.households import households
from journeykit.datasets.language_programme import language_programme
from journeykit.datasets.marketing_programme import marketing_programme
from journeykit.datasets.music_premium import music_premium
from journeykit.datasets.online_shop import online_shop
from journeykit.errors import UnknownIdError

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "LOGS",
    "business_course",
    "coaching_programme",
    "cook_family",
    "first_ride",
    "fitness_programme",
    "households",
    "language_programme",
    "log_for",
    "marketing_programme",
    "music_premium",
    "online_shop",
]


def __dir__() -> list[str]:
    return sorted(__all__)


LOGS: dict[str, Callable[[], pd.DataFrame]] = {
    "business-course": business_course,
    "coaching-programme": coaching_programme,
    "cook-family": cook_family,
    "first-ride": first_ride,
    "fitness-programme": fitness_programme,
    "grocery-households": households,
    "language-programme": language_programme,
    "marketing-programme": marketing_programme,
    "music-premium": music_premium,
    "online-shop": online_shop,
}
"""Example map -> the function that returns the log it is bound to."""


def log_for(example: str) -> pd.DataFrame:
    """Return the event log that an example map is bound to, with the defaults of its generator.

    The columns ``path_id``, ``event`` and ``time`` are always there; the others are attributes.

    Raises
    ------
    UnknownIdError
        No example has that name; names the nearest.
    EventLogError
        ``grocery-households`` without the extra ``real-data``.

    Examples
    --------
    >>> import journeykit as jk
    >>> jk.datasets.log_for("cook-family").columns[:3].tolist()
    ['path_id', 'event', 'time']
    """
    if example not in LOGS:
        raise UnknownIdError("example log", example, LOGS)
    return LOGS[example]()
