"""The contract of a container: it names columns and yields records of any type; the rest of the way is common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest

from journeykit.events import Events, read_events
from journeykit.events.engine import shared_database
from journeykit.events.reading import load
from journeykit.events.reading.sources import Part, Records, RecordSource
from tests.events.reading.test_source_kinds import in_order

COLUMNS = {
    "user_id": pa.array([7, None, 8], pa.int64()),
    "event": pa.array(["home", "pay", " "]).dictionary_encode(),
    "timestamp": pa.array([datetime(2024, 5, 1)] * 3),
}


def records(columns: Sequence[str]) -> Iterator[Records]:
    yield Records((), (), notes=["read from a container of its own"])
    for before, name in ((0, "first"), (5, "second")):
        lines = pa.array([before + 1, before + 2, before + 4], pa.int64())
        rejected = [(before + 3, "", "no record")]
        yield Records(lines, [COLUMNS[column] for column in columns], rejected, part=Part(name, before))


@pytest.fixture(params=["in memory", "by the database"])
def events(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Events:
    if request.param == "by the database":
        monkeypatch.setitem(shared_database().__dict__, "array_bytes", 0)
    source = RecordSource("own", list(COLUMNS), "entry", records, times={"timestamp": False})
    monkeypatch.setattr(load, "open_source", lambda *_: source)
    return read_events("anything")


def test_a_container_yields_records_and_nothing_else(events: Events) -> None:
    day = 1_714_521_600_000_000
    assert in_order(events) == [("7", "home", day), ("7", "home", day)]
    assert events.report.rejected.values.tolist() == [
        [part, line, column, reason]
        for part in ("first", "second")
        for line, column, reason in (
            (2, "user_id", "the path id is empty"),
            (3, "", "no record"),
            (4, "event", "the event name is empty"),
        )
    ]
    assert events.report.parts is not None
    assert events.report.parts.values.tolist() == [["first", 4, 1, 3], ["second", 4, 1, 3]]
    assert events.report.notes[0] == "read from a container of its own"


def test_a_text_that_is_too_long_is_rejected_whatever_it_came_from(csv_file: Callable[..., Path]) -> None:
    # Shorter than the longest line, which is counted in characters.
    path = csv_file(f"user_id,event,timestamp\nu,{'é' * 600_000},2024-05-01\nu,home,2024-05-01\n")
    assert read_events(path).report.reasons == {"the text is too long (more than 1 MB)": 1}
