"""Undo and redo: one's own edits, and never what somebody wrote over them."""

from __future__ import annotations

from tests.store.live.conftest import Pair


def test_undo_takes_back_ones_own_edit_and_leaves_what_others_did_since(either: Pair) -> None:
    ann, ben = either
    ann.edit("remove_stage", id="pay")
    ben.edit("update_stage", id="use", name="Live with it")
    assert ben.steps == {"undo": True, "redo": False}
    undone = ann.undo()
    assert [stage.name for stage in undone.stages] == ["Browse", "Pay", "Live with it"]
    assert [touchpoint.id for touchpoint in undone.touchpoints] == ["shelf", "till"]
    assert [stage.name for stage in ann.redo().stages] == ["Browse", "Live with it"]
    ann.undo()
    assert ann.undo() == ann.map  # Nothing of hers is left to take back.
    assert ben.undo().stages[2].name == "Use"
    assert ben.steps == {"undo": False, "redo": True}


def test_undo_does_not_take_back_what_somebody_wrote_over_it(either: Pair) -> None:
    ann, ben = either
    ann.edit("update_stage", id="pay", name="Check out")
    ben.edit("update_stage", id="pay", name="Till")
    assert ann.undo().stages[1].name == "Till"
    assert "Somebody changed the same place since" in ann.notices[-1]
