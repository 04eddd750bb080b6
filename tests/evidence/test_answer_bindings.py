"""Binding questions to places: names and globs, tickets by category and words, and what is bound to none."""

from __future__ import annotations

import pandas as pd
import pytest

import journeykit as jk
from journeykit import evidence
from journeykit.answers import Answers
from journeykit.errors import AnswersError, MapError
from journeykit.evidence.belonging import belonging
from journeykit.model import JourneyMap, edit


@pytest.fixture
def airport() -> JourneyMap:
    journey = jk.new_map("Airport", stages=["Arrive", "Security", "Wait"])
    for name, stage in (("Signs", "arrive"), ("Parking", "arrive"), ("Security", "security"), ("Restrooms", "wait")):
        journey = edit.add_touchpoint(journey, name, stage=stage)
    return journey


@pytest.fixture
def survey() -> Answers:
    frame = pd.DataFrame({"Q1SIGN": [5, 4], "Q1PARK": [1, 2], "Q2": [3, None], "Q9ALL": [9, 10], "why": ["ok", None]})
    return jk.read_answers(frame, questions={"Q1*": (1, 5), "Q2": (1, 5), "Q9ALL": "nps"}, comments=["why"])


@pytest.fixture
def tickets() -> Answers:
    rows = [
        ("a", "billing", "The invoice is wrong", "Bad"),
        ("b", "billing", "Crashes at the invoice", "Good"),
        ("c", "other", "The app CRASHED twice", "Bad"),
        ("d", None, "Where is my bag?", "Good"),
        ("e", "other", "microcrashes", "Good"),
    ]
    frame = pd.DataFrame(rows, columns=["requester", "category", "subject", "satisfaction"])
    return jk.read_answers(
        frame, questions={"satisfaction": "good or bad"}, comments=["subject"], attribute_cols=["category"],
        respondent_col="requester",
    )  # fmt: skip


def bound(journey: JourneyMap) -> list[tuple[str, str, str | None]]:
    return [(survey.question, survey.stage, survey.touchpoint) for survey in journey.surveys]


def test_questions_are_bound_by_id_or_name_with_the_scale_of_the_answers(airport: JourneyMap, survey: Answers) -> None:
    journey = evidence.bind_answers(airport, {"Q9ALL": "WAIT", "Q1SIGN": "signs", "Q1PARK": "Parking"}, answers=survey)
    assert bound(journey) == [("Q1SIGN", "arrive", "signs"), ("Q1PARK", "arrive", "parking"), ("Q9ALL", "wait", None)]
    assert [(each.lowest, each.highest, each.measure) for each in journey.surveys] == [
        (1, 5, "emotion"), (1, 5, "emotion"), (0, 10, "nps"),
    ]  # fmt: skip
    assert airport.surveys == ()


def test_a_name_beats_a_glob_and_the_first_glob_the_next(airport: JourneyMap, survey: Answers) -> None:
    asked = {"Q*": "arrive", "Q1*": "wait", "Q1PARK": "parking"}
    journey = evidence.bind_answers(airport, asked, answers=survey)
    assert bound(journey) == [
        ("Q1SIGN", "arrive", None), ("Q1PARK", "arrive", "parking"), ("Q2", "arrive", None), ("Q9ALL", "arrive", None),
    ]  # fmt: skip


def test_a_second_list_takes_the_place_of_the_first(airport: JourneyMap, survey: Answers) -> None:
    journey = evidence.bind_answers(airport, {"Q1SIGN": "signs"}, answers=survey)
    journey = evidence.bind_answers(journey, {"Q2": "wait"}, answers=survey)
    assert bound(journey) == [("Q2", "wait", None)]


def test_all_that_cannot_be_bound_is_told_at_once_and_nothing_is_changed(airport: JourneyMap, survey: Answers) -> None:
    asked = {"Q1SING": "signs", "Q7*": "wait", "Q2": "parkin", "Q1PARK": "Security", "Q9ALL": {"where": []}}
    with pytest.raises(MapError) as caught:
        evidence.bind_answers(airport, asked, answers=survey)
    told = str(caught.value)
    assert "'Q1SING' is no question of the answers. Did you mean 'Q1SIGN'?" in told
    assert "'Q7*' fits no question of the answers." in told
    assert "'Q2': no stage or touchpoint is called 'parkin'. Did you mean 'parking'?" in told
    assert "'Q1PARK': 'Security' is 'stage/security' and 'touchpoint/security'. Name one." in told
    assert "the binding of 'Q9ALL' names no stage or touchpoint" in told


def test_a_stage_and_a_touchpoint_of_one_name_are_told_apart(airport: JourneyMap, survey: Answers) -> None:
    asked = {"Q1SIGN": "touchpoint/Security", "Q2": "stage/security"}
    assert bound(evidence.bind_answers(airport, asked, answers=survey)) == [
        ("Q1SIGN", "security", "security"), ("Q2", "security", None),
    ]  # fmt: skip


def test_tickets_go_by_category_then_by_words_ignoring_case_and_whole_words(
    airport: JourneyMap, tickets: Answers
) -> None:
    asked = {
        "satisfaction": [
            {"to": "signs", "where": [{"column": "category", "value": "billing"}]},
            {"to": "parking", "words": ["crash*"]},
        ]
    }
    journey = evidence.bind_answers(airport, asked, answers=tickets)
    frame = evidence.feelings(jk.measure(journey, answers=tickets)).set_index("touchpoint_id")
    assert frame.loc["signs", ["n", "score"]].tolist() == [2, 0]
    # "Crashes at the invoice" is billing already, and "microcrashes" is another word.
    assert frame.loc["parking", ["n", "score"]].tolist() == [1, -2]
    left = evidence.unassigned(journey, tickets)
    assert left[["question", "answers", "respondents", "bound"]].values.tolist() == [["satisfaction", 2, 2, True]]


def test_words_are_looked_for_in_every_text_of_the_line() -> None:
    frame = pd.DataFrame({"Q1": [5, 1, 3], "why": ["Ärger mit der Tür", None, "tür"], "more": [None, "the door", "x"]})
    answers = jk.read_answers(frame, questions={"Q1": (1, 5)}, comments=["why", "more"])
    journey = jk.new_map("A", stages=["S"])
    for words, n in (
        (["tür"], 2),
        (["ärger"], 1),
        (["mit  der"], 1),
        (["door", "tür"], 3),
        (["d??r"], 1),
        (["oor"], 0),
    ):
        made = evidence.bind_answers(journey, {"Q1": {"to": "s", "words": words}}, answers=answers)
        assert evidence.feelings(jk.measure(made, answers=answers))["n"].tolist() == [n], words


@pytest.mark.parametrize(
    ("condition", "places"),
    [
        ({"column": "age", "value": 30}, [1]),
        ({"column": "age", "value": "30"}, [1]),
        ({"column": "age", "operator": "!=", "value": "30"}, [0, 2, 3]),
        ({"column": "age", "operator": "<", "value": 30}, [0]),
        ({"column": "age", "operator": ">=", "value": "30"}, [1]),
        ({"column": "age", "operator": "in", "value": ["8", "30"]}, [0, 1]),
        ({"column": "age", "operator": "glob", "value": "n*"}, [2]),
    ],
)
def test_conditions_hold_as_on_events(condition: dict[str, object], places: list[int]) -> None:
    frame = pd.DataFrame({"Q1": [1, 2, 3, 4], "age": ["8", "30", "none", None]})
    answers = jk.read_answers(frame, questions={"Q1": (1, 5)}, attribute_cols=["age"])
    journey = edit.add_survey(jk.new_map("A", stages=["S"]), "Q1", stage="s", where=[condition])
    assert [place for place, at in enumerate(belonging(journey, answers)) if at == 0] == places


def test_a_condition_on_what_was_not_read_names_the_argument(airport: JourneyMap, survey: Answers) -> None:
    journey = edit.add_survey(airport, "Q2", stage="wait", where=[{"column": "plan", "value": "pro"}])
    with pytest.raises(AnswersError, match=r"the answers have no attribute 'plan'.*attribute_cols"):
        jk.measure(journey, answers=survey)
    journey = edit.update_survey(journey, "q2", where=[{"column": "plan", "operator": "<", "value": "x"}])
    with pytest.raises(AnswersError, match=r"< compares numbers; 'x' \(column 'plan'\) is none"):
        jk.measure(journey, answers=survey)


def test_answers_without_a_place_are_listed_by_volume(airport: JourneyMap, survey: Answers) -> None:
    journey = evidence.bind_answers(airport, {"Q1*": "signs"}, answers=survey)
    frame = evidence.unassigned(journey, survey)
    assert frame[["question", "answers", "respondents", "bound"]].values.tolist() == [
        ["Q9ALL", 2, 2, False], ["Q2", 1, 1, False], ["why", 1, 1, False],
    ]  # fmt: skip
    assert frame["answer_share"].sum() == pytest.approx(4 / len(survey))


def test_a_touchpoint_that_moves_takes_its_answers_along(airport: JourneyMap, survey: Answers) -> None:
    journey = evidence.bind_answers(airport, {"Q1SIGN": "signs"}, answers=survey)
    journey = edit.move_touchpoint(journey, "signs", to=0, stage="wait")
    frame = evidence.feelings(jk.measure(journey, answers=survey))
    assert frame["stage_id"].tolist() == ["wait", "wait"]
    journey = edit.set_emotion(edit.remove_stage(journey, "arrive"), "wait", 1, touchpoint="signs")
    assert bound(journey) == [("Q1SIGN", "wait", "signs")]
    journey = edit.move_touchpoint(journey, "signs", to=0, stage="security")
    assert [point.stage for point in journey.emotions] == ["security"]


def test_what_measures_nothing_is_refused_with_what_to_do(airport: JourneyMap, survey: Answers) -> None:
    with pytest.raises(MapError, match=r"no stage or touchpoint of map 'airport' is bound to a question.*bind_answers"):
        jk.measure(airport, answers=survey)
    other = edit.add_survey(airport, "X1", stage="wait", lowest=1, highest=5)
    with pytest.raises(MapError, match=r"the answers have none of the questions of map 'airport': 'X1'"):
        jk.measure(other, answers=survey)
    wide = edit.add_survey(airport, "Q2", stage="wait", lowest=1, highest=10)
    with pytest.raises(MapError, match=r"says that 'Q2' is answered from 1 to 10, and the answers.*1 to 5"):
        jk.measure(wide, answers=survey)
    half = edit.add_survey(airport, "Q2", stage="wait", highest=10)
    with pytest.raises(MapError, match="another end of the scale of 'Q2'"):
        jk.measure(half, answers=survey)
    with pytest.raises(MapError, match="answers are passed by name"):
        jk.measure(airport, survey)
    with pytest.raises(MapError, match="names no file that measures it"):
        jk.measure(airport)
    with pytest.raises(MapError, match="a map and a log are measured"):
        jk.measure("airport", answers=survey)


def test_a_question_that_the_answers_lack_is_told_with_the_nearest(airport: JourneyMap, survey: Answers) -> None:
    journey = edit.add_survey(airport, "Q2", stage="wait")
    journey = edit.add_survey(journey, "Q1SIGNS", stage="arrive", touchpoint="signs")
    journey = edit.add_kpi(journey, "Asked", answer_formula={"questions": "Q8*"})
    assert evidence.unmatched_rules(jk.measure(journey, answers=survey)) == [
        "Signs: no question of the answers is called “Q1SIGNS”. Nearest: “Q1SIGN”.",
        "Asked: no question of the answers fits “Q8*”.",
    ]
