"""Rules name events: ordered, first match wins, nothing counted twice, nothing lost in silence."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import EventLogError
from journeykit.events import AttributeTest, Events, Label, matches, read_events, relabel
from journeykit.questions import transitions

from .conftest import frame_of


def shop() -> Events:
    frame = frame_of(
        [("u", "cart_add", 0), ("u", "cart_view", 1), ("v", "Cart_add", 0), ("v", "help", 1), ("v", "pay", 2)]
    )
    frame["channel"] = ["web", "app", None, "web", "app"]
    frame["amount"] = ["5", "ten", "20", "", "100"]
    return read_events(frame, attribute_cols=["channel", "amount"])


def claimed(events: Events, *labels: Label) -> dict[str, str | None]:
    frame = matches(events, labels).to_pandas()
    return {row.event: None if pd.isna(row.label) else row.label for row in frame.itertuples()}


def test_the_first_rule_that_fits_wins_and_case_counts() -> None:
    labels = (Label("view", ("cart_v*",)), Label("cart", ("cart_*", "pa?")))
    assert claimed(shop(), *labels) == {
        "cart_add": "cart", "cart_view": "view", "Cart_add": None, "help": None, "pay": "cart",
    }  # fmt: skip


def test_matches_counts_events_and_unique_paths() -> None:
    events = read_events(frame_of([("u", "a", 0), ("u", "a", 1), ("v", "a", 0), ("v", "b", 1)]))
    frame = matches(events, [Label("A", ("a",))]).to_pandas()
    assert frame.astype(object).where(frame.notna(), None).values.tolist() == [["a", "A", 3, 2], ["b", None, 1, 1]]


LETTERS = st.text(st.sampled_from("ab*?.%_[]\\^$ "), max_size=5)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.lists(LETTERS.filter(str.strip), min_size=1, max_size=30), LETTERS)
def test_globs_agree_with_fnmatch_where_brackets_are_plain(names: list[str], glob: str) -> None:
    events = read_events(frame_of([("u", name, 0) for name in names]))
    plain = "".join(f"[{letter}]" if letter == "[" else letter for letter in glob)
    hits = {name for name, label in claimed(events, Label("hit", (glob,))).items() if label}
    assert hits == {name for name in names if fnmatchcase(name, plain)}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (AttributeTest("channel", "==", "web"), {"cart_add", "help"}),
        (AttributeTest("channel", "!=", "web"), {"cart_view", "Cart_add", "pay"}),
        (AttributeTest("channel", "in", ("web", "app")), {"cart_add", "cart_view", "help", "pay"}),
        (AttributeTest("channel", "not in", ("web", "app")), {"Cart_add"}),
        (AttributeTest("channel", "like", "w*"), {"cart_add", "help"}),
        (AttributeTest("amount", ">", 9), {"Cart_add", "pay"}),
        (AttributeTest("amount", "<=", "5"), {"cart_add"}),
    ],
)
def test_conditions_test_attributes(condition: AttributeTest, expected: set[str]) -> None:
    found = claimed(shop(), Label("hit", where=(condition,)))
    assert {event for event, label in found.items() if label} == expected


def test_one_event_name_can_have_two_labels_by_attribute() -> None:
    frame = frame_of([("u", "visit", 0), ("u", "visit", 1)]).assign(channel=["web", "desk"])
    events = read_events(frame, attribute_cols=["channel"])
    labels = [Label("online", where=(AttributeTest("channel", "==", "web"),)), Label("in person")]
    assert sorted(matches(events, labels).to_pandas()["label"]) == ["in person", "online"]
    assert transitions(relabel(events, labels)).to_pandas()[["source", "target"]].values.tolist() == [
        ["online", "in person"]
    ]


def test_relabel_keeps_order_drops_the_unclaimed_and_says_how_many() -> None:
    events = shop()
    stages = relabel(events, [Label("pay", ("pay",)), Label("basket", ("*art_*",)), Label("never", ("zz",))])
    assert stages.event_names == ("pay", "basket", "never")
    assert (len(stages), stages.dropped, stages.path_count, len(events)) == (4, 1, 2, 5)
    assert transitions(stages).to_pandas()[["source", "target", "transitions"]].values.tolist() == [
        ["basket", "basket", 1],
        ["basket", "pay", 1],
    ]
    assert stages.names().values.tolist() == [["basket", 3, 2], ["pay", 1, 1], ["never", 0, 0]]


def test_relabel_can_be_repeated_with_the_attributes_still_there() -> None:
    once = relabel(shop(), [Label("cart", ("cart_*",)), Label("pay", ("pay",))])
    twice = relabel(once, [Label("app", where=(AttributeTest("channel", "==", "app"),))])
    assert twice.names().values.tolist() == [["app", 2, 2]]


def test_no_labels_leave_an_empty_log() -> None:
    empty = relabel(shop(), [])
    assert (len(empty), empty.dropped, empty.event_names) == (0, 5, ())
    assert matches(shop(), []).to_pandas()["label"].isna().all()


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([Label("a"), Label("a")], "the labels 'a' are named twice. One label may have several globs."),
        (
            [Label("a", where=(AttributeTest("chanel", "==", "web"),))],
            "the column 'chanel' was not read with this log. Did you mean 'channel'? Read it with attribute_cols=[…]. "
            "Columns read: 'channel', 'amount'.",
        ),
        (
            [Label("a", where=(AttributeTest("channel", "~", "web"),))],
            "'~' is no operator. Operators: '==', '!=', 'in', 'not in', 'like', '<', '<=', '>', '>='.",
        ),
        (
            [Label("a", where=(AttributeTest("amount", ">", "much"),))],
            "> compares numbers; 'much' (column 'amount') is none.",
        ),
    ],
)
def test_a_rule_that_makes_no_sense_says_why(labels: list[Label], message: str) -> None:
    with pytest.raises(EventLogError) as error:
        relabel(shop(), labels)
    assert str(error.value) == message


def test_names_from_users_are_literals_never_sql() -> None:
    evil = "x'); DROP TABLE j; --"
    events = read_events(frame_of([("u", evil, 0), ("u", "b", 1)]))
    stages = relabel(events, [Label(evil, (evil,)), Label("b\\", ("b*",))])
    assert transitions(stages).to_pandas()[["source", "target"]].values.tolist() == [[evil, "b\\"]]
