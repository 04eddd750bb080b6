"""The cards at the top of a page, the words below its title, and its badges."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from journeykit import evidence, frames
from journeykit.model.journey import JourneyMap
from journeykit.questions import with_wilson
from journeykit.summary.counts import ALL, Cell
from journeykit.summary.numbers import SharedNumbers
from journeykit.summary.withheld import EVENTS, TOTAL
from journeykit.text import count_words, counted, day_words, people_words, period_words, share_words

Card = dict[str, Any]
"""A card of :class:`journeykit.editors.FactCards`: label, value, unit, detail, tone, definition."""

SMALL_BASE = 30
"""A card says so if the base of its rate is smaller than this."""


class Badge(NamedTuple):
    """A label beside the title, and a sentence with the same content for pages without badges."""

    label: str
    sentence: str
    definition: str
    tone: str = "neutral"


def lead(journey: JourneyMap, numbers: SharedNumbers | None) -> list[str]:
    """Return the facts below the title: personas, state, last review, size and period of the log."""
    people = ", ".join(persona.name for persona in journey.personas[:2])
    more = f" and {len(journey.personas) - 2} more" if len(journey.personas) > 2 else ""
    said = [
        people + more,
        "as it is" if journey.state == "current" else "as it should become",
        f"reviewed {day_words(journey.review.last)}" if journey.review.last else "not reviewed yet",
    ]
    if numbers is not None and numbers.shown(ALL):
        # The days of the first and the last few: the very first event may be that of one person.
        events = numbers.measured.events
        period = period_words(events.period(least=numbers.least), timed=events.has_times)
        when = f", {period}" if period else ""
        said.append(f"{count_words(numbers.counts[ALL])} {journey.scope.travellers} in the log{when}")
    return [fact for fact in said if fact]


def badges(journey: JourneyMap, numbers: SharedNumbers | None) -> list[Badge]:
    """Return what a reader must know of the whole page: its evidence, rules without events, synthetic data."""
    measured = None if numbers is None else numbers.measured
    share = evidence.evidence_share(journey, measured)
    known = share == share
    found = [
        Badge(
            f"evidence {share:.0%}" if known else "nothing written yet",
            f"{share:.0%} of the filled cells are based on evidence" if known else "",
            "Share of the filled cells on show that are based on data, or on a source about these customers; "
            "the others are assumptions.",
            "good" if share >= 0.5 else "neutral",
        )
    ]
    if numbers is not None and (astray := evidence.unmatched_rules(numbers.measured)):
        fits = f"{count_words(len(astray))} {'rule fits' if len(astray) == 1 else 'rules fit'} no event"
        # Readers are told how many, not which: the message may name a rare event.
        which = " ".join(astray[:5]) if numbers.least == 1 else "Event names in the rules of this map."
        found.append(Badge(fits, f"{fits} of the log", which, "bad"))
    if journey.synthetic:
        made_up = "The figures come from a seeded generator, made to show the tool. They describe nobody."
        found.append(Badge("synthetic data", "synthetic data: the figures describe nobody", made_up))
    return found


# -------------------------------------------------------------------------------------------------------- from the log


def counted_cards(numbers: SharedNumbers) -> list[Card]:
    """Return the cards about the log."""
    return [_travellers(numbers), *_conversion(numbers), *_largest_loss(numbers), *_coverage(numbers)]


def _travellers(numbers: SharedNumbers) -> Card:
    people = numbers.people
    first: Cell = ("got to", numbers.measured.places[0])
    count, total = numbers.counts[first], numbers.counts[ALL]
    card = {
        "label": f"{people[:1].upper()}{people[1:]} on the map",
        "value": count_words(count) if numbers.shown(first) else numbers.words(first),
        "definition": "Paths of the log with at least one event that a touchpoint of the map claims.",
    }
    if numbers.shown(first, ALL):
        card["unit"] = f"of {count_words(total)}"
        card["detail"] = f"{share_words(count / total)} of all {people} in the log" if total else "the log is empty"
    return card


def _conversion(numbers: SharedNumbers) -> list[Card]:
    places = numbers.measured.places
    first, last = ("got to", places[0]), ("got to", places[-1])
    base, reached = numbers.counts[first], numbers.counts[last]
    if len(places) < 2 or not numbers.shown(first, last):
        return []
    name, people = numbers.journey.stages[places[-1]].name, numbers.people
    return [
        {
            "label": "Overall conversion",
            "value": share_words(reached / base) if base else "—",
            "unit": f"{_interval(reached, base)}{_small(base)}" if base else "",
            "detail": f"{count_words(reached)} of {count_words(base)} on the map get to {name}",
            "definition": f"Of all {people} on the map, the share who get to the last stage that is measured, {name}. "
            "The interval is Wilson's at 95 %. Whoever is still under way counts as not arrived.",
        }
    ]


def _interval(part: int, whole: int) -> str:
    bounds = with_wilson(pd.DataFrame({"k": [part], "n": [whole]}), count="k", total="n").iloc[0]
    return f"{100 * bounds['low']:.1f} to {share_words(bounds['high'])}"


def _largest_loss(numbers: SharedNumbers) -> list[Card]:
    """Return the stage after which most people leave, unless a hidden count might be the largest."""
    funnel = numbers.frames["funnel"].iloc[:-1]
    stopped: list[Cell] = [("stopped", place) for place in funnel["position"]]
    unsure = [cell for cell in stopped if not numbers.shown(cell) and numbers.counts[cell] >= numbers.least]
    steps = funnel[funnel["dropped"].notna() & (funnel["paths"] > 0)]
    if unsure or steps.empty:
        return []
    worst = steps.iloc[int(steps["dropped"].astype("int64").to_numpy().argmax())]
    lost, base, name, people = int(worst["dropped"]), int(worst["paths"]), worst["name"], numbers.people
    if not lost:
        return []
    return [
        {
            "label": "Largest loss",
            "value": count_words(lost),
            "unit": f"{people} after {name}",
            "detail": f"{share_words(lost / base)} of the {count_words(base)} who got at least this far{_small(base)}",
            "tone": "bad",
            "definition": f"Most {people} leave after {name}: they got at least this far, and to no stage beyond.",
        }
    ]


def _coverage(numbers: SharedNumbers) -> list[Card]:
    if not numbers.shown(EVENTS, TOTAL):
        return []
    measured = numbers.measured
    share = evidence.claimed_share(measured)
    without = len(evidence.unsupported(measured))
    return [
        {
            "label": "Events on the map",
            "value": share_words(share) if share == share else "—",
            "unit": f"of {count_words(len(measured.events))} events",
            "detail": f"{counted(without, 'touchpoints')} without events" if without else "every touchpoint has events",
            "tone": "neutral" if without else "good",
            "definition": "Share of the log's events that some touchpoint claims through its binding.",
        }
    ]


def _small(base: int) -> str:
    return " · few" if base < SMALL_BASE else ""


# -------------------------------------------------------------------------------------------------------- from the map


def designed_cards(journey: JourneyMap) -> list[Card]:
    """Return the cards of a map without a log."""
    bound = sum(touchpoint.binding is not None for touchpoint in journey.touchpoints)
    return [
        {
            "label": "Stages",
            "value": count_words(len(journey.stages)),
            "detail": counted(len(journey.touchpoints), "touchpoints"),
        },
        {
            "label": "Touchpoints bound to events",
            "value": count_words(bound),
            "unit": f"of {len(journey.touchpoints)}",
            "detail": "no event log is open",
            "definition": "A touchpoint with a binding is measured as soon as an event log is read.",
        },
    ]


def written_cards(journey: JourneyMap) -> list[Card]:
    """Return the cards about pain points and opportunities."""
    found: list[Card] = []
    pains = [pain.severity for pain in journey.pain_points]
    if pains:
        worst = sum(severity >= 4 for severity in pains)
        tone = "bad" if worst else "neutral"
        told = f"{worst} of severity 4 or 5"
        found.append({"label": "Pain points", "value": count_words(len(pains)), "detail": told, "tone": tone})
    if journey.opportunities:
        told = f"{counted(len(journey.improvements), 'improvements')} under way or done"
        found.append({"label": "Opportunities", "value": count_words(len(journey.opportunities)), "detail": told})
    return found


def felt_cards(journey: JourneyMap, *, persona: str | None = None) -> list[Card]:
    """Return the card of the lowest point of a persona's emotion curve, if it has two points or more."""
    curve = frames.emotions(journey, persona=persona).dropna(subset="score")
    measured = curve[curve["kind"] == "measured"]
    curve = measured if len(measured) else curve
    if len(curve) < 2:
        return []
    low = curve.iloc[int(curve["score"].to_numpy().argmin())]
    answers = "" if low["kind"] == "assumed" or pd.isna(low["n"]) else f", {people_words(low['n'])}"
    return [
        {
            "label": "Lowest point",
            "value": _signed(float(low["score"])),
            "unit": f"{low['kind']}{answers}",
            "detail": f"{low['stage']}: {low['words']}" if low["words"] else str(low["stage"]),
            "tone": "bad" if low["score"] < 0 else "neutral",
            "definition": "Lowest score of the emotion curve, from -2 (very negative) to +2 (very positive).",
        }
    ]


def _signed(score: float) -> str:
    return f"{score:+.1f}".replace("-", "\N{MINUS SIGN}") if round(score, 1) else "0"
