from importlib import resources

import pandas as pd
import pytest

import journeykit as jk
from journeykit import evidence, read_events, templates
from journeykit.errors import UnknownIdError
from journeykit.model.check import check
from journeykit.model.lanes import standard_lanes
from journeykit.model.measures import measure
from journeykit.store import dump_map

STAGES = {
    "signature-experience": ["Awareness", "Consideration", "Onboarding", "Engagement", "Completion", "Retention"],
    "signature-milestones": [
        "Discovery",
        "Enrollment",
        "Getting Started",
        "Milestone Progression",
        "Certification",
        "Alumni Engagement",
    ],
    "coaching-programme": ["Discovery", "Onboarding", "Core Program", "Certification", "Alumni Engagement"],
    "retention": ["Awareness", "Consideration", "Decision", "Retention", "Loyalty"],
    "small-business": ["Awareness", "Consideration", "Decision", "Delivery + Use", "Loyalty + Referral"],
    "nine-steps": ["Awareness", "Consideration", "Decision", "Onboarding", "Retention", "Loyalty (advocates)"],
}
OURS = {
    "service-blueprint": ["Discover", "Arrange", "Arrive", "Receive", "Settle", "Return"],
    "blank": ["Before", "During", "After"],
}
LINES = ["Line of interaction", "Line of visibility", "Line of internal interaction"]
SIGNATURE_TYPES = {
    "signature-experience": ["marketing", "marketing", "onboarding", "participation", "completion", "retention"],
    "signature-milestones": ["marketing", "marketing", "onboarding", "participation", "completion", "retention"],
    "coaching-programme": ["marketing", "onboarding", "participation", "completion", "retention"],
}
TYPICAL = ("touchpoints", "cells", "emotions", "kpis")


@pytest.fixture(params=templates.names())
def journey(request):
    return templates.template(request.param)


@pytest.fixture(params=STAGES)
def stage_template(request):
    return templates.template(request.param)


def test_all_eight_are_there_and_the_docstring_tells_of_each():
    assert set(templates.names()) == {*STAGES, *OURS}
    for name in templates.names():
        assert f"``{name}``" in templates.__doc__


def test_the_file_is_exactly_what_saving_the_map_would_write(journey):
    file = resources.files(templates) / f"{journey.id}.json"
    assert file.read_text(encoding="utf-8") == dump_map(journey)


def test_the_stages_are_those_of_the_guide(journey):
    assert [stage.name for stage in journey.stages] == {**STAGES, **OURS}[journey.id]


def test_every_standard_lane_is_there_with_a_prompt_of_its_own(journey):
    general = {lane.id: lane.prompt for lane in standard_lanes()}
    assert {lane.id for lane in journey.lanes} >= set(general)
    prompts = [lane.prompt for lane in journey.lanes]
    assert len(set(prompts)) == len(prompts)
    for lane in journey.lanes:
        assert lane.prompt.rstrip().endswith(("?", ".")), lane.id
        assert lane.prompt != general.get(lane.id), lane.id


def test_prompts_are_tuned_to_the_template():
    said = [lane.prompt for name in templates.names() for lane in templates.template(name).lanes]
    assert len(set(said)) == len(said)


def test_every_stage_says_what_it_means(journey):
    definitions = [stage.definition for stage in journey.stages]
    assert all(definitions)
    assert len(set(definitions)) == len(definitions)


@pytest.mark.parametrize("name", [name for name in templates.names() if name != "blank"])
def test_every_stage_begins_with_objective_owner_and_crm(name):
    journey = templates.template(name)
    crm = next(technology.id for technology in journey.technologies if technology.is_crm)
    for stage in journey.stages:
        assert stage.objective
        assert stage.owners
        assert crm in stage.technologies


def test_every_stage_of_a_guide_has_touchpoints_by_type_and_channel_and_a_kpi(stage_template):
    for stage in stage_template.stages:
        assert stage_template.touchpoints_of(stage.id), stage.id
        assert any(kpi.stage == stage.id for kpi in stage_template.kpis), stage.id
    assert all(touchpoint.goal for touchpoint in stage_template.touchpoints)
    assert len({touchpoint.channel for touchpoint in stage_template.touchpoints}) >= 3
    assert len({touchpoint.type for touchpoint in stage_template.touchpoints}) >= 3


@pytest.mark.parametrize("name", SIGNATURE_TYPES)
def test_touchpoints_of_a_programme_stand_in_the_stage_that_their_type_is_for(name):
    journey = templates.template(name)
    for stage, type in zip(journey.stages, SIGNATURE_TYPES[name], strict=True):
        assert type in {touchpoint.type for touchpoint in journey.touchpoints_of(stage.id)}


def test_kpis_follow_a_standard_measure_and_serve_the_objective_of_their_stage(stage_template):
    objectives = {stage.id: stage.objective for stage in stage_template.stages}
    for kpi in stage_template.kpis:
        standard = measure(kpi.measure)
        assert (kpi.definition, kpi.base, kpi.unit) == (standard.definition, standard.base, standard.unit)
        assert kpi.serves == objectives[kpi.stage]


@pytest.mark.slow
def test_a_kpi_that_events_can_give_has_a_formula_that_measures_once_the_log_uses_its_names(stage_template):
    measured = [kpi for kpi in stage_template.kpis if measure(kpi.measure).pattern is not None]
    assert len(measured) >= 2
    start, first = pd.Timestamp("2024-01-01"), stage_template.touchpoints[0].id
    for kpi in measured:
        assert kpi.formula is not None, kpi.name
        attempt, success = (names[0].replace("*", "") for names in (kpi.formula.attempt, kpi.formula.success))
        rows = [(who, attempt, start) for who in "abcd"] + [("a", success, start + pd.Timedelta("1h"))]
        # Long after every window, so that it has closed for those who did not succeed.
        rows.append(("z", "something else", start + pd.Timedelta("800D")))
        log = read_events(pd.DataFrame(rows, columns=["user_id", "event", "timestamp"]))
        bound = jk.edit.update_touchpoint(stage_template, first, binding={"events": [attempt]})
        values = evidence.kpi_values(evidence.measure(bound, log)).set_index("kpi_id")
        assert values.loc[kpi.id, "value"] == (75 if kpi.formula.complement else 25), kpi.name


def test_nothing_on_a_template_looks_like_evidence(journey):
    assert not journey.personas
    assert not journey.pain_points
    assert not journey.improvements
    assert not journey.synthetic
    assert all(point.kind == "assumed" and point.n is None for point in journey.emotions)
    assert all(not kpi.series and kpi.baseline is None and kpi.target is None for kpi in journey.kpis)
    assert all(touchpoint.binding is None for touchpoint in journey.touchpoints)


def test_typical_goals_and_feelings_cite_the_guide_that_says_that_it_is_general_advice(stage_template):
    (guide,) = stage_template.sources
    assert guide.note.startswith("General advice, no finding about your customers.")
    for said in (*stage_template.stages, *stage_template.cells, *stage_template.emotions):
        assert said.sources == (guide.id,)


def test_feelings_of_a_programme_dip_where_the_work_is():
    for name in SIGNATURE_TYPES:
        journey = templates.template(name)
        work = "engagement" if name == "signature-experience" else journey.stages[-3].id
        lowest = min(journey.emotions, key=lambda point: point.score)
        assert lowest.stage == work
        assert lowest.words == ("motivated", "possibly overwhelmed")


def test_a_bare_template_keeps_the_questions_and_leaves_out_the_answers(journey):
    bare = templates.template(journey.id, bare=True)
    assert all(not getattr(bare, field) for field in TYPICAL)
    kept = {field: getattr(journey, field) for field in type(journey).model_fields if field not in TYPICAL}
    assert {field: getattr(bare, field) for field in kept} == kept
    assert type(bare).model_validate(bare.model_dump()) == bare


def test_no_template_has_a_finding_at_error_level(journey):
    for map in (journey, templates.template(journey.id, bare=True)):
        assert [finding.message for finding in check(map) if finding.severity == "error"] == []


def test_the_blueprint_has_its_three_lines_in_order_with_both_sides_around_them():
    lanes = [lane.name for lane in templates.template("service-blueprint").lanes if not lane.hidden]
    assert [name for name in lanes if name.startswith("Line of")] == LINES
    around = ["Customer actions", LINES[0], "Onstage actions", LINES[1], "Backstage actions", LINES[2]]
    around.append("Support processes")
    assert [name for name in lanes if name in around] == around


def test_a_template_can_be_renamed_and_filled(journey):
    stage = journey.stages[0].id
    map = jk.edit.update_map(journey, id="dentist", name="Dentist")
    map = jk.edit.add_persona(map, "Somebody with toothache")
    map = jk.edit.set_cell(map, stage, "actions", "Hold the cheek")
    assert map.cell(stage, "actions").text == "Hold the cheek"
    assert journey.cell(stage, "actions") is None


def test_a_map_from_a_template_is_looked_at_again_within_a_year(journey):
    assert journey.review.every_days <= 365


def test_the_objectives_of_the_nine_steps_are_kept():
    objectives = [stage.objective for stage in templates.template("nine-steps").stages]
    assert objectives[1:5] == [
        "Accurate search results",
        "Simpler checkout",
        "Secure and fast access",
        "Easy self-service after the purchase",
    ]


def test_an_unknown_template_names_the_nearest():
    with pytest.raises(UnknownIdError, match=r"no template has id 'small-busines'\. Did you mean 'small-business'"):
        jk.template("small-busines")
