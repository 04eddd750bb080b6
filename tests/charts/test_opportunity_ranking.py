import pandas as pd
import pytest

from journeykit.charts import opportunity_ranking, stage_colours
from journeykit.errors import FrameError

FRAME = pd.DataFrame(
    {
        "rank": [1, 2, 3],
        "opportunity": ["Ask less", "Call back", "Paint the wall"],
        "position": [1, 0, 2],
        "reach_share": [0.5, 0.1, None],
        "reach_from": ["log", "typed in", "unknown"],
        "severity": [4, 5, 3],
        "severity_from": ["pain points", "pain points", "assumed"],
        "value": [5, 3, 2],
        "effort": [2, 1, 4],
        "score": [5.0, 1.5, None],
    }
)


def said(frame: pd.DataFrame) -> list[str]:
    return [note.text.replace("\xa0", " ") for note in opportunity_ranking(frame).layout.annotations]


def test_bars_are_shares_of_the_highest_score_in_the_colour_of_their_stage() -> None:
    _, bars = opportunity_ranking(FRAME, stages=3).data
    assert list(bars.x) == [1, 0.3, 0]
    assert list(bars.marker.color) == [stage_colours(3)[place] for place in (1, 0, 2)]


def test_below_each_bar_stands_what_the_score_is_made_of_and_where_it_is_from() -> None:
    words = "\n".join(said(FRAME))
    assert "50.0 % in the log \N{MULTIPLICATION SIGN} 4 \N{MULTIPLICATION SIGN} 5 ÷ 2" in words
    assert "10.0 % typed in \N{MULTIPLICATION SIGN} 5 \N{MULTIPLICATION SIGN} 3 ÷ 1" in words
    assert "reach unknown \N{MULTIPLICATION SIGN} 3 assumed \N{MULTIPLICATION SIGN} 2 ÷ 4" in words


@pytest.mark.parametrize(("score", "words"), [(12.345, "12.3"), (0.5, "0.50"), (0.001, "&lt; 0.01"), (0.0, "0.00")])
def test_a_small_score_is_not_rounded_to_nothing(score: float, words: str) -> None:
    assert f"<b>{words}</b>" in said(FRAME.assign(score=score))


def test_what_is_not_scored_has_a_dash_and_no_bar() -> None:
    assert "<b>—</b>" in said(FRAME)
    assert "3 Paint the wall not scored" in opportunity_ranking(FRAME).layout.meta["alt"]


def test_no_score_at_all_is_drawn_too() -> None:
    unscored = FRAME.assign(reach_share=float("nan"), score=float("nan"))
    assert list(opportunity_ranking(unscored).data[1].x) == [0, 0, 0]


def test_the_frame_stays_as_it_was() -> None:
    before = FRAME.copy(deep=True)
    opportunity_ranking(FRAME)
    pd.testing.assert_frame_equal(FRAME, before)


def test_no_opportunity_is_a_sentence() -> None:
    assert "add one on the board" in opportunity_ranking(FRAME.head(0)).layout.annotations[-1].text.replace("<br>", " ")


def test_a_missing_column_is_named() -> None:
    with pytest.raises(FrameError, match="opportunity_ranking needs the column 'score'"):
        opportunity_ranking(FRAME.drop(columns="score"))


def test_hostile_names_are_shown_literally() -> None:
    drawn = opportunity_ranking(FRAME.assign(opportunity="<b onclick=x>")).to_json()
    assert "<b onclick" not in drawn
