"""Every line and answer is accounted for, every guess is said, and bad input has a message."""

from __future__ import annotations

import gzip
import json
import time
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeykit as jk
from journeykit.answers import Answers
from journeykit.errors import AnswersError, CancelledError
from journeykit.events import Cancel
from tests.cpu import usual_seconds
from tests.draws import draws

FIVE = {"Q1": (1, 5)}


def read(tmp_path: Path, text: str, name: str = "a.csv", **options: object) -> Answers:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return jk.read_answers(tmp_path / name, **options)


def test_a_wide_survey_has_one_row_an_answer(tmp_path: Path) -> None:
    text = "respondent,date,country,Q1,Q2,why\na,2026-05-01,de,5,10,fast\nb,2026-05-02,fr,6,,\n,2026-05-03,,1,0,?!\n"
    answers = read(tmp_path, text, questions={"Q1": (1, 5), "Q2": "nps"}, comments=["why"], missing_codes={"Q1": [6]})
    frame = answers.to_pandas()
    assert frame.columns.tolist() == ["respondent", "time", "question", "score", "lowest", "highest", "text", "country"]
    assert frame["question"].tolist() == ["Q1", "Q2", "why", "Q1", "Q2", "why"]
    assert frame["respondent"].fillna("").tolist() == ["a", "a", "a", "", "", ""]
    assert frame["score"].fillna(-1).tolist() == [5, 10, -1, 1, 0, -1]
    assert frame.loc[1, ["lowest", "highest"]].tolist() == [0, 10]
    report = answers.report
    assert (report.lines, report.kept, report.reasons) == (3, 3, {})
    assert report.questions[["answers", "blank", "missing", "rejected"]].values.tolist() == [
        [2, 0, 1, 0],
        [2, 1, 0, 0],
        [2, 1, 0, 0],
    ]
    assert "lines without a respondent id: 1, each counts as one person" in str(report)
    assert "comments of signs and emoji only, kept as they are: 1" in str(report)
    assert report.to_confirm["respondent_col"] == "respondent"


def test_a_long_table_is_the_same_as_a_wide_one(tmp_path: Path) -> None:
    wide = pd.DataFrame({"respondent": ["a", "b"], "Q1": ["5", "2"], "Q2": ["0", "9"]})
    long = wide.melt("respondent", var_name="question", value_name="answer").sort_values(["respondent", "question"])
    scales = {"Q1": (1, 5), "Q2": (0, 10)}
    one, other = (jk.read_answers(frame, questions=scales) for frame in (wide, long))
    pd.testing.assert_frame_equal(one.to_pandas(), other.to_pandas())
    assert "a long table" in other.report.shape


def test_a_long_table_has_comments_by_question_or_beside_the_score(tmp_path: Path) -> None:
    text = "respondent,question,answer,comment\na,Q1,5,well\na,Q8,more light,\nb,Q1,9,\nb,,3,\nb,Q7,1,\n"
    answers = read(tmp_path, text, questions=FIVE, comments=["Q8", "comment"])
    assert answers.to_pandas()[["question", "text"]].values.tolist() == [["Q1", "well"], ["Q8", "more light"]]
    assert answers.report.reasons == {
        "the answer is not on the scale, 1 to 5": 1,
        "the question is empty": 1,
        "neither questions= nor comments= name its question": 1,
    }
    assert (answers.report.lines, answers.report.kept) == (5, 2)


def test_an_answer_off_its_scale_is_rejected_with_its_line_and_the_words_beside_it_are_kept(tmp_path: Path) -> None:
    answers = read(tmp_path, "date,stars,text\n2026-05-01,5,good\n2026-05-02,7,odd\n2026-05-03,0,\n")
    assert answers.to_pandas()["text"].fillna("").tolist() == ["good", "odd"]
    rejected = answers.report.rejected
    assert rejected[["part", "line", "column", "reason"]].values.tolist() == [
        ["a.csv", 3, "stars", "the answer is not on the scale, 1 to 5"],
        ["a.csv", 4, "stars", "the answer is not on the scale, 1 to 5"],
    ]
    assert (answers.report.lines, answers.report.kept) == (3, 2)


def test_a_text_of_several_lines_with_as_many_commas_as_the_table_is_one_comment(tmp_path: Path) -> None:
    answers = read(tmp_path, 'date,stars,text\n2026-05-01,5,"Well,\nso, yes, fine\n\nbye"\n2026-05-02,4,ok\n')
    assert answers.to_pandas()["text"].tolist() == ["Well,\nso, yes, fine\n\nbye", "ok"]
    stray = read(tmp_path, 'date,stars,text\n2026-05-01,5,"Well\n2026-05-02,4,ok\n2026-05-03,4,o"k\n', "b.csv")
    assert stray.report.rejected["line"].tolist() == [2]


def test_one_respondent_five_times_is_said_and_counts_once(tmp_path: Path) -> None:
    answers = jk.read_answers(pd.DataFrame({"respondent": ["a"] * 5 + ["b"], "Q1": [1, 2, 3, 4, 5, 5]}), questions=FIVE)
    assert "respondents with more than one line: 1, with 5 lines (at most 5)" in str(answers.report)
    row = jk.answers.rating(answers).to_pandas().iloc[0]
    assert (row["n"], row["answers"], row["rating"]) == (2, 6, 4)


def test_people_without_an_id_are_not_one_person() -> None:
    answers = jk.read_answers(pd.DataFrame({"user id": ["a", None, "NULL", "a"], "Q1": [1, 5, 5, 3]}), questions=FIVE)
    row = jk.answers.rating(answers).to_pandas().iloc[0]
    assert (answers.respondents, row["n"], row["rating"]) == (3, 3, 4)


def test_duplicates_are_known_by_respondent_question_and_time(tmp_path: Path) -> None:
    text = "respondent,date,Q1\na,2026-05-01,5\na,2026-05-01,4\na,2026-05-02,5\nb,2026-05-01,5\n"
    assert len(read(tmp_path, text, questions=FIVE)) == 4
    report = read(tmp_path, text, questions=FIVE, duplicates="drop").report
    assert report.reasons == {"a duplicate: respondent, question and time of an earlier answer": 1}
    assert report.rejected["line"].tolist() == [3]


def test_a_column_that_mixes_scales_is_said(tmp_path: Path) -> None:
    answers = jk.read_answers(pd.DataFrame({"Q1": [5, 4, 3, 9, 10]}), questions=FIVE)
    assert "2 of 5 answers of 'Q1' are not on its scale, 1 to 5: does the column mix two scales" in str(answers.report)


def test_empty_comments_and_tables_are_said(tmp_path: Path) -> None:
    answers = read(tmp_path, "respondent,Q1,comment\na,,  \nb,,\n", questions=FIVE)
    assert len(answers) == 0
    assert "the question 'Q1' has no answer" in str(answers.report)
    assert "there is no answer in it" in str(answers.report)
    assert len(read(tmp_path, "respondent,Q1\n", questions=FIVE)) == 0
    frame = jk.answers.rating(answers).to_pandas()
    assert frame["n"].tolist() == [0]
    assert frame["rating"].isna().all()


def test_a_comment_of_five_megabytes_is_rejected_and_the_score_beside_it_is_kept(tmp_path: Path) -> None:
    frame = pd.DataFrame({"respondent": ["a", "b"], "Q1": [5, 4], "Q2": [1, 1], "why": ["x" * 5_000_000, "ok"]})
    scales = {"Q1": (1, 5), "Q2": (1, 5)}
    answers = jk.read_answers(frame, questions=scales, comments=["why"])
    assert answers.to_pandas()["score"].count() == 4
    assert answers.report.rejected.values.tolist() == [
        ["pandas frame", 1, "why", "the text is too long (more than 1 MB)"]
    ]
    assert (answers.report.lines, answers.report.kept) == (2, 2)
    frame.to_csv(tmp_path / "long.csv", index=False)
    report = jk.read_answers(tmp_path / "long.csv", questions=scales, comments=["why"]).report
    assert report.reasons == {"the line is longer than 1,000,000 characters": 1}
    assert (report.lines, report.kept) == (2, 1)


def test_a_hundred_thousand_comments_report_progress_and_can_be_cancelled(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("date,stars,text\n" + "2026-05-01,4,the queue was long and nobody knew why\n" * 100_000)
    shares: list[float] = []
    answers = jk.read_answers(path, progress=lambda share, _: shares.append(share))
    assert len(answers) == 100_000
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(shares) > 3
    stop = Cancel()
    with pytest.raises(CancelledError, match=r"the reading of the table was stopped as asked"):
        jk.read_answers(path, progress=lambda *_: stop.cancel(), cancel=stop)


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("a,b\n1,2\n", {"questions": {"Q7": (1, 5)}}, r"no column is named 'Q7' \(questions=\)\. Found: 'a', 'b'\."),
        ("Q1,b\nbad food,2\n", {"questions": FIVE}, r"'Q1' holds words where scores from 1 to 5 should be .*comments="),
        ("Q1,b\n90,2\n80,1\n", {"questions": FIVE}, r"no answer of 'Q1' is on the scale, 1 to 5 \(2 answers\)"),
        ("Q1,Q2\n3,2\n", {}, r"nothing proves the scale of 'Q1', 'Q2': .* questions={'Q1': \(1, 5\), 'Q2': \(1, 5\)}"),
        ("Q1,Q2\n3,2\n", {"questions": ["Q1"]}, r"nothing proves the scale of 'Q1'"),
        ("Q1,b\nGood,x\nExcellent,x\n", {"comments": ["b"]}, r"'Q1' \(its labels stand at different places"),
        (
            "Q1,b\n3,2\n",
            {"questions": {"Q1": (0, 10)}, "missing_codes": [0]},
            r"code 0 is a score on the scale of 'Q1'",
        ),
        ("Q1,b\n3,2\n", {"questions": FIVE, "comments": "b"}, r"comments='b' takes a list: comments=\['b'\]"),
        ("Q1,b\n3,2\n", {"questions": FIVE, "missing_codes": "6"}, r"missing_codes='6' takes a list"),
        ("Q1,b\n3,2\n", {"questions": FIVE, "respondent_col": "c"}, r"there is no column 'c'\. Found: 'Q1', 'b'"),
        ("Q1,b\n3,2\n", {"questions": FIVE, "duplicates": "no"}, r"duplicates='no' is neither 'keep' nor 'drop'"),
        ("user id,customer id,Q1\n1,2,3\n", {"questions": FIVE}, r"more than one column could be the respondent"),
        ("question,x\nQ1,3\n", {"question_col": "question"}, r"no name says which\. Name it: score_col=…"),
        ("question,answer\nQ1,3\n", {"questions": {"Q2": (1, 5)}}, r"no question is named 'Q2'\. Questions: 'Q1'"),
        ("Q1,date\n3,1/2/2026\n", {"questions": FIVE}, r"time_format="),
        ("", {}, r"a\.csv is empty"),
    ],
)
def test_bad_input_is_refused_with_the_next_action(tmp_path: Path, text: str, options: dict, message: str) -> None:
    with pytest.raises(AnswersError, match=message):
        read(tmp_path, text, **options)


def test_messages_of_the_readers_do_not_speak_of_logs(tmp_path: Path) -> None:
    (tmp_path / "event log.pdf").write_bytes(b"%PDF-1.4 \x00\xff")
    with pytest.raises(AnswersError) as caught:
        jk.read_answers(tmp_path / "event log.pdf")
    assert str(caught.value).startswith("event log.pdf is a PDF document, not a table. Export the table itself")
    with pytest.raises(AnswersError, match=r"read_answers takes a path to a CSV.*this is a int"):
        jk.read_answers(3)


def test_every_container_gives_the_same_answers(tmp_path: Path) -> None:
    frame = pd.DataFrame({"respondent": ["a", "b", "c"], "Q1": ["5", "4", "6"], "why": ["well", "so, so", "bad"]})
    text = frame.to_csv(index=False)
    paths = {
        name: tmp_path / f"a.{name}" for name in ("csv", "tsv", "json", "jsonl", "xlsx", "parquet", "csv.gz", "zip")
    }
    paths["csv"].write_bytes(text.encode("utf-16"))
    frame.to_csv(paths["tsv"], sep="\t", index=False)
    paths["json"].write_text(json.dumps({"results": frame.to_dict("records")}))
    frame.to_json(paths["jsonl"], orient="records", lines=True)
    frame.to_excel(paths["xlsx"], index=False)
    frame.to_parquet(paths["parquet"])
    paths["csv.gz"].write_bytes(gzip.compress(text.encode()))
    with zipfile.ZipFile(paths["zip"], "w") as archive:
        archive.writestr("one.csv", text)
        archive.writestr("two.csv", "respondent,Q1,why\nd,1,late\n")
    options = {"questions": FIVE, "comments": ["why"]}
    whole = jk.read_answers(frame, **options).to_pandas()
    for name, path in paths.items():
        answers = jk.read_answers(path, **options)
        got = answers.to_pandas()
        pd.testing.assert_frame_equal(got[:3] if name == "zip" else got, whole)
        assert answers.report.rejected["reason"].tolist() == ["the answer is not on the scale, 1 to 5"], name
        if name == "zip":
            assert answers.report.parts[["part", "lines", "kept"]].values.tolist() == [
                ["one.csv", 3, 3],
                ["two.csv", 1, 1],
            ]
    import pyarrow as pa

    stream = pa.RecordBatchReader.from_batches(*[(t := pa.Table.from_pandas(frame)).schema, t.to_batches()])
    pd.testing.assert_frame_equal(jk.read_answers(stream, **options).to_pandas(), whole)


def test_columns_of_one_name_or_none_get_a_name_of_their_own(tmp_path: Path) -> None:
    answers = read(tmp_path, "respondent,Rate us,Rate us,\na,5,2,x\nb,4,1,y\n", questions={"Rate us*": (1, 5)},
                   attribute_cols=["column 4"])  # fmt: skip
    assert answers.names == ("Rate us", "Rate us (2)")
    assert answers.to_pandas()["score"].tolist() == [5, 2, 4, 1]
    assert answers.labels("column 4") == ("x", "y")
    assert "got a name by their place: 2" in str(answers.report)
    assert "no header" not in str(answers.report)


@pytest.mark.parametrize(
    ("times", "said", "first"),
    [
        (["05/13/2026 10:00:00 AM", "05/01/2026 02:00:00 PM"], "month/day/year", "2026-05-13 10:00"),
        (["2026-05-13T10:00:00+02:00", "2026-05-13T10:00:00+02:00"], "offset", "2026-05-13 08:00"),
        ([1778666400, 1778666401], "seconds", "2026-05-13 10:00"),
        (["2026-05-13 10:00", "nonsense"], "ISO 8601", "2026-05-13 10:00"),
    ],
)
def test_times_are_read_as_those_of_a_log(times: list, said: str, first: str) -> None:
    frame = pd.DataFrame({"date": times, "Q1": [5, 4]})
    answers = jk.read_answers(frame, questions=FIVE)
    assert said in answers.report.time_format
    assert answers.to_pandas()["time"].iloc[0].strftime("%Y-%m-%d %H:%M") == first
    if "nonsense" in times:
        assert answers.report.rejected[["line", "column", "reason"]].values.tolist() == [
            [2, "date", "the time cannot be read"]
        ]


def test_local_times_and_typed_times() -> None:
    frame = pd.DataFrame({"date": pd.to_datetime(["2026-05-01 01:00", None]), "Q1": [5, 4]})
    answers = jk.read_answers(frame, questions=FIVE, timezone="Europe/Berlin")
    assert answers.to_pandas()["time"].iloc[0] == pd.Timestamp("2026-04-30 23:00", tz="UTC")
    assert "lines without a time: 1, kept; they belong to no period" in str(answers.report)
    by_day = jk.answers.rating(answers, by="day").to_pandas()
    assert by_day["day"].fillna("").tolist() == ["2026-05-01", ""]


@settings(max_examples=draws(10), deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c", "", "NULL"]),
            st.sampled_from(["2026-05-01", "2026-05-02", "", "soon"]),
            st.sampled_from(["1", "5", "6", "9", "", "x", "4.5"]),
            st.sampled_from(["0", "10", "11", "", "Don't know"]),
            st.sampled_from(["", "fine", "!", "a, b\nc"]),
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(["keep", "drop"]),
)
def test_every_line_and_every_cell_is_accounted_for(rows: list[tuple[str, ...]], duplicates: str) -> None:
    # A last line keeps every question from being refused as a whole, and the times in one form.
    rows = [*rows, ("z", "2026-05-03", "1", "0", "end")]
    frame = pd.DataFrame(rows, columns=["respondent", "date", "Q1", "Q2", "why"])
    answers = jk.read_answers(
        frame, questions={"Q1": (1, 5), "Q2": "nps"}, comments=["why"], duplicates=duplicates, time_format="iso",
        missing_codes={"Q1": [6], "Q2": ["don't know"]},
    )  # fmt: skip
    report, counts = answers.report, answers.report.questions
    assert report.lines == len(rows) == report.parts["kept"].sum() + report.parts["rejected"].sum()
    assert (counts["cells"] == counts[["answers", "blank", "missing", "rejected"]].sum(axis=1)).all()
    late = sum(row[1] == "soon" for row in rows)
    assert (counts["cells"] == len(rows) - late).all()
    assert counts["rejected"].sum() + late == len(report.rejected)
    got = answers.to_pandas()
    assert len(got) == counts["answers"].sum()
    scored = got[got["score"].notna()]
    assert ((scored["score"] >= scored["lowest"]) & (scored["score"] <= scored["highest"])).all()
    answered = set(answers._said.lines[np.unique(answers._said.row)].tolist())
    assert report.lines - report.kept == len(set(report.rejected["line"]) - answered)


@pytest.mark.soak
@pytest.mark.parametrize("shape", ["wide", "long"])
def test_a_million_answers_to_twenty_questions_take_three_seconds(tmp_path: Path, shape: str) -> None:
    rng, n = np.random.default_rng(1), 50_000
    days = pd.date_range("2025-01-01", periods=n, freq="10min").strftime("%Y-%m-%d %H:%M:%S")
    frame = pd.DataFrame({"respondent": [f"r{at:06d}" for at in range(n)], "date": days})
    scores = pd.DataFrame({f"Q{at}": rng.integers(*((0, 11) if at < 3 else (1, 6)), n) for at in range(20)})
    frame = pd.concat([frame, scores], axis=1)
    if shape == "long":
        frame = frame.melt(["respondent", "date"], var_name="question", value_name="score")
    frame.to_csv(tmp_path / "m.csv", index=False)
    scales = {f"Q{at}": "nps" if at < 3 else (1, 5) for at in range(20)}
    jk.answers.feeling(jk.read_answers(frame[:100], questions={"*": (0, 10)} if shape == "long" else {"Q1": (0, 10)}))
    begin = time.process_time()
    answers = jk.read_answers(tmp_path / "m.csv", questions=scales)
    measured = [ask(answers).to_pandas() for ask in (jk.answers.nps, jk.answers.csat, jk.answers.feeling)]
    seconds = usual_seconds(time.process_time() - begin)
    assert [len(each) for each in measured] == [3, 17, 20]
    assert len(answers) == 1_000_000
    assert seconds < 3, f"{seconds:.1f} s"


def test_the_report_is_a_picture_without_a_value_and_the_call_that_states_it(tmp_path: Path) -> None:
    frame = pd.DataFrame({"customer id": ["Secret Ann", "Bob"], "Q1": [5, 9], "why": ["Secret <b>words</b>", "ok"]})
    frame.to_csv(tmp_path / "a.csv", index=False)
    answers = jk.read_answers(tmp_path / "a.csv", questions=FIVE, comments=["why"], missing_codes=["0"])
    picture = answers.report._repr_html_()
    for words in ("Q1", "1 to 5 (declared): 1 answers, 1 rejected", "questions={…}", "customer id", "jk.read_answers("):
        assert words in picture
    assert "Secret" not in picture + str(answers.report)
    again = eval(answers.report.call(), {"jk": jk})
    pd.testing.assert_frame_equal(again.to_pandas(), answers.to_pandas())


def test_a_hotel_s_survey_has_its_dates_and_guests() -> None:
    frame = pd.DataFrame(
        {"booking_id": ["B1", "B2"], "survey_date": ["2026-05-01", "2026-05-02"], "Room (1-5)": [5, 4]}
    )
    answers = jk.read_answers(frame)
    told = answers.to_pandas()
    assert told["respondent"].tolist() == ["B1", "B2"]
    assert told["time"].dt.day.tolist() == [1, 2]
