"""What stands on the page of a map beside the board: facts, feelings, numbers, sources, and how it was counted.

What comes from a log comes from :mod:`journeykit.summary`, in which small groups are withheld; it is laid out here.
"""

from __future__ import annotations

from typing import Any

from journeykit import charts, frames
from journeykit.export._parts import Parts
from journeykit.export.section import Chart, Definitions, Fact, Facts, Prose, Section
from journeykit.model.journey import JourneyMap
from journeykit.model.vocabulary import label
from journeykit.summary.facts import badges, counted_cards, designed_cards, lead, written_cards
from journeykit.summary.numbers import SharedNumbers
from journeykit.summary.views import definitions, funnel_view, opportunity_view, reach_view, stage_flow_view
from journeykit.text import count_words, day_words, html_text

WHOLE, WIDER, NARROWER = 700, 670, 450
"""Least widths in px of a card across the page, and of two side by side: labels must not meet there."""


def title_line(journey: JourneyMap, numbers: SharedNumbers | None) -> str:
    """Return the line below the title: whose journey, which state, when it was reviewed, what it is based on."""
    grounds = [badge.sentence for badge in badges(journey, numbers)]
    return " · ".join(said for said in [*lead(journey, numbers), *grounds] if said)


def fact_row(journey: JourneyMap, numbers: SharedNumbers | None) -> Facts:
    """Return the numbers on top of the page."""
    cards = counted_cards(numbers) if numbers is not None else designed_cards(journey)[:1]
    return Facts([_fact(card) for card in [*cards, *written_cards(journey)]])


def _fact(card: dict[str, Any]) -> Fact:
    detail = " · ".join(said for said in (card.get("unit"), card.get("detail")) if said)
    tone = card.get("tone", "")
    return Fact(card["label"], card["value"], detail, tone if tone in ("good", "bad") else "")


# --------------------------------------------------------------------------------------------------------------- charts


def curve_sections(journey: JourneyMap, parts: Parts, shown: str) -> list[str]:
    """Return the emotion curve of every persona and of everyone; the page shows the one whom the board shows."""
    note = "From very negative to very positive · solid: measured, with its 95 % interval · dashed: assumed"
    sections = []
    for id in [*(persona.id for persona in journey.personas), ""]:
        frame = frames.emotions(journey, persona=id or None) if id or not journey.personas else None
        if frame is None:
            frame = frames.emotions(journey, persona="")
        if frame["score"].notna().sum() == 0:
            continue
        drawn = [charts.emotion_curve(frame, width=width) for width in (WHOLE, 1100)]
        card = parts.html(Section("How they feel", [Chart(drawn[0], wide=drawn[1], paper=1460)], note=note))
        hidden = "" if id == shown else " hidden"
        sections.append(f'<div class="wide" data-persona="{html_text(id)}"{hidden}>{card}</div>')
    return sections


def number_sections(parts: Parts, numbers: SharedNumbers | None) -> list[str]:
    """Return Sankey, funnel and reach, or nothing where there is no log."""
    if numbers is None:
        return []
    goes = funnel_view(numbers)
    funnel = charts.funnel(goes.frame, width=NARROWER, **goes.options)
    beside = Section(goes.title, [Chart(funnel, paper=570)], note=goes.note)
    sections = [f'<div class="pair">{parts.html(_flow_section(numbers))}{parts.html(beside)}</div>']
    cards = []
    for place, stage in enumerate(numbers.journey.stages):
        reach = reach_view(numbers, place)
        mine = reach.frame[reach.frame["bound"]]
        if len(mine):
            bars = charts.reach(mine, width=NARROWER, **reach.options)
            cards.append(parts.html(Section(stage.name, [Chart(bars, paper=450)], note=reach.note)))
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
    """Return what to do first, and value against effort; nothing for a map without opportunities."""
    view = opportunity_view(journey, numbers)
    if view.frame.empty:
        return []
    ranking = charts.opportunity_ranking(view.frame, width=WIDER, **view.options)
    matrix = charts.opportunity_matrix(view.frame, stages=len(journey.stages), width=NARROWER)
    first = Section(view.title, [Chart(ranking, paper=850)], note=view.note)
    beside = Section("Value and effort", [Chart(matrix, paper=570)], note="Numbered as in the ranking")
    return [f'<div class="pair">{parts.html(first)}{parts.html(beside)}</div>']


# ---------------------------------------------------------------------------------------------------------------- words


def source_section(journey: JourneyMap) -> Section:
    """Return what the map is about, who made it, when it is looked at again, and what it is based on."""
    scope, review = journey.scope, journey.review
    made_by = ", ".join(
        f"{who.name} ({who.department})" if who.department else who.name for who in journey.contributors
    )
    terms = {
        "About": journey.description,
        "Offering": scope.offering,
        "Success is": scope.success,
        "Covers": scope.covers,
        "Leaves out": scope.excludes,
        "Made by": made_by,
        "Last reviewed": day_words(review.last) if review.last else "not yet",
        "Review": f"every {count_words(review.every_days)} days, and whenever the offering changes",
    }
    if review.offering_changed:
        terms["Offering changed"] = day_words(review.offering_changed)
    for objective in journey.objectives:
        aim = [objective.metric, objective.target, label(objective.horizon) if objective.horizon else ""]
        terms[_free(terms, f"Objective: {objective.name}")] = " · ".join(part for part in aim if part)
    for source in journey.sources:
        words = [
            label(source.kind),
            f"as of {day_words(source.as_of)}" if source.as_of else "",
            source.note,
            source.url,
        ]
        terms[_free(terms, source.title)] = " · ".join(part for part in words if part)
    return Section("What this map is based on", [Definitions({term: text for term, text in terms.items() if text})])


def _free(terms: dict[str, str], term: str) -> str:
    """Return a term that is not taken: two sources may have one title."""
    number = 2
    found = term
    while found in terms:
        found, number = f"{term} ({number})", number + 1
    return found


def method_section(journey: JourneyMap, numbers: SharedNumbers | None) -> Section:
    """Return what each number on the page counts."""
    return Section("How this was counted", [Definitions(definitions(journey, numbers))])
