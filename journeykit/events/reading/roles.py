"""Which column is who, what and when: named by the user, or guessed by name and shown.

A guess is made only from names that a known tool writes. Where two columns fit equally well the answer is a question
to the user, never a choice made in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from journeykit.errors import ColumnRoleError, listing, nearest

__all__ = ["Roles", "resolve_roles"]

PRESETS: tuple[tuple[str, str, str, str], ...] = (
    ("pm4py / XES", "case:concept:name", "concept:name", "time:timestamp"),
    ("Disco", "Case ID", "Activity", "Complete Timestamp"),
    ("GA4", "user_pseudo_id", "event_name", "event_timestamp"),
    ("Mixpanel", "distinct_id", "event", "time"),
    ("PostHog", "distinct_id", "event", "timestamp"),
    ("Amplitude", "user_id", "event_type", "event_time"),
    ("Snowplow", "domain_userid", "event_name", "derived_tstamp"),
    ("Segment", "anonymous_id", "event", "timestamp"),
)
"""Tool, path, event, time. Where a tool's three names are all there they win over single names, because it writes other
ids and times beside them. Only unmistakable triples are here: user_id, event, timestamp could be anybody's."""

# Earlier groups win; within a group two hits are a question to the user.
PATH_NAMES: tuple[tuple[str, ...], ...] = (
    ("case:concept:name", "case id", "case", "customer id", "user id", "user pseudo id", "distinct id", "anonymous id",
     "household id", "client id", "visitor id", "domain userid", "person id", "path", "path id", "cookie", "cookie id"),
    ("customer", "user", "household", "client", "visitor", "person", "uid", "device id"),
    ("session id", "visit id", "session", "visit", "ga session id"),
)  # fmt: skip
EVENT_NAMES: tuple[tuple[str, ...], ...] = (
    ("concept:name", "event", "event name", "activity", "activity id", "activity name", "event type"),
    ("action", "page", "webpage", "page path", "touchpoint", "step", "screen name"),
)
TIME_NAMES: tuple[tuple[str, ...], ...] = (
    ("time:timestamp", "timestamp", "event timestamp", "complete timestamp", "event time", "datetime", "date time",
     "derived tstamp", "collector tstamp", "occurred at", "created at", "ts"),
    ("time", "date"),
)  # fmt: skip
SPLIT_TIME_NAMES: tuple[tuple[str, str], ...] = (("date", "time"), ("event date", "event time"))
ORDER_NAMES: tuple[str, ...] = (
    "click order", "event order", "order in time", "sequence number", "seq", "event index", "event rank",
    "hit number", "batch ordering id",
)  # fmt: skip

PARAMETERS = {"path": "path_col", "event": "event_col", "time": "timestamp_col", "order": "order_col"}


@dataclass(frozen=True)
class Roles:
    """Columns by role. ``times`` holds one column, or a date column and a time-of-day column."""

    path: str
    event: str
    times: tuple[str, ...]
    order: str | None
    attributes: tuple[str, ...]
    how: dict[str, str]

    def columns(self) -> list[str]:
        """Every column that is read, in slot order."""
        order = [self.order] if self.order is not None else []
        return [self.path, self.event, *self.times, *order, *self.attributes]

    def shown(self) -> dict[str, str]:
        """Role -> column and how it was found, for the report."""
        fills = {"path": self.path, "event": self.event, "time": " + ".join(self.times)}
        if self.order is not None:
            fills["order"] = self.order
        shown = {role: f"{column!r} ({self.how[role]})" for role, column in fills.items()}
        if self.attributes:
            shown["attributes"] = ", ".join(repr(name) for name in self.attributes)
        return shown


def resolve_roles(
    columns: Sequence[str],
    *,
    path_col: str | None = None,
    event_col: str | None = None,
    timestamp_col: str | Sequence[str] | None = None,
    order_col: str | None = None,
    attribute_cols: Sequence[str] = (),
) -> Roles:
    """Fill every role from the names given, and the rest by the names that known tools write.

    Raises
    ------
    ColumnRoleError
        A named column is not there (names the nearest one), is there twice, or no column or several fit a role.
    """
    times = (timestamp_col,) if isinstance(timestamp_col, str) else tuple(timestamp_col or ())
    if len(times) > 2:
        raise ColumnRoleError(
            f"timestamp_col takes one column, or a date and a time-of-day column; {len(times)} were given."
        )
    if isinstance(attribute_cols, str):
        attribute_cols = (attribute_cols,)
    how = {}
    for role, named in (("path", path_col), ("event", event_col), ("order", order_col), *(("time", t) for t in times)):
        if named is not None:
            _require(named, role, columns)
            how[role] = "given"
    for named in attribute_cols:
        _require(named, "attribute", columns)

    found = {"path": path_col, "event": event_col}
    missing = [role for role, named in (("path", path_col), ("event", event_col), ("time", times)) if not named]
    tool = _tool(
        columns, {"path": path_col, "event": event_col, "time": times[0] if len(times) == 1 else None}, missing
    )
    for role in missing:
        if tool is not None:
            label, fills = tool
            how[role] = f"guessed: the names that {label} writes"
            if role == "time":
                times = (fills["time"],)
            else:
                found[role] = fills[role]
        elif role == "time":
            times = _guess_times(columns)
            how[role] = "guessed by name"
        else:
            found[role] = _guess(role, columns)
            how[role] = "guessed by name"
    order = order_col
    if order is None:
        order = _first(columns, ORDER_NAMES)
        how["order"] = "guessed by name: breaks ties in time"
    path, event = str(found["path"]), str(found["event"])
    roles = Roles(path, event, times, order, tuple(dict.fromkeys(attribute_cols)), how)
    for column in roles.columns():
        if list(columns).count(column) > 1:
            raise ColumnRoleError(
                f"the column {column!r} is there {list(columns).count(column)} times, so it cannot be told apart. "
                "Rename the extra ones in the file."
            )
    return roles


def _folded(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _matching(columns: Iterable[str], names: Iterable[str]) -> list[str]:
    wanted = {_folded(name) for name in names}
    return [column for column in dict.fromkeys(columns) if _folded(column) in wanted]


def _first(columns: Sequence[str], names: Iterable[str]) -> str | None:
    for name in names:
        if matches := _matching(columns, (name,)):
            return matches[0]
    return None


def _require(column: str, role: str, columns: Sequence[str]) -> None:
    if column in columns:
        return
    hint = nearest(column, columns)
    guess = f" Did you mean {hint!r}?" if hint else ""
    parameter = PARAMETERS.get(role, "attribute_cols")
    raise ColumnRoleError(
        f"the log has no column {column!r} for the {role} ({parameter}=).{guess} Found: {listing(columns)}."
    )


def _tool(
    columns: Sequence[str], given: dict[str, str | None], missing: list[str]
) -> tuple[str, dict[str, str]] | None:
    """Return the tool whose names are all there (and agree with what was given), if exactly one reading fits."""
    readings: dict[tuple[str, ...], tuple[str, dict[str, str]]] = {}
    for label, *names in PRESETS:
        fills = {}
        for role, name in zip(("path", "event", "time"), names, strict=True):
            hits = _matching(columns, (name,))
            if len(hits) == 1 and given[role] in (None, hits[0]):
                fills[role] = hits[0]
        if len(fills) == 3:
            readings.setdefault(tuple(fills[role] for role in missing), (label, fills))
    return next(iter(readings.values())) if len(readings) == 1 else None


def _guess(role: str, columns: Sequence[str]) -> str:
    for names in PATH_NAMES if role == "path" else EVENT_NAMES:
        hits = _matching(columns, names)
        if len(hits) == 1:
            return hits[0]
        if hits:
            raise _ambiguous(role, hits)
    raise _none_fits(role, columns)


def _guess_times(columns: Sequence[str]) -> tuple[str, ...]:
    hits = _matching(columns, TIME_NAMES[0])
    for names in SPLIT_TIME_NAMES:
        pair = [_matching(columns, (name,)) for name in names]
        if all(len(half) == 1 for half in pair) and not set(hits) - {pair[1][0]}:
            return pair[0][0], pair[1][0]
    for candidates in (hits, _matching(columns, TIME_NAMES[1])):
        if len(candidates) == 1:
            return (candidates[0],)
        if candidates:
            raise _ambiguous("time", candidates)
    raise _none_fits("time", columns)


def _ambiguous(role: str, hits: Sequence[str]) -> ColumnRoleError:
    return ColumnRoleError(
        f"more than one column could be the {role}: {listing(hits)}. Say which: {PARAMETERS[role]}={hits[0]!r}."
    )


def _none_fits(role: str, columns: Sequence[str]) -> ColumnRoleError:
    return ColumnRoleError(
        f"no column name says which one is the {role}. Name it: {PARAMETERS[role]}=…. Found: {listing(columns)}."
    )
