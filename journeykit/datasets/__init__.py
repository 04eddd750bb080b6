"""Event logs that fit the example maps: seeded and made up, or real and installed beside.

``cook_family``   made up: families on their way to a financial planner
``households``    real: a year of 801 grocery households, needs the extra ``real-data``
``online_shop``   made up: customers of a web shop

A made-up log carries ``attrs["synthetic"] = True`` and says so in ``attrs["label"]``; a real one says where it is
from. ``_walk.py`` is the one engine behind the made-up logs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from journeykit.datasets.cook_family import cook_family
from journeykit.datasets.households import households
from journeykit.datasets.online_shop import online_shop
from journeykit.errors import UnknownIdError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LOGS", "cook_family", "households", "log_for", "online_shop"]

LOGS: dict[str, Callable[[], pd.DataFrame]] = {
    "cook-family": cook_family,
    "grocery-households": households,
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
