"""Surveys of example maps are seeded, labelled, fit the log of the same seed, and tell the stories of the maps."""

import functools
import re
import time

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import journeykit as jk
from journeykit.errors import UnknownIdError
from tests.cpu import usual_seconds

LAUNCH = {"coaching-programme": "2026-01-12", "online-shop": "2026-04-13"}
OVERALL = "All in all, how satisfied are you so far? (1-5)"

_survey_for = functools.cache(jk.datasets.survey_for)


@pytest.fixture(params=LAUNCH)
def name(request):
    return request.param


@pytest.fixture
def survey(name):
    return _survey_for(name)


_log_for = functools.cache(jk.datasets.log_for)


@pytest.fixture
def log(name):
    return _log_for(name)


def questions(survey):
    return [column for column in survey.columns if re.search(r"\(\d+-\d+\)$", column)]


def stage_rows(log, name):
    """The events of the log with the position of their stage, by the bindings of the map."""
    journey = jk.example(name)
    stages = {
        event: [stage.id for stage in journey.stages].index(touchpoint.stage)
        for touchpoint in journey.touchpoints
        for event in touchpoint.binding.events
    }
    return log[log["event"].isin(stages)].assign(stage=log["event"].map(stages))


def test_every_survey_is_tested_here_and_its_example_has_a_log():
    assert jk.datasets.survey_names() == sorted(LAUNCH)
    assert set(LAUNCH) <= set(jk.datasets.log_names())


def test_the_same_seed_gives_the_same_survey_and_another_seed_another(name, survey):
    pd.testing.assert_frame_equal(survey, jk.datasets.survey_for(name))
    other = jk.datasets.survey_for(name, seed=7)
    assert other["comment"].dropna().tolist() != survey["comment"].dropna().tolist()
    assert set(other["respondent"]) <= set(jk.datasets.log_for(name, seed=7)["path_id"])


def test_a_survey_says_that_it_is_made_up_and_what_its_columns_mean(name, survey):
    assert survey.attrs["synthetic"] is True
    assert survey.attrs["label"].endswith(f"(example {name}). No real customers.")
    assert f"'{name}'" in survey.attrs["about"]
    assert list(survey.attrs["columns"]) == [column for column in survey.columns if column not in questions(survey)]
    assert all(f"'{value}'" in survey.attrs["columns"]["channel"] for value in survey["channel"].unique())
    assert all(f"'{value}'" in survey.attrs["columns"]["country"] for value in survey["country"].unique())


def test_respondents_are_travellers_who_answer_after_what_they_are_asked_about(name, survey, log):
    walked = stage_rows(log, name)
    for place, stage in enumerate(jk.example(name).stages):
        rows = survey[survey["stage"].eq(stage.name)].set_index("respondent")
        here = walked[walked["stage"].eq(place) & walked["path_id"].isin(rows.index)]
        went_on = walked[walked["stage"].gt(place)].groupby("path_id")["time"].min()
        last = here.groupby("path_id")["time"].max()
        before = here[here["time"].array < went_on.reindex(here["path_id"]).array].groupby("path_id")["time"].max()
        assert set(rows.index) == set(last.index)
        # Some come back to a stage after they went on: they were asked before.
        assert (rows["submitted_at"] > before.reindex(rows.index).fillna(last)).all()
    assert survey["submitted_at"].is_monotonic_increasing
    assert survey["submitted_at"].max() <= log["time"].max()
    assert not survey.duplicated(["respondent", "stage"]).any()


def test_a_question_about_a_touchpoint_is_answered_by_those_who_met_it(name, survey, log):
    journey = jk.example(name)
    events = {touchpoint.id: touchpoint.binding.events for touchpoint in journey.touchpoints}
    met = {
        "first-steps": "first-steps page", "kick-off": "kick-off call", "assignments": "assignments",
        "certification-page": "what the certificate takes", "site-search": "the search", "payment": "with paying",
        "checkout": "the checkout", "login": "logging in", "parcel": "the delivery", "return": "sending a plant back",
    }  # fmt: skip
    asked = {id: [column for column in questions(survey) if words in column] for id, words in met.items()}
    assert sum(map(len, asked.values())) >= 4
    for id, columns in asked.items():
        for column in columns:
            people = survey.loc[survey[column].notna(), "respondent"]
            assert set(people) <= set(log.loc[log["event"].isin(events[id]), "path_id"]), column


def test_scores_are_whole_and_on_the_scale_that_the_question_says(survey):
    for column in questions(survey):
        lowest, highest = map(int, re.findall(r"\d+", column)[-2:])
        scores = survey[column].dropna()
        assert str(scores.dtype) == "Int64"
        assert lowest <= scores.min() <= scores.max() <= highest
        assert scores.nunique() >= 4
    assert {re.findall(r"\((\d+-\d+)\)$", column)[0] for column in questions(survey)} == {"1-5", "1-7", "0-10"}


def test_those_who_left_after_a_stage_answer_lower(name, survey, log, positions):
    furthest = positions(log, jk.example(name)).groupby("path_id")["position"].max()
    stages = [stage.name for stage in jk.example(name).stages]
    for place, stage in enumerate(stages[:-1]):
        rows = survey[survey["stage"].eq(stage)].dropna(subset=OVERALL)
        left = rows["respondent"].map(furthest).eq(place)
        scores = rows[OVERALL].astype(float)
        assert stats.ttest_ind(scores[left], scores[~left], equal_var=False, alternative="less").pvalue < 0.05, stage


def test_the_improvement_is_seen_over_the_months(name, survey):
    recommend = next(column for column in questions(survey) if column.endswith("(0-10)"))
    rows = survey.dropna(subset=recommend)
    month = rows["submitted_at"].dt.strftime("%Y-%m")
    signs = np.sign(rows[recommend].astype(int).clip(6, 9) - 7.5).where(~rows[recommend].isin([7, 8]), 0)
    scores = 100 * signs.groupby(month).mean()[rows.groupby(month).size() >= 30]
    before = scores[scores.index < LAUNCH[name][:7]]
    after = scores[scores.index > LAUNCH[name][:7]]
    assert len(before) >= 4
    assert len(after) >= 4
    assert before.max() < after.min()


def test_many_give_no_answer_and_write_nothing(survey):
    assert 0.2 < survey["comment"].notna().mean() < 0.5
    assert 0.02 < survey[OVERALL].isna().mean() < 0.12
    said = survey["comment"].dropna()
    assert said.nunique() > 0.75 * len(said)
    assert said.value_counts().iloc[0] < 0.02 * len(said)


def test_comments_have_other_languages_typos_and_emoji(survey):
    said = survey["comment"].dropna()
    words = set(re.findall(r"[a-z]{6,}", " ".join(said[said.str.isascii()]).lower()))
    assert said.str.fullmatch(r"\W+").any()
    assert said.str.contains(r"[\U0001F300-\U0001FAFF]").any()
    german = survey.loc[survey["comment"].str.contains(r"\b(?:ist|und|nicht|die|zu)\b", na=False), "country"]
    spanish = survey.loc[survey["comment"].str.contains(r"\b(?:muy|una|los|cuenta|planta)\b", na=False), "country"]
    assert (len(german) > 15, set(german)) == (True, {"DE"})
    assert (len(spanish) > 5, set(spanish)) == (True, {"ES"})
    assert any(re.sub(r"(.)\1", r"\1", word) in words - {word} for word in words if re.search(r"(.)\1", word))


def test_the_people_in_comments_are_invented_and_redaction_finds_them_all(survey):
    said = survey["comment"].dropna().tolist()
    people = survey.attrs["people"]
    assert 3 <= sum(any(person in text for person in people) for text in said) <= 0.03 * len(said)
    assert all(address.endswith("@example.org") for text in said for address in re.findall(r"\S+@\w+\.\w+", text))
    told = jk.answers.redact(said, names=people).texts
    left = [text for text in told if text and re.search(r"@|555|" + "|".join(people), text)]
    assert left == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("coaching-programme", ["first-steps page", "links", "certificate requirements"], ["coaching session"]),
        ("online-shop", ["returns form", "checkout form", "search"], ["gift guide"]),
    ],
)
def test_the_stories_of_the_map_are_themes(name, low, high):
    pytest.importorskip("py3langid", reason="needs the extra text")
    survey = _survey_for(name)
    answers = jk.read_answers(survey)
    found = jk.answers.themes(answers, names=survey.attrs["people"], ratings={"comment": OVERALL}, top=25)
    emotion = found.to_pandas().set_index("theme")["emotion"]
    assert {*low, *high} <= set(emotion.index)
    assert (emotion[low] < 0).all()
    assert (emotion[high] > 0).all()
    assert found.definition["redacted"] != "nothing found"


def test_fewer_respondents_are_chosen_from_all(name, survey):
    fewer = jk.datasets.survey_for(name, respondents=40)
    assert fewer["respondent"].nunique() == 40
    assert set(fewer["respondent"]) < set(survey["respondent"])


def test_a_number_of_respondents_that_cannot_be_is_refused(name):
    with pytest.raises(ValueError, match="at least 1 respondent, not 0"):
        jk.datasets.survey_for(name, respondents=0)
    with pytest.raises(ValueError, match=r"people answer, fewer than 100,000\. Leave respondents out"):
        jk.datasets.survey_for(name, respondents=100_000)


def test_an_unknown_survey_names_the_nearest():
    with pytest.raises(UnknownIdError, match="Did you mean 'online-shop'"):
        jk.datasets.survey_for("online-shopp")


def test_it_takes_less_than_two_seconds(name):
    jk.datasets.survey_for(name, respondents=10)  # the first call loads pandas
    begun = time.process_time()
    jk.datasets.survey_for(name)
    assert usual_seconds(time.process_time() - begun) < 2.0
