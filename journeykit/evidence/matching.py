"""The touchpoints that event names belong to, and suggestions for the others by their words."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from journeykit import events as ev
from journeykit import questions as qs
from journeykit.events import Events
from journeykit.events.patterns import fitting
from journeykit.evidence.bindings import bound_touchpoints, touchpoint_labels
from journeykit.model.journey import JourneyMap, Stage
from journeykit.model.touchpoint import Touchpoint

if TYPE_CHECKING:
    import pandas as pd

LEAST_SCORE = 0.34
"""Suggestions with a lower score are based on a word that says little."""

# Words of event names about how something was recorded, not what it was.
_EMPTY_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and at by click clicked clicks com did event events for from html http https id in is it log new of on "
        "or page pages screen screens tap tapped the to track tracked user users view viewed views visit visited "
        "visits with www",
    )
)
_ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ions", "ion", "ies", "ers", "ed", "es", "er", "s", "e")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_]+|\d+")


def name_claims(journey: JourneyMap, events: Events) -> pd.DataFrame:
    """Return the touchpoints of every event name.

    Returns
    -------
    DataFrame
        One row per event name and touchpoint, most events first: ``event``, ``touchpoint_id`` (str, null where no rule
        matches), ``events`` (int). With conditions on attributes one name may belong to several touchpoints, and partly
        to none.

    Notes
    -----
    An event belongs to the first touchpoint, in the order of stages, whose rule matches.
    """
    if _conditional(journey):
        frame = ev.matches(events, touchpoint_labels(journey)).to_pandas()
        return frame.rename(columns={"label": "touchpoint_id"})[["event", "touchpoint_id", "events"]]
    # Without conditions the log is not read, because this runs with every key that the user types.
    owner: dict[str, str] = {}
    for touchpoint, binding in bound_touchpoints(journey):
        for glob in binding.events:
            for name in fitting(events.event_names, glob):
                owner.setdefault(name, touchpoint.id)
    frame = _volumes(events)
    return frame.assign(touchpoint_id=frame["event"].map(owner))[["event", "touchpoint_id", "events"]]


def claimed_paths(journey: JourneyMap, events: Events) -> int:
    """Return the number of travellers with at least one event of a touchpoint."""
    if _conditional(journey):
        return ev.relabel(events, touchpoint_labels(journey)).path_count
    claims = name_claims(journey, events)
    names = tuple(claims.loc[claims["touchpoint_id"].notna(), "event"])
    return int(qs.funnel(events, [names]).to_pandas()["paths"].iloc[0]) if names else 0


def _conditional(journey: JourneyMap) -> bool:
    return any(binding.where for _, binding in bound_touchpoints(journey))


# Counted once per log.
_COUNTED: WeakKeyDictionary[Events, Any] = WeakKeyDictionary()


def _volumes(events: Events) -> pd.DataFrame:
    if events not in _COUNTED:
        _COUNTED[events] = events.names().sort_values(["events", "event"], ascending=[False, True], ignore_index=True)
    frame: pd.DataFrame = _COUNTED[events]
    return frame


@dataclass(frozen=True)
class Word:
    """A word as it is compared and as it was written."""

    stem: str
    written: str


@dataclass(frozen=True)
class Side:
    """What a name is compared with: the name of a stage or touchpoint, or an event that is bound to it."""

    element: Touchpoint | Stage
    event: str
    words: tuple[Word, ...]


class Likeness:
    """Finds the stage or touchpoint that is most like some words."""

    def __init__(self, sides: Sequence[Side]) -> None:
        self.sides = sides
        said = {(side.element.id, word.stem) for side in sides for word in side.words}
        self.shared = Counter(stem for _, stem in said)
        self.holders: dict[str, list[int]] = {}
        for place, side in enumerate(sides):
            for word in side.words:
                self.holders.setdefault(word.stem, []).append(place)

    def known(self, words: Sequence[Word]) -> tuple[Word, ...]:
        """Return the words that a stage or touchpoint has too."""
        return tuple(word for word in words if any(_alike(word.stem, stem) for stem in self.holders))

    def best(self, words: Sequence[Word]) -> tuple[float, str, Side] | None:
        """Return the likest side with its score and the reason, or None if none is like the words."""
        met = {
            place for word in words for stem in self.holders if _alike(word.stem, stem) for place in self.holders[stem]
        }
        found = [(*_likeness(words, self.sides[place], self.shared), self.sides[place]) for place in sorted(met)]
        found = [each for each in found if each[0] >= LEAST_SCORE]
        return max(found, key=lambda each: each[0], default=None)


def suggested_bindings(journey: JourneyMap, names: Sequence[str]) -> pd.DataFrame:
    """Return the touchpoint that each event name most likely belongs to, by its words.

    Parameters
    ----------
    journey : JourneyMap
        The map: the names of its touchpoints, and of the events that are already bound to them.
    names : sequence of str
        Event names.

    Returns
    -------
    DataFrame
        One row per name with a suggestion, in the order of ``names``: ``event``, ``touchpoint_id``, ``touchpoint``
        (str), ``score`` (float, 0-1), ``reason`` (str, in words).

    Notes
    -----
    Words are compared without endings; two words are alike if one begins with the other or they differ in a letter or
    two. The fewer touchpoints share a word, the more it counts. The score is twice the weight of the shared words over
    the weight of all words of both (Dice); the best one wins, on ties the first in the map. Similar names do not prove
    that an event belongs to a touchpoint: check before you bind it.

    Examples
    --------
    >>> import journeykit as jk
    >>> journey = jk.new_map("Shop", stages=["See"])
    >>> journey = jk.edit.add_touchpoint(journey, "Newsletter sign-up", stage="see")
    >>> journey = jk.edit.add_touchpoint(journey, "Fees page", stage="see")
    >>> suggested_bindings(journey, ["viewFees", "newsletter_signed", "logout"])[["event", "touchpoint", "reason"]].values.tolist()
    [['viewFees', 'Fees page', 'both say “fees”'], ['newsletter_signed', 'Newsletter sign-up', 'both say “newsletter”, “signed”']]
    """  # noqa: E501
    import pandas as pd

    order = {stage.id: place for place, stage in enumerate(journey.stages)}
    touchpoints = sorted(journey.touchpoints, key=lambda touchpoint: order[touchpoint.stage])
    likeness = Likeness([side for touchpoint in touchpoints for side in _sides(touchpoint)])
    rows = []
    for name in names:
        if (found := likeness.best(words_of(name))) is not None:
            score, said, side = found
            rows.append((name, side.element.id, side.element.name, round(score, 3), said))
    kinds = {"event": "str", "touchpoint_id": "str", "touchpoint": "str", "score": "float64", "reason": "str"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def _sides(touchpoint: Touchpoint) -> list[Side]:
    """Return the words of the touchpoint's name, then those of each event that is bound to it."""
    bound = touchpoint.binding.events if touchpoint.binding else ()
    return [Side(touchpoint, "", words_of(touchpoint.name)), *(Side(touchpoint, n, words_of(n)) for n in bound[:20])]


def _likeness(words: Sequence[Word], side: Side, shared: Mapping[str, int]) -> tuple[float, str]:
    def weight(word: Word) -> float:
        return float(max(1, shared.get(word.stem, 1)) ** -0.5)

    met: list[tuple[Word, Word]] = []
    for word in words:
        free = (other for other in side.words if all(other is not taken for _, taken in met))
        other = next((other for other in free if _alike(word.stem, other.stem)), None)
        if other is not None:
            met.append((word, other))
    whole = sum(map(weight, words)) + sum(map(weight, side.words))
    score = sum(weight(word) + weight(other) for word, other in met) / whole if whole else 0.0
    said = ", ".join(f"“{word.written}”" for word, _ in met)
    if not side.event:
        return score, f"both say {said}"
    # A name like that of a bound event is a little less certain than one like the touchpoint's.
    return 0.95 * score, f"like {side.event}, which is there already: {said}"


@cache
def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) >= 4 and long.startswith(short):
        return True
    return len(short) >= 5 and difflib.SequenceMatcher(None, short, long, autojunk=False).ratio() >= 0.84


@cache
def words_of(name: str) -> tuple[Word, ...]:
    """Return the telling words of a name."""
    found = [word.casefold() for word in _WORD.findall(name[:200])]
    telling = [word for word in found if word not in _EMPTY_WORDS and (len(word) > 1 or not word.isascii())] or found
    return tuple({_stem(word): Word(_stem(word), word) for word in telling}.values())


def _stem(word: str) -> str:
    ending = next((end for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= 3), "")
    return word[: len(word) - len(ending)]
