"""What a notebook is asked for, by address or by the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from journeykit.errors import ServeError
from journeykit.serve import notebook_path, offer_map, offered_log, offered_map, url_parameter


def test_a_parameter_of_the_address_reaches_the_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUERY_STRING", "token=x&map=online%2Dshop&map=second")
    assert url_parameter("map", "cook-family") == "online-shop"
    assert url_parameter("theme", "light") == "light"


def test_outside_of_voila_the_default_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QUERY_STRING", raising=False)
    assert url_parameter("map", "cook-family") == "cook-family"


def test_the_map_of_the_command_line_is_handed_on_as_a_whole_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JOURNEYKIT_MAP", "")
    monkeypatch.setenv("JOURNEYKIT_LOG", "")
    assert offered_map() is None
    monkeypatch.chdir(tmp_path)
    offer_map(Path("shop.json"))
    assert offered_map() == tmp_path / "shop.json"
    assert offered_log() is None
    offer_map(Path("shop.json"), {"source": "log.csv", "timestamp_col": ["day", "hour"], "path_col": None})
    assert offered_log() == {"source": "log.csv", "timestamp_col": ["day", "hour"], "path_col": None}


def test_an_unknown_notebook_is_answered_with_the_nearest() -> None:
    with pytest.raises(ServeError, match=r"called '04_dashbord'\. Did you mean '04_dashboard'\? There are: "):
        notebook_path("04_dashbord")
