"""A ribbon of the Sankey, the funnel behind it and the list behind that say the same number."""

from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page

from journeykit import datasets, edit, examples, measure, read_events
from journeykit.dashboards.flow_panel import FlowPanel, stage_flow, step_flow
from journeykit.events import Events
from journeykit.examples import example
from journeykit.model.journey import JourneyMap
from journeykit.summary.switches import STAGES, STEPS
from tests.browser.harness import Stage
from tests.summary.conftest import all_of

# The numbers of the ribbons that can be seen, in the first frame that shows them.
SEEN = """() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(
  [...document.querySelectorAll("#plot .sankey-link")].filter((link) => {
    const { opacity, fillOpacity } = getComputedStyle(link);
    const { width, height } = link.getBoundingClientRect();
    return opacity === "1" && fillOpacity > 0 && link.getTotalLength() > 0 && width > 0 && height > 0;
  }).map((link) => link.__data__.link.pointNumber)))))"""


def ribbons(panel: FlowPanel) -> list[int]:
    return list(range(len(panel.plot.figure.data[0].link.value)))


@pytest.mark.parametrize("grain", [STAGES, STEPS])
def test_ribbon_funnel_and_list_agree_for_every_ribbon(shop: JourneyMap, events: Events, grain: str) -> None:
    panel = FlowPanel(all_of(shop, events), lists=True)
    panel.grain.value = grain
    assert ribbons(panel)
    for index in ribbons(panel):
        panel.plot.set_state({"picked": {"kind": "link", "trace": 0, "index": index}})
        count = panel.plot.figure.data[0].link.value[index]
        assert panel.behind.layout.display == ""
        assert panel.behind.plot.figure.data[1].x[1] == count
        assert len(panel.behind.ids) == len(set(panel.behind.ids)) == count


def test_the_call_in_print_gives_the_list(shop: JourneyMap, events: Events) -> None:
    import journeykit as jk

    measured = measure(shop, events)
    panel = FlowPanel(all_of(shop, events), lists=True)
    panel.plot.set_state({"picked": {"kind": "link", "trace": 0, "index": 0}})
    call = panel.behind._call.value.partition(": ")[2]
    assert eval(call, {"jk": jk, "measured": measured})["path"].tolist() == panel.behind.ids


def test_a_page_that_others_read_holds_no_ids(shop: JourneyMap) -> None:
    rows = [("canary-7f3", event, f"2026-05-01 10:0{minute}") for minute, event in enumerate(["home", "cart"])]
    log = read_events(pd.DataFrame(rows, columns=["user_id", "event", "timestamp"]))
    panel = FlowPanel(all_of(shop, log))
    for index in ribbons(panel):
        panel.plot.set_state({"picked": {"kind": "link", "trace": 0, "index": index}})
        assert panel.behind.ids == []
        states = [widget.get_state() for widget in (panel, panel.plot, panel.behind, *panel.behind.children)]
        assert "canary" not in str(states)


def test_another_choice_puts_what_was_behind_the_last_one_away(shop: JourneyMap, events: Events) -> None:
    panel = FlowPanel(all_of(shop, events), lists=True)
    panel.plot.set_state({"picked": {"kind": "link", "trace": 0, "index": 0}})
    panel.plot.set_state({"picked": {"kind": "node", "trace": 0, "index": 0}})
    assert (panel.behind.layout.display, panel.behind.ids) == ("none", [])
    panel.plot.set_state({"picked": {"kind": "link", "trace": 0, "index": 0}})
    panel.show(all_of(shop, events))
    assert panel.behind.layout.display == "none"


def test_touchpoints_of_one_name_in_two_stages_keep_bars_of_their_own(shop: JourneyMap, events: Events) -> None:
    twice = edit.add_touchpoint(shop, "Home", stage="pay", binding={"events": ["paid"]})
    panel = FlowPanel(all_of(twice, events))
    panel.grain.value = STEPS
    assert "Home (Browse)" in panel.plot.figure.layout.meta["alt"]


@pytest.mark.browser
@pytest.mark.parametrize("name", examples.names())
def test_every_row_of_the_flow_is_a_ribbon_that_can_be_seen_after_every_switch(
    strict_page: Page, tmp_path: Path, name: str
) -> None:
    numbers = all_of(example(name), read_events(datasets.log_for(name)))
    panel = FlowPanel(numbers)
    rows = {
        grain: {
            row
            for row, (paths, kind) in enumerate(zip(frame["paths"], frame["kind"], strict=True))
            # Who came back is told in words, and who reached the end did not leave.
            if paths and kind not in ("return", "end")
        }
        for grain, frame in ((STAGES, stage_flow(numbers).view.frame), (STEPS, step_flow(numbers).view.frame))
    }
    stage = Stage(strict_page, tmp_path, {"plot": panel.plot})
    strict_page.locator("#plot .sankey-link").first.wait_for(state="attached", timeout=30_000)

    def look(grain: str) -> None:
        links = panel.plot.figure.data[0].link
        drawn = [number for number, data in enumerate(links.customdata) if data[1] != "end"]
        assert sorted(strict_page.evaluate(SEEN)) == drawn
        assert {int(links.customdata[number][2]) for number in drawn} == rows[grain]

    look(STAGES)
    for grain in (STEPS, STAGES, STEPS, STAGES):
        panel.grain.value = grain
        stage.flush()
        look(grain)
    strict_page.set_viewport_size({"width": 900, "height": 900})
    strict_page.locator("#plot .main-svg[width='852']").first.wait_for(state="attached")
    look(STAGES)
