"""Example maps, ready to open.

``business-course``      progress e-mails and milestones, judged by three measures together
``coaching-programme``   five stages, before and after a launch
``cook-family``          a financial planner and a young couple; five stages, one persona
``first-ride``           from downloading an app to rating the driver
``fitness-programme``    a first week in which many leave
``language-programme``   level by level, with badges and a challenge
``marketing-programme``  engagement that drops halfway
``music-premium``        a music service, from free to paid
``online-shop``          a web shop; six stages, two personas
``grocery-households``   a grocery chain and its coupon campaigns; with a real log, ``datasets.households``

``journeykit.datasets.log_for(name)`` returns the event log that an example is bound to.
"""

from __future__ import annotations

from functools import partial
from importlib import resources

from journeykit.errors import UnknownIdError
from journeykit.model import JourneyMap
from journeykit.store import parse_map

__all__ = ["example", "names"]
__dir__ = partial(sorted, __all__)


def names() -> tuple[str, ...]:
    """Return the names of the example maps.

    Examples
    --------
    >>> from journeykit import examples
    >>> "cook-family" in examples.names()
    True
    """
    files = resources.files(__name__).iterdir()
    return tuple(sorted(file.name.removesuffix(".json") for file in files if file.name.endswith(".json")))


def example(name: str) -> JourneyMap:
    """Return an example map.

    Parameters
    ----------
    name : str
        One of :func:`names`.

    Raises
    ------
    UnknownIdError
        No such example; names the nearest.

    Examples
    --------
    >>> import journeykit as jk
    >>> jk.example("cook-family").personas[0].name
    'Trey and Denise Cook'
    """
    if name not in names():
        raise UnknownIdError("example", name, names())
    file = resources.files(__name__) / f"{name}.json"
    return parse_map(file.read_bytes(), source=f"journeykit/examples/{name}.json")
