"""Suggestions for a place of the board: edits made from templates and playbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from journeykit import playbook, templates
from journeykit.model.edit import find
from journeykit.model.journey import JourneyMap

MOST = 8
"""Suggestions for one place."""

_NAMED_BY_TEMPLATES = {"touchpoints": "touchpoint", "kpis": "kpi", "pain_points": "pain_point"}
_FIELDS = {
    "touchpoint": ("channel", "type", "medium", "goal"),
    "kpi": ("definition", "unit", "direction", "measure", "base"),
    "pain_point": ("consequence",),
}

Offer = dict[str, Any]


def board_offers(journey: JourneyMap, about: str, id: str) -> list[Offer]:
    """Return suggestions for a place of the board: pass it as ``MapBoard(journey, suggest=board_offers)``.

    Parameters
    ----------
    journey : JourneyMap
        The map.
    about : str
        ``"pain_point"`` for ideas that solve one, or the kind of a lane for what a stage typically has.
    id : str
        Id of the pain point, or of the stage.

    Returns
    -------
    list of dict
        Each with ``label``, ``why``, and an ``edit`` with its ``args``; at most eight.

    Raises
    ------
    UnknownIdError
        No such stage or pain point.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.dashboards.board_offers import board_offers
    >>> journey = jk.edit.add_pain_point(jk.template("retention"), "Slow replies", stage="retention")
    >>> board_offers(journey, "pain_point", "slow-replies")[0]["label"]
    'Promise a time and keep it'
    """
    if about == "pain_point":
        return [_idea(journey, id, suggestion) for suggestion in playbook.suggest(journey, id, most=5)]
    find(journey, "stage", id)
    return list(_fresh(_offers(journey, about, id)))


def _fresh(offers: Iterable[Offer]) -> Iterator[Offer]:
    seen: set[str] = set()
    for offer in offers:
        if offer["label"].casefold() not in seen and len(seen) < MOST:
            seen.add(offer["label"].casefold())
            yield offer


def _offers(journey: JourneyMap, about: str, stage: str) -> Iterator[Offer]:
    if about in _NAMED_BY_TEMPLATES:
        here = {e.name.casefold() for e in getattr(journey, about) if e.stage == stage}
        offers = (*_from_templates(about, playbook.stage_kind(journey, stage)), *_from_catalogue(about))
        for offer in offers:
            if offer["label"].casefold() not in here:
                yield {**offer, "args": {**offer["args"], "stage": stage}}
    elif about == "opportunities":
        for pain in journey.pain_points:
            if pain.stage == stage:
                yield from (_idea(journey, pain.id, found) for found in playbook.suggest(journey, pain.id, most=3))
        here = {held.name for held in journey.opportunities if held.stage == stage}
        for entry in playbook.catalogue("opportunities"):
            if entry.name in here:
                continue
            args = {"name": entry.name, "stage": stage, "type": entry.key or "other"}
            yield {"label": entry.name, "why": ", ".join(entry.items), "edit": "add_opportunity", "args": args}
    elif about in ("owners", "technologies"):
        yield from _linked(journey, about, stage)
    elif about == "emotions":
        yield from _feelings(journey, stage)


def _idea(journey: JourneyMap, pain: str, suggestion: playbook.Suggestion) -> Offer:
    """Return an idea as the edit that ``playbook.to_opportunity`` makes."""
    idea = suggestion.idea
    held = find(journey, "pain_point", pain)
    args = {
        "name": idea.name,
        "stage": getattr(held, "stage", ""),
        "touchpoint": getattr(held, "touchpoint", None),
        "type": idea.type,
        "lens": idea.lens,
        "effort": idea.effort,
        "pain_points": [pain],
    }
    why = f"{suggestion.reason} Effort {idea.effort} of 5."
    edit = "add_opportunity"
    same = [o for o in journey.opportunities if (o.name, o.stage) == (idea.name, args["stage"])]
    if same:
        edit = "update_opportunity"
        args = {"id": same[0].id, "pain_points": list(dict.fromkeys((*same[0].pain_points, pain)))}
    return {"label": idea.name, "why": why, "edit": edit, "args": args}


@cache
def _from_templates(about: str, kind: str) -> tuple[Offer, ...]:
    """Return the elements of stages of this kind in the templates."""
    element = _NAMED_BY_TEMPLATES[about]
    found: list[Offer] = []
    for name in templates.names():
        template = templates.template(name)
        for stage in (stage for stage in template.stages if playbook.stage_kind(template, stage.id) == kind):
            for held in getattr(template, about):
                if held.stage == stage.id:
                    fields = {name: value for name in _FIELDS[element] if (value := getattr(held, name))}
                    why = f"Typical of {stage.name} in {template.name}."
                    args = {"name": held.name, **fields}
                    found.append({"label": held.name, "why": why, "edit": f"add_{element}", "args": args})
    return tuple(found)


def _from_catalogue(about: str) -> Iterator[Offer]:
    if about == "pain_points":
        for entry in playbook.catalogue("pains"):
            args, why = {"name": entry.name}, entry.text
            if entry.leads_to:
                args["consequence"], why = entry.leads_to, f"Leads to {entry.leads_to}."
            yield {"label": entry.name, "why": why, "edit": "add_pain_point", "args": args}
    elif about == "touchpoints":
        for entry in playbook.catalogue("touchpoints"):
            for item in entry.items:
                args = {"name": item[:1].upper() + item[1:], "type": entry.key}
                yield {"label": args["name"], "why": entry.name, "edit": "add_touchpoint", "args": args}


def _linked(journey: JourneyMap, about: str, stage: str) -> Iterator[Offer]:
    """Return owners or technologies of the map that this stage does not have: one entity, one object."""
    present = list(getattr(find(journey, "stage", stage), about))
    for held in getattr(journey, about):
        if held.id not in present:
            said = getattr(held, "department", "") or getattr(held, "purpose", "")
            args = {"id": stage, about: [*present, held.id]}
            yield {"label": held.name, "why": said or "On this map already.", "edit": "update_stage", "args": args}


def _feelings(journey: JourneyMap, stage: str) -> Iterator[Offer]:
    kind = playbook.stage_kind(journey, stage)
    for entry in playbook.catalogue("feelings"):
        if entry.stage == kind and entry.items:
            held = next((p for p in journey.emotions if p.key == (stage, "", "", "assumed")), None)
            words = list(dict.fromkeys((*(held.words if held else ()), *entry.items)))
            args = {"stage": stage, "score": held.score if held else 0, "words": words}
            label = ", ".join(entry.items)
            why = "Two feelings at once are normal; the score is yours to set."
            yield {"label": label, "why": why, "edit": "set_emotion", "args": args}
