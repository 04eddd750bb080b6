"""How a file is laid out travels as one value: stated, found and reported, the same for Python and the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from journeykit.cli.columns import in_options
from journeykit.errors import ColumnRoleError, EventLogError
from journeykit.events import Layout, read_events

CsvFile = Callable[..., Path]
ROWS = "shop\tweb\t2024-01-01 10:00:00.000\tu1\tpage_view\nshop\tweb\t2024-01-01 10:01:00.000\tu1\tadd_to_cart\n"
TITLED = "Report of May\n\nuser_id;event;timestamp\nu;a;2024-05-01\n"


def test_a_file_without_a_header_says_so_and_takes_its_names(csv_file: CsvFile) -> None:
    with pytest.raises(ColumnRoleError, match=r"The first line looks like an event, .* with layout=Layout\(columns=\["):
        read_events(csv_file(ROWS))
    names = Layout(columns=["app_id", "platform", "timestamp", "user_id", "event"])
    events = read_events(csv_file(ROWS), layout=names)
    assert (events.event_names, events.report.lines) == (("add_to_cart", "page_view"), 2)
    with pytest.raises(EventLogError, match=r"columns= names 2 columns, and no line has as many: they have 5 \(tab"):
        read_events(csv_file(ROWS.replace(",", ";")), layout=Layout(columns=["a", "b"], delimiter="\t"))


def test_what_was_found_is_the_call_that_states_it(csv_file: CsvFile) -> None:
    report = read_events(csv_file(TITLED)).report
    assert report.to_confirm["layout"] == Layout(delimiter=";", skip=2)
    assert "layout=Layout(delimiter=';', skip=2))" in str(report)
    assert in_options(report).endswith("--layout 'delimiter=semicolon skip=2'")
    again = read_events(csv_file(TITLED), **report.to_confirm).report
    assert (again.kept, dict(again.to_confirm)) == (1, {})


def test_lines_to_skip_are_skipped_whatever_they_look_like(csv_file: CsvFile) -> None:
    text = "who,what,when\n" + TITLED.partition("\n\n")[2].replace(";", ",")
    assert read_events(csv_file(text), layout="skip=1").event_names == ("a",)


@pytest.mark.parametrize(
    "layout",
    [
        Layout(delimiter="\t", skip=2, columns=["a b", "c"], sheet="It's all", encoding="cp1252", key="data.events"),
        Layout(delimiter=","),
        Layout(shape="paths", between=" > ", converted="total conversions", lost="null", count="n"),
        Layout(shape="lines", between="\t"),
        Layout(shape="lines", between=" "),
        Layout(),
    ],
)
def test_a_layout_is_the_same_after_it_was_written_for_a_command(layout: Layout) -> None:
    assert Layout.parsed(layout.in_words()) == layout


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("skipp=2", "'skipp=2' is no part of a layout. Did you mean 'skip'?"),
        ("skip=two", "skip='two' must be a number of lines, 0 or more."),
        ("delimiter=ab", "delimiter='ab' must be one character"),
        ("encoding=klingon", "encoding='klingon' is not known. Try 'utf-8', 'cp1252' or 'utf-16'."),
        ("'skip=2", "no part of a layout"),
        ("shape=path", "shape='path' is no shape of a table. Did you mean 'paths'? Shapes: 'events', 'wide', 'paths'"),
        ("between=", "between='' is nothing: say what stands between the events"),
    ],
)
def test_a_layout_that_is_none_says_why(text: str, message: str) -> None:
    with pytest.raises(EventLogError) as error:
        Layout.parsed(text)
    assert message in str(error.value)
