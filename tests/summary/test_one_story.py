"""Board, Sankey, funnel, list, dashboard and page say the same of one stage, on maps and logs that nobody chose."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import journeykit as jk
from journeykit import events as ev
from journeykit import questions as qs
from journeykit.dashboards import overview
from journeykit.dashboards.overview import Overview
from journeykit.export.map_page import render_map_page
from journeykit.model import JourneyMap
from journeykit.text import count_words, share_words

Paths = list[list[str]]


class Case(NamedTuple):
    """A map whose touchpoints are bound to the event of their name, and the paths of a log."""

    bound: list[int]
    paths: Paths


def journey_of(bound: list[int]) -> JourneyMap:
    """Return a map with so many bound touchpoints in every stage; one without any has an unbound one."""
    journey = jk.new_map("M", stages=[f"S{place}" for place in range(len(bound))])
    for place, count in enumerate(bound):
        for number in range(count):
            name = f"e{place}{number}"
            journey = jk.edit.add_touchpoint(journey, name, stage=f"s{place}", binding={"events": [name]})
        journey = jk.edit.add_touchpoint(journey, f"Talk {place}", stage=f"s{place}")
        journey = jk.edit.add_opportunity(journey, f"Idea {place}", stage=f"s{place}", value=5, effort=1)
    return journey


def log_of(paths: Paths) -> ev.Events:
    rows: list[dict[str, Any]] = [
        {"user_id": f"p{number}", "event": event, "timestamp": f"2026-05-01 10:{minute:02}:00"}
        for number, path in enumerate(paths)
        for minute, event in enumerate(path)
    ]
    return ev.read_events(pd.DataFrame(rows))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    bound = draw(st.lists(st.integers(0, 2), min_size=2, max_size=5).filter(any))
    names = [f"e{place}{number}" for place, count in enumerate(bound) for number in range(count)]
    path = st.lists(st.sampled_from([*names, "noise"]), min_size=1, max_size=7)
    return Case(bound, draw(st.lists(path, min_size=1, max_size=14)))


class ByHand:
    """The three counts of a stage, from the paths themselves; stages that nothing measures have none."""

    def __init__(self, case: Case) -> None:
        self.places = [place for place, count in enumerate(case.bound) if count]
        stages = [[int(event[1]) for event in path if event != "noise"] for path in case.paths]
        self.total = len(case.paths)
        self.reached = {place: sum(place in path for path in stages) for place in self.places}
        furthest = [max(path, default=-1) for path in stages]
        self.got = {place: sum(far >= place for far in furthest) for place in self.places}
        self.left = {place: furthest.count(place) for place in self.places}


def words_of(figure: Any) -> str:
    words = " ".join(re.sub("<[^>]*>", " ", str(label["text"])) for label in figure["layout"]["annotations"])
    return " ".join(words.split())


def widgets_in(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="widgets">(.*?)</script>', page, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def assert_one_story(case: Case) -> None:
    journey, log, hand = journey_of(case.bound), log_of(case.paths), ByHand(case)
    dashboard = overview(journey, log)
    stages = dashboard.board.evidence["stages"]
    unbound = {f"s{place}" for place in range(len(case.bound))} - {f"s{place}" for place in hand.places}
    # Reached: the headline, the list behind it, and the reach of an opportunity without a touchpoint of its own.
    assert {id: facts["paths"] for id, facts in stages.items() if id not in unbound} == {
        f"s{place}": count for place, count in hand.reached.items()
    }
    assert {stages[id]["label"] for id in unbound} <= {"not measured"}
    measured = jk.measure(journey, log)
    for place, count in hand.reached.items():
        assert len(qs.reach(measured.by_stage).paths(event=f"s{place}").to_pandas()) == count
    ideas = jk.evidence.opportunity_scores(journey, measured).set_index("stage_id")["reach_share"]
    assert {id for id in ideas.index if pd.isna(ideas[id])} == unbound
    assert all(round(ideas[f"s{place}"] * hand.total) == count for place, count in hand.reached.items())
    # Got at least this far: the funnel; who goes on is its rate, on the board as there.
    assert dashboard.funnel is not None
    assert dashboard.flow is not None
    funnel = dashboard.funnel.plot.figure
    if hand.got[hand.places[0]]:
        assert [int(x) for x in funnel["data"][1]["x"]] == list(hand.got.values())
    rates = dashboard.board.evidence["path"]
    for place, after in zip(hand.places, hand.places[1:], strict=False):
        if hand.got[place]:
            assert rates[f"s{place}"]["next_share"] == hand.got[after] / hand.got[place]
            assert share_words(hand.got[after] / hand.got[place]) in rates[f"s{place}"]["text"]
    assert f"s{hand.places[-1]}" not in rates
    assert not unbound.intersection(rates)
    # Left after: the drop of the funnel, and what leaves the Sankey.
    flow = dashboard.flow.plot.figure
    if hand.got[hand.places[0]]:
        links = flow["data"][0]["link"]
        drawn = {
            data[0]: int(value)
            for data, value in zip(links["customdata"], links["value"], strict=True)
            if data[1] == "left"
        }
        for place in hand.places[:-1]:
            mine = [value for text, value in drawn.items() if text.startswith(f"<b>Left after S{place}<")]
            assert sum(mine) == hand.left[place]
        assert len(drawn) == sum(hand.left[place] > 0 for place in hand.places[:-1])
        assert not any(f"S{id[1:]} →" in str(links["customdata"]) for id in unbound)
        told = words_of(flow)
        for count in hand.reached.values():
            share = share_words(count / hand.total).replace("\xa0", " ")
            assert f" {count_words(count)} · {share}" in told or f" {count_words(count)} {share}" in told
    assert_losses(dashboard, hand)
    assert_page_says_the_same(dashboard, render_map_page(journey, log, least=1))


def assert_losses(dashboard: Overview, hand: ByHand) -> None:
    cards = {card["label"]: card for card in dashboard.facts.cards}
    losses = [hand.left[place] for place in hand.places[:-1]]
    if not any(losses):
        assert "Largest loss" not in cards
        return
    worst = hand.places[losses.index(max(losses))]
    assert cards["Largest loss"]["value"] == count_words(max(losses))
    assert cards["Largest loss"]["unit"] == f"customers after S{worst}"
    assert share_words(max(losses) / hand.got[worst]) in cards["Largest loss"]["detail"]


def assert_page_says_the_same(dashboard: Overview, page: str) -> None:
    assert widgets_in(page)["board"]["state"]["evidence"] == dashboard.board.evidence
    assert dashboard.funnel is not None
    assert dashboard.flow is not None
    shown = unescape(page)
    for figure in (dashboard.flow.plot.figure, dashboard.funnel.plot.figure, dashboard.opportunities.ranking.figure):
        # Where there is nothing to draw, the chart of a dashboard says its title, too.
        alt = figure["layout"]["meta"]["alt"]
        assert alt.removeprefix("Where customers go: ").removeprefix("Who goes on: ") in shown
    for card in dashboard.facts.cards:
        if card["label"] != "Lowest point":
            assert f"<span>{card['label']}</span><b>{card['value']}</b>" in shown
            assert card["detail"] in shown


# Shrinking draws a page for every trial: what is found is small enough to read.
@pytest.mark.slow
@settings(max_examples=20, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(cases())
def test_every_part_of_dashboard_and_page_counts_a_stage_the_same(case: Case) -> None:
    assert_one_story(case)


CHOSEN = {
    "the first stage is bound to nothing": Case([0, 1, 1], [["e10", "e20"], ["e10"], ["e20"]]),
    "a stage between is bound to nothing": Case([1, 0, 2], [["e00", "e20", "e21"], ["e00"], ["e00", "e21"]]),
    "the last stage is bound to nothing": Case([1, 1, 0], [["e00", "e10"], ["e00"], ["e10"]]),
    "all come back": Case([1, 1, 1], [["e20", "e00", "e10"]] * 3),
    "all enter directly": Case([1, 1, 1], [["e20"], ["e10"], ["e20"]]),
    "one stage alone is measured": Case([0, 1, 0], [["e10"], ["noise"]]),
    "nobody is on the map": Case([1, 1], [["noise"], ["noise"]]),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CHOSEN)
def test_one_story_on_maps_with_something_special(name: str) -> None:
    assert_one_story(CHOSEN[name])


def test_dashboards_and_the_page_of_a_map_count_nothing_themselves() -> None:
    package = Path(jk.__file__).parent
    laid_out = [*package.glob("dashboards/*.py"), *package.glob("export/map_*.py")]
    # The event matcher asks the log about names, which is another thing than what a page shows of a map.
    counting = re.compile(
        r"path_count|with_wilson|evidence\.(stage_(reach|funnel)|touchpoint_|kpi_|persona_|claimed|unsup)"
    )
    found = [
        f"{path.name}: {match[0]}"
        for path in laid_out
        if path.name != "event_matcher.py" and (match := counting.search(path.read_text(encoding="utf-8")))
    ]
    assert len(laid_out) > 10
    assert found == []
