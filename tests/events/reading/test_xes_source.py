"""XES: the real logs equal pm4py's reading; traps are refused; what is not read is said."""

from __future__ import annotations

import gzip
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from journeykit.errors import ColumnRoleError, EventLogError
from journeykit.events import AttributeTest, Events, Label, read_events, relabel
from journeykit.questions import transitions
from tests.cpu import usual_seconds
from tests.events.reading.test_source_kinds import in_order

START = '<?xml version="1.0" encoding="UTF-8"?>\n'


def event(name: str, when: str, more: str = "") -> str:
    return (
        f'<event><string key="concept:name" value="{name}"/><date key="time:timestamp" value="{when}"/>{more}</event>\n'
    )


def log_of(*traces: str, start: str = START) -> str:
    return f'{start}<log xes.version="2.0">\n' + "".join(f"<trace>\n{trace}</trace>\n" for trace in traces) + "</log>"


def trace(case: str, *events: str) -> str:
    return f'<string key="concept:name" value="{case}"/>' + "".join(events)


@pytest.fixture
def xes(tmp_path: Path) -> Callable[..., Path]:
    def write(text: str | bytes, name: str = "log.xes") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


def test_traces_and_events_become_rows_and_their_attributes_columns(xes: Callable[..., Path]) -> None:
    text = log_of(
        trace(
            "c1",
            event("a", "2024-05-01T12:00:00.123+02:00", '<int key="cost" value="3"/>'),
            event("b", "2024-05-02T10:00:00Z"),
        )
        + '<string key="country" value="NL"/>',
        trace("c2", event("a", "2024-05-01T10:00:00Z", '<int key="cost" value="5"/>')),
    )
    events = read_events(xes(text), attribute_cols=["cost", "case:country"])
    assert in_order(events) == [
        ("c1", "a", 1_714_557_600_123_000),
        ("c1", "b", 1_714_644_000_000_000),
        ("c2", "a", 1_714_557_600_000_000),
    ]
    report = events.report
    assert report.roles["path"] == "'case:concept:name' (preset 'xes')"
    assert not report.to_confirm
    # A trace may say things after its events, and they hold for all of them.
    dutch = relabel(events, [Label("dutch", ("*",), (AttributeTest("case:country", "==", "NL"),))])
    assert len(dutch) == 2
    assert len(relabel(events, [Label("dear", ("*",), (AttributeTest("cost", "==", "5"),))])) == 1


def test_what_cannot_be_kept_is_rejected_by_the_number_of_the_event(xes: Callable[..., Path]) -> None:
    text = log_of(
        event("no case", "2024-05-01T10:00:00Z"),
        trace("c1", '<event><string key="concept:name" value="no time"/></event>', event("x", "2024-13-01T10:00:00Z")),
        trace("c2", event("good", "2024-05-01T10:00:00Z"), event("", "2024-05-01T10:00:00Z")),
    )
    report = read_events(xes(text)).report
    assert (report.lines, report.kept) == (5, 1)
    assert report.rejected.values.tolist() == [
        ["log.xes", 1, "case:concept:name", "the path id is empty"],
        ["log.xes", 2, "time:timestamp", "the time is empty"],
        ["log.xes", 3, "time:timestamp", "the time cannot be read"],
        ["log.xes", 5, "concept:name", "the event name is empty"],
    ]


def test_nested_attributes_and_the_lifecycle_are_said(xes: Callable[..., Path]) -> None:
    nested = '<string key="payment" value="card"><int key="inner" value="1"/><int key="more" value="2"/></string>'
    listed = '<list key="items"><values><string key="item" value="x"/></values></list>'
    cycle = '<string key="lifecycle:transition" value="START"/>'
    events = read_events(xes(log_of(trace("c", event("a", "2024-05-01T10:00:00Z", nested + listed + cycle)))))
    assert "attributes inside attributes, not read: 3, in 'payment', 'items'" in events.report.notes
    assert "lifecycle in column 'lifecycle:transition': start 1; each is an event of its own" in events.report.notes
    assert len(read_events(xes(log_of(trace("c", event("a", "2024-05-01", nested)))), attribute_cols=["payment"])) == 1


def test_a_column_that_only_a_late_event_has_is_found_when_it_is_asked_for(xes: Callable[..., Path]) -> None:
    many = [event("a", "2024-05-01T10:00:00Z") for _ in range(2500)]
    path = xes(log_of(trace("c", *many, event("b", "2024-05-02T10:00:00Z", '<string key="late" value="1"/>'))))
    assert read_events(path, attribute_cols=["late"]).attributes == ("late",)
    with pytest.raises(ColumnRoleError, match=r"no column 'never' for the attribute .* Found: .*'late'"):
        read_events(path, attribute_cols=["never"])


def test_an_empty_log_and_a_prefixed_one_are_read(xes: Callable[..., Path]) -> None:
    assert len(read_events(xes(START + "<log/>"))) == 0
    prefixed = log_of(trace("c", event("a", "2024-05-01T10:00:00Z")))
    for tag in ("log", "trace", "event", "string", "date"):
        prefixed = prefixed.replace(f"<{tag}", f"<x:{tag}").replace(f"</{tag}", f"</x:{tag}")
    assert len(read_events(xes(prefixed))) == 1


LAUGHS = "<!DOCTYPE lolz [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY {b} '{'&' + a + ';' * 1}'>" for a, b in ("ab", "bc"))
GOOD = log_of(trace("c", event("a", "2024-05-01T10:00:00Z")))
TRAPS = {
    "a document type with an entity outside": (
        GOOD.replace("<log", "<!DOCTYPE log [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><log", 1).replace('"c"', '"&x;"'),
        "declares a document type, in which entities can hide a trap: refused",
    ),
    "billion laughs": (
        START + LAUGHS + "]><log>&c;</log>",
        "declares a document type, in which entities can hide a trap: refused",
    ),
    "an entity nobody declared": (GOOD.replace('"c"', '"&x;"'), "is not well-formed XML (line 4: undefined entity)"),
    "cut off": (GOOD[:-30], "is not well-formed XML (line"),
    "empty": ("", "is not well-formed XML (line 1: no element found)"),
    "another XML": (START + "<pnml><net/></pnml>", "is XML but no XES log: it begins with <pnml> instead of <log>."),
    "an encoding that is none": (GOOD.replace("UTF-8", "klingon"), "declares an encoding that cannot be read"),
    "nested a thousand times": (
        log_of(trace("c", "<event>" + '<list key="l">' * 1000 + "</list>" * 1000 + "</event>")),
        "nests more than 60 elements: refused",
    ),
}


@pytest.mark.parametrize(("text", "message"), TRAPS.values(), ids=TRAPS)
def test_a_trap_or_a_broken_file_is_refused_in_words(xes: Callable[..., Path], text: str, message: str) -> None:
    with pytest.raises(EventLogError) as error:
        read_events(xes(text))
    assert str(error.value).startswith("log.xes")
    assert message in str(error.value)


def test_a_cut_off_gzip_and_a_bomb_are_refused_at_once(xes: Callable[..., Path]) -> None:
    packed = gzip.compress(log_of(*(trace(f"c{n}", event("a", "2024-05-01T10:00:00Z")) for n in range(3000))).encode())
    assert len(read_events(xes(packed, "log.xes.gz"))) == 3000
    with pytest.raises(EventLogError, match=r"log\.xes\.gz is no whole gzip file: it is damaged or cut off"):
        read_events(xes(packed[: len(packed) // 2], "log.xes.gz"))
    bomb = gzip.compress(f"{START}<log>".encode() + b" " * 100_000_000, 9)
    began = time.process_time()
    with pytest.raises(EventLogError, match="unpacks to more than 200 times its size: refused"):
        read_events(xes(bomb, "bomb.xes.gz"))
    assert usual_seconds(time.process_time() - began) < 10


@pytest.mark.slow
def test_one_endless_text_is_refused_before_it_fills_the_memory(xes: Callable[..., Path]) -> None:
    endless = f'{START}<log><trace><string key="concept:name" value="'.encode() + b"x" * 20_000_000
    with pytest.raises(EventLogError, match=r"has a text of more than 16,777,216 bytes: refused"):
        read_events(xes(endless))
    long = log_of(trace("c", event("y" * 1_000_001, "2024-05-01T10:00:00Z"), event("ok", "2024-05-01T10:00:00Z")))
    assert read_events(xes(long)).report.reasons == {"the text is too long (more than 1 MB)": 1}


@pytest.mark.slow
def test_the_helpdesk_log_equals_pm4pys_reading(real_data: Callable[[str], Path]) -> None:
    pm4py = pytest.importorskip("pm4py")
    path = real_data("helpdesk.xes.gz")
    with warnings.catch_warnings():
        # It would rather have a faster reader of its own, and says so.
        warnings.simplefilter("ignore")
        frame = pm4py.convert_to_dataframe(pm4py.read_xes(str(path), show_progress_bar=False))
    equals_pm4py(read_events(path), frame)


def equals_pm4py(events: Events, frame: object) -> None:
    """Compare counts of events, traces and names, and every transition, with a frame that pm4py has read."""
    pd = pytest.importorskip("pandas")
    assert isinstance(frame, pd.DataFrame)
    assert len(events) == len(frame)
    assert events.path_count == frame["case:concept:name"].nunique()
    assert set(events.event_names) == set(frame["concept:name"])
    counted = events.names().set_index("event")["events"].to_dict()
    assert counted == frame["concept:name"].value_counts().to_dict()
    ordered = frame.reset_index().sort_values(["case:concept:name", "time:timestamp", "index"], kind="stable")
    following = ordered.groupby("case:concept:name")["concept:name"].shift(-1)
    pairs = Counter(
        (here, there) for here, there in zip(ordered["concept:name"], following, strict=True) if isinstance(there, str)
    )
    moves = transitions(events).to_pandas()
    assert dict(zip(zip(moves["source"], moves["target"], strict=True), moves["transitions"], strict=True)) == pairs


@pytest.mark.slow
def test_the_loan_log_is_read_whole_with_its_lifecycle(real_data: Callable[[str], Path]) -> None:
    # The figures of its publication; pm4py's own reading takes longer than a test may.
    events = read_events(real_data("bpic2012.xes.gz"), attribute_cols=["lifecycle:transition", "case:AMOUNT_REQ"])
    assert (len(events), events.path_count, len(events.event_names)) == (262_200, 13_087, 24)
    assert events.report.kept == events.report.lines
    assert (
        "lifecycle in column 'lifecycle:transition': complete 164,506, start 71,376, schedule 26,318; each is an event "
        "of its own. lifecycle_col='lifecycle:transition' makes one event of each start and its complete"
    ) in events.report.notes
    completed = relabel(events, [Label("done", ("*",), (AttributeTest("lifecycle:transition", "==", "COMPLETE"),))])
    assert len(completed) == 164_506
