"""What a file is, is told by its bytes; what is no log is named, with what to do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from journeykit.errors import EventLogError
from journeykit.events import read_events

FRAME = pd.DataFrame({"user_id": ["u", "u"], "event": ["home", "pay"], "timestamp": ["2024-05-01", "2024-05-02"]})
XES = (
    b'<?xml version="1.0"?><log><trace><string key="concept:name" value="u"/>'
    b'<event><string key="concept:name" value="home"/><date key="time:timestamp" value="2024-05-01T10:00:00Z"/></event>'
    b'<event><string key="concept:name" value="pay"/><date key="time:timestamp" value="2024-05-02T10:00:00Z"/></event>'
    b"</trace></log>"
)


def arrow_bytes() -> bytes:
    out = io.BytesIO()
    table = pa.Table.from_pandas(FRAME)
    with pa.ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue()


def excel_bytes() -> bytes:
    out = io.BytesIO()
    FRAME.to_excel(out, index=False)
    return out.getvalue()


KINDS: dict[str, Callable[[], bytes]] = {
    "csv": lambda: FRAME.to_csv(index=False).encode(),
    "tsv": lambda: FRAME.to_csv(index=False, sep="\t").encode(),
    "parquet": FRAME.to_parquet,
    "arrow": arrow_bytes,
    "xlsx": excel_bytes,
    "json": lambda: FRAME.to_json(orient="records").encode(),
    "jsonl": lambda: FRAME.to_json(orient="records", lines=True).encode(),
    "xes": lambda: XES,
}


@pytest.mark.parametrize("name", ["log", "log.txt", "log.csv", "log.json", "log.parquet"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_read_under_any_name(kind: str, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(KINDS[kind]())
    events = read_events(tmp_path / name)
    assert events.event_names == ("home", "pay")
    assert (events.report.lines, events.path_count) == (2, 1)


def office(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.7\n\0\xff", "is a PDF document, not a log. Export the log itself"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 60, "is an old Excel workbook (.xls), not a log. Save it as .xlsx or CSV."),
        (b"\x28\xb5\x2f\xfd\0\xff", "is packed by zstd, not a log. Unpack it first: zstd -d."),
        (b"<!DOCTYPE html>\n<html><body>Log in</body></html>", "is a web page, not a log: perhaps an error or a login"),
        (b"\x00" * 8 + b"DUCK" + b"\0" * 60, "is a DuckDB database, not a log. Pass a relation"),
        (office("word/document.xml"), "is a Word document, not a log. Save the table as .xlsx or CSV."),
        (office("content.xml"), "is an OpenDocument file, not a log. Save the table as .xlsx or CSV."),
    ],
)
def test_what_is_no_log_is_named_with_the_next_action(data: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes(data)
    with pytest.raises(EventLogError) as error:
        read_events(tmp_path / "log.csv")
    assert str(error.value).startswith(f"log.csv {message}")


def test_a_table_in_html_says_how_to_read_it(tmp_path: Path) -> None:
    (tmp_path / "export.xls").write_text("<html><body><table><tr><th>user_id</th></tr></table></body></html>")
    with pytest.raises(EventLogError, match=r"is a web page with a table.*pandas\.read_html\(file\)\[0\]"):
        read_events(tmp_path / "export.xls")
