"""emotion_curve: the drawn points are the frame's scores, in straight lines, with the words beside them."""

from __future__ import annotations

import html
import re
from typing import Any

import pandas as pd
import pytest

from journeykit.charts.emotion_curve import emotion_curve
from journeykit.charts.theme import themed
from journeykit.errors import FrameError

STAGES = ["Awareness", "Consideration", "Decision", "Delivery + use", "Loyalty + referral"]
HOSTILE = "<b style=background:url(http://x.invalid)>x</b>"


def emotions(**changes: Any) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "stage_id": [f"s{i}" for i in range(5)] * 2,
            "stage": STAGES * 2,
            "position": list(range(5)) * 2,
            "persona": "Cook family",
            "kind": ["assumed"] * 5 + ["measured"] * 5,
            "score": [0.3, 0.9, -0.9, 1.2, 1.6, 0.1, 0.6, -0.2, 1.0, 1.3],
            "words": [
                "curious",
                "hopeful",
                "worried",
                "calm",
                "proud",
                "nervous",
                "reassured",
                "unsure",
                "relieved",
                "",
            ],
            "low": [None] * 5 + [-0.1, 0.4, -0.4, 0.8, 1.1],
            "high": [None] * 5 + [0.3, 0.8, 0.0, 1.2, 1.5],
            "n": pd.array([None] * 5 + [214] * 5, dtype="Int64"),
            "mark": ["dip", *[""] * 6, "dip", "", "peak end"],
        }
    )
    return frame.assign(**changes)


def texts(figure: Any) -> list[str]:
    plain = (re.sub(r"</?(?:b|span)[^>]*>", "", text.text.replace("<br>", " ")) for text in figure.layout.annotations)
    return [html.unescape(text).replace("\u2068", "").replace("\u2069", "") for text in plain]


def drawn(figure: Any, kind: str) -> list[Any]:
    return [trace for trace in figure.data if trace.name.endswith(kind)]


def test_below_the_curve_stand_the_people_and_the_widest_gap_that_is_sure() -> None:
    figure = emotion_curve(emotions())
    said = texts(figure)
    assert any("measured, with its interval, 214 people" in text for text in said)
    assert "Widest gap · Decision: You think \N{MINUS SIGN}0.9, 214 people say \N{MINUS SIGN}0.2" in said
    over = [text.replace("<br>", " ") for text in drawn(figure, "measured")[0].customdata]
    assert "214 people You think \N{MINUS SIGN}0.9, 214 people say" in over[2]
    # Whether they differ is not known without an interval, and there is no gap without both.
    unsure = emotion_curve(emotions(low=None, high=None))
    assert not any(text.startswith("Widest gap") for text in texts(unsure))
    alone = emotion_curve(emotions().iloc[5:])
    assert not any(text.startswith("Widest gap") for text in texts(alone))
    assert figure.layout.height == unsure.layout.height + 18


@pytest.mark.parametrize("kind", ["assumed", "measured"])
def test_the_points_drawn_are_the_scores_of_the_frame(kind: str) -> None:
    frame = emotions()
    (trace,) = drawn(emotion_curve(frame), kind)
    rows = frame[frame["kind"] == kind]
    assert list(trace.x) == rows["position"].tolist()
    assert list(trace.y) == rows["score"].tolist()


def test_lines_are_straight_assumed_dashed_and_measured_solid() -> None:
    figure = emotion_curve(emotions())
    (assumed,), (measured,) = drawn(figure, "assumed"), drawn(figure, "measured")
    assert {assumed.line.shape or "linear", measured.line.shape or "linear"} == {"linear"}
    assert assumed.line.dash
    assert measured.line.dash is None


def test_the_band_is_the_interval_of_the_frame() -> None:
    (band,) = drawn(emotion_curve(emotions()), "interval")
    assert list(band.y) == [-0.1, 0.4, -0.4, 0.8, 1.1, 1.5, 1.2, 0.0, 0.8, 0.3]


def test_no_gap_is_told_between_what_a_persona_is_assumed_to_feel_and_what_all_people_say() -> None:
    rows = [
        {"stage": "Pay", "position": 0, "persona": "Ada", "kind": kind, "score": score, "words": "", "low": low,
         "high": high, "n": n, "whose": whose}
        for kind, score, low, high, n, whose in (
            ("assumed", -1.6, None, None, None, "persona"), ("measured", 0.0, -0.1, 0.1, 900, "all"))
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    assert not any(text.startswith("Widest gap") for text in texts(emotion_curve(frame)))
    same = frame.assign(whose="all")
    assert any(text.startswith("Widest gap") for text in texts(emotion_curve(same)))


def test_a_gap_in_the_interval_divides_the_band() -> None:
    frame = emotions()
    frame.loc[7, "low"] = None
    assert len(drawn(emotion_curve(frame), "interval")) == 2


def test_the_frame_stays_as_it_was() -> None:
    frame = emotions()
    before = frame.copy(deep=True)
    emotion_curve(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_words_and_marks_stand_beside_the_points() -> None:
    said = texts(emotion_curve(emotions()))
    assert "reassured" in said
    assert any("unsure" in words and words.endswith("dip") for words in said)
    assert any(words.endswith("peak · end") for words in said)


def test_the_lowest_moment_is_named_beside_its_point() -> None:
    said = texts(emotion_curve(emotions(mark=["", *[""] * 6, "lowest", "", "end"])))
    assert any("unsure" in words and words.endswith("lowest") for words in said)


def test_levels_are_words() -> None:
    axis = emotion_curve(emotions()).layout.yaxis
    assert list(axis.ticktext) == ["very positive", "positive", "neutral", "negative", "very negative"]
    assert list(axis.tickvals) == [2, 1, 0, -1, -2]


def test_a_missing_column_is_named_with_those_found() -> None:
    with pytest.raises(FrameError, match=r"emotion_curve needs the column 'score', .* Found: 'stage_id', 'stage'"):
        emotion_curve(emotions().drop(columns="score"))


@pytest.mark.parametrize("frame", [emotions().iloc[:0], emotions(score=float("nan"))], ids=["no rows", "no scores"])
def test_nothing_felt_is_one_sentence(frame: pd.DataFrame) -> None:
    figure = emotion_curve(frame, title="Feelings")
    assert not figure.data
    assert figure.layout.meta["alt"].startswith("Feelings: No feelings yet")
    assert any(words.startswith("No feelings yet") for words in texts(figure))


@pytest.mark.parametrize("count", [1, 2, 12, 300])
def test_any_number_of_stages_with_long_hostile_and_foreign_names_is_drawn_literally(count: int) -> None:
    names = [HOSTILE, "name " * 40, "שלום", "😀 " * 30]
    frame = pd.DataFrame(
        {
            "stage": [names[i % 4] for i in range(count)],
            "position": range(count),
            "persona": HOSTILE,
            "kind": "measured",
            "score": [2.0 - i % 5 for i in range(count)],
            "words": [names[i % 4] for i in range(count)],
        }
    )
    figure = emotion_curve(frame)
    assert figure.layout.height > 200
    (trace,) = drawn(figure, "measured")
    assert html.unescape(trace.customdata[0]).count(HOSTILE) == 2
    for text in [annotation.text for annotation in figure.layout.annotations] + list(trace.customdata):
        assert not re.search(r"<(?!/?b>|br>|span style=\"color:#[0-9a-f]{6}\">|/span>)", text)


def test_two_personas_get_a_plane_each() -> None:
    frame = pd.concat([emotions(), emotions(persona="Ada")])
    figure = emotion_curve(frame)
    assert {trace.yaxis for trace in drawn(figure, "measured")} == {"y", "y2"}
    assert {"Cook family", "Ada"} <= set(texts(figure))
    assert figure.layout.yaxis2.domain[1] < figure.layout.yaxis.domain[0]


def test_no_two_labels_of_a_plane_share_a_place() -> None:
    # Drawn boxes are checked in a browser; here: never two labels with one anchor and one shift.
    places = [(text.x, text.xshift, text.y, text.yshift) for text in emotion_curve(emotions()).layout.annotations]
    assert len(places) == len(set(places))


def test_the_sentence_tells_every_stop() -> None:
    alt = emotion_curve(emotions()).layout.meta["alt"]
    assert alt.startswith("Emotion curve of Cook family, measured: Awareness +0.1 (nervous), ")
    assert alt.count("(") == 4


def test_the_dark_curve_is_drawn_in_dark_tokens() -> None:
    figure = themed(emotion_curve(emotions()), "dark")
    (measured,) = drawn(figure, "measured")
    assert measured.line.color == "#4cc3c1"
    assert "#0a7779" not in str(figure.to_dict())
