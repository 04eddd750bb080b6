"""From a stage to its touchpoints, from a touchpoint to its events."""

from journeykit import edit
from journeykit.dashboards.panels import ReachPanel
from journeykit.events import Events
from journeykit.model.journey import JourneyMap
from tests.summary.conftest import all_of


def bar(panel: ReachPanel, name: str) -> dict[str, object]:
    """What a click on the bar of this name sends."""
    hover = panel.plot.figure.data[1].customdata
    return {"kind": "point", "trace": 1, "index": next(place for place, text in enumerate(hover) if name in text)}


def test_a_click_on_a_touchpoint_shows_its_events_and_the_button_leads_back(shop: JourneyMap, events: Events) -> None:
    wider = edit.update_touchpoint(shop, "home", binding={"events": ["home", "cart"]})
    panel = ReachPanel(all_of(wider, events))
    assert "Touchpoints in Browse" in str(panel.plot.figure.to_dict())
    assert panel.back.layout.display == "none"
    panel.plot.set_state({"picked": bar(panel, "Home")})
    drawn = str(panel.plot.figure.to_dict())
    assert "Events of Home" in drawn
    assert {"home", "cart"} <= {
        word for text in panel.plot.figure.data[1].customdata for word in text.split("<")[1:2][0].split(">")
    }
    assert panel.back.layout.display == ""
    panel.back.click()
    assert "Touchpoints in Browse" in str(panel.plot.figure.to_dict())
    assert panel.back.layout.display == "none"


def test_a_touchpoint_without_a_binding_has_no_events_to_show(shop: JourneyMap, events: Events) -> None:
    panel = ReachPanel(all_of(edit.add_touchpoint(shop, "Window", stage="browse"), events))
    panel.plot.set_state({"picked": bar(panel, "Window")})
    assert "Touchpoints in Browse" in str(panel.plot.figure.to_dict())


def test_a_picked_event_leads_nowhere_further(shop: JourneyMap, events: Events) -> None:
    panel = ReachPanel(all_of(shop, events))
    panel.plot.set_state({"picked": bar(panel, "Home")})
    panel.plot.set_state({"picked": {"kind": "point", "trace": 1, "index": 0}})
    assert "Events of Home" in str(panel.plot.figure.to_dict())
