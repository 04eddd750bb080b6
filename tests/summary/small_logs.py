"""Random maps with random small logs, and their true counts, counted the slow obvious way from the rows."""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatchcase

import pandas as pd

import journeykit as jk
from journeykit.model import JourneyMap
from journeykit.model.binding import Condition

KINDS = ("one channel", "several touchpoints", "persona rules", "KPIs and routes")
START = datetime(2026, 5, 1)
Cell = Hashable


@dataclass
class SmallLog:
    """A map, and travellers with their attributes and their events: name and time."""

    journey: JourneyMap
    travellers: list[tuple[dict[str, str], list[tuple[str, datetime]]]]
    attributes: list[str] = field(default_factory=list)

    def frame(self) -> pd.DataFrame:
        """Return one row an event."""
        rows = [
            {"user_id": f"u{number:04}", "event": name, "timestamp": at.isoformat(), **who}
            for number, (who, events) in enumerate(self.travellers)
            for name, at in events
        ]
        return pd.DataFrame(rows)

    def events(self) -> jk.Events:
        return jk.read_events(self.frame(), attribute_cols=self.attributes)


def small_log(seed: int, kind: str | None = None) -> SmallLog:
    """Return a map and its log, the same ones for the same seed."""
    chance = random.Random(seed)
    kind = kind or KINDS[seed % len(KINDS)]
    stages = [f"Stage{letter}" for letter in "ABCD"[: chance.randint(1 if kind == "one channel" else 2, 4)]]
    journey = jk.new_map("Small", stages=stages)
    names = []
    for stage in journey.stages:
        for number in range(chance.randint(2, 4) if kind == "one channel" else chance.randint(1, 3)):
            name = f"{stage.id}-t{number}"
            rule: dict[str, object] = {"events": [f"{name}*" if chance.random() < 0.3 else name]}
            if kind == "persona rules" and chance.random() < 0.2:
                rule["where"] = [{"column": "plan", "value": "family"}]
            journey = jk.edit.add_touchpoint(journey, name, stage=stage.id, binding=rule)
            names.append((stage.id, name))
    attributes: list[str] = []
    if kind == "persona rules":
        journey, attributes = _with_personas(journey, chance)
    if kind == "KPIs and routes" or chance.random() < 0.3:
        journey = _with_insights(journey, names, chance)
    alone = kind == "one channel"
    return SmallLog(journey, list(_travellers(names, stages, attributes, chance, alone=alone)), attributes)


def _with_personas(journey: JourneyMap, chance: random.Random) -> tuple[JourneyMap, list[str]]:
    rules = [
        [{"column": "plan", "value": "family"}],
        [{"column": "plan", "value": "single"}],
        [{"column": "plan", "operator": "in", "value": ["single", "student"]}],
        [{"column": "plan", "operator": "!=", "value": "family"}],
        [{"column": "plan", "value": "family"}, {"column": "region", "value": "north"}],
        [{"column": "plan", "value": "family"}],
        [{"column": "region", "value": "north"}],
    ]
    for number in sorted(chance.sample(range(len(rules)), chance.randint(2, 5))):
        journey = jk.edit.add_persona(journey, f"Persona {number}", rule={"where": rules[number]})
    return journey, ["plan", "region"]


def _with_insights(journey: JourneyMap, names: list[tuple[str, str]], chance: random.Random) -> JourneyMap:
    for number in range(chance.randint(1, 3)):
        (stage, first), (_, then) = (chance.choice(names) for _ in range(2))
        formula: dict[str, object] = {"success": [then]}
        if chance.random() < 0.8:
            formula["attempt"] = chance.choice([[first], [first], [first, names[0][1]], [f"{stage}-*"]])
            if chance.random() < 0.3:
                formula["window"] = chance.choice(["2d", "6h"])
        journey = jk.edit.add_kpi(journey, f"KPI {number}", stage=stage, unit="%", formula=formula)
    if chance.random() < 0.3:
        # The same question with two windows, about those who met a touchpoint.
        (stage, first), (_, then) = (chance.choice(names) for _ in range(2))
        for window in ("1d", "4d"):
            formula = {"success": [then], "attempt": [first], "window": window}
            journey = jk.edit.add_kpi(journey, f"KPI within {window}", stage=stage, unit="%", formula=formula)
    ids = [touchpoint.id for touchpoint in journey.touchpoints]
    if len(ids) > 1:
        happy = sorted(chance.sample(ids, chance.randint(2, min(4, len(ids)))), key=ids.index)
        journey = jk.edit.add_route(journey, "Happy path", kind="happy", touchpoints=happy)
    for number in range(chance.randint(1, 3)):
        touchpoint = chance.choice(journey.touchpoints)
        where = {"touchpoint": touchpoint.id} if chance.random() < 0.6 else {}
        journey = jk.edit.add_opportunity(journey, f"Idea {number}", stage=touchpoint.stage, **where)
        journey = jk.edit.add_pain_point(journey, f"Pain {number}", stage=touchpoint.stage, severity=3)
    return journey


def _travellers(
    names: list[tuple[str, str]], stages: list[str], attributes: list[str], chance: random.Random, *, alone: bool
) -> Iterator[tuple[dict[str, str], list[tuple[str, datetime]]]]:
    on, back, more, astray = (chance.uniform(*span) for span in ((0.3, 0.9), (0, 0.25), (0, 0.5), (0, 0.2)))
    if alone:
        # Everybody keeps to one touchpoint of a stage, and mostly meets it once.
        back = more = astray = 0.0
    by_stage = [[name for home, name in names if home == stage.lower()] for stage in stages]
    weights = {name: chance.choice([1, 3, 10]) for _, name in names}
    for _ in range(chance.choice([6, 9, 12, 16, 20, 27, 34, 45, 60, 90])):
        who = {
            name: chance.choices(values, [6, 3, 1][: len(values)])[0]
            for name, values in (("plan", ["family", "single", "student"]), ("region", ["north", "south"]))
            if name in attributes
        }
        place, path = (0 if chance.random() < 0.8 else chance.randrange(len(stages))), []
        for _ in range(12):
            if chance.random() < astray:
                path.append("elsewhere")
            here = by_stage[place]
            path.append(chance.choices(here, [weights[name] for name in here])[0])
            drawn = chance.random()
            if drawn < more:
                continue
            if place and chance.random() < back:
                place = chance.randrange(place)
            elif place + 1 < len(stages) and chance.random() < on:
                place += 1 if chance.random() < 0.85 or place + 2 >= len(stages) else 2
            else:
                break
        if chance.random() < astray / 4:
            path = ["elsewhere"]
        at = START + timedelta(hours=chance.randrange(24 * 20))
        events = []
        for name in path:
            events.append((name, at))
            at += timedelta(hours=chance.choice([1, 5, 30, 60]))
        yield who, events


# ---------------------------------------------------------------------------------------------------------------- truth


def true_counts(log: SmallLog) -> dict[Cell, int]:
    """Return what is true of the log, by what it counts; the keys are those of the attack."""
    journey, counts = log.journey, defaultdict[Cell, int](int)
    stage_of = {touchpoint.id: touchpoint.stage for touchpoint in journey.touchpoints}
    place = {stage.id: number for number, stage in enumerate(journey.stages)}
    for place_ in place.values():
        for what in ("reached", "got", "ground", "stopped"):
            counts[what, place_] = 0
    end = max(at for _, events in log.travellers for _, at in events)
    for who, events in log.travellers:
        counts["all"] += 1
        counts["kind", who.get("plan", "family"), who.get("region", "north")] += 1
        walked = [id for name, _ in events if (id := _claimed(journey, name, who))]
        counts["events"] += len(events)
        counts["claimed"] += len(walked)
        for id in walked:
            counts["events of", id] += 1
        for id in set(walked):
            counts["touchpoint", id] += 1
        for step, id in enumerate(walked[:5], start=1):
            counts["step", step, id] += 1
            if step < 5:
                counts["step", step, id, walked[step] if step < len(walked) else "left"] += 1
        stages = [place[stage_of[id]] for id in walked]
        for here in set(stages):
            counts["reached", here] += 1
        for here in place.values():
            counts["got", here] += any(other >= here for other in stages)
        for pair in {(a, b) for a, b in itertools.pairwise(stages) if b < a}:
            counts["back", *pair] += 1
        ground = [here for number, here in enumerate(stages) if all(other < here for other in stages[:number])]
        for here in set(stages) - set(ground):
            counts["only on the way back", here] += 1
        for here in ground:
            counts["ground", here] += 1
        for pair in itertools.pairwise(ground):
            counts["link", *pair] += 1
        if ground:
            counts["starts", ground[0]] += 1
            counts["stopped", ground[-1]] += 1
        for a, b in itertools.product(stage_of, repeat=2):
            if a != b and a in walked and b in walked[walked.index(a) + 1 :]:
                counts["arrow", a, b] += 1
        for persona in journey.personas:
            if persona.rule and persona.rule.where:
                counts["persona", persona.id] += all(holds(test, who) for test in persona.rule.where)
        for kpi in journey.kpis:
            if kpi.formula:
                asked, yes = _judged(kpi.formula, events, end)
                counts["asked", kpi.id] += asked
                counts["yes", kpi.id] += yes
                counts["open", kpi.id] += asked and not yes
    return dict(counts)


def _claimed(journey: JourneyMap, name: str, who: dict[str, str]) -> str | None:
    for stage in journey.stages:
        for touchpoint in journey.touchpoints_of(stage.id):
            rule = touchpoint.binding
            if rule and fits(name, rule.events) and all(holds(test, who) for test in rule.where):
                return touchpoint.id
    return None


def fits(name: str, globs: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, glob) for glob in globs)


def holds(test: Condition, who: dict[str, str]) -> bool:
    value = who.get(test.column)
    if test.operator == "in":
        return value in tuple(test.value)  # type: ignore[arg-type]
    return (value == test.value) == (test.operator == "=")


def _judged(formula: jk.model.KPIFormula, events: list[tuple[str, datetime]], end: datetime) -> tuple[bool, bool]:
    if not formula.attempt:
        return True, any(fits(name, formula.success) for name, _ in events)
    entries = [number for number, (name, _) in enumerate(events) if fits(name, formula.attempt)]
    if not entries:
        return False, False
    start = entries[0]
    closes = None
    if formula.window:
        size = {"h": 1, "d": 24}[formula.window[-1]] * int(formula.window[:-1])
        closes = events[start][1] + timedelta(hours=size)
        if closes > end:
            return False, False
    later = events[start + 1 :]
    return True, any(fits(name, formula.success) and (closes is None or at <= closes) for name, at in later)
