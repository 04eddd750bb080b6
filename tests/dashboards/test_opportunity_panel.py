from journeykit.dashboards import overview
from journeykit.dashboards.panels import MOST, OpportunityPanel
from journeykit.events import Events
from journeykit.model import JourneyMap, edit
from tests.summary.conftest import all_of


def names(panel: OpportunityPanel) -> str:
    return str(panel.ranking.figure["layout"]["meta"]["alt"]).replace("\xa0", " ")


def test_a_map_without_opportunities_shows_no_empty_cards(shop: JourneyMap) -> None:
    panel = OpportunityPanel(shop, None)
    assert panel.layout.display == "none"
    panel.show(edit.add_opportunity(shop, "Ask less", stage="pay"), None)
    assert panel.layout.display == ""


def test_ranking_and_matrix_number_the_same_opportunities(shop: JourneyMap, events: Events) -> None:
    journey = edit.add_opportunity(shop, "Big poster", stage="browse", value=2, effort=5)
    journey = edit.add_opportunity(journey, "Ask less", stage="pay", value=5, effort=1)
    panel = OpportunityPanel(journey, all_of(journey, events))
    assert names(panel).startswith("Opportunities by score: 1 Ask less")
    assert "1 Ask less value 5, effort 1; 2 Big poster" in panel.matrix.figure["layout"]["meta"]["alt"]


def test_the_ranking_ends_where_nobody_begins_and_says_of_how_many(shop: JourneyMap) -> None:
    journey = shop
    for number in range(MOST + 2):
        journey = edit.add_opportunity(journey, f"Idea {number}", stage="pay")
    panel = OpportunityPanel(journey, None)
    assert names(panel).count("Idea") == MOST
    assert any(
        f"the first {MOST} of {MOST + 2}" in note["text"] for note in panel.ranking.figure["layout"]["annotations"]
    )
    assert panel.matrix.figure["layout"]["meta"]["alt"].count("Idea") == MOST + 2


def test_an_edit_on_the_board_moves_the_ranks(shop: JourneyMap, events: Events) -> None:
    journey = edit.add_opportunity(shop, "Ask less", stage="browse", value=5, effort=1)
    journey = edit.add_opportunity(journey, "Call back", stage="browse", value=4, effort=1)
    page = overview(journey, events)
    assert names(page.opportunities).startswith("Opportunities by score: 1 Ask less")
    page.board.edit("update_opportunity", id="ask-less", effort=5)
    assert names(page.opportunities).startswith("Opportunities by score: 1 Call back")
    page.board.edit("add_pain_point", name="Long forms", stage="browse", severity=5)
    page.board.edit("update_opportunity", id="ask-less", pain_points=["long-forms"], effort=1)
    assert names(page.opportunities).startswith("Opportunities by score: 1 Ask less")
