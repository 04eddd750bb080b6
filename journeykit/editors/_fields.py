"""The fields of every kind of element, made from the model, as a form that a page can draw.

A field is ``{"name", "label", "hint", "control"}`` and optionally ``"default"``, ``"options"`` (pairs of word and
label), ``"of"`` (the kind that an id refers to), ``"fields"`` (of a nested value), ``"least"``, ``"most"``,
``"needed"``, ``"optional"`` (a nested value that may be missing) and ``"more"`` (shown on demand only). Controls:

``text, lines, number, check, date, picture``   one value
``select, scale, checks``                       words of a closed list, or 1 to 5
``reference, references``                       an id of another element, or several in order
``texts``                                       several texts, one per line
``object, rows``                                a value with fields of its own, or several of them
``condition``                                   what a column is compared with: a text, a number or a list
"""

from __future__ import annotations

import types
from collections.abc import Container
from datetime import date
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from journeykit.editors._arguments import PICTURES
from journeykit.errors import UnknownIdError
from journeykit.model.edit import KINDS
from journeykit.model.emotion import EmotionPoint
from journeykit.model.integrity import COLLECTIONS, REFERENCES
from journeykit.model.journey import Cell, JourneyMap
from journeykit.model.vocabulary import label

CONTROLS = (
    *("text", "lines", "number", "check", "date", "picture", "select", "scale", "checks"),
    *("reference", "references", "texts", "object", "rows", "condition"),
)
"""Controls that ``edit/details.js`` draws; a test compares."""

FORM_KINDS: dict[str, type[BaseModel]] = {**KINDS, "cell": Cell, "emotion": EmotionPoint, "map": JourneyMap}
"""What a form can edit: the kinds of element, one text, one feeling, and the facts of the map."""

_FIXED = {"id", "rank"}
# Labels of fields whose name alone is not clear.
_LABELS = {("emotions", "n"): "Answers (n)", ("emotions", "low"): "Interval from", ("emotions", "high"): "Interval to"}
# Fields that are the place of a text or a feeling, which a form does not change.
_PLACES = {"cell": {"stage", "lane", "persona"}, "emotion": {"stage", "persona", "touchpoint", "kind"}}
# What only a measurement writes.
_RECORDED = {"source": {"data"}}
_OF_THE_MAP = {*COLLECTIONS.values(), "cells", "emotions"}
_LONG = {
    *("definition", "objective", "description", "goal", "consequence", "expected", "lesson", "note", "prompt", "text"),
    *("situation", "feelings", "story", "quote", "trigger", "problem", "first_look", "questions", "emotions"),
    *("purpose", "success", "covers", "excludes"),
}
_ESSENTIAL: dict[str, set[str]] = {
    "stage": {"name", "definition", "objective", "owners", "technologies", "post_purchase"},
    "touchpoint": {"name", "stage", "type", "channel", "medium", "goal", "description", "key_moment", "entry_point"},
    "pain_point": {"name", "stage", "touchpoint", "severity", "consequence", "verbatims"},
    "opportunity": {"name", "stage", "pain_points", "type", "value", "effort", "owner"},
    "kpi": {"name", "stage", "definition", "unit", "direction", "baseline", "target", "series"},
    "improvement": {"name", "stages", "opportunity", "kpi", "status", "launched", "expected"},
    "persona": {"name", "segment", "situation", "feelings", "story", "goal", "trigger", "challenges"},
    "map": {"name", "description", "state", "scope"},
}


# The short form of an element, with labels for fields whose name alone is not clear there.
_SHORT: dict[str, dict[str, str]] = {
    "stage": {"name": "Name", "definition": "What the stage means", "post_purchase": ""},
    "touchpoint": {
        **{"name": "Name", "channel": "", "type": "What it is for", "medium": "Digital or physical", "key_moment": ""},
        **{"entry_point": "Customers may come in here", "optional": "The happy path may leave it out"},
        **{"repeatable": "Customers may come back to it", "costs": "What it costs the customer"},
    },
    "pain_point": {
        **{"name": "What gets in the way", "severity": "Severity: 1 a nuisance, 5 a reason to leave"},
        **{"consequence": "What it leads to"},
    },
    "opportunity": {"name": "The idea", "value": "", "effort": ""},
    "kpi": {
        **{"name": "", "definition": "What is counted", "unit": "", "baseline": "Before any change", "target": ""},
        **{"direction": "Better"},
    },
    "owner": {"name": "Person or team", "department": ""},
    "technology": {
        **{"name": "System", "purpose": "What it is used for"},
        **{"is_crm": "Keeps the relation with the customer (CRM)"},
    },
}
_NOTHING = {"check": False, "text": "", "checks": []}


# Fields that a reading view shows even if they have their default.
_TOLD: dict[str, tuple[str, ...]] = {
    "touchpoint": ("type", "channel"),
    "pain_point": ("severity",),
    "opportunity": ("type", "value", "effort"),
    "kpi": ("direction",),
    "improvement": ("status",),
    "emotion": ("kind",),
}


def told_defaults() -> dict[str, dict[str, Any]]:
    """Return the defaults of the fields that a reading view shows, by kind; documents leave defaults out.

    Examples
    --------
    >>> told_defaults()["pain_point"]
    {'severity': 3}
    """
    return {
        kind: {name: FORM_KINDS[kind].model_fields[name].default for name in names} for kind, names in _TOLD.items()
    }


def short_forms() -> dict[str, list[dict[str, Any]]]:
    """Return the few fields of each kind that open on a press: ``name``, ``label``, ``type``, ``was``, ``options``.

    ``was`` is the value of a field that the document leaves out, ``options`` the words of a closed list.

    Examples
    --------
    >>> [field["label"] for field in short_forms()["owner"]]
    ['Person or team', 'Department']
    """
    forms = {}
    for kind, labels in _SHORT.items():
        fields = {field["name"]: field for field in form_fields(kind)}
        forms[kind] = [_short(fields[name], words) for name, words in labels.items()]
    return forms


def _short(field: dict[str, Any], words: str) -> dict[str, Any]:
    control = "text" if field["control"] == "lines" else field["control"]
    was = field.get("default", _NOTHING.get(control))
    short = {"name": field["name"], "label": words or field["label"], "type": control, "was": was}
    return short | ({"options": field["options"]} if "options" in field else {})


def form_fields(kind: Any) -> list[dict[str, Any]]:
    """Return the fields of a kind, in the order of the model, the essential ones first.

    Raises UnknownIdError if there is no such kind.

    Examples
    --------
    >>> [field["name"] for field in form_fields("owner")]
    ['name', 'department', 'contact']
    >>> form_fields("pain_point")[3]["control"]
    'scale'
    """
    if kind not in FORM_KINDS:
        raise UnknownIdError("kind", str(kind)[:80], FORM_KINDS, where="the forms")
    left_out = _FIXED | _PLACES.get(kind, set()) | _RECORDED.get(kind, set()) if kind != "map" else _FIXED | _OF_THE_MAP
    fields = _fields(FORM_KINDS[kind], COLLECTIONS.get(kind, f"{kind}s"), left_out)
    for field in fields:
        if kind in _ESSENTIAL and field["name"] not in _ESSENTIAL[kind]:
            field["more"] = True
    return sorted(fields, key=lambda field: bool(field.get("more")))


def _fields(model: type[BaseModel], collection: str, left_out: Container[str] = ()) -> list[dict[str, Any]]:
    return [_field(name, info, collection) for name, info in model.model_fields.items() if name not in left_out]


def _field(name: str, info: FieldInfo, collection: str) -> dict[str, Any]:
    words = _LABELS.get((collection, name), label(name))
    field: dict[str, Any] = {"name": name, "label": words[0].upper() + words[1:]}
    field["hint"] = (info.description or "").split(": {")[0].split(": [")[0].replace("``", "")
    if info.is_required():
        field["needed"] = True
    elif isinstance(info.default, (str, int, float, bool)):
        field["default"] = info.default
    for here, there in (("least", "ge"), ("most", "le")):
        for rule in info.metadata:
            if getattr(rule, there, None) is not None:
                field[here] = getattr(rule, there)
    return field | _control(name, info.annotation, collection, field)


def _control(name: str, annotation: Any, collection: str, field: dict[str, Any]) -> dict[str, Any]:
    reference = next((r for r in REFERENCES if (r.collection, r.field) == (collection, name)), None)
    if reference is not None:
        return {"control": "references" if reference.many else "reference", "of": reference.target}
    kind, optional = _without_none(annotation)
    if get_origin(kind) is Union or isinstance(kind, types.UnionType):
        return {"control": "condition"}
    if get_origin(kind) is Literal:
        nothing = [["", "—"]] if optional else []
        return {"control": "select", "options": nothing + [[word, label(word)] for word in get_args(kind)]}
    if get_origin(kind) is tuple:
        return _several(get_args(kind)[0])
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {"control": "object", "fields": _fields(kind, ""), **({"optional": True} if optional else {})}
    if kind is bool:
        return {"control": "check"}
    if kind in (int, float):
        scale = kind is int and (field.get("least"), field.get("most")) == (1, 5)
        return {"control": "scale" if scale else "number", **({"whole": True} if kind is int and not scale else {})}
    if kind is date:
        return {"control": "date"}
    if kind is str:
        return {"control": "picture" if name in PICTURES else "lines" if name in _LONG else "text"}
    raise TypeError(f"no control for {name}: {annotation}")


def _several(kind: Any) -> dict[str, Any]:
    kind, _ = _without_none(kind)
    if get_origin(kind) is Literal:
        return {"control": "checks", "options": [[word, label(word)] for word in get_args(kind)]}
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {"control": "rows", "fields": _fields(kind, "")}
    return {"control": "texts"}


def _without_none(annotation: Any) -> tuple[Any, bool]:
    """Return an annotation without pydantic's metadata and without None, and whether None was allowed."""
    if hasattr(annotation, "__metadata__"):
        return _without_none(get_args(annotation)[0])
    if get_origin(annotation) is Union or isinstance(annotation, types.UnionType):
        parts = [part for part in get_args(annotation) if part is not type(None)]
        optional = len(parts) < len(get_args(annotation))
        return (_without_none(parts[0])[0], optional) if len(parts) == 1 else (annotation, optional)
    return annotation, False
