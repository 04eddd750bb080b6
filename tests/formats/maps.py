"""Maps for round trips: made by Hypothesis, and one that fills every field of the model."""

import functools
from typing import Any

from hypothesis import strategies as st

from journeykit.model import JourneyMap, edit, new_map, standard_lanes
from journeykit.model.base import plain, slug
from journeykit.model.integrity import COLLECTIONS

# Letters that every format holds, and the ones that formats give a meaning to.
TAME = "abcdefghij éßж字"
WILD = TAME + ",;:()[]{}=+-@#|*_'\"•<>&\\/\n\t\r%.0123😀\u200f\x07"


def names(alphabet: str = TAME) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=1, max_size=12).map(lambda text: " ".join(text.split()) or "x")


def wild_names() -> st.SearchStrategy[str]:
    return st.text(WILD, min_size=1, max_size=14).map(str.strip).filter(bool)


@st.composite
def maps(draw: st.DrawFn, name: st.SearchStrategy[str], *, own_ids: bool = False) -> JourneyMap:
    """Return a map with stages, personas, touchpoints, cells, feelings, insights; wild names give wild maps."""
    data: dict[str, Any] = {"name": draw(name)}
    data["id"] = slug(data["name"])

    def several(collection: str, most: int, *, unique: bool = True, **fields: Any) -> list[dict[str, Any]]:
        chosen = draw(st.lists(name, max_size=most, unique=unique))
        found: list[dict[str, Any]] = []
        for place, called in enumerate(chosen):
            element = {"name": called, **{key: draw(value) for key, value in fields.items()}}
            taken = [item["id"] for item in found]
            element["id"] = f"own-{place}" if own_ids else slug(called, taken)
            found.append(element)
        data[collection] = found
        return found

    stages = several("stages", 4, definition=st.just("") | name, objective=st.just("") | name)
    personas = several("personas", 2)
    if stages:
        at = st.sampled_from([stage["id"] for stage in stages])
        several(
            "touchpoints",
            5,
            stage=at,
            channel=st.sampled_from(["website", "phone", "mobile_app", "in_store", "other"]),
            type=st.sampled_from(["marketing", "sales"]),
            key_moment=st.booleans(),
            costs=st.sampled_from([(), ("time",), ("data", "money")]),
        )
        several("pain_points", 3, stage=at, severity=st.integers(1, 5))
        several("opportunities", 3, stage=at, value=st.integers(1, 5), effort=st.integers(1, 5))
        several("kpis", 3, stage=at, baseline=st.none() | st.floats(-1e9, 1e9), unit=st.sampled_from(["%", "days"]))
        who: list[str | None] = [None, *(persona["id"] for persona in personas)]
        data["cells"] = [
            {"stage": stage["id"], "lane": lane, "persona": persona, "text": draw(name)}
            for stage in stages
            for lane in ("actions", "goals")
            for persona in who
            if draw(st.booleans())
        ]
        data["emotions"] = [
            {"stage": stage["id"], "persona": persona, "kind": kind, **draw(_feeling(name))}
            for stage in stages
            for persona in who
            for kind in ("assumed", "measured")
            if draw(st.integers(0, 3)) == 0
        ]
    return JourneyMap.model_validate(_in_stage_order(data, stages))


def _feeling(name: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"score": st.floats(-2, 2), "words": st.lists(name, max_size=2).map(tuple), "n": st.none() | st.integers(0, 99)}
    )


def _in_stage_order(data: dict[str, Any], stages: list[dict[str, Any]]) -> dict[str, Any]:
    # Ids made from equal names depend on the order: give them in the order in which a sheet is read.
    order = [stage["id"] for stage in stages]
    for collection in ("touchpoints", "pain_points", "opportunities", "kpis"):
        items = sorted(data.get(collection, []), key=lambda item: order.index(item["stage"]))
        taken: list[str] = []
        for item in items:
            if not item["id"].startswith("own-"):
                item["id"] = slug(item["name"], taken)
            taken.append(item["id"])
        data[collection] = items
    return data


def shape(journey: JourneyMap) -> dict[str, Any]:
    """Return what makes two maps the same to a reader: no ranks, and order only where order means something."""
    data = plain(journey)
    for collection in COLLECTIONS.values():
        items = [{key: value for key, value in item.items() if key != "rank"} for item in data.get(collection, [])]
        data[collection] = sorted(items, key=lambda item: item.get("stage") or "")  # Stable: order in a stage stays.
    for collection in ("cells", "emotions"):
        data[collection] = sorted(data.get(collection, []), key=repr)
    return data


@functools.cache
def full_map() -> JourneyMap:
    """Return a map in which every field of every kind of element holds something of its own."""
    journey = new_map("Shop", stages=["Browse", "Pay"])
    journey = edit.update_map(
        journey,
        description="CanaryDescription",
        state="future",
        synthetic=True,
        scope={
            "offering": "CanaryOffering",
            "offering_kind": "service",
            "success": "CanarySuccess",
            "travellers": "CanaryTravellers",
            "covers": "CanaryCovers",
            "excludes": "CanaryExcludes",
        },
        review={"every_days": 98, "last": "2026-01-02", "offering_changed": "2026-01-03"},
        contributors=[{"name": "CanaryContributor", "department": "CanaryHouse"}],
        suppressions=[{"code": "JK999", "reason": "CanarySuppressed", "element": "pay"}],
    )
    add = edit.EDITS
    journey = add["add_source"](
        journey, "CanarySource", kind="survey", url="https://canary.example/", as_of="2026-01-04", note="CanaryNote"
    )
    cited = {"sources": ["canarysource"]}
    journey = add["add_owner"](journey, "CanaryOwner", department="CanaryDepartment", contact="canary@owner.example")
    journey = add["add_technology"](journey, "CanarySystem", purpose="CanaryPurpose", is_crm=True)
    journey = add["add_persona"](
        journey,
        "CanaryPersona",
        **{
            field: f"CanaryPersona{field}"
            for field in ("segment", "situation", "feelings", "story", "quote", "goal", "trigger", "portrait")
        },
        **{
            field: (f"CanaryPersona{field}",)
            for field in ("behaviours", "motivations", "challenges", "frustrations", "questions")
        },
        demographics=[{"name": "CanaryFact", "value": "CanaryFigure"}],
        interview={"story": "CanaryTold", "problem": "CanaryProblem"},
        reviewed="2026-01-05",
        review_due="2026-01-06",
        rule={"where": [{"column": "canarycolumn", "value": "canaryvalue"}]},
        **cited,
    )
    journey = edit.update_map(journey)
    journey = add["update_stage"](
        journey,
        "pay",
        definition="CanaryDefinition",
        objective="CanaryObjective",
        owners=("canaryowner",),
        technologies=("canarysystem",),
        content_mix_share=0.37,
        post_purchase=True,
        **cited,
    )
    journey = add["add_touchpoint"](
        journey,
        "CanaryCounter",
        stage="pay",
        type="support",
        channel="in_store",
        medium="digital",
        personas=("canarypersona",),
        goal="CanaryTouchGoal",
        description="CanaryTouchDescription",
        key_moment=True,
        entry_point=True,
        optional=True,
        repeatable=True,
        milestone="purchase",
        costs=("attention",),
        owner="canaryowner",
        technologies=("canarysystem",),
        binding={"events": ["canaryevent"]},
        **cited,
    )
    journey = add["add_objective"](
        journey,
        "CanaryAim",
        metric="CanaryMetric",
        horizon="long_term",
        target="CanaryReach",
        touchpoints=("canarycounter",),
        **cited,
    )
    journey = edit.set_cell(journey, "pay", "goals", "CanaryCell", persona="canarypersona", sources=["canarysource"])
    journey = edit.set_emotion(
        journey,
        "pay",
        -1.25,
        words=["CanaryFeeling"],
        persona="canarypersona",
        touchpoint="canarycounter",
        kind="measured",
        n=41,
        low=-1.75,
        high=-0.75,
        **cited,
    )
    journey = add["add_route"](
        journey,
        "CanaryRoute",
        kind="happy",
        personas=("canarypersona",),
        touchpoints=("canarycounter",),
        note="CanaryWay",
    )
    journey = add["add_pain_point"](
        journey,
        "CanaryPain",
        stage="pay",
        touchpoint="canarycounter",
        personas=("canarypersona",),
        severity=5,
        consequence="CanaryConsequence",
        verbatims=("CanaryVerbatim",),
        binding=("canaryword",),
        **cited,
    )
    journey = add["add_opportunity"](
        journey,
        "CanaryIdea",
        stage="pay",
        touchpoint="canarycounter",
        type="feedback",
        lens="clarity",
        pain_points=("canarypain",),
        value=5,
        effort=1,
        reach_share=0.43,
        owner="canaryowner",
        **cited,
    )
    journey = add["add_kpi"](
        journey,
        "CanaryRate",
        measure="canary_rate",
        stage="pay",
        touchpoint="canarycounter",
        objective="canaryaim",
        serves="CanaryServes",
        definition="CanaryCounted",
        unit="days",
        base="CanaryBase",
        direction="down",
        baseline=67.5,
        target=31.25,
        series=[{"as_of": "2026-01-07", "value": 53.75, "n": 89, "low": 50.5, "high": 55.5}],
        formula={"success": ["canarypaid"]},
        answer_formula={"questions": ["canaryasked"], "where": [{"column": "canaryplan", "value": "canarypro"}]},
        owner="canaryowner",
        **cited,
    )
    journey = add["add_improvement"](
        journey,
        "CanaryChange",
        stages=("pay",),
        touchpoints=("canarycounter",),
        opportunity="canaryidea",
        kpi="canaryrate",
        expected="CanaryExpected",
        minimum_effect=2.5,
        status="running",
        baseline={"start": "2026-02-01", "end": "2026-02-02"},
        launched="2026-02-03",
        follow_up={"start": "2026-02-04", "end": "2026-02-05"},
        difference={"as_of": "2026-02-06", "value": -3.5},
        verdict="keep",
        lesson="CanaryLesson",
        owner="canaryowner",
        **cited,
    )
    journey = add["add_survey"](
        journey,
        "canaryquestion",
        stage="pay",
        touchpoint="canarycounter",
        measure="csat",
        lowest=1,
        highest=7,
        where=[{"column": "canarytopic", "value": "canarybill"}],
        words=["canaryinvoice"],
    )
    return add["add_lane"](
        add["move_lane"](journey, standard_lanes()[0].id, to=0),
        "CanaryLane",
        half="business",
        prompt="CanaryPrompt",
        hidden=True,
    )


def with_everywhere(payload: str) -> JourneyMap:
    """Return a map with one text in every place of a sheet that takes one."""
    journey = new_map(payload, stages=[payload, "Pay"])
    stage = journey.stages[0].id
    journey = edit.update_map(journey, description=payload)
    journey = edit.update_stage(journey, stage, definition=payload, objective=payload)
    journey = edit.add_persona(journey, payload)
    journey = edit.add_lane(journey, payload)
    journey = edit.add_touchpoint(journey, payload, stage=stage)
    journey = edit.add_kpi(journey, payload, stage=stage)
    journey = edit.add_pain_point(journey, payload, stage=stage)
    journey = edit.add_opportunity(journey, payload, stage=stage)
    journey = edit.add_owner(journey, payload)
    journey = edit.update_stage(journey, stage, owners=(journey.owners[0].id,))
    journey = edit.set_emotion(journey, stage, -1, words=[payload])
    return edit.set_cell(journey, stage, "goals", payload, persona=journey.personas[0].id)
