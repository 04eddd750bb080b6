import sys
from pathlib import Path

import pytest

from journeykit import datasets, examples
from journeykit.dashboards import gallery
from journeykit.dashboards.gallery import _READY, prepare
from journeykit.errors import JourneyKitError
from journeykit.model import JourneyMap, edit
from journeykit.store import write_map
from journeykit.summary.numbers import SharedNumbers


@pytest.mark.slow
def test_the_first_example_opens_and_another_can_be_chosen() -> None:
    page = gallery()
    assert page.page is not None
    assert page.page.board.map.id == "cook-family"
    assert dict(page.chooser.options)["Cook family"] == "cook-family"
    assert {name for _, name in page.chooser.options} == set(examples.names())
    page.chooser.value = "online-shop"
    assert page.page.board.map.id == "online-shop"
    assert len(page._place.children) == 1


@pytest.mark.slow
def test_every_persona_of_an_example_has_its_share() -> None:
    for name in ("cook-family", "online-shop"):
        page = gallery(name).page
        assert page is not None
        ruled = {persona.id for persona in page.board.map.personas if persona.rule is not None}
        assert {id for id in ruled if "share" in page.personas.shares[id]} == ruled, name


@pytest.mark.slow
def test_a_page_that_was_left_holds_no_widget_any_more() -> None:
    page = gallery()
    assert page.page is not None
    left = page.page
    page.chooser.value = "online-shop"
    assert left.board.comm is None
    assert left.curve.comm is None


@pytest.mark.slow
def test_a_name_in_the_address_chooses_and_an_unknown_one_is_told() -> None:
    assert gallery("online-shop").chooser.value == "online-shop"
    page = gallery("online-shp")
    assert page._says.value == "No map is called “online-shp”. Did you mean “online-shop”?"
    assert page.page is not None


def test_a_map_of_one_s_own_is_shown_alone_to_people_who_read(shop: JourneyMap, tmp_path: Path) -> None:
    write_map(shop, tmp_path / "shop.json")
    page = gallery(own=tmp_path / "shop.json")
    assert page.page is not None
    assert page.page.board.map == shop
    assert not page.page.board.editable
    assert page.chooser not in page.children[0].children
    assert page.page.flow is None


def test_a_page_built_ahead_is_for_the_first_who_asks_for_it(shop: JourneyMap, tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    write_map(shop, file)
    prepare(file, None, None)
    (ahead,) = _READY.values()
    assert gallery(own=file, least=7) is not ahead
    assert gallery(own=file) is ahead
    assert gallery(own=file) is not ahead
    assert not _READY


@pytest.mark.slow
def test_a_log_of_one_s_own_measures_the_map(shop: JourneyMap, tmp_path: Path) -> None:
    rule = {"events": ["cart"], "where": [{"column": "channel", "value": "web"}]}
    write_map(edit.update_touchpoint(shop, "cart", binding=rule), tmp_path / "shop.json")
    rows = ["who;what;when;channel", "007;home;2026-05-01;web", "007;cart;2026-05-02;web", "8;cart;2026-05-02;app"]
    (tmp_path / "log.csv").write_text("\n".join(rows))
    log = {"source": str(tmp_path / "log.csv"), "path_col": "who", "event_col": "what", "timestamp_col": "when"}
    page = gallery(own=tmp_path / "shop.json", log=log, least=1)
    assert page.page is not None
    assert page.page.board.evidence["touchpoints"]["cart"]["paths"] == 1
    # Who only reads is shown no group of one unless it was asked for.
    page = gallery(own=tmp_path / "shop.json", log=log)
    assert page.page is not None
    assert page.page.board.evidence["touchpoints"]["cart"]["text"] in ("<5", "not shown")


def test_a_log_that_cannot_be_read_is_told_beside_the_design(shop: JourneyMap, tmp_path: Path) -> None:
    write_map(shop, tmp_path / "shop.json")
    (tmp_path / "log.csv").write_text("a,b\n1,2\n")
    page = gallery(own=tmp_path / "shop.json", log={"source": str(tmp_path / "log.csv")})
    assert page.page is not None
    assert page.page.flow is None
    assert "Found: 'a', 'b'" in page._says.value


def test_a_broken_map_is_told_on_the_page(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    page = gallery(own=tmp_path / "broken.json")
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


def test_a_process_of_a_server_counts_once_and_shows_the_same_to_all_its_visitors(
    shop: JourneyMap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    map, log = tmp_path / "shop.json", tmp_path / "log.csv"
    write_map(shop, map)
    monkeypatch.setenv("JOURNEYKIT_SERVED", "reading")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    def numbers() -> SharedNumbers:
        page = gallery(own=map, log={"source": str(log)}).page
        assert page is not None
        assert page._numbers is not None
        return page._numbers

    def write(people: int) -> None:
        lines = [f"u{number:02},home,2026-05-01" for number in range(people)]
        log.write_text("\n".join(["user_id,event,timestamp", *lines]), encoding="utf-8")

    kept_here = sys.modules["journeykit.dashboards.gallery"]._STATES
    write(20)
    first = numbers()
    write(30)
    assert numbers() is first
    # The next server, and a warm process that is started because of the change, begin with nothing but what is kept.
    kept_here.clear()
    notes = [numbers().measured.events.report.notes[-1]]
    kept_here.clear()
    notes.append(numbers().measured.events.report.notes[-1])
    assert [note.split(",")[0].split(str(tmp_path))[0] for note in notes] == [
        "prepared log: made anew",
        "prepared log: reused ",
    ]
    assert numbers().counts["all"] == 30
