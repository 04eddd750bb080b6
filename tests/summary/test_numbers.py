"""What leaves a measured map: every count that a page shows, none of a small group, and no way back to one."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

import journeykit as jk
from journeykit.errors import ExportError
from journeykit.evidence import MeasuredMap
from journeykit.evidence.opportunities import scored
from journeykit.export.map_page import render_map_page
from journeykit.export.map_sections import fact_cards, method_section, title_line
from journeykit.export.panel import flow_panel, opportunity_panels
from journeykit.model import JourneyMap
from journeykit.summary.board import board_numbers, opportunity_reach
from journeykit.summary.click_details import ribbon_view
from journeykit.summary.counts import Cell, Counts
from journeykit.summary.numbers import SharedNumbers, shared_numbers
from journeykit.summary.views import stage_flow_view
from journeykit.summary.withheld import EVENTS, TOTAL
from tests.summary.attacker import Outcome, attack, read_page
from tests.summary.small_logs import small_log, true_counts

STAGES = ["See", "Look", "Buy"]


def shop() -> JourneyMap:
    journey = jk.new_map("Shop", stages=STAGES)
    for stage, names in (("see", ["ad", "post"]), ("look", ["page"]), ("buy", ["card", "bill"])):
        for name in names:
            journey = jk.edit.add_touchpoint(journey, name, stage=stage, binding={"events": [name]})
    return jk.edit.add_route(journey, "Happy path", kind="happy", touchpoints=["ad", "page", "card"])


def measured(paths: dict[str, int]) -> MeasuredMap:
    """Return the shop with so many travellers for every path, ``"ad page"`` being one of two events."""
    rows, number = [], itertools.count()
    for path, count in paths.items():
        for _ in range(count):
            who = f"u{next(number)}"
            rows += [(who, event, f"2026-05-{day + 1:02}") for day, event in enumerate(path.split())]
    log = pd.DataFrame(rows, columns=["user_id", "event", "timestamp"])
    return jk.measure(shop(), jk.read_events(log))


FEW_LEAVE = {"ad": 40, "post": 9, "ad page": 3, "ad page card": 60, "post page bill": 22, "page": 12, "ad card": 2}


def numbers_of(paths: dict[str, int], least: int = 5) -> SharedNumbers:
    return shared_numbers(measured(paths), least=least)


def test_large_groups_are_all_shown_as_evidence_counts_them() -> None:
    whole = measured({"ad": 40, "ad page": 30, "ad page card": 20})
    numbers = shared_numbers(whole)
    assert numbers.hidden == frozenset()
    assert numbers.frames["funnel"]["paths"].tolist() == jk.evidence.stage_funnel(whole)["paths"].tolist()
    assert numbers.frames["flow"]["paths"].tolist() == jk.evidence.flow_frame(whole)["paths"].tolist()
    assert numbers.counts["stage", 1] == 50
    assert numbers.counts["arrow", "ad", "page"] == 50


def test_a_page_counts_nobody_in_a_stage_that_is_bound_to_nothing() -> None:
    plain = measured({"ad": 40, "ad page": 30, "ad page card": 20})
    wider = jk.measure(jk.edit.add_stage(jk.edit.add_stage(plain.journey, "Hm", after="see"), "Tell"), plain.events)
    before, after = shared_numbers(plain), shared_numbers(wider)
    assert after.frames["funnel"]["paths"].tolist() == before.frames["funnel"]["paths"].tolist() == [90, 50, 20]
    assert after.frames["funnel"]["position"].tolist() == [0, 2, 3]
    assert fact_cards(wider.journey, after, "") == fact_cards(plain.journey, before, "")
    assert [board_numbers(after)["stages"][id]["label"] for id in ("hm", "tell")] == ["not measured"] * 2


def test_small_groups_and_their_partners_are_gone_from_flow_funnel_and_reach() -> None:
    numbers = numbers_of(FEW_LEAVE)
    flow = numbers.frames["flow"]
    assert not ((flow["paths"] > 0) & (flow["paths"] < 5)).any()
    assert ("link", 0, 2) in numbers.hidden
    assert numbers.words(("link", 0, 2)) == "<5"
    # A link that is withheld alone is the total of its bar less the others.
    for stage in range(3):
        out = [cell for cell in numbers.counts if isinstance(cell, tuple) and cell[:2] == ("link", stage)]
        gone = [cell for cell in (*out, ("stopped", stage), ("stage", stage)) if cell in numbers.hidden]
        assert len(gone) != 1, (stage, gone)


def test_a_funnel_step_is_withheld_when_the_next_would_tell_how_few_stopped() -> None:
    numbers = numbers_of({"ad": 50, "ad page": 3, "ad page card": 60})
    funnel = numbers.frames["funnel"]
    assert numbers.counts["stopped", 1] == 3
    assert funnel["paths"].isna().tolist().count(True) >= 1
    shown = funnel["paths"].dropna().tolist()
    assert all(a - b == 0 or a - b >= 5 for a, b in itertools.pairwise(shown))
    hidden = funnel[funnel["paths"].isna()]
    assert hidden[["first_share", "all_share", "previous_share"]].isna().all(axis=None)
    assert set(hidden["words"]) <= {"<5", "not shown"}


@pytest.mark.slow
def test_a_touchpoint_that_nearly_everybody_met_does_not_tell_who_did_not() -> None:
    numbers = numbers_of({"ad page card": 60, "page card": 2})
    assert ("touchpoint", "ad") in numbers.hidden
    reach = numbers.frames["reach"].set_index("touchpoint_id")
    assert pd.isna(reach.loc["ad", "paths"])
    assert reach.loc["ad", "words"] == "not shown"
    assert pd.isna(reach.loc["ad", "reach_share"])
    assert reach.loc["page", "paths"] == 62


def test_two_windows_of_one_kpi_do_not_tell_how_few_succeed_between_them() -> None:
    whole = measured({"ad page": 30, "ad ad ad page": 2, "ad": 28, " ".join(["card"] * 20): 10})
    journey = whole.journey
    for window in ("1d", "4d"):
        formula = {"attempt": ["ad"], "success": ["page"], "window": window}
        journey = jk.edit.add_kpi(journey, f"In {window}", stage="look", unit="%", formula=formula)
    numbers = shared_numbers(jk.measure(journey, whole.events))
    assert (numbers.counts["yes", "in-1d"], numbers.counts["yes", "in-4d"]) == (30, 32)
    assert len(numbers.frames["kpis"]) == 1


def test_the_events_of_a_log_do_not_tell_how_few_had_a_second_one() -> None:
    numbers = shared_numbers(measured({"ad": 40, "page": 30, "ad ad": 2}))
    assert not numbers.shown(TOTAL)
    assert not numbers.shown(EVENTS)
    assert shared_numbers(measured({"ad": 40, "page": 30, "ad ad": 12})).shown(TOTAL, EVENTS)


def test_no_small_count_stands_in_any_word_of_the_page() -> None:
    whole = measured(FEW_LEAVE)
    numbers = shared_numbers(whole)
    board = board_numbers(numbers)
    for part in ("stages", "touchpoints", "arrows"):
        for facts in board[part].values():
            assert facts.get("paths", 5) == 0 or facts.get("paths", 5) >= 5
    assert "ad/page" not in board["arrows"] or numbers.shown(("arrow", "ad", "page"), ("lost", "ad", "page"))
    assert "groups of fewer than 5 customers" in str(method_section(whole.journey, numbers))


def test_opportunities_are_ranked_by_the_numbers_of_the_page_alone() -> None:
    whole = measured({"ad page card": 60, "page card": 2})
    journey, numbers = whole.journey, shared_numbers(whole)
    for name, stage, touchpoint in (("Ad", "see", "ad"), ("See", "see", None), ("Page", "look", "page")):
        journey = jk.edit.add_opportunity(journey, name, stage=stage, touchpoint=touchpoint)
    shown = scored(journey, opportunity_reach(numbers)).set_index("opportunity")
    known = jk.evidence.opportunity_scores(journey, whole).set_index("opportunity")
    assert known.loc[["Ad", "See", "Page"], "score"].notna().all()
    for name, cell in (("Ad", ("touchpoint", "ad")), ("See", ("reached", 0)), ("Page", ("touchpoint", "page"))):
        assert pd.isna(shown.loc[name, "score"]) == (not numbers.shown(cell))
        assert shown.loc[name, "reach_from"] == ("log" if numbers.shown(cell) else "withheld")
    assert shown.loc["Page", "score"] == known.loc["Page", "score"]
    drawn = "".join(panel.html(1) for panel in opportunity_panels(journey, numbers))
    assert "Ad not scored (reach not shown" in drawn


def test_a_map_without_opportunities_gets_no_section_for_them() -> None:
    assert opportunity_panels(shop(), None) == []


@pytest.mark.slow
def test_where_ways_must_not_be_shown_the_sankey_draws_who_got_beyond_each_stage_and_who_left() -> None:
    numbers = shared_numbers(measured(FEW_LEAVE))
    assert ("link", 0, 1) in numbers.hidden
    view = stage_flow_view(numbers)
    rows = view.frame[["source", "kind", "paths"]].values.tolist()
    assert rows == [
        ["See", "through", 99],
        ["See", "left", 49],
        ["Look", "through", 84],
        ["Look", "left", 15],
        ["Buy", "end", 84],
    ]
    # The numbers of the funnel, and no other.
    got = numbers.frames["funnel"].set_index("position")["paths"]
    assert got.tolist() == [99 + 49, 99, 84]
    assert "shares of all 148 in the log · by which way is not shown" in view.note
    behind = ribbon_view(numbers, view, 0)
    assert behind.frame[["name", "paths"]].values.tolist() == [["See", 148], ["Beyond See", 99]]
    flow = str(flow_panel(numbers).views[0]["spec"])
    assert "of them start here" not in flow
    assert "got further than before" not in flow
    # Under the name stands what the board says of the stage, not the sum of what is drawn.
    assert "<b>See</b><br>136" in flow


@pytest.mark.slow
def test_a_log_of_three_travellers_shows_none_of_them() -> None:
    whole = measured({"ad page": 3})
    numbers = shared_numbers(whole)
    assert "in the log" not in title_line(whole.journey, numbers)
    assert fact_cards(whole.journey, numbers, "")[0]["value"] == "<5"
    assert numbers.frames["flow"].empty


def test_a_limit_below_one_is_refused_with_the_usual_one() -> None:
    with pytest.raises(ExportError, match=r"must be 1 or more, not 0\. 5 is usual\."):
        shared_numbers(measured({"ad": 1}), least=0)


# --------------------------------------------------------------------------------------------------- the page attacked


def attacked(seed: int) -> Outcome:
    """Return what a reader with an integer program finds on the page of a small log."""
    log = small_log(seed)
    seen = read_page(render_map_page(log.journey, log.events()))
    return attack(seen, true_counts(log))


@pytest.mark.slow
def test_the_reader_of_these_tests_reads_every_count_of_a_page() -> None:
    for seed in range(3, 12, 4):
        log = small_log(seed)
        truth = true_counts(log)
        seen = read_page(render_map_page(log.journey, log.events(), least=1))
        assert {cell: truth.get(cell, 0) for cell in seen.shown} == seen.shown
        printed = {"reached", "got", "ground", "stopped", "link", "back", "touchpoint", "persona"}
        assert {cell for cell in truth if isinstance(cell, tuple) and cell[0] in printed} <= set(seen.shown)


@pytest.mark.slow
def test_the_reader_of_these_tests_finds_what_is_withheld_without_its_partners(monkeypatch: pytest.MonkeyPatch) -> None:
    def small_alone(table: Counts, *_: object, least: int, **__: object) -> frozenset[Cell]:
        return frozenset(cell for cell, count in table.counts.items() if 0 < count < least)

    monkeypatch.setattr("journeykit.summary.numbers.withheld", small_alone)
    # Each of the 20 and of the three meets one of the two touchpoints, once: 23 events of 23 customers.
    outcomes = [attacked(seed) for seed in (0, 9, 10)]
    assert all(outcome.found for outcome in outcomes)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_nobody_with_an_integer_program_finds_a_count_that_a_page_withholds(seed: int) -> None:
    assert attacked(seed).found == []


@pytest.mark.soak
@pytest.mark.parametrize("first", range(1000, 2000, 50))
def test_nobody_finds_a_withheld_count_on_a_thousand_pages(first: int) -> None:
    found, narrowed, withheld = [], 0, 0
    for seed in range(first, first + 50):
        outcome = attacked(seed)
        found += [(seed, cell) for cell in outcome.found]
        ranges = [*outcome.withheld.values(), *outcome.implied.values()]
        withheld += len(ranges)
        narrowed += sum(high - low == 1 for low, high in ranges)
    print(f"50 logs: {withheld} counts withheld, {len(found)} found, {narrowed} known to be one of two")
    assert found == []
    assert withheld > 250
    # Two values are an answer as good as a guess: seldom.
    assert narrowed < withheld / 10
