"""Roles are named, or guessed from what known tools write; two fits are a question."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from journeykit.errors import ColumnRoleError
from journeykit.events import read_events
from journeykit.events.reading.roles import resolve_roles
from journeykit.events.reading.sources import ReadOptions


@pytest.mark.parametrize(
    ("columns", "path", "event", "times", "order"),
    [
        (["case:concept:name", "concept:name", "time:timestamp", "Activity", "Resource"],
         "case:concept:name", "concept:name", ("time:timestamp",), None),
        (["Case ID", "Activity", "Complete Timestamp"], "Case ID", "Activity", ("Complete Timestamp",), None),
        (["case_id", "activity", "timestamp", "resource"], "case_id", "activity", ("timestamp",), None),
        (["event_date", "event_timestamp", "event_name", "user_id", "user_pseudo_id"],
         "user_pseudo_id", "event_name", ("event_timestamp",), None),
        (["event", "distinct_id", "time", "user_id"], "distinct_id", "event", ("time",), None),
        (["uuid", "event", "distinct_id", "timestamp", "created_at"], "distinct_id", "event", ("timestamp",), None),
        (["user_id", "event_type", "event_time", "device_id"], "user_id", "event_type", ("event_time",), None),
        (["user_id", "event", "timestamp"], "user_id", "event", ("timestamp",), None),
        (["user_id", "session_id", "event", "timestamp"], "user_id", "event", ("timestamp",), None),
        (["COOKIE", "Date", "Time", "Click_order", "Webpage"], "COOKIE", "Webpage", ("Date", "Time"), "Click_order"),
        (["household_id", "event", "date"], "household_id", "event", ("date",), None),
        (["session_id", "page", "ts"], "session_id", "page", ("ts",), None),
    ],
)  # fmt: skip
def test_columns_of_known_tools_find_their_roles(
    columns: list[str], path: str, event: str, times: tuple[str, ...], order: str | None
) -> None:
    roles = resolve_roles(columns, ReadOptions())
    assert (roles.path, roles.event, roles.times, roles.order) == (path, event, times, order)
    assert all("guessed" in said for said in roles.shown().values())


def test_given_columns_win_and_the_rest_is_guessed_and_said() -> None:
    roles = resolve_roles(["who", "event", "timestamp", "city"], ReadOptions(path_col="who", attribute_cols=["city"]))
    assert roles.shown() == {
        "path": "'who' (given)",
        "event": "'event' (guessed by name)",
        "time": "'timestamp' (guessed by name)",
        "attributes": "'city'",
    }


def test_a_given_time_of_day_pairs_with_its_date() -> None:
    options = ReadOptions(timestamp_col=("d", "t"))
    assert resolve_roles(["user_id", "event", "d", "t"], options).times == ("d", "t")


@pytest.mark.parametrize(
    ("columns", "given", "message"),
    [
        (["user_id", "event", "timestamp"], {"path_col": "user"},
         "the log has no column 'user' for the path (path_col=). Did you mean 'user_id'? Found: 'user_id', 'event', "
         "'timestamp'."),
        (["user_id", "event", "timestamp"], {"timestamp_col": ("date", "clock")},
         "the log has no column 'date' for the time (timestamp_col=). Found: 'user_id', 'event', 'timestamp'."),
        (["user_id", "event", "timestamp"], {"attribute_cols": ["channel"]},
         "the log has no column 'channel' for the attribute (attribute_cols=). Found: 'user_id', 'event', "
         "'timestamp'."),
        (["user_id", "customer_id", "event", "timestamp"], {},
         "more than one column could be the path: 'user_id', 'customer_id'. Say which: path_col='user_id'."),
        (["user_id", "event", "timestamp", "created_at"], {},
         "more than one column could be the time: 'timestamp', 'created_at'. Say which: timestamp_col='timestamp'."),
        (["user_id", "what", "timestamp"], {},
         "no column name says which one is the event. Name it: event_col=…. Found: 'user_id', 'what', 'timestamp'."),
        (["user_id", "event", "timestamp"], {"timestamp_col": ("a", "b", "c")},
         "timestamp_col takes one column, or a date and a time-of-day column; 3 were given. Further "
         "ones may only hold AM and PM, or offsets from UTC."),
        (["who", "what", "when"], {"path_col": "who", "event_col": "when", "timestamp_col": "when"},
         "the column 'when' would be both the event and the time. Name another column for one of them: event_col=… or "
         "timestamp_col=…. Others: 'what'."),
        (["user_id", "event", "time"], {"event_col": "user_id"},
         "the column 'user_id' would be both the path and the event. Name another column for one of them: path_col=… "
         "or event_col=…. Others: 'event', 'time'."),
        (["user_id", "event", "date"], {"timestamp_col": ("date", "date")},
         "the column 'date' would be the time twice. Name another column for one of them: timestamp_col=…. "
         "Others: none."),
        (["user_id", "event", "time"], {"order_col": "time"},
         "the column 'time' would be both the time and the order. Name another column for one of them: "
         "timestamp_col=… or order_col=…. Others: none."),
    ],
)  # fmt: skip
def test_a_role_that_cannot_be_filled_says_what_to_do(columns: list[str], given: dict[str, str], message: str) -> None:
    with pytest.raises(ColumnRoleError) as error:
        resolve_roles(columns, ReadOptions(**given))  # type: ignore[arg-type]
    assert str(error.value) == message


def test_a_column_that_says_who_is_not_proposed_to_break_ties() -> None:
    assert resolve_roles(["seq", "event", "time"], ReadOptions(path_col="seq")).order is None


@pytest.mark.parametrize("as_file", [True, False])
@pytest.mark.parametrize(
    ("ids", "proposed"),
    [
        ({"order_id": "1234", "account_id": "aabb"}, "'account_id'"),
        ({"order_id": "1234"}, "…"),
        ({"user_id": "1234", "customer_id": "aabb"}, "'customer_id'"),
    ],
)
def test_a_column_that_differs_in_every_row_is_never_proposed_for_the_path(
    ids: dict[str, str], proposed: str, as_file: bool, tmp_path: Path
) -> None:
    log = pd.DataFrame({name: list(cells) for name, cells in ids.items()})
    log = log.assign(event=list("xyxy"), timestamp="2024-05-01")
    if as_file:
        log.to_csv(tmp_path / "log.csv", index=False)
    with pytest.raises(ColumnRoleError, match=rf"path_col={proposed}\."):
        read_events(tmp_path / "log.csv" if as_file else log)


PAGES = [("s1", "/home", "view"), ("s1", "/pay", "view"), ("s2", "/home", "click")]


def test_a_column_called_path_is_who_or_where_by_what_it_holds() -> None:
    frame = pd.DataFrame(PAGES, columns=["session_id", "path", "event"]).assign(timestamp="2024-05-01")
    assert read_events(frame).report.to_confirm["path_col"] == "session_id"
    pages = frame.drop(columns="event")
    assert read_events(pages).report.to_confirm["event_col"] == "path"
    people = frame.assign(path=["p1", "p1", "p2"]).drop(columns="session_id")
    assert read_events(people).report.to_confirm["path_col"] == "path"
    urls = frame.assign(path="https://shop.example/" + frame["event"]).drop(columns="session_id")
    with pytest.raises(ColumnRoleError, match="'path' holds addresses of pages, not ids of people or sessions"):
        read_events(urls)


@pytest.mark.parametrize(
    "columns",
    [
        ("Kunde", "Aktivität", "Zeitstempel"),
        ("Fall-ID", "Ereignis", "Datum"),
        ("ID cliente", "Evento", "Fecha"),
        ("Utilisateur", "Activité", "Horodatage"),
        ("Klantnummer", "Activiteit", "Tijdstip"),
        ("email", "event", "start"),
    ],
)
def test_columns_are_found_by_what_other_languages_call_them(columns: tuple[str, str, str]) -> None:
    roles = resolve_roles(list(columns), ReadOptions())
    assert (roles.path, roles.event, roles.times) == (columns[0], columns[1], (columns[2],))


def test_a_day_and_a_time_of_day_are_one_time_in_other_languages() -> None:
    assert resolve_roles(["Kunde", "Ereignis", "Datum", "Uhrzeit"], ReadOptions()).times == ("Datum", "Uhrzeit")
    assert resolve_roles(["cliente", "evento", "Data", "Ora"], ReadOptions()).times == ("Data", "Ora")
