"""The arguments of ``read_events`` that confirm what was guessed, and those that state everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from journeykit.events.reading.sources import MISSING_IDS
from journeykit.events.reading.time_forms import WITH_OFFSET, order_of
from journeykit.events.reading.times import DECLARED

if TYPE_CHECKING:
    from journeykit.events.reading.layout import Layout
    from journeykit.events.reading.row_checks import Checks
    from journeykit.events.reading.sources import ReadOptions


Shaped = Mapping[str, Any] | None
"""The arguments that state what the rows of a table are; None where a row is an event."""


def confirming(checks: Checks, asked: ReadOptions, layout: Layout, shaped: Shaped = None) -> dict[str, Any]:
    """Return the arguments that confirm what was guessed or found; none if nothing was."""
    confirmed = _found(checks, asked, shaped) if checks.roles.guessed or shaped is not None else {}
    if shaped is not None:
        confirmed = {name: value for name, value in confirmed.items() if not _was_said(asked, name, value)}
    return confirmed if layout == asked.layout else {**confirmed, "layout": layout}


def stating(checks: Checks, asked: ReadOptions, layout: Layout, shaped: Shaped = None) -> dict[str, Any]:
    """Return the arguments that give the same log and leave nothing to be guessed."""
    said: dict[str, Any] = {} if asked.preset is None else {"preset": asked.preset}
    said |= _found(checks, asked, shaped)
    for name in ("time_format", "end_col", "duration_col", "lifecycle_col"):
        if getattr(asked, name) is not None:
            said[name] = getattr(asked, name)
    if checks.roles.attributes:
        said["attribute_cols"] = list(checks.roles.attributes)
    if asked.timezone is not None:
        said["timezone"] = asked.timezone
    if tuple(asked.missing_ids) != MISSING_IDS:
        said["missing_ids"] = list(asked.missing_ids)
    if layout.stated:
        said["layout"] = layout
    return said | whole_log(asked)


def whole_log(asked: ReadOptions) -> dict[str, Any]:
    """Return the arguments that are not of one source but of the whole log."""
    usual = {"duplicates": "keep", "similar_names": "keep", "strict": False}
    return {name: value for name, usually in usual.items() if (value := getattr(asked, name)) != usually}


def _was_said(asked: ReadOptions, name: str, value: Any) -> bool:
    """Return whether an argument has a value; a list may be any sequence."""
    given = getattr(asked, name)
    return list(given) == value if isinstance(value, list) and given is not None else bool(given == value)


def _found(checks: Checks, asked: ReadOptions, shaped: Shaped) -> dict[str, Any]:
    found = _roles_found(checks, asked) if shaped is None else dict(shaped)
    times = checks.times
    kinds = {order_of(each.kind) for each in (times, checks.ends) if each is not None}
    orders = {order for order, ending in kinds if ending in ("", WITH_OFFSET)}
    if not times.declared and len(orders) == 1 and len(orders) == len({order for order, _ in kinds}):
        (order,) = orders
        if order in DECLARED:
            found["time_format"] = order
    return found


def _roles_found(checks: Checks, asked: ReadOptions) -> dict[str, Any]:
    roles = checks.roles
    found: dict[str, Any] = {"path_col": roles.path, "event_col": roles.event, "timestamp_col": _one_of(roles.times)}
    if roles.order is not None:
        found["order_col"] = roles.order
    if roles.ends:
        found["end_col"] = _one_of(roles.ends)
    if checks.joined is not None:
        found["lifecycle_col"] = roles.lifecycle
    for name in ("path_col", "event_col"):
        # Several columns have become one of another name (see joined_columns).
        if isinstance(value := getattr(asked, name), list | tuple):
            found[name] = list(value)
    return found


def _one_of(columns: Sequence[str]) -> str | Sequence[str]:
    return columns[0] if len(columns) == 1 else columns
