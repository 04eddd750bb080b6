"""The sections of the page of a map, apart from the board. Numbers of a log come from :mod:`journeykit.summary`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import chain, count
from typing import Any

from journeykit import charts
from journeykit.export._parts import Parts
from journeykit.export.section import Chart, Definitions, Fact, Facts, Prose, Section
from journeykit.model.journey import JourneyMap
from journeykit.model.vocabulary import label
from journeykit.summary.facts import badges, counted_cards, designed_cards, lead, written_cards
from journeykit.summary.numbers import SharedNumbers
from journeykit.summary.views import (
    View,
    definitions,
    emotion_view,
    funnel_view,
    matrix_view,
    opportunity_view,
    reach_view,
    stage_flow_view,
)
from journeykit.text import count_words, day_words, html_text

WHOLE, WIDER, NARROWER = 700, 670, 450
"""Least widths in px of a card across the page, and of two side by side: labels need this room."""


def title_line(journey: JourneyMap, numbers: SharedNumbers | None) -> str:
    """Return the line below the title: facts and badges."""
    grounds = [badge.sentence for badge in badges(journey, numbers)]
    return " · ".join(said for said in [*lead(journey, numbers), *grounds] if said)


def fact_row(journey: JourneyMap, numbers: SharedNumbers | None) -> Facts:
    """Return the numbers at the top of the page."""
    cards = counted_cards(numbers) if numbers is not None else designed_cards(journey)[:1]
    return Facts([_fact(card) for card in [*cards, *written_cards(journey)]])


def _fact(card: dict[str, Any]) -> Fact:
    detail = " · ".join(said for said in (card.get("unit"), card.get("detail")) if said)
    tone = card.get("tone", "")
    return Fact(card["label"], card["value"], detail, tone if tone in ("good", "bad") else "")


# --------------------------------------------------------------------------------------------------------------- charts


def _drawn(view: View, chart: Callable[..., Any], width: int, paper: int) -> Section:
    return Section(view.title, [Chart(chart(view.frame, width=width, **view.options), paper=paper)], note=view.note)


def curve_sections(journey: JourneyMap, parts: Parts, shown: str) -> list[str]:
    """Return the emotion curves of every persona and of everyone; the page shows that of the board's persona."""
    sections = []
    for id in [*(persona.id for persona in journey.personas), ""]:
        view = emotion_view(journey, id if journey.personas else None)
        if view.frame["score"].isna().all():
            continue
        narrow, wide = (charts.emotion_curve(view.frame, width=width) for width in (WHOLE, 1100))
        card = parts.html(Section(view.title, [Chart(narrow, wide=wide, paper=1460)], note=view.note))
        hidden = "" if id == shown else " hidden"
        sections.append(f'<div class="wide" data-persona="{html_text(id)}"{hidden}>{card}</div>')
    return sections


def number_sections(parts: Parts, numbers: SharedNumbers | None) -> list[str]:
    """Return Sankey, funnel and reach, or nothing without a log."""
    if numbers is None:
        return []
    beside = _drawn(funnel_view(numbers), charts.funnel, NARROWER, 570)
    sections = [f'<div class="pair">{parts.html(_flow_section(numbers))}{parts.html(beside)}</div>']
    cards = []
    for place, stage in enumerate(numbers.journey.stages):
        reach = reach_view(numbers, place)
        bound = replace(reach, title=stage.name, frame=reach.frame[reach.frame["bound"]])
        if len(bound.frame):
            cards.append(parts.html(_drawn(bound, charts.reach, NARROWER, 450)))
    if cards:
        sections.append(f'<h2 class="over">Whom the touchpoints reach</h2><div class="trio">{"".join(cards)}</div>')
    return sections


def _flow_section(numbers: SharedNumbers) -> Section:
    flow = stage_flow_view(numbers)
    if flow.instead:
        return Section(flow.title, [Prose(flow.instead)])
    return Section(
        flow.title, [Chart(charts.sankey(flow.frame, note=flow.note, width=WIDER, **flow.options), paper=850)]
    )


def opportunity_sections(journey: JourneyMap, parts: Parts, numbers: SharedNumbers | None) -> list[str]:
    """Return what to do first, and value against effort, or nothing for a map without opportunities."""
    view = opportunity_view(journey, numbers)
    if view.frame.empty:
        return []
    first = _drawn(view, charts.opportunity_ranking, WIDER, 850)
    beside = _drawn(matrix_view(view), charts.opportunity_matrix, NARROWER, 570)
    return [f'<div class="pair">{parts.html(first)}{parts.html(beside)}</div>']


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


def method_section(journey: JourneyMap, numbers: SharedNumbers | None) -> Section:
    """Return the definition of each number on the page."""
    return Section("How this was counted", [Definitions(definitions(journey, numbers))])
