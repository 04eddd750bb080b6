"""From a pain point on a map to ideas, and from an idea to an opportunity on the map."""

from __future__ import annotations

import re
from typing import cast

from journeykit.errors import MapError
from journeykit.model.base import Value
from journeykit.model.edit import apply, find
from journeykit.model.insight import PainPoint
from journeykit.model.journey import JourneyMap
from journeykit.model.touchpoint import Touchpoint
from journeykit.model.vocabulary import Lens, label
from journeykit.playbook._entry import catalogue
from journeykit.playbook._idea import Idea, idea, ideas
from journeykit.playbook._kinds import StageKind, pain_kinds, stage_kind

MAIN_KIND, FURTHER_KIND, MAIN_OF_IDEA, STAGE, TYPE, LENS, MOST_WORDS = 4, 1, 1, 2, 1, 1, 2
_STEM = 6
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
# Long words without meaning for the match.
# fmt: off
_EMPTY_WORDS = frozenset({
    "about", "after", "again", "always", "anybody", "anyone", "anything", "before", "being", "comes", "could",
    "customer", "customers", "every", "everybody", "everyone", "everything", "first", "getting", "gives", "going",
    "makes", "might", "never", "nobody", "nothing", "often", "other", "others", "people", "person", "really", "should",
    "somebody", "someone", "something", "still", "taken", "takes", "their", "there", "these", "thing", "things",
    "those", "three", "under", "until", "where", "which", "while", "whoever", "without", "would",
})
# fmt: on


class Suggestion(Value):
    """An idea for one pain point of one map."""

    idea: Idea
    """The idea."""
    score: int
    """How well it fits; see :func:`suggest`."""
    reason: str
    """Why it is suggested, in one sentence."""


class _Asked(Value):
    """What the score uses about a pain point."""

    kinds: tuple[str, ...]
    stage: StageKind
    touchpoint_type: str
    lens: Lens | None
    words: dict[str, str]


def suggest(journey: JourneyMap, pain_point: str, *, most: int = 5) -> tuple[Suggestion, ...]:
    """Return ideas for a pain point, best first.

    Parameters
    ----------
    journey : JourneyMap
        The map.
    pain_point : str
        Id of the pain point.
    most : int
        Maximum number of ideas.

    Returns
    -------
    tuple of Suggestion
        Each with its score and the reason; empty only if ``most`` is 0.

    Raises
    ------
    UnknownIdError
        No such pain point; names the nearest.
    MapError
        ``most`` is negative.

    Notes
    -----
    The score is a sum: 4 if the idea answers the most likely kind of pain of the text, 1 more if that is its main
    purpose, 1 if it answers another kind in the text; 2 if it acts in this kind of stage; 1 if it acts at the type of
    the pain's touchpoint; 1 if its lens is the one for such pains; 1 for each word in common, at most 2, of words with
    five or more letters, compared by their first six. Ties go to the smaller effort, then to the order of the playbook.
    Ideas that already answer this pain on the map are left out. The score only compares words; people decide whether an
    idea is right.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit import playbook
    >>> journey = jk.edit.add_pain_point(jk.template("nine-steps"), "Password is forgotten", stage="onboarding")
    >>> best = playbook.suggest(journey, "password-is-forgotten", most=1)[0]
    >>> best.idea.name, best.score
    ('Getting back in within a minute', 9)
    >>> best.reason
    'Answers “Difficulty logging in”, acts in onboarding, speaks of “forgotten”, “password”.'
    """
    if most < 0:
        raise MapError(f"most is {most}; it must be 0 or more.")
    pain = _pain(journey, pain_point)
    asked = _asked(journey, pain)
    there = {opportunity.name for opportunity in journey.opportunities if pain.id in opportunity.pain_points}
    scored = [_scored(candidate, asked) for candidate in ideas() if candidate.name not in there]
    scored.sort(key=lambda suggestion: (-suggestion.score, suggestion.idea.effort))
    return tuple(scored[:most])


def to_opportunity(journey: JourneyMap, pain_point: str, chosen: Idea | str) -> JourneyMap:
    """Return the map with an idea as an opportunity that answers a pain point, in the pain's stage.

    If the stage already has an opportunity of that name, it is linked to the pain as well. The team sets value and
    owner; no source is cited, because the idea was not tried here.

    Parameters
    ----------
    journey : JourneyMap
        The map.
    pain_point : str
        Id of the pain point.
    chosen : Idea or str
        The idea, or its id.

    Raises
    ------
    UnknownIdError
        No such pain point or idea; names the nearest.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit import playbook
    >>> journey = jk.edit.add_pain_point(jk.template("retention"), "Slow replies", stage="retention")
    >>> journey = playbook.to_opportunity(journey, "slow-replies", playbook.suggest(journey, "slow-replies")[0].idea)
    >>> journey.opportunities[0].name, journey.opportunities[0].pain_points
    ('Promise a time and keep it', ('slow-replies',))
    """
    pain = _pain(journey, pain_point)
    chosen = idea(chosen) if isinstance(chosen, str) else chosen
    for held in journey.opportunities:
        if (held.name, held.stage) == (chosen.name, pain.stage):
            linked = tuple(dict.fromkeys((*held.pain_points, pain.id)))
            return apply(journey, "update_opportunity", {"id": held.id, "pain_points": linked})
    fields = {
        "name": chosen.name,
        "stage": pain.stage,
        "touchpoint": pain.touchpoint,
        "type": chosen.type,
        "lens": chosen.lens,
        "effort": chosen.effort,
        "pain_points": (pain.id,),
    }
    return apply(journey, "add_opportunity", fields)


def _pain(journey: JourneyMap, id: str) -> PainPoint:
    return cast(PainPoint, find(journey, "pain_point", id))


def _asked(journey: JourneyMap, pain: PainPoint) -> _Asked:
    more = (pain.consequence, *pain.binding, *pain.verbatims)
    kinds = pain_kinds(pain.name, *more)
    touchpoint = cast(Touchpoint, find(journey, "touchpoint", pain.touchpoint)) if pain.touchpoint else None
    return _Asked(
        kinds=kinds,
        stage=stage_kind(journey, pain.stage),
        touchpoint_type=touchpoint.type if touchpoint else "",
        lens=next((entry.lens for entry in catalogue("pains") if kinds and entry.id == kinds[0]), None),
        words=_telling(" ".join((pain.name, *more))),
    )


def _scored(candidate: Idea, asked: _Asked) -> Suggestion:
    answered = [kind for kind in asked.kinds if kind in candidate.pains]
    own = _telling(f"{candidate.name} {candidate.text}")
    shared = sorted(word for stem, word in asked.words.items() if stem in own)[:MOST_WORDS]
    score, reasons = len(shared), []
    if answered:
        score += MAIN_KIND if answered[0] == asked.kinds[0] else 0
        score += MAIN_OF_IDEA if asked.kinds[0] == candidate.pains[0] else 0
        score += FURTHER_KIND if any(kind != asked.kinds[0] for kind in answered) else 0
        names = {entry.id: entry.name for entry in catalogue("pains")}
        reasons.append("answers " + " and ".join(f"“{names[kind]}”" for kind in answered[:2]))
    if asked.stage in candidate.stages:
        score += STAGE
        reasons.append(f"acts in {asked.stage}")
    if asked.touchpoint_type in candidate.touchpoint_types:
        score += TYPE
        reasons.append(f"works at touchpoints of type {label(asked.touchpoint_type)}")
    if candidate.lens == asked.lens:
        score += LENS
        reasons.append(_LENS_WORDS[candidate.lens])
    if shared:
        reasons.append("speaks of " + ", ".join(f"“{word}”" for word in shared))
    if not asked.kinds:
        reasons.append("but the words tell of no kind of pain that the playbook knows")
    said = ", ".join(reasons) or "answers other pains in other stages"
    return Suggestion(idea=candidate, score=score, reason=said[0].upper() + said[1:] + ".")


_LENS_WORDS: dict[Lens, str] = {
    "clarity": "improves clarity",
    "support": "increases support",
    "motivation": "adds motivation",
}


def _telling(text: str) -> dict[str, str]:
    # By the first letters, so that certificate and certification are the same.
    words = (word for word in _LONG_WORD.findall(text.casefold()) if word not in _EMPTY_WORDS)
    return {word[:_STEM]: word for word in words}
