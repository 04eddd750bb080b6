"""Rebase an edit: adapt its arguments to a map that others have edited since.

A position becomes the position next to the same neighbour; a list is merged with the additions of others; if the
element named in ``after`` was removed, the one before it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from journeykit.model.changes.operations import field_value
from journeykit.model.changes.parts import elements
from journeykit.model.edit import KINDS
from journeykit.model.integrity import COLLECTIONS
from journeykit.model.journey import JourneyMap
from journeykit.store.merge import merged_value


def _split(edit: str) -> tuple[str, str]:
    verb, _, kind = edit.partition("_")
    return (verb, COLLECTIONS[kind]) if kind in KINDS else (verb, "")


def steps_of(args: Mapping[str, Any]) -> list[Any]:
    """Return the edits inside an ``apply_all``; none if the arguments have another form, which the edit rejects."""
    held = args.get("edits")
    steps = held if isinstance(held, list) else []
    return steps if all(isinstance(step, dict) and isinstance(step.get("args"), dict) for step in steps) else []


def step_of(step: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Return the name and the arguments of one such edit."""
    return str(step.get("edit")), step["args"]


def carried_over(edit: str, args: Mapping[str, Any], base: JourneyMap, present: JourneyMap) -> dict[str, Any]:
    """Return the arguments of an edit made on ``base``, adapted to ``present``."""
    named = dict(args)
    verb, collection = _split(edit)
    if edit == "apply_all" and steps_of(args):
        return {"edits": [{**step, "args": carried_over(*step_of(step), base, present)} for step in steps_of(args)]}
    if base is present or not (collection or edit == "update_map"):
        return named
    if verb == "add" and isinstance(named.get("after"), str):
        return _after_somebody(named, collection, base, present)
    if verb == "move" and isinstance(named.get("to"), int):
        return _beside_the_same(named, collection, base, present)
    if verb == "update":
        return _with_their_additions(named, collection or "map", base, present)
    return named


def _after_somebody(args: dict[str, Any], collection: str, base: JourneyMap, present: JourneyMap) -> dict[str, Any]:
    held, order = elements(present, collection), list(elements(base, collection))
    if args["after"] in held or args["after"] not in order:
        return args
    before = [key for key in order[: order.index(args["after"])] if key in held]
    rest = {name: value for name, value in args.items() if name != "after"}
    return {**rest, "after": before[-1]} if before else rest


def _siblings(journey: JourneyMap, collection: str, moved: str, stage: str | None) -> list[str]:
    found = elements(journey, collection)
    home = stage or getattr(found.get(moved), "stage", None)
    return [key for key, e in found.items() if key != moved and getattr(e, "stage", None) == home]


def _beside_the_same(args: dict[str, Any], collection: str, base: JourneyMap, present: JourneyMap) -> dict[str, Any]:
    moved, stage = str(args.get("id")), args.get("stage")
    then, now = (_siblings(journey, collection, moved, stage) for journey in (base, present))
    if then == now or moved not in elements(base, collection):
        return args
    place = max(0, min(args["to"], len(then)))
    before = next((key for key in reversed(then[:place]) if key in now), None)
    after = next((key for key in then[place:] if key in now), None)
    if before is not None:
        return {**args, "to": now.index(before) + 1}
    return {**args, "to": now.index(after) if after is not None else len(now)}


def _with_their_additions(
    args: dict[str, Any], collection: str, base: JourneyMap, present: JourneyMap
) -> dict[str, Any]:
    key = "" if collection == "map" else str(args.get("id"))
    merged = dict(args)
    for name, value in args.items():
        if not isinstance(value, (list, tuple, dict)):
            continue
        mine = list(value) if isinstance(value, tuple) else value
        then, theirs = (field_value(journey, (collection, key, name)) for journey in (base, present))
        found, clash = merged_value(then, mine, theirs)
        if not clash:
            merged[name] = found
    return merged


def with_id(edit: str, args: Mapping[str, Any], before: JourneyMap, after: JourneyMap) -> dict[str, Any]:
    """Return the arguments of an ``add_…`` with the id of the new element, so that a replay gives the same id."""
    verb, collection = _split(edit)
    if verb != "add" or not collection or args.get("id"):
        return dict(args)
    fresh = elements(after, collection).keys() - elements(before, collection).keys()
    return {**args, "id": fresh.pop()} if len(fresh) == 1 else dict(args)


def missing(edit: str, args: Mapping[str, Any], journey: JourneyMap) -> list[tuple[str, str]]:
    """Return the elements that an edit names and the map does not have, as ``(collection, key)``."""
    if edit == "apply_all":
        return [place for step in steps_of(args) for place in missing(*step_of(step), journey)]
    verb, collection = _split(edit)
    named = [(COLLECTIONS[name], value) for name, value in args.items() if name in COLLECTIONS]
    if collection and verb != "add":
        named.insert(0, (collection, args.get("id")))
    return [(name, key) for name, key in named if isinstance(key, str) and key and key not in elements(journey, name)]
