import pytest

import journeykit as jk
from journeykit.editors.map_board import MapBoard


@pytest.fixture
def board():
    return MapBoard(jk.new_map("Shop", stages=["Browse"]))


def kept(board):
    board._sent = []
    board.send = board._sent.append
    board._handle_custom_msg({"ask": "kept", "id": "p:1"}, [])
    (reply,) = board._sent
    return reply["value"]


def test_edits_are_counted_until_they_are_taken_back(board):
    counts = [kept(board)["edits"]]
    board.edit("add_stage", name="Pay")
    board.edit("add_stage", name="Unbox")
    counts.append(kept(board)["edits"])
    board.undo()
    counts.append(kept(board)["edits"])
    board.redo()
    board.undo()
    board.undo()
    counts.append(kept(board)["edits"])
    assert counts == [0, 2, 1, 0]


def test_writing_the_map_begins_anew_under_another_key(board, tmp_path):
    before = kept(board)
    board.edit("add_stage", name="Pay")
    jk.write_map(board.map, tmp_path / "shop.json")
    after = kept(board)
    assert (before["saved"], after["saved"]["name"], after["edits"]) == (None, "shop.json", 0)
    assert before["key"] != after["key"]
    assert before["session"] == after["session"]


def test_a_map_written_between_two_edits_counts_only_what_came_after(board, tmp_path):
    board.edit("add_stage", name="Pay")
    jk.write_map(board.map, tmp_path / "shop.json")
    board.edit("add_stage", name="Unbox")
    assert (kept(board)["edits"], kept(board)["saved"]["name"]) == (1, "shop.json")


def test_a_file_that_could_not_be_written_counts_as_none(board, tmp_path):
    board.edit("add_stage", name="Pay")
    with pytest.raises(jk.JourneyKitError):
        jk.write_map(board.map, tmp_path / "nowhere" / "shop.json")
    assert (kept(board)["edits"], kept(board)["saved"]) == (1, None)


def test_the_same_map_on_a_fresh_board_has_its_key_and_another_session(board):
    again = MapBoard(jk.new_map("Shop", stages=["Browse"]))
    assert kept(again)["key"] == kept(board)["key"]
    assert kept(again)["session"] != kept(board)["session"]


def test_another_map_on_the_board_starts_from_nothing(board):
    board.edit("add_stage", name="Pay")
    board.map = jk.new_map("Clinic")
    assert kept(board)["edits"] == 0
    assert kept(board)["key"].startswith("clinic:")


def test_readers_and_shared_maps_are_not_told(tmp_path):
    reading = MapBoard(jk.new_map("Shop"), editable=False)
    assert "kept" not in reading._answers()
    assert "board_keep" not in reading.modules
    jk.write_map(jk.new_map("Shop"), tmp_path / "shop.json")
    shared = jk.store.open_shared(tmp_path / "shop.json", author="Ann")
    try:
        together = MapBoard(shared)
        assert "kept" not in together._answers()
        assert "board_keep" not in together.modules
    finally:
        shared.close()


def test_a_map_that_is_gone_is_forgotten(tmp_path):
    from journeykit.store import files

    journey = jk.new_map("Shop")
    jk.write_map(journey, tmp_path / "shop.json")
    place = id(journey)
    assert files.last_written(journey).path.name == "shop.json"
    del journey
    assert place not in files._WRITTEN
