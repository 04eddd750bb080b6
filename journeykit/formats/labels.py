"""The names that people give the rows of a journey map in spreadsheets, and the lane that each name means."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from journeykit.model.journey import JourneyMap, Stage
from journeykit.model.lanes import Lane, standard_lanes

STANDARD: dict[str, Lane] = {lane.id: lane for lane in standard_lanes()}

STAGE_WORDS = frozenset(
    {"stage", "stages", "phase", "phases", "step", "steps", "journey stage", "journey stages", "journey phase"}
)
DEFINITION = "What the stage means"
DEFINITION_WORDS = frozenset({"what the stage means", "definition", "stage definition", "description of the stage"})
# First cell above the table -> fact about the map.
FACT_WORDS: dict[str, str] = {
    "journey map": "name",
    "customer journey map": "name",
    "map": "name",
    "title": "name",
    "description": "description",
    "about": "description",
    "state": "state",
    "persona": "personas",
    "personas": "personas",
    "customer": "personas",
    "user": "personas",
}

_SYNONYMS: dict[str, str] = {
    "actions": "actions, action, user actions, customer actions, what they do, what the customer does, doing, does, "
    "steps taken, behaviour, behavior, user activities, customer activities",
    "goals": "goals, goal, customer goals, user goals, customer goal, needs, customer needs, expectations, jobs",
    "thoughts": "thoughts and questions, thoughts, thinking, questions, what they think, thinks, mindset",
    "touchpoints": "touchpoints, touchpoint, touch points, channels, channel, interactions, contact points, "
    "touchpoints and channels, where they meet you",
    "feelings": "feelings, feeling, emotions, emotion, emotional state, how they feel, mood, feels, experience, "
    "emotional journey, emotion curve, sentiment",
    "pain-points": "pain points, pain point, pains, pain, frustrations, frustration, problems, problem, barriers, "
    "challenges, obstacles, friction",
    "cost": "cost to the customer, cost, costs",
    "path": "path, happy path",
    "stage-objective": "stage objective, objective, objectives, objective of the stage, stage goal",
    "business-goals": "business goals, business goal, company goals, our goals",
    "kpis": "kpis, kpi, metrics, metric, measures, success metrics, key metrics, measurement",
    "activities": "activities, our activities, backstage, backstage actions, internal activities, what we do, "
    "business activities, frontstage",
    "owner": "who, owner, owners, responsible, responsibility, team, teams, department, departments, accountable, "
    "who is responsible",
    "technology": "technology, technologies, systems, system, tools, tool, tech, software, support systems",
    "opportunities": "opportunities, opportunity, ideas, idea, improvements, solutions, recommendations",
    "content-mix": "content mix, content mix share, customer-centred content",
}
TEXT_MARK = " (text)"


def plain_label(label: str) -> str:
    """Return a label in lower case, without punctuation: ``Pain-Points:`` becomes ``pain points``."""
    words = unicodedata.normalize("NFKC", label).casefold().replace("&", " and ").replace("_", " ").replace("-", " ")
    return " ".join(re.sub(r"[^\w\s']", " ", words).split())


def standard_lane(label: str) -> str | None:
    """Return the id of the standard lane that a label means, such as ``pain-points`` for ``Frustrations:``, or None."""
    return _PLAIN.get(plain_label(label))


def shown_in(journey: JourneyMap, stage: Stage, kind: str) -> tuple[Any, ...]:
    """Return the elements that a lane of a kind shows in a stage; none for lanes with text or figures."""
    if kind in ("owners", "technologies"):
        by_id = {element.id: element for element in getattr(journey, kind)}
        return tuple(by_id[id] for id in getattr(stage, kind))
    if kind in ("touchpoints", "emotions", "pain_points", "opportunities", "kpis"):
        return tuple(element for element in getattr(journey, kind) if element.stage == stage.id)
    return ()


def label_of(lane: Lane) -> str:
    """Return the label to write for a lane, by which reading finds the same lane again."""
    name = " ".join(lane.name.split())
    meant = standard_lane(name)
    if lane.kind == "text":
        own = meant == lane.id or (meant is None and lane.id not in STANDARD)
        clear = own and plain_label(name) not in DEFINITION_WORDS and not name.endswith(TEXT_MARK)
        if lane.id in STANDARD and STANDARD[lane.id].kind == "text" and not clear:
            return STANDARD[lane.id].name
        return name if clear else f"{name}{TEXT_MARK}"
    if meant is not None and STANDARD[meant].kind == lane.kind:
        return name
    return next(standard.name for standard in STANDARD.values() if standard.kind == lane.kind)


_PLAIN: dict[str, str] = {plain_label(word): id for id, words in _SYNONYMS.items() for word in words.split(",")}
