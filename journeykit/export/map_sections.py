"""What the page of a map says in words: title, facts, sources. Its numbers come from :mod:`journeykit.summary`."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, count
from typing import Any

from journeykit.export.section import Definitions, Fact, Facts, Section
from journeykit.model.journey import JourneyMap
from journeykit.model.vocabulary import label
from journeykit.summary.facts import Card, badges, counted_cards, designed_cards, felt_cards, lead, written_cards
from journeykit.summary.numbers import SharedNumbers
from journeykit.summary.views import definitions
from journeykit.summary.voice_views import voice_cards, voice_definitions, voice_lead
from journeykit.summary.voices import SharedVoices
from journeykit.text import count_words, day_words


def title_line(journey: JourneyMap, numbers: SharedNumbers | None, voices: SharedVoices | None = None) -> str:
    """Return the line below the title: facts and badges."""
    grounds = [badge.sentence for badge in badges(journey, numbers)]
    heard = [voice_lead(voices)] if voices is not None else []
    return " · ".join(said for said in [*lead(journey, numbers), *heard, *grounds] if said)


def fact_cards(
    journey: JourneyMap, numbers: SharedNumbers | None, persona: str, voices: SharedVoices | None = None
) -> list[Card]:
    """Return the cards at the top of the page for who looks through a persona."""
    cards = counted_cards(numbers) if numbers is not None else designed_cards(journey)[:1]
    cards += voice_cards(voices) if voices is not None else []
    return [*cards, *felt_cards(journey, persona=persona), *written_cards(journey)]


def fact_row(cards: Iterable[Card]) -> Facts:
    """Return cards as text: what stands there until the script of the page draws them."""
    return Facts([_fact(card) for card in cards])


def _fact(card: dict[str, Any]) -> Fact:
    detail = " · ".join(said for said in (card.get("unit"), card.get("detail")) if said)
    tone = card.get("tone", "")
    return Fact(card["label"], card["value"], detail, tone if tone in ("good", "bad") else "")


# ---------------------------------------------------------------------------------------------------------------- words


def source_section(journey: JourneyMap) -> Section:
    """Return scope, authors, review, objectives and sources of the map."""
    scope, review = journey.scope, journey.review
    authors = (f"{who.name} ({who.department})" if who.department else who.name for who in journey.contributors)
    terms = {
        "About": journey.description,
        "Offering": scope.offering,
        "Success is": scope.success,
        "Covers": scope.covers,
        "Leaves out": scope.excludes,
        "Made by": ", ".join(authors),
        "Last reviewed": day_words(review.last) if review.last else "not yet",
        "Review": f"every {count_words(review.every_days)} days, and whenever the offering changes",
    }
    if review.offering_changed:
        terms["Offering changed"] = day_words(review.offering_changed)
    for objective in journey.objectives:
        aim = [objective.metric, objective.target, label(objective.horizon) if objective.horizon else ""]
        terms[_free(terms, f"Objective: {objective.name}")] = " · ".join(part for part in aim if part)
    for source in journey.sources:
        as_of = f"as of {day_words(source.as_of)}" if source.as_of else ""
        words = [label(source.kind), as_of, source.note, source.url]
        terms[_free(terms, source.title)] = " · ".join(part for part in words if part)
    return Section("What this map is based on", [Definitions({term: text for term, text in terms.items() if text})])


def _free(terms: dict[str, str], term: str) -> str:
    """Return a term that is not used yet: two sources may have the same title."""
    candidates = chain([term], (f"{term} ({number})" for number in count(2)))
    return next(candidate for candidate in candidates if candidate not in terms)


def method_section(journey: JourneyMap, numbers: SharedNumbers | None, voices: SharedVoices | None = None) -> Section:
    """Return the definition of each number on the page."""
    said = voice_definitions(voices) if voices is not None else {}
    return Section("How this was counted", [Definitions(definitions(journey, numbers) | said)])
