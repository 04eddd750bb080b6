from itertools import combinations

import pandas as pd
import pytest

from journeykit.charts import opportunity_matrix
from journeykit.errors import FrameError

FRAME = pd.DataFrame(
    {
        "rank": [1, 2, 3],
        "opportunity": ["Ask less", "Call back", "Paint the wall"],
        "position": [1, 0, 2],
        "value": [5, 3, 2],
        "effort": [2, 1, 4],
    }
)


def crowd(many: int) -> pd.DataFrame:
    ranks = range(1, many + 1)
    names = [f"Idea {rank}" for rank in ranks]
    return pd.DataFrame({"rank": ranks, "opportunity": names, "position": 0, "value": 4, "effort": 2})


def test_a_dot_stands_at_effort_and_value_under_its_rank() -> None:
    (dots,) = opportunity_matrix(FRAME).data
    assert list(zip(dots.text, dots.x, dots.y, strict=True)) == [("1", 2, 5), ("2", 1, 3), ("3", 4, 2)]
    assert dots.customdata[0] == "1 Ask less value 5, effort 2"


@pytest.mark.parametrize("many", [2, 3, 4, 6, 7, 20])
def test_dots_at_one_place_do_not_lie_on_each_other_nor_in_the_next_place(many: int) -> None:
    width = 420
    figure = opportunity_matrix(crowd(many), width=width)
    (dots,) = figure.data
    across = (width - figure.layout.margin.l - figure.layout.margin.r) / 5
    down = (figure.layout.height - figure.layout.margin.t - figure.layout.margin.b) / 5
    at = [(x * across, y * down) for x, y in zip(dots.x, dots.y, strict=True)]
    size = dots.marker.size
    assert all(max(abs(a[0] - b[0]), abs(a[1] - b[1])) >= size for a, b in combinations(at, 2))
    assert all(abs(x - 2 * across) + size / 2 <= across / 2 + 4 for x, _ in at)
    assert all(abs(y - 4 * down) + size / 2 <= down / 2 for _, y in at)


def test_a_crowd_is_counted_and_each_is_named() -> None:
    (dots,) = opportunity_matrix(crowd(20)).data
    assert list(dots.text) == ["1", "2", "3", "4", "5", "+15"]
    assert dots.customdata[-1].count("Idea") == 15
    assert opportunity_matrix(crowd(20)).layout.meta["alt"].count("Idea") == 20


def test_the_frame_stays_as_it_was() -> None:
    before = FRAME.copy(deep=True)
    opportunity_matrix(FRAME)
    pd.testing.assert_frame_equal(FRAME, before)


def test_no_opportunity_is_a_sentence() -> None:
    assert "add one on the board" in opportunity_matrix(FRAME.head(0)).layout.annotations[-1].text


def test_a_missing_column_is_named() -> None:
    with pytest.raises(FrameError, match="opportunity_matrix needs the column 'effort'"):
        opportunity_matrix(FRAME.drop(columns="effort"))


def test_hostile_names_are_shown_literally() -> None:
    assert "<b onclick" not in opportunity_matrix(FRAME.assign(opportunity="<b onclick=x>")).to_json()
