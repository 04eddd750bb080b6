from datetime import date

import pytest

from journeykit.errors import FormatError
from journeykit.formats import read_voc
from journeykit.model import new_map

APP = new_map("App", stages=["Onboarding", "Daily use"])
FILE = b"""date,score,verbatim,stage
2026-05-02,9,Setup was painless,Onboarding
2026-05-03,3,"Too slow,
and ugly",DAILY USE
2026-05-02,9,Setup was painless,Onboarding
03/05/2026,9,Secret Ann,Onboarding
2026-05-04,11,Secret Bo,Onboarding
2026-05-04,7.5,Secret Cy,Onboarding

2026-05-05,8,,Billing
2026-05-06,'-1,'=1+1,daily-use
2026-05-07,10,fine,Onboarding,more
"""


def test_answers_are_matched_to_stages_and_counted() -> None:
    answers = read_voc(FILE, APP, scale="nps")
    assert [(a.line, a.date, a.score, a.verbatim, a.stage) for a in answers.rows] == [
        (2, date(2026, 5, 2), 9, "Setup was painless", "onboarding"),
        (3, date(2026, 5, 3), 3, "Too slow,\nand ugly", "daily-use"),
        (10, date(2026, 5, 5), 8, "", ""),
    ]
    assert answers.counts == {"onboarding": 1, "daily-use": 1, "": 1}


def test_every_line_is_taken_or_named_with_its_reason_and_no_customers_words() -> None:
    report = read_voc(FILE, APP, scale="nps").report
    assert [str(note) for note in report.not_taken] == [
        "line 5: an answer - an earlier line has the same",
        "line 6: an answer - column 'date' holds no date such as 2026-05-02",
        "line 7: an answer - column 'score' is not on the nps scale, whole numbers 0 to 10",
        "line 8: an answer - column 'score' is not on the nps scale, whole numbers 0 to 10",
        "line 11: an answer - column 'score' is not on the nps scale, whole numbers 0 to 10",
        "line 12: an answer - it has more cells than the header",
    ]
    assert "line 10: an answer without a stage - column 'stage' names none of the map" in str(report)
    assert "Secret" not in str(report)


@pytest.mark.parametrize(
    ("scale", "good", "bad"),
    [
        ("nps", "0", "11"),
        ("enps", "10", "-1"),
        ("csat", "1", "0"),
        ("sentiment", "-0.25", "1.01"),
        ("csat", "5", "nan"),
    ],
)
def test_scales_are_declared_and_scores_are_never_clipped(scale, good: str, bad: str) -> None:
    answers = read_voc(f"date,score\n2026-05-02,{good}\n2026-05-02,{bad}\n".encode(), APP, scale=scale)
    assert [a.score for a in answers.rows] == [float(good)]
    assert len(answers.report.not_taken) == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "v.csv: the file is empty."),
        (b"date,stage\n", "v.csv, line 1: there is no column 'score'. Found: 'date', 'stage'."),
        (b"date,score\n\xff", "v.csv, line 2: the text is not UTF-8."),
        (b"date,score\n" + b"2026-05-02,9\n" * 5_001, "v.csv: it has 5,001 records; 5,000 are read. Split the file."),
        (b"date,score\n" + b"x" * 5_000_000, "v.csv: it has 5,000,011 bytes; 5,000,000 are read at most."),
        (b'date,score\n"' + b"x" * 900_000, "v.csv, line 2: a cell is longer than 131,072 characters."),
    ],
)
def test_what_is_no_list_of_answers_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_voc(data, APP, scale="nps", source="v.csv")
    assert str(caught.value).startswith(message)


def test_an_unknown_scale_and_unknown_columns_are_named() -> None:
    with pytest.raises(FormatError, match=r"no scale 'stars'. Scales: nps, enps, csat, sentiment."):
        read_voc(b"date,score\n", APP, scale="stars")
    report = read_voc(b"date,score,country\n2026-05-02,9,DE\n", APP, scale="nps").report
    assert str(report.not_taken[0]) == "line 1: column 3, 'country' - an answer has date, score, verbatim and stage"
