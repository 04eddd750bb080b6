from collections import Counter
from datetime import date
from fnmatch import fnmatchcase
from importlib import resources

import pytest

from journeykit import datasets, examples
from journeykit.errors import UnknownIdError
from journeykit.model.check import check
from journeykit.model.lanes import standard_lanes
from journeykit.store import dump_map

ALWAYS_SHOWN = {
    *("actions", "goals", "touchpoints", "feelings", "pain-points", "path"),
    *("business-goals", "kpis", "activities", "owner", "technology", "opportunities"),
}


@pytest.fixture(params=examples.names())
def journey(request):
    return examples.example(request.param)


@pytest.fixture
def log(journey, example_log):
    return example_log(journey.id)


@pytest.fixture
def names(log):
    return set(log["event"].unique())


def test_the_file_is_exactly_what_saving_the_map_would_write(journey):
    file = resources.files(examples) / f"{journey.id}.json"
    assert file.read_text(encoding="utf-8") == dump_map(journey)


def test_the_check_finds_no_error_on_an_example(journey):
    assert [f.message for f in check(journey, today=date(2026, 11, 21)) if f.severity == "error"] == []


def test_every_example_has_its_event_log():
    assert set(examples.names()) == set(datasets.log_names())


def test_all_sixteen_lanes_are_there_and_the_telling_ones_are_shown(journey):
    assert [lane.id for lane in journey.lanes] == [lane.id for lane in standard_lanes()]
    assert {lane.id for lane in journey.lanes if not lane.hidden} >= ALWAYS_SHOWN


def test_every_lane_is_filled_in_every_stage(journey):
    for stage in journey.stages:
        for lane in journey.lanes:
            if lane.kind == "text":
                assert any(c.text for c in journey.cells if (c.stage, c.lane) == (stage.id, lane.id)), (
                    stage.id,
                    lane.id,
                )
        points = [p for p in journey.emotions if p.stage == stage.id and not p.touchpoint and not p.persona]
        assert len(points) == 1
        assert 1 <= len(points[0].words) <= 4
        here = journey.touchpoints_of(stage.id)
        assert len(here) >= 2
        assert any(t.costs for t in here)
        assert stage.objective
        assert stage.definition
        assert stage.owners
        assert stage.technologies
        assert stage.content_mix_share is not None
        for insights in (journey.pain_points, journey.opportunities, journey.kpis):
            assert any(insight.stage == stage.id for insight in insights), stage.id


def test_the_happy_path_begins_at_an_entry_and_reaches_purchase_and_then_referral(journey):
    assert sum(route.kind == "happy" for route in journey.routes) == 1
    assert any(route.kind == "alternate" for route in journey.routes)
    by_id = {touchpoint.id: touchpoint for touchpoint in journey.touchpoints}
    happy = [by_id[id] for id in journey.happy_path.touchpoints]
    assert happy[0].entry_point
    assert len(set(journey.happy_path.touchpoints)) == len(happy)
    stages = [stage.id for stage in journey.stages]
    positions = [stages.index(touchpoint.stage) for touchpoint in happy]
    assert positions == sorted(positions)
    assert positions[-1] == len(stages) - 1
    if journey.synthetic:
        milestones = [touchpoint.milestone for touchpoint in happy if touchpoint.milestone]
        assert milestones == ["purchase", "referral"]


def test_a_crm_is_in_every_stage_and_everything_has_an_owner(journey):
    crm = {technology.id for technology in journey.technologies if technology.is_crm}
    assert crm
    assert all(crm & set(stage.technologies) for stage in journey.stages)
    for held in (journey.touchpoints, journey.opportunities, journey.kpis, journey.improvements):
        assert all(element.owner for element in held)


def test_every_touchpoint_is_bound_to_events_that_occur_and_no_event_is_claimed_twice(journey, names):
    assert all(touchpoint.binding for touchpoint in journey.touchpoints)
    claims = Counter(
        name
        for touchpoint in journey.touchpoints
        for name in names
        if any(fnmatchcase(name, rule) for rule in touchpoint.binding.events)
    )
    for touchpoint in journey.touchpoints:
        for rule in touchpoint.binding.events:
            assert any(fnmatchcase(name, rule) for name in names), (touchpoint.id, rule)
    assert set(claims.values()) == {1}
    assert names - set(claims), "coverage would have nothing to show"


def test_every_formula_speaks_of_events_that_occur(journey, names):
    for kpi in journey.kpis:
        if kpi.formula:
            for rule in (*kpi.formula.success, *kpi.formula.attempt):
                assert any(fnmatchcase(name, rule) for name in names), (kpi.id, rule)


def test_every_kpi_serves_a_business_goal_that_stands_in_its_stage(journey):
    for kpi in journey.kpis:
        if kpi.stage:
            goals = journey.cell(kpi.stage, "business-goals").text.splitlines()
            assert kpi.serves in goals, kpi.id


def test_kpis_say_definition_base_and_target_and_cite_where_the_figures_are_from(journey):
    for kpi in journey.kpis:
        assert kpi.definition
        assert kpi.base
        assert kpi.target is not None, kpi.id
        assert kpi.baseline is None or kpi.sources, kpi.id


def test_the_curve_has_a_believable_dip(journey):
    curve = [p.score for p in journey.emotions if not p.touchpoint and not p.persona]
    lowest = min(range(len(curve)), key=curve.__getitem__)
    assert 0 < lowest < len(curve) - 1
    assert curve[lowest] < 0 < curve[-1]


def test_personas_are_told_in_full(journey):
    assert journey.personas
    for persona in journey.personas:
        for field in ("segment", "situation", "feelings", "story", "quote", "goal", "trigger"):
            assert getattr(persona, field), (persona.id, field)
        for field in ("demographics", "behaviours", "motivations", "challenges", "frustrations", "questions"):
            assert len(getattr(persona, field)) >= 2, (persona.id, field)
        assert persona.interview
        assert persona.sources
        assert persona.rule.where
        assert persona.reviewed < persona.review_due


def test_a_persona_rule_selects_some_travellers_but_not_all(journey, log):
    for persona in journey.personas:
        chosen = log
        for rule in persona.rule.where:
            wanted = rule.value if isinstance(rule.value, tuple) else (rule.value,)
            assert rule.operator in ("=", "in")
            chosen = chosen[chosen[rule.column].isin(wanted)]
        assert 0.05 < chosen["path_id"].nunique() / log["path_id"].nunique() < 0.95, persona.id


def test_an_unknown_example_names_the_nearest_and_the_known_ones():
    with pytest.raises(UnknownIdError, match=r"no example has id 'cook-familly'\. Did you mean 'cook-family'"):
        examples.example("cook-familly")
