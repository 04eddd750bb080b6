"""flow_page: a log on one page, complete in numbers, and in a browser drawn, silent and legible."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from journeykit.charts._flow import read_flow
from journeykit.errors import FrameError
from journeykit.export import flow_page, render_page, write_page
from tests.export.pages import HOSTILE, PLAIN, funnel_frame, report, step_frame, transition_frame

if TYPE_CHECKING:
    from playwright.sync_api import Page


def sections(names: list[str] = PLAIN, **changes: Any) -> list[Any]:
    frames = {
        "report": report(),
        "steps": step_frame(names),
        "transitions": transition_frame(names),
        "funnel": funnel_frame(names[:4]),
        "definitions": {"Transitions": "ordered pairs of consecutive events; of all sessions"},
        "unit": "sessions",
    }
    return flow_page(**(frames | changes))


def words(**changes: Any) -> str:
    page = render_page(title="Log", sections=sections(**changes))
    body = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("\u00a0", " ").split())


def test_the_page_tells_how_the_log_was_read_before_its_charts() -> None:
    said = words()
    assert said.index("How the log was read") < said.index("Step by step")
    assert "Lines 602 lines = 600 kept + 2 rejected" in said
    assert "First and last time 1 May 2026, 10:00:00 to 1 June 2026, 12:30:00" in said
    assert "the time is empty 1 line 4 timestamp_col=…" in said
    assert "counts may differ exact duplicates kept: 3 duplicates=&#x27;drop&#x27;" in said
    assert "More: columns and their first values, notes for information" in said
    assert "path session &lt;b&gt;s1&lt;/b&gt; · s2 guessed by name path_col=…" in said
    assert "For information Note What changes it 17 ties in time, kept in the order of the rows" in said
    assert "the time is empty 1 line 4 --timestamp_col=…" in words(argument=lambda change: f"--{change}")


def test_the_delimiter_stands_among_the_definitions() -> None:
    page = render_page(title="Log", sections=sections())
    assert "<dt>Delimiter</dt><dd>tab</dd></dl>" in page
    assert "delimiter:" not in page


def test_events_without_a_touchpoint_and_touchpoints_without_events_are_listed() -> None:
    hint = "“Ad” differs only in upper and lower case from the rule ad*"
    unclaimed = pd.DataFrame(
        {
            "event": ["help", "Ad"],
            "events": [1200, 3],
            "paths": [40, 3],
            "event_share": [0.5, 0.001],
            "hint": ["", hint],
        }
    )
    unsupported = pd.DataFrame({"touchpoint": ["Poster"], "stage": ["See"], "reason": ["no binding"]})
    said = words(unclaimed=unclaimed, unsupported=unsupported)
    assert "Unclaimed events, most frequent first: 2 names, 1,203 events" in said
    assert f"Event Events Paths Share of all events Hint help 1,200 40 50.0 % Ad 3 3 0.1 % {hint}" in said
    assert "Touchpoint Stage Reason Poster See no binding" in said
    said = words(unclaimed=unclaimed.assign(hint=""))
    assert "Hint" not in said
    assert "Touchpoints without events" not in said


def test_a_map_and_a_log_that_cover_each_other_say_so() -> None:
    unclaimed = pd.DataFrame(columns=["event", "events", "paths", "event_share", "hint"])
    said = words(unclaimed=unclaimed, unsupported=pd.DataFrame(columns=["touchpoint", "stage", "reason"]))
    assert "Every event of the log belongs to a touchpoint." in said
    assert "Every touchpoint of the map has events." in said


def test_the_facts_are_those_of_the_frames() -> None:
    said = words()
    assert "Sessions 300" in said
    assert "Events 600 of 602 lines read" in said
    assert f"Transitions {transition_frame(PLAIN)['transitions'].sum():,} 25 kinds" in said
    assert "Rejected lines 2 0.3 % of lines" in said


def test_few_transitions_are_all_shown_at_once() -> None:
    said = words()
    assert "left off" not in said
    assert "product page search" in said


def test_many_transitions_are_cut_twice_and_both_cuts_are_said() -> None:
    names = [f"event {i}" for i in range(30)]
    said = words(names=names)
    assert "900 kinds" in said
    assert "50 of 900 rows, 850 left off" in said
    assert "500 of 900 kinds of transitions, 400 left off" in said


def test_the_most_frequent_transition_stands_first_whatever_the_order_of_the_frame() -> None:
    shuffled = transition_frame(PLAIN).sample(frac=1, random_state=1)
    assert words(transitions=shuffled) == words()


def test_a_log_where_nothing_follows_anything_says_so() -> None:
    said = words(transitions=transition_frame(PLAIN, 0), steps=step_frame(PLAIN).iloc[:0])
    assert "No path has a second event, so nothing follows anything." in said
    assert "No paths yet" in said


def test_a_definition_in_parts_is_one_line() -> None:
    said = words(definitions={"Funnel": {"unit": "unique paths", "window": "7 days", "population": ""}})
    assert "Funnel unit: unique paths · window: 7 days" in said


def test_a_missing_column_is_named() -> None:
    with pytest.raises(FrameError, match="flow_page needs the column 'out_share'"):
        sections(transitions=transition_frame(PLAIN).drop(columns="out_share"))


def test_frames_stay_as_they_were() -> None:
    frames = {"steps": step_frame(PLAIN), "transitions": transition_frame(PLAIN), "funnel": funnel_frame(PLAIN)}
    before = {name: frame.copy(deep=True) for name, frame in frames.items()}
    sections(**frames)
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(frame, before[name])


def opened(page: Page, folder: Path, names: list[str], **changes: Any) -> Page:
    path = write_page(folder / "page.html", title=names[0], sections=sections(names, **changes))
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-drawn]")
    return page


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    return page.eval_on_selector_all(
        selector,
        "nodes => nodes.map(n => n.getBoundingClientRect()).map(({x, y, width, height}) => ({x, y, width, height}))",
    )


@pytest.mark.browser
def test_every_ribbon_and_every_bar_is_drawn(strict_page: Page, tmp_path: Path) -> None:
    page = opened(strict_page, tmp_path, PLAIN)
    flow = read_flow(step_frame(PLAIN))
    assert page.locator("#chart-1 path.sankey-link").count() == len(flow.links)
    assert page.locator("#chart-1 rect.node-rect").count() == len(flow.nodes)
    assert page.locator("#chart-2 .bars .point path").count() == 8
    assert all(box["height"] > 0 for box in boxes(page, "#chart-1 rect.node-rect"))


@pytest.mark.browser
def test_bars_are_drawn_in_proportion_and_ribbons_meet_them(strict_page: Page, tmp_path: Path) -> None:
    """Plotly chooses the scale of a Sankey itself: this is the proof that our layout foresees it."""
    page = opened(strict_page, tmp_path, PLAIN)
    flow = read_flow(step_frame(PLAIN))
    drawn = sorted(box["height"] for box in boxes(page, "#chart-1 rect.node-rect"))
    paths = sorted(node.value for node in flow.nodes)
    scale = drawn[-1] / paths[-1]
    assert drawn == pytest.approx([max(count * scale, 0.5) for count in paths], abs=0.2)
    places = page.evaluate(
        "() => [...document.querySelectorAll('#chart-1 .sankey-node')].map(n => n.__data__)"
        ".map(({node: {x0, y0, y1}}) => [x0, y0, y1])"
    )
    for (x, _top, bottom), (other_x, other_top, _) in itertools.pairwise(sorted(places)):
        if x == other_x:
            assert other_top >= bottom + 9.5


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [800, 1600])
def test_no_two_labels_overlap(new_strict_page: Any, tmp_path: Path, width: int, dark: bool) -> None:
    names = ["/a/rather/long/name/of/a/page/that/nobody/reads", *PLAIN, *HOSTILE]
    page = opened(new_strict_page(width=width, dark=dark), tmp_path, names)
    for chart in ("#chart-1", "#chart-2"):
        labels = boxes(page, f"{chart} .annotation-text")
        assert len(labels) > 8
        for one, other in itertools.combinations(labels, 2):
            apart = (
                one["x"] + one["width"] <= other["x"] + 1
                or other["x"] + other["width"] <= one["x"] + 1
                or one["y"] + one["height"] <= other["y"] + 2
                or other["y"] + other["height"] <= one["y"] + 2
            )
            assert apart, (one, other)
        right = max(label["x"] + label["width"] for label in labels)
        assert right <= width - 16


@pytest.mark.browser
def test_hostile_names_are_shown_literally_and_run_nothing(strict_page: Page, tmp_path: Path) -> None:
    page = opened(strict_page, tmp_path, HOSTILE, stage_flow=None)
    assert page.evaluate("() => window.hacked") is None
    assert page.locator("main a, main img, svg a").count() == 0
    assert page.locator("h1").inner_text() == HOSTILE[0]
    cells = page.locator("tbody th").all_inner_texts()
    assert set(HOSTILE) <= set(cells)
    label = page.locator("#chart-2 .annotation-text").all_text_contents()
    assert HOSTILE[0] in label


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_breaks_no_rule_of_accessibility(new_strict_page: Any, tmp_path: Path, dark: bool) -> None:
    from tests.browser.chromium import assert_axe_clean

    page = opened(new_strict_page(width=800, dark=dark), tmp_path, [f"event {i}" for i in range(12)])
    for summary in page.locator("summary").all():
        summary.click()
    assert_axe_clean(page)


@pytest.mark.browser
def test_charts_follow_the_theme_without_being_drawn_again(strict_page: Page, tmp_path: Path) -> None:
    page = opened(strict_page, tmp_path, PLAIN)
    fill = "() => getComputedStyle(document.querySelector('#chart-1 .annotation-text')).fill"
    light = page.evaluate(fill)
    page.emulate_media(color_scheme="dark")
    assert (light, page.evaluate(fill)) == ("rgb(91, 100, 116)", "rgb(163, 173, 189)")


@pytest.mark.browser
def test_a_chart_takes_the_room_it_gets_and_paper_is_light(strict_page: Page, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    page = opened(strict_page, tmp_path, PLAIN)
    page.set_viewport_size({"width": 820, "height": 900})
    # Not wait_for_function: once it has to wait, it evaluates text, which the page's policy forbids.
    width = "() => document.querySelector('#chart-1 svg').clientWidth"
    for _ in range(100):
        if page.evaluate(width) < 780:
            break
        page.wait_for_timeout(100)
    assert page.evaluate(width) < 780
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#chart-1 svg").first).to_have_js_property("clientWidth", 672)
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
