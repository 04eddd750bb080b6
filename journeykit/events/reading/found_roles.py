"""The roles of a source's columns: of its own, of the fields inside them, or of the events that its rows become."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

from journeykit.errors import ColumnRoleError
from journeykit.events.reading.inside import with_fields
from journeykit.events.reading.joined_columns import with_joined_columns
from journeykit.events.reading.looks_like import looks_like
from journeykit.events.reading.roles import Roles, resolve_roles
from journeykit.events.reading.shapes import recognised, turned
from journeykit.events.reading.sources import ReadOptions, RecordSource


def roles_of(source: RecordSource, options: ReadOptions, given: Any = None) -> tuple[RecordSource, ReadOptions, Roles]:
    """Return the roles of the columns of a source, or of the fields inside them, and the source that has them.

    The options name one column for each role, also where several were named.
    """

    def resolved(source: RecordSource) -> tuple[RecordSource, ReadOptions, Roles]:
        joined, named = with_joined_columns(source, options)
        return joined, named, resolve_roles(joined.columns, named, preset=joined.preset, cells=joined.first_cells)

    def reshaped(found: tuple[RecordSource, ReadOptions]) -> tuple[RecordSource, ReadOptions, Roles]:
        made, named = found
        roles = resolve_roles(made.columns, named)
        return made, named, replace(roles, how={**roles.how, **made.made})

    shape = options.layout.shape
    if shape not in (None, "events") or source.layout.shape == "lines":
        return reshaped(turned(source, options))
    try:
        return resolved(source)
    except ColumnRoleError as error:
        within = with_fields(source, options.named)
        if within is not None:
            with suppress(ColumnRoleError):
                return resolved(within)
        source = source.with_peek()
        if shape is None and (found := recognised(source, options)) is not None:
            return reshaped(found)
        if within is not None:
            return resolved(within)
        hint = source.hint or ("" if shape == "events" else looks_like(source, given))
        if not hint:
            raise
        raise ColumnRoleError(f"{error} {hint}") from None
