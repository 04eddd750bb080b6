import pytest

import journeykit as jk
from journeykit.editors.map_board import MapBoard


@pytest.fixture
def board():
    return MapBoard(jk.new_map("Shop", stages=["Browse"]))


def asked(board, question):
    board._sent = []
    board.send = board._sent.append
    board._handle_custom_msg({"ask": question, "id": "p:1"}, [])
    (reply,) = board._sent
    return reply


def kept(board):
    return asked(board, "kept")["value"]


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
    assert "share/autosave.js" not in reading.modules
    jk.write_map(jk.new_map("Shop"), tmp_path / "shop.json")
    shared = jk.store.open_shared(tmp_path / "shop.json", author="Ann")
    try:
        together = MapBoard(shared)
        assert "kept" not in together._answers()
        assert "share/autosave.js" not in together.modules
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


def test_a_map_that_was_read_is_saved_where_it_came_from(tmp_path, monkeypatch):
    path = tmp_path / "shop.json"
    jk.write_map(jk.new_map("Shop", stages=["Browse"]), path)
    monkeypatch.chdir(tmp_path)
    board = MapBoard(jk.read_map("shop.json"))
    assert kept(board)["saved"]["path"] == str(path)
    board.edit("add_stage", name="Pay")
    monkeypatch.chdir(tmp_path.parent)
    told = asked(board, "save")
    assert (told["ok"], told["value"]["edits"], told["value"]["saved"]["name"]) == (True, 0, "shop.json")
    assert [stage.name for stage in jk.read_map(path).stages] == ["Browse", "Pay"]
    board.edit("add_stage", name="Unbox")
    path.unlink()
    assert asked(board, "save")["ok"]
    assert len(jk.read_map(path).stages) == 3


def test_what_somebody_else_saved_meanwhile_is_left_and_told(tmp_path):
    path = tmp_path / "shop.json"
    jk.write_map(jk.new_map("Shop", stages=["Browse"]), path)
    board = MapBoard(jk.read_map(path))
    board.edit("add_stage", name="Pay")
    jk.write_map(jk.new_map("Theirs"), path)
    told = asked(board, "save")
    assert not told["ok"]
    assert "saved by somebody else" in told["error"]
    assert jk.read_map(path).name == "Theirs"
    assert kept(board)["edits"] == 1


def test_without_a_file_the_board_says_how_it_is_saved_and_gives_the_map_to_download(board):
    told = asked(board, "save")
    assert told["error"].endswith('run: jk.write_map(board.map, "shop.json")')
    given = asked(board, "download")["value"]
    assert given["name"] == "shop.json"
    assert jk.store.parse_map(given["text"]) == board.map


@pytest.mark.parametrize("name", ["JOURNEYKIT_SERVED", "VOILA_PREHEAT"])
def test_a_page_that_is_served_writes_no_file_of_its_author(tmp_path, monkeypatch, name):
    path = tmp_path / "shop.json"
    jk.write_map(jk.new_map("Shop"), path)
    board = MapBoard(jk.read_map(path))
    before = path.read_bytes()
    monkeypatch.setenv(name, "False")
    board.edit("add_stage", name="Pay")
    told = asked(board, "save")["error"]
    assert told.startswith("this page writes no file of its author. Send it to whoever runs this page.")
    advice = asked(board, "download")["value"]["advice"]
    assert "open_shared" in advice
    assert "write_map" not in advice
    assert "path" not in kept(board)["saved"]
    assert path.read_bytes() == before


def test_a_reading_view_neither_saves_nor_gives_away(tmp_path):
    answers = MapBoard(jk.new_map("Shop"), editable=False)._answers()
    assert not {"save", "download"} & set(answers)


def test_a_notebook_that_begins_anew_goes_on_from_the_file_that_it_saved(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = MapBoard(jk.new_map("Shop", stages=["Browse"]))
    assert kept(first)["found"] is None
    first.edit("add_stage", name="Pay")
    jk.write_map(first.map, "shop.json")
    assert kept(first)["found"] is None, "it is this board's own"
    again = MapBoard(jk.new_map("Shop", stages=["Browse"]))
    assert kept(again)["found"]["name"] == "shop.json"
    assert asked(again, "go_on")["ok"]
    facts = kept(again)
    assert again.map == first.map
    assert (facts["found"], facts["edits"], facts["saved"]["name"]) == (None, 0, "shop.json")
    again.edit("add_stage", name="Unbox")
    asked(again, "save")
    assert jk.read_map("shop.json") == again.map


def test_a_file_of_another_map_of_the_same_state_or_of_a_served_page_is_not_offered(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shop = jk.new_map("Shop", stages=["Browse"])
    jk.write_map(jk.edit.update_map(shop, id="another"), "shop.json")
    assert kept(MapBoard(shop))["found"] is None
    jk.write_map(jk.new_map("Shop", stages=["Browse"]), "shop.json")
    assert kept(MapBoard(shop))["found"] is None
    jk.write_map(jk.new_map("Shop", stages=["Pay"]), "shop.json")
    assert kept(MapBoard(jk.new_map("Shop")))["found"]
    monkeypatch.setenv("VOILA_PREHEAT", "False")
    assert kept(MapBoard(jk.new_map("Shop")))["found"] is None
    assert not asked(MapBoard(jk.new_map("Shop")), "go_on")["ok"]
