"""Columns that are not read though they look like part of when, who or how often: what is said about them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from journeykit.errors import listing
from journeykit.events.reading.lifecycle import unknown_words
from journeykit.events.reading.lifecycle_words import nearest_word
from journeykit.events.reading.notice import COUNTS, LOOK, TOLD, WRONG, Notice
from journeykit.events.reading.presets import matching
from journeykit.events.reading.role_names import PATH_NAMES, TIME_NAMES
from journeykit.events.reading.time_parts import (
    ENDS_IN_OFFSET,
    HALVES,
    HOURS,
    OFFSET,
    ZONES,
    with_time_parts,
    zone_called,
    zone_in_name,
)
from journeykit.events.reading.time_words import PLACES

if TYPE_CHECKING:
    from journeykit.events.reading.roles import Roles
    from journeykit.events.reading.sources import ReadOptions, RecordSource
    from journeykit.events.reading.times import TimeFormat

_COUNTS = re.compile(
    r"(?i)(event|action|activity|hit|click|visit|view|row)?s?[ _]?(count|counts|number|frequency|occurrences|repeats)"
    r"|n|freq|hits|times|anzahl|häufigkeit|nombre|cantidad|número|numero|aantal|quantidade|quantità"
)
_AMOUNTS = re.compile(r"(?i)quantity|qty|menge|stück|quantité")
_MOMENTS = re.compile(r"(?i)(.+[ _])(time|timestamp|tstamp|ts|date|datetime|zeit|datum)")
_WRITTEN = re.compile(
    r"(?i).*(updat|modif|load|insert|export|import|ingest|sync|etl|birth|sent|received|collector|dvce|creat)"
)
_WHOLE = re.compile(r"\d{1,9}(?:\.0+)?")
_CLOCK = re.compile(r"\d{1,2}[:h]\d{2}|[T ]\d{1,2}\.\d{2}|^\d{9,}")
_MINUTES = re.compile(r"(?i)(.*[ _])?minutes?")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def unread_notes(source: RecordSource, roles: Roles, times: TimeFormat, options: ReadOptions) -> list[Notice]:
    """Return the notes about columns of a source that are not read."""
    if options.lifecycle is not None:
        return [
            *_unknown_words(source, options.lifecycle),
            *unread_notes(source, roles, times, replace(options, lifecycle_col=False)),
        ]
    if source.stated is not None:  # A row is no event.
        return []
    taken = {*roles.columns(), *options.named, roles.lifecycle, roles.instance}
    unread = [column for column in dict.fromkeys(source.columns) if column not in taken]
    if source.once:
        parts = (_COUNTS, ZONES, HALVES) if roles.times else (_COUNTS,)
        named = [column for column in unread if any(part.fullmatch(column) for part in parts)]
        parts_said = f"not read, but by their names part of when or how often: {listing(named, 5)}"
        return [Notice(parts_said, LOOK, "timestamp_col=…")] if named else []
    notes = _often(source, unread)
    told = {column for column, _ in notes}
    found = [note for _, note in notes]
    if roles.times:
        for column, note in _when(source, roles, unread, times, options):
            told.add(column)
            found.append(note)
        found += _named_zone(source, roles, times, options)
    rest = [column for column in unread if column not in told]
    who = matching(rest, [name for names in PATH_NAMES for name in names])
    when = [column for column in rest if matching((column,), TIME_NAMES[0]) or _MOMENTS.fullmatch(column)]
    when = [column for column in when if column not in who and not _WRITTEN.match(column)] if roles.times else []
    said = [f"{listing(those, 5)} ({role})" for those, role in ((who, "who"), (when, "when")) if those]
    if said:
        found.append(Notice(f"not read, but their names could be a role too: {', '.join(said)}", TOLD))
    return found


def _unknown_words(source: RecordSource, column: str) -> list[Notice]:
    """Say which words of a named lifecycle are not known; one that is near to none of them may be personal."""
    unknown = unknown_words(source, column)
    if not unknown:
        return []
    near = {word: known for word in unknown if (known := nearest_word(word)) is not None}
    meant = [f"{word!r} (did you mean {known!r}?)" for word, known in near.items()]
    rest = len(unknown) - len(near)
    meant += [f"{rest} {'others' if near else 'words that are near to none'}"] if rest else []
    said = (
        f"words in column {column!r} that neither start nor complete an activity here: {', '.join(meant[:5])}. "
        f"Map them to 'start' and 'complete' first: log[{column!r}] = log[{column!r}].replace({{'…': 'start'}})"
    )
    return [Notice(said, COUNTS, "lifecycle_col=…")]


def _filled(source: RecordSource, column: str) -> list[str]:
    return [cell.strip() for cell in source.first_cells(column) or () if cell and cell.strip()]


def _often(source: RecordSource, unread: Sequence[str]) -> list[tuple[str, Notice]]:
    notes = []
    for column in unread:
        count = _COUNTS.fullmatch(column) is not None
        if not (count or _AMOUNTS.fullmatch(column)):
            continue
        cells = _filled(source, column)
        if cells and all(map(_WHOLE.fullmatch, cells)) and any(float(cell) > 1 for cell in cells):
            said = f"column {column!r} has values above 1, which are not counted: each line is one event"
            notes.append((column, Notice(said, COUNTS if count else LOOK, "attribute_cols=…")))
    return notes


def _is_local(source: RecordSource, roles: Roles, times: TimeFormat) -> bool:
    """Return whether times have no offset, so that a zone changes them."""
    if times.zone == "mixed":
        cells = _filled(source, roles.times[-1])
        return not cells or not all(map(ENDS_IN_OFFSET.search, cells))
    return times.zone == "local" and times.kind != "none"


def _taken_as(options: ReadOptions) -> str:
    return "UTC" if options.timezone is None else f"local times of {options.timezone}"


def _when(
    source: RecordSource, roles: Roles, unread: Sequence[str], times: TimeFormat, options: ReadOptions
) -> list[tuple[str, Notice]]:
    """Return notes on columns that complete the time: its hour, AM or PM, and its zone."""
    notes: list[tuple[str, Notice]] = []
    completed = [c for c in with_time_parts(roles.times, source.columns, source.first_cells) if c in unread]
    for column in completed:
        names = (*roles.times, column)
        said = f"column {column!r} completes the time, and is not read: timestamp_col={names!r} joins it"
        notes.append((column, Notice(said, WRONG, f"timestamp_col={names!r}")))
    for column in unread:
        if column in completed:
            continue
        if ZONES.fullmatch(column) and _is_local(source, roles, times):
            notes += [(column, note) for note in _zones(source, roles, column, options)]
        elif HOURS.fullmatch(column) or _MINUTES.fullmatch(column):
            clocks = _filled(source, roles.times[-1])
            cells = _filled(source, column)
            whole = cells and all(_WHOLE.fullmatch(cell) and float(cell) < 60 for cell in cells)
            dated = len(roles.times) == 1 and not any(map(_CLOCK.search, clocks))
            if whole and dated and (HOURS.fullmatch(column) or any(map(HOURS.fullmatch, source.columns))):
                said = (
                    f"column {column!r} looks like part of the time, and is not read: join it to {roles.times[0]!r} in "
                    "one column, such as '2026-12-31 14:05'"
                )
                notes.append((column, Notice(said, WRONG, "timestamp_col=…")))
    return notes


def _zones(source: RecordSource, roles: Roles, column: str, options: ReadOptions) -> list[Notice]:
    """Say that a column names the zone of times without an offset, and how to apply it."""
    cells = list(dict.fromkeys(_filled(source, column)))
    if not cells:
        return []
    zones = {cell: zone_called(cell) for cell in cells}
    known = list(dict.fromkeys(zone for zone in zones.values() if zone is not None))
    numbers = all(map(_NUMBER.fullmatch, cells))
    if (not known and not numbers) or known == [options.timezone or "UTC"] or {*cells} <= {"0", "0.0"}:
        return []
    as_taken = f"times are taken as {_taken_as(options)}, but column {column!r} names"
    if numbers and not all(zones.values()):
        step = "write it as +HH:MM after each time"
        return [Notice(f"{as_taken} offsets as numbers, whose unit is not known: {step}", WRONG, "timestamp_col=…")]
    if len(known) == 1 and all(zones.values()):
        return [Notice(f"{as_taken} a zone: timezone={known[0]!r} reads them so", WRONG, f"timezone={known[0]!r}")]
    if all(map(OFFSET.fullmatch, cells)):
        names = (*roles.times, column)
        return [Notice(f"{as_taken} offsets: timestamp_col={names!r} joins them", WRONG, f"timestamp_col={names!r}")]
    time = roles.times[0] if len(roles.times) == 1 else "time"
    step = (
        f"log[{time!r}] = [pandas.Timestamp(t).tz_localize(z, ambiguous=True, nonexistent='shift_forward')"
        f".tz_convert('UTC') for t, z in zip(log[{time!r}], log[{column!r}])] applies them to a frame"
    )
    return [Notice(f"{as_taken} zones: {listing(known, 3)}. {step}", WRONG, "timezone=…")]


def _named_zone(source: RecordSource, roles: Roles, times: TimeFormat, options: ReadOptions) -> list[Notice]:
    """Say that the name of the column of times names a zone."""
    found = next((named for column in roles.times if (named := zone_in_name(column)) is not None), None)
    if found is None or found[1] in ("UTC", options.timezone) or options.timezone is not None:
        return []
    if not _is_local(source, roles, times):
        return []
    word, zone = found
    several = f" ({word} may mean other zones too)" if word in PLACES else ""
    said = (
        f"times are taken as UTC, but the name of the column {' + '.join(roles.times)!r} says {word}: "
        f"timezone={zone!r} reads them so{several}"
    )
    return [Notice(said, WRONG, f"timezone={zone!r}")]
