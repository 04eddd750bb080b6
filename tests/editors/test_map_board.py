"""MapBoard on the Python side: what a page may change, what it is told, and that both sides use the same words."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import journeykit as jk
from journeykit.editors._assets import STATIC, module_files
from journeykit.editors._board_modules import MODULES, board_modules
from journeykit.editors._grounds import board_grounds
from journeykit.editors.map_board import MapBoard
from journeykit.errors import MapError, UnknownIdError
from journeykit.events import read_events
from journeykit.evidence import MeasuredMap, statuses
from journeykit.frames import emotions
from journeykit.model import JourneyMap
from journeykit.model import vocabulary as words
from journeykit.model.edit import EDITS, apply
from journeykit.model.emotion import SCALE_WORDS
from journeykit.summary.board import board_numbers
from journeykit.summary.numbers import shared_numbers


@pytest.fixture
def shop() -> JourneyMap:
    journey = apply(jk.new_map("Shop", stages=["Browse", "Pay"]), "add_persona", {"name": "Ada"})
    return apply(journey, "add_touchpoint", {"name": "Shelf", "stage": "browse"})


def told(board: MapBoard, message: dict[str, Any]) -> list[dict[str, Any]]:
    """What a page hears after it sent one message."""
    replies: list[dict[str, Any]] = []
    board.send = lambda content, buffers=None: replies.append(content)
    board._handle_custom_msg({"id": "v:1", **message}, [])
    return replies


def test_an_edit_of_the_page_changes_the_map_and_answers_with_a_small_patch(shop: JourneyMap) -> None:
    board = MapBoard(shop)
    seen: list[JourneyMap] = []
    board.observe(lambda change: seen.append(change["new"]), "map")
    (reply,) = told(board, {"edit": "update_stage", "args": {"id": "pay", "name": "Checkout"}})
    assert reply["ok"]
    assert reply["patch"] == [{"at": ["stages", "pay", "name"], "set": "Checkout"}]
    assert len(json.dumps(reply)) < 2000
    assert [journey.stages[1].name for journey in seen] == ["Checkout"]
    assert shop.stages[1].name == "Pay"


def test_another_map_set_from_python_is_sent_whole(shop: JourneyMap) -> None:
    board = MapBoard(shop)
    board.map = jk.new_map("Other", stages=["One"])
    assert board.document["content"]["name"] == "Other"
    assert not board.document["undo"]


@pytest.mark.parametrize("edit", ["remove_stage", "undo", "update_map"])
def test_a_reading_view_refuses_every_edit_and_holds_no_editing_script(shop: JourneyMap, edit: str) -> None:
    board = MapBoard(shop, editable=False)
    (reply,) = told(board, {"edit": edit, "args": {"id": "pay", "name": "x"}})
    assert not reply["ok"]
    assert "reading view" in reply["error"]
    (reply,) = told(board, {"ask": "module", "args": {"path": "edit/editing.js"}})
    assert not reply["ok"]
    assert "no module has id 'edit/editing.js' in this view of the board" in reply["error"]
    assert board.modules == board_modules(editing=False)
    board.set_state({"editable": True, "document": {}, "evidence": {"stages": {}}})
    assert not board.editable
    assert board.map is shop
    assert board.document["content"]["name"] == "Shop"
    assert "function sendEdit" not in board._esm
    assert "function sendEdit" in module_files("edit/editing.js")["edit/commands.js"]


def test_an_editable_board_gives_its_editing_script(shop: JourneyMap) -> None:
    board = MapBoard(shop)
    assert "edit/editing.js" in board.modules
    (reply,) = told(board, {"ask": "module", "args": {"path": "edit/editing.js"}})
    assert reply["value"] == module_files("edit/editing.js")
    had = list(module_files("map_board.js"))
    (reply,) = told(board, {"ask": "module", "args": {"path": "edit/editing.js", "have": had}})
    assert "edit/commands.js" in reply["value"]
    assert not set(reply["value"]) & set(had)


def test_every_module_of_the_board_is_given_to_those_it_is_for(shop: JourneyMap) -> None:
    for name, module in MODULES.items():
        for editable in (True, False):
            (reply,) = told(MapBoard(shop, editable=editable), {"ask": "module", "args": {"path": name}})
            assert reply["ok"] == (editable or module.readers), name


def test_a_page_chooses_the_persona_and_a_stranger_is_told_to_it(shop: JourneyMap) -> None:
    board = MapBoard(shop)
    board.set_state({"persona": "ada"})
    assert board.persona == "ada"
    said: list[dict[str, Any]] = []
    board.send = lambda content, buffers=None: said.append(content)
    board.set_state({"persona": "eve"})
    assert board.persona == "ada"
    assert "no persona has id 'eve'" in said[0]["status"]["text"]


def test_an_unknown_persona_names_the_nearest(shop: JourneyMap) -> None:
    with pytest.raises(UnknownIdError, match=r"no persona has id 'adda' in map 'shop'. Did you mean 'ada'"):
        MapBoard(shop, persona="adda")


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ({"stage": {}}, r"evidence has no part 'stage'. Parts: 'about', 'stages', 'path'"),
        (
            {"stages": {"pay": {"n": 3}}},
            r"evidence\['stages'\]\['pay'\] has no fact 'n'. Facts: 'paths', 'label', 'note'.",
        ),
        ({"path": {"pay": {"next_share": "0.3"}}}, r"\['next_share'\] must not be a str"),
    ],
)
def test_evidence_of_another_form_is_refused_in_words(shop: JourneyMap, evidence: Any, said: str) -> None:
    with pytest.raises(MapError, match=said):
        MapBoard(shop, evidence=evidence)


def test_evidence_is_copied_so_that_the_page_is_told_of_every_change(shop: JourneyMap) -> None:
    facts: dict[str, Any] = {"stages": {"pay": {"paths": 3, "label": "3 people"}}}
    board = MapBoard(shop, evidence=facts)
    facts["stages"]["pay"]["label"] = "4 people"
    assert board.evidence["stages"]["pay"]["label"] == "3 people"


# ------------------------------------------------------------------------------------------------------------- twins


def in_javascript(module: str, expression: str, data: Any, tmp_path: Path) -> Any:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    given = tmp_path / "data.json"
    given.write_text(json.dumps(data), encoding="utf-8")
    script = (
        f"import * as m from {json.dumps((STATIC / f'{module}.js').as_uri())};"
        f"import {{ readFileSync }} from 'node:fs';"
        f"const data = JSON.parse(readFileSync({json.dumps(str(given))}));"
        f"process.stdout.write(JSON.stringify({expression}));"
    )
    done = subprocess.run([node, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_page_is_told_the_words_and_bands_of_the_model(shop: JourneyMap) -> None:
    told_ = MapBoard(shop, editable=False).vocabulary
    assert [word for word, _ in told_["channels"]] == list(words.Channel.__args__)  # type: ignore[attr-defined]
    assert told_["content_mix"] == [50, 60]
    assert told_["defaults"]["opportunity"] == {"type": "other", "value": 3, "effort": 3}
    assert told_["defaults"]["emotion"] == {"kind": "assumed"}


def test_every_edit_that_the_script_names_is_an_edit_of_the_model() -> None:
    script = "".join(module_files("edit/editing.js").values())
    named = set(re.findall(r'"((?:add|update|move|remove|set|clear)_[a-z]+(?:_[a-z]+)*)"', script))
    assert {"add_stage", "set_cell", "set_emotion", "update_route"} <= named
    assert named <= set(EDITS)
    elements = set(re.findall(r'element: "(\w+)"', module_files("core/view.js")["core/view.js"]))
    assert {f"{verb}_{kind}" for verb in ("add", "update", "move", "remove") for kind in elements} <= set(EDITS)


def test_peak_dip_and_end_are_the_ones_of_the_emotion_frame(tmp_path: Path) -> None:
    chance = random.Random(5)
    journey = jk.new_map("Marks", stages=list("abcdef"))
    curves, expected = [], []
    for _ in range(60):
        scores = [chance.choice([None, *(n / 2 for n in range(-4, 5))]) for _ in journey.stages]
        marked = journey
        for stage, score in zip(journey.stages, scores, strict=True):
            if score is not None:
                marked = apply(marked, "set_emotion", {"stage": stage.id, "score": score})
        frame = emotions(marked)
        marks = dict(zip(frame["stage_id"], frame["mark"], strict=True))
        curves.append([None if score is None else {"score": score} for score in scores])
        expected.append([marks.get(stage.id, "") for stage in journey.stages])
    assert in_javascript("core/curve", "data.map(m.marksOf)", curves, tmp_path) == expected


def test_a_score_has_the_same_word_on_both_sides(tmp_path: Path) -> None:
    heard = in_javascript("core/curve", "data.map(m.scoreWord)", list(SCALE_WORDS), tmp_path)
    assert heard == list(SCALE_WORDS.values())


@pytest.mark.slow
def test_a_badge_of_the_board_is_what_the_evidence_room_says_of_its_cell() -> None:
    found: set[str] = set()
    for name in jk.examples.names():
        journey = jk.example(name)
        # Every kind of ground, also where an example has none.
        journey = jk.edit.add_stage(journey, "Later")
        journey = jk.edit.add_source(journey, "Interviews", kind="interview")
        journey = jk.edit.add_source(journey, "An article", kind="article")
        heard, read = (source.id for source in journey.sources[-2:])
        for place, pain in enumerate(journey.pain_points):
            cited = ((heard,), (read,), ())[place % 3]
            journey = jk.edit.update_pain_point(journey, pain.id, sources=cited)
        kinds: list[MeasuredMap | None] = [None]
        if name in ("cook-family", "online-shop"):
            log = read_events(jk.datasets.log_for(name), path_col="path_id", event_col="event", timestamp_col="time")
            kinds.append(jk.measure(journey, log))
        for measured in kinds:
            evidence = board_numbers(None if measured is None else shared_numbers(measured, least=1))
            badges = board_grounds(journey, evidence)
            for row in statuses(journey, measured).itertuples():
                badge = badges.get(f"{row.lane_id}/{row.stage_id}", {"status": "none"})
                assert badge["status"] == row.status, (name, row)
                found.add(badge["status"])
    assert found == {"none", "assumed", "qualitative", "measured"}


def test_a_badge_counts_and_its_tip_names_what_a_cell_rests_on() -> None:
    journey = jk.edit.add_source(jk.new_map("Shop", stages=["See"]), "Nine talks", kind="interview")
    journey = jk.edit.add_touchpoint(journey, "Shelf", stage="see")
    journey = jk.edit.add_touchpoint(journey, "Shop", stage="see", sources=("nine-talks",))
    for n in range(6):
        journey = jk.edit.add_kpi(journey, f"KPI {n}", stage="see")
    point = {"as_of": "2026-05-31", "value": 3.4, "n": 1200}
    journey = jk.edit.update_kpi(journey, "kpi-1", series=[point])
    journey = jk.edit.update_lane(journey, "kpis", hidden=False)
    badges = board_grounds(journey, {"touchpoints": {"shelf": {"paths": 4310}, "shop": {"paths": 0}}})
    assert badges["touchpoints/see"] == {
        "status": "measured",
        "text": "1 of 2 measured · based on 4,310",
        "title": "Shelf: measured, based on 4,310\nShop: Nine talks",
    }
    assert badges["kpis/see"]["text"] == "1 of 6 measured · based on 1,200"
    lines = badges["kpis/see"]["title"].split("\n")
    assert lines[:2] == ["KPI 0: assumed", "KPI 1: measured, based on 1,200, 31 May 2026"]
    assert lines[-1] == "and 1 more"


def test_a_measured_feeling_says_the_day_of_the_answers_that_its_source_has() -> None:
    journey = jk.edit.add_source(jk.new_map("Shop", stages=["See"]), "Survey", kind="survey", as_of="2026-05-31")
    journey = jk.edit.set_emotion(journey, "see", -1, kind="measured", n=212, sources=["survey"])
    badge = board_grounds(journey, {})["feelings/see"]
    assert (badge["status"], badge["text"]) == ("measured", "measured · based on 212")
    assert badge["title"] == "measured, based on 212, 31 May 2026"
