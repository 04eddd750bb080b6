import pytest

import journeykit as jk
from journeykit.editors._compare import curve_beside
from journeykit.editors.map_board import MapBoard

E = jk.edit


@pytest.fixture
def shop():
    return jk.new_map("Shop", stages=["Browse", "Pay"])


def felt(journey, stage, score, **more):
    return E.set_emotion(journey, stage, score, **more)


def test_without_another_map_nothing_is_sent(shop):
    assert curve_beside(None, shop) == {}
    assert MapBoard(shop).other_curve == {}


def test_stages_are_the_same_by_id_and_else_by_name(shop):
    planned = jk.new_map("Shop", stages=["x", "pay"])
    planned = E.update_stage(planned, planned.stages[0].id, name="BROWSE")
    planned = felt(felt(planned, "x", 1, words=["curious"]), "pay", 2)
    found = curve_beside(planned, shop)
    assert [(point["stage"], point["score"], point["words"]) for point in found["emotions"]] == [
        ("browse", 1.0, ["curious"]),
        ("pay", 2.0, []),
    ]


def test_feelings_at_touchpoints_and_of_stages_that_are_not_here_stay_behind(shop):
    planned = E.add_stage(felt(shop, "pay", 1), "Unbox")
    planned = E.add_touchpoint(felt(planned, "unbox", 2), "Parcel", stage="unbox")
    planned = felt(planned, "unbox", 2, touchpoint="parcel")
    found = curve_beside(planned, shop)
    assert [point["stage"] for point in found["emotions"]] == ["pay"]
    assert found["missing"] == ["Unbox"]


def test_the_only_persona_of_each_map_is_one_person_and_strangers_are_left_out(shop):
    today = E.add_persona(shop, "Ada")
    planned = felt(E.add_persona(shop, "Ben"), "pay", 1, persona="ben")
    assert curve_beside(planned, today)["emotions"][0]["persona"] == "ada"
    assert curve_beside(planned, E.add_persona(today, "Cem"))["emotions"] == []


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"state": "future"}, "to be"),
        ({"name": "Shop 2027", "state": "future"}, "Shop 2027 (to be)"),
        ({"name": "Shop 2027"}, "Shop 2027"),
        ({}, "the other map"),
    ],
)
def test_it_is_called_by_what_tells_the_two_maps_apart(shop, change, name):
    assert curve_beside(E.update_map(shop, **change), shop)["name"] == name


def test_the_board_follows_when_either_map_changes(shop):
    board = MapBoard(shop, beside=felt(shop, "pay", 1))
    assert [point["stage"] for point in board.other_curve["emotions"]] == ["pay"]
    board.edit("remove_stage", id="pay")
    assert (board.other_curve["emotions"], board.other_curve["missing"]) == ([], ["Pay"])
    board.beside = None
    assert board.other_curve == {}


def test_a_page_cannot_write_the_other_curve(shop):
    board = MapBoard(shop, beside=felt(shop, "pay", 1))
    board.set_state({"other_curve": {"name": "mine"}})
    assert board.other_curve["name"] == "the other map"


def test_the_overview_passes_it_on(shop):
    page = jk.dashboards.overview(shop, beside=E.update_map(felt(shop, "pay", 1), state="future"))
    assert page.board.other_curve["name"] == "to be"
