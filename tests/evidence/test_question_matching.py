"""Suggestions for questions come with their reason and are never applied."""

from dataclasses import replace

import pandas as pd

import journeykit as jk
from journeykit import evidence
from journeykit.model import edit


def test_a_question_is_like_the_place_whose_words_it_has() -> None:
    journey = jk.new_map("Airport", stages=["Getting there", "Security", "Waiting"])
    for name, stage in (("Parking garage", "getting-there"), ("Restrooms", "waiting"), ("Food court", "waiting")):
        journey = edit.add_touchpoint(journey, name, stage=stage)
    survey = pd.DataFrame(
        {
            "How satisfied are you with the cleanliness of our restrooms?": [4, 5],
            "Please rate the food you bought at the airport": [3, 2],
            "How did you find the security check?": [3, None],
            "Would you come again?": [1, 5],
            "Q7PARK": [4, 4],
        }
    )
    answers = jk.read_answers(survey, questions={"*": (1, 5)})
    found = evidence.suggested_questions(journey, answers)
    assert dict(zip(found["question"].str[:12], found["to"], strict=True)) == {
        "How satisfie": "touchpoint/restrooms",
        "Please rate ": "touchpoint/food-court",
        "Q7PARK": "touchpoint/parking-garage",
        "How did you ": "stage/security",
    }
    assert found["reason"].iloc[0] == "both say “restrooms”"
    assert found["score"].between(0.34, 1).all()
    bound = evidence.bind_answers(journey, dict(zip(found["question"], found["to"], strict=True)), answers=answers)
    assert evidence.suggested_questions(bound, answers).empty


def test_the_wording_of_a_code_is_compared() -> None:
    journey = edit.add_touchpoint(jk.new_map("A", stages=["Wait"]), "Boarding area", stage="wait")
    said = "How clean was the boarding area?"
    answers = jk.read_answers(pd.DataFrame({"Q1": [5, 4]}), questions={"Q1": (1, 5)})
    answers = replace(answers, wording={"Q1": said})
    row = evidence.suggested_questions(journey, answers).iloc[0]
    assert (row["question"], row["wording"]) == ("Q1", said)
    assert row["touchpoint"] == "Boarding area"
