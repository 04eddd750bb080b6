"""Object-centric logs: the kind of object that travels is named, and its events are its path."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from journeykit.errors import ColumnRoleError, EventLogError
from journeykit.events import read_events
from tests.events.reading.test_source_kinds import in_order

OBJECTS = [("o1", "order"), ("i1", "item"), ("i2", "item")]
EVENTS = [
    ("e1", "place", "2024-01-01T10:00:00Z", ["o1", "i1", "i2"]),
    ("e2", "pack", "2024-01-01T11:00:00Z", ["i1"]),
    ("e3", "pay", "2024-01-02T10:00:00Z", ["o1"]),
]


def as_json(path: Path) -> Path:
    events = [
        {
            "id": id,
            "type": kind,
            "time": time,
            "relationships": [{"objectId": each, "qualifier": "x"} for each in objects],
        }
        for id, kind, time, objects in EVENTS
    ]
    objects = [{"id": id, "type": kind} for id, kind in OBJECTS]
    path.write_text(json.dumps({"objectTypes": [], "eventTypes": [], "objects": objects, "events": events}))
    return path


def as_sqlite(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TABLE event(ocel_id, ocel_type)")
        base.execute("CREATE TABLE object(ocel_id, ocel_type)")
        base.execute("CREATE TABLE event_object(ocel_event_id, ocel_object_id, ocel_qualifier)")
        base.executemany("INSERT INTO object VALUES (?, ?)", OBJECTS)
        for id, kind, time, objects in EVENTS:
            base.execute(f'CREATE TABLE "event_{kind}"(ocel_id, ocel_time)')
            base.execute(f'INSERT INTO "event_{kind}" VALUES (?, ?)', (id, time))
            base.execute("INSERT INTO event VALUES (?, ?)", (id, kind))
            base.executemany("INSERT INTO event_object VALUES (?, ?, 'x')", [(id, each) for each in objects])
    return path


@pytest.mark.parametrize(("name", "write"), [("log.jsonocel", as_json), ("log.sqlite", as_sqlite)])
def test_one_kind_of_object_travels(name: str, write: object, tmp_path: Path) -> None:
    path = write(tmp_path / name)  # type: ignore[operator]
    with pytest.raises(
        ColumnRoleError, match=r"object-centric log \(OCEL\): .*: path_col='order' or path_col='item'\."
    ):
        read_events(path)
    orders = read_events(path, path_col="order")
    (_, first, begun), (_, second, ended) = in_order(orders)
    assert (first, second, ended - begun) == ("place", "pay", 86_400_000_000)
    assert "events without an object of the kind 'order', not read: 1" in orders.report.notes
    items = [(id, event) for id, event, _ in in_order(read_events(path, path_col="item"))]
    assert items == [("i1", "place"), ("i1", "pack"), ("i2", "place")]


def test_any_other_database_says_how_to_pass_its_rows(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "log.csv")) as base, base:
        base.execute("CREATE TABLE visits(a)")
    with pytest.raises(EventLogError, match=r"is an SQLite database \(tables: visits\)\. Pass the rows of a query: "):
        read_events(tmp_path / "log.csv")


def as_version_1(path: Path) -> Path:
    events = {
        id: {"ocel:activity": kind, "ocel:timestamp": time, "ocel:omap": objects, "ocel:vmap": {}}
        for id, kind, time, objects in EVENTS
    }
    objects = {id: {"ocel:type": kind, "ocel:ovmap": {}} for id, kind in OBJECTS}
    path.write_text(json.dumps({"ocel:global-log": {}, "ocel:events": events, "ocel:objects": objects}))
    return path


def as_xml(path: Path) -> Path:
    objects = "".join(f'<object id="{id}" type="{kind}"><attributes/></object>' for id, kind in OBJECTS)
    events = ""
    for id, kind, time, of in EVENTS:
        related = "".join(f'<relationship object-id="{each}" qualifier="x"/>' for each in of)
        events += (
            f'<event id="{id}" type="{kind}" time="{time}"><attributes><attribute name="price">3.5</attribute>'
            f"</attributes><objects>{related}</objects></event>"
        )
    head = '<?xml version="1.0"?><log><object-types/><event-types/>'
    path.write_text(f"{head}<objects>{objects}</objects><events>{events}</events></log>")
    return path


@pytest.mark.parametrize(
    ("name", "write"), [("log.jsonocel", as_version_1), ("log.xml", as_xml), ("log.xmlocel", as_xml)]
)
def test_version_1_and_xml_give_the_same_log(name: str, write: object, tmp_path: Path) -> None:
    path = write(tmp_path / name)  # type: ignore[operator]
    with pytest.raises(ColumnRoleError, match="say which kind of object travels: path_col='order' or path_col='item'"):
        read_events(path)
    expected = read_events(as_json(tmp_path / "other.json"), path_col="order")
    assert in_order(read_events(path, path_col="order")) == in_order(expected)
    if write is as_xml:
        assert read_events(path, path_col="order", attribute_cols=["price"]).attributes


def test_damaged_xml_of_objects_says_so(tmp_path: Path) -> None:
    path = as_xml(tmp_path / "log.xml")
    path.write_text(path.read_text()[:-20])
    with pytest.raises(EventLogError, match="is not well-formed XML"):
        read_events(path, path_col="order")
    path.write_text(path.read_text().replace('object-id="o1"', 'object-id="o9"') + "</events></log>")
    with pytest.raises(EventLogError, match=r"not well-formed|is no whole OCEL log: KeyError"):
        read_events(path, path_col="order")
