"""What the shares of the funnel are of is a choice, and is printed."""

import pytest

from journeykit import evidence, measure
from journeykit.dashboards.panels import FunnelPanel
from journeykit.events import Events
from journeykit.model import JourneyMap, edit
from journeykit.text import share_words
from tests.summary.conftest import all_of


@pytest.mark.parametrize("base", ["previous", "first", "all"])
def test_the_chosen_base_is_in_the_shares_and_in_print(shop: JourneyMap, events: Events, base: str) -> None:
    measured = measure(shop, events)
    panel = FunnelPanel(all_of(shop, events))
    panel.base.value = base
    last = evidence.stage_funnel(measured).iloc[-1]
    assert f"{share_words(last[f'{base}_share'])} of {base}" in panel.plot.figure.layout.meta["alt"]


def test_all_are_the_paths_of_the_log(shop: JourneyMap, events: Events) -> None:
    frame = evidence.stage_funnel(measure(shop, events))
    assert (frame["all_share"] * events.path_count).round(9).tolist() == frame["paths"].tolist()


def test_a_stage_that_cannot_be_counted_is_named_in_the_note(shop: JourneyMap, events: Events) -> None:
    panel = FunnelPanel(all_of(edit.add_stage(shop, "Tell others"), events))
    words = " ".join(note["text"] for note in panel.plot.figure.layout.annotations)
    assert "not measured: Tell others" in words
