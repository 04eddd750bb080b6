"""Feelings and KPI values written onto the map: as edits, with n, interval and source, and none of few people."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

import journeykit as jk
from journeykit import evidence
from journeykit.answers import Answers
from journeykit.errors import MapError
from journeykit.evidence.disclosure import rounded
from journeykit.model import JourneyMap, edit


def survey(**columns: list) -> Answers:
    frame = pd.DataFrame({"when": [f"2026-05-{day:02}" for day in range(1, 11)], **columns})
    return jk.read_answers(frame, questions={"Q*": (1, 5)}, timestamp_col="when")


def shop() -> JourneyMap:
    journey = jk.new_map("Shop", stages=["Browse", "Pay"])
    for name in ("Home", "Search"):
        journey = edit.add_touchpoint(journey, name, stage="browse")
    return edit.set_emotion(journey, "browse", 1, words=["curious"])


def measured(answers: Answers, journey: JourneyMap | None = None, **bindings: str) -> evidence.MeasuredMap:
    return jk.measure(evidence.bind_answers(journey or shop(), bindings, answers=answers), answers=answers)


def measured_at(journey: JourneyMap) -> list[str | None]:
    return [point.touchpoint for point in journey.emotions if point.kind == "measured"]


def test_points_have_n_interval_and_source_and_are_one_step_of_edits() -> None:
    found = measured(survey(Q1=[5, 4, 4, 3, 5, 5, 2, 1, 4, 4]), Q1="home")
    written = evidence.record_feelings(found)
    # A map is shared: what is written is as exact as its number of people allows.
    rows = rounded(evidence.feelings(found), ["score", "low", "high"]).to_dict("records")
    points = [point for point in written.emotions if point.kind == "measured"]
    assert [(p.stage, p.touchpoint, p.score, p.n, p.low, p.high) for p in points] == [
        (row["stage_id"], row["touchpoint_id"] if isinstance(row["touchpoint_id"], str) else None,
         *(row[name] for name in ("score", "n", "low", "high")))
        for row in rows
    ]  # fmt: skip
    (source,) = written.sources
    # The second and the ninth day would be those of fewer than five.
    assert (source.kind, source.as_of, source.note) == (
        "survey",
        date(2026, 5, 6),
        "10 people, 10 answers, 5 to 6 May 2026",
    )
    assert {point.sources for point in points} == {(source.id,)}
    assert edit.apply_all(found.journey, evidence.feeling_edits(found)) == written
    assert [point for point in written.emotions if point.kind == "assumed"] == list(found.journey.emotions)


def test_written_again_it_replaces_points_and_source_and_keeps_words() -> None:
    first = evidence.record_feelings(measured(survey(Q1=[5] * 9 + [4]), Q1="browse"))
    first = edit.set_emotion(first, "browse", 2, kind="measured", words=["glad"], n=10)
    again = evidence.record_feelings(measured(survey(Q1=[1] * 9 + [2]), first, Q1="browse"))
    (point,) = [point for point in again.emotions if point.kind == "measured"]
    assert (round(point.score, 1), point.words, point.n) == (-1.9, ("glad",), 10)
    assert len(again.sources) == 1


def test_few_people_are_not_written_and_neither_is_what_would_give_them_away() -> None:
    answers = survey(Q1=[5, 4, 3, 2, *[None] * 6], Q2=[None] * 4 + [5, 5, 4, 3, 2, 1], Q3=[1] * 9 + [2])
    found = measured(answers, Q1="home", Q2="search", Q3="pay")
    written = evidence.record_feelings(found)
    assert [(p.stage, p.touchpoint) for p in written.emotions if p.kind == "measured"] == [
        ("browse", None),
        ("pay", None),
    ]
    # All answered Q3, and seven Q4: the other three could be worked out.
    both = measured(survey(Q3=[1] * 9 + [2], Q4=[3] * 6 + [2, *[None] * 3]), Q3="home", Q4="search")
    assert measured_at(evidence.record_feelings(both)) == [None]
    alone = measured(survey(Q3=[1] * 9 + [2], Q4=[3] * 6 + [2, *[None] * 3]), Q3="browse", Q4="search")
    assert [point.touchpoint for point in evidence.record_feelings(alone).emotions if point.kind == "measured"] == [
        None
    ]
    half = measured(survey(Q3=[1] * 9 + [2], Q4=[3] * 4 + [2, *[None] * 5]), Q3="home", Q4="search")
    assert measured_at(evidence.record_feelings(half)) == [None, "home", "search"]
    with pytest.raises(MapError, match="no place of the map has answers of 11 people or more"):
        evidence.record_feelings(found, least=11)
    with pytest.raises(MapError, match="by='month'"):
        evidence.record_feelings(found, by="month")


def test_an_interval_beyond_the_scale_ends_with_it() -> None:
    found = measured(survey(Q1=[5, 5, 5, 5, 1, *[None] * 5]), Q1="browse")
    assert evidence.feelings(found)["high"].iloc[0] > 2
    (point,) = [point for point in evidence.record_feelings(found).emotions if point.kind == "measured"]
    assert point.high == 2


def test_points_of_personas_stand_beside_those_for_all() -> None:
    frame = pd.DataFrame({"Q1": [5, 5, 5, 4, 4, 1, 1, 1, 2, 2], "plan": ["pro"] * 5 + ["free"] * 5})
    answers = jk.read_answers(frame, questions={"Q1": (1, 5)}, attribute_cols=["plan"])
    journey = edit.add_persona(shop(), "Pro", rule={"where": [{"column": "plan", "value": "pro"}]})
    written = evidence.record_feelings(measured(answers, journey, Q1="browse"), by="persona")
    points = {point.persona: (round(point.score, 1), point.n) for point in written.emotions if point.kind == "measured"}
    assert points == {None: (0, 10), "pro": (1.6, 5)}


def test_kpi_values_go_into_the_series_by_date() -> None:
    answers = survey(Q1=[5, 4, 4, 3, 5, 5, 2, 1, 4, 4])
    held = [{"as_of": "2026-04-30", "value": 50, "n": 20}, {"as_of": "2026-06-30", "value": 1}]
    formula = {"questions": "Q1", "measure": "csat"}
    journey = edit.add_kpi(shop(), "Satisfied", answer_formula=formula, series=held)
    journey = edit.add_kpi(journey, "Never asked", answer_formula={"questions": "Q7"})
    found = jk.measure(journey, answers=answers)
    written = evidence.record_kpis(found)
    satisfied, never = written.kpis
    assert [(p.as_of.isoformat(), p.value, p.n) for p in satisfied.series] == [
        ("2026-04-30", 50, 20), ("2026-05-06", 70, 10), ("2026-06-30", 1, None),
    ]  # fmt: skip
    row = evidence.kpi_values(found).iloc[0]
    assert (satisfied.series[1].low, satisfied.series[1].high) == (row["low"], row["high"])
    assert never.series == ()
    again = evidence.record_kpis(jk.measure(written, answers=answers))
    assert again == written
    with pytest.raises(MapError, match="no KPI with a formula counts 11 people or more"):
        evidence.record_kpis(found, least=11)


def test_values_of_both_kinds_are_written_and_without_times_a_date_is_asked_for() -> None:
    journey = edit.update_touchpoint(shop(), "home", binding={"events": ["home"]})
    journey = edit.add_kpi(journey, "Paid", formula={"attempt": "home", "success": "pay"})
    journey = edit.add_kpi(journey, "Rated", unit="of 5", answer_formula={"questions": "Q1"})
    log = pd.DataFrame({"user_id": [*"abcdef", "a"], "event": ["home"] * 6 + ["pay"],
                        "timestamp": [f"2026-05-{day:02}" for day in range(1, 8)]})  # fmt: skip
    answers = jk.read_answers(pd.DataFrame({"Q1": [1, 2, 3, 4, 5]}), questions={"Q1": (1, 5)})
    found = jk.measure(journey, jk.read_events(log), answers)
    assert evidence.kpi_values(found)["value_from"].tolist() == ["events", "answers"]
    with pytest.raises(MapError, match=r"the answers have no times.*as_of=datetime.date"):
        evidence.record_kpis(found)
    written = evidence.record_kpis(found, as_of=date(2026, 5, 31))
    assert [(kpi.series[0].value, kpi.series[0].n) for kpi in written.kpis] == [(pytest.approx(100 / 6), 6), (3, 5)]
