from importlib import resources

import pytest

import journeykit as jk
from journeykit import templates
from journeykit.errors import UnknownIdError
from journeykit.model.lanes import standard_lanes
from journeykit.store import dump_map

STAGES = {
    "small-business": ["Awareness", "Consideration", "Decision", "Delivery + Use", "Loyalty + Referral"],
    "nine-steps": ["Awareness", "Consideration", "Decision", "Onboarding", "Retention", "Loyalty (advocates)"],
}


@pytest.fixture(params=templates.names())
def journey(request):
    return templates.template(request.param)


def test_the_file_is_exactly_what_saving_the_map_would_write(journey):
    file = resources.files(templates) / f"{journey.id}.json"
    assert file.read_text(encoding="utf-8") == dump_map(journey)


def test_the_stages_are_those_of_the_guide(journey):
    assert [stage.name for stage in journey.stages] == STAGES[journey.id]


def test_every_standard_lane_is_there_with_a_prompt_of_its_own(journey):
    general = {lane.id: lane.prompt for lane in standard_lanes()}
    assert [lane.id for lane in journey.lanes] == list(general)
    prompts = [lane.prompt for lane in journey.lanes]
    assert len(set(prompts)) == len(prompts)
    for lane in journey.lanes:
        assert lane.prompt.rstrip().endswith(("?", ".")), lane.id
        assert lane.prompt != general[lane.id], lane.id


def test_every_stage_begins_with_definition_objective_owner_and_crm(journey):
    crm = next(technology.id for technology in journey.technologies if technology.is_crm)
    for stage in journey.stages:
        assert stage.definition
        assert stage.objective
        assert stage.owners
        assert crm in stage.technologies


def test_a_template_says_nothing_about_customers_yet(journey):
    assert not journey.personas
    assert not journey.cells
    assert not journey.touchpoints
    assert not journey.synthetic


def test_a_template_can_be_renamed_and_filled(journey):
    map = jk.edit.update_map(journey, id="dentist", name="Dentist")
    map = jk.edit.add_persona(map, "Somebody with toothache")
    map = jk.edit.set_cell(map, "awareness", "goals", "Make it stop")
    assert map.cell("awareness", "goals").text == "Make it stop"
    assert journey.cell("awareness", "goals") is None


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
