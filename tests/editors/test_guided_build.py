"""GuidedBuild: the steps are read off the map, every answer is an edit, and nothing else is taken from a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from journeykit.dashboards import guided_build
from journeykit.editors._findings import NEXT, board_findings, next_things
from journeykit.editors.guided_build import GuidedBuild
from journeykit.model import edit, new_map
from journeykit.model.check import fix
from journeykit.model.check.run import check
from journeykit.store import open_shared, write_map
from journeykit.templates import template


def told(build: GuidedBuild, message: dict[str, Any]) -> dict[str, Any]:
    replies: list[dict[str, Any]] = []
    build.send = lambda content, buffers=None: replies.append(content)
    build._handle_custom_msg({"id": "v:1", **message}, [])
    return next(reply for reply in replies if reply.get("re") == "v:1")


def question(build: GuidedBuild, step: str, id: str) -> dict[str, Any]:
    found = next(s for s in build.steps if s["id"] == step)
    return next(q for q in found["questions"] if q["id"] == id)


def answer(build: GuidedBuild, step: str, id: str, value: Any) -> dict[str, Any]:
    """Answer as the page does: with the edit that the question carries."""
    asked = question(build, step, id)
    whole = {**asked["whole"], asked["key"]: value} if "whole" in asked else value
    return told(build, {"edit": asked["edit"], "args": {**asked["args"], asked["field"]: whole}})


def states(build: GuidedBuild) -> dict[str, str]:
    return {step["id"]: step["state"] for step in build.steps}


def test_a_blank_map_is_built_to_the_end_by_answers_alone() -> None:
    build = GuidedBuild()
    for id, text in (("name", "Dentist"), ("offering", "Check-ups"), ("success", "No more fear")):
        assert answer(build, "about", id, text)["ok"] is True
    for id in ("situation", "trigger", "goal"):
        answer(build, "persona", id, f"their {id}")
    answer(build, "persona", "name", "Ada")
    for name in ("Search", "Visit", "Return"):
        add = question(build, "stages", "stages")["add"]
        assert told(build, {"edit": add["edit"], "args": {**add["args"], "name": name}})["ok"] is True
    for stage in ("search", "visit", "return"):
        step = f"stage/{stage}"
        for id in ("actions", "goals", "business-goals"):
            answer(build, step, id, f"{id} of {stage}")
        add = question(build, step, "touchpoints")["add"]
        told(build, {"edit": add["edit"], "args": {**add["args"], "name": f"Call {stage}"}})
        feeling = question(build, step, "feeling")
        told(build, {"edit": feeling["edit"], "args": {**feeling["args"], "score": 1, "words": ["fine"]}})
    path = question(build, "path", "path")
    told(build, {"edit": "add_route", "args": {"name": "Happy path", "kind": "happy", "touchpoints": path["order"]}})
    assert set(states(build).values()) == {"done"}
    assert build.document["content"]["done"] == len(build.steps)
    journey = build.map
    assert (journey.name, journey.scope.offering, journey.personas[0].name) == ("Dentist", "Check-ups", "Ada")
    assert journey.happy_path is not None
    assert journey.happy_path.touchpoints == ("call-search", "call-visit", "call-return")
    # What was clicked is a script: it makes the same map again.
    again = new_map("My journey")
    for name, args in build.history:
        again = edit.apply(again, name, args)
    assert again == journey


def test_it_goes_on_where_the_map_was_left() -> None:
    build = GuidedBuild(new_map("Dentist", stages=["Search", "Visit", "Return"]))
    assert build.step == "about"
    answer(build, "about", "offering", "Check-ups")
    answer(build, "about", "success", "No more fear")
    assert GuidedBuild(build.map).step == "persona"
    assert states(GuidedBuild(build.map)) == states(build)


def test_templates_are_offered_while_the_map_is_blank_and_not_after() -> None:
    build = guided_build()
    assert build.step == "start"
    assert "blank" not in [start["name"].lower() for start in build.starts]
    name = next(start["name"] for start in build.starts if start["stages"][0] == "Awareness")
    assert told(build, {"ask": "start", "args": {"name": name}})["value"] == "about"
    assert len(build.map.stages) >= 5
    assert build.map.touchpoints == ()
    refused = told(build, {"ask": "start", "args": {"name": name}})
    assert "begun already" in refused["error"]
    assert "Did you mean" in told(guided_build(), {"ask": "start", "args": {"name": name + "x"}})["error"]
    assert guided_build(build.map).step == "about"


def test_answers_of_a_persona_or_for_all_are_changed_where_they_stand() -> None:
    journey = edit.EDITS["add_persona"](new_map("Shop", stages=["See"]), "Ada")
    journey = edit.set_cell(journey, "see", "goals", "hers", persona="ada")
    journey = edit.set_emotion(journey, "see", -1.4, words=["lost"], persona="ada")
    build = GuidedBuild(journey)
    assert question(build, "stage/see", "goals")["value"] == "hers"
    answer(build, "stage/see", "goals", "changed")
    assert [(cell.persona, cell.text) for cell in build.map.cells] == [("ada", "changed")]
    assert question(build, "stage/see", "feeling")["args"] == {"stage": "see", "persona": "ada"}


def test_a_page_shows_a_step_of_the_map_only_and_a_removed_stage_leads_back() -> None:
    build = GuidedBuild(new_map("Shop", stages=["See", "Pay", "Return"]))
    for stranger in ("stage/none", "", None, ["about"], 3):
        build.set_state({"step": stranger})
        assert build.step == "about"
    build.set_state({"step": "stage/pay"})
    build.edit("remove_stage", id="pay")
    assert build.step == "stages"


@pytest.mark.parametrize("name", ["remove_persona", "add_kpi", "remove_owner", "paste_block", "no_such"])
def test_edits_that_it_does_not_ask_for_are_not_taken(name: str) -> None:
    build = GuidedBuild(new_map("Shop", stages=["See"]))
    before = build.map
    assert told(build, {"edit": name, "args": {"id": "see", "name": "x"}})["ok"] is False
    smuggled = [{"edit": "add_stage", "args": {"name": "Pay"}}, {"edit": name, "args": {"id": "x"}}]
    assert told(build, {"edit": "apply_all", "args": {"edits": smuggled}})["ok"] is False
    assert build.map is before


def test_a_viewers_message_changes_nothing() -> None:
    journey = new_map("Shop", stages=["See"])
    build = GuidedBuild(journey, starts={"Blank": template("blank")}, editable=False)
    add = {"edit": "add_stage", "args": {"name": "Pay"}}
    for message in (add, {"edit": "apply_all", "args": {"edits": [add]}}, {"ask": "start", "args": {"name": "Blank"}}):
        assert told(build, message)["ok"] is False
    assert build.map is journey


def test_next_things_are_few_ordered_and_one_a_rule() -> None:
    things = next_things(board_findings(new_map("Shop", stages=["See", "Pay"])))
    assert len(things) == NEXT
    assert [thing["code"] for thing in things[:3]] == ["JK501", "JK103", "JK102"]
    assert things[1]["more"] == 1
    errors = edit.EDITS["update_map"](new_map("Shop"), name="x")
    assert next_things(board_findings(errors))[0]["severity"] == "error"


def test_a_finding_is_shown_where_it_is_or_at_what_stands_for_it() -> None:
    journey = edit.EDITS["add_persona"](new_map("Shop", stages=["See"]), "Ada")
    keys = {finding["code"]: finding["key"] for finding in board_findings(journey)}
    assert (keys["JK102"], keys["JK507"], keys["JK212"]) == ("goals/see", "corner", "corner")
    hidden = edit.EDITS["update_lane"](journey, "goals", hidden=True)
    assert {f["code"]: f["key"] for f in board_findings(hidden)}["JK102"] == "stage/see"


def test_the_edits_of_a_shown_fix_do_what_the_fix_does() -> None:
    journey = edit.EDITS["add_owner"](new_map("Shop", stages=["See"]), "Ada")
    shown = next(finding for finding in board_findings(journey) if finding.get("fix"))
    assert shown["fix"] == "Assign the only owner"
    finding = next(found for found in check(journey) if found.fix)
    assert edit.apply_all(journey, shown["edits"]) == fix(journey, finding)


def test_a_shared_map_takes_the_answers_and_is_never_replaced_by_a_template(tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    write_map(new_map("Shop"), file)
    with open_shared(file, author="Ada") as shared:
        build = GuidedBuild(shared, starts={"Small": template("small-business")})
        assert (build.step, build.starts) == ("about", [])
        assert told(build, {"ask": "start", "args": {"name": "Small"}})["ok"] is False
        assert answer(build, "about", "offering", "Check-ups")["ok"] is True
        assert shared.map.scope.offering == "Check-ups"
    with open_shared(file, author="Bob") as again:
        assert GuidedBuild(again).map.scope.offering == "Check-ups"
