"""Recognise the kind of a stage by its name, and the kinds of a pain by its description."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Literal, cast, get_args

from journeykit.model.edit import find
from journeykit.model.journey import JourneyMap, Stage
from journeykit.playbook._entry import catalogue

StageKind = Literal[
    "awareness", "consideration", "decision", "onboarding", "engagement", "completion", "retention", "loyalty"
]
STAGE_KINDS: tuple[StageKind, ...] = get_args(StageKind)

# Words in the headings of stages; ``*`` matches any ending. The longest match decides.
_NAMES: dict[StageKind, str] = {
    "awareness": "awareness, discover*, attract*, notice, trigger, need, hear*, find out, reach",
    "consideration": "consider*, compar*, evaluat*, research, search*, interest, explor*, browse",
    "decision": "decision, decide, purchas*, buy*, order*, checkout, book*, enrol*, sign-up, sign up, convert, "
    "conversion, arrange, pay*, apply, upgrade",
    "onboarding": "onboard*, getting started, get started, set-up, set up, setup, arriv*, welcome, first*",
    "engagement": "engage*, use, using, usage, deliver*, core*, learn*, progress*, milestone*, participat*, ride, "
    "receiv*, service, adopt*, during",
    "completion": "complet*, certif*, finish*, graduat*, result*, settle, end, achiev*",
    "retention": "retention, retain, alumni, alumni engagement, renew*, stay*, support, after*, keep",
    "loyalty": "loyal*, advoca*, referral*, refer, recommend*, return*, repeat*, again, share",
}
_MILESTONE_KINDS: dict[str, StageKind] = {"purchase": "decision", "referral": "loyalty"}
_TYPE_KINDS: dict[str, StageKind] = {
    "sales": "decision",
    "onboarding": "onboarding",
    "participation": "engagement",
    "completion": "completion",
    "retention": "retention",
}
_NAME, _MORE = 3, 1  # The name of a pain counts more than its other texts,
_STRONG, _WEAK = 2, 1  # and some words count more than others.


def stage_kind(journey: JourneyMap, stage: str) -> StageKind:
    """Return the kind of a stage.

    The name decides, by a table of words; else the milestone or the most frequent type of its touchpoints; else its
    place before or after the purchase.

    Parameters
    ----------
    journey : JourneyMap
        The map.
    stage : str
        Id of the stage.

    Raises
    ------
    UnknownIdError
        No such stage; names the nearest.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit import playbook
    >>> journey = jk.template("signature-milestones")
    >>> [playbook.stage_kind(journey, stage.id) for stage in journey.stages][-3:]
    ['engagement', 'completion', 'retention']
    """
    named = cast(Stage, find(journey, "stage", stage))
    return _by_name(named.name) or _by_touchpoints(journey, stage) or _by_place(journey, named)


def pain_kinds(text: str, *more: str) -> tuple[str, ...]:
    """Return the kinds of pain that a text describes, the most likely first; empty if none is recognised.

    Parameters
    ----------
    text : str
        The pain in a few words.
    *more : str
        Other texts about it, such as its consequence or customers' words; they count one third.

    Examples
    --------
    >>> from journeykit import playbook
    >>> playbook.pain_kinds("Nobody answers for days")
    ('slow-responses', 'lack-of-support')
    """
    said = [(text.casefold(), _NAME), *((words.casefold(), _MORE) for words in more)]
    counts = {
        kind: sum(
            place * strength * len(found.split())
            for words, place in said
            for strength, patterns in ((_STRONG, strong), (_WEAK, weak))
            for found in _found(patterns, words)
        )
        for kind, (strong, weak) in _pain_patterns().items()
    }
    return tuple(sorted((kind for kind in counts if counts[kind]), key=lambda kind: -counts[kind]))


def _by_name(name: str) -> StageKind | None:
    patterns = _stage_patterns().items()
    matches = [(len(found), kind) for kind, words in patterns for found in _found(words, name.casefold())]
    return max(matches, key=lambda match: match[0])[1] if matches else None


def _by_touchpoints(journey: JourneyMap, stage: str) -> StageKind | None:
    here = journey.touchpoints_of(stage)
    for milestone, kind in _MILESTONE_KINDS.items():
        if any(touchpoint.milestone == milestone for touchpoint in here):
            return kind
    told = Counter(_TYPE_KINDS[touchpoint.type] for touchpoint in here if touchpoint.type in _TYPE_KINDS)
    return told.most_common(1)[0][0] if told else None


def _by_place(journey: JourneyMap, stage: Stage) -> StageKind:
    paid = any(column.post_purchase for column in journey.stages)
    if not paid:
        place = journey.stages.index(stage) / max(len(journey.stages) - 1, 1)
        return STAGE_KINDS[round(place * (len(STAGE_KINDS) - 1))]
    alike = [column for column in journey.stages if column.post_purchase == stage.post_purchase]
    if stage is alike[0]:
        return "onboarding" if stage.post_purchase else "awareness"
    if stage is alike[-1]:
        return "loyalty" if stage.post_purchase else "decision"
    return "engagement" if stage.post_purchase else "consideration"


def _found(patterns: tuple[re.Pattern[str], ...], words: str) -> list[str]:
    return [match.group() for pattern in patterns if (match := pattern.search(words))]


@cache
def _stage_patterns() -> dict[StageKind, tuple[re.Pattern[str], ...]]:
    return {kind: _patterns(words.split(", ")) for kind, words in _NAMES.items()}


@cache
def _pain_patterns() -> dict[str, tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]]:
    return {entry.id: (_patterns(entry.words), _patterns(entry.weak_words)) for entry in catalogue("pains")}


def _patterns(words: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    escaped = (re.escape(word.casefold()).replace(r"\*", r"\w*") for word in words)
    return tuple(re.compile(rf"\b{word}\b") for word in escaped)
