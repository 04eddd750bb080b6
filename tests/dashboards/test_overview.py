from typing import Any

import pytest

from journeykit.dashboards import overview
from journeykit.events import Events
from journeykit.model import JourneyMap, edit, new_map


def scores(page: object) -> list[float]:
    figure = page.curve.figure  # type: ignore[attr-defined]
    return list(next(trace for trace in figure.data if "assumed" in (trace.name or "")).y)


def test_an_edit_on_the_board_redraws_the_curve_and_the_facts(shop: JourneyMap, events: Events) -> None:
    page = overview(shop, events)
    assert scores(page) == [1, -1, 2]
    page.board.edit("set_emotion", stage="basket", score=-1.8)
    assert scores(page) == [1, -1.8, 2]
    assert {card["label"]: card["value"] for card in page.facts.cards}["Lowest point"] == "\N{MINUS SIGN}1.8"
    assert shop.emotions[1].score == -1, "the map that went in has changed"


def test_looking_through_another_persona_shows_her_curve(shop: JourneyMap, events: Events) -> None:
    page = overview(shop, events)
    page.board.persona = "bo"
    assert scores(page) == [1, 0.5, 2]


def test_an_edited_binding_counts_again(shop: JourneyMap, events: Events) -> None:
    page = overview(shop, events)
    page.board.edit("update_touchpoint", id="cart", binding={"events": ["cart", "help"]})
    assert page.board.evidence["touchpoints"]["cart"]["paths"] == 3
    assert page.board.evidence["stages"]["basket"]["paths"] == 3


@pytest.mark.slow
def test_removing_every_binding_keeps_the_last_count_and_says_why(shop: JourneyMap, events: Events) -> None:
    page = overview(shop, events)
    said: list[tuple[str, str]] = []
    page.board.say = lambda text, tone="quiet": said.append((text, tone))  # type: ignore[method-assign]
    for id in ("home", "cart", "card-form"):
        page.board.edit("remove_touchpoint", id=id)
    assert said[-1][1] == "problem"
    assert "no touchpoint of map 'shop' is bound" in said[-1][0]


def test_persona_card_and_board_follow_each_other(shop: JourneyMap) -> None:
    page = overview(shop)
    page.personas.edit("update_persona", id="ann", quote="Just let me pay")
    assert page.board.map.personas[0].quote == "Just let me pay"
    page.board.undo()
    assert page.personas.map.personas[0].quote == ""


def test_the_sankey_switches_between_stages_and_steps(shop: JourneyMap, events: Events) -> None:
    page = overview(shop, events)
    assert page.flow is not None
    before = page.flow.plot.figure
    page.flow.grain.value = "Step by step"
    assert page.flow.plot.figure is not before
    assert "Step 1" in str(page.flow.plot.figure.to_dict())


def test_without_data_the_page_says_how_to_add_them(shop: JourneyMap) -> None:
    page = overview(shop)
    assert page.flow is None
    assert "jk.read_events" in page._says.value


def test_a_log_that_cannot_be_bound_is_a_sentence_not_a_traceback(events: Events) -> None:
    page = overview(new_map("Blank", stages=["A"]), events)
    assert "no touchpoint of map 'blank' is bound" in page._says.value


@pytest.mark.parametrize("editable", [True, False])
def test_a_reading_page_changes_nothing_whatever_a_browser_sends(shop: JourneyMap, editable: bool) -> None:
    page = overview(shop, editable=editable)
    message = {"edit": "update_stage", "args": {"id": "pay", "name": "Checkout"}, "id": "x:1"}
    for widget in (page.board, page.personas):
        widget._handle_custom_msg(message, [])
    assert page.board.map.stages[2].name == "Pay" or editable
    page = overview(edit.update_map(shop, name="x"), editable=False)
    page.board._handle_custom_msg(message, [])
    assert page.board.map.stages[2].name == "Pay"


def test_a_click_on_a_stage_names_its_touchpoints(shop: JourneyMap, events: Events) -> None:
    page = overview(shop, events)
    assert page.flow is not None
    assert page.reach is not None
    assert "Touchpoints in Browse" in str(page.reach.plot.figure.to_dict())
    nodes = page.flow.plot.figure.data[0].node.customdata
    basket = next(place for place, node in enumerate(nodes) if "Basket" in node[0])
    page.flow.plot.set_state({"picked": {"kind": "node", "trace": 0, "index": basket}})
    assert page.flow.stage == 1
    assert "Touchpoints in Basket" in str(page.reach.plot.figure.to_dict())


def test_a_kpi_that_cannot_be_computed_leaves_the_dashboard_standing(shop: JourneyMap, events: Events) -> None:
    ages = {"attempt": "home", "success": "cart", "window": "99999999999w"}
    journey = edit.add_kpi(edit.add_kpi(shop, "Ages", formula=ages), "Asked", formula={**ages, "window": ""})
    assert list(overview(journey, events).board.evidence["kpis"]) == ["asked"]


def test_a_feeling_that_changes_sends_the_curve_a_patch_of_its_line_and_no_chart_a_figure(
    shop: JourneyMap, events: Events
) -> None:
    page = overview(shop, events)
    assert page.flow is not None
    assert page.funnel is not None
    told: list[dict[str, Any]] = []
    plots = (page.curve, page.flow.plot, page.funnel.plot, page.opportunities.ranking, page.opportunities.matrix)
    for plot in plots:
        plot._send = lambda data, buffers=None: told.append(data)
    page.board.edit("set_emotion", stage="basket", score=-0.8)
    [message] = told
    assert message["method"] == "custom"
    patch = message["content"]["patch"]
    assert {place: set(values) for place, values in patch["data"].items()} == {"0": {"y", "customdata"}}
    assert set(patch["layout"]) == {"annotations", "meta"}
