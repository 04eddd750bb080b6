"""Ideas: what can be done about a pain point."""

from __future__ import annotations

import re
from functools import cache

from pydantic import Field

from journeykit.errors import UnknownIdError, lookup
from journeykit.model.base import Id, Name, Value
from journeykit.model.measures import Guide, measures
from journeykit.model.vocabulary import Lens, OpportunityType, TouchpointType
from journeykit.playbook._entry import catalogue, document
from journeykit.playbook._kinds import STAGE_KINDS, StageKind


class Idea(Value):
    """One idea of the playbook."""

    id: Id
    """Stable id."""
    name: Name
    """The idea in a few words."""
    text: Name
    """What to do, in one to three sentences."""
    stages: tuple[StageKind, ...] = Field(min_length=1)
    """Kinds of stage in which it acts."""
    touchpoint_types: tuple[TouchpointType, ...] = Field(min_length=1)
    """Types of touchpoint at which it acts."""
    pains: tuple[Id, ...] = Field(min_length=1)
    """Kinds of pain that it answers, the main one first; ids of the catalogue's section ``pains``."""
    lens: Lens
    """Whether it improves clarity, increases support or adds motivation."""
    type: OpportunityType
    """What kind of opportunity it is."""
    effort: int = Field(ge=1, le=5)
    """A hint: from 1, an afternoon, to 5, a project."""
    measure: str
    """Key of the standard measure to watch, before and after."""
    guide: Guide
    """Kind of guide that it comes from; ``practice`` if none of the four names it."""


@cache
def ideas() -> tuple[Idea, ...]:
    """Return all ideas, in the order of a journey.

    Examples
    --------
    >>> from journeykit import playbook
    >>> len(playbook.ideas()) >= 60
    True
    """
    return tuple(Idea.model_validate(idea) for idea in document("ideas"))


def idea(id: str) -> Idea:
    """Return one idea.

    Parameters
    ----------
    id : str
        Its id.

    Raises
    ------
    UnknownIdError
        No such idea; names the nearest.

    Examples
    --------
    >>> from journeykit import playbook
    >>> playbook.idea("small-groups").name
    'Groups of four who count on each other'
    """
    return lookup("idea", id, {idea.id: idea for idea in ideas()})


def search(
    text: str = "",
    *,
    stage: str | None = None,
    touchpoint_type: str | None = None,
    pain: str | None = None,
    lens: str | None = None,
    measure: str | None = None,
    guide: str | None = None,
    most_effort: int = 5,
) -> tuple[Idea, ...]:
    """Return the ideas that match all conditions.

    Parameters
    ----------
    text : str
        Words that must all occur in name, text or kinds of pain, as beginnings of words.
    stage : str, optional
        Kind of stage, such as ``"onboarding"``: one of ``STAGE_KINDS``.
    touchpoint_type : str, optional
        Type of touchpoint, such as ``"support"``.
    pain : str, optional
        Kind of pain: id of an entry of the catalogue's section ``pains``.
    lens : str, optional
        ``clarity``, ``support`` or ``motivation``; or a type of opportunity, such as ``streamline`` or ``upsell``.
    measure : str, optional
        Key of the measure to watch.
    guide : str, optional
        Kind of guide that it comes from.
    most_effort : int
        Highest effort, 1 to 5.

    Returns
    -------
    tuple of Idea
        In the order of the playbook.

    Raises
    ------
    UnknownIdError
        A word that the playbook does not use; names the nearest.

    Examples
    --------
    >>> from journeykit import playbook
    >>> [idea.id for idea in playbook.search("password", lens="support")]
    ['forgotten-password-kindly']
    """
    for kind, wanted, known in (
        ("stage kind", stage, STAGE_KINDS),
        ("touchpoint type", touchpoint_type, _words("touchpoint_types")),
        ("kind of pain", pain, tuple(entry.id for entry in catalogue("pains"))),
        ("lens", lens, (*_words("lens"), *_words("type"))),
        ("measure", measure, tuple(standard.key for standard in measures())),
        ("guide", guide, _words("guide")),
    ):
        if wanted is not None and wanted not in known:
            raise UnknownIdError(kind, wanted, known)
    sought = [re.compile(rf"\b{re.escape(word)}") for word in text.casefold().split()]
    return tuple(
        idea
        for idea in ideas()
        if stage in (None, *idea.stages)
        and touchpoint_type in (None, *idea.touchpoint_types)
        and pain in (None, *idea.pains)
        and lens in (None, idea.lens, idea.type)
        and measure in (None, idea.measure)
        and guide in (None, idea.guide)
        and idea.effort <= most_effort
        and all(word.search(_searched_text(idea)) for word in sought)
    )


@cache
def _words(field: str) -> tuple[str, ...]:
    held = (getattr(idea, field) for idea in ideas())
    return tuple(sorted({word for value in held for word in (value if isinstance(value, tuple) else (value,))}))


def _searched_text(idea: Idea) -> str:
    pains = {entry.id: entry.name for entry in catalogue("pains")}
    return " ".join((idea.name, idea.text, *(pains[pain] for pain in idea.pains))).casefold()
