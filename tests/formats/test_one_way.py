import csv
import io
import json

import pytest
from hypothesis import given, settings

from journeykit.formats.markdown import write_markdown
from journeykit.formats.stickies import COLUMNS, write_stickies
from journeykit.formats.theydo import write_theydo
from journeykit.model import JourneyMap, edit, new_map
from journeykit.model.base import plain
from journeykit.model.integrity import COLLECTIONS
from tests.draws import draws
from tests.formats.maps import full_map, maps, wild_names

KIND_OF = {collection: kind.replace("_", " ") for kind, collection in COLLECTIONS.items()}


def leaves(value: object) -> list[str]:
    if isinstance(value, dict):
        return [leaf for part in value.values() for leaf in leaves(part)]
    if isinstance(value, list):
        return [leaf for part in value for leaf in leaves(part)]
    return [str(value)]


def canaries() -> list[tuple[str, str, str, list[str]]]:
    """Collection, element, field and the words that only this field holds."""
    found = []
    for collection, items in plain(full_map()).items():
        for item in items if collection in KIND_OF else []:
            for field, value in item.items():
                words = [leaf for leaf in leaves(value) if leaf.startswith("Canary") or "canary.example" in leaf]
                if words and field not in ("id", "rank"):
                    found.append((collection, f"{KIND_OF[collection]} {item['id']!r}", field, words))
    return found


@pytest.mark.parametrize("write", [write_markdown, write_stickies, write_theydo])
def test_each_text_is_in_the_file_or_among_the_losses_and_never_in_both(write) -> None:
    exported = write(full_map())
    named = {(loss.element, loss.field) for loss in exported.losses}
    assert len(canaries()) > 40
    for _, element, field, words in canaries():
        lost = (element, field) in named or (element, "") in named
        shown = all(word in exported.text.replace("\\", "") for word in words)
        assert shown != lost, f"{element}, {field}: shown {shown}, named as lost {lost}"


@pytest.mark.parametrize("write", [write_markdown, write_stickies, write_theydo])
@given(journey=maps(wild_names()))
@settings(max_examples=draws(15), deadline=None)
def test_any_map_can_be_written(write, journey: JourneyMap) -> None:
    assert isinstance(write(journey).text, str)


def test_markdown_shows_names_literally() -> None:
    for name in (
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](http://evil.example/x.png)",
        "`x` *y* _z_",
    ):
        text = write_markdown(new_map(name, stages=[name])).text
        assert "<script" not in text
        assert "](" not in text.replace("\\](", "")
        assert "`x`" not in text
    assert "https:\\//evil.example" in write_markdown(new_map("https://evil.example")).text


def test_a_map_without_the_lane_still_shows_what_stands_in_it() -> None:
    journey = edit.remove_lane(full_map(), "pain-points")
    assert "CanaryPain" in write_markdown(journey).text
    assert "CanaryPain" not in write_stickies(journey).text
    assert "pain point 'canarypain'" in {loss.element for loss in write_stickies(journey).losses}


def test_stickies_are_one_note_a_row_and_hold_no_formula() -> None:
    journey = edit.set_cell(new_map("Shop", stages=["Pay"]), "pay", "goals", "=1+1\n\nBe done")
    journey = edit.set_emotion(journey, "pay", -1.5, words=["tense"])
    rows = list(csv.reader(io.StringIO(write_stickies(journey).text, newline="")))
    assert rows == [
        list(COLUMNS),
        ["'=1+1", "Pay", "Goals", "text", "", ""],
        ["Be done", "Pay", "Goals", "text", "", ""],
        ["tense (assumed)", "Pay", "Feelings", "emotion", "", "-1.5"],
    ]


def kpi(**fields: object) -> dict:
    journey = edit.add_owner(new_map("Shop", stages=["Pay"]), "Ann", contact="ann@shop.example")
    return json.loads(write_theydo(edit.add_kpi(journey, "Rate", stage="pay", **fields)).text)["metrics"][0]


def test_a_share_with_its_base_becomes_a_ratio_of_counts() -> None:
    metric = kpi(series=[{"as_of": "2026-03-31", "value": 42.5, "n": 40}], target=50, owner="ann", definition="Paid")
    assert metric == {
        "type": "RATIO",
        "importKey": "shop:rate",
        "title": "Rate",
        "description": "Paid",
        "unit": "%",
        "dataPoints": [{"dateOfMeasurement": "2026-03-31", "numerator": 17, "denominator": 40}],
        "target": 50,
        "targetComparisonOperator": "MORE_THAN_OR_EQUAL_TO",
        "ownerEmail": "ann@shop.example",
    }


def test_counts_are_never_made_up_from_a_share_that_they_do_not_give() -> None:
    metric = kpi(series=[{"as_of": "2026-03-31", "value": 42.5, "n": 3}], direction="down", target=9)
    assert (metric["type"], metric["aggregationMethod"]) == ("OTHER", "AVERAGE")
    assert metric["dataPoints"] == [{"dateOfMeasurement": "2026-03-31", "value": 42.5}]
    assert metric["targetComparisonOperator"] == "LESS_THAN_OR_EQUAL_TO"


def test_a_customer_effort_score_keeps_its_respondents() -> None:
    metric = kpi(measure="ces", unit="points", series=[{"as_of": "2026-03-31", "value": 5.6, "n": 30}])
    assert metric["type"] == "CES"
    assert metric["dataPoints"] == [{"dateOfMeasurement": "2026-03-31", "score": 5.6, "respondents": 30}]
