"""The story: a map that is there already is built once more, by hand, from the blank template.

``build(user, wanted)`` reads every element off the wanted map; ``told(map)`` says what a map holds with names in
place of ids, so that two maps built apart can be compared; ``excerpt(map)`` is a short map
with each kind of element in it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from journeykit.model import JourneyMap, edit
from journeykit.model.integrity import COLLECTIONS, REFERENCES
from journeykit.model.persona import Persona
from journeykit.templates import template
from tests.browser.stories.user import User

KIND_OF = {collection: kind for kind, collection in COLLECTIONS.items()}
# Collections whose order somebody chose and sees.
ORDERED = (
    "personas",
    "stages",
    "lanes",
    "touchpoints",
    "routes",
    "pain_points",
    "opportunities",
    "kpis",
    "improvements",
)

Doc = dict[str, Any]


def told(journey: JourneyMap) -> Doc:
    """Everything that a map says, by names: no ids, no ranks, no name of the file."""
    doc = journey.model_dump(mode="json")
    names = {
        (kind, entry["id"]): entry.get("name") or entry.get("title") or entry.get("question")
        for kind, collection in COLLECTIONS.items()
        for entry in doc[collection]
    }
    for reference in REFERENCES:
        for entry in doc[reference.collection]:
            held = entry[reference.field]
            if reference.many:
                entry[reference.field] = [names[reference.target, id_] for id_ in held]
            elif held is not None:
                entry[reference.field] = names[reference.target, held]
    for collection in COLLECTIONS.values():
        for entry in doc[collection]:
            del entry["id"], entry["rank"]
    for touchpoint in doc["touchpoints"]:
        touchpoint["costs"].sort()
    for collection in ("touchpoints", "pain_points", "opportunities", "kpis"):
        # Their order is an order within a stage.
        place_of = [stage["name"] for stage in doc["stages"]].index
        doc[collection].sort(key=lambda entry: place_of(entry["stage"]))
    for collection in {*COLLECTIONS.values(), "cells", "emotions"} - set(ORDERED):
        doc[collection].sort(key=str)
    del doc["id"]
    return doc


KEPT = {
    "stage": ("discovery", "onboarding", "core-program", "certification"),
    "touchpoint": ("podcast", "programme-page", "booking", "first-steps", "question", "sessions"),
    "pain_point": ("overwhelmed-in-onboarding",),
    "opportunity": ("simpler-onboarding",),
    "kpi": ("engagement-rate",),
    "improvement": ("simpler-onboarding-launched",),
    "objective": ("more-engagement",),
    "owner": ("marketing", "community"),
    "technology": ("crm", "website"),
    "route": ("happy-path", "asks-before-the-project"),
    "source": ("guide-signature-experience",),
}
CELLS = {("discovery", "actions", None), ("onboarding", "actions", "lena")}
FEELINGS = {
    ("discovery", None, None),
    ("onboarding", None, None),
    ("onboarding", None, "lena"),
    ("onboarding", "first-steps", None),
}
# What one element of each kind is enough to try.
SHORT: dict[str, Doc] = {
    "touchpoint": {"goal": "", "description": "", "technologies": (), "binding": None, "costs": (), "owner": None},
    "stage": {
        "objective": "",
        "owners": (),
        "technologies": (),
        "content_mix_share": None,
        "sources": (),
    },
}


def whole(journey: JourneyMap) -> JourneyMap:
    """The example without its questions of a survey: they are bound in code."""
    for survey in journey.surveys:
        journey = edit.remove_survey(journey, survey.id)
    return journey


def excerpt(journey: JourneyMap) -> JourneyMap:
    """A short map out of the example: four stages, and of every kind of element and of field at least one."""
    journey = whole(journey)
    for kind, kept in KEPT.items():
        for element in getattr(journey, COLLECTIONS[kind]):
            if element.id not in kept:
                journey = edit.apply(journey, f"remove_{kind}", {"id": element.id})
    for cell in journey.cells:
        if (cell.stage, cell.lane, cell.persona) not in CELLS:
            journey = edit.set_cell(journey, cell.stage, cell.lane, "", persona=cell.persona)
    for point in journey.emotions:
        if (point.stage, point.touchpoint, point.persona) not in FEELINGS:
            place = {name: getattr(point, name) for name in ("stage", "persona", "touchpoint", "kind")}
            journey = edit.apply(journey, "clear_emotion", {name: value for name, value in place.items() if value})
    for touchpoint in journey.touchpoints:
        if touchpoint.id != "first-steps":
            journey = edit.update_touchpoint(journey, touchpoint.id, **SHORT["touchpoint"])
    for stage in journey.stages[1:]:
        journey = edit.update_stage(journey, stage.id, **SHORT["stage"])
    first, second = journey.personas
    lists = {name: value[:1] for name, value in first if isinstance(value, tuple)}
    bare = Persona(id=second.id, rank=second.rank, name=second.name)
    plain = {name: value for name, value in bare if name not in ("id", "rank", "name")}
    journey = edit.update_persona(journey, first.id, **lists | {"interview": {"story": first.interview.story}})
    journey = edit.update_persona(journey, second.id, **plain)
    prompts = blank_prompts()
    for lane in journey.lanes[1:]:
        journey = edit.update_lane(journey, lane.id, prompt=prompts[lane.id])
    journey = edit.update_kpi(journey, journey.kpis[0].id, series=journey.kpis[0].series[:1])
    return edit.update_map(journey, contributors=journey.contributors[:1])


def blank_prompts() -> dict[str, str]:
    return {lane.id: lane.prompt for lane in template("blank").lanes}


def build(user: User, journey: JourneyMap) -> None:
    """Build the map by hand, on a board that shows the blank template."""
    doc = _named(journey)
    _facts(user, doc)
    _stages(user, doc)
    _lanes(user, doc)
    _people(user, doc)
    _touchpoints(user, doc)
    _cards(user, doc)
    _texts(user, doc)
    _feelings(user, doc)
    _paths(user, doc)
    _outcomes(user, doc)
    _put_lanes_away(user, doc)
    user.whole()


def _named(journey: JourneyMap) -> Doc:
    """The map as JSON, with names in place of ids but for lanes, which template and example share."""
    doc = journey.model_dump(mode="json")
    full = {
        (kind, entry["id"]): entry.get("name") or entry.get("title")
        for kind, collection in COLLECTIONS.items()
        for entry in doc[collection]
    }
    for reference in REFERENCES:
        if reference.target == "lane":
            continue
        for entry in doc[reference.collection]:
            held = entry[reference.field]
            entry[reference.field] = (
                [full[reference.target, i] for i in held] if reference.many else held and full[reference.target, held]
            )
    return doc


def without(entry: Doc, *names: str) -> Doc:
    return {name: value for name, value in entry.items() if name not in names}


def _facts(user: User, doc: Doc) -> None:
    user.open_list("map")
    user.fill(
        "map",
        {name: doc[name] for name in ("name", "description", "state", "synthetic", "scope", "review", "contributors")},
    )
    for source in doc["sources"]:
        user.add_listed("source", source["title"])
        user.open_listed("source", source["title"])
        user.fill("source", source)
    for objective in doc["objectives"]:
        user.add_listed("objective", objective["name"])
        user.open_listed("objective", objective["name"])
        user.fill("objective", without(objective, "touchpoints"))
    user.add_listed("technology", *(technology["name"] for technology in doc["technologies"]))
    for technology in doc["technologies"]:
        user.open_listed("technology", technology["name"])
        user.fill("technology", technology)
    user.close()


def _stages(user: User, doc: Doc) -> None:
    """Three are there and get other names; the rest is added, the last one first, and brought to its place."""
    names = [stage["name"] for stage in doc["stages"]]
    for id_, name in zip(("before", "during", "after"), names, strict=False):
        user.rename(f"stage/{id_}", name)
        user.stage(name)
    for name in reversed(names[3:]):
        user.add_stage(name)
        user.stage(name)
    for name in names[4:]:
        user.move_stage(name, None)
    for one, other in [(names[1], names[0])]:
        # There and back again: a stage goes both ways.
        user.move_stage(one, other)
        user.move_stage(other, one)
    for stage in doc["stages"]:
        key = user.stage(stage["name"])
        for lane, names in (("owner", stage["owners"]), ("technology", stage["technologies"])):
            if names:
                user.add(lane, stage["name"], *names)
        user.details(f"stage/{key}")
        user.fill("stage", without(stage, "owners", "technologies", "content_mix_share", "objective"))
        user.close()
    anywhere = {name for stage in doc["stages"] for name in stage["owners"]}
    user.add_listed("owner", *(owner["name"] for owner in doc["owners"] if owner["name"] not in anywhere))
    for owner in doc["owners"]:
        user.open_listed("owner", owner["name"])
        user.fill("owner", owner)
    user.close()


HIDDEN = ("thoughts", "cost", "stage-objective", "content-mix")


def _lanes(user: User, doc: Doc) -> None:
    lanes = {lane["id"]: lane for lane in doc["lanes"]}
    prompts = blank_prompts()
    user.show_lanes(lanes[id_]["name"] for id_ in HIDDEN)
    for id_, lane in lanes.items():
        if lane["prompt"] != prompts[id_]:
            user.details(f"lane/{id_}")
            user.fill("lane", {"prompt": lane["prompt"]})
            user.close()
    for stage in doc["stages"]:
        if stage["content_mix_share"] is not None:
            user.mix(stage["name"], f"{stage['content_mix_share'] * 100:g}")
        if stage["objective"]:
            user.write("stage-objective", stage["name"], stage["objective"])


def _people(user: User, doc: Doc) -> None:
    first, *others = doc["personas"]
    user.rename("corner", first["name"])
    user.add_listed("persona", *(persona["name"] for persona in others))
    for persona in doc["personas"]:
        user.open_listed("persona", persona["name"])
        user.fill("persona", persona)
    user.close()


def _touchpoints(user: User, doc: Doc) -> None:
    """The last of a stage is written one too early and carried on; the first of three comes last and is lifted."""
    stages = [stage["name"] for stage in doc["stages"]]
    by_stage = {name: [t for t in doc["touchpoints"] if t["stage"] == name] for name in stages}
    for before, (stage, touchpoints) in zip([None, *stages], by_stage.items(), strict=False):
        names = [t["name"] for t in touchpoints]
        last = names.pop() if before and len(names) > 1 else None
        if len(names) > 2:
            user.add("touchpoints", stage, *names[1:], names[0])
            user.lift("touchpoints", stage, names[0], names[1])
        elif names:
            user.add("touchpoints", stage, *names)
        if last and before:
            user.add("touchpoints", before, last)
            user.carry("touchpoints", before, last, stage)
    for touchpoint in doc["touchpoints"]:
        user.details("", user.item("touchpoints", touchpoint["stage"], touchpoint["name"]))
        user.fill("touchpoint", without(touchpoint, "costs"))
        for point in doc["emotions"]:
            if point["touchpoint"] == touchpoint["name"]:
                user.activate(user.dock.get_by_role("button", name="Add feelings at this touchpoint …"))
                user.fill("emotion", point)
        user.close()
    for stage, touchpoints in by_stage.items():
        if any(t["costs"] for t in touchpoints):
            user.costs(stage, {t["name"]: t["costs"] for t in touchpoints})


def _cards(user: User, doc: Doc) -> None:
    """Pain points and opportunities: the first one is carried from the stage before, where there is one."""
    stages = [stage["name"] for stage in doc["stages"]]
    for kind, lane in (("pain_point", "pain-points"), ("opportunity", "opportunities"), ("kpi", "kpis")):
        for number, card in enumerate(doc[COLLECTIONS[kind]]):
            place = stages.index(card["stage"])
            carried = place > 0 and number % 2 == 1
            user.add(lane, stages[place - carried], card["name"])
            if carried:
                user.carry(lane, stages[place - 1], card["name"], card["stage"])
            user.details("", user.item(lane, card["stage"], card["name"]))
            user.fill(kind, card)
            user.close()


def _texts(user: User, doc: Doc) -> None:
    for cell in doc["cells"]:
        if not cell["persona"]:
            user.write(cell["lane"], cell["stage"], cell["text"])
    for persona, cells in itertools.groupby(
        (cell for cell in doc["cells"] if cell["persona"]), lambda cell: cell["persona"]
    ):
        user.show_persona(persona)
        for cell in cells:
            user.write(cell["lane"], cell["stage"], cell["text"], only=persona)


def _feelings(user: User, doc: Doc) -> None:
    points = [point for point in doc["emotions"] if not point["touchpoint"]]
    user.show_persona(doc["personas"][0]["name"])
    for point in points:
        if not point["persona"]:
            user.feel(point["stage"], point["words"], point["score"])
    for persona, own in itertools.groupby(
        (point for point in points if point["persona"]), lambda point: point["persona"]
    ):
        user.show_persona(persona)
        for point in own:
            user.feel(point["stage"], point["words"], point["score"], only=persona)


def _paths(user: User, doc: Doc) -> None:
    user.show_persona("Everyone")
    stage_of = {touchpoint["name"]: touchpoint["stage"] for touchpoint in doc["touchpoints"]}
    for route in doc["routes"]:
        user.start_drawing(fresh=route["kind"] != "happy")
        user.draw([(stage_of[name], name) for name in route["touchpoints"]])
        user.about_path(name=route["name"], note=route["note"])
    user.stop_drawing()
    for route in doc["routes"]:
        if route["personas"]:
            user.open_listed("route", route["name"])
            user.fill("route", {"personas": route["personas"]})
    user.close()


def _outcomes(user: User, doc: Doc) -> None:
    for objective in doc["objectives"]:
        user.open_listed("objective", objective["name"])
        user.fill("objective", {"touchpoints": objective["touchpoints"]})
    user.add_listed("improvement", *(improvement["name"] for improvement in doc["improvements"]))
    for improvement in doc["improvements"]:
        user.open_listed("improvement", improvement["name"])
        user.fill("improvement", improvement)
    user.close()


def _put_lanes_away(user: User, doc: Doc) -> None:
    lanes: Sequence[Doc] = doc["lanes"]
    user.show_lanes(lane["name"] for lane in lanes if lane["hidden"] and lane["id"] in HIDDEN)
