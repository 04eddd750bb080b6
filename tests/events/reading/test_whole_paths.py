"""Rows that are whole paths become the events of the travellers that they count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit import questions as qs
from journeykit.errors import ColumnRoleError, EventLogError
from journeykit.events import Layout, read_events
from journeykit.events.reading import whole_paths
from tests.draws import draws
from tests.events.reading.shapes import add_up, every_kind, paths_in

ATTRIBUTION = pd.DataFrame(
    {
        "path": ["search > email > direct", "search > direct", "email"],
        "total_conversions": [4, 2, 0],
        "total_conversion_value": [40.0, 20.0, 0.0],
        "total_null": [6, 3, 5],
    }
)


@pytest.mark.slow
def test_paths_with_conversions_give_the_same_travellers_in_every_kind_of_file(tmp_path: Path) -> None:
    for kind, source in every_kind(ATTRIBUTION, tmp_path).items():
        events = read_events(source)
        assert Counter(paths_in(events)) == {
            ("search", "email", "direct", "conversion"): 4,
            ("search", "email", "direct"): 6,
            ("search", "direct", "conversion"): 2,
            ("search", "direct"): 3,
            ("email",): 5,
        }, kind
        reached = qs.reach(events).to_pandas().set_index("event")["paths"]
        assert (reached["search"], reached["conversion"], events.path_count) == (15, 6, 20), kind
        assert not events.has_times
        assert add_up(events), kind
        again = read_events(source, **events.report.to_confirm)
        assert paths_in(again) == paths_in(events), kind
        assert dict(again.report.to_confirm) == {}, kind


def test_the_report_says_what_the_rows_became(csv_file: Callable[..., Path]) -> None:
    report = read_events(csv_file(ATTRIBUTION.to_csv(index=False))).report
    (said,) = [note for note in report.notes if "one row a whole path" in note]
    assert "('path' with ' > ' between its events): 3 rows = 20 paths, 6 of them converted" in said
    assert "and 14 not (converted: 'total_conversions', lost: 'total_null')" in said
    assert report.to_confirm["layout"] == Layout(
        shape="paths", between=" > ", converted="total_conversions", lost="total_null"
    )


@pytest.mark.parametrize(
    "cells",
    [
        ["a > b > a", "b", "b > a"],
        ["a>b>a", "b", "b>a"],
        ["a -> b -> a", "b", "b -> a"],
        ["a→b→a", "b", "b→a"],
        ["a | b | a", "b", "b | a"],
        ["a,b,a", "b", "b,a"],
        ["a;b;a", "b", "b;a"],
        ["a b a", "b", "b a"],
        [["a", "b", "a"], ["b"], ["b", "a"]],
    ],
)
def test_what_stands_between_events_is_found(tmp_path: Path, cells: list[object]) -> None:
    frame = pd.DataFrame({"session": ["x", "y", "z"], "journey": cells})
    for kind, source in every_kind(frame, tmp_path).items():
        if kind == ".xlsx" and isinstance(cells[0], list):
            continue
        events = read_events(source)
        assert paths_in(events) == [("a", "b", "a"), ("b",), ("b", "a")], kind
        assert qs.rows(events).to_pandas()["path"].unique().tolist() == ["x", "y", "z"], kind


def test_columns_for_the_first_event_the_second_and_so_on_are_paths(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"session": list("xyz"), "step_1": ["a", "b", "b"], "step_2": ["b", None, "a"], "step_3": ["a", None, None]}
    )
    for kind, source in every_kind(frame, tmp_path).items():
        events = read_events(source)
        assert paths_in(events) == [("a", "b", "a"), ("b",), ("b", "a")], kind
        assert dict(read_events(source, **events.report.to_confirm).report.to_confirm) == {}, kind


def test_answers_to_numbered_questions_are_no_paths(csv_file: Callable[..., Path]) -> None:
    with pytest.raises(ColumnRoleError):
        read_events(csv_file("respondent,q1,q2,q3\n1,yes,no,yes\n2,no,no,yes\n3,yes,yes,yes\n"))


def test_a_count_that_is_no_number_and_a_path_without_events_are_rejected(csv_file: Callable[..., Path]) -> None:
    log = csv_file('path,conversions,nulls\na > b,many,1\n,3,1\na > b,"1,000",2\na,-1,0\na,99999999,0\n')
    events = read_events(log)
    assert events.path_count == 1_002
    assert events.report.rejected[["line", "column", "reason"]].values.tolist() == [
        [2, "conversions", whole_paths._NO_COUNT],
        [3, "path", "the path has no event"],
        [5, "conversions", whole_paths._NO_COUNT],
        [6, "conversions", whole_paths._NO_COUNT],
    ]
    assert add_up(events)


def test_several_columns_that_could_count_are_asked_for(csv_file: Callable[..., Path]) -> None:
    log = csv_file("path,users,sessions\na > b,1,2\nb > a,2,3\n")
    with pytest.raises(
        EventLogError, match=r"several columns could count .*: 'users', 'sessions'\. Say which: .*count='users'"
    ):
        read_events(log)
    assert read_events(log, layout=Layout(shape="paths", count="sessions")).path_count == 5
    assert read_events(log, layout="shape=paths count=users 'between= > '").path_count == 3


def test_paths_of_a_day_are_not_taken_without_asking(csv_file: Callable[..., Path]) -> None:
    log = csv_file("user,date,journey\nu,2024-05-01,a > b\nv,2024-05-02,b > a\n")
    with pytest.raises(
        ColumnRoleError, match=r"layout=Layout\(shape='paths'\) reads each row as a path, without times"
    ):
        read_events(log)
    assert paths_in(read_events(log, event_col="journey", layout=Layout(shape="paths"))) == [("a", "b"), ("b", "a")]


def test_a_log_whose_pages_have_arrows_is_read_as_before(csv_file: Callable[..., Path]) -> None:
    events = read_events(csv_file("user_id,event,timestamp\nu,shop > cart,2024-05-01\nu,shop > pay,2024-05-02\n"))
    assert events.event_names == ("shop > cart", "shop > pay")


NAMES = st.sampled_from(["home", "cart", "pay now", "help"])


@settings(max_examples=draws(15), deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.lists(NAMES, min_size=1, max_size=4), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=6
    ),
    size=st.integers(1, 8),
)
def test_every_traveller_of_a_row_has_its_events(rows: list[tuple[list[str], int, int]], size: int) -> None:
    frame = pd.DataFrame(
        {"path": [" > ".join(row[0]) for row in rows], "yes": [row[1] for row in rows], "no": [row[2] for row in rows]}
    )
    layout = Layout(shape="paths", between=" > ", converted="yes", lost="no")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole_paths, "BATCH_ROWS", size)
        events = read_events(frame, event_col="path", layout=layout)
    expected = [(*names, "conversion") for names, yes, _ in rows for _ in range(yes)]
    expected += [tuple(names) for names, _, no in rows for _ in range(no)]
    assert paths_in(events) == sorted(expected)


def test_a_column_of_bytes_in_a_table_that_is_no_log_is_no_path(tmp_path: Path) -> None:
    table = pa.table({"who": ["a", "b"], "picture": [b"\xff\x00", b"\xfe"], "what": ["x", "y"]})
    pq.write_table(table, tmp_path / "t.parquet")
    with pytest.raises(EventLogError, match="no column name says"):
        read_events(tmp_path / "t.parquet")
