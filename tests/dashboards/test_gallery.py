from pathlib import Path

import pytest

from journeykit import datasets, examples
from journeykit.dashboards import gallery
from journeykit.errors import JourneyKitError
from journeykit.model import JourneyMap
from journeykit.store import write_map


def test_the_first_example_opens_and_another_can_be_chosen() -> None:
    page = gallery()
    assert page.page is not None
    assert page.page.board.map.id == "cook-family"
    assert set(page.chooser.options) == set(examples.names())
    page.chooser.value = "online-shop"
    assert page.page.board.map.id == "online-shop"
    assert len(page._place.children) == 1


def test_a_page_that_was_left_holds_no_widget_any_more() -> None:
    page = gallery()
    assert page.page is not None
    left = page.page
    page.chooser.value = "online-shop"
    assert left.board.comm is None
    assert left.curve.comm is None


def test_a_name_in_the_address_chooses_and_an_unknown_one_is_told() -> None:
    assert gallery("online-shop").chooser.value == "online-shop"
    page = gallery("online-shp")
    assert page._says.value == "No map is called “online-shp”. Did you mean “online-shop”?"
    assert page.page is not None


def test_a_map_of_one_s_own_is_offered_first(shop: JourneyMap, tmp_path: Path) -> None:
    write_map(shop, tmp_path / "shop.json")
    page = gallery("shop.json", own=tmp_path / "shop.json")
    assert page.page is not None
    assert page.page.board.map == shop


def test_a_broken_map_is_told_on_the_page(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    page = gallery("broken.json", own=tmp_path / "broken.json")
    assert page.page is None
    assert "is not a valid journey map" in page._says.value


def test_a_log_that_cannot_be_had_leaves_the_design_on_show(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise JourneyKitError('pip install "journeykit[real-data]"')

    monkeypatch.setattr(datasets, "log_for", missing)
    page = gallery("cook-family")
    assert page.page is not None
    assert page.page.flow is None
    assert "journeykit[real-data]" in page._says.value
