import re
from itertools import combinations, pairwise, product
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest
from playwright.sync_api import Page

from journeykit.charts import opportunity_matrix
from journeykit.errors import FrameError
from journeykit.export import Chart, Section, write_page

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


def rows_of(figure: go.Figure) -> list[tuple[float, float]]:
    """Return where the row of each value begins and ends, from 1 to 5."""
    lines = sorted(shape.y0 for shape in figure.layout.shapes if shape.type == "line" and shape.y0 == shape.y1)
    return list(pairwise([0, *lines, figure.layout.yaxis.range[1]]))


def test_a_dot_stands_at_its_effort_in_the_row_of_its_value_under_its_rank() -> None:
    figure = opportunity_matrix(FRAME)
    (dots,) = figure.data
    assert list(zip(dots.text, dots.x, strict=True)) == [("1", 2), ("2", 1), ("3", 4)]
    ticks = dict(zip(figure.layout.yaxis.ticktext, figure.layout.yaxis.tickvals, strict=True))
    assert list(dots.y) == [ticks["5"], ticks["3"], ticks["2"]]
    assert list(figure.layout.xaxis.tickvals) == [1, 2, 3, 4, 5]
    assert dots.customdata[0] == "1 Ask less value 5, effort 2"


@pytest.mark.parametrize("many", [2, 3, 4, 6, 7, 20])
def test_dots_of_one_value_and_effort_are_stacked_in_their_cell_and_none_moves_sideways(many: int) -> None:
    figure = opportunity_matrix(pd.concat([crowd(many), FRAME]))
    (dots,) = figure.data
    size, rows = dots.marker.size, rows_of(figure)
    plot = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    assert plot == figure.layout.yaxis.range[1]  # y is in px
    places = [
        tuple(map(int, re.findall(r"(?:value|effort) (\d)", words.split("<br>")[0]))) for words in dots.customdata
    ]
    assert [effort for _, effort in places] == list(dots.x)
    for (value, _), y in zip(places, dots.y, strict=True):
        low, high = rows[value - 1]
        assert low + size / 2 <= y <= high - size / 2
    at = list(zip(dots.x, dots.y, strict=True))
    assert all(x != other_x or abs(y - other_y) >= size for (x, y), (other_x, other_y) in combinations(at, 2))


def test_what_to_do_first_ends_between_two_scores_and_holds_no_dot_of_the_middle() -> None:
    everything = pd.DataFrame(list(product(range(1, 6), range(1, 6))), columns=["value", "effort"])
    frame = everything.assign(rank=range(1, 26), position=0, opportunity="Idea")
    figure = opportunity_matrix(frame)
    (first,) = (shape for shape in figure.layout.shapes if shape.type == "rect")
    (dots,) = figure.data
    inside = {
        words for x, y, words in zip(dots.x, dots.y, dots.customdata, strict=True) if x < first.x1 and y > first.y0
    }
    assert first.x1 == 2.5
    assert first.y0 in [low for low, _ in rows_of(figure)]
    assert {words.partition(" Idea ")[2] for words in inside} == {
        f"value {value}, effort {effort}" for value in (4, 5) for effort in (1, 2)
    }


@pytest.mark.browser
@pytest.mark.parametrize("many", [1, 3, 8])
def test_no_dot_lies_on_a_word_of_the_corners(strict_page: Page, tmp_path: Path, many: int) -> None:
    corners = [(5, 1), (5, 5), (1, 1), (1, 5)]
    frame = pd.concat([crowd(many).assign(value=value, effort=effort) for value, effort in corners])
    figure = opportunity_matrix(frame, width=420)
    path = write_page(tmp_path / "page.html", title="Matrix", sections=[Section("Chart", [Chart(figure)])])
    strict_page.set_viewport_size({"width": 470, "height": 1200})
    strict_page.goto(path.as_uri())
    strict_page.wait_for_selector("html[data-drawn]")
    boxes = (
        "nodes => nodes.map(n => n.getBoundingClientRect())"
        ".map(({x, y, width, height}) => [x, y, x + width, y + height])"
    )
    words = strict_page.eval_on_selector_all(".annotation-text", boxes)
    dots = strict_page.eval_on_selector_all(".scatterlayer .point", boxes)
    assert len(dots) == 4 * min(many, 6)
    for left, top, right, bottom in words:
        for x0, y0, x1, y1 in dots:
            assert x1 <= left or x0 >= right or y1 <= top or y0 >= bottom


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
