from pathlib import Path

import pandas as pd
import pytest

from journeykit.events import Events, read_events
from journeykit.evidence import measure
from journeykit.model import JourneyMap, edit, new_map
from journeykit.summary.numbers import SharedNumbers, shared_numbers


def all_of(journey: JourneyMap, log: Events) -> SharedNumbers:
    """Return the numbers of a map as whoever works on it sees them: nothing is withheld."""
    return shared_numbers(measure(journey, log), least=1)


@pytest.fixture(autouse=True)
def _nothing_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Find out anew what is withheld: a test that decides otherwise must not decide for the next one."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def shop() -> JourneyMap:
    journey = edit.update_map(new_map("Shop", stages=["Browse", "Basket", "Pay"]), scope={"travellers": "guests"})
    for name, stage in (("Home", "browse"), ("Cart", "basket"), ("Card form", "pay")):
        journey = edit.add_touchpoint(journey, name, stage=stage, binding={"events": [name.lower()]})
    journey = edit.add_persona(edit.add_persona(journey, "Ann"), "Bo")
    for stage, score in (("browse", 1), ("basket", -1), ("pay", 2)):
        journey = edit.set_emotion(journey, stage, score, words=[f"{stage} feeling"])
    return edit.set_emotion(journey, "basket", 0.5, persona="bo")


@pytest.fixture
def events() -> Events:
    paths = {"a": ["home", "cart", "card form"], "b": ["home", "cart"], "c": ["home", "help"], "d": ["home"]}
    rows = [
        {"user_id": path, "event": event, "timestamp": f"2026-05-01 10:{minute:02}:00"}
        for path, names in paths.items()
        for minute, event in enumerate(names)
    ]
    return read_events(pd.DataFrame(rows))
