"""What people who only read are shown: no group of fewer than five, by any click, in any state of any widget."""

from __future__ import annotations

import html
import itertools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd
import pytest

import journeykit as jk
from journeykit.dashboards import overview
from journeykit.dashboards.overview import Overview
from journeykit.editors import PlotView
from journeykit.events import Events
from journeykit.export.map_page import render_map_page
from journeykit.model import JourneyMap
from journeykit.summary.board import board_numbers
from journeykit.summary.click_details import event_view, step_flow_view
from journeykit.summary.numbers import shared_numbers
from journeykit.summary.switches import STAGES, STEPS
from tests.summary.attacker import Outcome, Reading, attack, read_all
from tests.summary.small_logs import small_log, true_counts

RARE = "sued the practice"


def practice() -> JourneyMap:
    journey = jk.new_map("Practice", stages=["Book", "Visit", "Pay"])
    rules = {
        "Phone": ("book", ["phone"]),
        "Web form": ("book", ["form*"]),
        "Treatment": ("visit", ["treated", "x-ray"]),
    }
    rules |= {"Bill": ("pay", ["bill", RARE])}
    for name, (stage, events) in rules.items():
        journey = jk.edit.add_touchpoint(journey, name, stage=stage, binding={"events": events})
    journey = jk.edit.add_route(journey, "Happy", kind="happy", touchpoints=["phone", "treatment", "bill"])
    where = [{"column": "plan", "value": "gold"}]
    journey = jk.edit.add_persona(journey, "Gold", rule={"where": where})
    return jk.edit.add_opportunity(journey, "Web first", stage="book", touchpoint="web-form")


def log() -> Events:
    paths = {
        "phone treated bill": 60,
        "phone treated": 23,
        "phone": 40,
        "form treated bill": 31,
        "form": 3,
        "treated phone": 9,
        f"phone treated bill,{RARE}": 2,
        "phone form treated x-ray bill": 11,
    }
    rows, number = [], itertools.count()
    for path, count in paths.items():
        for _ in range(count):
            who, steps = f"canary{next(number)}", path.replace(",", " , ").split(" ")
            events = [RARE if step == "," else step for step in steps if step not in RARE.split()]
            plan = "gold" if who in ("canary0", "canary1") else "basic"
            rows += [(who, event, f"2026-05-{day + 1:02}", plan) for day, event in enumerate(events)]
    frame = pd.DataFrame(rows, columns=["user_id", "event", "timestamp", "plan"])
    return jk.read_events(frame, attribute_cols=["plan"])


def every(widget: Any) -> Iterator[widgets.Widget]:
    yield widget
    for child in getattr(widget, "children", ()):
        yield from every(child)


def states(page: Overview) -> str:
    """Return everything that the page's widgets hold and would send, but for code and style."""
    kept = []
    for widget in every(page):
        state = {name: value for name, value in widget.get_state().items() if not name.startswith("_")}
        kept.append(json.dumps(state, default=str))
    for panel in (page.flow, page.funnel, page.reach):
        assert panel is not None
        kept.append(panel.plot.figure.to_json())
    assert page.flow is not None
    kept.append(page.flow.behind.plot.figure.to_json() if page.flow.behind.plot.figure is not None else "")
    return "\n".join(kept)


def clicked_through(page: Overview) -> Iterator[str]:
    """Yield the states after each click that a reader can make."""
    assert page.flow is not None
    assert page.reach is not None
    assert page.funnel is not None
    yield states(page)
    for grain in (STAGES, STEPS):
        page.flow.grain.value = grain
        yield states(page)
        data = page.flow.plot.figure["data"]
        for index in range(len(data[0]["link"]["value"]) if data else 0):
            page.flow.plot.set_state({"picked": {"kind": "link", "trace": 0, "index": index}})
            yield states(page)
    for base in ("first", "all"):
        page.funnel.base.value = base
        yield states(page)
    for place in range(len(page.board.map.stages)):
        page.reach.show_stage(place)
        rows = page.reach._rows
        assert rows is not None
        for index in range(len(rows)):
            page.reach.plot.set_state({"picked": {"kind": "point", "trace": 1, "index": index}})
            yield states(page)
            page.reach.back.click()


@pytest.mark.slow
def test_no_click_of_a_reader_shows_a_small_group_an_id_or_a_rare_event() -> None:
    page = overview(practice(), log(), editable=False)
    content = json.dumps(page.board.map.model_dump(mode="json"))
    small = re.compile(r'(?<![\d.,<-])[1-4] customers?\b|"paths": [1-4]\b')
    for state in clicked_through(page):
        assert "canary" not in state
        assert small.search(state) is None, small.search(state)
        # The map itself names the event in a rule of its author's.
        assert state.count(RARE) <= 2 * content.count(RARE)
        assert f">{RARE}<" not in state


@pytest.mark.slow
def test_a_page_without_a_kernel_holds_no_small_group_no_id_and_no_rare_event_behind_any_click() -> None:
    journey = practice()
    page = render_map_page(journey, log())
    held = html.unescape(json.dumps([json.loads(text) for text in _json_of(page)], ensure_ascii=False)).replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "canary" not in page
    small = re.compile(r'(?<![\d.,<-])[1-4] customers?\b|"paths": [1-4]\b')
    assert small.search(held) is None, small.search(held)
    assert f">{RARE}<" not in held
    # What is behind every ribbon and every bar is there.
    assert held.count('"behind"') >= 4
    told = json.dumps([json.loads(text) for text in _json_of(render_map_page(journey, log(), least=1))])
    assert f">{RARE}<" in html.unescape(told), "nothing is withheld from who works on the map"


def _json_of(page: str) -> list[str]:
    return re.findall(r'<script type="application/json" [^>]*>(.*?)</script>', page, re.DOTALL)


@pytest.mark.slow
def test_whoever_works_on_the_map_sees_all_of_it() -> None:
    page = overview(practice(), log())
    told = "".join(clicked_through(page))
    assert f">{RARE}<" in told
    assert re.search(r"canary\d", told)
    assert page.board.evidence["touchpoints"]["web-form"]["paths"] == 45


@pytest.mark.slow
def test_ids_are_listed_only_where_nothing_is_withheld() -> None:
    page = overview(practice(), log(), least=5)
    assert not any("canary" in state for state in clicked_through(page))


@pytest.mark.slow
def test_a_reader_gets_the_numbers_of_the_exported_page() -> None:
    journey, events = practice(), log()
    page = overview(journey, events, editable=False)
    assert page.board.evidence == board_numbers(shared_numbers(jk.measure(journey, events)))
    assert page.board.evidence != overview(journey, events).board.evidence


def test_events_of_few_are_one_row_without_a_number() -> None:
    numbers = shared_numbers(jk.measure(practice(), log()))
    frame = event_view(numbers, "bill").frame
    assert frame["touchpoint"].tolist()[-1] == "other events"
    assert RARE not in set(frame["touchpoint"])
    assert frame["paths"].dropna().ge(5).all()


@pytest.mark.slow
@pytest.mark.parametrize("least", [5, 10, 40])
def test_ribbons_of_steps_are_shown_from_the_limit_on(least: int) -> None:
    numbers = shared_numbers(jk.measure(practice(), log()), least=least)
    view = step_flow_view(numbers)
    assert view.frame["paths"].ge(least).all()
    if "steps" not in numbers.details:
        assert view.instead


@pytest.mark.slow
def test_what_a_click_shows_takes_no_number_from_the_page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    measured = jk.measure(practice(), log())
    numbers = shared_numbers(measured)
    assert numbers.details
    monkeypatch.setattr("journeykit.summary.numbers._CHOICES", ())
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    alone = shared_numbers(measured)
    assert not alone.details
    page = alone.counts.keys()
    assert numbers.hidden & page == alone.hidden & page


# ---------------------------------------------------------------------------------------------------- readers attacking


def all_states(page: Overview) -> Iterator[tuple[list[Any], str]]:
    """Yield figures and words after each click that a reader can make."""
    for _ in clicked_through(page):
        plots = [widget for widget in every(page) if isinstance(widget, PlotView) and widget.figure is not None]
        said = [" ".join(str(fact) for card in page.facts.cards for fact in _in_order(card))]
        said += [widget.value for widget in every(page) if isinstance(widget, widgets.Label)]
        yield [json.loads(plot.figure.to_json().replace("\N{NO-BREAK SPACE}", " ")) for plot in plots], " ".join(said)


def _in_order(card: dict[str, Any]) -> list[Any]:
    more = " · ".join(card[name] for name in ("unit", "detail") if card.get(name))
    return [card["label"], card.get("value", ""), more]


def read_dashboard(page: Overview) -> Reading:
    """Read all that a reader's dashboard holds and shows after any click."""
    state = json.loads(json.dumps(page.board.get_state()["document"], default=str))
    seen = Reading(state["content"])
    evidence, shares = (
        json.loads(json.dumps(each, ensure_ascii=False).replace("\N{NO-BREAK SPACE}", " "))
        for each in (page.board.evidence, page.personas.shares)
    )
    for figures, said in all_states(page):
        read_all(seen, evidence, shares, figures, said.replace("\N{NO-BREAK SPACE}", " "))
    return seen


def attacked(seed: int) -> Outcome:
    few = small_log(seed)
    return attack(read_dashboard(overview(few.journey, few.events(), editable=False)), true_counts(few))


@pytest.mark.slow
def test_the_reader_of_these_tests_reads_the_steps_too() -> None:
    few = small_log(3)
    seen = read_dashboard(overview(few.journey, few.events(), editable=False, least=1))
    truth = true_counts(few)
    assert {cell: truth.get(cell, 0) for cell in seen.shown} == seen.shown
    assert {cell for cell in truth if isinstance(cell, tuple) and cell[0] == "step"} <= set(seen.shown)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(8))
def test_nobody_with_an_integer_program_finds_a_count_that_a_dashboard_withholds(seed: int) -> None:
    assert attacked(seed).found == []


@pytest.mark.slow
def test_steps_are_shown_from_the_first_on_without_a_gap() -> None:
    few = small_log(2136)
    page = overview(few.journey, few.events(), editable=False)
    assert page._numbers is not None
    second = ("step", 2, "event", "stageb-t1", "left")
    assert page._numbers.shown(second), "the log has a large second step"
    assert page._numbers.steps.empty, "no first step may be shown, and the second would stand in its place"
    assert attacked(2136).found == []


@pytest.mark.soak
@pytest.mark.parametrize("first", range(2000, 2200, 25))
def test_nobody_finds_a_withheld_count_on_two_hundred_dashboards(first: int) -> None:
    assert [(seed, found) for seed in range(first, first + 25) if (found := attacked(seed).found)] == []
