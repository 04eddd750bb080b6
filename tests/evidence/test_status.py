import math

from journeykit import evidence
from journeykit.evidence import MeasuredMap, measure
from journeykit.model import JourneyMap, edit, new_map
from journeykit.templates import names, template


def status(journey: JourneyMap, lane: str, measured: MeasuredMap | None = None, stage: str = "browse") -> str:
    frame = evidence.statuses(journey, measured).set_index(["stage_id", "lane_id"])["status"]
    return str(frame[(stage, lane)])


def test_a_cell_rests_on_nothing_then_on_an_assumption_then_on_a_source(shop: JourneyMap) -> None:
    assert status(shop, "goals") == "none"
    journey = edit.add_source(edit.set_cell(shop, "browse", "goals", "Find it"), "Interviews")
    assert status(journey, "goals") == "assumed"
    journey = edit.set_cell(journey, "browse", "goals", "Find it", sources=["interviews"])
    assert status(journey, "goals") == "qualitative"


def test_what_an_article_says_of_customers_in_general_is_an_assumption_about_these(shop: JourneyMap) -> None:
    journey = edit.add_source(shop, "A guide", kind="article")
    journey = edit.set_cell(journey, "browse", "goals", "Find it", sources=["a-guide"])
    assert status(journey, "goals") == "assumed"
    journey = edit.add_source(journey, "Interviews", kind="interview")
    journey = edit.set_cell(journey, "browse", "goals", "Find it", sources=["a-guide", "interviews"])
    assert status(journey, "goals") == "qualitative"


def test_a_map_fresh_from_a_template_rests_on_no_evidence() -> None:
    assert all(evidence.evidence_share(template(name)) == 0 for name in names() if name != "blank")


def test_touchpoints_with_events_are_measured(measured: MeasuredMap) -> None:
    assert status(measured.journey, "touchpoints") == "assumed"
    assert status(measured.journey, "touchpoints", measured) == "measured"


def test_a_kpi_is_measured_by_a_value_and_not_by_a_formula_that_fits_no_event(measured: MeasuredMap) -> None:
    for success, ground in (("signed_up_for_nothing", "assumed"), ("home", "measured")):
        formula = {"attempt": [success], "success": [success]}
        journey = edit.add_kpi(measured.journey, "Buying", stage="browse", formula=formula)
        assert status(journey, "kpis", measure(journey, measured.events)) == ground


def test_a_measured_emotion_counts_as_measured(shop: JourneyMap) -> None:
    journey = edit.set_emotion(shop, "browse", 1)
    assert status(journey, "feelings") == "assumed"
    assert status(edit.set_emotion(journey, "browse", 0.4, kind="measured", n=90), "feelings") == "measured"


def test_the_best_ground_decides_and_hidden_lanes_do_not_count(shop: JourneyMap) -> None:
    journey = edit.set_cell(shop, "browse", "goals", "Find it")
    before = evidence.evidence_share(journey)
    hidden = edit.update_lane(journey, "goals", hidden=True)
    assert before == 0
    assert "goals" not in set(evidence.statuses(hidden)["lane_id"])


def test_a_stage_s_own_facts_are_grounds(shop: JourneyMap) -> None:
    journey = edit.update_stage(shop, "browse", objective="Be found", content_mix_share=0.55)
    assert status(journey, "stage-objective") == "assumed"
    assert status(journey, "content-mix") == "assumed"
    assert status(journey, "stage-objective", stage="pay") == "none"


def test_a_blank_map_has_no_share() -> None:
    assert math.isnan(evidence.evidence_share(new_map("Blank", stages=["A"])))
