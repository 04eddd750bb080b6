"""JSON in every form that tools write: lines, arrays, an array under a key, events one after the other."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from journeykit.errors import EventLogError
from journeykit.events import Layout, read_events
from journeykit.events.reading import json_source
from tests.events.reading.test_source_kinds import in_order

CsvFile = Callable[..., Path]
EVENTS: list[dict[str, Any]] = [
    {"user_id": "007", "event": "home", "timestamp": "2024-05-01T10:00:00Z", "properties": {"plan": "pro"}},
    {"user_id": "007", "event": "pay", "timestamp": "2024-05-01T10:05:00Z", "properties": {"amount": 1.0}},
]
FORMS = {
    "lines": "\n".join(map(json.dumps, EVENTS)),
    "lines with a blank one and Windows ends": "\r\n".join([json.dumps(EVENTS[0]), "", json.dumps(EVENTS[1]), ""]),
    "array": json.dumps(EVENTS),
    "array over many lines": json.dumps(EVENTS, indent=2),
    "array, one object a line": "[\n" + ",\n".join(map(json.dumps, EVENTS)) + "\n]\n",
    "under a key": json.dumps({"status": "ok", "count": 2, "events": EVENTS, "next": None}),
    "under a key of a key": json.dumps({"meta": {"version": 1}, "data": {"events": EVENTS}}, indent=1),
    "one after the other": "\n".join(json.dumps(event, indent=2) for event in EVENTS),
}


@pytest.mark.parametrize("mark", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_json_gives_the_same_log(csv_file: CsvFile, form: str, mark: str) -> None:
    events = read_events(csv_file(FORMS[form].encode(mark), "log.json"), attribute_cols=["properties.plan"])
    assert in_order(events) == [("007", "home", 1_714_557_600_000_000), ("007", "pay", 1_714_557_900_000_000)]
    assert (events.report.lines, events.report.kept) == (2, 2)


def test_an_array_is_read_as_a_stream(csv_file: CsvFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_source, "_CHUNK", 7)
    for form in FORMS.values():
        assert len(read_events(csv_file(form, "log.json"))) == 2


def test_the_events_are_found_among_other_lists_or_asked_for(csv_file: CsvFile) -> None:
    other = [{"id": "u", "mail": "x"}]
    path = csv_file(json.dumps({"users": other, "events": EVENTS}), "log.json")
    assert "JSON: events under 'events'" in read_events(path).report.notes
    path = csv_file(json.dumps({"users": other, "visits": EVENTS}), "log.json")
    with pytest.raises(EventLogError, match="lists of objects under several keys: 'users', 'visits'"):
        read_events(path)
    assert len(read_events(path, layout=Layout(key="visits"))) == 2
    with pytest.raises(EventLogError, match="no list of objects under key='x'"):
        read_events(path, layout="key=x")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "log.json is JSON without events: an event is an object such as"),
        ('[["u", "home", "2024-05-01"]]', "If it holds rows as lists, pass pandas.DataFrame(rows, columns=[…])."),
        ('{"user_id": {"0": "u"}, "event": {"0": "home"}}', "log.json holds a table column by column. Read it with"),
        ('{"user_id": ["u"], "event": ["home"]}', "log.json holds a table column by column. Read it with"),
        (json.dumps(EVENTS)[:-60], "log.json is not valid JSON (line 1): it is damaged or cut off."),
        (json.dumps(EVENTS, indent=1).replace(": ", " ", 1), "log.json is not valid JSON (line 2): it is damaged"),
    ],
)
def test_json_that_is_no_log_says_why(csv_file: CsvFile, text: str, message: str) -> None:
    with pytest.raises(EventLogError) as error:
        read_events(csv_file(text, "log.json"))
    assert message in str(error.value)


MIXPANEL = [
    {"event": "Sign Up", "properties": {"time": 1704103200, "distinct_id": "a", "$browser": "X", "plan": "pro"}},
    {"event": "Purchase", "properties": {"time": 1704103260, "distinct_id": "a", "amount": 3.5}},
    {"event": "Sign Up", "properties": {"time": 1704103300, "distinct_id": "b"}},
]


def test_the_raw_export_of_mixpanel_is_recognised(csv_file: CsvFile) -> None:
    lines = "\n".join(map(json.dumps, MIXPANEL))
    events = read_events(csv_file(lines, "export.jsonl"), attribute_cols=["properties.plan", "properties.amount"])
    assert in_order(events)[:2] == [("a", "Sign Up", 1_704_103_200_000_000), ("a", "Purchase", 1_704_103_260_000_000)]
    assert events.report.roles["path"] == "'properties.distinct_id' (guessed: the names that Mixpanel writes)"


def test_the_raw_export_of_amplitude_is_recognised_in_its_zip_of_packed_json(csv_file: CsvFile) -> None:
    hours = [
        [{"amplitude_id": 11, "event_type": "open", "event_time": "2024-01-01 10:00:00.123000"}],
        [{"amplitude_id": 11, "event_type": "pay", "event_time": "2024-01-01 10:01:00.000000"}],
    ]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number, hour in enumerate(hours):
            archive.writestr(
                f"19/19_2024-01-01_{number}#0.json.gz", gzip.compress("\n".join(map(json.dumps, hour)).encode())
            )
    events = read_events(csv_file(packed.getvalue(), "export.zip"))
    (_, _, first), (_, _, second) = in_order(events)
    assert second - first == 59_877_000
    assert events.report.parts is not None
    assert events.report.parts["lines"].tolist() == [1, 1]


def test_ids_keep_every_digit_and_numbers_the_way_they_are_written(csv_file: CsvFile) -> None:
    lines = [
        '{"user_id": 12345678901234567890, "event": 1.0, "timestamp": 1714557600}',
        '{"user_id": 12345678901234567891, "event": 1, "timestamp": 1714557600}',
        '{"user_id": 9007199254740993, "event": 1e3, "timestamp": 1714557600}',
    ]
    events = read_events(csv_file("\n".join(lines), "log.jsonl"))
    assert [row[:2] for row in in_order(events)] == [
        ("12345678901234567890", "1.0"),
        ("12345678901234567891", "1"),
        ("9007199254740993", "1e3"),
    ]


def test_typed_values_of_mongodb_are_values(csv_file: CsvFile) -> None:
    rows = [
        {
            "_id": {"$oid": f"65{number:022x}"},
            "userId": {"$numberLong": "17"},
            "event": event,
            "createdAt": {"$date": {"$numberLong": str(1704448800000 + number)}},
        }
        for number, event in enumerate("ab")
    ]
    events = read_events(csv_file("\n".join(map(json.dumps, rows))))
    assert in_order(events) == [("17", "a", 1704448800000000), ("17", "b", 1704448800001000)]


def test_what_elasticsearch_keeps_under_source_has_its_own_names(csv_file: CsvFile) -> None:
    hits = [
        {"_index": "x", "_id": str(n), "_source": {"user": {"id": "u"}, "event": {"action": what}, "@timestamp": at}}
        for n, (what, at) in enumerate([("in", "2024-01-05T10:00:00Z"), ("buy", "2024-01-05T11:00:00Z")])
    ]
    events = read_events(csv_file(json.dumps({"took": 3, "hits": {"total": {"value": 2}, "hits": hits}})))
    assert [event for _, event, _ in in_order(events)] == ["in", "buy"]
    assert events.report.roles["path"] == "'user.id' (guessed by name)"
