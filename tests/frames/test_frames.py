import pandas as pd
import pytest

from journeykit import frames
from journeykit.errors import UnknownIdError
from journeykit.model import JourneyMap, edit, new_map
from journeykit.model.changes import diff


@pytest.fixture
def shop() -> JourneyMap:
    journey = new_map("Shop", stages=["Browse", "Basket", "Pay"])
    journey = edit.add_persona(journey, "Ann")
    journey = edit.add_persona(journey, "Bo")
    for stage, score in (("browse", 1), ("basket", -1), ("pay", 2)):
        journey = edit.set_emotion(journey, stage, score, words=["a", "b"])
    return edit.set_emotion(journey, "basket", 0.5, persona="bo")


def test_the_curve_is_the_persona_s_own_where_there_is_one(shop: JourneyMap) -> None:
    assert frames.emotions(shop, persona="ann")["score"].tolist() == [1, -1, 2]
    assert frames.emotions(shop, persona="bo")["score"].tolist() == [1, 0.5, 2]
    assert frames.emotions(shop).equals(frames.emotions(shop, persona="ann"))
    only_bo = edit.clear_emotion(shop, "basket")
    assert frames.emotions(only_bo, persona="")["score"].dropna().tolist() == [1, 2]


def test_a_stage_of_which_no_feeling_is_known_keeps_its_place_without_a_score(shop: JourneyMap) -> None:
    frame = frames.emotions(edit.clear_emotion(shop, "basket"), persona="ann")
    assert frame["stage"].tolist() == ["Browse", "Basket", "Pay"]
    assert frame["score"].isna().tolist() == [False, True, False]
    assert frame["mark"].tolist() == ["", "", "peak · end"]
    assert frames.emotions(new_map("Shop", stages=["Browse"])).empty


def test_peak_dip_and_end_are_marked_once_and_on_the_measured_curve_first(shop: JourneyMap) -> None:
    assert frames.emotions(shop)["mark"].tolist() == ["", "dip", "peak · end"]
    measured = edit.set_emotion(shop, "browse", -0.4, kind="measured", n=40, low=-0.6, high=-0.2)  # stands alone
    frame = frames.emotions(measured)
    assert frame.loc[frame["kind"] == "assumed", "mark"].tolist() == ["", "", ""]
    assert frame.loc[frame["n"].notna(), ["kind", "mark", "n"]].values.tolist() == [["measured", "", 40]]


@pytest.mark.parametrize(
    ("scores", "marks"),
    [
        ((1, -2, 0), ["", "lowest", "end"]),
        ((-2, 0, 1), ["lowest", "", "end"]),
        ((2, -2, 1), ["peak", "dip", "end"]),
        ((0, -1, -2), ["", "", "lowest · end"]),
        ((-2, -1, -1.5, -1), ["lowest", "", "dip", "end"]),
        ((0, 0, 0), ["", "", "end"]),
        ((0.04, 0, -0.04), ["", "", "end"]),
        ((0, 0.05, 0), ["", "peak", "end"]),
    ],
)
def test_the_most_intense_moment_is_no_peak_where_it_is_not_above_zero(
    scores: tuple[float, ...], marks: list[str]
) -> None:
    journey = new_map("Shop", stages=[f"Stage {place}" for place in range(len(scores))])
    for stage, score in zip(journey.stages, scores, strict=True):
        journey = edit.set_emotion(journey, stage.id, score)
    assert frames.emotions(journey)["mark"].tolist() == marks


def test_an_unknown_persona_is_told(shop: JourneyMap) -> None:
    with pytest.raises(UnknownIdError, match="Did you mean 'ann'"):
        frames.emotions(shop, persona="anne")


def test_the_touchpoint_table_follows_the_order_of_stages(shop: JourneyMap) -> None:
    journey = edit.add_owner(shop, "Shop team")
    journey = edit.add_touchpoint(journey, "Card form", stage="pay", owner="shop-team", binding={"events": ["pay*"]})
    journey = edit.add_touchpoint(journey, "Home", stage="browse", key_moment=True)
    frame = frames.touchpoints(journey)
    assert frame["touchpoint"].tolist() == ["Home", "Card form"]
    assert frame["events"].tolist() == ["", "pay*"]
    assert frame["owner"].tolist() == ["", "Shop team"]
    assert frame["key_moment"].tolist() == [True, False]


def test_kpis_show_their_latest_value(shop: JourneyMap) -> None:
    series = [{"as_of": "2026-02-01", "value": 3, "n": 90}, {"as_of": "2026-01-01", "value": 2}]
    frame = frames.kpis(edit.add_kpi(shop, "Conversion", stage="pay", series=series))
    assert frame.loc[0, ["stage", "latest", "n"]].tolist() == ["Pay", 3, 90]


@pytest.mark.parametrize("table", [frames.stages, frames.touchpoints, frames.cells, frames.kpis, frames.emotions])
def test_a_blank_map_gives_empty_tables_with_the_same_columns_and_types(table, shop: JourneyMap) -> None:
    journey = edit.set_cell(shop, "pay", "goals", "x")
    journey = edit.add_kpi(edit.add_touchpoint(journey, "Home", stage="browse"), "K", baseline=1)
    empty, full = table(JourneyMap(id="m", name="M")), table(journey)
    assert isinstance(empty, pd.DataFrame)
    assert empty.empty
    assert not full.empty
    assert empty.dtypes.equals(full.dtypes)


def test_changes_are_rows_in_the_words_of_the_map(shop: JourneyMap) -> None:
    frame = frames.changes(diff(shop, edit.update_stage(shop, "pay", name="Check out", post_purchase=True)))
    assert frame.columns.tolist() == ["change", "kind", "id", "name", "stage", "field", "before", "after"]
    assert frame.iloc[1].tolist() == ["changed", "stage", "pay", "Check out", "", "post purchase", "no", "yes"]
    assert frame.dtypes.astype(str).unique().tolist() == ["str"]


def test_no_changes_are_a_table_without_rows_that_keeps_its_columns(shop: JourneyMap) -> None:
    frame = frames.changes(diff(shop, shop))
    assert len(frame) == 0
    assert frame.dtypes.astype(str).unique().tolist() == ["str"]
