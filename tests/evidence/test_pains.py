"""Pain points that data suggest: each number against one that was counted by hand, each threshold from both sides."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

import journeykit as jk
from journeykit import evidence
from journeykit.errors import MapError
from journeykit.evidence.pains_in_answers import LOW
from journeykit.evidence.pains_in_log import DROP_OFF, severity_at
from journeykit.intervals import of_count
from journeykit.model import JourneyMap, edit
from tests.draws import draws

STAGES = ("Browse", "Basket", "Address", "Pay")


def shop() -> JourneyMap:
    journey = jk.new_map("Shop", stages=STAGES)
    for name in STAGES:
        journey = edit.add_touchpoint(
            journey, f"{name} page", stage=name.casefold(), binding={"events": [f"{name.casefold()}*"]}
        )
    return journey


def log(reached: dict[str, int], *, hours: dict[str, float] | None = None, again: int = 0) -> pd.DataFrame:
    """Return visits: so many reach each stage, each after so many hours; ``again`` of them come back to the basket."""
    rows = []
    for who in range(max(reached.values())):
        at = datetime(2026, 5, 1) + timedelta(minutes=who)
        for stage, count in reached.items():
            if who < count:
                at += timedelta(hours=(hours or {}).get(stage, 1))
                rows.append((f"u{who}", stage, at))
        if who < again:
            rows.append((f"u{who}", "basket", at + timedelta(hours=1)))
    return pd.DataFrame(rows, columns=["user_id", "event", "timestamp"])


def proposals(frame: pd.DataFrame, **options: object) -> pd.DataFrame:
    return evidence.pain_proposals(jk.measure(shop(), jk.read_events(frame)), **options)


def test_a_stage_after_which_many_leave_has_their_share_of_those_who_got_so_far() -> None:
    found = proposals(log({"browse": 200, "basket": 160, "address": 81, "pay": 70}))
    assert found["kind"].unique().tolist() == ["drop-off"]
    assert found[["rank", "stage_id", "severity", "n"]].values.tolist() == [
        [1, "basket", 4, 160],
        [2, "browse", 2, 200],
    ]
    first = found.iloc[0]
    low, high = proportion_confint(79, 160, method="wilson")
    assert (first["value"], first["low"], first["high"]) == pytest.approx((79 / 160, low, high))
    assert first["name"] == "Many leave after Basket"
    assert first["numbers"].replace("\u00a0%", "%") == (
        f"49.4% of 160 customers who got this far got no further (95\u00a0% interval {low:.1%} to {high:.1%})".replace(
            "95\u00a0%", "95 %"
        )
    )
    assert first["severity_from"].replace("\u00a0", " ") == "49.4 % leave; 4 of 5 from 40 % on"
    assert first["period"] == "1 May 2026"
    assert pd.isna(first["touchpoint_id"])
    assert (first["source"], first["source_kind"]) == ("pandas frame", "events")


def test_a_slow_step_is_one_beside_the_median_step_of_the_map() -> None:
    reached = dict.fromkeys(("browse", "basket", "address", "pay"), 40)
    found = proposals(log(reached, hours={"basket": 1, "address": 7, "pay": 2}))
    (row,) = found.to_dict("records")
    assert (row["kind"], row["stage_id"], row["value"], row["severity"]) == ("slow step", "basket", 7 * 3600, 2)
    assert row["name"] == "It takes long from Basket to Address"
    assert "3.5 times the median step of this map, 2\u00a0h; 40 customers went both" in row["numbers"]
    assert proposals(log(reached, hours={"basket": 1, "address": 5.9, "pay": 2})).empty
    two = {"browse": 40, "basket": 40, "address": 40}
    assert proposals(log(two, hours={"basket": 1, "address": 90})).empty, "two steps have no usual one"


def test_customers_who_come_back_are_a_loop_unless_the_map_allows_it() -> None:
    reached = dict.fromkeys(("browse", "basket", "address", "pay"), 50)
    (row,) = proposals(log(reached, again=20)).to_dict("records")
    assert (row["kind"], row["touchpoint_id"], row["value"], row["severity"]) == ("loop", "basket-page", 0.4, 3)
    assert row["low"], row["high"] == pytest.approx(proportion_confint(20, 50, method="wilson"))
    assert row["name"] == "Many come back to Basket page"
    journey = edit.update_touchpoint(shop(), "basket-page", repeatable=True)
    assert evidence.pain_proposals(jk.measure(journey, jk.read_events(log(reached, again=20)))).empty


def test_few_people_suggest_nothing_and_neither_do_the_few_others() -> None:
    assert proposals(log({"browse": 10, "basket": 6, "address": 6, "pay": 6})).empty, "four leave"
    assert proposals(log({"browse": 10, "basket": 3, "address": 3, "pay": 3})).empty, "three go on"
    assert len(proposals(log({"browse": 10, "basket": 6, "address": 6, "pay": 6}), least=1)) == 1
    assert len(proposals(log({"browse": 10, "basket": 5, "address": 5, "pay": 5}))) == 1


def test_a_log_without_times_is_asked_the_rest_and_says_so() -> None:
    frame = log({"browse": 50, "basket": 20, "address": 20, "pay": 20})
    events = jk.read_events(frame.drop(columns="timestamp"), timestamp_col=())
    found = evidence.pain_proposals(jk.measure(shop(), events))
    assert found["kind"].tolist() == ["drop-off"]
    (sentence,) = found.attrs["left_out"]
    assert sentence.startswith("slow steps: ")


# ------------------------------------------------------------------------------------------------------------ answers


def answered(scores: dict[str, list[float]], **columns: list[object]) -> evidence.MeasuredMap:
    answers = jk.read_answers(
        pd.DataFrame({**scores, **columns}), questions=dict.fromkeys(scores, (1, 5)), comments=list(columns)
    )
    places = dict(zip(scores, ("browse page", "basket page", "address page", "pay page"), strict=False))
    return jk.measure(evidence.bind_answers(shop(), places, answers=answers), answers=answers)


def test_a_low_score_is_proposed_where_its_interval_lies_below_neutral() -> None:
    low, even = [1, 2, 1, 2, 1, 2, 1, 2], [3, 2, 3, 4, 3, 2, 3, 4]
    measured = answered({"Q1": low, "Q2": even})
    (row,) = evidence.pain_proposals(measured).to_dict("records")
    feelings = np.array(low) - 3.0
    ends = stats.t.interval(0.95, 7, feelings.mean(), stats.sem(feelings))
    assert (row["value"], row["low"], row["high"]) == pytest.approx((feelings.mean(), *ends))
    assert (row["kind"], row["stage_id"], row["touchpoint_id"]) == ("low score", "browse", "browse-page")
    assert (row["severity"], row["n"], row["source_kind"]) == (4, 8, "answers")
    assert row["severity_from"] == "mean feeling \N{MINUS SIGN}1.5; 4 of 5 from \N{MINUS SIGN}1.25 on"
    assert evidence.pain_proposals(answered({"Q1": low[:4]})).empty, "four people"
    assert len(evidence.pain_proposals(answered({"Q1": [1] * 5}))) == 1, "all equal: no interval, and no doubt"


def test_a_theme_of_unhappy_comments_has_its_numbers_words_and_quotes_only_where_asked() -> None:
    said = ["The security queue was slow", "Long security queues! Answer me: a@b.example"] * 6
    said += ["Lovely view from the terrace", "A lovely view"] * 6
    measured = answered({"stars": [1, 2] * 6 + [5, 4] * 6}, why=said)
    found = evidence.pain_proposals(measured)
    (row,) = found[found["name"] == "“security queue” at Browse page"].to_dict("records")
    assert row["numbers"].replace("\u00a0", " ").startswith("12 comments of 12 people, 50.0 % of those about it; rated")
    assert (row["value"], row["severity"], row["words"]) == (-1.5, 4, "security queue*")
    assert "quotes" not in found.columns
    assert not found.map(lambda cell: "terrace" in str(cell) or "example" in str(cell)).any().any()
    quoted = evidence.pain_proposals(measured, quotes=True)
    (quotes,) = quoted.loc[quoted["name"] == row["name"], "quotes"]
    assert "The security queue was slow" in quotes.split("\n")
    assert "a@b.example" not in quotes
    assert evidence.pain_proposals(measured, least=13)["kind"].tolist() == []


def test_a_place_clearly_below_the_others_is_low_even_where_nobody_is_unhappy() -> None:
    fine, less = [5, 4, 5, 5, 4, 5, 5, 4] * 3, [3, 4, 3, 4, 3, 4, 3, 4] * 3
    (row,) = evidence.pain_proposals(answered({"Q1": less, "Q2": fine, "Q3": fine, "Q4": fine})).to_dict("records")
    assert (row["touchpoint_id"], row["severity"]) == ("browse-page", 2)
    assert (
        row["severity_from"] == "1.1 below the median place of this map, +1.6; 2 of 5 where its interval is 0.5 below"
    )
    near = [4, 4, 5, 4, 4, 4, 5, 4] * 3
    assert evidence.pain_proposals(answered({"Q1": near, "Q2": fine, "Q3": fine, "Q4": fine})).empty
    assert evidence.pain_proposals(answered({"Q1": less, "Q2": fine})).empty, "two places have no usual one"


def test_a_theme_that_few_speak_of_is_less_severe_than_one_of_many() -> None:
    def severities(others: int) -> list[int]:
        said = ["The security queue was slow"] * 8 + [f"{word} was fine today" for word in ("View", "Sofa")] * others
        found = evidence.pain_proposals(answered({"stars": [1] * 8 + [5] * (2 * others)}, why=said))
        return found.loc[found["name"].str.startswith("“security queue”"), "severity"].tolist()

    assert [severities(others) for others in (4, 25, 60, 100)] == [[5], [4], [3], [2]]


def tickets(count: int = 30, *, days: int = 31, kind: str = "support") -> evidence.MeasuredMap:
    rows = [(f"u{n}", "browse", f"2026-05-{n % 31 + 1:02}") for n in range(310)]
    rows += [(f"u{n}", "pay", f"2026-05-{n % 31 + 1:02}") for n in range(155)]
    events = jk.read_events(pd.DataFrame(rows, columns=["user_id", "event", "timestamp"]))
    frame = pd.DataFrame(
        {
            "requester": [f"r{n % 20}" for n in range(count)],
            "created": [str(date(2026, 5, 17) + timedelta(days=n % days)) for n in range(count)],
            "stars": [3] * count,
            "body": ["my card was refused" if n % 2 else "how do I log in" for n in range(count)],
        }
    )
    answers = jk.read_answers(
        frame, respondent_col="requester", timestamp_col="created", questions={"stars": "stars"}, comments=["body"]
    )
    journey = edit.add_source(shop(), answers.report.source, kind=kind)
    journey = evidence.bind_answers(
        journey, {"stars": [{"to": "pay", "words": ["card"]}, {"to": "browse"}]}, answers=answers
    )
    return jk.measure(journey, events, answers)


def test_contacts_are_tickets_per_100_customers_of_the_place_in_the_common_days() -> None:
    found = evidence.pain_proposals(tickets(120))
    rows = found[found["kind"] == "contacts"].set_index("stage_id")
    # From 17 to 31 May: 15 days. Ten customers a day reach the shop, five of them pay; 120 tickets in 31 days.
    day = np.arange(120) % 31
    asked = {"pay": np.arange(120) % 2 == 1, "browse": np.arange(120) % 2 == 0}
    for stage, customers in (("pay", 75), ("browse", 150)):
        count = int((asked[stage] & (day < 15)).sum())
        low, high = confint_poisson(count, customers, method="exact-c")
        row = rows.loc[stage]
        assert (row["value"], row["low"], row["high"]) == pytest.approx(
            (100 * count / customers, 100 * low, 100 * high)
        )
        assert row["n"] == customers
        assert row["period"] == "17 to 31 May 2026"
    assert rows.loc["pay", "name"] == "Many ask for help with Pay"
    assert (
        rows["severity"] == [severity_at(value, ((5, 2), (10, 3), (20, 4), (40, 5)))[0] for value in rows["value"]]
    ).all()
    assert "contacts" not in set(evidence.pain_proposals(tickets(120, kind="survey"))["kind"])
    assert "contacts" in set(evidence.pain_proposals(tickets(120, kind="survey"), tickets=True)["kind"])
    assert "contacts" not in set(evidence.pain_proposals(tickets(120), tickets=False)["kind"])


def test_answers_of_another_month_have_no_contact_rate_and_that_is_said() -> None:
    measured = tickets(30)
    june = jk.read_events(pd.DataFrame([("u", "browse", "2026-08-01")], columns=["user_id", "event", "timestamp"]))
    found = evidence.pain_proposals(jk.measure(measured.journey, june, measured.answers))
    assert found.attrs["left_out"][-1].startswith("contact rates: they need a log and tickets")


@settings(max_examples=draws(30), deadline=None)
@given(st.integers(0, 5000))
def test_the_interval_of_a_count_is_that_of_statsmodels(count: int) -> None:
    low, high = of_count(count)
    assert (float(low), float(high)) == pytest.approx(confint_poisson(count, 1, method="exact-c"), rel=1e-6, abs=1e-9)


@settings(max_examples=draws(50), deadline=None)
@given(st.floats(0, 1), st.floats(0, 1))
def test_a_worse_value_is_never_less_severe(one: float, other: float) -> None:
    for limits, most in ((DROP_OFF, 1), (LOW, 2)):
        low, high = sorted((one * most, other * most))
        first, second = severity_at(low, limits), severity_at(high, limits)
        assert (first or (0,))[0] <= (second or (0,))[0]
        if first is not None:
            assert first[1] <= low


# ------------------------------------------------------------------------------------------------------- on the map


def test_one_call_makes_pain_points_with_numbers_words_and_source() -> None:
    measured = tickets(120)
    found = evidence.pain_proposals(measured)
    found = found[found["source_kind"] == "answers"]
    before = measured.journey
    journey = evidence.record_pains(measured, found.head(1))
    assert before.pain_points == ()
    (pain,) = journey.pain_points
    row = found.iloc[0]
    assert (pain.name, pain.stage, pain.touchpoint, pain.severity) == (
        row["name"],
        row["stage_id"],
        None,
        row["severity"],
    )
    assert pain.consequence == f"{row['numbers']}, {row['period']}."
    assert pain.verbatims == ()
    (cited,) = pain.sources
    source = next(source for source in journey.sources if source.id == cited)
    assert (source.kind, source.title) == ("support", "pandas frame"), "a kind that a person chose stays"
    assert edit.apply_all(before, evidence.pain_edits(measured, found.iloc[0])) == journey
    assert evidence.record_pains(measured, found.iloc[0].to_dict()) == journey
    again = jk.measure(journey, measured.events, measured.answers)
    assert evidence.pain_proposals(again)["pain_point_id"].dropna().tolist() == [pain.id]
    worse = edit.update_pain_point(journey, pain.id, severity=1, consequence="", sources=[])
    kept = evidence.record_pains(jk.measure(worse, measured.events, measured.answers), found.head(1))
    assert [(p.severity, p.consequence, p.sources) for p in kept.pain_points] == [(1, pain.consequence, (cited,))]
    statuses = evidence.statuses(journey).set_index(["stage_id", "lane_id"])["status"]
    assert statuses[pain.stage, "pain-points"] == "qualitative"


def test_several_at_once_cite_their_own_data_and_a_changed_name_is_taken() -> None:
    measured = tickets(120)
    found = evidence.pain_proposals(measured)
    assert set(found["source_kind"]) == {"events", "answers"}
    journey = evidence.record_pains(measured, found.assign(name=[f"Pain {n}" for n in found["rank"]]))
    assert [pain.name for pain in journey.pain_points] == [f"Pain {n}" for n in found["rank"]]
    titles = {source.id: source.kind for source in journey.sources}
    kinds = [titles[pain.sources[0]] for pain in journey.pain_points]
    assert kinds == ["support" if kind == "answers" else "analytics" for kind in found["source_kind"]]


def test_a_row_that_is_no_proposal_and_a_map_without_its_stage_are_refused() -> None:
    measured = tickets(120)
    found = evidence.pain_proposals(measured)
    with pytest.raises(MapError, match=r"a proposal lacks 'touchpoint_id', 'numbers'.* Pass rows of jk.evidence.pain"):
        evidence.record_pains(measured, {"stage_id": "pay", "name": "x", "severity": 3})
    with pytest.raises(MapError, match="no stage has id 'nowhere'"):
        evidence.record_pains(measured, {**found.iloc[0].to_dict(), "stage_id": "nowhere"})


def test_a_map_that_nothing_hurts_gives_an_empty_frame_with_the_same_columns() -> None:
    none = proposals(log(dict.fromkeys(("browse", "basket", "address", "pay"), 40)))
    some = proposals(log({"browse": 200, "basket": 90, "address": 90, "pay": 90}))
    assert none.empty
    assert none.dtypes.equals(some.dtypes)
