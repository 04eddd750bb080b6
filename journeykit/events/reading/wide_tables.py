"""A table of travellers: one row each, with a column of times for every step. Each time becomes an event."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from journeykit.errors import ColumnRoleError, listing, nearest
from journeykit.events.reading.cells import as_text, without_blanks
from journeykit.events.reading.lone_order import times_share
from journeykit.events.reading.notice import COUNTS, Notice
from journeykit.events.reading.presets import matching
from journeykit.events.reading.role_names import EVENT_NAMES, PATH_NAMES
from journeykit.events.reading.sources import EVENT, TIME, Part, ReadOptions, Records, RecordSource, Spread

if TYPE_CHECKING:
    import pyarrow as pa

_BLANK = ("null", "(null)", "none", "nan", "nat", "<na>", "n/a", "#n/a", "na", "\\n", "-", "--", "never")
"""What stands for no time, in lower case."""
_TIMELY = re.compile(
    r"(?i)(^|[_\s])(at|on|date|time|day|timestamp|ts|datum|fecha|data|heure|zeit)$|(?<=[a-z])(At|Date|Time)$"
)
_RECORD = (
    "timestamp", "original timestamp", "event timestamp", "time", "event time", "ts", "uuid ts", "datetime", "date",
    "received at", "sent at", "created at", "updated at", "loaded at", "server time", "client time", "created",
    "updated",
)  # fmt: skip
"""Times of one thing that happened, as several clocks showed it, or when a row was written."""
_BORN = re.compile(r"(?i)birth|born|(^|[_\s])dob($|[_\s])|geburt|naissance|nacimiento|nascita|geboorte")
_KEPT = re.compile(r"(?i)updat|modif|chang|load|insert|export|import|ingest|extract|sync|etl|last[_ ]?seen|aktualis")
"""When a row was written, not when somebody did something."""
_LINE_ID = re.compile(r"(?i)(event|row|line|hit|message|insert|log|record)[ _]?(id|no|nr|number|uuid)$")
_BEGINS = re.compile(r"(?i)start|begin|open|(^|[_\s])from($|[_\s])|since|anfang|début|inicio")
_ENDS = re.compile(r"(?i)end|finish|complet|stop|clos|(^|[_\s])(to|until)($|[_\s])|ende|fin")
_SHARE = 0.5
_SAMPLED = 200


def step_columns(source: RecordSource) -> list[str]:
    """Return the columns with times, in their order; dates of birth, and of the row itself, are no steps."""
    shares = _times_in(source)
    return [c for c, share in shares.items() if share >= _SHARE and not _BORN.search(c) and not _KEPT.search(c)]


def _times_in(source: RecordSource) -> dict[str, float]:
    """Return the share of times in each column, blank cells aside."""
    found = {}
    for column in dict.fromkeys(source.columns):
        if column in source.times:
            found[column] = 1.0
            continue
        filled = (cell for cell in source.first_cells(column) or () if not _is_blank(cell))
        found[column] = times_share(list(islice(filled, _SAMPLED)), numbers=_TIMELY.search(column) is not None)
    return found


def who_column(source: RecordSource, steps: Sequence[str]) -> str | None:
    """Return the column with an id of its own in every row; None if there is none, or the one so named repeats."""
    others = [column for column in dict.fromkeys(source.columns) if column not in steps]
    named = [column for names in PATH_NAMES for column in matching(others, names)]
    named = named or [column for column in others if column.casefold().endswith("id")]
    if named:
        # The id of a line says that there may be several of somebody.
        unique = (column for column in dict.fromkeys(named) if _differs(source, column, blanks=True))
        return None if any(_LINE_ID.match(column) for column in others) else next(unique, None)
    return next((column for column in others if _differs(source, column, blanks=False)), None)


def is_wide(source: RecordSource, steps: Sequence[str]) -> bool:
    """Return whether the columns with times are steps: two or more, and not the start and the end of one thing."""
    if len(steps) < 2 or source.once or not steps_beside_events(source.columns, steps):
        return False
    return len(steps) > 2 or not (_BEGINS.search(steps[0]) and _ENDS.search(steps[1]))


def steps_beside_events(columns: Sequence[str], steps: Sequence[str]) -> bool:
    """Return whether times may be of steps: not those of one record, nor of the event that another column names."""
    record = matching(steps, _RECORD)
    return len(record) < len(steps) and not (record and matching(columns, EVENT_NAMES[0]))


def wide_source(source: RecordSource, options: ReadOptions) -> tuple[RecordSource, ReadOptions]:
    """Return the events of a table of travellers, and the options that name their columns.

    Raises
    ------
    ColumnRoleError
        There is no column with times, or none that says who.
    """
    steps = list(options.times) or step_columns(source)
    left = (
        []
        if options.times
        else [column for column, share in _times_in(source).items() if share and column not in steps]
    )
    for step in steps:
        if step not in source.columns:
            hint = nearest(step, source.columns)
            guess = f" Did you mean {hint!r}?" if hint else ""
            raise ColumnRoleError(f"timestamp_col= names no column: {step!r}.{guess} Found: {listing(source.columns)}.")
    who = options.path_col if isinstance(options.path_col, str) else who_column(source, steps)
    if not steps or who is None or who not in source.columns or who in steps:
        raise ColumnRoleError(
            "shape='wide' needs a column that says who, and a column with times for every step: path_col=…, "
            f"timestamp_col=[…]. Found: {listing(source.columns)}."
        )
    others = [column for column in dict.fromkeys(source.columns) if column not in (who, *steps, EVENT, TIME)]
    zones = {source.times.get(step) for step in steps}
    turned = replace(
        source,
        columns=[who, EVENT, TIME, *others],
        read=lambda names: _records(source, who, steps, names, left),
        times={} if None in zones or len(zones) > 1 else {TIME: zones.pop() is True},
        dictionaries=frozenset(),
        preset=None,
        raw=None,
        peeked={},
        spread=Spread(len(steps), tuple(steps)),
        stated={"path_col": who, "timestamp_col": steps},
        made={"path": "one row each", "event": "the names of the columns with times", "time": "their cells"},
        layout=source.layout.with_words(shape="wide"),
    )
    return turned, replace(options, path_col=who, event_col=EVENT, timestamp_col=TIME)


def _records(
    source: RecordSource, who: str, steps: Sequence[str], names: Sequence[str], left: Sequence[str]
) -> Iterator[Records]:
    import pyarrow as pa
    import pyarrow.compute as pc

    spread = Spread(len(steps))
    own = [name for name in names if name not in (EVENT, TIME)]
    needed = list(dict.fromkeys((*own, *steps)))
    rows = events = 0
    for records in source.read(needed):
        part = None if records.part is None else Part(records.part.name, spread.before(records.part.before))
        rejected = [(line * spread.width, column, reason) for line, column, reason in records.rejected]
        yield Records((), (), rejected, records.notes, part, len(records.lines) + len(rejected))
        if not len(records.lines):
            continue
        cells = dict(zip(needed, records.cells, strict=True))
        rows += len(records.lines)
        for place, step in enumerate(steps):
            filled = _filled(cells[step])
            lines = pc.add(pc.multiply(records.lines, spread.width), place).filter(filled)
            events += len(lines)
            made = {EVENT: pa.repeat(pa.scalar(step, pa.string()), len(lines)), TIME: cells[step].filter(filled)}
            yield Records(lines, [made[n] if n in made else cells[n].filter(filled) for n in names], part=part)
    blank = rows * len(steps) - events
    if not _differs(source, who, blanks=True):
        said = f"ids in {who!r} repeat, though a row is a traveller: the steps of all rows of an id are one path"
        yield Records((), (), notes=[Notice(said, COUNTS, "path_col=…")])
    if left:
        yield Records((), (), notes=[
            f"columns with times that are not taken as steps: {listing(left)}. timestamp_col=[…] names all steps",
        ])  # fmt: skip
    yield Records((), (), notes=[
        f"one row a traveller with a column of times for each step ({listing(steps, 8)}): {rows:,} rows with "
        f"{len(steps)} columns are {rows * len(steps):,} cells: {events:,} events and {blank:,} blank cells, "
        "which are no events. Steps of the same time come in the order of the columns. "
        "layout='shape=events' turns this off",
    ])  # fmt: skip


def _filled(array: pa.Array) -> pa.Array:
    """Return which cells have a time."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_timestamp(array.type) or pa.types.is_date(array.type):
        return array.is_valid()
    text = without_blanks(as_text(array)).cast(pa.string())
    words = pc.utf8_lower(pc.utf8_trim_whitespace(text))
    return pc.and_(text.is_valid(), pc.invert(pc.is_in(words, pa.array(_BLANK, pa.string()))))


def _is_blank(cell: str | None) -> bool:
    return cell is None or cell.strip().casefold() in ("", *_BLANK)


def _differs(source: RecordSource, column: str, *, blanks: bool) -> bool:
    """Return whether a column has another text in every row, as far as the first ones show; some may be blank."""
    cells = source.first_cells(column) or []
    filled = [cell for cell in cells if cell is not None]
    return len(filled) > 1 and len(set(filled)) == len(filled) and (blanks or len(filled) == len(cells))
