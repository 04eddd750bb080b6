"""Split questions equal the question asked of each group by itself."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from journeykit.errors import EventLogError
from journeykit.events import AttributeTest, Events, Label, Query, keep, read_events, relabel
from journeykit.questions import funnel, transitions
from journeykit.questions._segments import groups, split
from tests.events.conftest import frame_of

ROWS = [(f"p{n % 50}", "abc"[(n * n) % 3], n) for n in range(200)]
DEVICES = [None if n % 50 > 44 else ["app", "web", "tv"][(n % 50) % 2 + (n % 50 > 40)] for n in range(200)]


@pytest.fixture(scope="module")
def events() -> Events:
    return read_events(frame_of(ROWS).assign(device=DEVICES), attribute_cols=["device"])


def asked(events: Events) -> Query:
    return funnel(events, ["a", "b"], reentry="best")


@pytest.mark.slow
def test_an_attribute_gives_a_group_for_each_value_and_one_for_those_without(events: Events) -> None:
    found = split(events, asked, by="device")
    device = {path: one for (path, _, _), one in zip(ROWS, DEVICES, strict=True)}
    sizes = pd.Series(device).fillna("(none)").value_counts()
    assert dict(found.sizes) == sizes.to_dict()
    assert list(found.parts)[-1] == "(none)"
    frame = found.to_pandas()
    for group, part in frame.groupby("group", sort=False):
        rows = [row for row in ROWS if (device[row[0]] or "(none)") == group]
        alone = funnel(read_events(frame_of(rows)), ["a", "b"], reentry="best").to_pandas()
        pd.testing.assert_frame_equal(part.iloc[:, 3:].reset_index(drop=True), alone)
    assert frame["small"].tolist() == (frame["group_paths"] < 30).tolist()
    assert str(frame["small"].dtype) == "bool"
    listed = found.paths(group="web", step=1).to_pandas()["path"]
    assert len(listed) == frame.loc[(frame["group"] == "web") & (frame["step"] == 1), "paths"].item()
    assert "whose device is web" in found.note


def test_a_path_belongs_to_the_first_value_it_is_known_to_have() -> None:
    log = frame_of([("x", "a", 0), ("x", "a", 1), ("x", "a", 2), ("y", "a", 0)]).assign(plan=[None, "b", "a", "a"])
    found = groups(read_events(log, attribute_cols=["plan"]), "plan")
    assert {name: part.path_count for name, part in found.items()} == {"a": 1, "b": 1}
    assert transitions(found["b"]).paths().to_pandas()["path"].tolist() == ["x"]


@pytest.mark.slow
def test_the_same_rows_make_the_same_groups_whatever_holds_them(tmp_path: Path) -> None:
    cells = ["web", None, "", "  ", "app", "app"]
    frame = pd.DataFrame({"user_id": list("abcdef"), "event": "home", "timestamp": "2024-05-01", "channel": cells})
    frame.to_csv(tmp_path / "log.csv", index=False)
    frame.to_parquet(tmp_path / "log.parquet")
    connection = sqlite3.connect(":memory:")
    frame.to_sql("log", connection, index=False)
    arrow = pa.Table.from_pandas(frame)
    sources = {
        "frame": frame,
        "CSV": tmp_path / "log.csv",
        "CSV with quotes": tmp_path / "quoted.csv",
        "Parquet": tmp_path / "log.parquet",
        "rows of a query": connection.execute("SELECT * FROM log"),
        "dictionary": arrow.set_column(3, "channel", arrow["channel"].dictionary_encode()),
        "parts": [frame.head(3), frame.tail(3)],
    }
    frame.to_csv(tmp_path / "quoted.csv", index=False, quoting=csv.QUOTE_ALL)
    expected = {"app": 2, "web": 1, "(none)": 3}
    for name, source in sources.items():
        events = read_events(source, attribute_cols=["channel"])
        assert {group: part.path_count for group, part in groups(events, "channel").items()} == expected, name
        assert keep(events, where=AttributeTest("channel", "!=", "web")).path_count == 5, name
        assert keep(events, where=AttributeTest("channel", "like", "*")).path_count == 3, name
        labels = [Label("known", where=(AttributeTest("channel", "not in", ("",)),))]
        assert len(relabel(events, labels)) == 6, name


def test_rare_values_share_a_group(events: Events) -> None:
    found = groups(events, "device", most=1)
    assert list(found)[1:] == ["(other)", "(none)"]
    assert sum(part.path_count for part in found.values()) == events.path_count


def test_personas_are_tests_and_may_overlap_and_periods_are_settings_of_keep(events: Events) -> None:
    found = split(
        events,
        transitions,
        by={
            "on the go": AttributeTest("device", "in", ("app", "tv")),
            "not at home": [AttributeTest("device", "!=", "tv")],
            "late": {"since": "1970-01-01 00:00:30", "period": "start"},
        },
    )
    assert found.sizes["not at home"] == 50 - DEVICES[:50].count("tv")
    assert found.sizes["late"] == 20
    assert found.to_pandas()["group"].unique().tolist() == ["on the go", "not at home", "late"]


def test_what_is_no_group_is_told(events: Events) -> None:
    with pytest.raises(
        EventLogError, match=r"the column 'devise' was not read with this log\. Did you mean 'device'\?"
    ):
        split(events, transitions, by="devise")
    with pytest.raises(EventLogError, match="split needs groups"):
        split(events, transitions, by={})
    with pytest.raises(EventLogError, match=r"there is no group 'radio'\. Groups: "):
        split(events, transitions, by="device").paths(group="radio")
