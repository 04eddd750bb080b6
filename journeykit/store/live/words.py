"""Descriptions of edits and values, for the history and for clashes."""

from __future__ import annotations

from typing import Any

from journeykit.model.base import element_name
from journeykit.model.changes.parts import Field, elements
from journeykit.model.changes.words import kind_words
from journeykit.model.integrity import COLLECTIONS
from journeykit.model.journey import JourneyMap
from journeykit.text import capitalized, cut

_VERBS = {"add": "added", "update": "changed", "move": "moved", "remove": "removed"}


def quoted(text: str) -> str:
    """Return a name in quotation marks, cut to 60 characters."""
    return f"“{cut(' '.join(text.split()), 60)}”"


def _named(journey: JourneyMap, collection: str, key: str) -> str:
    element = elements(journey, collection).get(key)
    return quoted(key if element is None else element_name(element))


def _place(journey: JourneyMap, collection: str, key: str) -> str:
    if collection == "map":
        return "the map"
    parts = key.split("/")
    if collection == "cells":
        return f"{_named(journey, 'lanes', parts[1])} of {_named(journey, 'stages', parts[0])}"
    if collection == "emotions":
        return f"feelings of {_named(journey, 'stages', parts[0])}"
    return f"{kind_words(collection)} {_named(journey, collection, key)}"


def field_words(journey: JourneyMap, field: Field) -> str:
    """Return a description of a value: ``name of stage “Pay”``."""
    collection, key, name = field
    place = _place(journey, collection, key)
    if name in ("+", "-", "text", "rank") or collection == "emotions":
        return place if name != "rank" else f"place of {place}"
    return f"{name.replace('_', ' ')} of {place}"


def edit_words(edit: str, args: dict[str, Any], before: JourneyMap, after: JourneyMap) -> str:
    """Return a description of an edit, such as ``Stage “Pay” renamed to “Check out”``."""
    if edit == "set_cell":
        place = _place(before, "cells", f"{args['stage']}/{args['lane']}/")
        return f"{place} {'written' if str(args.get('text', '')).strip() else 'cleared'}"
    if edit in ("set_emotion", "clear_emotion"):
        place = _named(before, "stages", str(args["stage"]))
        score = f"set to {args['score']:+.1f}".replace("-", "\N{MINUS SIGN}") if edit == "set_emotion" else "cleared"
        return f"Feelings of {place} {score}"
    if edit == "apply_all":
        steps = [edit_words(str(step["edit"]), step["args"], before, after) for step in args["edits"]]
        return "; ".join(steps[:3]) + (f"; and {len(steps) - 3} more" if len(steps) > 3 else "")
    if edit == "update_map":
        return f"Map changed: {', '.join(name.replace('_', ' ') for name in args)}"
    if edit.startswith("paste_"):
        return "Pasted"
    if edit == "update_lane" and "hidden" in args:
        return f"Lane {_named(before, 'lanes', str(args['id']))} {'hidden' if args['hidden'] else 'shown'}"
    verb, _, kind = edit.partition("_")
    collection = COLLECTIONS.get(kind)
    if collection is None:
        return edit.replace("_", " ").capitalize()
    if verb not in _VERBS:  # duplicate_stage, bind_touchpoint …
        called = f" {_named(before, collection, str(args['id']))}" if "id" in args else ""
        return f"{edit.replace('_', ' ').capitalize()}{called}"
    word = capitalized(kind_words(collection))
    if verb == "add":
        return f"{word} {quoted(str(args['name']))} added"
    key = str(args["id"])
    called = _named(before, collection, key)
    if verb == "update" and set(args) == {"id", "name"}:
        return f"{word} {called} renamed to {quoted(str(args['name']))}"
    if verb == "update":
        fields = ", ".join(name.replace("_", " ") for name in args if name != "id")
        return f"{word} {called}: {fields} changed"
    if verb == "move" and args.get("stage"):
        return f"{word} {called} moved to {_named(after, 'stages', str(args['stage']))}"
    return f"{word} {called} {_VERBS[verb]}"
