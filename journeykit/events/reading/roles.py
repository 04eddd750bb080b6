"""Which column is who, what and when: named by the user, or guessed from the names of known tools and reported.

If several columns fit equally well, the error asks the user; there is no silent choice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from journeykit.errors import ColumnRoleError, listing, nearest
from journeykit.events.reading.lone_order import Cells, columns_with_times, is_order, lone_order
from journeykit.events.reading.presets import Preset, filled, matching, preset_named, recognised
from journeykit.events.reading.sources import ReadOptions

# Earlier groups win; two hits within a group are an error.
PATH_NAMES: tuple[tuple[str, ...], ...] = (
    ("case:concept:name", "case id", "case", "customer id", "user id", "user pseudo id", "distinct id", "anonymous id",
     "household id", "client id", "visitor id", "domain userid", "person id", "path", "path id", "cookie", "cookie id"),
    ("customer", "user", "household", "client", "visitor", "person", "uid", "device id"),
    ("session id", "visit id", "session", "visit", "ga session id"),
)  # fmt: skip
EVENT_NAMES: tuple[tuple[str, ...], ...] = (
    ("concept:name", "event", "event name", "activity", "activity id", "activity name", "event type"),
    ("action", "page", "webpage", "page path", "touchpoint", "step", "screen name"),
    ("path", "pathname", "url", "page url", "page location", "current url"),
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

_PLACES = ("path", "path id", "pathname")
"""Names of a column with ids in one tool, and with the addresses of pages in another."""
_ADDRESS = re.compile(r"(https?://|/)\S*", re.IGNORECASE)

PARAMETERS = {"path": "path_col", "event": "event_col", "time": "timestamp_col", "order": "order_col"}


@dataclass(frozen=True)
class Roles:
    """Columns by role; ``times`` is one column, a date and a time of day, or none in a log that has an order only.

    ``lifecycle`` is counted and not kept.
    """

    path: str
    event: str
    times: tuple[str, ...]
    order: str | None
    attributes: tuple[str, ...]
    how: dict[str, str]
    tool: Preset | None = None
    lifecycle: str | None = None

    @property
    def guessed(self) -> bool:
        """Whether any role was guessed."""
        return any("guessed" in said for said in self.how.values())

    def columns(self) -> list[str]:
        """Every column that is read."""
        order = [self.order] if self.order is not None else []
        return [self.path, self.event, *self.times, *order, *self.attributes]

    def shown(self) -> dict[str, str]:
        """Role -> column and how it was found, for the report."""
        fills = {"path": self.path, "event": self.event}
        if self.times:
            fills["time"] = " + ".join(self.times)
        if self.order is not None:
            fills["order"] = self.order
        shown = {role: f"{column!r} ({self.how[role]})" for role, column in fills.items()}
        if self.attributes:
            shown["attributes"] = ", ".join(repr(name) for name in self.attributes)
        return shown


def resolve_roles(
    columns: Sequence[str],
    options: ReadOptions,
    *,
    preset: str | None = None,
    cells: Cells = lambda _: None,
) -> Roles:
    """Fill every role from the given names, then by the preset, then by the names that known tools write.

    ``preset`` is the tool that the kind of file implies. The first cells of a column decide where its name does not: a
    column with the addresses of pages is not the path, and one that differs in every row is not proposed for it.
    """
    times, path_col, event_col = options.times, options.path_col, options.event_col
    # Several columns have become one before (see joined_columns).
    assert not isinstance(path_col, Sequence) or isinstance(path_col, str)
    assert not isinstance(event_col, Sequence) or isinstance(event_col, str)
    if len(times) > 2:
        raise ColumnRoleError(
            f"timestamp_col takes one column, or a date and a time-of-day column; {len(times)} were given."
        )
    how = {"time": "given"} if options.without_times else {}
    single = (("path", path_col), ("event", event_col), ("order", options.order_col))
    for role, named in (*single, *(("time", time) for time in times)):
        if named is not None:
            _require(named, role, columns)
            how[role] = "given"
    for named in options.attributes:
        _require(named, "attribute", columns)

    timed: Sequence[object] = ("none",) if options.without_times else times
    missing = [role for role, named in (("path", path_col), ("event", event_col), ("time", timed)) if not named]
    given = {"path": path_col, "event": event_col, "time": times[0] if len(times) == 1 else None}
    tool, found = _by_tool(columns, given, missing, options.preset or preset, how)
    guessed = {role: _guess(role, columns, cells) for role in missing if role not in found}
    unknown = [role for role, hits in guessed.items() if not hits]
    if unknown and unknown != ["time"]:
        raise _none_fits(unknown, columns, cells)
    how |= dict.fromkeys(guessed, "guessed by name")
    times = times or guessed.pop("time", ()) or (() if options.without_times or unknown else (found["time"],))
    found |= {role: hits[0] for role, hits in guessed.items()}
    path, event = path_col or found["path"], event_col or found["event"]
    order = options.order_col if options.order_col is not None else _guess_order(columns, tool, how)
    if not times:
        order = _order_alone(columns, (path, event), order, cells, how)
        may_be = [] if options.without_times else columns_with_times(columns, (path, event, str(order)), cells)
        if unknown and (order is None or may_be):
            raise _none_fits(unknown, columns, cells, may_be)
    roles = Roles(path, event, times, order, options.attributes, how, tool)
    for column in roles.columns():
        if list(columns).count(column) > 1:
            raise ColumnRoleError(
                f"the column {column!r} is there {list(columns).count(column)} times, so it cannot be told apart. "
                "Rename the extra ones in the file."
            )
    return _each_its_own(roles, columns)


def _each_its_own(roles: Roles, columns: Sequence[str]) -> Roles:
    """Return the roles if each has a column of its own."""
    if roles.order in (roles.path, roles.event, *roles.times) and roles.how["order"] != "given":
        roles = replace(roles, order=None)  # It was only guessed.
    fills = [("path", roles.path), ("event", roles.event), *(("time", time) for time in roles.times)]
    if roles.order is not None:
        fills.append(("order", roles.order))
    taken: dict[str, str] = {}
    for role, column in fills:
        if column in taken:
            first = taken[column]
            both = f"both the {first} and the {role}" if first != role else f"the {role} twice"
            change = " or ".join(f"{PARAMETERS[name]}=…" for name in dict.fromkeys([first, role]))
            others = listing([name for name in columns if name not in taken])
            raise ColumnRoleError(
                f"the column {column!r} would be {both}. Name another column for one of them: {change}. "
                f"Others: {others}."
            )
        taken[column] = role
    return roles


def _by_tool(
    columns: Sequence[str],
    given: dict[str, str | None],
    missing: list[str],
    preset: str | None,
    how: dict[str, str],
) -> tuple[Preset | None, dict[str, str]]:
    """Return the tool that wrote the log, given or recognised, and the missing roles that its names fill."""
    if preset is not None:
        tool = preset_named(preset)
        fills = filled(tool, columns)
        for role in missing:
            if role not in fills:
                names = " or ".join(repr(name) for name in getattr(tool, role))
                raise ColumnRoleError(
                    f"preset={preset!r} expects a column {names} for the {role}, which the log does not have. "
                    f"Name it: {PARAMETERS[role]}=…. Found: {listing(columns)}."
                )
        said = f"preset {preset.casefold()!r}"
    else:
        found = recognised(columns, given, missing) if missing else None
        if found is None:
            return None, {}
        tool, fills = found
        said = f"guessed: the names that {tool.label} writes"
    how |= dict.fromkeys(missing, said)
    return tool, {role: fills[role] for role in missing}


def _guess_order(columns: Sequence[str], tool: Preset | None, how: dict[str, str]) -> str | None:
    for name in (*(tool.order if tool is not None else ()), *ORDER_NAMES):
        if hits := matching(columns, (name,)):
            how["order"] = "guessed by name: breaks ties in time"
            return hits[0]
    return None


def _order_alone(
    columns: Sequence[str], taken: tuple[str, str], order: str | None, cells: Cells, how: dict[str, str]
) -> str | None:
    """Return the order column of a log without times; None if the rows are in order."""
    if order is None and (order := lone_order(columns, taken, taken[0], cells)) is not None:
        how["order"] = "guessed by name"
    if order is not None and how["order"] != "given":
        how["order"] = "guessed by name: there are no times"
    how.setdefault("time", "guessed")
    return order


def _require(column: str, role: str, columns: Sequence[str]) -> None:
    if column in columns:
        return
    hint = nearest(column, columns)
    guess = f" Did you mean {hint!r}?" if hint else ""
    parameter = PARAMETERS.get(role, "attribute_cols")
    raise ColumnRoleError(
        f"the log has no column {column!r} for the {role} ({parameter}=).{guess} Found: {listing(columns)}."
    )


def _guess(role: str, columns: Sequence[str], cells: Cells) -> tuple[str, ...]:
    """Return the columns that fill a role by their names, or ()."""
    if role == "time":
        return _guess_times(columns)
    wants_addresses = role == "event"
    for names in PATH_NAMES if role == "path" else EVENT_NAMES:
        hits = [
            hit
            for hit in matching(columns, names)
            if not matching((hit,), _PLACES) or _holds_addresses(hit, cells) is wants_addresses
        ]
        if len(hits) == 1:
            return (hits[0],)
        # Numbers in the order of events are not what happened.
        named = [hit for hit in hits if not is_order(cells(hit), None)] if role == "event" and hits else []
        if len(named) == 1:
            return (named[0],)
        if hits:
            raise _ambiguous(role, hits, [hit for hit in hits if role != "path" or _repeats(hit, cells) is not False])
    return ()


def _holds_addresses(column: str, cells: Cells) -> bool:
    """Return whether most cells of a column are addresses of pages."""
    texts = [cell for cell in cells(column) or () if cell]
    return sum(_ADDRESS.fullmatch(text) is not None for text in texts) * 2 > len(texts)


def _repeats(column: str, cells: Cells) -> bool | None:
    """Return whether a column has repeated values; None if unknown."""
    found = cells(column)
    return None if found is None else len(set(found)) < len(found)


def _guess_times(columns: Sequence[str]) -> tuple[str, ...]:
    hits = matching(columns, TIME_NAMES[0])
    for names in SPLIT_TIME_NAMES:
        pair = [matching(columns, (name,)) for name in names]
        if all(len(half) == 1 for half in pair) and not set(hits) - {pair[1][0]}:
            return pair[0][0], pair[1][0]
    for candidates in (hits, matching(columns, TIME_NAMES[1])):
        if len(candidates) == 1:
            return (candidates[0],)
        if candidates:
            raise _ambiguous("time", candidates, candidates)
    return ()


def _ambiguous(role: str, hits: Sequence[str], likely: Sequence[str]) -> ColumnRoleError:
    named = repr(likely[0]) if likely else "…"
    return ColumnRoleError(
        f"more than one column could be the {role}: {listing(hits)}. Say which: {PARAMETERS[role]}={named}."
    )


def _none_fits(
    roles: Sequence[str], columns: Sequence[str], cells: Cells, may_be: Sequence[str] = ()
) -> ColumnRoleError:
    """Return the error for all missing roles. An id column is proposed, not chosen: it may be the id of an order.

    Columns that ``may_be`` the time are proposed too.
    """
    ids = [column for column in columns if column.casefold().endswith("id") and _repeats(column, cells)]
    likely = {"path": repr(ids[0])} if len(ids) == 1 else {}
    likely |= {"time": repr(may_be[0])} if len(may_be) == 1 else {}
    pages = [column for column in matching(columns, _PLACES) if "path" in roles and _holds_addresses(column, cells)]
    why = f" {pages[0]!r} holds addresses of pages, not ids of people or sessions." if pages else ""
    named = ", ".join(f"{PARAMETERS[role]}={likely.get(role, '…')}" for role in roles)
    if list(roles) == ["time"]:
        why = " If the log has no times and its rows are in order, timestamp_col=() says so."
    return ColumnRoleError(
        f"no column name says which one is the {' and which the '.join(roles)}. "
        f"Name {'it' if len(roles) == 1 else 'them'}: {named}.{why} Found: {listing(columns)}."
    )
