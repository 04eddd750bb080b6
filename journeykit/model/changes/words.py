"""Values of a map in words: names instead of ids, labels instead of codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from journeykit.model.base import element_name, plain
from journeykit.model.integrity import COLLECTIONS, KIND_OF, REFERENCES
from journeykit.model.journey import JourneyMap
from journeykit.model.vocabulary import label
from journeykit.text import share_words

# Fields with words of the vocabulary.
LISTED = {"type", "channel", "medium", "milestone", "costs", "lens", "status", "verdict", "direction", "horizon"}
LISTED |= {"kind", "half", "offering_kind"}
STATES = {"current": "as is", "future": "to be"}
_TARGETS = {(reference.collection, reference.field): reference.target for reference in REFERENCES}
_FIELDS = {"is_crm": "is the CRM", "kpi": "KPI", "content_mix_share": "content mix", "reach_share": "reach"}
_KINDS = {"kpis": "KPI", "cells": "cell", "emotions": "feeling", "surveys": "survey question"}


class Names:
    """The names of the elements of one map by id."""

    def __init__(self, journey: JourneyMap) -> None:
        self._names: dict[str, dict[str, str]] = {
            kind: {element.id: element_name(element) for element in getattr(journey, collection)}
            for kind, collection in COLLECTIONS.items()
        }

    def of(self, kind: str, id: str | None) -> str:
        """Return the name of an element; empty for None."""
        return self._names[kind].get(id, id) if id else ""

    def of_place(self, item: Any) -> str:
        """Return a cell or a point of the emotion curve in words, without its stage."""
        about = self.of("lane", item.lane) if hasattr(item, "lane") else self.of("touchpoint", item.touchpoint)
        if not hasattr(item, "lane"):
            about = f"{item.kind}" + (f" at {about}" if about else "")
        persona = self.of("persona", item.persona)
        return f"{about} ({persona})" if persona else about

    def value_words(self, collection: str, field: str, value: Any) -> str:
        """Return the value of a field in words."""
        target = _TARGETS.get((collection, field))
        if target is not None:
            ids = value if isinstance(value, tuple) else (value,)
            return ", ".join(self.of(target, id) for id in ids if id)
        return words(field, value)


def kind_words(collection: str) -> str:
    """Return the kind of the elements of a collection in words."""
    return _KINDS.get(collection) or KIND_OF[collection].replace("_", " ")


def field_words(field: str) -> str:
    """Return a field in words."""
    return _FIELDS.get(field, field.replace("_", " "))


def words(field: str, value: Any) -> str:
    """Return a value that is not a reference in words; empty for an empty one."""
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, str) and value.startswith("data:image/"):
        return f"a picture of {len(value) * 3 // 4000 + 1} kB"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return share_words(value) if field.endswith("_share") else f"{value:.6g}"
    if isinstance(value, (tuple, list)):
        return "; ".join(words(field, item) for item in value)
    if isinstance(value, BaseModel):
        return _fields(plain(value))
    if isinstance(value, Mapping):
        return _fields(value)
    if field == "state":
        return STATES[value]
    return label(value) if field in LISTED else str(value)


def differing(before: tuple[Any, ...], after: tuple[Any, ...]) -> tuple[tuple[Any, ...], tuple[Any, ...]] | None:
    """Return the entries that only one of two lists has; None if all entries, their order or their repeats differ."""
    gone = tuple(item for item in before if item not in after)
    come = tuple(item for item in after if item not in before)
    kept = [item for item in before if item in after]
    if not kept or kept != [item for item in after if item in before] or not (gone or come):
        return None
    return gone, come


def _fields(data: Mapping[str, Any]) -> str:
    if set(data) == {"name", "value"}:
        return f"{data['name']}: {data['value']}"
    told = ((field_words(name), words(name, value)) for name, value in data.items())
    return ", ".join(f"{name} {value}" for name, value in told if value)
