"""Read object-centric logs (OCEL): one kind of object travels, its events are its path.

Version 2.0 is read from JSON, SQLite and XML, version 1.0 from JSON.

Every kind of object is a column with the ids of the objects that take part in an event. An event with several objects
of the kind that travels is an event of each of them; one with none is left out and counted.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from journeykit.errors import EventLogError
from journeykit.events.reading.contents import Content
from journeykit.events.reading.json_lines import records_of
from journeykit.events.reading.json_values import as_json_text
from journeykit.events.reading.sources import Records, RecordSource
from journeykit.xml_guard import XmlError, XmlStream

_PASS_ROWS = "Pass the rows of a query: read_events(sqlite3.connect(file).execute('SELECT … ORDER BY …'))."
EVENT, TIME = "event", "timestamp"
_CHUNK = 1 << 18
_BROKEN = (KeyError, TypeError, ValueError, AttributeError, RecursionError)


@dataclass(frozen=True)
class ObjectEvent:
    """An event with the objects that take part in it, by kind."""

    name: str
    time: str
    objects: dict[str, list[str]]
    attributes: dict[str, str | None]


def is_ocel(value: Any) -> bool:
    """Return whether the beginning of a file of JSON or XML is that of an object-centric log."""
    text = value if isinstance(value, str) else ""
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        return all(f"<{tag}" in text for tag in ("object-types", "event-types"))
    return all(f'"{key}"' in text for key in ("objectTypes", "eventTypes")) or '"ocel:global-log"' in text


def ocel_json(content: Content) -> RecordSource:
    """Open an object-centric log in JSON."""
    with content.open() as stream:
        try:
            said = json.loads(stream.read())
        except (ValueError, RecursionError) as error:
            raise EventLogError(f"{content.name} is not valid JSON: it is damaged or cut off.") from error
    try:
        return _source(content.name, list(_of_json(said)))
    except _BROKEN as error:
        raise EventLogError(f"{content.name} is no whole OCEL log: {type(error).__name__} in its events.") from error


def _of_json(said: dict[str, Any]) -> Iterator[ObjectEvent]:
    if "ocel:events" in said:
        yield from _of_version_1(said)
        return
    kinds = {str(each["id"]): str(each["type"]) for each in said["objects"]}
    for event in said["events"]:
        objects: dict[str, list[str]] = {}
        for relation in event.get("relationships") or ():
            ids = objects.setdefault(kinds[str(relation["objectId"])], [])
            if str(relation["objectId"]) not in ids:
                ids.append(str(relation["objectId"]))
        more = {str(each["name"]): as_json_text(each["value"]) for each in event.get("attributes") or ()}
        yield ObjectEvent(str(event["type"]), str(event["time"]), objects, more)


def _of_version_1(said: dict[str, Any]) -> Iterator[ObjectEvent]:
    kinds = {str(id): str(each["ocel:type"]) for id, each in said["ocel:objects"].items()}
    for event in said["ocel:events"].values():
        objects: dict[str, list[str]] = {}
        for id in dict.fromkeys(map(str, event["ocel:omap"])):
            objects.setdefault(kinds[id], []).append(id)
        more = {str(key): as_json_text(value) for key, value in (event.get("ocel:vmap") or {}).items()}
        yield ObjectEvent(str(event["ocel:activity"]), str(event["ocel:timestamp"]), objects, more)


def _source(name: str, events: list[ObjectEvent]) -> RecordSource:
    kinds = list(dict.fromkeys(kind for event in events for kind in event.objects))
    more = list(dict.fromkeys(key for event in events for key in event.attributes))
    columns = list(dict.fromkeys([EVENT, TIME, *kinds, *more]))
    if not kinds:
        raise EventLogError(f"{name} is an object-centric log (OCEL) whose events have no objects.")
    said = " or ".join(f"path_col={kind!r}" for kind in kinds[:5])
    return RecordSource(
        name,
        columns,
        "row",
        lambda names: _records(events, kinds, names),
        hint=f"It is an object-centric log (OCEL): say which kind of object travels: {said}.",
    )


def _records(events: Sequence[ObjectEvent], kinds: Sequence[str], names: Sequence[str]) -> Iterator[Records]:
    travels = next((name for name in names if name in kinds), None)
    cells: list[list[str | None]] = [[] for _ in names]
    without = 0
    for event in events:
        own = event.objects.get(travels, []) if travels is not None else [""]
        without += not own
        for traveller in own:
            for column, name in zip(cells, names, strict=True):
                column.append(_cell(event, name, traveller if name == travels else None))
    size = len(cells[0]) if cells else 0
    yield records_of(range(1, size + 1), cells, [])
    if without:
        yield Records((), (), notes=[f"events without an object of the kind {travels!r}, not read: {without:,}"])


def _cell(event: ObjectEvent, name: str, traveller: str | None) -> str | None:
    if traveller is not None:
        return traveller
    if name == EVENT:
        return event.name
    if name == TIME:
        return event.time
    return ", ".join(event.objects[name]) if name in event.objects else event.attributes.get(name)


def ocel_xml(content: Content) -> RecordSource:
    """Open an object-centric log in XML."""
    walk = _XmlWalk()
    parser = XmlStream(walk.start, walk.end, walk.text)
    try:
        with content.open() as stream:
            while chunk := stream.read(_CHUNK):
                parser.feed(chunk)
        parser.feed(b"", last=True)
        return _source(content.name, list(_of_json({"objects": walk.objects, "events": walk.events})))
    except XmlError as error:
        raise EventLogError(f"{content.name} is not well-formed XML (line {error.line}): {error.reason}.") from None
    except _BROKEN as error:
        if isinstance(error, EventLogError):
            raise
        raise EventLogError(f"{content.name} is no whole OCEL log: {type(error).__name__} in its events.") from error


class _XmlWalk:
    """Handlers of the parser: objects and events as OCEL in JSON has them."""

    def __init__(self) -> None:
        self.objects: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self._event: dict[str, Any] | None = None

    def start(self, tag: str, said: dict[str, str]) -> None:
        if tag == "event":
            self._event = {**said, "relationships": [], "attributes": []}
            self.events.append(self._event)
        elif self._event is None and tag == "object":
            self.objects.append(dict(said))
        elif self._event is not None and "object-id" in said:
            self._event["relationships"].append({"objectId": said["object-id"]})
        elif self._event is not None and tag == "attribute":
            self._event["attributes"].append({"name": said["name"], "value": ""})

    def text(self, letters: str) -> None:
        if self._event is not None and self._event["attributes"] and letters.strip():
            self._event["attributes"][-1]["value"] += letters

    def end(self, tag: str) -> None:
        if tag == "event":
            self._event = None


def ocel_sqlite(content: Content) -> RecordSource:
    """Open an object-centric log in SQLite; raise with what to call for any other database."""
    import pandas as pd

    path = content.path
    if content.layers:
        raise EventLogError(f"{content.name} is a packed SQLite database. Unpack it first.")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            listed = pd.read_sql_query("SELECT name FROM sqlite_master WHERE type = 'table'", connection)
            tables = [str(name) for name in listed["name"]]
            if not {"event", "event_object", "object"} <= set(tables):
                shown = ", ".join(tables[:5]) or "none"
                raise EventLogError(f"{content.name} is an SQLite database (tables: {shown}). {_PASS_ROWS}")
            return _source(content.name, list(_of_tables(connection, tables)))
    except (sqlite3.Error, pd.errors.DatabaseError, *_BROKEN) as error:
        if isinstance(error, EventLogError):
            raise
        raise EventLogError(f"{content.name} is no whole SQLite database: it is damaged or cut off.") from error


def _of_tables(connection: sqlite3.Connection, tables: Sequence[str]) -> Iterator[ObjectEvent]:
    import pandas as pd

    def rows(query: str) -> list[dict[Any, Any]]:
        return pd.read_sql_query(query, connection, dtype=object).to_dict("records")

    objects: dict[str, dict[str, list[str]]] = {}
    for row in rows(
        "SELECT DISTINCT r.ocel_event_id AS event, o.ocel_id AS id, o.ocel_type AS kind FROM event_object AS r"
        " JOIN object AS o ON o.ocel_id = r.ocel_object_id"
    ):
        objects.setdefault(str(row["event"]), {}).setdefault(str(row["kind"]), []).append(str(row["id"]))
    times: dict[str, dict[str, Any]] = {}
    for table in tables:
        if table.startswith("event_") and table not in ("event_object", "event_map_type"):
            named = exp.Table(this=exp.to_identifier(table, quoted=True))
            found_rows = rows(exp.select("*").from_(named).sql("sqlite"))
            times |= {str(row["ocel_id"]): row for row in found_rows}
    for row in rows("SELECT ocel_id AS id, ocel_type AS kind FROM event"):
        found = times.get(str(row["id"]), {})
        more = {
            key: None if pd.isna(value) else str(value) for key, value in found.items() if not key.startswith("ocel_")
        }
        yield ObjectEvent(str(row["kind"]), str(found.get("ocel_time") or ""), objects.get(str(row["id"]), {}), more)
