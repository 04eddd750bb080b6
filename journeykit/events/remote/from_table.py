"""From a table of another engine to ``Events``: columns get roles, lines are checked, the engine prepares the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from journeykit.errors import ColumnRoleError, EventLogError, listing
from journeykit.events.cells import typed
from journeykit.events.log import Events, open_events
from journeykit.events.log_tables import LogTables
from journeykit.events.prepare import prepared_log, prepared_names, prepared_paths
from journeykit.events.reading.examples import filled_roles
from journeykit.events.reading.report import LoadReport
from journeykit.events.reading.report_lines import Rejection
from journeykit.events.reading.roles import Roles, resolve_roles
from journeykit.events.reading.row_checks import kept as kept_rows
from journeykit.events.reading.sources import ReadOptions
from journeykit.events.remote.moments import KINDS, UNITS
from journeykit.events.remote.statements import checked_rows, set_aside
from journeykit.events.sql import sql_template

if TYPE_CHECKING:
    from sqlglot import exp

    from journeykit.events.remote.tables import Tables


@dataclass(frozen=True, eq=False)
class TableReport(LoadReport):
    """What happened to every line of a table on another engine.

    As `LoadReport`, but a table has no line numbers: ``rejected`` has one row per reason, with ``line`` 0 and a further
    column ``lines`` (int, their number). Always ``lines == kept + rejected["lines"].sum()``.

    Attributes
    ----------
    asked
        The call that opened the log, to confirm what was guessed: ``"on_spark(session, 'web.events'"``.
    """

    asked: str = ""

    @property
    def reasons(self) -> dict[str, int]:
        """Rejected lines by reason, most frequent first."""
        return {str(reason): int(lines) for reason, lines in self.rejected[["reason", "lines"]].to_numpy()}

    def __str__(self) -> str:
        return self.in_words(self.call() if self.to_confirm else "")

    def rejections(self) -> list[Rejection]:
        """Return the rejected lines by reason; a table has no line numbers."""
        return [
            Rejection(reason, int(lines), f"column {column}")
            for reason, lines, column in self.rejected[["reason", "lines", "column"]].to_numpy()
        ]

    def call(self, source: str = "log") -> str:
        """Return the call that confirms what was found."""
        written = "".join(f", {name}={value!r}" for name, value in self.to_confirm.items())
        return f"{self.asked}{written})"

    __repr__ = __str__


@dataclass(frozen=True)
class TableSource:
    """A table on another engine, with its name in the report and the call that opened it."""

    table: exp.Table
    """Never a bare name such as the tables of a log have."""
    name: str
    kinds: Mapping[str, str]
    """Column -> ``instant``, ``naive``, ``date``, ``text``, ``whole``, or the engine's name of another type."""
    asked: str


def open_table(tables: Tables, source: TableSource, time_format: str | None, **columns: Any) -> Events:
    """Prepare a log on the engine of its table."""
    roles, notes = _roles_of(source, **columns)
    kind = _time_kind(roles.times[0], source.kinds[roles.times[0]], time_format)
    attributes = len(roles.attributes)
    by = "their names" if roles.order is None else f"the column {roles.order!r}, then of their names"
    log = LogTables(tables, ties=f"events at the same time come in the order of {by}")
    log.create("checked", checked_rows(source.table, roles, tables.runner.dialect, kind), view=True)
    log.create("log", kept_rows(attributes), view=True)
    lost = log.rows(set_aside())
    log.create("paths", prepared_paths())
    log.create("names", prepared_names())
    log.create("j", prepared_log(attributes, unordered=True))
    log.drop("log", view=True)
    log.drop("checked", view=True)
    kept = int(log.rows(sql_template("SELECT COUNT(*) AS n FROM j"))[0]["n"])
    report = _report(source, roles, KINDS.get(kind, f"whole numbers ({kind})"), lost, kept, [*notes, log.ties])
    return open_events(log, report, roles.attributes)


def _roles_of(source: TableSource, **columns: Any) -> tuple[Roles, list[str]]:
    """Return the columns by role, and a note if a guessed order column cannot be used."""
    roles = resolve_roles(list(source.kinds), ReadOptions(**columns, end_col=False))
    if len(roles.times) != 1:
        raise ColumnRoleError(
            f"the time of an event is one column of a table, not {listing(roles.times)}. Join them in a view there, "
            "or name the one column: timestamp_col=…."
        )
    for role, name in (("path", roles.path), ("event", roles.event), *(("attribute", n) for n in roles.attributes)):
        if source.kinds[name] not in (*KINDS, "whole"):
            raise ColumnRoleError(
                f"the column {name!r} is of the type {source.kinds[name]}, which cannot be converted to text "
                f"for the {role}. Convert it in a view there."
            )
    order = roles.order
    if order is None or source.kinds[order] == "whole":
        return roles, []
    if columns["order_col"] is not None:
        raise ColumnRoleError(f"order_col={order!r} is of the type {source.kinds[order]}, not a whole number.")
    roles = resolve_roles([name for name in source.kinds if name != order], ReadOptions(**columns, end_col=False))
    return roles, [f"column {order!r} is not used to break ties: it is not a whole number"]


def _time_kind(column: str, kind: str, declared: str | None) -> str:
    """Return the kind of a time column as in ``moments``."""
    if kind == "whole":
        if declared in UNITS:
            return str(declared)
        raise EventLogError(
            f"the column {column!r} holds whole numbers, and their unit cannot be seen. Say it: time_format= one of "
            f"{listing(UNITS)}."
        )
    if kind not in KINDS:
        raise ColumnRoleError(f"the column {column!r} is of the type {kind}, which is no time.")
    if declared is not None and not (declared == "iso" and kind == "text"):
        fits = "'iso'" if kind == "text" else "none, since the column holds times already"
        raise EventLogError(f"time_format={declared!r} does not fit the column {column!r}. What fits: {fits}.")
    return kind


def _report(
    source: TableSource,
    roles: Roles,
    time_format: str,
    lost: Sequence[Mapping[str, Any]],
    kept: int,
    notes: Sequence[str],
) -> TableReport:
    rejected = typed(
        {
            "part": [source.name] * len(lost),
            "line": [0] * len(lost),
            "column": [row["fault"] for row in lost],
            "reason": [row["reason"] for row in lost],
            "lines": [row["n"] for row in lost],
        },
        {"part": "str", "line": "int64", "column": "str", "reason": "str", "lines": "int64"},
    )
    confirmed = {"path_col": roles.path, "event_col": roles.event, "timestamp_col": roles.times[0]}
    if roles.order is not None:
        confirmed["order_col"] = roles.order
    return TableReport(
        source=source.name,
        lines=kept + int(rejected["lines"].sum()),
        kept=kept,
        rejected=rejected,
        roles=MappingProxyType(roles.shown()),
        time_format=time_format,
        notes=(*([roles.tool.note] if roles.tool is not None and roles.tool.note else []), *notes),
        to_confirm=MappingProxyType(confirmed if roles.guessed else {}),
        filled=filled_roles(roles, {}),
        asked=source.asked,
    )
