"""The map check: one defect gives one code, a sound map gives none, and what is accepted stays quiet."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.model import JourneyMap, edit
from journeykit.model.check import (
    RETIRED,
    RULES,
    Finding,
    as_json,
    as_text,
    check,
    counts,
    exit_code,
    rules_table,
)
from journeykit.model.context import Review, Suppression
from tests.model.check.broken import BROKEN, FINE, Defect, empty_maps
from tests.model.check.sound import TODAY, sound_map
from tests.model.random_maps import random_maps

SOUND = sound_map()


def test_a_sound_map_gives_nothing() -> None:
    assert check(SOUND, today=TODAY) == ()


@pytest.mark.parametrize(("code", "id", "defect"), BROKEN, ids=[f"{code}-{n}" for n, (code, _, _) in enumerate(BROKEN)])
def test_one_defect_gives_exactly_its_code_at_its_place(code: str, id: str, defect: Defect) -> None:
    found = check(defect(SOUND), today=TODAY)
    assert [(f.code, f.place.id) for f in found] == [(code, id)]


@pytest.mark.parametrize("change", FINE)
def test_what_is_just_within_a_rule_gives_nothing(change: Defect) -> None:
    assert change(SOUND) != SOUND
    assert check(change(SOUND), today=TODAY) == ()


def test_every_rule_has_a_broken_map() -> None:
    assert {code for code, _, _ in BROKEN} == {rule.code for rule in RULES}
    assert len(RULES) >= 25


def test_codes_are_unique_and_no_retired_code_comes_back() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    assert not RETIRED & set(codes)
    assert all(code[:2] == "JK" and len(code) == 5 and code[2:].isdecimal() for code in codes)


def test_every_rule_gives_a_reason_and_every_finding_a_next_action() -> None:
    for rule in RULES:
        assert rule.title
        assert rule.reason.endswith("."), rule.code
    for code, _, defect in BROKEN:
        finding = check(defect(SOUND), today=TODAY)[0]
        assert finding.message[0].isupper(), code
        assert finding.message.endswith("."), code
        assert finding.action.endswith("."), code


def test_only_what_misleads_or_cannot_be_used_is_an_error() -> None:
    errors = [rule.code for rule in RULES if rule.severity == "error"]
    assert errors == ["JK101", "JK207", "JK209", "JK514", "JK515", "JK606", "JK607", "JK801", "JK803", "JK804"]


def test_a_finding_names_its_place_in_the_words_of_the_map() -> None:
    finding = check(edit.update_kpi(SOUND, "booked", serves=""), today=TODAY)[0]
    assert finding.message == "KPI “Booked” names neither a business goal nor an objective that it serves."
    assert finding.place.words == "KPI “Booked” in stage “Repair”"
    assert (finding.place.collection, finding.place.stage) == ("kpis", "repair")


def test_an_unknown_measure_names_the_nearest() -> None:
    finding = check(edit.update_kpi(SOUND, "booked", measure="conversation"), today=TODAY)[0]
    assert finding.action == "Did you mean “conversion”? Or leave the measure out and keep your own definition."


def test_a_verdict_is_read_in_the_direction_of_its_kpi() -> None:
    # A difference of +2 to +10 is a loss where down is better, so that “keep” is wrong there.
    journey = edit.update_kpi(SOUND, "booked", direction="down", measure="", target=30)
    assert [f.code for f in check(journey, today=TODAY)] == ["JK607"]


def test_reviews_are_judged_by_the_day_given() -> None:
    due = date(2026, 6, 1) + timedelta(days=365)
    assert check(SOUND, today=due) == ()
    assert {f.code for f in check(SOUND, today=due + timedelta(days=1))} == {"JK505", "JK701"}


def test_the_last_day_of_all_is_no_trouble() -> None:
    journey = edit.update_persona(SOUND, "commuter", reviewed=date.max, review_due=None)
    journey = edit.update_map(journey, review=Review(last=date.max, every_days=10**9))
    assert [f.code for f in check(journey, today=date.max)] == ["JK707"]


def test_an_impossible_value_names_the_band_it_could_be_in() -> None:
    told = check(edit.update_kpi(SOUND, "booked", target=140), today=TODAY)[0].message
    assert told == "KPI “Booked” has the value 140 %; it can only be between 0 and 100."
    waiting = edit.update_kpi(
        SOUND, "booked", measure="time_per_step", unit="h", direction="down", baseline=-1, target=-2
    )
    told = next(f.message for f in check(waiting, today=TODAY) if f.code == "JK207")
    assert told == "KPI “Booked” has the value -1 h; it can only be at least 0."


def _accepting(*accepted: Suppression, stages: tuple[str, ...] = ("repair", "loyalty")) -> JourneyMap:
    journey = SOUND
    for stage in stages:
        journey = edit.update_stage(journey, stage, objective="")
    return edit.update_map(journey, suppressions=accepted)


def test_an_accepted_finding_is_quiet_and_can_be_shown_with_its_reason() -> None:
    journey = _accepting(Suppression(code="JK109", element="repair", reason="The desk speaks for itself"))
    assert [(f.code, f.place.id) for f in check(journey, today=TODAY)] == [("JK109", "loyalty")]
    shown = check(journey, today=TODAY, with_accepted=True)
    assert [(f.place.id, f.accepted) for f in shown] == [("repair", "The desk speaks for itself"), ("loyalty", "")]
    assert counts(shown) == {"error": 0, "warning": 0, "hint": 1}


def test_an_acceptance_without_an_element_holds_for_the_whole_map() -> None:
    assert check(_accepting(Suppression(code="JK109", reason="Two people, one job")), today=TODAY) == ()


def test_an_acceptance_of_one_rule_does_not_hide_another() -> None:
    found = check(_accepting(Suppression(code="JK102", reason="x")), today=TODAY)
    assert [f.code for f in found] == ["JK109", "JK109", "JK705"]


def test_of_two_acceptances_the_narrower_one_counts_and_both_are_used() -> None:
    general, narrow = (
        Suppression(code="JK109", reason=reason, element=id) for reason, id in (("all", ""), ("one", "repair"))
    )
    for accepted in ((general, narrow), (narrow, general)):
        shown = check(_accepting(*accepted), today=TODAY, with_accepted=True)
        assert [(f.place.id, f.accepted) for f in shown] == [("repair", "one"), ("loyalty", "all")]


def test_the_json_of_findings_counts_them_and_reads_back() -> None:
    told = json.loads(as_json(check(empty_maps()[0], today=TODAY)))
    assert told["counts"]["error"] == 1
    assert told["findings"][0]["code"] == "JK101"
    assert set(told["findings"][0]) == set(Finding.__dataclass_fields__)
    assert told["findings"][0]["place"]["collection"] == "map"


def test_the_text_says_what_why_and_what_next() -> None:
    text = as_text(check(edit.update_stage(SOUND, "repair", owners=[]), today=TODAY))
    assert text == (
        "JK105 warning: Stage “Repair” has no owner.\n"
        "    at: stage “Repair” [stages/repair]\n"
        "    why: Everything on the map has an owner, or nobody acts on it.\n"
        "    next: Name the person or team who answers for it.\n"
        "0 errors, 1 warning, 0 hints."
    )


def test_what_one_rule_finds_at_several_places_has_one_heading_one_reason_and_one_next_action() -> None:
    journey = edit.update_stage(edit.update_stage(SOUND, "repair", owners=[]), "loyalty", owners=[])
    accepted = {"suppressions": (Suppression(code="JK105", element="loyalty", reason="on holiday"),)}
    found = check(journey.model_copy(update=accepted), today=TODAY, with_accepted=True)
    assert as_text(found) == (
        "JK105 warning: Stage without an owner (2 places)\n"
        "    why: Everything on the map has an owner, or nobody acts on it.\n"
        "    next: Name the person or team who answers for it.\n"
        "    at: stage “Repair” [stages/repair]: Stage “Repair” has no owner.\n"
        "    at: stage “Loyalty” [stages/loyalty]: Stage “Loyalty” has no owner. (accepted: on holiday)\n"
        "0 errors, 1 warning, 0 hints."
    )


def test_next_actions_that_differ_stay_with_their_places() -> None:
    one, other = check(edit.update_stage(SOUND, "repair", owners=[]), today=TODAY) * 2
    lines = as_text((one, replace(other, action="Ask the repair shop."))).splitlines()
    assert lines[2].startswith("    at: ")
    assert lines[3] == "        next: Name the person or team who answers for it."
    assert lines[5] == "        next: Ask the repair shop."


def test_the_exit_code_fails_on_errors_and_strictly_on_warnings() -> None:
    hint, warning, error = (
        check(defect, today=TODAY)
        for defect in (
            edit.update_stage(SOUND, "repair", objective=""),
            edit.update_stage(SOUND, "repair", owners=[]),
            edit.update_kpi(SOUND, "booked", target=140),
        )
    )
    assert [exit_code(f) for f in ((), hint, warning, error)] == [0, 0, 0, 1]
    assert [exit_code(f, strict=True) for f in ((), hint, warning, error)] == [0, 0, 1, 1]


def test_errors_come_before_warnings_before_hints() -> None:
    found = check(empty_maps()[0], today=TODAY)
    order = ["error", "warning", "hint"]
    assert [order.index(f.severity) for f in found] == sorted(order.index(f.severity) for f in found)
    assert len({f.severity for f in found}) == 3


def test_the_table_for_the_documentation_has_a_row_for_every_rule() -> None:
    rows = rules_table().splitlines()
    assert len(rows) == len(RULES) + 2
    assert all(row.count("|") == 5 for row in rows)


def test_the_page_of_the_documentation_holds_the_table_of_the_code_and_its_example_runs() -> None:
    page = (Path(__file__).resolve().parents[3] / "journeykit" / "model" / "check" / "RULES.md").read_text(
        encoding="utf-8"
    )
    assert page.endswith(f"\n\n{rules_table()}\n"), "put the output of rules_table() at the end of RULES.md"
    named: dict[str, JourneyMap] = {}
    exec(page.split("```python\n")[1].split("```")[0], named)
    assert [acceptance.code for acceptance in named["journey"].suppressions] == ["JK405"]


@settings(deadline=None, max_examples=60)
@given(journey=random_maps(), today=st.dates())
def test_the_check_answers_for_any_map_on_any_day(journey: JourneyMap, today: date) -> None:
    before = journey.model_dump()
    found = check(journey, today=today)
    assert {f.code for f in found} <= {rule.code for rule in RULES}
    assert check(journey, today=today) == found
    assert journey.model_dump() == before
    json.loads(as_json(found))


def test_the_text_carries_no_escape_code_from_a_name() -> None:
    journey = edit.update_kpi(SOUND, "booked", name="Booked\x1b[2J\nor not", serves="")
    lines = as_text(check(journey, today=TODAY)).splitlines()
    assert lines[0].startswith("JK201 warning: KPI “Booked[2J / or not” names neither")
    assert len(lines) == 5
