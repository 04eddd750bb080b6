"""What known tools call their columns: named, or recognised and said; and what their users should know.

Rows that say the start and the end of one activity are noticed in tables as in XES.
"""

from __future__ import annotations

import pandas as pd
import pytest

from journeykit.errors import ColumnRoleError
from journeykit.events import read_events
from journeykit.events.reading.presets import PRESETS
from journeykit.events.reading.roles import resolve_roles
from journeykit.events.reading.sources import ReadOptions

# Columns of a real export of each tool, shortened, and what they are.
EXPORTS: dict[str, tuple[list[str], tuple[str, str, str]]] = {
    "ga4": (
        ["event_date", "event_timestamp", "event_name", "event_params", "user_id", "user_pseudo_id", "platform"],
        ("user_pseudo_id", "event_name", "event_timestamp"),
    ),
    "mixpanel": (
        ["event", "time", "distinct_id", "$browser", "$city", "$insert_id", "mp_processing_time_ms"],
        ("distinct_id", "event", "time"),
    ),
    "amplitude": (
        ["amplitude_id", "user_id", "device_id", "event_type", "event_time", "client_event_time", "session_id"],
        ("amplitude_id", "event_type", "event_time"),
    ),
    "posthog": (
        ["uuid", "event", "properties", "timestamp", "team_id", "distinct_id", "created_at", "person_id"],
        ("person_id", "event", "timestamp"),
    ),
    "segment": (
        ["id", "anonymous_id", "user_id", "event", "event_text", "original_timestamp", "received_at", "timestamp"],
        ("anonymous_id", "event", "timestamp"),
    ),
    "snowplow": (
        ["app_id", "collector_tstamp", "event", "event_id", "user_id", "domain_userid", "event_name", "derived_tstamp"],
        ("domain_userid", "event_name", "derived_tstamp"),
    ),
    "retentioneering": (
        ["user_id", "event", "event_type", "timestamp", "index", "subindex", "created_at"],
        ("user_id", "event", "timestamp"),
    ),
    "pm4py": (
        ["concept:name", "org:resource", "time:timestamp", "lifecycle:transition", "case:concept:name", "Activity"],
        ("case:concept:name", "concept:name", "time:timestamp"),
    ),
    "disco": (["Case ID", "Activity", "Complete Timestamp", "user id"], ("Case ID", "Activity", "Complete Timestamp")),
}


@pytest.mark.parametrize("preset", EXPORTS)
@pytest.mark.parametrize("told", [True, False], ids=["told", "recognised"])
def test_the_export_of_a_tool_finds_its_columns_told_or_recognised(preset: str, told: bool) -> None:
    columns, expected = EXPORTS[preset]
    roles = resolve_roles(columns, ReadOptions(preset=preset.upper() if told else None))
    assert (roles.path, roles.event, *roles.times) == expected
    label = PRESETS[preset].label
    said = f"(preset {preset!r})" if told else f"(guessed: the names that {label} writes)"
    assert all(said in roles.shown()[role] for role in ("path", "event", "time"))
    assert roles.tool is not None
    assert roles.tool.label == label


def test_every_preset_has_an_export_in_this_table() -> None:
    # XES files are told as a preset of their own, with the names of pm4py.
    assert set(PRESETS) == {*EXPORTS, "xes"}


def test_a_given_column_wins_over_the_preset() -> None:
    columns, _ = EXPORTS["segment"]
    roles = resolve_roles(columns, ReadOptions(preset="segment", path_col="user_id"))
    assert (roles.path, roles.how["path"], roles.how["event"]) == ("user_id", "given", "preset 'segment'")


@pytest.mark.parametrize(
    ("preset", "message"),
    [
        ("mixpannel", "preset='mixpannel' is not known. Did you mean 'mixpanel'? Presets: 'pm4py', "),
        (
            "amplitude",
            "preset='amplitude' expects a column 'event_type' for the event, which the log does not have. Name it: "
            "event_col=…. Found: 'user_id', 'event', 'timestamp'.",
        ),
    ],
)
def test_a_preset_that_does_not_fit_says_what_is_missing(preset: str, message: str) -> None:
    with pytest.raises(ColumnRoleError) as error:
        resolve_roles(["user_id", "event", "timestamp"], ReadOptions(preset=preset))
    assert str(error.value).startswith(message)


def test_ga4_times_are_microseconds_and_events_of_one_batch_keep_their_order() -> None:
    frame = pd.DataFrame(
        {
            "user_pseudo_id": ["u", "u"],
            "event_name": ["second", "first"],
            "event_timestamp": [1_714_564_800_123_456] * 2,
            "batch_event_index": [2, 1],
            "batch_ordering_id": [1, 1],
        }
    )
    report = read_events(frame).report
    assert report.time_format == ("microseconds since 1970-01-01 UTC; days and weeks are those of UTC, not of a place")
    assert report.roles["order"] == "'batch_event_index' (guessed by name: breaks ties in time)"
    assert "GA4: a path is a browser or app (user_pseudo_id); events sent together share one time" in report.notes
    assert dict(report.to_confirm) == {
        "path_col": "user_pseudo_id",
        "event_col": "event_name",
        "timestamp_col": "event_timestamp",
        "order_col": "batch_event_index",
        "time_format": "epoch_us",
    }
    again = read_events(frame, **report.to_confirm)
    assert not again.report.to_confirm
    assert (again.report.kept, again.report.time_format) == (2, f"{report.time_format} (declared)")


def test_times_that_a_tool_does_not_write_are_remarked() -> None:
    frame = pd.DataFrame({"distinct_id": ["u"], "event": ["a"], "time": ["2024-05-01 10:00"]})
    notes = read_events(frame, preset="mixpanel").report.notes
    assert any("projects made before 2023 write times in their own time zone" in note for note in notes)
    assert any(
        note.startswith("Mixpanel writes times as seconds since 1970-01-01 UTC or milliseconds") for note in notes
    )


def test_three_everyday_names_are_not_taken_for_a_tools() -> None:
    roles = resolve_roles(["user_id", "event", "timestamp"], ReadOptions())
    assert roles.tool is None
    assert roles.how["path"] == "guessed by name"
