import pandas as pd
import pytest

from journeykit.events import Events, read_events
from journeykit.evidence import MeasuredMap, measure
from journeykit.model import JourneyMap, edit, new_map


@pytest.fixture
def shop() -> JourneyMap:
    journey = new_map("Shop", stages=["Browse", "Basket", "Pay"])
    for name, stage, rule in (
        ("Home", "browse", {"events": ["home"]}),
        ("Search", "browse", {"events": ["search*"]}),
        ("Cart", "basket", {"events": ["cart"], "where": [{"column": "channel", "value": "web"}]}),
        ("App cart", "basket", {"events": ["cart"]}),
        ("Card form", "pay", {"events": ["pay"]}),
        ("Voucher", "pay", {"events": ["voucher"]}),
    ):
        journey = edit.add_touchpoint(journey, name, stage=stage, binding=rule)
    return edit.add_touchpoint(journey, "Billboard", stage="browse", channel="advertising")


@pytest.fixture
def log() -> pd.DataFrame:
    paths = {
        "a": "home searched cart pay",
        "b": "home home cart home",
        "c": "search pay",  # skips the basket
        "d": "cart error home pay",  # starts in the basket and goes back
        "e": "home",
        "f": "error",  # on no touchpoint
    }
    rows = [
        (path, event, f"2026-05-01 10:{minute:02}:00", "app" if path == "b" else "web")
        for path, events in paths.items()
        for minute, event in enumerate(events.split())
    ]
    return pd.DataFrame(rows, columns=["user_id", "event", "timestamp", "channel"])


@pytest.fixture
def events(log: pd.DataFrame) -> Events:
    return read_events(log, attribute_cols=["channel"])


@pytest.fixture
def measured(shop: JourneyMap, events: Events) -> MeasuredMap:
    return measure(shop, events)
