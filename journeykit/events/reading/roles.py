"""Which column is who, what and when: named by the user, or guessed from the names of known tools and reported.

If several columns fit equally well, the error asks the user; there is no silent choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from journeykit.errors import ColumnRoleError, listing, nearest
from journeykit.events.reading.lone_order import Cells, columns_with_times, lone_order
from journeykit.events.reading.presets import Preset, filled, preset_named, recognised
from journeykit.events.reading.role_names import PARAMETERS, guess, guess_order, none_fits
from journeykit.events.reading.sources import ReadOptions
from journeykit.events.reading.spans import span_of, with_span
from journeykit.events.reading.time_parts import completes, with_time_parts


@dataclass(frozen=True)
class Roles:
    """Columns by role; ``times`` is one column, a date and a time of day, or none in a log that has an order only.

    ``ends`` are those of the end of events, ``duration`` is a column and the microseconds of its unit. ``lifecycle``
    and ``instance`` are not kept; the first is only counted unless ``pairs`` says that start and complete of an
    activity may become one event.
    """

    path: str
    event: str
    times: tuple[str, ...]
    order: str | None
    attributes: tuple[str, ...]
    how: dict[str, str]
    tool: Preset | None = None
    ends: tuple[str, ...] = ()
    duration: tuple[str, int] | None = None
    lifecycle: str | None = None
    instance: str | None = None
    pairs: bool = False

    @property
    def guessed(self) -> bool:
        """Whether any role was guessed."""
        return any("guessed" in said for said in self.how.values())

    def columns(self) -> list[str]:
        """Every column that is read."""
        order = [self.order] if self.order is not None else []
        ends = [name for name in self.ends if name not in self.times]
        return [self.path, self.event, *self.times, *order, *ends, *self.lasted, *self.attributes]

    @property
    def lasted(self) -> tuple[str, ...]:
        """The column of durations, if there is one."""
        return () if self.duration is None else self.duration[:1]

    def fills(self) -> dict[str, str]:
        """Role -> its column, without attributes."""
        fills = {"path": self.path, "event": self.event}
        if self.times:
            fills["time"] = " + ".join(self.times)
        if self.order is not None:
            fills["order"] = self.order
        return fills | {role: " + ".join(names) for role, names in self._further().items() if names}

    def shown(self) -> dict[str, str]:
        """Role -> column and how it was found, for the report."""
        shown = {role: f"{column!r} ({self.how[role]})" for role, column in self.fills().items()}
        if self.attributes:
            shown["attributes"] = ", ".join(repr(name) for name in self.attributes)
        return shown

    def _further(self) -> dict[str, tuple[str, ...]]:
        lifecycle = (self.lifecycle or "",) if "lifecycle" in self.how else ()
        return {"end": self.ends, "duration": self.lasted, "lifecycle": lifecycle}


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
    span = span_of(columns, options, cells)
    options = with_span(options, span)
    times, path_col, event_col = options.times, options.path_col, options.event_col
    # Several columns have become one before (see joined_columns).
    assert not isinstance(path_col, Sequence) or isinstance(path_col, str)
    assert not isinstance(event_col, Sequence) or isinstance(event_col, str)
    _refuse_too_many(times, columns, cells)
    how = {"time": "given"} if options.without_times else {}
    single = (("path", path_col), ("event", event_col), ("order", options.order_col), ("lifecycle", options.lifecycle))
    several = {"time": times, "end": options.ends, "duration": () if options.duration is None else options.duration[:1]}
    for role, named in (*single, *((role, each) for role, names in several.items() for each in names)):
        if named is not None:
            _require(named, role, columns)
            how[role] = "given"
    for named in options.attributes:
        _require(named, "attribute", columns)
    if span is not None and span.found:
        how |= dict.fromkeys(("time", "end"), "guessed by name: a beginning and an end")

    timed: Sequence[object] = ("none",) if options.without_times else times
    missing = [role for role, named in (("path", path_col), ("event", event_col), ("time", timed)) if not named]
    given = {"path": path_col, "event": event_col, "time": times[0] if len(times) == 1 else None}
    tool, found = _by_tool(columns, given, missing, options.preset or preset, how)
    guessed = {role: guess(role, columns, cells) for role in missing if role not in found}
    unknown = [role for role, hits in guessed.items() if not hits]
    if unknown and unknown != ["time"]:
        raise none_fits(unknown, columns, cells)
    how |= dict.fromkeys(guessed, "guessed by name")
    times = times or with_time_parts(guessed.pop("time", ()), columns, cells)
    if not times and not (options.without_times or unknown):
        times = (found["time"],)
    found |= {role: hits[0] for role, hits in guessed.items()}
    path, event = path_col or found["path"], event_col or found["event"]
    order = options.order_col if options.order_col is not None else guess_order(columns, tool, how)
    if not times:
        order = _order_alone(columns, (path, event), order, cells, how)
        may_be = [] if options.without_times else columns_with_times(columns, (path, event, str(order)), cells)
        if unknown and (order is None or may_be):
            raise none_fits(unknown, columns, cells, may_be)
    ends, lifecycle = options.ends, options.lifecycle
    roles = Roles(path, event, times, order, options.attributes, how, tool, ends, options.duration, lifecycle)
    for column in roles.columns():
        if list(columns).count(column) > 1:
            raise ColumnRoleError(
                f"the column {column!r} is there {list(columns).count(column)} times, so it cannot be told apart. "
                "Rename the extra ones in the file."
            )
    return _each_its_own(roles, columns)


def _refuse_too_many(times: Sequence[str], columns: Sequence[str], cells: Cells) -> None:
    if len(times) > 4 or not all(column in columns and completes(column, cells) for column in times[2:]):
        raise ColumnRoleError(
            f"timestamp_col takes one column, or a date and a time-of-day column; {len(times)} were given. Further "
            "ones may only hold AM and PM, or offsets from UTC."
        )


def _each_its_own(roles: Roles, columns: Sequence[str]) -> Roles:
    """Return the roles if each has a column of its own."""
    if roles.order in (roles.path, roles.event, *roles.times) and roles.how["order"] != "given":
        roles = replace(roles, order=None)  # It was only guessed.
    fills = [("path", roles.path), ("event", roles.event), *(("time", time) for time in roles.times)]
    if roles.order is not None:
        fills.append(("order", roles.order))
    fills += [("end", end) for end in roles.ends if len(roles.ends) == 1]
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
