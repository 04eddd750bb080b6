"""A notebook that is served to readers: nothing edits, nobody is named, whatever a page sends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import journeykit as jk
from journeykit import dashboards
from journeykit.dashboards.flow_panel import FlowPanel
from journeykit.editors._binding import MapWidget
from journeykit.editors._readers import SERVED, may_edit
from journeykit.events import Events
from journeykit.model.edit import EDITS
from journeykit.model.journey import JourneyMap
from journeykit.store import open_shared
from journeykit.summary.numbers import shared_numbers

PEOPLE = [f"customer-{number:04}" for number in range(12)]


@pytest.fixture
def shop() -> JourneyMap:
    journey = jk.new_map("Shop", stages=["Browse", "Pay"])
    journey = jk.edit.add_persona(journey, "Ann", rule={"where": [{"column": "channel", "value": "web"}]})
    for stage in ("browse", "pay"):
        journey = jk.edit.add_touchpoint(journey, f"{stage} page", stage=stage, binding={"events": [stage]})
    return journey


@pytest.fixture
def log() -> Events:
    rows = [(who, event, f"2026-05-0{day}", "web") for who in PEOPLE for day, event in ((1, "browse"), (2, "pay"))]
    return jk.read_events(
        pd.DataFrame(rows, columns=["user_id", "event", "timestamp", "channel"]), attribute_cols=["channel"]
    )


MAKERS: dict[str, Callable[..., Any]] = {
    "board": lambda map, log, **how: jk.MapBoard(map, **how),
    "personas": lambda map, log, **how: jk.PersonaEditor(map, **how),
    "guide": lambda map, log, **how: dashboards.guided_build(map, **how),
    "blank guide": lambda map, log, **how: dashboards.guided_build(**how),
    "matcher": lambda map, log, **how: dashboards.event_matcher(map, log, **how),
    "overview": lambda map, log, **how: dashboards.overview(map, log, **how),
}


@pytest.mark.parametrize(
    ("served", "asked", "expected"),
    [
        ("", None, True),
        ("", False, False),
        ("reading", None, False),
        ("reading", True, False),
        ("editing", None, False),
        ("editing", True, True),
        ("editing", False, False),
        ("anything else", True, False),
    ],
)
def test_a_served_page_edits_where_author_and_server_both_say_so(
    monkeypatch: pytest.MonkeyPatch, served: str, asked: bool | None, expected: bool
) -> None:
    monkeypatch.setenv(SERVED, served)
    assert may_edit(asked) is expected


def widgets_of(widget: Any) -> list[Any]:
    return [widget, *(found for child in getattr(widget, "children", ()) for found in widgets_of(child))]


def messages() -> list[dict[str, Any]]:
    """Every edit by its name, what only some widgets take, and questions that hand out what is behind a number."""
    step = {"edit": "update_stage", "args": {"id": "pay", "name": "Taken"}}
    args = {"id": "pay", "name": "Taken", "stage": "pay"}
    edits = [{"edit": name, "args": args} for name in (*EDITS, "undo", "redo")]
    asks = [{"ask": "start", "args": {"name": "Small business"}}, {"ask": "restore", "args": {"revision": 0}}]
    return [step, *edits, {"edit": "apply_all", "args": {"edits": [step]}}, *asks]


@pytest.mark.slow
@pytest.mark.parametrize("how", [{}, {"editable": True}], ids=["left out", "editable=True"])
@pytest.mark.parametrize("kind", MAKERS)
def test_no_message_of_a_reader_changes_a_map(
    monkeypatch: pytest.MonkeyPatch, shop: JourneyMap, log: Events, kind: str, how: dict[str, bool]
) -> None:
    monkeypatch.setenv(SERVED, "reading")
    widgets = [widget for widget in widgets_of(MAKERS[kind](shop, log, **how)) if isinstance(widget, MapWidget)]
    assert widgets
    for widget in widgets:
        before = widget.map
        assert not widget.editable
        widget.set_state({"editable": True, "_may_edit": True, "document": {}, "map": None})
        for message in messages():
            widget._handle_custom_msg({**message, "id": "x:1"}, [])
        assert widget.map is before


@pytest.mark.parametrize("make", [jk.MapBoard, jk.PersonaEditor, jk.editors.GuidedBuild])
def test_a_shared_map_stays_byte_for_byte(
    monkeypatch: pytest.MonkeyPatch, shop: JourneyMap, tmp_path: Path, make: Callable[..., MapWidget]
) -> None:
    monkeypatch.setenv(SERVED, "reading")
    path = tmp_path / "shop.json"
    jk.write_map(shop, path)
    before = path.read_bytes()
    with open_shared(path) as shared:
        revision = shared.revision
        widget = make(shared)
        for message in messages():
            widget._handle_custom_msg({**message, "id": "x:1"}, [])
        assert shared.revision == revision
    assert path.read_bytes() == before


def test_what_a_rule_would_bring_is_not_told_to_readers(
    monkeypatch: pytest.MonkeyPatch, shop: JourneyMap, log: Events
) -> None:
    monkeypatch.setenv(SERVED, "reading")
    matcher = dashboards.event_matcher(shop, log)
    told: list[dict[str, Any]] = []
    matcher.send = lambda content, buffers=None: told.append(content)  # type: ignore[method-assign]
    matcher._handle_custom_msg({"ask": "preview", "args": {"touchpoint": "pay-page", "events": ["*"]}, "id": 1}, [])
    assert told[0]["ok"] is False


@pytest.mark.parametrize(("served", "shown"), [("", True), ("editing", False), ("reading", False)])
def test_a_matcher_names_no_event_to_readers(
    monkeypatch: pytest.MonkeyPatch, shop: JourneyMap, log: Events, served: str, shown: bool
) -> None:
    monkeypatch.setenv(SERVED, served)
    rare = jk.read_events(pd.DataFrame([("u", "sued us", "2026-05-01")], columns=["user_id", "event", "timestamp"]))
    matcher = dashboards.event_matcher(jk.edit.update_persona(shop, "ann", rule=None), rare)
    assert ("sued us" in str(matcher.get_state())) is shown
    assert (matcher.counts["events"], matcher.claims["left"]) == ((1, {"sued us": 1}) if shown else (0, {}))


def ids_shown(panel: FlowPanel) -> str:
    assert panel.plot.figure.data[0].link.source is not None
    panel.plot.set_state({"picked": {"kind": "link", "trace": 0, "index": 0}})
    shown = [str(widget.get_state()) for widget in widgets_of(panel)]
    return " ".join([who for who in PEOPLE if any(who in state for state in shown)])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("served", "how", "named"),
    [
        ("", {}, True),
        ("reading", {}, False),
        ("reading", {"editable": True}, False),
        ("editing", {}, False),
        ("editing", {"editable": True}, True),
    ],
)
def test_who_is_behind_a_ribbon_is_named_to_who_may_edit(
    monkeypatch: pytest.MonkeyPatch, shop: JourneyMap, log: Events, served: str, how: dict[str, bool], named: bool
) -> None:
    monkeypatch.setenv(SERVED, served)
    page = dashboards.overview(shop, log, **how)
    assert page.flow is not None
    assert bool(ids_shown(page.flow)) is named


def test_a_panel_put_on_a_served_page_by_itself_names_nobody_either(
    monkeypatch: pytest.MonkeyPatch, shop: JourneyMap, log: Events
) -> None:
    monkeypatch.setenv(SERVED, "reading")
    panel = FlowPanel(shared_numbers(jk.measure(shop, log), least=1), lists=True)
    assert ids_shown(panel) == ""
    assert panel.behind.ids == []


@pytest.mark.slow
def test_examples_can_be_tried_out_where_the_server_lets_people_edit(monkeypatch: pytest.MonkeyPatch) -> None:
    for served, expected in (("editing", True), ("reading", False)):
        monkeypatch.setenv(SERVED, served)
        page = dashboards.gallery("cook-family").page
        assert page is not None
        assert page.board.editable is expected
