import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import DocumentError
from journeykit.model import edit, new_map
from journeykit.store import VERSION, dump_map, json_schema, parse_map
from journeykit.store.schema import PUBLISHED

HEAD = {"format": "journeykit-map", "version": VERSION, "id": "shop", "name": "Shop"}


def told(document: object) -> str:
    with pytest.raises(DocumentError) as caught:
        parse_map(json.dumps(document), source="shop.json")
    return str(caught.value)


def rich_map():
    journey = new_map("Shop", stages=["Browse", "Pay"])
    journey = edit.add_source(journey, "Interviews", kind="interview", as_of="2026-05-01")
    journey = edit.add_persona(journey, "Ann", demographics=[{"name": "Age", "value": "34"}], sources=["interviews"])
    journey = edit.add_touchpoint(
        journey, "Shop floor", stage="browse", channel="in_store", medium="digital", binding={"events": ["visit*"]}
    )
    journey = edit.set_cell(journey, "browse", "goals", "Find it\nfast", sources=["interviews"])
    journey = edit.set_emotion(journey, "pay", -1.5, words=["unsure"], kind="measured", n=12, low=-1.8, high=-1.1)
    journey = edit.add_kpi(journey, "Conversion", stage="pay", formula={"success": ["paid"], "attempt": ["visit*"]})
    return edit.add_improvement(journey, "Shorter form", kpi="conversion", launched="2026-06-01")


def test_a_map_comes_back_equal_from_its_text() -> None:
    assert parse_map(dump_map(rich_map())) == rich_map()


def test_the_text_is_stable() -> None:
    assert dump_map(parse_map(dump_map(rich_map()))) == dump_map(rich_map())


def test_one_edit_changes_few_lines() -> None:
    before = dump_map(rich_map()).splitlines()
    after = dump_map(edit.set_cell(rich_map(), "browse", "goals", "Find it at once")).splitlines()
    assert len(before) == len(after)
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


def test_all_problems_of_a_file_are_told_at_once_with_their_places() -> None:
    message = told(
        {
            **HEAD,
            "stages": [{"id": "a", "name": "A", "objectiv": "x"}],
            "emotions": [{"stage": "b", "score": 7}],
            "touchpoints": [{"id": "q", "name": "Q", "stage": "a", "channel": "web"}],
        }
    )
    assert message.startswith("shop.json is not a valid journey map: 4 problems.")
    assert "stages[0].objectiv: there is no such field. Did you mean 'objective'?" in message
    assert "touchpoints[0].channel: expected one of 'website', 'mobile_app'" in message
    assert "emotions[0].score: 7 is too high: at most 2." in message
    assert "emotions[0].stage: no stage has id 'b'. Known: 'a'." in message
    assert message.endswith("Nothing was changed. Correct these places and open it again.")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("", "the file is empty."),
        ("{", "line 1, column 2: not JSON"),
        ("[1]", "the file has no JSON object at the top level."),
        ("{}", "this is JSON, but not a journey map"),
        ('{"a": NaN}', "NaN is not a number in JSON."),
        ('{"a": -Infinity}', "-Infinity is not a number in JSON."),
        ('{"a": 1, "a": 2}', "the key 'a' occurs twice in one object"),
        ('"\\ud800"', "half of a character pair"),
        ("[" * 100_000, "nested too deeply"),
        (b"\n\xff", "line 2: the text is not UTF-8."),
    ],
)
def test_what_is_not_a_map_is_refused_with_its_place(data: str | bytes, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse_map(data, source="shop.json")
    assert message in str(caught.value)


def test_a_newer_file_is_refused_politely_and_left_alone() -> None:
    message = told({**HEAD, "version": "2.3", "unheard_of": 1})
    assert f"the file has version 2.3; this journeykit reads up to {VERSION}." in message
    assert "pip install -U journeykit" in message


def test_a_byte_order_mark_is_accepted() -> None:
    assert parse_map("\ufeff".encode() + json.dumps(HEAD).encode()).name == "Shop"


def test_a_truncated_file_is_always_refused_in_words() -> None:
    text = dump_map(rich_map()).rstrip().encode()
    for length in range(len(text)):
        with pytest.raises(DocumentError):
            parse_map(text[:length])


@settings(max_examples=300)
@given(st.data())
def test_a_mutated_file_opens_or_says_why(data: st.DataObject) -> None:
    text = bytearray(dump_map(rich_map()).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    try:
        journey = parse_map(bytes(text))
    except DocumentError as error:  # Any other exception fails the test.
        problems = error.problems
    else:
        problems = ()
        assert parse_map(dump_map(journey)) == journey
    assert all(message for _, message in problems)


def test_the_published_schema_is_the_one_of_the_model() -> None:
    assert json.loads(PUBLISHED.read_text()) == json_schema(), "run: make schema"


def test_a_saved_map_follows_the_published_schema_and_a_broken_one_does_not() -> None:
    schema = json.loads(PUBLISHED.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads(dump_map(rich_map()))
    jsonschema.validate(document, schema)
    document["emotions"][0]["score"] = 9
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema)


def test_of_very_many_problems_the_first_are_told_and_the_rest_are_counted() -> None:
    document = {**HEAD, "stages": [{"id": f"s{number}", "nam": "x"} for number in range(700)]}
    with pytest.raises(DocumentError) as caught:
        parse_map(json.dumps(document), source="shop.json")
    lines = str(caught.value).splitlines()
    assert lines[0] == "shop.json is not a valid journey map: 1,400 problems."
    assert lines[1:3] == [
        "  stages[0].name: this field is needed and missing.",
        "  stages[0].nam: there is no such field. Did you mean 'name'?",
    ]
    assert lines[51] == "  and 1,350 more"
    assert len(caught.value.problems) + caught.value.more == 1_400
    document["stages"] = [*({"id": f"s{number}", "name": "x"} for number in range(699)), {"id": "last"}]
    assert "stages[699].name: this field is needed and missing." in told(document)


@pytest.mark.parametrize(
    ("number", "message"),
    [("1" * 5_000, "a number in it has 5,000 digits"), ("-1e999", "a number in it is too large for any program")],
)
def test_a_number_that_no_program_holds_is_refused(number: str, message: str) -> None:
    for version in ("1.0", "1.9"):
        text = json.dumps({**HEAD, "version": version, "mood": "?"}).replace('"?"', number)
        with pytest.raises(DocumentError, match=message):
            parse_map(text)


def test_what_is_nested_too_deeply_far_down_a_list_is_refused() -> None:
    stages = [{"id": f"s{number}", "name": "x"} for number in range(60)]
    text = json.dumps({**HEAD, "stages": [*stages, {"id": "deep", "name": "?"}]}).replace('"?"', "[" * 300 + "]" * 300)
    with pytest.raises(DocumentError, match="nested too deeply"):
        parse_map(text)
