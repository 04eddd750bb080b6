"""Fields of a newer minor version: taken out of a document when reading, and put back when writing.

Their place is recorded by element id (for cells and emotions by stage, lane, persona …), so that they stay with their
element when others are moved or edited. Entries without an identity are recorded by position, which is valid while the
list keeps its length. The fields of a removed element are dropped.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from journeykit.model.integrity import KEY_FIELDS

Tree = dict[str, Any]

_FIELDS, _INSIDE = "fields", "inside"


def taken_out(document: Mapping[str, Any], places: Sequence[tuple[int | str, ...]]) -> tuple[dict[str, Any], Tree]:
    """Return the document without the fields at ``places``, and these fields as a tree for :func:`put_back`."""
    clean = copy.deepcopy(dict(document))
    tree: Tree = {}
    for place in places:
        holder: Any = clean
        branch = tree
        collection = ""
        for part in place[:-1]:
            step = _step(collection, holder, part) if isinstance(part, int) else f".{part}"
            collection = collection if isinstance(part, int) else part
            branch = branch.setdefault(_INSIDE, {}).setdefault(step, {})
            holder = holder[part]
        branch.setdefault(_FIELDS, {})[place[-1]] = holder.pop(place[-1])
    return clean, tree


def put_back(document: dict[str, Any], tree: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document with the fields of the tree in their places."""
    fresh: dict[str, Any] = _with(document, tree, "")
    return fresh


def _with(value: Any, tree: Mapping[str, Any], collection: str) -> Any:
    inside = tree.get(_INSIDE, {})
    if isinstance(value, list):
        steps = [_step(collection, value, place) for place in range(len(value))]
        return [_with(item, inside[s], "") if s in inside else item for s, item in zip(steps, value, strict=True)]
    fresh = dict(value)
    for step, branch in inside.items():
        name = step[1:]
        if name in fresh:
            fresh[name] = _with(fresh[name], branch, name)
        elif _FIELDS in branch:  # All its known fields have their default, which is not written.
            fresh[name] = _with({}, branch, name)
    return {**fresh, **tree.get(_FIELDS, {})}


def _step(collection: str, items: Sequence[Any], place: int) -> str:
    item = items[place]
    if isinstance(item, dict) and "id" in item:
        return f"id={item['id']}"
    if isinstance(item, dict) and collection in KEY_FIELDS:
        defaults = {"kind": "assumed"}
        return "/".join(str(item.get(part) or defaults.get(part, "")) for part in KEY_FIELDS[collection])
    return f"{place} of {len(items)}"
