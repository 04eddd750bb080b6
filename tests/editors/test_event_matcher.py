"""EventMatcher: bindings only, counts that follow every edit, and previews that change nothing."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from journeykit.dashboards import event_matcher
from journeykit.editors.event_matcher import EventMatcher
from journeykit.events import Events, read_events
from journeykit.model import edit, new_map
from journeykit.model.journey import JourneyMap

PATHS = {"a": ["fees viewed", "help", "fees saved"], "b": ["fees viewed", "Chat"], "c": ["help"]}


@pytest.fixture
def events() -> Events:
    rows = [
        {"user_id": who, "event": name, "timestamp": f"2026-05-01 10:0{place}"}
        for who, names in PATHS.items()
        for place, name in enumerate(names)
    ]
    return read_events(pd.DataFrame(rows))


@pytest.fixture
def shop() -> JourneyMap:
    journey = new_map("Shop", stages=["See", "Pay"])
    journey = edit.EDITS["add_touchpoint"](journey, "Help desk", stage="see", binding={"events": ["help"]})
    return edit.EDITS["add_touchpoint"](journey, "Fees page", stage="pay")


def told(matcher: EventMatcher, message: dict[str, Any]) -> dict[str, Any]:
    replies: list[dict[str, Any]] = []
    matcher.send = lambda content, buffers=None: replies.append(content)
    matcher._handle_custom_msg({"id": "v:1", **message}, [])
    return next(reply for reply in replies if reply.get("re") == "v:1")


def test_the_page_gets_counts_by_name_and_no_traveller(shop: JourneyMap, events: Events) -> None:
    matcher = event_matcher(shop, events)
    assert matcher.counts == {
        "events": 6,
        "paths": 3,
        "names": [["fees viewed", 2, 2], ["help", 2, 2], ["Chat", 1, 1], ["fees saved", 1, 1]],
    }
    assert matcher.claims["left"] == {"fees viewed": 2, "Chat": 1, "fees saved": 1}
    assert matcher.claims["owners"] == {"help": ["help-desk"]}
    assert (matcher.claims["events"], matcher.claims["paths"]) == (2, 2)
    assert matcher.suggestions["fees viewed"]["touchpoint"] == "fees-page"
    assert "Chat" not in matcher.suggestions


def test_a_binding_from_the_page_is_an_edit_and_the_counts_follow(shop: JourneyMap, events: Events) -> None:
    matcher = event_matcher(shop, events)
    reply = told(matcher, {"edit": "bind_touchpoint", "args": {"id": "fees-page", "events": ["fees*"]}})
    assert reply["ok"] is True
    assert matcher.history == (("bind_touchpoint", {"id": "fees-page", "events": ["fees*"]}),)
    assert (matcher.claims["events"], matcher.claims["paths"]) == (5, 3)
    assert matcher.claims["touchpoints"]["fees-page"] == {"events": 3, "rules": [3]}
    matcher.undo()
    assert (matcher.map, matcher.claims["events"]) == (shop, 2)


def test_a_preview_tells_what_would_come_and_leaves_the_map(shop: JourneyMap, events: Events) -> None:
    matcher = event_matcher(shop, events)
    reply = told(matcher, {"ask": "preview", "args": {"touchpoint": "fees-page", "events": ["*e*"]}})["value"]
    assert reply["names"] == ["fees viewed", "help", "fees saved"]
    # The help desk stands in an earlier stage: its events stay there.
    assert (reply["fits"], reply["added"], reply["kept"], reply["moved"]) == (3, 3, [["Help desk", 2]], [])
    assert (reply["events"], reply["paths"]) == (5, 3)
    assert matcher.map is shop
    earlier = edit.EDITS["move_touchpoint"](shop, "fees-page", to=0, stage="see")
    reply = told(
        event_matcher(earlier, events), {"ask": "preview", "args": {"touchpoint": "fees-page", "events": ["*e*"]}}
    )
    assert (reply["value"]["moved"], reply["value"]["kept"]) == ([["Help desk", 2]], [])


def test_a_rule_that_misses_by_case_is_told_the_name(shop: JourneyMap, events: Events) -> None:
    matcher = event_matcher(shop, events)
    reply = told(matcher, {"ask": "preview", "args": {"touchpoint": "fees-page", "events": ["chat"]}})["value"]
    assert (reply["fits"], reply["nearest"]) == (0, "Chat")


@pytest.mark.parametrize("rules", [None, [], [""], [" "], ["x" * 501], [{"a": 1}], "fees*", [None]])
def test_a_preview_of_nothing_sensible_is_answered_in_words(shop: JourneyMap, events: Events, rules: Any) -> None:
    reply = told(event_matcher(shop, events), {"ask": "preview", "args": {"touchpoint": "fees-page", "events": rules}})
    assert reply["ok"] is False
    assert "rule" in reply["error"]


def test_several_bindings_are_one_step_and_nothing_else_slips_in(shop: JourneyMap, events: Events) -> None:
    matcher = event_matcher(shop, events)
    binds = [
        {"edit": "bind_touchpoint", "args": {"id": "fees-page", "events": ["fees viewed"]}},
        {"edit": "bind_touchpoint", "args": {"id": "help-desk", "events": ["Chat"]}},
    ]
    assert told(matcher, {"edit": "apply_all", "args": {"edits": binds}})["ok"] is True
    assert matcher.undo() == shop
    smuggled = [*binds, {"edit": "remove_stage", "args": {"id": "see"}}]
    for edits in (smuggled, "all", None, [["remove_stage"]]):
        assert told(matcher, {"edit": "apply_all", "args": {"edits": edits}})["ok"] is False
    for name in ("remove_stage", "update_touchpoint", "update_map"):
        assert told(matcher, {"edit": name, "args": {"id": "see"}})["ok"] is False
    assert matcher.map == shop


def test_a_viewers_message_changes_nothing(shop: JourneyMap, events: Events) -> None:
    matcher = event_matcher(shop, events, editable=False)
    bind = {"edit": "bind_touchpoint", "args": {"id": "fees-page", "events": ["x"]}}
    assert told(matcher, bind)["ok"] is False
    assert told(matcher, {"edit": "apply_all", "args": {"edits": [bind]}})["ok"] is False
    matcher.set_state({"claims": {}, "counts": {}, "suggestions": {}, "editable": True})
    assert matcher.claims["events"] == 2
    assert matcher.suggestions == {}
    assert matcher.map is shop


def test_a_rule_over_a_column_that_was_not_read_is_told_and_the_page_stays(shop: JourneyMap, events: Events) -> None:
    where = [{"column": "device", "value": "mobile"}]
    journey = edit.EDITS["update_touchpoint"](shop, "fees-page", binding={"events": ["fees*"], "where": where})
    matcher = event_matcher(journey, events)
    assert "'device' was not read" in matcher.claims["problem"]
    matcher.edit("unbind_touchpoint", id="fees-page")
    assert matcher.claims["events"] == 2


def test_one_binding_sends_little_of_a_large_map(events: Events) -> None:
    steps = [{"edit": "add_touchpoint", "args": {"name": f"T {n}", "stage": "see"}} for n in range(300)]
    journey = edit.EDITS["apply_all"](new_map("Shop", stages=["See"]), steps)
    reply = told(event_matcher(journey, events), {"edit": "bind_touchpoint", "args": {"id": "t-7", "events": ["help"]}})
    assert len(json.dumps(reply)) < 2_000
