"""The numbers on top of a dashboard, in words: what each card says, and how it was counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from journeykit import evidence, frames
from journeykit.evidence import MeasuredMap
from journeykit.model.journey import JourneyMap
from journeykit.text import count_words, share_words

if TYPE_CHECKING:
    import pandas as pd

Card = dict[str, Any]

SMALL_BASE = 30
"""Fewer travellers than this in the base of a rate, and the card says so."""


def counted_cards(journey: JourneyMap, measured: MeasuredMap | None) -> list[Card]:
    """Return the cards that follow from the log and the bindings, or without a log from the design.

    Returns
    -------
    list of dict
        As :class:`journeykit.editors.FactCards` takes them.
    """
    if measured is None:
        return _designed(journey)
    funnel = evidence.stage_funnel(measured)
    return [_travellers(measured, funnel), *_conversion(funnel), *_largest_loss(measured, funnel), _coverage(measured)]


def subtitle(journey: JourneyMap, measured: MeasuredMap | None) -> list[str]:
    """Return the facts below the title: whose journey, which state, what it rests on."""
    people = ", ".join(persona.name for persona in journey.personas[:2])
    more = f" and {len(journey.personas) - 2} more" if len(journey.personas) > 2 else ""
    state = "as it is" if journey.state == "current" else "as it should become"
    reviewed = f"reviewed {journey.review.last:%-d %B %Y}" if journey.review.last else "not reviewed yet"
    shown = [people + more, state, reviewed]
    if measured is not None:
        shown.append(f"{count_words(measured.events.path_count)} {journey.scope.travellers} in the log")
    return [fact for fact in shown if fact]


def badges(journey: JourneyMap, measured: MeasuredMap | None) -> list[Card]:
    """Return the badges beside the title."""
    share = evidence.evidence_share(journey, measured)
    grounded = {
        "label": f"evidence {share:.0%}" if share == share else "nothing written yet",
        "tone": "good" if share >= 0.5 else "neutral",
        "definition": "Share of the filled cells on show that rest on data, or on a source about these customers; "
        "the others are assumptions.",
    }
    made_up = {
        "label": "synthetic data",
        "definition": "The figures come from a seeded generator, made to show the tool. They describe nobody.",
    }
    astray = [] if measured is None else evidence.unmatched_rules(measured)
    missed = {
        "label": f"{count_words(len(astray))} {'rule fits' if len(astray) == 1 else 'rules fit'} no event",
        "tone": "bad",
        "definition": " ".join(astray[:5]),
    }
    return [grounded, *([missed] if astray else []), *([made_up] if journey.synthetic else [])]


def _designed(journey: JourneyMap) -> list[Card]:
    bound = sum(touchpoint.binding is not None for touchpoint in journey.touchpoints)
    return [
        {"label": "Stages", "value": len(journey.stages), "detail": f"{len(journey.touchpoints)} touchpoints"},
        {
            "label": "Touchpoints bound to events",
            "value": bound,
            "unit": f"of {len(journey.touchpoints)}",
            "detail": "no event log is open",
            "definition": "A touchpoint with a binding is measured as soon as an event log is read.",
        },
    ]


def _travellers(measured: MeasuredMap, funnel: pd.DataFrame) -> Card:
    first = int(funnel["paths"].iloc[0]) if len(funnel) else 0
    total = measured.events.path_count
    people = measured.journey.scope.travellers
    detail = f"{share_words(first / total)} of those in the log" if total else "the log is empty"
    return {
        "label": f"{people[:1].upper()}{people[1:]} on the map",
        "value": first,
        "unit": f"of {count_words(total)}",
        "detail": detail,
        "definition": "Paths of the log with at least one event that a touchpoint of the map claims.",
    }


def _conversion(funnel: pd.DataFrame) -> list[Card]:
    if len(funnel) < 2:
        return []
    import pandas as pd

    from journeykit.events import with_wilson

    reached, base = int(funnel["paths"].iloc[-1]), int(funnel["paths"].iloc[0])
    card = {
        "label": "Overall conversion",
        "value": share_words(reached / base) if base else "—",
        "detail": f"{count_words(reached)} get to {funnel['name'].iloc[-1]}",
        "definition": f"Of all who are on the map, the share who get to the last stage, {funnel['name'].iloc[-1]}. "
        "The interval is Wilson's at 95 %. Whoever is still under way counts as not arrived.",
    }
    if base:
        bounds = with_wilson(pd.DataFrame({"k": [reached], "n": [base]}), count="k", total="n").iloc[0]
        card["unit"] = f"{100 * bounds['low']:.1f} to {share_words(bounds['high'])}{_small(base)}"
    return [card]


def _largest_loss(measured: MeasuredMap, funnel: pd.DataFrame) -> list[Card]:
    steps = funnel[funnel["dropped"].notna() & (funnel["paths"] > 0)]
    if steps.empty:
        return []
    lost = (steps["dropped"] / steps["paths"]).astype("float64")
    place = int(lost.to_numpy().argmax())
    worst = steps.iloc[place]
    after = funnel["name"].iloc[int(worst["step"])]
    people = measured.journey.scope.travellers
    return [
        {
            "label": "Largest loss",
            "value": share_words(float(lost.max())),
            "unit": f"n {count_words(int(worst['paths']))}{_small(int(worst['paths']))}",
            "detail": f"{count_words(int(worst['dropped']))} {people} stop before {after}",
            "tone": "bad",
            "definition": f"Of those who get to {worst['name']}, the share who never get to {after} or beyond.",
        }
    ]


def felt_cards(journey: JourneyMap, *, persona: str | None = None) -> list[Card]:
    """Return the card of the lowest point of a persona's emotion curve; none where there is nothing to compare."""
    curve = frames.emotions(journey, persona=persona).dropna(subset="score")
    measured = curve[curve["kind"] == "measured"]
    curve = measured if len(measured) else curve
    if len(curve) < 2:
        return []
    low = curve.iloc[int(curve["score"].to_numpy().argmin())]
    kind = str(low["kind"]) if low["kind"] == "assumed" else f"measured, n {count_words(low['n'])}"
    return [
        {
            "label": "Lowest point",
            "value": _signed(float(low["score"])),
            "unit": kind,
            "detail": f"{low['stage']}: {low['words']}" if low["words"] else str(low["stage"]),
            "tone": "bad" if low["score"] < 0 else "neutral",
            "definition": "Lowest score of the emotion curve, from -2 (very negative) to +2 (very positive).",
        }
    ]


def _coverage(measured: MeasuredMap) -> Card:
    share = evidence.claimed_share(measured)
    without = len(evidence.unsupported(measured))
    return {
        "label": "Events on the map",
        "value": share_words(share) if share == share else "—",
        "unit": f"of {count_words(len(measured.events))} events",
        "detail": f"{without} touchpoints without events" if without else "every touchpoint has events",
        "tone": "neutral" if without else "good",
        "definition": "Share of the log's events that some touchpoint claims through its binding.",
    }


def _signed(score: float) -> str:
    return f"{score:+.1f}".replace("-", "\N{MINUS SIGN}") if round(score, 1) else "0"


def _small(base: int) -> str:
    return " · few" if base < SMALL_BASE else ""
