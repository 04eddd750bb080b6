"""The history of a shared map: revisions, named versions, compaction."""

from __future__ import annotations

import pytest

from journeykit.errors import MapError
from journeykit.store import SharedMap, open_shared


def test_a_revision_is_restored_as_an_edit_that_can_be_undone(people: tuple[SharedMap, SharedMap]) -> None:
    ann, ben = people
    before = ann.map
    version = ann.history.name_version("Before the workshop")
    ann.edit("remove_stage", id="pay")
    ben.edit("set_cell", stage="use", lane="goals", text="It works")
    assert ben.history.restore(version.revision) == before
    assert ben.history.entries(1)[0].words == "Restored the version “Before the workshop”"
    assert [stage.id for stage in ben.undo().stages] == ["browse", "use"]
    with pytest.raises(MapError, match="there is no revision 99"):
        ann.history.at(99)
    with pytest.raises(MapError, match="called “Before the workshop” already"):
        ann.history.name_version("Before  the workshop")


def test_compaction_folds_old_operations_away_and_keeps_named_versions(people: tuple[SharedMap, SharedMap]) -> None:
    ann, ben = people
    for number in range(5):
        ann.edit("update_stage", id="pay", name=f"Pay {number}")
    version = ann.history.name_version("Five")
    for number in range(5, 20):
        ann.edit("update_stage", id="pay", name=f"Pay {number}")
    end = ann.map
    assert ann.history.compact(keep=4) == 16
    assert ben.catch_up() == end
    assert ben.history.at(version.revision).stages[1].name == "Pay 4"
    assert ben.history.at(17).stages[1].name == "Pay 16"
    with open_shared(ann.path) as later:
        assert isinstance(later, SharedMap)
        with pytest.raises(MapError, match="was removed when the history was compacted"):
            later.history.at(9)
        assert later.map == end
