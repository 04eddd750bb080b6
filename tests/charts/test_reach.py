import pandas as pd
import pytest

from journeykit.charts import reach
from journeykit.errors import FrameError

FRAME = pd.DataFrame(
    {"touchpoint": ["Form", "Ad", "Poster"], "paths": [20, 80, None], "reach_share": [0.2, 0.8, float("nan")]}
).astype({"paths": "Int64"})


def test_bars_are_the_shares_of_the_frame_the_widest_first() -> None:
    track, bars = reach(FRAME).data
    assert list(bars.x) == [0.8, 0.2, 0]
    assert list(track.x) == [1, 1, 1]
    assert "Ad" in bars.customdata[0]


def test_an_unbound_touchpoint_says_so_instead_of_showing_a_zero() -> None:
    said = [note.text for note in reach(FRAME).layout.annotations]
    assert any("no events bound" in text for text in said)
    assert reach(FRAME).layout.meta["alt"].endswith("Poster no binding to events.")


def test_the_frame_stays_as_it_was() -> None:
    before = FRAME.copy(deep=True)
    reach(FRAME)
    pd.testing.assert_frame_equal(FRAME, before)


def test_no_touchpoints_is_a_sentence() -> None:
    assert "add one on the board" in reach(FRAME.head(0)).layout.annotations[-1].text


def test_a_missing_column_is_named() -> None:
    with pytest.raises(FrameError, match="reach needs the column 'reach_share'"):
        reach(FRAME.drop(columns="reach_share"))


def test_hostile_names_are_shown_literally() -> None:
    frame = pd.DataFrame({"touchpoint": ["<b onclick=x>"], "paths": [1], "reach_share": [1.0]})
    drawn = reach(frame).to_json()
    assert "<b onclick" not in drawn
    assert "&lt;b onclick=x&gt;" in drawn or "\\u0026lt;b onclick=x\\u0026gt;" in drawn
