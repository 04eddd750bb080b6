"""Exports of known tools are read without an argument, and their scales are proven or known."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import journeykit as jk
from journeykit.errors import AnswersError
from tests.answers import exports

CASES: dict[str, tuple[str, dict[str, tuple[float, float]], list[tuple[str, object, object]]]] = {
    "qualtrics.csv": (
        exports.QUALTRICS,
        {"Q1": (0, 10), "Q2": (1, 5)},
        [
            ("Q1", 9.0, None),
            ("Q2", 5.0, None),
            ("Q4_TEXT", None, "fast,\nand, nice"),
            ("Q1", 6.0, None),
            ("Q2", 2.0, None),
        ],
    ),
    "surveymonkey.csv": (
        exports.SURVEYMONKEY,
        {
            "How satisfied are you with:: Delivery": (1, 5),
            "How satisfied are you with:: Support": (1, 5),
            "Recommend us? (0-10)": (0, 10),
        },
        [
            ("How satisfied are you with:: Delivery", 5.0, None),
            ("How satisfied are you with:: Support", 4.0, None),
            ("Recommend us? (0-10)", 10.0, None),
            ("Anything else?", None, "thanks"),
            ("How satisfied are you with:: Delivery", 2.0, None),
            ("How satisfied are you with:: Support", 3.0, None),
            ("Recommend us? (0-10)", 3.0, None),
        ],
    ),
    "typeform.csv": (
        exports.TYPEFORM,
        {"On a scale of 1 to 5 how easy was it?": (1, 5)},
        [("On a scale of 1 to 5 how easy was it?", 4.0, None), ("On a scale of 1 to 5 how easy was it?", 2.0, None)],
    ),
    "forms.csv": (
        exports.GOOGLE_FORMS,
        {"How easy was it (1 = hard; 7 = easy)?": (1, 7)},
        [
            ("How easy was it (1 = hard; 7 = easy)?", 7.0, "ok"),
            ("How easy was it (1 = hard; 7 = easy)?", 2.0, "slow"),
        ],
    ),
    "zendesk.csv": (
        exports.ZENDESK,
        {"Satisfaction Score": (0, 1)},
        [
            ("Satisfaction Score", 1.0, "Late parcel"),
            ("Satisfaction Score", None, "Refund"),
            ("Satisfaction Score", 0.0, "Broken"),
        ],
    ),
    "zendesk.json": (
        exports.ZENDESK_JSON,
        {"satisfaction_rating.score": (0, 1)},
        [("satisfaction_rating.score", 1.0, "Late\nmy parcel"), ("satisfaction_rating.score", None, "Lost\nagain")],
    ),
    "intercom.json": (
        exports.INTERCOM,
        {"conversation_rating.rating": (1, 5)},
        [("conversation_rating.rating", 4.0, "good"), ("conversation_rating.rating", 2.0, "meh")],
    ),
    "play.csv": (
        exports.GOOGLE_PLAY,
        {"Star Rating": (1, 5)},
        [("Star Rating", 5.0, "Nice\nIt works"), ("Star Rating", 1.0, None)],
    ),
    "store.json": (
        exports.APP_STORE,
        {"attributes.rating": (1, 5)},
        [("attributes.rating", 5.0, "Great\nI love it"), ("attributes.rating", 1.0, "Bad\nCrash")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_export_is_read_as_its_tool_writes_it(name: str, tmp_path: Path) -> None:
    text, scales, rows = CASES[name]
    encoding = "utf-16" if name == "play.csv" else "utf-8"
    (tmp_path / name).write_text(text, encoding=encoding)
    answers = jk.read_answers(tmp_path / name)
    assert {question: scale.ends for question, scale in answers.questions.items()} == scales
    frame = answers.to_pandas().astype(object)
    cells = frame[["question", "score", "text"]].where(frame[["question", "score", "text"]].notna(), None)
    assert [tuple(row) for row in cells.values.tolist()] == rows
    assert answers.to_pandas()["time"].notna().all()
    report = answers.report
    assert report.lines == report.kept + report.rejected["line"].nunique()


def test_the_second_header_row_is_the_wording_and_previews_are_no_answers(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text(exports.QUALTRICS)
    answers = jk.read_answers(tmp_path / "q.csv")
    assert answers.wording["Q1"] == "How likely are you to recommend us\nto a friend?"
    assert answers.report.reasons == {"a preview, test or spam, and no answer of a customer": 1}
    assert answers.report.rejected["line"].tolist() == [7]
    assert "columns not read, because nothing proves a scale: 'Q3'" in str(answers.report)


def test_a_qualtrics_file_that_pandas_read_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text(exports.QUALTRICS)
    frame = pd.read_csv(tmp_path / "q.csv")
    whole = jk.read_answers(tmp_path / "q.csv").to_pandas()
    pd.testing.assert_frame_equal(jk.read_answers(frame).to_pandas(), whole)


def test_what_confirms_a_guess_reads_the_same_again(tmp_path: Path) -> None:
    for name, (text, _, _) in CASES.items():
        path = tmp_path / name
        path.write_text(text)
        answers = jk.read_answers(path)
        again = jk.read_answers(path, **answers.report.to_confirm)
        pd.testing.assert_frame_equal(again.to_pandas(), answers.to_pandas(), check_like=True)
        stated = eval(answers.report.call(), {"jk": jk})
        pd.testing.assert_frame_equal(stated.to_pandas(), answers.to_pandas(), check_like=True)
        assert stated.report.to_confirm.keys() <= {"layout"}


def test_an_unknown_preset_names_the_nearest() -> None:
    with pytest.raises(AnswersError, match=r"preset='qualtrix' is not known. Did you mean 'qualtrics'\?"):
        jk.read_answers(pd.DataFrame({"a": [1]}), preset="qualtrix")


def test_the_rating_of_the_app_stores_feed_is_the_score_and_not_its_title(tmp_path: Path) -> None:
    entry = {"author": {"name": {"label": "joe"}}, "updated": {"label": "2024-03-01T10:00:00-07:00"},
             "im:rating": {"label": "4"}, "title": {"label": "bad"}, "content": {"label": "works"}}  # fmt: skip
    (tmp_path / "feed.json").write_text(json.dumps({"feed": {"entry": [entry, entry]}}), encoding="utf-8")
    answers = jk.read_answers(tmp_path / "feed.json")
    assert list(answers.questions) == ["im:rating.label"]
    frame = answers.to_pandas()
    assert frame[["respondent", "score", "text"]].values.tolist() == [["joe", 4, "bad\nworks"]] * 2
    assert frame["time"].tolist() == [pd.Timestamp("2024-03-01 17:00", tz="UTC")] * 2


def test_the_comment_of_a_tickets_score_is_its_text() -> None:
    frame = pd.DataFrame({"Requester": ["a"], "Subject": ["Refund"], "Satisfaction Score": ["Good"],
                          "Satisfaction Comment": ["thanks"]})  # fmt: skip
    answers = jk.read_answers(frame)
    assert answers.to_pandas()["text"].tolist() == ["thanks"]
    assert "columns not read: 'Subject'" in str(answers.report)


def test_reviews_of_trustpilot_are_read() -> None:
    frame = pd.DataFrame({"Created": ["2024-03-01 10:00:00"], "Consumer": ["ann"], "Review Title": ["Great"],
                          "Review Content": ["Fast"], "Review Stars": ["5"], "Reference Id": ["r1"]})  # fmt: skip
    answers = jk.read_answers(frame)
    found = answers.to_pandas()
    assert found[["respondent", "score", "text", "Reference Id"]].values.tolist() == [["ann", 5, "Great\nFast", "r1"]]
    assert found["time"].notna().all()


@pytest.mark.parametrize("name", ["review_date", "submitted", "Submitted At"])
def test_dates_of_reviews_are_found_by_name(name: str) -> None:
    answers = jk.read_answers(pd.DataFrame({name: ["2024-03-01"], "stars": [4], "Review Text": ["fine"]}))
    found = answers.to_pandas()
    assert found["time"].notna().all()
    assert found["text"].tolist() == ["fine"]
