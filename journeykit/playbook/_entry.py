"""The catalogue: typical touchpoints, feelings, pains … as the guides list them."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from journeykit.errors import lookup
from journeykit.model.base import Id, Name, Share, Value
from journeykit.model.measures import Guide
from journeykit.model.vocabulary import Lens


class Entry(Value):
    """One entry of the catalogue."""

    id: Id
    """Stable id within its section."""
    name: Name
    """Its name."""
    text: str = ""
    """What it means or asks."""
    items: tuple[str, ...] = ()
    """Examples or single points."""
    key: str = ""
    """The matching word of the map's vocabulary, or key of a measure."""
    stage: str = ""
    """Kind of stage that it belongs to."""
    leads_to: str = ""
    """What a pain leads to."""
    lens: Lens | None = None
    """How a pain is best met: with clarity, support or motivation."""
    words: tuple[str, ...] = ()
    """Words by which a pain is recognised; ``*`` matches any ending."""
    weak_words: tuple[str, ...] = ()
    """Words that fit it and also others."""
    low_share: Share | None = None
    """Lower end of a band, if there is one."""
    high_share: Share | None = None
    """Upper end of a band."""
    guide: Guide
    """Kind of guide that it comes from; ``practice`` if none of the four names it."""
    unverified: bool = False
    """True for a claim of a guide that was not checked."""


def sections() -> dict[str, str]:
    """Return the sections of the catalogue with their subjects.

    Examples
    --------
    >>> from journeykit import playbook
    >>> playbook.sections()["data_sources"]
    'Where to look for what customers really do.'
    """
    return {name: str(section["about"]) for name, section in document("catalogue").items()}


def catalogue(section: str) -> tuple[Entry, ...]:
    """Return the entries of one section of the catalogue.

    Parameters
    ----------
    section : str
        One of :func:`sections`: ``"touchpoints"``, ``"channels"``, ``"feelings"``, ``"pains"``, ``"opportunities"``,
        ``"interview"`` …

    Raises
    ------
    UnknownIdError
        No such section; names the nearest.

    Examples
    --------
    >>> from journeykit import playbook
    >>> [entry.name for entry in playbook.catalogue("trigger_events")]
    ['Marriage', 'Children', 'Moving city', 'Career change', 'Buying a home']
    """
    return lookup("section of the catalogue", section, _catalogue())


@cache
def _catalogue() -> dict[str, tuple[Entry, ...]]:
    sections = document("catalogue").items()
    return {name: tuple(map(Entry.model_validate, section["entries"])) for name, section in sections}


@cache
def document(name: str) -> Any:
    """Return one of the JSON documents of this package. It is cached: do not change it."""
    file = resources.files("journeykit.playbook") / f"{name}.json"
    return json.loads(file.read_text(encoding="utf-8"))
