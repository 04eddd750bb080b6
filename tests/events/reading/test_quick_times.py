"""Times read at once: a subset of what the SQL reads, to the same microsecond, whatever batch a line falls into."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import EventLogError
from journeykit.events import read_events
from journeykit.events.reading.quick_times import quick_times
from tests.events.reading.test_source_kinds import in_order


def quick(*texts: str | None) -> tuple[str | None, list[int | None]]:
    found = quick_times(pa.array(texts, pa.string()), iso_only=False)
    return (None, [None] * len(texts)) if found is None else (found[0], found[1].to_pylist())


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (("2024-05-01", None, "2024-05-02 10:00:00.5"), "iso"),
        (("2024-05-01T10:00Z", "2024-05-01 10:00:00+02", "2024-05-01T10:00:00.123456-0330"), "iso_offset"),
        (("1714564800", "999999999"), "epoch_s"),
        (("1714564800123",), "epoch_ms"),
        (("1714564800123456",), "epoch_us"),
        (("1714564800123456000",), "epoch_ns"),
        # Left to the SQL: more than one shape, or one that only it reads.
        (("2024-05-01T10", "2024-05-01T10"), None),
        (("2024-05-01 100000",), None),
        (("2024-05-01 10:00", "2024-05-01 10:00Z"), None),
        (("2024-05-01 10:00:00.1234567",), None),
        (("2024-05-01T10:00+16:00",), None),
        (("2024-05-01 24:00:00",), None),
        (("2024/05/01",), None),
        (("0000-01-01",), None),
        (("1714564800", "1714564800123"), None),
        # Digits below a microsecond are told, and these may be dates.
        (("1714564800123456789",), None),
        (("2024010110",), None),
        (("202401011000",), None),
        (("+714564800",), None),
        (("-714564800",), None),
        (("20240501",), None),
        (("2024-05-01", "x"), None),
        ((None,), None),
        ((), None),
    ],
)
def test_a_batch_is_read_whole_or_not_at_all(texts: tuple[str | None, ...], kind: str | None) -> None:
    found, micros = quick(*texts)
    assert found == kind
    assert [number is not None for number in micros] == [kind is not None and text is not None for text in texts]


SHAPES = st.sampled_from(
    ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S.%fZ",
     "%Y-%m-%d %H:%M:%S+05:45", "%Y-%m-%dT%H:%M-0330", "%Y-%m-%dT%H:%M:%S+14", "s", "ms", "us", "ns"]
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(
    instants=st.lists(st.integers(10**15, 4 * 10**15), min_size=1, max_size=8),
    shape=SHAPES,
    spoiled=st.sampled_from(["2024-05-01 24:00:00", "2024-02-30", "yesterday", "1714564800123456789012"]),
)
def test_a_spoiled_line_leaves_every_other_time_of_its_batch_as_it_was(
    instants: list[int], shape: str, spoiled: str
) -> None:
    if "%" in shape:
        written = [pd.Timestamp(micros, unit="us").strftime(shape) for micros in instants]
    else:
        scale = {"s": 10**6, "ms": 10**3, "us": 1}.get(shape)
        written = [str(micros // scale if scale else micros * 1000 + 7) for micros in instants]
    clean = pd.DataFrame({"user_id": "u", "event": [f"e{n}" for n in range(len(written))], "timestamp": written})
    extra = pd.DataFrame({"user_id": ["v"], "event": ["bad"], "timestamp": [spoiled]})
    read = in_order(read_events(clean))
    try:
        both = in_order(read_events(pd.concat([clean, extra])))
    except EventLogError as error:
        # The spoiled one is of another kind than the rest.
        assert "written in more than one way" in str(error)  # noqa: PT017
        return
    assert [row for row in both if row[0] == "u"] == read


def test_counts_of_both_ways_are_added_up_in_a_message(tmp_path: Path) -> None:
    head = "user_id,event,timestamp\n"
    written = {"a": ["2024-05-01", "2024-05-02"], "b": ["2024-05-01", "2024/05/02"], "c": ["1714564800"]}
    for name, times in written.items():
        (tmp_path / f"{name}.csv").write_text(head + "".join(f"u,x,{time}\n" for time in times))
    with pytest.raises(EventLogError, match=r"4 as year-month-day .*14:05 \(first: line 2 of a\.csv\); 1 as"):
        read_events(tmp_path)
