"""The panel of what customers say: charts for all, quotes and the button for who edits the map."""

from __future__ import annotations

from typing import Any

import pytest

import journeykit as jk
from journeykit.dashboards import overview
from journeykit.model import JourneyMap
from tests.summary.test_voices import airport, measured, survey  # noqa: F401  # airport is a fixture


@pytest.fixture
def heard(airport: JourneyMap) -> tuple[JourneyMap, Any]:  # noqa: F811
    found = measured(airport, survey())
    return found.journey, found.answers


def test_who_edits_writes_measured_feelings_in_one_step(heard: tuple[JourneyMap, Any]) -> None:
    journey, answers = heard
    page = overview(journey, answers=answers, editable=True)
    assert page.voices is not None
    assert not [point for point in page.board.map.emotions if point.kind == "measured"]
    page.voices.write.click()
    points = [point for point in page.board.map.emotions if point.kind == "measured" and not point.persona]
    assert [(point.stage, point.n) for point in points] == [("arrive", 60), ("arrive", 20)]
    assert [name for name, _ in page.board.history] == ["apply_all"]
    assert "measured points are on the map now" in page.voices._says.value


def test_readers_see_measured_feelings_on_the_board_and_no_quotes(heard: tuple[JourneyMap, Any]) -> None:
    journey, answers = heard
    page = overview(journey, answers=answers, editable=False)
    assert page.voices is not None
    assert [point.kind for point in page.board.map.emotions].count("measured")
    assert page.voices.quotes not in page.voices._cards.children[-1].children
    assert page.voices.write not in page.voices.children[0].children


def test_an_analyst_reads_redacted_quotes_of_a_theme(heard: tuple[JourneyMap, Any]) -> None:
    journey, answers = heard
    panel = overview(journey, answers=answers, editable=True).voices
    assert panel is not None
    place = panel._voices.themes["theme"].tolist().index("security queue")
    panel.plots["themes"].set_trait("selected", {"index": place})
    assert "<blockquote>the security queue was long" in panel.quotes.value
    assert "mail.example" not in panel.quotes.value
    assert "[e-mail]" in panel.quotes.value


def test_an_edit_of_a_binding_draws_the_answers_again(heard: tuple[JourneyMap, Any]) -> None:
    journey, answers = heard
    page = overview(journey, answers=answers, editable=True)
    assert page.voices is not None
    assert "Board" in page.voices._voices.feelings["name"].tolist()
    survey_id = next(each.id for each in journey.surveys if each.question.startswith("Q3"))
    page.board.edit("remove_survey", id=survey_id)
    assert "Board" not in page.voices._voices.feelings["name"].tolist()


def test_a_log_that_does_not_fit_leaves_the_answers(heard: tuple[JourneyMap, Any]) -> None:
    journey, answers = heard
    log = jk.read_events(jk.datasets.log_for("cook-family"))
    page = overview(journey, log, answers, editable=False)
    assert page.voices is not None
    assert page.flow is None
    assert "bound to events" in page._says.value


def test_no_id_and_no_verbatim_is_in_the_widgets_of_readers(heard: tuple[JourneyMap, Any]) -> None:
    journey, answers = heard
    page = overview(journey, answers=answers, editable=False)

    def states(widget: Any) -> str:
        return repr(widget.get_state()) + "".join(states(child) for child in getattr(widget, "children", ()))

    told = states(page)
    assert "security queue" in told
    assert "CANARY" not in told
    assert "mail.example" not in told
    assert "was long" not in told


@pytest.mark.parametrize("editable", [True, False])
def test_cards_and_curve_tell_of_the_same_persona_s_measured_feelings(
    airport: JourneyMap,  # noqa: F811
    editable: bool,
) -> None:
    found = measured(airport, survey(**{"Q3 board": [1, 2] * 30}))
    page = overview(found.journey, answers=found.answers, editable=editable, persona="pro", least=5)
    card = next(card for card in page.facts.cards if card["label"] == "Lowest point")
    rows = jk.frames.emotions(page._felt(), persona="pro")
    lowest = rows[rows["kind"] == "measured"]["score"].min()
    assert card["value"] == f"{lowest:+.1f}".replace("-", "\N{MINUS SIGN}")
    assert "measured" in card["unit"]
