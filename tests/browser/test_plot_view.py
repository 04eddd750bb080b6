"""PlotView in Chromium: marks are drawn, one library serves all, keys choose, colours follow the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from playwright.sync_api import Locator, Page, expect

import journeykit as jk
from journeykit import charts
from journeykit.charts.theme import themed
from journeykit.editors.map_board import MapBoard
from journeykit.editors.plot_view import PlotView
from journeykit.model import edit, new_map
from journeykit.summary.views import emotion_view
from tests.browser.chromium import assert_axe_clean
from tests.browser.harness import Stage

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]


def flow(*values: float) -> go.Figure:
    link = {"source": [0, 1, 2, 0], "target": [1, 2, 3, 4], "value": list(values or (50, 30, 20, 40))}
    node = {"label": ["Aware", "Consider", "Decide", "Use", "left"], "color": "#1f2430"}
    figure = go.Figure(go.Sankey(node=node, link=link, arrangement="fixed"))
    figure.update_layout(height=300, meta={"alt": "Where 90 families go, stage by stage."})
    return themed(figure, "css")


def bars(count: int = 3) -> go.Figure:
    figure = go.Figure(go.Bar(x=list(range(1, count + 1)), y=[f"stage {n}" for n in range(count)], orientation="h"))
    return themed(figure.update_layout(height=180, meta={"alt": "Who goes on."}), "css")


def drawn(marks: Locator, count: int) -> None:
    """Wait until so many marks are drawn; a busy machine needs seconds to read the library."""
    expect(marks).to_have_count(count, timeout=30_000)


def asks(stage: Stage) -> int:
    sent = [message for name in stage.widgets for message in stage.sent(name)]
    return sum(message.get("content") == {"ask": "plotly"} for message in sent)


def test_five_views_draw_their_marks_from_one_library(strict_page: Page, tmp_path: Path) -> None:
    widgets = {f"bar{n}": PlotView(bars(n)) for n in range(1, 5)} | {"flow": PlotView(flow())}
    stage = Stage(strict_page, tmp_path, widgets)
    for n in range(1, 5):
        drawn(strict_page.locator(f"#bar{n} .point path"), n)
    drawn(strict_page.locator("#flow .sankey-link"), 4)
    assert asks(stage) == 1


def test_a_view_that_comes_later_uses_the_library_that_is_there(strict_page: Page, tmp_path: Path) -> None:
    stage = Stage(strict_page, tmp_path, {"flow": PlotView(flow())})
    drawn(strict_page.locator("#flow .sankey-link"), 4)
    strict_page.evaluate(
        "document.querySelector('main').append(Object.assign(document.createElement('div'), {id: 'b'}))"
    )
    strict_page.evaluate("open('flow', 'b')")
    drawn(strict_page.locator("#b .sankey-link"), 4)
    assert asks(stage) == 1
    strict_page.evaluate("views.b()")
    drawn(strict_page.locator("#flow .sankey-link"), 4)


def test_another_figure_is_drawn_in_place(strict_page: Page, tmp_path: Path) -> None:
    view = PlotView(bars(2))
    stage = Stage(strict_page, tmp_path, {"plot": view})
    drawn(strict_page.locator("#plot .point path"), 2)
    view.figure = flow()
    stage.flush()
    drawn(strict_page.locator("#plot .sankey-link"), 4)
    expect(strict_page.get_by_role("img", name="Where 90 families go, stage by stage.")).to_be_visible()
    view.figure = None
    stage.flush()
    expect(strict_page.get_by_text("No chart yet.")).to_be_visible()


def test_a_click_chooses_a_node_and_shows_its_whole_route(strict_page: Page, tmp_path: Path) -> None:
    view = PlotView(flow())
    Stage(strict_page, tmp_path, {"plot": view})
    drawn(strict_page.locator(".sankey-link"), 4)
    strict_page.locator(".sankey-node").nth(2).locator(".node-rect").click()
    expect(strict_page.locator(".sankey-link.is-route")).to_have_count(3)
    expect(strict_page.locator(".sankey-link:not(.is-route)")).to_have_css("opacity", "0.28")
    assert view.selected == {"kind": "node", "trace": 0, "index": 2, "label": "Decide"}
    strict_page.locator(".sankey-node").nth(2).locator(".node-rect").click()
    expect(strict_page.locator(".sankey-link.is-route")).to_have_count(0)
    assert view.selected is None


def test_keys_go_through_the_marks_and_choose_one(strict_page: Page, tmp_path: Path) -> None:
    view = PlotView(flow())
    Stage(strict_page, tmp_path, {"plot": view})
    drawn(strict_page.locator(".sankey-link"), 4)
    strict_page.keyboard.press("Tab")
    group = strict_page.get_by_role("group")
    expect(group).to_be_focused()
    strict_page.keyboard.press("End")
    expect(strict_page.get_by_role("status")).to_have_text("Aware to left, 40 (9 of 9)")
    expect(strict_page.locator(".jk-plot__caption")).to_have_text("Aware to left, 40")
    strict_page.keyboard.press("Enter")
    expect(strict_page.locator(".sankey-link.is-route")).to_have_count(1)
    assert view.selected is not None
    assert view.selected["target_label"] == "left"
    strict_page.keyboard.press("Escape")
    expect(strict_page.locator(".sankey-link.is-route")).to_have_count(0)
    assert view.selected is None
    expect(group).to_be_focused()


def test_a_chart_follows_the_width_of_its_place(strict_page: Page, tmp_path: Path) -> None:
    Stage(strict_page, tmp_path, {"plot": PlotView(bars())})
    drawing = strict_page.locator(".main-svg").first
    drawn(strict_page.locator(".point path"), 3)
    expect(drawing).to_have_attribute("width", "1232")
    strict_page.set_viewport_size({"width": 640, "height": 900})
    expect(drawing).to_have_attribute("width", "592")
    expect(drawing).to_have_attribute("height", "180")
    assert strict_page.evaluate("document.documentElement.scrollWidth") == 640


def test_a_place_too_narrow_for_the_labels_is_scrolled_by_keys_too(strict_page: Page, tmp_path: Path) -> None:
    strict_page.set_viewport_size({"width": 420, "height": 800})
    figure = bars().update_layout(meta={"alt": "Who goes on.", "width": 600})
    Stage(strict_page, tmp_path, {"bars": PlotView(figure, selectable=False)})
    drawn(strict_page.locator("#bars .point path"), 3)
    place = strict_page.locator("#bars .jk-plot__stage")
    assert place.evaluate("e => [e.scrollWidth, document.documentElement.scrollWidth]") == [600, 420]
    place.focus()
    strict_page.keyboard.press("ArrowRight")
    place.evaluate(
        "e => new Promise((done) => { (function look() { e.scrollLeft > 0 ? done() : setTimeout(look, 20); })(); })"
    )
    assert_axe_clean(strict_page)
    strict_page.set_viewport_size({"width": 900, "height": 800})
    expect(place).not_to_have_attribute("tabindex", "0")


def test_a_narrower_chart_keeps_its_ribbons_what_was_chosen_and_where_the_keys_are(
    strict_page: Page, tmp_path: Path
) -> None:
    view = PlotView(flow())
    Stage(strict_page, tmp_path, {"plot": view})
    drawn(strict_page.locator(".sankey-link"), 4)
    strict_page.keyboard.press("Tab")
    strict_page.keyboard.press("End")
    for width in (700, 900):
        strict_page.set_viewport_size({"width": width, "height": 900})
        expect(strict_page.locator(".main-svg").first).to_have_attribute("width", str(width - 48))
    assert [
        link.evaluate("(e) => getComputedStyle(e).opacity") for link in strict_page.locator(".sankey-link").all()
    ] == ["1"] * 4
    expect(strict_page.locator(".sankey-link.is-current")).to_have_count(1)
    strict_page.locator(".sankey-node").nth(2).locator(".node-rect").click()
    assert view.selected is not None
    expect(strict_page.locator(".sankey-link.is-route")).to_have_count(3)


def test_a_chart_in_a_closed_tab_is_drawn_when_the_tab_opens(strict_page: Page, tmp_path: Path) -> None:
    stage = Stage(strict_page, tmp_path, {"plot": PlotView(bars(2))}, hidden=True)
    strict_page.wait_for_timeout(300)
    assert strict_page.locator(".main-svg").count() == 0
    stage.page.evaluate("document.getElementById('plot').hidden = false")
    drawn(strict_page.locator(".point path"), 2)


@pytest.mark.parametrize("host", [None, "dark"])
def test_words_and_ground_follow_a_dark_page(new_strict_page: NewPage, tmp_path: Path, host: str | None) -> None:
    page = new_strict_page(dark=host is None)
    Stage(page, tmp_path, {"plot": PlotView(flow())}, theme=host)
    label = page.locator(".node-label").first
    expect(label).to_be_visible(timeout=30_000)
    assert label.evaluate("(e) => getComputedStyle(e).fill") == "rgb(232, 235, 240)"
    assert page.locator(".node-rect").first.evaluate("(e) => getComputedStyle(e).fill") == "rgb(232, 235, 240)"


def test_a_light_notebook_stays_light_on_a_dark_system(new_strict_page: NewPage, tmp_path: Path) -> None:
    page = new_strict_page(dark=True)
    Stage(page, tmp_path, {"plot": PlotView(flow())}, theme="light")
    expect(page.locator(".node-label").first).to_be_visible(timeout=30_000)
    assert page.locator(".node-label").first.evaluate("(e) => getComputedStyle(e).fill") == "rgb(31, 36, 48)"


def test_before_the_library_comes_there_is_a_skeleton_and_after_it_none(strict_page: Page, tmp_path: Path) -> None:
    view = PlotView(bars())
    answer = view._handle_custom_msg
    view._handle_custom_msg = lambda content, buffers: None
    stage = Stage(strict_page, tmp_path, {"plot": view})
    expect(strict_page.locator(".jk-skeleton")).to_have_count(4)
    expect(strict_page.get_by_role("group")).to_have_attribute("aria-busy", "true")
    height = strict_page.locator(".jk-plot").bounding_box()["height"]  # type: ignore[index]
    answer({"ask": "plotly"}, [])
    stage.flush()
    drawn(strict_page.locator(".point path"), 3)
    expect(strict_page.locator(".jk-skeleton")).to_have_count(0)
    assert strict_page.locator(".jk-plot").bounding_box()["height"] == height  # type: ignore[index]


def test_a_library_that_does_not_open_is_told_and_can_be_asked_for_again(chromium: Any, tmp_path: Path) -> None:
    # Not a strict page: the cause goes to the console on purpose.
    page = chromium.new_page()
    view = PlotView(bars())
    answer = view._handle_custom_msg
    view._handle_custom_msg = lambda content, buffers: view.send({"plotly": "0"}, [b"not gzip"])
    Stage(page, tmp_path, {"plot": view})
    expect(page.get_by_role("alert")).to_contain_text("The chart library could not be loaded in this browser.")
    view._handle_custom_msg = answer
    page.get_by_role("button", name="Try again").click()
    drawn(page.locator(".point path"), 3)
    page.close()


def test_text_in_a_figure_stays_text(strict_page: Page, tmp_path: Path) -> None:
    nasty = "<img src=x onerror=alert(1)><a href='javascript:alert(2)'>x</a>"
    figure = bars().update_layout(meta={"alt": nasty}, title={"text": "&lt;b&gt;"})
    strict_page.on("dialog", lambda dialog: pytest.fail(f"script ran: {dialog.message}"))
    Stage(strict_page, tmp_path, {"plot": PlotView(figure)})
    drawn(strict_page.locator(".point path"), 3)
    assert strict_page.locator("#plot img, #plot a").count() == 0


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing(new_strict_page: NewPage, tmp_path: Path, dark: bool) -> None:
    page = new_strict_page(dark=dark)
    Stage(page, tmp_path, {"flow": PlotView(flow()), "bars": PlotView(bars()), "none": PlotView()})
    drawn(page.locator(".sankey-link"), 4)
    assert_axe_clean(page)


def far_below(page: Page, tmp_path: Path) -> Locator:
    """Open two charts, one of them several windows below the other, and return its place."""
    tall = PlotView({"data": [{"type": "bar", "y": [1]}], "layout": {"height": 6000}})
    Stage(page, tmp_path, {"near": PlotView(bars()), "tall": tall, "far": PlotView(flow())})
    drawn(page.locator("#near .point path"), 3)
    drawn(page.locator("#tall .point path"), 1)
    return page.locator("#far")


@pytest.fixture
def busy_page(strict_page: Page) -> Page:
    """A page whose browser has never a pause."""
    strict_page.add_init_script("globalThis.requestIdleCallback = () => 0;")
    return strict_page


def test_a_chart_far_below_is_drawn_when_it_comes_near_the_window(busy_page: Page, tmp_path: Path) -> None:
    far = far_below(busy_page, tmp_path)
    expect(far.locator(".jk-skeleton")).to_have_count(4)
    assert far.locator(".main-svg").count() == 0
    # Not yet in the window: nobody who scrolls sees an empty place.
    busy_page.evaluate("scrollTo(0, document.getElementById('far').offsetTop - 1.5 * innerHeight)")
    drawn(far.locator(".sankey-link"), 4)


def test_a_chart_far_below_is_drawn_before_the_page_is_printed(busy_page: Page, tmp_path: Path) -> None:
    far = far_below(busy_page, tmp_path)
    assert far.locator(".main-svg").count() == 0
    busy_page.pdf()
    assert far.locator(".sankey-link").count() == 4


def test_a_chart_far_below_is_drawn_in_a_pause(strict_page: Page, tmp_path: Path) -> None:
    drawn(far_below(strict_page, tmp_path).locator(".sankey-link"), 4)
    assert strict_page.evaluate("scrollY") == 0


def test_the_library_is_asked_for_when_the_board_stands(strict_page: Page, tmp_path: Path) -> None:
    board, asked = MapBoard(jk.example("cook-family"), editable=False), []
    answer = board._handle_custom_msg

    def hold(content: Any, buffers: Any) -> None:
        if content.get("ask") == "module":
            asked.append(content)
        else:
            answer(content, buffers)

    board._handle_custom_msg = hold
    stage = Stage(strict_page, tmp_path, {"board": board, "plot": PlotView(bars())})
    expect(strict_page.locator(".jk-board")).to_have_attribute("aria-busy", "true")
    strict_page.evaluate("new Promise((go) => requestIdleCallback(() => requestIdleCallback(go)))")
    assert asks(stage) == 0
    answer(asked[0], [])
    stage.flush()
    drawn(strict_page.locator("#plot .point path"), 3)
    assert asks(stage) == 1


def test_a_kind_of_trace_that_few_figures_have_is_drawn_too(strict_page: Page, tmp_path: Path) -> None:
    pie = {"data": [{"type": "pie", "values": [3, 1], "labels": ["a", "b"]}], "layout": {"height": 200}}
    Stage(strict_page, tmp_path, {"bars": PlotView(bars()), "pie": PlotView(pie)})
    drawn(strict_page.locator("#pie .slice"), 2)
    drawn(strict_page.locator("#bars .point path"), 3)


# Without what Plotly counts up for each drawing, the order in which labels came, and empty lines, whose attributes come
# in any order.
INSIDE = """(id) => {
  const host = document.querySelector(`#${id} .js-plotly-plot`);
  const plain = (text) => text.replace(/(clip|defs-|legend|g|trace)[0-9a-f]{6}/g, "$1");
  const labels = [...host.querySelectorAll(".annotation")].map((label) => plain(label.outerHTML)).sort();
  const rest = host.cloneNode(true);
  for (const other of rest.querySelectorAll(".annotation, .xlines-above, .ylines-above")) other.remove();
  return [plain(rest.querySelector(".svg-container").innerHTML), labels];
}"""


def test_a_feeling_that_changes_moves_the_marks_and_the_chart_is_the_one_drawn_anew(
    strict_page: Page, tmp_path: Path
) -> None:
    journey = new_map("Shop", stages=["Browse", "Basket", "Pay"])
    edits: list[dict[str, Any]] = [
        {"stage": "browse", "score": 1, "words": ["curious"]},
        {"stage": "pay", "score": -1, "words": ["worried about the price"]},
        {"stage": "basket", "score": 0.5, "words": ["torn"]},  # Closes the gap of the line.
        {"stage": "basket", "score": -1.2},
        {"stage": "pay", "score": 0.8, "kind": "measured", "n": 40, "low": 0.5, "high": 1.1},
        {"stage": "pay", "score": -0.4, "kind": "measured", "low": -0.7, "high": -0.1},  # In another colour.
    ]
    kept, views = [], []
    for change in edits:
        journey = edit.set_emotion(journey, **change)
        view = emotion_view(journey, None)
        views.append(themed(charts.emotion_curve(view.frame, title=view.title, width=700), "css"))
    plot = PlotView(views[0])
    stage = Stage(strict_page, tmp_path, {"plot": plot, **{f"anew{n}": PlotView(each) for n, each in enumerate(views)}})
    for n in range(len(views)):
        strict_page.locator(f"#anew{n} .scatterlayer .trace").first.wait_for(state="attached", timeout=60_000)
    for n, each in enumerate(views[1:], 1):
        marks = strict_page.query_selector("#plot .scatterlayer .trace")
        assert marks is not None
        plot.figure = each
        stage.flush()
        same = f"() => JSON.stringify(({INSIDE})('plot')) === JSON.stringify(({INSIDE})('anew{n}'))"
        strict_page.wait_for_function(same)
        kept.append(marks.evaluate("(line) => line.isConnected"))
    # Anew only where a trace came: the measured line and its interval.
    assert kept == [True, True, True, False, True]
