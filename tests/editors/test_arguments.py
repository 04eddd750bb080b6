"""What a page may send as a picture, on every editor alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import journeykit as jk
from journeykit.editors._arguments import MOST_PICTURE, check_pictures
from journeykit.editors.map_board import MapBoard
from journeykit.errors import MapError

PICTURE = "data:image/png;base64,AAAA"


def told(editor: Any, edit: str, /, **args: Any) -> dict[str, Any]:
    said: list[dict[str, Any]] = []
    editor.send = lambda content, buffers=None: said.append(content)
    editor._handle_custom_msg({"edit": edit, "args": args, "id": "x:1"}, [])
    return next(reply for reply in said if reply.get("re") == "x:1")


@pytest.mark.parametrize("value", ["", PICTURE, "data:image/webp;base64,AA+/="])
def test_a_small_picture_or_none_is_taken(value: str) -> None:
    check_pictures({"picture": value, "portrait": value})


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        "https://example.org/a.png",
        "data:image/svg+xml;base64,AAAA",
        "data:image/png;base64,AA<script>",
        "data:image/png;base64," + "A" * MOST_PICTURE,
        7,
        ["data:image/png;base64,AAAA"],
    ],
)
def test_a_board_refuses_what_is_no_small_picture_and_changes_nothing(value: Any) -> None:
    journey = jk.edit.add_touchpoint(jk.new_map("Shop", stages=["Browse"]), "Shelf", stage="browse")
    journey = jk.edit.add_persona(journey, "Ada")
    board = MapBoard(journey)
    for edit, field, id_ in (("update_touchpoint", "picture", "shelf"), ("update_persona", "portrait", "ada")):
        args = {"id": id_, field: value}
        for reply in (told(board, edit, **args), told(board, "apply_all", edits=[{"edit": edit, "args": args}])):
            assert not reply["ok"]
            assert f"a {field} is a PNG, JPEG, WebP or GIF" in reply["error"]
    assert board.map == journey


def test_a_picture_of_a_touchpoint_is_kept_with_it_and_told_by_its_size_where_maps_are_compared(
    tmp_path: Path,
) -> None:
    journey = jk.edit.add_touchpoint(jk.new_map("Shop", stages=["Browse"]), "Shelf", stage="browse")
    board = MapBoard(journey)
    assert told(board, "update_touchpoint", id="shelf", picture=PICTURE)["ok"]
    assert board.map.touchpoints[0].picture == PICTURE
    jk.write_map(board.map, tmp_path / "shop.json")
    assert jk.read_map(tmp_path / "shop.json") == board.map
    (change,) = [line for line in str(jk.diff(journey, board.map)).splitlines() if "picture" in line]
    assert "a picture of 1 kB" in change
    assert "base64" not in change


def test_the_error_of_a_picture_says_what_to_do() -> None:
    with pytest.raises(MapError, match=r"Choose a smaller picture\. Nothing was changed"):
        check_pictures({"picture": "x"})
