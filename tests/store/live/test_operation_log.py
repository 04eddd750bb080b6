"""Both kinds of log keep the same promises to a session: order, ids, removals, and the map at any revision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import journeykit as jk
from journeykit.errors import MapError
from journeykit.model.changes.parts import changed_fields
from journeykit.model.journey import JourneyMap
from journeykit.store import read_map
from journeykit.store.live import Operation
from journeykit.store.live.database import HistoryDatabase
from journeykit.store.live.operation_log import Log, OperationLog, compact
from journeykit.store.live.share import FileLog

AT = "2026-05-01T12:00:00+00:00"
EDITS = (
    ("update_stage", {"id": "pay", "name": "Check out"}),
    ("remove_stage", {"id": "browse"}),
    ("add_stage", {"name": "Return", "id": "return"}),
)


@pytest.fixture(params=["log", "file"])
def log(path: Path, request: pytest.FixtureRequest) -> Iterator[Log]:
    if request.param == "file":
        yield FileLog(path, lambda state: None)
        return
    database = HistoryDatabase(path.with_name("shop.json.history"))
    made = OperationLog(database)
    made.keep_snapshot(0, read_map(path))
    yield made
    database.close()


def filled(log: Log) -> list[JourneyMap]:
    """Append the edits and return the map before them and after each."""
    maps = [log.map_at(0)]
    for number, (edit, args) in enumerate(EDITS, 1):
        with log.transaction():
            after = jk.edit.apply(maps[-1], edit, args)
            fields = tuple(changed_fields(maps[-1], after))
            draft = Operation(0, f"op-{number}", edit, args, "Ann", "s", AT, 0, "done")
            assert log.append(replace(draft, fields=fields), after).revision == number
        maps.append(after)
    return maps


def test_operations_come_back_in_order_by_id_and_by_revision(log: Log) -> None:
    filled(log)
    assert log.head() == 3
    assert [entry.edit for entry in log.since(1)] == ["remove_stage", "add_stage"]
    for wanted in ("op-2", 2):
        found = log.find(wanted)
        assert found is not None
        assert (found.revision, found.id) == (2, "op-2")
    assert log.find("op-9") is None
    assert log.find(9) is None


def test_the_map_of_every_revision_can_be_had(log: Log) -> None:
    maps = filled(log)
    assert [log.map_at(revision) for revision in range(4)] == maps
    after = maps[0]
    for entry in log.since(0):
        after = log.after(after, entry)
    assert after == maps[-1]


def test_the_removal_of_an_element_is_found(log: Log) -> None:
    filled(log)
    removal = log.removal_of("stages", "browse")
    assert removal is not None
    assert removal.revision == 2
    assert log.removal_of("touchpoints", "shelf") == removal  # It was removed with its stage.
    assert log.removal_of("stages", "pay") is None


def test_an_operation_that_was_refused_is_listed_and_changes_no_map(log: Log) -> None:
    before = filled(log)[-1]
    with log.transaction():
        refused = Operation(
            0, "op-4", "remove_stage", {"id": "x"}, "Ann", "s", "2026-05-01T12:00:00+00:00", 0, "refused"
        )
        log.append(refused, before)
    assert log.head() == 4
    assert log.map_at(4) == before


def test_what_was_compacted_cannot_be_had_and_the_rest_can(path: Path) -> None:
    database = HistoryDatabase(path.with_name("shop.json.history"))
    log = OperationLog(database)
    log.keep_snapshot(0, read_map(path))
    maps = filled(log)
    assert compact(log, 1) == 2
    assert [log.map_at(revision) for revision in (2, 3)] == maps[2:]
    with pytest.raises(MapError, match=r"revision 1 was removed when .* The oldest one left is 2"):
        log.map_at(1)
    database.close()
