"""What customers say, as readers and analysts may see it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

import journeykit as jk
from journeykit.answers import Answers
from journeykit.evidence import MeasuredMap
from journeykit.model import JourneyMap, edit
from journeykit.summary.voice_views import themes_view, voice_cards, voice_definitions, voice_lead, voice_views
from journeykit.summary.voices import SharedVoices, comment_ratings, shared_voices


def survey(people: int = 60, **columns: Any) -> pd.DataFrame:
    """Everybody answers about arriving, a third about signs, three about boarding; plans, months and words differ."""
    who = np.arange(people)
    return pd.DataFrame(
        {
            "respondent": [f"CANARY-{n:03}" for n in who],
            "date": [f"2026-0{1 + n % 4}-{1 + n % 28:02}" for n in who],
            "plan": np.where(who % 2, "pro", "free"),
            "Q1 arrive": 1 + who % 5,
            "Q2 signs": np.where(who % 3 == 0, 4 + who % 2, None),
            "Q3 board": np.where(who < 3, 1, None),
            "recommend": who % 11,
            "why": [f"the security queue was long, CANARY-{n:03}@mail.example" if n % 2 else None for n in who],
            **columns,
        }
    )


def read(frame: pd.DataFrame) -> Answers:
    return jk.read_answers(
        frame, questions={"Q*": (1, 5), "recommend": "nps"}, comments=["why"], respondent_col="respondent",
        attribute_cols=["plan"],
    )  # fmt: skip


@pytest.fixture
def airport() -> JourneyMap:
    journey = jk.new_map("Airport", stages=["Arrive", "Board"])
    journey = edit.add_touchpoint(journey, "Signs", stage="arrive")
    journey = edit.set_emotion(journey, "arrive", 1.5)
    for name in ("pro", "free"):
        journey = edit.add_persona(journey, name, rule={"where": [{"column": "plan", "value": name}]})
    return journey


def measured(journey: JourneyMap, frame: pd.DataFrame) -> MeasuredMap:
    answers = read(frame)
    places = {"Q1*": "arrive", "Q2*": "signs", "Q3*": "board", "recommend": "arrive"}
    journey = jk.evidence.bind_answers(journey, places, answers=answers)
    for survey in journey.surveys:
        if survey.question.startswith("Q1"):
            journey = edit.update_survey(journey, survey.id, measure="csat")
        if survey.question == "recommend":
            journey = edit.update_survey(journey, survey.id, measure="nps")
    return jk.measure(journey, answers=answers)


def voices_of(journey: JourneyMap, frame: pd.DataFrame, least: int) -> SharedVoices:
    found = shared_voices(measured(journey, frame), least=least)
    assert found is not None
    return found


def test_analysts_see_the_numbers_of_the_evidence_room(airport: JourneyMap) -> None:
    voices = voices_of(airport, survey(), least=1)
    whole = jk.evidence.feelings(voices.measured)
    pd.testing.assert_series_equal(voices.feelings["score"], whole["score"])
    assert voices.feelings["n"].tolist() == [60, 20, 3]
    assert set(voices.feelings["words"]) == {""}
    counts = jk.answers.distribution(voices.answers, questions=["Q1 arrive"])
    shown = voices.spread[voices.spread["question"] == "Arrive \N{MIDDLE DOT} Q1 arrive"]
    assert shown["answers"].tolist() == counts["answers"].tolist()


def test_readers_see_no_number_of_few_people_nor_what_gives_it_away(airport: JourneyMap) -> None:
    voices = voices_of(airport, survey(), least=5)
    rows = voices.feelings.set_index("name")
    assert rows.loc["Board", ["n", "words"]].tolist() == [0, "<5"]
    assert np.isnan(rows.loc["Board", "score"])
    assert rows.loc["Arrive", "n"] == 60
    spread = voices.spread.set_index("question")
    assert spread.loc["Board", ["answers", "words"]].tolist() == [0, "<5"]
    assert not [point for point in voices.felt.emotions if point.kind == "measured" and point.stage == "board"]
    assert (voices.spread["answers"].replace(0, 5) >= 5).all()


def test_scores_of_few_hundred_people_are_rounded_for_readers_and_on_the_map(airport: JourneyMap) -> None:
    voices = voices_of(airport, survey(), least=5)
    score = voices.feelings.loc[0, "score"]
    assert score == round(score, 1)
    point = next(point for point in voices.felt.emotions if point.kind == "measured" and not point.persona)
    assert point.score == pytest.approx(score)


def test_a_period_of_few_people_is_withheld_with_another_one(airport: JourneyMap) -> None:
    frame = survey()
    frame.loc[frame.index[:2], "date"] = "2026-09-01"
    name, unit, trend = voices_of(airport, frame, least=5).trend
    assert (name, unit) == ("NPS", "points")
    hidden = trend[trend["words"] == "not shown"]
    assert len(hidden) == 2
    assert hidden["n"].tolist() == [0, 0]
    assert "2026-09" in hidden["period"].tolist()
    _, _, whole = voices_of(airport, frame, least=1).trend
    assert whole.loc[whole["period"] == "2026-09", "n"].tolist() == [2]


def test_personas_are_shown_together_or_not_at_all(airport: JourneyMap) -> None:
    assert set(voices_of(airport, survey(), least=5).by_persona["group"]) == {"pro", "free"}
    few = survey(plan=["pro"] * 57 + ["free"] * 3)
    assert voices_of(airport, few, least=5).by_persona.empty
    assert not voices_of(airport, few, least=1).by_persona.empty


def test_no_id_no_mail_and_no_verbatim_reaches_what_readers_get(airport: JourneyMap) -> None:
    voices = voices_of(airport, survey(), least=5)
    views = voice_views(voices)
    assert {"feelings", "spread", "satisfaction", "trend", "personas", "themes"} == set(views)
    told = [view.frame.to_json() + view.title + view.note for _, view in views.values()]
    told += [json.dumps(voice_cards(voices)), voice_lead(voices), json.dumps(voice_definitions(voices))]
    told.append(voices.felt.model_dump_json())
    assert "CANARY" not in "".join(told)
    assert "security queue" in voices.themes["theme"].tolist()
    assert "mail.example" not in "".join(told)


def test_themes_have_the_mean_score_of_the_overall_question_and_name_it(airport: JourneyMap) -> None:
    frame = survey()
    voices = voices_of(airport, frame, least=5)
    assert comment_ratings(voices.answers) == {"why": "recommend"}
    row = voices.themes[voices.themes["theme"] == "security queue"].iloc[0]
    own = frame.loc[frame["why"].notna(), "recommend"] / 10 * 4 - 2
    assert row["emotion"] == pytest.approx(own.mean(), abs=0.06)
    assert "'recommend'" in themes_view(voices).note


def test_a_single_score_beside_a_comment_is_its_rating_and_several_are_none() -> None:
    frame = pd.DataFrame({"Q1": [1, 5, None], "Q2": [None, None, 4], "why": ["slow", "fast", None]})
    scales = {"Q?": (1, 5)}
    assert comment_ratings(jk.read_answers(frame, questions=scales, comments=["why"])) == {"why": "Q1"}
    both = frame.assign(Q2=[3, 3, 4])
    assert comment_ratings(jk.read_answers(both, questions=scales, comments=["why"])) == {}


def test_cards_and_lead_tell_one_story(airport: JourneyMap) -> None:
    voices = voices_of(airport, survey(), least=5)
    cards = {card["label"]: card for card in voice_cards(voices)}
    assert cards["People heard"]["value"] == "60"
    assert "answers of 60 people" in voice_lead(voices)
    row = jk.answers.nps(voices.answers).to_pandas().iloc[0]
    assert cards["Would recommend"]["value"] == f"{row['nps']:+.0f}".replace("-", "\N{MINUS SIGN}")
    assert "You think +1.5" in cards["Widest gap"]["detail"]


def test_answers_of_too_few_people_say_nothing(airport: JourneyMap) -> None:
    voices = voices_of(airport, survey(4), least=5)
    assert voice_lead(voices) == "answers of fewer than 5 people, which are not shown"
    assert voice_cards(voices) == []
    assert voices.themes.empty
    assert voices.felt == voices.measured.journey
    assert set(voices.spread["words"]) <= {"<5", "not shown"}


def test_a_map_without_answers_has_none(airport: JourneyMap) -> None:
    journey = edit.update_touchpoint(airport, "signs", binding={"events": ["a"]})
    log = pd.DataFrame({"user_id": ["u"], "event": ["a"], "timestamp": ["2026-05-01"]})
    assert shared_voices(jk.measure(journey, jk.read_events(log))) is None


def test_readers_are_told_no_theme_that_reads_like_a_name(airport: JourneyMap) -> None:
    why = ["ask Bob Quenby about the security queue"] * 20 + ["the security queue was long"] * 40
    readers, analysts = (voices_of(airport, survey(why=why), least=least) for least in (5, 1))
    assert "bob quenby" in analysts.themes["theme"].tolist()
    assert not [theme for theme in readers.themes["theme"] if "bob" in theme or "quenby" in theme]
    assert "security queue" in readers.themes["theme"].tolist()
