"""Fields inside columns have dotted names: objects, GA4's parameters, JSON text, in files and frames."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from journeykit.errors import EventLogError
from journeykit.events import read_events
from journeykit.events.reading.inside import extracted
from journeykit.events.reading.presets import SNOWPLOW_ENRICHED
from tests.events.reading.test_source_kinds import in_order

POSTHOG = (
    "uuid,event,properties,timestamp,distinct_id\n"
    '1,$pageview,"{""$current_url"": ""/home"", ""$browser"": ""Fire, fox""}",2024-01-01T10:00:00+00:00,u1\n'
    '2,$pageview,"{""$current_url"": ""/pay"", ""n"": 12345678901234567890}",2024-01-01T10:01:00+00:00,u1\n'
    "3,$pageview,,2024-01-01T10:02:00+00:00,u1\n"
)
PARAMETERS: list[Any] = [
    [
        {"key": "page_location", "value": {"string_value": "/home", "int_value": None}},
        {"key": "ga_session_id", "value": {"string_value": None, "int_value": 17}},
    ],
    [],
    None,
    [{"key": "page_location", "value": {"string_value": "/pay", "int_value": None}}],
]
GA4 = {
    "user_pseudo_id": ["u"] * 4,
    "event_name": list("abcd"),
    "event_timestamp": [1_714_564_800_000_000 + n for n in range(4)],
}


def test_a_field_of_json_text_in_a_csv_is_the_event(tmp_path: Path) -> None:
    (tmp_path / "posthog.csv").write_text(POSTHOG, encoding="utf-8")
    events = read_events(tmp_path / "posthog.csv", event_col="properties.$current_url")
    assert [event for _, event, _ in in_order(events)] == ["/home", "/pay"]
    assert events.report.reasons == {"the event name is empty": 1}
    with pytest.raises(
        EventLogError, match=r"no column 'properties\.\$current_ur' .* Did you mean 'properties\.\$curr"
    ):
        read_events(tmp_path / "posthog.csv", event_col="properties.$current_ur")


def parameters(kind: str, folder: Path) -> Any:
    if kind == "json lines":
        rows = [dict(zip(GA4, row, strict=True)) for row in zip(*GA4.values(), strict=True)]
        lines = [json.dumps({**row, "event_params": said}) for row, said in zip(rows, PARAMETERS, strict=True)]
        (folder / "ga4.json").write_text("\n".join(lines), encoding="utf-8")
        return folder / "ga4.json"
    texts = pa.array([None if said is None else json.dumps(said) for said in PARAMETERS])
    wrapped = pa.array(
        [None if said is None else {"list": [{"element": each} for each in said]} for said in PARAMETERS]
    )
    said = {"parquet": pa.array(PARAMETERS), "BigQuery's parquet": wrapped, "csv": texts, "frame": pa.array(PARAMETERS)}
    table = pa.table({**GA4, "event_params": said[kind]})
    if kind == "frame":
        return table.to_pandas().assign(event_params=PARAMETERS)
    if kind == "csv":
        table.to_pandas().to_csv(folder / "ga4.csv", index=False)
        return folder / "ga4.csv"
    parquet.write_table(table, folder / "ga4.parquet")
    return folder / "ga4.parquet"


@pytest.mark.parametrize("kind", ["json lines", "parquet", "BigQuery's parquet", "csv", "frame"])
def test_the_parameters_of_ga4_are_columns_in_every_kind_of_source(kind: str, tmp_path: Path) -> None:
    source = parameters(kind, tmp_path)
    events = read_events(source, event_col="event_params.page_location", attribute_cols=["event_params.ga_session_id"])
    assert [event for _, event, _ in in_order(events)] == ["/home", "/pay"]
    assert events.report.lines == 4


MIXPANEL = [
    {"event": "Sign Up", "properties": {"time": 1704103200, "distinct_id": "a", "plan": "pro"}},
    {"event": "Purchase", "properties": {"time": 1704103260, "distinct_id": "a", "amount": 3.5}},
]


@pytest.mark.parametrize(
    "frame",
    [
        lambda: pd.json_normalize(MIXPANEL),
        lambda: pd.DataFrame(MIXPANEL),
        lambda: pd.DataFrame([{**event, "properties": json.dumps(event["properties"])} for event in MIXPANEL]),
    ],
    ids=["normalised", "objects", "JSON text"],
)
def test_a_preset_finds_its_columns_inside_others(frame: Any) -> None:
    events = read_events(frame(), preset="mixpanel", attribute_cols=["properties.plan"])
    assert in_order(events) == [("a", "Sign Up", 1_704_103_200_000_000), ("a", "Purchase", 1_704_103_260_000_000)]


def test_a_nested_column_itself_is_no_name_of_an_event() -> None:
    table = pa.table({**GA4, "event_params": pa.array(PARAMETERS)})
    with pytest.raises(EventLogError, match=r"holds list<.*name a field in it: 'event_params\.…'"):
        read_events(table, event_col="event_params")


def test_a_slice_of_a_column_gives_the_fields_of_its_own_rows() -> None:
    array = pa.array(PARAMETERS).slice(1)
    (found,) = extracted(array, [("page_location",)], {}, "x")
    assert found.to_pylist() == [None, None, "/pay"]
    maps = pa.array([[("a", 1)], None, [("b", 2), ("a", 3)]], pa.map_(pa.string(), pa.int64())).slice(1)
    assert extracted(maps, [("a",)], {}, "x")[0].to_pylist() == [None, 3]


def test_the_enriched_events_of_snowplow_need_no_header(tmp_path: Path) -> None:
    out = io.StringIO()
    for name in ("home", "pay"):
        row = dict.fromkeys(SNOWPLOW_ENRICHED, "") | {"app_id": "shop", "collector_tstamp": "2024-01-01 10:00:00.123"}
        row |= {"domain_userid": "u1", "event_name": name, "derived_tstamp": "2024-01-01 10:00:00.100"}
        out.write("\t".join(row.values()) + "\n")
    (tmp_path / "enriched.tsv").write_text(out.getvalue(), encoding="utf-8")
    events = read_events(tmp_path / "enriched.tsv")
    assert events.event_names == ("home", "pay")
    assert events.report.roles["path"] == "'domain_userid' (guessed: the names that Snowplow writes)"


def test_a_field_of_a_cell_that_python_wrote_is_the_event(tmp_path: Path) -> None:
    frame = pd.DataFrame({"user_id": ["u", "u"], "timestamp": ["2024-01-05", "2024-01-06"]})
    frame.assign(properties=[{"page": "/home", "ok": True}, {"page": "/pay", "ok": None}]).to_csv(
        tmp_path / "log.csv", index=False
    )
    events = read_events(tmp_path / "log.csv", event_col="properties.page")
    assert [event for _, event, _ in in_order(events)] == ["/home", "/pay"]
