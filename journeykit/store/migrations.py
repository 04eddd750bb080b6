"""Migrations of older map files: one step for each published version.

A step takes a document of its version and returns one of the next. It does not change its input, and skips parts of the
wrong shape, because the reader of the newest version reports those.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Document = dict[str, Any]

# Draft 0.9 called stages phases.
_PHASED = ("touchpoints", "cells", "emotions", "pain_points", "opportunities", "kpis", "surveys")


def migrated(document: Document, version: str) -> Document:
    """Return a document of an older version as one of the present version; :data:`STEPS` lists the versions."""
    while version in STEPS:
        version, step = STEPS[version]
        document = {**step(document), "version": version}
    return document


def from_0_9(document: Document) -> Document:
    """Return a document of draft 0.9 as version 1.0.

    ``phases`` become ``stages``; ``pains`` ``pain_points``; an emotion's ``value`` of -1 to 1 a ``score`` of -2 to 2; a
    touchpoint's ``digital`` its ``medium``; the one ``happy_path`` a route.
    """
    fresh = dict(document)
    _renamed(fresh, "phases", "stages")
    _renamed(fresh, "pains", "pain_points")
    for collection in _PHASED:
        fresh[collection] = [_with(item, "phase", "stage") for item in _dicts(fresh, collection)]
    fresh["improvements"] = [_with(item, "phases", "stages") for item in _dicts(fresh, "improvements")]
    fresh["opportunities"] = [_with(item, "pains", "pain_points") for item in fresh["opportunities"]]
    fresh["touchpoints"] = [_with_medium(item) for item in fresh["touchpoints"]]
    fresh["emotions"] = [_with_score(item) for item in fresh["emotions"]]
    path = fresh.pop("happy_path", None)
    if path:
        route = {"id": "happy-path", "name": "Happy path", "kind": "happy", "touchpoints": path}
        fresh["routes"] = [*_dicts(fresh, "routes"), route]
    return {name: value for name, value in fresh.items() if value != [] or name in document}


def with_more_fields(document: Document) -> Document:
    """Return a document as the next version, which has fields more and none less: 1.0 as 1.1, 1.1 as 1.2."""
    return dict(document)


STEPS: dict[str, tuple[str, Callable[[Document], Document]]] = {
    "0.9": ("1.0", from_0_9),
    "1.0": ("1.1", with_more_fields),
    "1.1": ("1.2", with_more_fields),
}


def _dicts(document: Document, collection: str) -> list[Any]:
    found = document.get(collection, [])
    return found if isinstance(found, list) else [found]


def _renamed(document: Document, old: str, new: str) -> None:
    if old in document and new not in document:
        document[new] = document.pop(old)


def _with(item: Any, old: str, new: str) -> Any:
    if not isinstance(item, dict) or old not in item or new in item:
        return item
    return {new if name == old else name: value for name, value in item.items()}


def _with_medium(item: Any) -> Any:
    if not isinstance(item, dict) or not isinstance(item.get("digital"), bool):
        return item
    rest = {name: value for name, value in item.items() if name != "digital"}
    return {**rest, "medium": "digital" if item["digital"] else "physical"}


def _with_score(item: Any) -> Any:
    if not isinstance(item, dict) or "value" not in item or "score" in item:
        return item
    ends = ("value", "low", "high")
    doubled = {
        name: value * 2 if name in ends and isinstance(value, (int, float)) and not isinstance(value, bool) else value
        for name, value in item.items()
    }
    return _with(doubled, "value", "score")
