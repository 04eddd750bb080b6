"""Themes: as long as they are often spoken of, coloured by how satisfied those people were."""

from __future__ import annotations

import pandas as pd
import pytest

from journeykit.charts import themes
from journeykit.charts.theme import LIGHT
from journeykit.errors import FrameError


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "theme": ["queue", "kind staff", "gate <b>"],
            "comments": [62, 40, 6],
            "share": [0.124, 0.08, 0.012],
            "emotion": [-0.8, 1.2, None],
        }
    )


def test_bars_are_shares_in_the_colour_of_the_mood() -> None:
    track, bars = themes(frame()).data
    assert list(bars.x) == [0.124, 0.08, 0.012]
    assert list(track.x) == [0.124] * 3
    assert list(bars.marker.color) == [LIGHT["negative"], LIGHT["positive"], LIGHT["faint"]]


def test_words_of_customers_are_text() -> None:
    figure = themes(frame())
    assert all("gate <b>" not in str(label.text) for label in figure.layout.annotations)
    assert "gate <b> 6 comments" in figure.layout.meta["alt"]


def test_none_and_a_missing_column_are_said() -> None:
    assert "No theme" in themes(frame().iloc[:0]).layout.meta["alt"]
    with pytest.raises(FrameError, match="emotion"):
        themes(frame().drop(columns="emotion"))
