import copy
import errno
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import DocumentError
from journeykit.model import JourneyMap, edit, new_map
from journeykit.store import VERSION, dump_map, json_schema, parse_map, read_map, write_map
from journeykit.store.migrations import STEPS, from_0_9, migrated

DRAFT = Path(__file__).parent.parent / "data" / "journeykit-map-0.9.json"


def test_the_draft_of_before_the_first_release_still_opens() -> None:
    journey = read_map(DRAFT)
    assert [stage.name for stage in journey.stages] == ["Notice", "Order", "Drink"]
    assert [(t.id, t.stage, t.medium) for t in journey.touchpoints] == [
        ("friend", "notice", "physical"),
        ("shop", "order", "digital"),
        ("card", "drink", "physical"),
    ]
    assert [(p.stage, p.score, p.low, p.high) for p in journey.emotions] == [
        ("notice", 1, None, None),
        ("order", -0.5, None, None),
        ("drink", 1.8, 1.5, 2),
    ]
    assert journey.happy_path.touchpoints == ("friend", "shop", "card")
    assert journey.pain_points[0].stage == "order"
    assert journey.opportunities[0].pain_points == ("grind",)
    assert journey.improvements[0].stages == ("order",)
    assert journey.cell("order", "actions", "ann").text == "Compares roasts\nOrders one bag"
    assert journey.aside.notes == ("The file has version 0.9 and was read as 1.2.",)


def test_nothing_of_the_draft_is_lost_on_the_way() -> None:
    after = dump_map(read_map(DRAFT))

    def words(value: object) -> set[str]:
        if isinstance(value, dict):
            return set().union(*map(words, value.values())) if value else set()
        if isinstance(value, list):
            return set().union(*map(words, value)) if value else set()
        return {value} if isinstance(value, str) else set()

    defaults = {"website", "%"}  # Defaults are not written.
    before = words(json.loads(DRAFT.read_text())) - {"0.9", *defaults}
    assert {word for word in before if json.dumps(word, ensure_ascii=False) not in after} == set()


def test_a_map_of_the_first_published_version_opens_with_all_it_says() -> None:
    old = DRAFT.with_name("journeykit-map-1.0.json")
    journey = read_map(old)
    assert journey.aside.notes == ("The file has version 1.0 and was read as 1.2.",)
    assert (journey.surveys[0].where, journey.surveys[0].words, journey.kpis[0].answer_formula) == ((), (), None)
    assert json.loads(dump_map(journey)) == {**json.loads(old.read_text()), "version": VERSION}


def test_a_map_of_version_1_1_opens_with_all_it_says() -> None:
    old = DRAFT.with_name("journeykit-map-1.1.json")
    journey = read_map(old)
    assert journey.aside.notes == ("The file has version 1.1 and was read as 1.2.",)
    assert [(source.data, source.owner) for source in journey.sources] == [(None, None)]
    assert json.loads(dump_map(journey)) == {**json.loads(old.read_text()), "version": VERSION}


def test_every_version_leads_to_todays_and_has_a_fixture() -> None:
    for version in STEPS:
        assert migrated({}, version) == {"version": VERSION}
        assert (DRAFT.parent / f"journeykit-map-{version}.json").is_file()


def test_a_step_changes_nothing_that_it_was_given() -> None:
    draft = json.loads(DRAFT.read_text())
    before = copy.deepcopy(draft)
    from_0_9(draft)
    assert draft == before


def test_problems_of_an_old_file_are_told_in_todays_names() -> None:
    draft = json.loads(DRAFT.read_text())
    draft["emotions"][0]["value"] = 1.5
    with pytest.raises(DocumentError) as caught:
        parse_map(json.dumps(draft))
    assert "emotions[0].score: 3.0 is too high: at most 2." in str(caught.value)
    assert str(caught.value).endswith("The places are named as in version 1.2.")


@settings(max_examples=300)
@given(st.data())
def test_a_mutated_draft_opens_or_says_why(data: st.DataObject) -> None:
    text = bytearray(DRAFT.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    try:
        journey = parse_map(bytes(text))
    except DocumentError as error:  # Any other exception fails the test.
        assert all(message for _, message in error.problems)  # noqa: PT017
    else:
        assert parse_map(dump_map(journey)) == journey


def test_the_old_file_is_kept_beside_the_new_one_once(tmp_path: Path) -> None:
    path = tmp_path / "coffee.json"
    path.write_bytes(DRAFT.read_bytes())
    journey = read_map(path)
    write_map(journey, path)
    write_map(edit.update_map(journey, name="Later"), path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["coffee.json", "coffee.json.v0.9-backup"]
    assert (tmp_path / "coffee.json.v0.9-backup").read_bytes() == DRAFT.read_bytes()
    assert json.loads(path.read_text())["version"] == VERSION


def test_a_backup_is_never_overwritten_by_another(tmp_path: Path) -> None:
    path = tmp_path / "coffee.json"
    other = DRAFT.read_text().replace("A coffee subscription", "Another one")
    for text in (DRAFT.read_text(), other):
        path.write_text(text)
        write_map(read_map(path), path)
    assert (tmp_path / "coffee.json.v0.9-backup").read_text() == DRAFT.read_text()
    assert (tmp_path / "coffee.json.v0.9-backup-2").read_text() == other


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_when_the_backup_fails_the_old_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    path = tmp_path / "coffee.json"
    path.write_bytes(DRAFT.read_bytes())
    journey = read_map(path)

    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match=os.strerror(code)):
        write_map(journey, path)
    monkeypatch.undo()
    assert path.read_bytes() == DRAFT.read_bytes()
    assert [p.name for p in tmp_path.iterdir()] == ["coffee.json"]


def newer() -> dict:
    journey = new_map("Shop", stages=["Browse", "Pay"])
    journey = edit.add_persona(journey, "Ann", demographics=[{"name": "Age", "value": "34"}])
    journey = edit.set_cell(journey, "pay", "goals", "Be done")
    journey = edit.set_emotion(journey, "pay", 1)
    document = json.loads(dump_map(journey))
    document["version"] = "1.7"
    document["weather"] = {"sun": [1, 2.5, None]}
    document["stages"][1]["mood"] = "✓ fresh"
    document["stages"][1]["tempo"] = 3
    document["cells"][0]["ink"] = "blue"
    document["emotions"][0]["colour"] = "teal"
    document["personas"][0]["demographics"][0]["unit"] = "years"
    document["scope"] = {"moon": True}
    return document


def test_fields_of_a_newer_minor_version_survive_a_round_trip_unchanged_in_place() -> None:
    document = newer()
    assert json.loads(dump_map(parse_map(json.dumps(document)))) == document


def test_what_was_not_understood_is_said() -> None:
    notes = parse_map(json.dumps(newer())).aside.notes
    assert notes[0] == "The file has version 1.7; this journeykit knows 1.2."
    assert "stages[1].mood, stages[1].tempo" in notes[1]
    assert notes[1].startswith("Kept unread and written back on saving: ")
    assert parse_map(dump_map(new_map("Shop"))).aside.notes == ()


def test_they_survive_edits_with_their_element_and_go_with_it() -> None:
    journey = parse_map(json.dumps(newer()))
    journey = edit.update_map(journey, name="Shop 2", scope={"offering": "Tea"})
    journey = edit.move_stage(edit.update_stage(journey, "pay", name="Till"), "pay", to=0)
    journey = edit.set_cell(journey, "browse", "goals", "Look")
    after = json.loads(dump_map(edit.add_stage(journey, "Leave", after="pay")))
    by_id = {stage["id"]: stage for stage in after["stages"]}
    assert (by_id["pay"]["mood"], by_id["pay"]["tempo"], by_id["pay"]["name"]) == ("✓ fresh", 3, "Till")
    assert "mood" not in by_id["browse"]
    assert "mood" not in by_id["leave"]
    assert after["scope"] == {"offering": "Tea", "moon": True}
    assert [cell.get("ink") for cell in after["cells"]] == ["blue", None]
    assert after["weather"] == {"sun": [1, 2.5, None]}
    gone = json.loads(dump_map(edit.remove_stage(journey, "pay")))
    assert "mood" not in json.dumps(gone)
    assert gone["weather"] == after["weather"]


def test_they_are_no_part_of_what_the_map_says() -> None:
    document = newer()
    journey = parse_map(json.dumps(document))
    without = JourneyMap.model_validate(journey.model_dump())
    assert journey == without
    assert hash(journey.id) == hash(without.id)
    assert "aside" not in json.dumps(json_schema())
    assert "weather" not in journey.model_dump_json()


def test_they_survive_the_file_and_a_save_under_another_name(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(newer()))
    with pytest.warns(UserWarning, match="The file has version 1.7"):
        write_map(read_map(tmp_path / "a.json"), tmp_path / "b.json")
    assert json.loads((tmp_path / "b.json").read_text()) == newer()


def test_an_unknown_word_of_a_newer_minor_version_is_refused_with_the_way_out() -> None:
    document = newer()
    document["stages"][0]["content_mix_share"] = "lots"
    with pytest.raises(DocumentError) as caught:
        parse_map(json.dumps(document))
    assert "stages[0].content_mix_share" in str(caught.value)
    assert str(caught.value).endswith("update journeykit (pip install -U journeykit) and open it again.")


@pytest.mark.parametrize("version", ["0.1", "0.8"])
def test_a_version_that_never_was_is_refused(version: str) -> None:
    with pytest.raises(DocumentError, match=r"no version .* was ever published. Known: 0.9, 1.0, 1.1, 1.2."):
        parse_map(json.dumps({"format": "journeykit-map", "version": version, "id": "a", "name": "A"}))


@pytest.mark.parametrize("version", ["1", "1.0.0", "one", "1.", 1.0, "\u0967.\u0966"])
def test_what_is_no_version_is_refused(version: object) -> None:
    with pytest.raises(DocumentError, match=r"expected a version such as '1.2'"):
        parse_map(json.dumps({"format": "journeykit-map", "version": version, "id": "a", "name": "A"}))


def test_reading_a_newer_file_warns_of_what_is_kept_unread(tmp_path: Path) -> None:
    path = tmp_path / "shop.json"
    path.write_text(json.dumps({**newer(), "emotions": [], "cells": [], "personas": []}), encoding="utf-8")
    with pytest.warns(UserWarning, match="Kept unread") as warned:
        journey = read_map(path)
    assert [str(warning.message) for warning in warned] == [f"{path}: {' '.join(journey.aside.notes)}"]
    assert "version 1.7; this journeykit knows 1.2. Kept unread and written back on saving: " in str(warned[0].message)
    assert "stages[1].mood" in str(warned[0].message)
    assert warned[0].filename == __file__
