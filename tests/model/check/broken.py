"""Broken maps: each is the sound map with one defect, and must give exactly one code."""

from collections.abc import Callable
from datetime import date

from journeykit.model import JourneyMap, edit, new_map
from journeykit.model.context import Contributor, Review, Scope, Suppression
from journeykit.model.insight import KPIPoint, Period
from tests.model.check.sound import measured

Defect = Callable[[JourneyMap], JourneyMap]
LONG_LINE = "Call everybody who asked for a price last week and tell them about the offer of the month until they book"


def _without_cell(stage: str, lane: str) -> Defect:
    return lambda m: edit.set_cell(m, stage, lane, "")


def _stage(stage: str, **changes: object) -> Defect:
    return lambda m: edit.update_stage(m, stage, **changes)


def _touchpoint(id: str, **changes: object) -> Defect:
    return lambda m: edit.update_touchpoint(m, id, **changes)


def _kpi(id: str, **changes: object) -> Defect:
    return lambda m: edit.update_kpi(m, id, **changes)


def _persona(**changes: object) -> Defect:
    return lambda m: edit.update_persona(m, "commuter", **changes)


def _improvement(**changes: object) -> Defect:
    return lambda m: edit.update_improvement(m, "price-list-in-the-window", **changes)


def _survey(**fields: object) -> Defect:
    return lambda m: edit.add_survey(m, "Q1", stage="repair", **fields)


def _asked(measure: str, **fields: object) -> Defect:
    formula = {"questions": ["Q1"], "measure": measure}
    said = {"stage": "repair", "definition": "What they say.", "base": "Who answered."}
    said["objective"] = "more-customers-come-back"
    return lambda m: edit.add_kpi(m, "Asked", answer_formula=formula, **said, **fields)


def _header(**changes: object) -> Defect:
    return lambda m: edit.update_map(m, **changes)


def _path(*points: str) -> Defect:
    return lambda m: edit.update_route(m, "to-a-friend", touchpoints=points)


def _no_stages(m: JourneyMap) -> JourneyMap:
    for stage in m.stages:
        m = edit.remove_stage(m, stage.id)
    # What stood on the stages went with them; what is left would be idle rather than wrong.
    for collection, remove in (("improvements", edit.remove_improvement), ("routes", edit.remove_route)):
        for element in getattr(m, collection):
            m = remove(m, element.id)
    m = edit.remove_objective(m, "more-customers-come-back")
    m = edit.add_objective(m, "More customers come back", metric="retention rate")
    return edit.add_kpi(m, "Back", definition="d", base="b", objective="more-customers-come-back")


def _no_crm_in_a_stage(m: JourneyMap) -> JourneyMap:
    return edit.update_stage(m, "repair", technologies=["till"])


def _all_digital(m: JourneyMap) -> JourneyMap:
    for touchpoint in m.touchpoints:
        m = edit.update_touchpoint(m, touchpoint.id, channel="website", medium="digital", owner=None)
    m = edit.update_stage(m, "loyalty", owners=["ann"])
    return edit.set_cell(m, "repair", "actions", "Wait at the counter")


def _flat(m: JourneyMap) -> JourneyMap:
    for stage in m.stages:
        m = edit.set_emotion(m, stage.id, 0.5)
    return m


def _no_curve(m: JourneyMap) -> JourneyMap:
    for stage in m.stages:
        m = edit.clear_emotion(m, stage.id)
    return m


def _no_costs(m: JourneyMap) -> JourneyMap:
    return edit.update_touchpoint(m, "price-list", costs=[])


def _measured(**fields: object) -> Defect:
    return lambda m: m.model_copy(update={"emotions": (*m.emotions, measured("repair", **fields))})


def _measured_tomorrow(m: JourneyMap) -> JourneyMap:
    return edit.update_map(_measured(n=40)(m), state="future")


def _series(**changes: object) -> Defect:
    point = {"as_of": date(2026, 9, 30), "value": 41, "n": 800, "low": 38, "high": 44, **changes}
    return lambda m: edit.update_kpi(m, "booked", series=[KPIPoint.model_validate(point)])


def _difference(low: float, high: float, verdict: str) -> Defect:
    point = KPIPoint(as_of=date(2026, 6, 30), value=(low + high) / 2, n=900, low=low, high=high)
    return _improvement(difference=point, verdict=verdict)


BEFORE_AFTER = Period(start=date(2026, 1, 1), end=date(2026, 4, 20))
# (code, id of the place, defect)
BROKEN: list[tuple[str, str, Defect]] = [
    ("JK101", "workshop", _no_stages),
    ("JK102", "repair", _without_cell("repair", "goals")),
    ("JK103", "loyalty-2", lambda m: _extra_stage(m)),
    ("JK104", "repair", lambda m: edit.remove_kpi(_improvement(kpi="seen")(m), "booked")),
    ("JK105", "repair", _stage("repair", owners=[])),
    ("JK106", "repair", _no_crm_in_a_stage),
    ("JK106", "workshop", lambda m: edit.update_technology(m, "crm", is_crm=False)),
    ("JK107", "repair/activities", lambda m: edit.set_cell(m, "repair", "activities", "\n".join("abcdef"))),
    ("JK108", "repair/activities", lambda m: edit.set_cell(m, "repair", "activities", LONG_LINE)),
    ("JK109", "repair", _stage("repair", objective=" ")),
    ("JK110", "workshop", _stage("loyalty", post_purchase=False)),
    ("JK111", "repair", _without_cell("repair", "actions")),
    ("JK112", "consideration", _without_cell("consideration", "business-goals")),
    ("JK201", "booked", _kpi("booked", serves="")),
    ("JK202", "booked", _kpi("booked", serves="Sell helmets")),
    ("JK203", "booked", _kpi("booked", base="")),
    ("JK203", "booked", _kpi("booked", definition="", base="")),
    ("JK204", "booked", _kpi("booked", measure="conversation")),
    ("JK205", "seen", _kpi("seen", direction="down")),
    ("JK206", "booked", _kpi("booked", target=30)),
    ("JK207", "booked", _kpi("booked", target=140)),
    ("JK207", "booked", _kpi("booked", baseline=-1)),
    ("JK208", "booked", _series(n=None)),
    ("JK209", "booked", _series(high=40)),
    ("JK210", "more-customers-come-back", lambda m: edit.update_objective(m, "more-customers-come-back", metric="")),
    ("JK211", "fewer-calls", lambda m: edit.add_objective(m, "Fewer calls", metric="support contact rate")),
    ("JK212", "workshop", lambda m: _no_objectives(m)),
    ("JK213", "booked", _kpi("booked", sources=[])),
    ("JK301", "workshop", lambda m: edit.remove_route(m, "to-a-friend")),
    ("JK301", "workshop", _path()),
    ("JK302", "to-a-friend", _touchpoint("shop-window", entry_point=False)),
    ("JK303", "to-a-friend", _touchpoint("repair-desk", milestone=None)),
    ("JK304", "to-a-friend", _touchpoint("card-for-a-friend", milestone=None)),
    ("JK305", "to-a-friend", _path("shop-window", "repair-desk", "price-list", "reminder", "card-for-a-friend")),
    ("JK306", "consideration", _path("shop-window", "repair-desk", "reminder", "card-for-a-friend")),
    ("JK307", "workshop", _touchpoint("repair-desk", key_moment=False)),
    ("JK308", "price-list", _path("shop-window", "price-list", "price-list", "repair-desk", "card-for-a-friend")),
    ("JK401", "reminder", _touchpoint("reminder", goal="")),
    ("JK402", "reminder", _touchpoint("reminder", owner=None)),
    ("JK403", "workshop", _all_digital),
    ("JK404", "loyalty", _touchpoint("newsletter", owner="ann")),
    ("JK405", "workshop", _no_costs),
    ("JK501", "workshop", lambda m: edit.remove_persona(m, "commuter")),
    ("JK502", "commuter", _persona(trigger="")),
    ("JK503", "commuter", _persona(challenges=[])),
    ("JK504", "commuter", _persona(sources=[])),
    ("JK505", "commuter", _persona(review_due=date(2026, 10, 31))),
    ("JK505", "commuter", _persona(review_due=None, reviewed=date(2025, 10, 1))),
    ("JK506", "commuter", _persona(review_due=None, reviewed=None)),
    ("JK507", "commuter", _persona(goal="")),
    ("JK511", "repair", lambda m: edit.clear_emotion(m, "repair")),
    ("JK511", "workshop", _no_curve),
    ("JK512", "assumed", _flat),
    ("JK513", "repair/assumed", lambda m: edit.set_emotion(m, "repair", 1, words=[])),
    ("JK514", "repair/measured", _measured()),
    ("JK514", "repair/measured", _measured(n=0)),
    ("JK515", "repair/measured", _measured_tomorrow),
    ("JK601", "repair", _stage("repair", content_mix_share=0.4)),
    ("JK601", "repair", _stage("repair", content_mix_share=0.61)),
    ("JK602", "fixed-prices-2", lambda m: edit.add_opportunity(m, "Fixed prices", stage="repair")),
    ("JK603", "no-bicycle", lambda m: edit.add_pain_point(m, "No bicycle", stage="repair", severity=4)),
    ("JK604", "price-list-in-the-window", _improvement(owner=None)),
    ("JK605", "price-list-in-the-window", _improvement(kpi=None)),
    ("JK606", "price-list-in-the-window", _improvement(launched=date(2026, 2, 1))),
    ("JK606", "price-list-in-the-window", _improvement(baseline=BEFORE_AFTER)),
    ("JK606", "price-list-in-the-window", _improvement(launched=date(2026, 5, 1))),
    ("JK607", "price-list-in-the-window", _difference(-1, 9, "keep")),
    ("JK607", "price-list-in-the-window", _difference(0, 9, "keep")),
    ("JK607", "price-list-in-the-window", _difference(1, 9, "revise")),
    ("JK607", "price-list-in-the-window", _difference(1, 9, "inconclusive")),
    ("JK608", "price-list-in-the-window", _improvement(baseline=None)),
    ("JK609", "price-list-in-the-window", _improvement(verdict=None)),
    ("JK610", "workshop", _header(scope=Scope())),
    ("JK701", "workshop", _header(review=Review(last=date(2025, 10, 31)))),
    ("JK701", "workshop", _header(review=Review(last=date(2026, 9, 1), every_days=30))),
    ("JK702", "workshop", _header(review=Review(last=date(2026, 6, 1), offering_changed=date(2026, 7, 1)))),
    ("JK703", "workshop", _header(review=Review())),
    ("JK704", "workshop", _header(review=Review(last=date(2026, 11, 2)))),
    ("JK704", "commuter", _persona(reviewed=date(2027, 1, 1))),
    ("JK705", "JK102/repair", _header(suppressions=[Suppression(code="JK102", reason="known", element="repair")])),
    ("JK706", "workshop", _header(contributors=[Contributor(name="Ann", department="workshop")])),
    ("JK707", "interviews", lambda m: edit.update_source(m, "interviews", as_of=date(2024, 10, 1))),
    ("JK801", "q1", _survey(lowest=5, highest=1)),
    ("JK801", "q1", _survey(lowest=5, highest=5)),
    ("JK802", "q1-2", lambda m: edit.add_survey(_survey()(m), "Q1", stage="repair")),
    ("JK803", "q1", _survey(measure="nps", lowest=1, highest=10)),
    ("JK803", "q1", _survey(measure="ces", lowest=1, highest=5)),
    ("JK804", "asked-2", _asked("csat", formula={"success": ["paid"]}, unit="%")),
    ("JK805", "asked-2", _asked("nps", unit="%")),
    ("JK805", "asked-2", _asked("csat", unit="points")),
]


# Maps at the edge of a rule, and still sound.
FINE: list[Defect] = [
    _survey(),
    _survey(measure="nps", lowest=0, highest=10),
    lambda m: edit.add_survey(_survey(words=["late"])(m), "Q1", stage="repair"),
    _asked("ces", unit="of 7"),
    _stage("repair", content_mix_share=0.5),
    _stage("repair", content_mix_share=0.6),
    _stage("repair", content_mix_share=None),
    _stage("repair", technologies=["till", "crm"]),
    lambda m: edit.update_touchpoint(_no_crm_in_a_stage(m), "repair-desk", technologies=["crm"]),
    lambda m: edit.set_cell(m, "repair", "activities", "\n\n".join("abcde")),
    lambda m: edit.set_cell(m, "repair", "activities", " ".join(LONG_LINE.split()[:20])),
    lambda m: edit.set_cell(m, "repair", "goals", "Ride home", persona="commuter"),
    _kpi("booked", serves="  fill the WORKSHOP. "),
    _kpi("booked", serves="Be of use in repair"),
    _kpi("booked", target=40),
    _kpi("booked", target=100, baseline=0),
    _kpi("seen", measure="", direction="down", baseline=40, target=40),
    _kpi("booked", target=140, unit="of 200"),
    _kpi("booked", measure="nps", unit="points", baseline=-100),
    _series(low=None, high=None),
    _series(low=41, high=41),
    lambda m: _touchpoint("newsletter", owner="ann", channel="other")(_touchpoint("reminder", channel="other")(m)),
    _persona(review_due=date(2026, 11, 1)),
    _persona(reviewed=None),
    lambda m: edit.set_emotion(m, "repair", 1, words=["glad"], touchpoint="repair-desk"),
    lambda m: edit.set_emotion(_flat(m), "repair", 1),
    _measured(n=1),
    _header(state="future"),
    lambda m: edit.add_pain_point(m, "Small waiting room", stage="repair", severity=3),
    lambda m: edit.add_opportunity(m, "A second light", stage="repair", type="cross_sell"),
    _improvement(owner=None, kpi=None, status="dropped"),
    _difference(-9, -1, "revise"),
    _difference(-1, 9, "inconclusive"),
    lambda m: edit.update_improvement(
        _difference(1, 9, "inconclusive")(m), "price-list-in-the-window", minimum_effect=2
    ),
    _improvement(verdict=None, follow_up=Period(start=date(2026, 4, 1), end=date(2026, 11, 1))),
    _improvement(status="planned", baseline=None, launched=None),
    _improvement(launched=date(2026, 3, 31)),
    lambda m: edit.update_improvement(_difference(-5, 2, "revise")(m), "price-list-in-the-window", minimum_effect=3),
    _header(review=Review(last=date(2025, 11, 1))),
    _header(review=Review(last=date(2026, 6, 1), offering_changed=date(2026, 6, 1))),
    _header(review=Review(last=date(2026, 6, 1), offering_changed=date(2026, 12, 1))),
    _path("shop-window", "price-list", "repair-desk", "card-for-a-friend"),
    lambda m: _touchpoint("price-list", repeatable=True)(
        _path("shop-window", "price-list", "price-list", "repair-desk", "price-list", "card-for-a-friend")(m)
    ),
]


def _extra_stage(m: JourneyMap) -> JourneyMap:
    m = edit.add_stage(m, "Loyalty", objective="Stay", owners=["ann"], technologies=["crm"], post_purchase=True)
    for lane in ("actions", "goals", "business-goals"):
        m = edit.set_cell(m, "loyalty-2", lane, "Stay in touch")
    m = edit.set_emotion(m, "loyalty-2", 1, words=["glad"])
    return edit.add_kpi(m, "Stays", stage="loyalty-2", definition="d", base="b", serves="Stay in touch")


def _no_objectives(m: JourneyMap) -> JourneyMap:
    m = edit.remove_objective(m, "more-customers-come-back")
    for kpi in ("asked", "back-again"):
        m = edit.update_kpi(m, kpi, serves="Fill the workshop")
    return m


def empty_maps() -> list[JourneyMap]:
    """Return maps with next to nothing on them."""
    return [new_map("Empty"), new_map("One", stages=["A"])]
