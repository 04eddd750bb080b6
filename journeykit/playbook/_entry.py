"""The catalogue: typical touchpoints, feelings, pains … as the guides list them, ready to pick from."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from journeykit.errors import UnknownIdError
from journeykit.model.base import Id, Name, Share, Value
from journeykit.model.measures import Guide
from journeykit.model.vocabulary import Lens


class Entry(Value):
    """One entry of the catalogue."""

    id: Id
    """Stable id within its section."""
    name: Name
    """What it is called."""
    text: str = ""
    """What it means or asks."""
    items: tuple[str, ...] = ()
    """Examples, or the single points that it holds."""
    key: str = ""
    """The word of the map's vocabulary, or the key of the measure, that it means."""
    stage: str = ""
    """Kind of stage that it belongs to."""
    leads_to: str = ""
    """What a pain leads to."""
    lens: Lens | None = None
    """How a pain is best met: with clarity, support or motivation."""
    words: tuple[str, ...] = ()
    """Words by which a pain is recognised; ``*`` matches any ending."""
    weak_words: tuple[str, ...] = ()
    """Words that point to it too, and also to others."""
    low_share: Share | None = None
    """Lower end of a band, where there is one."""
    high_share: Share | None = None
    """Upper end of a band."""
    guide: Guide
    """Kind of guide that it comes from; ``practice`` where none of the four names it."""
    unverified: bool = False
    """True for a claim of a guide that was not checked."""


def sections() -> dict[str, str]:
    """Return the sections of the catalogue with what each is about.

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
    if section not in document("catalogue"):
        raise UnknownIdError("section of the catalogue", section, document("catalogue"))
    return _entries(section)


@cache
def _entries(section: str) -> tuple[Entry, ...]:
    return tuple(Entry.model_validate(entry) for entry in document("catalogue")[section]["entries"])


@cache
def document(name: str) -> Any:
    """Return one of the package's own JSON documents. Do not change it: it is read once."""
    file = resources.files("journeykit.playbook") / f"{name}.json"
    return json.loads(file.read_text(encoding="utf-8"))
