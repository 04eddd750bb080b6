"""funnel: the bars are the counts of the frame, and the words beside them its shares."""

from __future__ import annotations

import html
import itertools
import re
from typing import Any

import pandas as pd
import pytest

from journeykit.charts.funnel import funnel
from journeykit.charts.theme import stage_colours
from journeykit.errors import FrameError

HOSTILE = "<a href=javascript:alert(1)>x</a>"


def steps(paths: list[int], names: list[str] | None = None, **columns: Any) -> pd.DataFrame:
    previous = [None, *(now / before if before else None for before, now in itertools.pairwise(paths))]
    frame = pd.DataFrame(
        {
            "step": range(1, len(paths) + 1),
            "name": names or [f"step {i}" for i in range(len(paths))],
            "paths": paths,
            "dropped": [None] * len(paths),
            "previous_share": pd.array(previous, dtype="Float64"),
            "first_share": [count / max(paths[0], 1) for count in paths],
        }
    )
    return frame.assign(**columns)


def texts(figure: Any) -> list[str]:
    plain = (re.sub(r"</?(?:b|span)[^>]*>|<br>", "", text.text) for text in figure.layout.annotations)
    return [html.unescape(text).replace("\u00a0", " ") for text in plain]


def test_the_bars_are_the_counts_and_the_ghosts_those_of_the_step_before() -> None:
    ghosts, reached = funnel(steps([12480, 4310, 1120])).data
    assert list(reached.x) == [12480, 4310, 1120]
    assert list(ghosts.x) == [12480, 12480, 4310]


def test_every_bar_says_its_count_and_what_its_share_is_of() -> None:
    said = texts(funnel(steps([12480, 4310, 1120], ["Awareness", "Search", "Buy"])))
    assert {"Awareness", "12,480 · start", "Search", "4,310 · 34.5 % of previous", "Buy"} <= set(said)
    assert "1,120 of 12,480 go all the way (9.0 %)" in said


def test_a_narrow_funnel_says_once_what_the_shares_are_of() -> None:
    said = texts(funnel(steps([12480, 4310]), width=320))
    assert "4,310 · 34.5 %" in said
    assert "4,310 of 12,480 go all the way (34.5 %) · shares of previous" in said


def test_shares_can_be_of_the_first_step_or_of_everybody() -> None:
    frame = steps([100, 50, 20], ["Search", "Look", "Buy"], all_share=[0.5, 0.25, 0.1])
    first, everybody = funnel(frame, of="first"), funnel(frame, of="all")
    assert {"100 · start", "50 · 50.0 % of first", "20 · 20.0 % of first"} <= set(texts(first))
    assert list(first.data[0].x) == [100, 100, 100]
    assert {"100 · 50.0 % of all", "50 · 25.0 % of all", "20 · 10.0 % of all"} <= set(texts(everybody))
    assert list(everybody.data[0].x) == [200, 200, 200]
    assert everybody.layout.xaxis.range[1] == 200, "the pale rest is drawn whole"
    with pytest.raises(FrameError, match="all_share"):
        funnel(steps([100, 50]), of="all")


def test_the_interval_is_told_on_hover() -> None:
    frame = steps([100, 30], low=[None, 0.22], high=[None, 0.4])
    hover = funnel(frame).data[1].customdata
    assert "95 % interval 22.0\u00a0% to 40.0\u00a0%" in hover[1]
    assert "interval" not in hover[0]


def test_bars_have_the_colours_of_the_stages_of_the_map() -> None:
    frame = steps([9, 5, 3], position=pd.array([0, 2, None], dtype="Int64"))
    first, third, neutral = funnel(frame, stages=5).data[1].marker.color
    assert [first, third] == [stage_colours(5)[0], stage_colours(5)[2]]
    assert neutral not in stage_colours(5)


def test_the_frame_stays_as_it_was() -> None:
    frame = steps([100, 30])
    before = frame.copy(deep=True)
    funnel(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(FrameError, match="funnel needs the columns 'paths', 'first_share'"):
        funnel(steps([1]).drop(columns=["paths", "first_share"]))


@pytest.mark.parametrize("frame", [steps([1]).iloc[:0], steps([0, 0])], ids=["no rows", "nobody"])
def test_nobody_to_follow_is_one_sentence(frame: pd.DataFrame) -> None:
    figure = funnel(frame)
    assert not figure.data
    assert figure.layout.meta["alt"].startswith("Nobody to follow yet")


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 12, 1000])
def test_any_number_of_steps_with_huge_and_tiny_counts_is_drawn_literally(count: int) -> None:
    names = [HOSTILE, "name " * 50, "😀", "\u05e9\u05dc\u05d5\u05dd"]
    paths = [10**9 if i == 0 else 1 for i in range(count)]
    figure = funnel(steps(paths, [names[i % 4] for i in range(count)]))
    assert list(figure.data[1].x) == paths
    assert HOSTILE in html.unescape(figure.data[1].customdata[0])
    drawn = [text.text for text in figure.layout.annotations] + list(figure.data[0].customdata)
    assert not any("<a" in text for text in drawn)


def test_the_sentence_tells_the_whole_funnel() -> None:
    alt = funnel(steps([100, 30], ["Search", "Buy"]), unit="customers").layout.meta["alt"].replace("\u00a0", " ")
    assert alt == (
        "Funnel of 100 customers: Search 100; Buy 30 (30.0 % of previous). 30 of 100 go all the way (30.0 %)."
    )
