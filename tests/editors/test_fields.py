"""Forms are made from the model: no field of any kind is missing, and what a form says about a field is true."""

import json
import re
from typing import Any

import pytest

import journeykit as jk
from journeykit.editors._assets import STATIC
from journeykit.editors._fields import CONTROLS, FORM_KINDS, form_fields, short_forms
from journeykit.editors.map_board import MapBoard
from journeykit.errors import UnknownIdError
from journeykit.model.edit import KINDS
from journeykit.model.edit.grid import _HEADER_FIELDS
from journeykit.model.integrity import COLLECTIONS, REFERENCES
from tests.editors.test_map_board import in_javascript, told


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_has_every_field_of_its_kind(kind: str) -> None:
    named = [field["name"] for field in form_fields(kind)]
    # Where the data of a source lie, and how they are read, only a measurement writes.
    assert sorted(named) == sorted(set(KINDS[kind].model_fields) - {"id", "rank", "data"})


def test_the_form_of_the_map_has_every_fact_about_it() -> None:
    assert {field["name"] for field in form_fields("map")} == set(_HEADER_FIELDS) - {"id"}
    assert {field["name"] for field in form_fields("cell")} == {"text", "sources"}
    assert {field["name"] for field in form_fields("emotion")} == {"score", "words", "n", "low", "high", "sources"}


def every_field(fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [field for one in fields for field in (one, *every_field(one.get("fields", [])))]


@pytest.mark.parametrize("kind", FORM_KINDS)
def test_every_field_has_a_control_that_the_page_knows(kind: str) -> None:
    for field in every_field(form_fields(kind)):
        assert field["control"] in CONTROLS
        assert field["label"][0].isupper()
        assert json.dumps(field)


def test_the_controls_of_the_page_are_those_of_python() -> None:
    script = (STATIC / "edit/fields.js").read_text(encoding="utf-8")
    block = script[script.index("export const CONTROLS") :]
    drawn = re.findall(r"^  (\w+): ", block[: block.index("\n};")], re.MULTILINE)
    assert sorted(drawn) == sorted(CONTROLS)


def test_a_short_form_has_fields_of_the_model_with_its_defaults_and_words() -> None:
    board = MapBoard(jk.new_map("Shop", stages=["Pay"]))
    (reply,) = told(board, {"ask": "forms", "args": {}})
    assert reply["value"] == short_forms()
    for kind, fields in short_forms().items():
        for field in fields:
            info = FORM_KINDS[kind].model_fields[field["name"]]
            assert field["label"]
            assert field["type"] in ("text", "number", "select", "check", "checks", "scale")
            assert ("options" in field) == (field["type"] in ("select", "checks"))
            if not info.is_required() and info.default_factory is None:
                default = list(info.default) if isinstance(info.default, tuple) else info.default
                assert field["was"] == default, f"{kind}.{field['name']}"
    (reply,) = told(MapBoard(board.map, editable=False), {"ask": "forms", "args": {}})
    assert not reply["ok"]


def test_every_reference_offers_the_elements_it_may_point_to() -> None:
    for reference in REFERENCES:
        kinds = [kind for kind, name in COLLECTIONS.items() if name == reference.collection]
        for kind in kinds:
            (field,) = [one for one in form_fields(kind) if one["name"] == reference.field]
            assert field["of"] == reference.target
            assert field["control"] == ("references" if reference.many else "reference")


def test_an_unknown_kind_names_the_nearest() -> None:
    with pytest.raises(UnknownIdError, match="Did you mean 'touchpoint'"):
        form_fields("touchpont")


def test_the_kinds_of_the_page_are_those_of_the_model(tmp_path: Any) -> None:
    assert in_javascript("core/refs", "m.COLLECTION_OF", None, tmp_path) == COLLECTIONS


def test_a_page_is_told_a_refused_value_at_its_field() -> None:
    board = MapBoard(jk.edit.add_pain_point(jk.new_map("Shop", stages=["Pay"]), "Dark", stage="pay"))
    (fields,) = told(board, {"ask": "fields", "args": {"kind": "pain_point"}})
    assert fields["value"] == form_fields("pain_point")
    (reply,) = told(board, {"edit": "update_pain_point", "args": {"id": "dark", "severity": 9}})
    assert reply["problems"].keys() == {"severity"}
    (reply,) = told(MapBoard(board.map, editable=False), {"ask": "fields", "args": {"kind": "pain_point"}})
    assert not reply["ok"]


def test_a_page_is_told_what_a_paste_would_do_and_gets_suggestions() -> None:
    journey = jk.new_map("Shop", stages=["Pay"])
    args = {"rows": [["Fast"]], "stage": "pay", "lane": "goals"}
    (reply,) = told(MapBoard(journey), {"ask": "paste_plan", "args": args})
    assert reply["value"] == "1 lane over 1 stage: 1 text."
    (reply,) = told(MapBoard(journey), {"ask": "paste_plan", "args": {"rows": "x"}})
    assert "Choose a cell" in reply["error"]
    (reply,) = told(MapBoard(journey), {"ask": "suggest", "args": {"about": "kpis", "id": "pay"}})
    assert reply["value"] == []
    offers = [{"label": "A", "edit": "add_kpi", "args": {"name": "A"}}]
    board = MapBoard(journey, suggest=lambda map, about, id: offers if (about, id) == ("kpis", "pay") else [])
    (reply,) = told(board, {"ask": "suggest", "args": {"about": "kpis", "id": "pay"}})
    assert reply["value"] == offers
