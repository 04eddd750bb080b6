"""Pain points bound to words: comments, share, trend and contact rate, against a count by hand."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

import journeykit as jk
from journeykit import evidence
from journeykit.errors import MapError
from journeykit.model import edit
from tests.draws import draws
from tests.evidence.test_pains import tickets

SAID = ["Long QUEUE!", "queues again", "nice", None, "unqueued", "Waiting, and a queue", "waiting-room", ""]


def measured(said: list[str | None] = SAID, months: list[int] | None = None) -> evidence.MeasuredMap:
    journey = edit.add_pain_point(
        jk.new_map("Airport", stages=["Arrive"]), "Queues", stage="arrive", binding=["queue*"]
    )
    journey = edit.add_pain_point(journey, "Waiting", stage="arrive", binding=["waiting", "hours"])
    journey = edit.add_pain_point(journey, "Not bound", stage="arrive")
    when = [f"2026-{month:02}-15" for month in months or [1] * len(said)]
    frame = pd.DataFrame({"stars": [3] * len(said), "text": said, "when": when})
    answers = jk.read_answers(frame, questions={"stars": "stars"}, comments=["text"], timestamp_col="when")
    return jk.measure(evidence.bind_answers(journey, {"stars": "arrive"}, answers=answers), answers=answers)


def test_comments_with_a_word_are_counted_with_share_and_interval() -> None:
    frame = evidence.pain_evidence(measured())
    assert frame["pain_point"].tolist() == ["Queues", "Waiting"]
    assert frame[["comments", "n", "of"]].values.tolist() == [[3, 3, 6], [2, 2, 6]]
    low, high = proportion_confint(3, 6, method="wilson")
    assert frame.loc[0, ["share", "low", "high"]].tolist() == pytest.approx([0.5, low, high])
    assert frame["contact_rate"].isna().all()
    assert frame["words"].tolist() == ["queue*", "waiting; hours"]


def test_the_trend_has_its_periods_also_those_without_comments() -> None:
    months = [1, 1, 1, 1, 3, 3, 3, 3]
    found = evidence.pain_evidence(measured(months=months))
    assert found.loc[0, ["first", "first_share", "last", "last_share"]].tolist() == ["2026-01", 2 / 3, "2026-03", 1 / 3]
    split = evidence.pain_evidence(measured(months=months), by="month")
    queues = split[split["pain_point"] == "Queues"]
    assert queues["month"].tolist() == ["2026-01", "2026-02", "2026-03"]
    assert queues[["comments", "of"]].values.tolist() == [[2, 3], [0, 0], [1, 3]]
    assert pd.isna(queues["share"].iloc[1])
    with pytest.raises(MapError, match="'fortnight' is no period"):
        evidence.pain_evidence(measured(), by="fortnight")


def test_tickets_have_a_contact_rate_of_the_customers_of_the_place() -> None:
    found = tickets(120)
    journey = edit.add_pain_point(
        found.journey, "Card refused", stage="pay", touchpoint="pay-page", binding=["refused"]
    )
    (row,) = evidence.pain_evidence(jk.measure(journey, found.events, found.answers)).to_dict("records")
    count = sum(n % 31 < 15 and n % 2 == 1 for n in range(120))
    assert (row["contacts"], row["customers"], row["comments"]) == (count, 75, 60)
    assert row["contact_rate"] == pytest.approx(100 * count / 75)
    assert row["contact_low"] < row["contact_rate"] < row["contact_high"]


def test_another_comment_of_the_same_line_does_not_count() -> None:
    journey = edit.add_pain_point(jk.new_map("A", stages=["Arrive"]), "Queues", stage="arrive", binding=["queue"])
    frame = pd.DataFrame({"Q": [1, 2], "good": ["view", "view"], "bad": ["queue", "noise"]})
    answers = jk.read_answers(frame, questions={"Q": (1, 5)}, comments=["good", "bad"])
    found = jk.measure(evidence.bind_answers(journey, {"Q": "arrive"}, answers=answers), answers=answers)
    assert evidence.pain_evidence(found)[["comments", "of"]].values.tolist() == [[1, 4]]


@settings(max_examples=draws(20), deadline=None)
@given(st.lists(st.text("queue waitng,.!", max_size=14), min_size=1, max_size=12))
def test_a_count_is_that_of_words_compared_one_by_one(said: list[str]) -> None:
    if not any(text.strip() for text in said):
        return
    row = evidence.pain_evidence(measured(said)).iloc[0]
    words = [re.findall(r"[^\W_]+", text.casefold()) for text in said if text.strip()]
    assert row["comments"] == sum(any(word.startswith("queue") for word in each) for each in words)
    assert row["of"] == len(words)
