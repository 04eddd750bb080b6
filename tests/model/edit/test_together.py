"""Several edits as one, and a block of a spreadsheet on the map."""

import pytest

import journeykit as jk
from journeykit.errors import FieldError, MapError, UnknownIdError
from journeykit.model import JourneyMap, edit
from journeykit.model.edit.block import block_plan


@pytest.fixture
def shop() -> JourneyMap:
    journey = jk.new_map("Shop", stages=["Browse", "Pay"])
    journey = edit.add_owner(journey, "Mina")
    return edit.set_cell(journey, "browse", "goals", "Old goal")


def test_several_edits_are_all_made_or_none(shop: JourneyMap) -> None:
    good = {"edit": "add_stage", "args": {"name": "Return"}}
    assert [s.id for s in edit.apply_all(shop, [good, good]).stages][2:] == ["return", "return-2"]
    with pytest.raises(MapError, match=r"^edit 2 of 2: no stage has id 'paay'.*Did you mean 'pay'"):
        edit.apply_all(shop, [good, {"edit": "remove_stage", "args": {"id": "paay"}}])
    with pytest.raises(MapError, match="edit 1 of 1 is not a single edit"):
        edit.apply_all(shop, [{"edit": "apply_all", "args": {"edits": []}}])
    with pytest.raises(MapError, match="are too many"):
        edit.apply_all(shop, [good] * 5001)
    with pytest.raises(MapError, match="needs a list of edits"):
        edit.apply_all(shop, "add_stage")  # type: ignore[arg-type]
    by_name = edit.apply(shop, "apply_all", {"edits": [good]})
    assert by_name == edit.add_stage(shop, "Return")


def test_a_refused_value_is_told_by_its_field(shop: JourneyMap) -> None:
    with pytest.raises(FieldError) as caught:
        edit.add_pain_point(shop, "Dark", stage="browse", severity=9, verbatims=[""], personas="x y")
    assert set(caught.value.problems) == {"severity", "personas"}


def test_a_block_goes_to_stages_across_and_lanes_down(shop: JourneyMap) -> None:
    rows = [["Find it", "Pay fast", "Get it home"], ["- Shelf\n- Sign", "Till", ""]]
    block = [*rows[:1], ["Is it here?", "", "How long?"], rows[1]]
    after = edit.paste_block(shop, block, stage="browse", lane="goals")
    assert [s.name for s in after.stages] == ["Browse", "Pay", "Stage 3"]
    assert {(c.stage, c.lane): c.text for c in after.cells} == {
        ("browse", "goals"): "Find it",
        ("pay", "goals"): "Pay fast",
        ("stage-3", "goals"): "Get it home",
        ("browse", "thoughts"): "Is it here?",
        ("stage-3", "thoughts"): "How long?",
    }
    assert [(t.stage, t.name) for t in after.touchpoints] == [("browse", "Shelf"), ("browse", "Sign"), ("pay", "Till")]
    plan = block_plan(shop, block, stage="browse", lane="goals")
    assert plan.summary == "3 lanes over 3 stages: 1 new stage, 1 text replaced, 4 texts, 3 touchpoints."


def test_a_block_on_a_stage_name_names_the_stages(shop: JourneyMap) -> None:
    after = edit.paste_block(shop, [["Look", "Pay", "Keep"], ["Walk in", "", ""]], stage="browse")
    assert [s.name for s in after.stages] == ["Look", "Pay", "Keep"]
    assert after.cell("browse", "actions").text == "Walk in"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("lane", "text", "told"),
    [
        ("feelings", "relieved", "a feeling needs its score first"),
        ("feelings", "+3 glad", "a feeling needs its score first"),
        ("content-mix", "much", "the content mix is a share"),
        ("path", "Till", "is drawn from touchpoints"),
    ],
)
def test_what_finds_no_place_is_told_beforehand(shop: JourneyMap, lane: str, text: str, told: str) -> None:
    plan = block_plan(shop, [[text]], stage="pay", lane=lane)
    assert told in plan.left_out[0]
    assert told in plan.summary
    assert edit.paste_block(shop, [[text]], stage="pay", lane=lane) == shop


def test_a_text_becomes_what_its_lane_holds(shop: JourneyMap) -> None:
    def paste(lane: str, text: str) -> JourneyMap:
        return edit.paste_block(shop, [[text]], stage="pay", lane=lane)

    feeling = paste("feelings", "\u22120,5 unsure, tired").emotions[0]
    assert (feeling.score, feeling.words) == (-0.5, ("unsure", "tired"))
    assert paste("content-mix", "55 %").stages[1].content_mix_share == 0.55
    assert paste("stage-objective", "Pay at once").stages[1].objective == "Pay at once"
    owned = paste("owner", "mina; Till team")
    assert owned.stages[1].owners == ("mina", "till-team")
    assert [o.name for o in owned.owners] == ["Mina", "Till team"]
    assert [k.name for k in paste("kpis", "Conversion\nBasket value").kpis] == ["Conversion", "Basket value"]


def test_pasting_the_same_block_twice_adds_nothing_twice(shop: JourneyMap) -> None:
    block = [["Shelf\nTill"]]
    once = edit.paste_block(shop, block, stage="pay", lane="touchpoints")
    assert edit.paste_block(once, block, stage="pay", lane="touchpoints") == once
    assert block_plan(once, block, stage="pay", lane="touchpoints").summary == "1 lane over 1 stage: nothing new."


def test_a_block_that_is_none_or_too_large_is_refused_in_words(shop: JourneyMap) -> None:
    with pytest.raises(MapError, match="holds no text"):
        edit.paste_block(shop, [[" "]], stage="pay", lane="goals")
    with pytest.raises(MapError, match=r"has 6,000 cells, too much for one map"):
        edit.paste_block(shop, [["x"] * 60] * 100, stage="pay", lane="goals")
    with pytest.raises(MapError, match="list of rows"):
        edit.paste_block(shop, "x\ty", stage="pay", lane="goals")
    with pytest.raises(UnknownIdError, match="Did you mean 'pay'"):
        edit.paste_block(shop, [["x"]], stage="pey", lane="goals")


def copied(journey: JourneyMap, stage: str) -> list[dict[str, object]]:
    """What a board puts on the clipboard for one stage."""
    entries: list[dict[str, object]] = [{"kind": "stage", "fields": edit.find(journey, "stage", stage).model_dump()}]
    for kind, name in (("touchpoint", "touchpoints"), ("pain_point", "pain_points"), ("cell", "cells")):
        held = [e for e in getattr(journey, name) if e.stage == stage]
        entries += [{"kind": kind, "fields": e.model_dump(mode="json", exclude_defaults=True)} for e in held]
    return entries


def test_a_stage_is_pasted_into_another_map_with_all_that_is_in_it(shop: JourneyMap) -> None:
    source = edit.add_touchpoint(shop, "Shelf", stage="browse", binding={"events": ["shelf"]})
    source = edit.add_pain_point(source, "Dark", stage="browse", touchpoint="shelf")
    other = jk.new_map("Library", stages=["Browse", "Borrow"])
    after = edit.paste_elements(other, copied(source, "browse"), stage="browse", stages=["browse", "pay"])
    assert [s.id for s in after.stages] == ["browse", "browse-2", "borrow"]
    assert after.touchpoints[0].stage == "browse-2"
    assert after.touchpoints[0].binding is None
    assert (after.pain_points[0].touchpoint, after.pain_points[0].stage) == ("shelf", "browse-2")
    assert after.cell("browse-2", "goals").text == "Old goal"  # type: ignore[union-attr]


def test_columns_that_were_copied_keep_their_distance_and_an_owner_of_the_same_name_is_the_same(
    shop: JourneyMap,
) -> None:
    def entry(kind: str, stage: str, name: str) -> dict[str, object]:
        fields = {"id": "x-" + name.lower(), "name": name}
        return {"kind": kind, "fields": fields if kind == "owner" else {**fields, "stage": stage}, "stage": stage}

    entries = [entry("kpi", "b", "Reach"), entry("kpi", "c", "Sales"), entry("owner", "c", "MINA")]
    after = edit.paste_elements(shop, entries, stage="browse", stages=["a", "b", "c"])
    assert [(k.name, k.stage) for k in after.kpis] == [("Reach", "browse"), ("Sales", "pay")]
    assert after.owners == shop.owners
    assert after.stages[1].owners == ("mina",)


def test_what_cannot_be_pasted_is_told(shop: JourneyMap) -> None:
    with pytest.raises(MapError, match="nothing to paste"):
        edit.paste_elements(shop, [])
    with pytest.raises(MapError, match="choose where they go"):
        edit.paste_elements(shop, [{"kind": "kpi", "fields": {"id": "a", "name": "A", "stage": "b"}}])
    with pytest.raises(UnknownIdError, match="Did you mean 'kpi'"):
        edit.paste_elements(shop, [{"kind": "kpis", "fields": {"id": "a"}}], stage="pay")
    bad = {"id": "a", "name": "A", "stage": "b", "severity": 9}
    with pytest.raises(FieldError, match="severity"):
        edit.paste_elements(shop, [{"kind": "pain_point", "fields": bad}], stage="pay")
