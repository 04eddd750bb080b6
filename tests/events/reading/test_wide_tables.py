"""One row a traveller with a column of times for each step becomes one event for each time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit import questions as qs
from journeykit.errors import ColumnRoleError
from journeykit.events import Layout, read_events
from tests.draws import draws
from tests.events.reading.shapes import add_up, every_kind, paths_in

WIDE = (
    "customer,country,signed_up,first_order,cancelled\n"
    "c1,DE,2024-01-02,2024-01-05,\nc2,FR,2024-01-03,,2024-02-01\nc3,DE,2024-01-03,2024-01-03,\n"
)
PATHS = [("signed_up", "cancelled"), ("signed_up", "first_order"), ("signed_up", "first_order")]


def test_the_report_tells_events_from_the_rows_that_they_are_made_of(tmp_path: Path) -> None:
    (tmp_path / "wide.csv").write_text(WIDE + "c4,DE\n", encoding="utf-8")
    told: list[str] = []
    report = read_events(tmp_path / "wide.csv", progress=lambda _, words: told.append(words)).report
    assert (report.rows, report.lines, report.kept) == (4, 7, 6)
    assert report.accounts == "7 events in 4 rows = 6 kept + 1 rejected"
    assert "<span>Rows</span><b>4</b>" in report._repr_html_()
    assert "6 events read" in told
    assert not any("lines read" in words for words in told)


@pytest.mark.slow
@pytest.mark.parametrize("typed", [False, True])
def test_a_wide_table_gives_the_same_events_in_every_kind_of_file(tmp_path: Path, typed: bool) -> None:
    frame = pd.DataFrame(
        {
            "customer": ["c1", "c2", "c3"],
            "signed_up": ["2024-01-02", "2024-01-03", "2024-01-03"],
            "first_order": ["2024-01-05", None, "2024-01-03"],
            "cancelled": [None, "2024-02-01", None],
        }
    )
    if typed:
        frame = frame.assign(
            **{step: pd.to_datetime(frame[step]) for step in ("signed_up", "first_order", "cancelled")}
        )
    for kind, source in every_kind(frame, tmp_path).items():
        events = read_events(source)
        assert paths_in(events) == PATHS, kind
        assert add_up(events), kind
        assert dict(read_events(source, **events.report.to_confirm).report.to_confirm) == {}, kind
        waits = qs.time_between(events, "signed_up", "cancelled").to_pandas()
        assert waits["median_s"].tolist() == [29 * 86_400], kind


def test_the_report_says_what_the_cells_became(csv_file: Callable[..., Path]) -> None:
    report = read_events(csv_file(WIDE), attribute_cols=["country"]).report
    assert report.lines == report.kept == 6
    (said,) = [note for note in report.notes if "one row a traveller" in note]
    assert "3 rows with 3 columns are 9 cells: 6 events and 3 blank cells, which are no events" in said
    assert "layout='shape=events' turns this off" in said
    assert report.to_confirm == {
        "path_col": "customer",
        "timestamp_col": ["signed_up", "first_order", "cancelled"],
        "time_format": "iso",
        "layout": Layout(shape="wide"),
    }


def test_it_is_not_turned_where_that_was_said(csv_file: Callable[..., Path]) -> None:
    with pytest.raises(ColumnRoleError, match="which one is the event and which the time"):
        read_events(csv_file(WIDE), layout="shape=events")


def test_a_cell_that_is_no_time_is_rejected_with_its_line_and_column(csv_file: Callable[..., Path]) -> None:
    events = read_events(csv_file(WIDE + "c4,FR,2024-01-09,soon,2024-03-01\n,FR,2024-01-09,,NULL\n"))
    assert events.report.rejected[["line", "column", "reason"]].values.tolist() == [
        [5, "first_order", "the time cannot be read"],
        [6, "customer", "the path id is empty"],
    ]
    assert add_up(events)
    assert len(events) == 8


def test_parts_keep_their_own_line_numbers(tmp_path: Path) -> None:
    for name, wrong in (("a", "soon"), ("b", "later")):
        (tmp_path / f"{name}.csv").write_text(
            f"customer,joined,left_on\n{name}1,2024-01-01,\n{name}2,2024-01-01,2024-01-09\n{name}3,2024-01-02,{wrong}\n"
            f"{name}4,2024-01-02,2024-01-05\n"
        )
    events = read_events(tmp_path)
    assert events.report.rejected[["part", "line", "column"]].values.tolist() == [
        ["a.csv", 4, "left_on"],
        ["b.csv", 4, "left_on"],
    ]
    assert events.report.parts is not None
    assert events.report.parts[["lines", "kept", "rejected"]].values.tolist() == [[7, 6, 1], [7, 6, 1]]


@pytest.mark.parametrize(
    "text",
    [
        # One thing with a start and an end; an id that comes twice; only one time; a date of birth.
        "id,task,start_date,end_date\n1,a,2024-01-01,2024-01-02\n2,b,2024-01-01,2024-01-03\n",
        "customer,what,day,billed_on\nc,a,2024-01-01,2024-02-01\nc,b,2024-01-02,2024-02-02\n",
        "customer_id,name,signup\n1,Ann,2024-01-01\n2,Bob,2024-01-02\n",
        "event_id,user_id,page_title,created_at,opened_at\n1,u,a,2024-01-01,2024-01-02\n2,v,b,2024-01-02,2024-01-03\n",
        "order_id,customer_id,ordered,shipped\n1,c,2024-01-01,2024-01-02\n2,c,2024-01-02,2024-01-03\n",
        "user_id,title,created_at,updated_at\nu,a,2024-01-01,2024-01-02\nv,b,2024-01-02,2024-01-03\n",
        "customer_id,birth_date,signup\n1,1980-01-01,2024-01-01\n2,1990-01-01,2024-01-02\n",
    ],
)
def test_what_may_be_another_table_is_not_turned(csv_file: Callable[..., Path], text: str) -> None:
    with pytest.raises(ColumnRoleError):
        read_events(csv_file(text))


def test_a_log_with_a_second_time_is_read_as_before(csv_file: Callable[..., Path]) -> None:
    events = read_events(
        csv_file("user_id,event,timestamp,loaded_at\nu,a,2024-05-01,2024-06-01\nv,b,2024-05-02,2024-06-01\n")
    )
    assert paths_in(events) == [("a",), ("b",)]


def test_a_shape_that_is_stated_names_the_column_it_lacks(csv_file: Callable[..., Path]) -> None:
    with pytest.raises(ColumnRoleError, match=r"names no column: 'canceled'. Did you mean 'cancelled'\?"):
        read_events(csv_file(WIDE), timestamp_col=["signed_up", "canceled"], layout=Layout(shape="wide"))
    with pytest.raises(ColumnRoleError, match=r"shape='wide' needs a column that says who"):
        read_events(csv_file("a,b\n1,2\n"), layout=Layout(shape="wide"))


TIMES = st.one_of(st.none(), st.dates(pd.Timestamp("2020-01-01").date(), pd.Timestamp("2025-12-31").date()))


@pytest.mark.slow
@settings(max_examples=draws(15), deadline=None)
@given(st.lists(st.tuples(TIMES, TIMES, TIMES), min_size=2, max_size=8))
def test_every_time_is_an_event_of_its_row(rows: list[tuple[object, ...]]) -> None:
    steps = ["asked", "bought", "left"]
    frame = pd.DataFrame(rows, columns=steps).astype("object")
    frame.insert(0, "customer", [f"c{number}" for number in range(len(rows))])
    events = read_events(frame, path_col="customer", timestamp_col=steps, layout=Layout(shape="wide"))
    # The oracle melts the frame, as pandas does.
    long = frame.melt("customer", var_name="event", value_name="time").dropna()
    long["place"] = long["event"].map(steps.index)
    expected = long.sort_values(["customer", "time", "place"])[["customer", "event"]].values.tolist()
    assert qs.rows(events).to_pandas()[["path", "event"]].values.tolist() == expected


@pytest.mark.parametrize(
    "columns",
    [
        ["id", "event", "sent_at", "received_at"],
        ["id", "anonymous", "timestamp", "received_at"],
        ["id", "child_events", "timestamp", "created_at"],
        ["row", "activity", "created_at", "shipped_at"],
    ],
)
def test_times_of_one_record_are_no_steps(columns: list[str]) -> None:
    times = ["2024-03-01 10:00", "2024-03-01 10:05"]
    frame = pd.DataFrame(dict(zip(columns, (["a", "b"], ["x", "y"], times, times), strict=True)))
    with pytest.raises(ColumnRoleError):
        read_events(frame)


def test_ids_that_repeat_are_told() -> None:
    frame = pd.DataFrame({"deal": ["a", "a"], "signed_at": ["2024-03-01", "2024-03-02"], "paid_at": "2024-03-05"})
    said = "ids in 'deal' repeat, though a row is a traveller: the steps of all rows of an id are one path"
    assert said in read_events(frame, path_col="deal", layout="shape=wide").report.notes
    assert said not in read_events(frame.assign(deal=["a", "b"]), layout="shape=wide").report.notes
