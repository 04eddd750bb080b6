"""What stands on the page of a map beside the board: facts, feelings, numbers, sources, and how it was counted.

What comes from a log comes from :mod:`journeykit.summary.numbers`, in which small groups are withheld.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from journeykit import charts, evidence, frames
from journeykit.evidence.bindings import unmeasured
from journeykit.evidence.opportunities import FORMULA, scored
from journeykit.export._parts import Parts
from journeykit.export.page import Chart, Definitions, Fact, Facts, Prose, Section
from journeykit.model.journey import JourneyMap
from journeykit.model.vocabulary import label
from journeykit.summary.board import opportunity_reach
from journeykit.summary.counts import ALL
from journeykit.summary.numbers import SharedNumbers
from journeykit.text import count_words, html_text, share_words

if TYPE_CHECKING:
    from journeykit.evidence import MeasuredMap

__all__ = [
    "curve_sections",
    "fact_row",
    "lead",
    "method_section",
    "number_sections",
    "opportunity_sections",
    "source_section",
]

WHOLE, HALF, THIRD = 700, 500, 400
"""Least widths in px of a card across the page, beside another one, and among three: labels must not meet there."""


def day(date: Any) -> str:
    """Return a date in words, 3 May 2026; years before 1000 keep their four digits.

    Examples
    --------
    >>> from datetime import date
    >>> day(date(2026, 5, 3))
    '3 May 2026'
    """
    return f"{date.day} {date:%B} {date.year:04d}"


def lead(journey: JourneyMap, measured: MeasuredMap | None, numbers: SharedNumbers | None) -> str:
    """Return the line below the title: whose journey, which state, when it was reviewed, what it rests on."""
    people = ", ".join(persona.name for persona in journey.personas[:2])
    more = f" and {len(journey.personas) - 2} more" if len(journey.personas) > 2 else ""
    said = [
        people + more,
        "as it is" if journey.state == "current" else "as it should become",
        f"reviewed {day(journey.review.last)}" if journey.review.last else "not reviewed yet",
    ]
    if numbers is not None and numbers.shown(ALL):
        said.append(f"{count_words(numbers.counts[ALL])} {journey.scope.travellers} in the log")
    share = evidence.evidence_share(journey, measured)
    if share == share:
        said.append(f"{share:.0%} of the filled cells rest on evidence")
    if measured is not None and (astray := evidence.unmatched_rules(measured)):
        # How many, not which: the names of rare events are nobody's business who gets the page.
        said.append(f"{len(astray)} of the rules fit no event of the log")
    if journey.synthetic:
        said.append("synthetic data: the figures describe nobody")
    return " · ".join(part for part in said if part)


# ---------------------------------------------------------------------------------------------------------------- facts


def fact_row(journey: JourneyMap, measured: MeasuredMap | None, numbers: SharedNumbers | None) -> Facts:
    """Return the numbers on top of the page."""
    facts = [Fact("Stages", str(len(journey.stages)), f"{len(journey.touchpoints)} touchpoints")]
    if numbers is not None and measured is not None:
        facts = [_travellers(journey, numbers), *_conversion(journey, numbers), *_loss(journey, numbers)]
        share = evidence.claimed_share(measured)
        events = f"of {count_words(len(measured.events))} events belong to a touchpoint"
        facts.append(Fact("Events on the map", share_words(share), events))
    pains = [pain.severity for pain in journey.pain_points]
    if pains:
        worst = sum(severity >= 4 for severity in pains)
        facts.append(Fact("Pain points", str(len(pains)), f"{worst} of severity 4 or 5", "bad" if worst else ""))
    if journey.opportunities:
        ideas = len(journey.opportunities)
        facts.append(Fact("Opportunities", str(ideas), f"{len(journey.improvements)} improvements under way or done"))
    return Facts(facts)


def _travellers(journey: JourneyMap, numbers: SharedNumbers) -> Fact:
    people = journey.scope.travellers
    title = f"{people[:1].upper()}{people[1:]} on the map"
    if not numbers.shown(("got to", 0)):
        return Fact(title, numbers.words(("got to", 0)))
    return Fact(title, count_words(numbers.counts["got to", 0]), f"of {count_words(numbers.counts[ALL])} in the log")


def _conversion(journey: JourneyMap, numbers: SharedNumbers) -> list[Fact]:
    funnel = numbers.frames["funnel"]
    last = ("got to", int(funnel["position"].iloc[-1]))
    base = numbers.counts["got to", 0]
    if len(funnel) < 2 or not base or not numbers.shown(("got to", 0), last):
        return []
    reached = numbers.counts[last]
    return [
        Fact(
            "Overall conversion",
            share_words(reached / base),
            f"{count_words(reached)} get to {funnel['name'].iloc[-1]}",
        )
    ]


def _loss(journey: JourneyMap, numbers: SharedNumbers) -> list[Fact]:
    funnel = numbers.frames["funnel"]
    steps = funnel[funnel["dropped"].notna() & (funnel["paths"] > 0)]
    if steps.empty:
        return []
    lost = (steps["dropped"] / steps["paths"]).astype("float64")
    place = int(lost.to_numpy().argmax())
    worst = steps.iloc[place]
    after, people = funnel["name"].iloc[int(worst["step"])], journey.scope.travellers
    return [
        Fact(
            "Largest loss",
            share_words(float(lost.max())),
            f"{count_words(int(worst['dropped']))} of {count_words(int(worst['paths']))} {people} stop before {after}",
            "bad",
        )
    ]


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


def number_sections(
    journey: JourneyMap, parts: Parts, measured: MeasuredMap | None, numbers: SharedNumbers | None
) -> list[str]:
    """Return Sankey, funnel and reach, or nothing where there is no log."""
    if measured is None or numbers is None:
        return []
    people = journey.scope.travellers
    names = [stage.name for stage in journey.stages]
    flow = _flow_section(journey, numbers, names)
    funnel = charts.funnel(numbers.frames["funnel"], unit=people, stages=len(names), width=HALF)
    goes = Section(
        "Who goes on",
        [Chart(funnel, paper=570)],
        note=f"Unique {people} who get to the stage or beyond{unmeasured(journey)}",
    )
    sections = [f'<div class="pair">{parts.html(flow)}{parts.html(goes)}</div>']
    cards = []
    reach = numbers.frames["reach"]
    for place, stage in enumerate(journey.stages):
        mine = reach[(reach["stage_id"] == stage.id) & reach["bound"]]
        if len(mine):
            bars = charts.reach(mine, unit=people, position=place, stages=len(names), width=THIRD)
            cards.append(
                parts.html(Section(stage.name, [Chart(bars, paper=450)], note=f"Share of all {people} of the log"))
            )
    if cards:
        sections.append(f'<h2 class="over">Whom the touchpoints reach</h2><div class="trio">{"".join(cards)}</div>')
    return sections


def opportunity_sections(journey: JourneyMap, parts: Parts, numbers: SharedNumbers | None) -> list[str]:
    """Return what to do first, and value against effort; nothing for a map without opportunities."""
    frame = scored(journey, opportunity_reach(journey, numbers))
    if frame.empty:
        return []
    people, stages = journey.scope.travellers, len(journey.stages)
    ranking = charts.opportunity_ranking(frame, unit=people, stages=stages, width=WHOLE)
    matrix = charts.opportunity_matrix(frame, stages=stages, width=HALF)
    first = Section("What to do first", [Chart(ranking, paper=850)], note=FORMULA)
    beside = Section("Value and effort", [Chart(matrix, paper=570)], note="Numbered as in the ranking")
    return [f'<div class="pair">{parts.html(first)}{parts.html(beside)}</div>']


def _flow_section(journey: JourneyMap, numbers: SharedNumbers, names: list[str]) -> Section:
    people = journey.scope.travellers
    title, frame = f"Where {people} go", numbers.frames["flow"]
    missing = sum(isinstance(cell, tuple) and cell[0] in ("link", "stopped") for cell in numbers.hidden)
    if missing and not (frame["kind"] != "return").any():
        sentence = f"Every flow could tell of a group of fewer than {numbers.least} {people}, so none is shown."
        return Section(title, [Prose(sentence)])
    note, said = f"Unique {people}, counted where they get further than before · ↩ came back, counted apart", None
    if missing:
        flows = "1 flow is" if missing == 1 else f"{missing} flows are"
        note += f" · {flows} not drawn, so that no group of fewer than {numbers.least} shows"
        cells = [("stage", place) for place in range(len(names))]
        said = [count_words(numbers.counts[c]) if numbers.shown(c) else numbers.words(c) for c in cells]
    figure = charts.sankey(frame, note=note, unit=people, stages=names, said=said, width=WHOLE)
    return Section(title, [Chart(figure, paper=850)])


# ---------------------------------------------------------------------------------------------------------------- words


def source_section(journey: JourneyMap) -> Section:
    """Return what the map is about, who made it, when it is looked at again, and what it rests on."""
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
        "Last reviewed": day(review.last) if review.last else "not yet",
        "Review": f"every {count_words(review.every_days)} days, and whenever the offering changes",
    }
    if review.offering_changed:
        terms["Offering changed"] = day(review.offering_changed)
    for objective in journey.objectives:
        aim = [objective.metric, objective.target, label(objective.horizon) if objective.horizon else ""]
        terms[_free(terms, f"Objective: {objective.name}")] = " · ".join(part for part in aim if part)
    for source in journey.sources:
        words = [label(source.kind), f"as of {day(source.as_of)}" if source.as_of else "", source.note, source.url]
        terms[_free(terms, source.title)] = " · ".join(part for part in words if part)
    return Section("What this map rests on", [Definitions({term: text for term, text in terms.items() if text})])


def _free(terms: dict[str, str], term: str) -> str:
    """Return a term that is not taken: two sources may have one title."""
    number = 2
    found = term
    while found in terms:
        found, number = f"{term} ({number})", number + 1
    return found


def method_section(journey: JourneyMap, measured: MeasuredMap | None, numbers: SharedNumbers | None) -> Section:
    """Return what each number on the page counts."""
    terms = {
        "Emotion score": "from -2, very negative, to +2, very positive; assumed by the team, or measured with its n",
        "Severity, value, effort": "from 1 to 5, as the team judges them",
    }
    if journey.opportunities:
        terms["Score"] = (
            "reach of the opportunity's touchpoint, else of its stage, times the severity of the worst pain point it "
            "answers, times value, divided by effort; severity 3 is assumed where it answers none"
        )
    if measured is not None and numbers is not None:
        people = journey.scope.travellers
        flow = evidence.stage_flow(measured)
        terms |= {
            "Reach": f"unique {people} with an event of the touchpoint",
            "In a stage": f"unique {people} for whom the stage was new ground: they got further than before",
            "Who goes on": f"unique {people} with an event of the stage or of a later one",
            "Arrow": "of those at its start, the share who come to its end later, whatever lies between",
            "Interval": "Wilson, 95 %",
            "Flow": flow.note if numbers.shown(ALL, ("got to", 0)) else "unique paths by stage",
            "Log": _log_words(measured, numbers),
        }
        if numbers.least > 1:
            terms["Small groups"] = (
                f"groups of fewer than {numbers.least} {people} are not shown (<{numbers.least}), nor are counts that "
                "would give them away by subtraction (not shown)"
            )
    return Section("How this was counted", [Definitions(terms)])


def _log_words(measured: MeasuredMap, numbers: SharedNumbers) -> str:
    report = measured.events.report
    people = measured.journey.scope.travellers
    who = f"{count_words(numbers.counts[ALL])} {people}, " if numbers.shown(ALL) else ""
    kept = f"{count_words(report.kept)} events of {count_words(report.lines)} lines read"
    return f"{who}{kept}, {count_words(report.lines - report.kept)} left out"
