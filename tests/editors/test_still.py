"""The still table of a map: everything that stands on it, and nothing that a page would run or ask for."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

import journeykit as jk
from journeykit.editors._still import still_html
from journeykit.editors.map_board import MapBoard
from journeykit.editors.persona_editor import PersonaEditor
from journeykit.examples import example
from journeykit.model import JourneyMap, edit
from tests.export.pages import HOSTILE

MORE = [
    "<svg onload=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover=alert(1) x='",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>@import url(http://x.invalid)</style>",
    "javascript:alert(1)",
    "<math><mtext></mtext></math>",
    "]]><x>",
    "<!-- --><td>",
    "&lt;script&gt;",
    "</td></tr></table><form action=http://x.invalid><button>",
    "<base href=http://x.invalid>",
    "<meta http-equiv=refresh content=0;url=http://x.invalid>",
    "<object data=x>",
    "<embed src=x>",
    "<link rel=stylesheet href=http://x.invalid>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<a href=data:text/html,x>x</a>",
]
PAYLOADS = HOSTILE + MORE
ALLOWED = {"div", "p", "b", "small", "table", "thead", "tbody", "tr", "th", "td", "br"}


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= set(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.tags.add("comment")


def page(journey: JourneyMap) -> Page:
    found = Page()
    found.feed(still_html(journey))
    return found


def hostile(word: str) -> JourneyMap:
    journey = jk.new_map(word, stages=[word])
    (stage,) = (s.id for s in journey.stages)
    for lane in journey.lanes:
        journey = edit.update_lane(journey, lane.id, hidden=False, name=word)
    journey = edit.add_persona(journey, word, story=word)
    journey = edit.add_touchpoint(journey, word, stage=stage, costs=["time"])
    journey = edit.add_pain_point(journey, word, stage=stage)
    journey = edit.add_opportunity(journey, word, stage=stage)
    journey = edit.add_kpi(journey, word, stage=stage)
    journey = edit.add_owner(journey, word)
    journey = edit.add_technology(journey, word)
    journey = edit.update_stage(
        journey,
        stage,
        objective=word,
        content_mix_share=0.5,
        owners=[journey.owners[0].id],
        technologies=[journey.technologies[0].id],
    )
    journey = edit.add_route(journey, word, kind="happy", touchpoints=[journey.touchpoints[0].id])
    journey = edit.set_emotion(journey, stage, 1, words=[word], persona=journey.personas[0].id)
    for lane in journey.lanes:
        if lane.kind == "text":
            journey = edit.set_cell(journey, stage, lane.id, word)
    return journey


@pytest.mark.parametrize("word", PAYLOADS)
def test_injected_text_is_text(word: str) -> None:
    found = page(hostile(word))
    assert found.tags <= ALLOWED
    harmless = page(hostile("Plain"))
    assert found.attributes == harmless.attributes
    assert found.text == harmless.text.replace("Plain", word)


def test_everything_that_stands_on_the_map_stands_in_the_table() -> None:
    journey = example("online-shop")
    text = page(journey).text
    shown = [stage.name for stage in journey.stages] + [touchpoint.name for touchpoint in journey.touchpoints]
    shown += [persona.name for persona in journey.personas] + [journey.name]
    assert [name for name in shown if name not in text] == []


def test_an_editor_gives_the_table_beside_its_widget() -> None:
    journey = jk.new_map("Shop", stages=["Browse"])
    for editor in (MapBoard(journey), PersonaEditor(journey)):
        data, _ = editor._repr_mimebundle_()
        assert "application/vnd.jupyter.widget-view+json" in data
        assert data["text/html"] == still_html(journey)
        assert "Shop" in data["text/plain"]
