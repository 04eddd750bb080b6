"""The steps of the guided build, derived from a map: questions, which are answered, and the edit that an answer makes.

All state is in the map, so the build continues wherever the map is opened.

A question is plain data: ``id``, ``kind`` (how it is drawn), ``label``, ``prompt``, ``example``, and how an answer
becomes an edit: ``edit`` and ``args``, with the answer under ``field`` (or inside the object ``whole`` under ``key``;
as a list of lines with ``many``).
Kinds: ``text``, ``lines``, ``list``, ``feeling``, ``path``, ``findings``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from journeykit.editors._findings import board_findings, next_things
from journeykit.model.base import plain
from journeykit.model.emotion import SCALE_WORDS, EmotionPoint
from journeykit.model.journey import JourneyMap, Stage
from journeykit.model.persona import Persona
from journeykit.model.vocabulary import Channel, label

Question = dict[str, Any]
Args = dict[str, Any]

NAMELESS = "Our customer"
"""The name of a persona until it is given one."""

_CHANNELS = [[word, label(word)] for word in get_args(Channel)]
_PERSONA = (
    ("segment", "Which group of customers do they stand for?", "", "Young families with two incomes"),
    ("situation", "What is going on in their life or business right now?", "", "A first child is on the way"),
    ("trigger", "Which event sets them going?", "The day they begin to look.", "The nursery asks for a deposit"),
    ("goal", "What do they want to have achieved in the end?", "Theirs, not yours.", "A plan they both understand"),
    ("feelings", "How do they feel about it at the start?", "", "Hopeful, and afraid of a mistake"),
)


def guide(journey: JourneyMap) -> dict[str, Any]:
    """Return the document of the guided build: ``name``, ``steps`` with their questions, and how many are done."""
    steps = [_about(journey), _persona(journey), _stages(journey)]
    steps += [_stage(journey, stage) for stage in journey.stages]
    steps += [_path(journey), _check(journey)]
    for step in steps:
        asked = [question["answered"] for question in step["questions"] if not question.get("optional")]
        step["state"] = "done" if asked and all(asked) else "begun" if any(asked) else "open"
    return {
        "id": journey.id,
        "name": journey.name,
        "steps": steps,
        "done": sum(step["state"] == "done" for step in steps),
    }


def _text(id: str, ask: str, value: str, edit: str, args: Args, **more: Any) -> Question:
    question = {"kind": "text", "id": id, "label": ask, "value": value, "answered": bool(value.strip())}
    return question | {"edit": edit, "args": args, **more}


def _list(id: str, kind: str, label: str, prompt: str, example: str, elements: Any, add: Args, **more: Any) -> Question:
    return {
        "kind": "list",
        "id": id,
        "label": label,
        "one": kind.replace("_", " "),
        "prompt": prompt,
        "example": example,
        "items": [{"id": element.id, "name": element.name} for element in elements],
        "add": {"edit": f"add_{kind}", "args": add},
        "rename": f"update_{kind}",
        "remove": f"remove_{kind}",
        "move": f"move_{kind}",
        "answered": bool(elements),
        **more,
    }


def _step(id: str, title: str, lead: str, *questions: Question, **more: Any) -> dict[str, Any]:
    return {"id": id, "title": title, "lead": lead, "questions": list(questions), **more}


def _about(journey: JourneyMap) -> dict[str, Any]:
    scope = plain(journey.scope)
    questions = [
        _text("name", "What is this journey called?", journey.name, "update_map", {}, field="name",
              example="Finding a dentist and staying"),
        _text("offering", "What do you offer, in one line?", journey.scope.offering, "update_map", {}, field="scope",
              whole=scope, key="offering", example="Check-ups and treatment for the whole family"),
        _text("success", "What does success look like, in the customer's words?", journey.scope.success, "update_map",
              {}, field="scope", whole=scope, key="success", example="“I no longer put it off.”"),
    ]  # fmt: skip
    aim = journey.objectives[0] if journey.objectives else None
    questions.append(
        _text("objective", "What is the map to achieve for your business?", aim.name if aim else "",
              "update_objective" if aim else "add_objective", {"id": aim.id} if aim else {}, field="name",
              example="Fewer people who stop before the second visit", optional=True)
    )  # fmt: skip
    lead = "A journey map tells what a customer goes through with you. Three lines say which journey this is."
    return _step("about", "What it is about", lead, *questions)


def _persona(journey: JourneyMap) -> dict[str, Any]:
    who = journey.personas[0] if journey.personas else None
    edit = "update_persona" if who else "add_persona"
    args = {"id": who.id} if who else {"name": NAMELESS}
    asked = [
        _text(field, ask, getattr(who, field, ""), edit, args, field=field, prompt=prompt, example=example,
              optional=field in ("segment", "feelings"))
        for field, ask, prompt, example in _PERSONA
    ]  # fmt: skip
    asked.append(
        _text("challenges", "What stands in their way?", "\n".join(who.challenges) if who else "", edit, args,
              field="challenges", many=True, prompt="One a line.", example="No time in the evening", optional=True)
        | {"kind": "lines"}
    )  # fmt: skip
    named = who.name if who and who.name != NAMELESS else ""
    asked.append(
        _text("name", "What is this person called?", named, edit, args if who else {}, field="name",
              prompt="A name makes them somebody: you will speak of them often.", example="Trey and Denise Cook")
    )  # fmt: skip
    lead = "One journey is one person's journey. Think of a customer whom you know; one is enough to begin."
    return _step("persona", "Who travels", lead, *asked)


def _stages(journey: JourneyMap) -> dict[str, Any]:
    question = _list(
        "stages",
        "stage",
        "Which stages do they go through, from the first thought to long after they paid?",
        "Four to six are enough. Name them as the customer lives them.",
        "Notice the problem · Look around · Decide · First visit · Come back · Tell others",
        journey.stages,
        {},
        # Half of a journey is after the purchase: two stages are not enough.
        answered=len(journey.stages) >= 3,
    )
    lead = "Stages are the columns of the map, in the order in which people go through them."
    return _step("stages", "The stages", lead, question)


def _stage(journey: JourneyMap, stage: Stage) -> dict[str, Any]:
    who = journey.personas[0] if journey.personas else None
    questions = [
        *_cell(journey, stage, who, "actions", "What do they do here?", "Search for reviews · Ask a friend"),
        *_cell(journey, stage, who, "goals", "What do they want to get done here?", "Know what it will cost"),
        _touchpoints(journey, stage),
        _feeling(journey, stage, who),
        _pains(journey, stage),
        *_cell(journey, stage, who, "business-goals", "What do you want to happen in this stage?", "A booked call"),
    ]
    lead = stage.definition or "Walk through it once with their eyes. Short lines are best; one line a point."
    return _step(f"stage/{stage.id}", stage.name, lead, *questions, stage=stage.id)


def _cell(
    journey: JourneyMap, stage: Stage, who: Persona | None, lane: str, ask: str, example: str
) -> Iterator[Question]:
    row = next((row for row in journey.lanes if row.id == lane and row.kind == "text"), None)
    if row is None:
        return
    own = journey.cell(stage.id, lane, who.id) if who else None
    cell = own or journey.cell(stage.id, lane)
    args = {"stage": stage.id, "lane": lane, **({"persona": own.persona} if own else {})}
    yield _text(lane, ask, cell.text if cell else "", "set_cell", args, field="text", prompt=_advice(row.prompt),
                example=example) | {"kind": "lines"}  # fmt: skip


def _advice(prompt: str) -> str:
    """Return the prompt of a lane without its question; the step has its own."""
    question, mark, rest = prompt.partition("?")
    return rest.strip() if mark and question.startswith("What") else prompt


def _touchpoints(journey: JourneyMap, stage: Stage) -> Question:
    here = journey.touchpoints_of(stage.id)
    return _list(
        "touchpoints",
        "touchpoint",
        "Where do they meet you, or hear of you?",
        "A page, a mail, a call, a shop, a parcel, a friend: every contact counts, run by you or not.",
        "Website · Phone call · Waiting room",
        here,
        {"stage": stage.id},
        items=[{"id": point.id, "name": point.name, "choice": point.channel} for point in here],
        choice={"field": "channel", "label": "Channel", "options": _CHANNELS},
    )


def _pains(journey: JourneyMap, stage: Stage) -> Question:
    return _list(
        "pain_points",
        "pain_point",
        "What gets in their way here?",
        "What makes them wait, search, worry or give up?",
        "Prices appear only after a call",
        [pain for pain in journey.pain_points if pain.stage == stage.id],
        {"stage": stage.id},
        optional=True,  # A stage may have no pain points.
    )


def _feeling(journey: JourneyMap, stage: Stage, who: Persona | None) -> Question:
    point = _point(journey, stage, who)
    return {
        "kind": "feeling",
        "id": "feeling",
        "label": "How do they feel here, and why?",
        "prompt": "A guess is fine: it is marked as assumed until somebody asked customers.",
        "example": "unsure about the cost",
        "scale": [[score, SCALE_WORDS[score].capitalize()] for score in sorted(SCALE_WORDS)],
        "score": point.score if point else None,
        "words": ", ".join(point.words) if point else "",
        "edit": "set_emotion",
        "args": {"stage": stage.id, **({"persona": point.persona} if point and point.persona else {})},
        "answered": point is not None,
    }


def _point(journey: JourneyMap, stage: Stage, who: Persona | None) -> EmotionPoint | None:
    held = [e for e in journey.emotions if e.stage == stage.id and e.touchpoint is None and e.kind == "assumed"]
    own = next((e for e in held if who and e.persona == who.id), None)
    return own or next((e for e in held if e.persona is None), None)


def _path(journey: JourneyMap) -> dict[str, Any]:
    happy = journey.happy_path
    on = list(happy.touchpoints) if happy else []
    ordered = [point for stage in journey.stages for point in journey.touchpoints_of(stage.id)]
    called = {stage.id: stage.name for stage in journey.stages}
    entries = {point.id for point in ordered if point.entry_point}
    milestones = {point.milestone: point.id for point in ordered if point.milestone}

    def mark(id: str, ask: str, value: str | None, **more: Any) -> dict[str, Any]:
        return {"id": id, "label": ask, "value": value or "", **more}

    question = {
        "kind": "path",
        "id": "path",
        "label": "Which touchpoints does the ideal journey lead over?",
        "prompt": "Tick them in the order of the map: from where they come in, over the purchase, to telling a friend.",
        "items": [
            {"id": p.id, "name": p.name, "stage": called[p.stage], "on": p.id in on, "entry": p.entry_point}
            for p in ordered
        ],
        "route": happy.id if happy else "",
        "touchpoints": on,
        "order": [point.id for point in ordered],
        "marks": [
            mark("entry", "Where do they come in first?", next((id for id in on if id in entries), "")),
            mark("purchase", "At which one do they pay or sign?", milestones.get("purchase")),
            mark("referral", "At which one do they bring the next customer?", milestones.get("referral")),
        ],
        "answered": len(on) >= 2,
    }
    lead = "Many ways lead through a journey. The happy path is the one that you would wish for everybody."
    return _step("path", "The happy path", lead, question)


_STEP_OF_CODE = {
    **dict.fromkeys(("JK101", "JK110"), "stages"),
    **dict.fromkeys(("JK301", "JK307"), "path"),
    "JK501": "persona",
    **dict.fromkeys(("JK212", "JK610"), "about"),
}


def _check(journey: JourneyMap) -> dict[str, Any]:
    findings = board_findings(journey)
    known = {"about", "persona", "stages", "path", *(f"stage/{stage.id}" for stage in journey.stages)}
    shown = []
    for finding in next_things(findings):
        home = {"personas": "persona", "routes": "path"}.get(finding["collection"], f"stage/{finding['stage']}")
        step = _STEP_OF_CODE.get(finding["code"], home)
        shown.append({**finding, "step": step if step in known else ""})
    errors = sum(finding["severity"] == "error" for finding in findings)
    question = {
        "kind": "findings",
        "id": "findings",
        "label": "What would make the map better",
        "items": shown,
        "open": len(findings),
        "errors": errors,
        # A first map is finished when it has a path and no errors.
        "answered": not errors and bool(journey.happy_path and journey.happy_path.touchpoints),
    }
    lead = "The map check reads your map by the rules of the craft. These are the next things to do; the rest can wait."
    return _step("check", "Check and finish", lead, question)
