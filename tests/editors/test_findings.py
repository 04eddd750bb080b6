"""What the board is told of the map check: where each finding is shown, what mends it, and little of it twice."""

from __future__ import annotations

from typing import Any

from journeykit.editors._findings import MOST_SHOWN, check_answer
from journeykit.editors.map_board import MapBoard
from journeykit.model import edit, new_map
from journeykit.model.journey import JourneyMap


def asked(board: MapBoard, args: dict[str, Any]) -> dict[str, Any]:
    replies: list[dict[str, Any]] = []
    board.send = lambda content, buffers=None: replies.append(content)
    board._handle_custom_msg({"id": "v:1", "ask": "check", "args": args}, [])
    return replies[-1]


def test_a_board_answers_with_findings_next_things_and_a_mark_of_what_was_seen() -> None:
    board = MapBoard(new_map("Shop", stages=["See"]))
    answer = asked(board, {})["value"]
    assert answer["total"] == len(answer["findings"])
    assert {"id", "key", "ref", "message", "reason", "action", "severity"} <= set(answer["findings"][0])
    assert asked(board, {"seen": answer["seen"]})["value"] == {"same": True}
    board.edit("set_cell", stage="see", lane="goals", text="Find it")
    again = asked(board, {"seen": answer["seen"]})["value"]
    assert [finding["code"] for finding in again["findings"]].count("JK102") == 0


def test_a_reading_view_does_not_answer() -> None:
    reply = asked(MapBoard(new_map("Shop", stages=["See"]), editable=False), {})
    assert reply["ok"] is False


def test_what_cannot_have_been_seen_is_answered_in_full() -> None:
    board = MapBoard(new_map("Shop"))
    for seen in ("x", [1], {"a": 1}, None, -1, True):
        assert "findings" in asked(board, {"seen": seen})["value"]


def test_a_large_map_sends_the_worst_and_the_number_of_all() -> None:
    steps = [{"edit": "add_touchpoint", "args": {"name": f"T {n}", "stage": "see"}} for n in range(310)]
    journey = edit.EDITS["apply_all"](new_map("Shop", stages=["See"]), steps)
    journey = edit.EDITS["add_kpi"](
        journey, "K", stage="see", series=[{"as_of": "2026-05-01", "value": 3, "low": 4, "high": 5, "n": 3}]
    )
    answer = check_answer(journey)
    assert len(answer["findings"]) == MOST_SHOWN < answer["total"]
    assert answer["findings"][0]["severity"] == "error"


def test_findings_about_the_whole_map_stand_where_they_are_mended() -> None:
    journey: JourneyMap = edit.EDITS["add_touchpoint"](new_map("Shop", stages=["See", "Pay"]), "Ad", stage="see")
    keys = {finding["code"]: finding["key"] for finding in check_answer(journey)["findings"]}
    assert (keys["JK301"], keys["JK307"], keys["JK511"]) == ("path/see", "touchpoints/see", "feelings/see")
