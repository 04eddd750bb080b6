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
2026-05-04,7.5,,Onboarding

2026-05-05,8,,Billing
2026-05-06,'-1,'=1+1,daily-use
2026-05-07,10,fine,Onboarding,more
"""


def test_answers_have_the_stages_of_the_map() -> None:
    frame = read_voc(FILE, APP, scale="nps").to_pandas()
    assert frame["time"].dt.strftime("%m-%d").tolist() == ["05-02", "05-03", "05-02", "05-04", "05-05", "05-06"]
    assert frame["score"].fillna(-9).tolist() == [9, 3, 9, -9, 8, -9]
    assert frame["stage"].fillna("").tolist() == [
        "onboarding",
        "daily-use",
        "onboarding",
        "onboarding",
        "",
        "daily-use",
    ]
    assert frame["text"][1] == "Too slow,\nand ugly"


def test_every_line_is_kept_or_named_with_its_reason_and_no_customers_words() -> None:
    report = read_voc(FILE, APP, scale="nps").report
    assert (report.lines, report.kept) == (9, 6)
    assert report.rejected[["line", "column", "reason"]].values.tolist() == [
        [6, "date", "the time cannot be read"],
        [7, "score", "the answer is not on the scale, whole numbers 0 to 10"],
        [8, "score", "the answer is a fraction, and the scale has whole numbers 0 to 10"],
        [11, "score", "the answer is not on the scale, whole numbers 0 to 10"],
        [12, "", "5 cells where the header has 4"],
    ]
    assert "names in the column 'stage' that are no stage of the map: 1" in str(report)
    assert "Secret" not in str(report)


def test_equal_words_are_no_duplicates() -> None:
    assert len(read_voc(b"date,score,verbatim\n2026-05-02,9,Good\n2026-05-02,9,Good\n", APP, scale="nps")) == 2


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
    assert answers.to_pandas()["score"].tolist() == [float(good)]
    assert len(answers.report.rejected) == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "v.csv: v.csv is empty"),
        (b"date,stage\n2026-05-02,a\n", "v.csv: no column is named 'score' (questions=)."),
        (b"date,score\n\xff,1\n", "v.csv: v.csv is not UTF-8 text (line 2)."),
        (b"date,score\n2026-05-02,good\n", "v.csv: the question 'score' holds words"),
    ],
)
def test_what_is_no_list_of_answers_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_voc(data, APP, scale="nps", source="v.csv")
    assert str(caught.value).startswith(message)


def test_an_unknown_scale_is_named() -> None:
    with pytest.raises(FormatError, match=r"no scale 'stars'. Scales: nps, enps, csat, sentiment."):
        read_voc(b"date,score\n", APP, scale="stars")
