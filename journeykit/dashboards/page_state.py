"""What the page of a map shows: the map, its data, and what was counted of both."""

from __future__ import annotations

from dataclasses import dataclass

from journeykit import evidence
from journeykit.answers import Answers
from journeykit.errors import JourneyKitError
from journeykit.events import Events
from journeykit.model.journey import JourneyMap
from journeykit.summary.numbers import LEAST, SharedNumbers, shared_numbers
from journeykit.summary.voices import SharedVoices, shared_voices


@dataclass(frozen=True)
class PageState:
    """A map with its data and what was counted: the same for every visitor of a server.

    ``trouble`` says why something could not be counted: a page shows no traceback.
    """

    journey: JourneyMap
    events: Events | None = None
    numbers: SharedNumbers | None = None
    voices: SharedVoices | None = None
    trouble: str = ""


def page_state(
    journey: JourneyMap, events: Events | None = None, answers: Answers | None = None, *, least: int = LEAST
) -> PageState:
    """Return what a page shows of a map; of a log and answers of which one does not fit the map, the other one."""
    if events is None and answers is None:
        return PageState(journey)
    try:
        measured = evidence.measure(journey, events, answers)
    except JourneyKitError as error:
        if events is not None and answers is not None:
            for state in (page_state(journey, events, least=least), page_state(journey, None, answers, least=least)):
                if not state.trouble:
                    return PageState(journey, state.events, state.numbers, state.voices, str(error))
        return PageState(journey, events, trouble=str(error))
    numbers = None if events is None else shared_numbers(measured, least=least)
    return PageState(journey, events, numbers, shared_voices(measured, least=least))


def least_of(asked: int | None, *, editable: bool) -> int:
    """Return the smallest group that a page shows."""
    return (1 if editable else LEAST) if asked is None else asked
