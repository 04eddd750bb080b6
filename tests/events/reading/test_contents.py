"""Packed files: what is inside is read whatever the name says, and what unpacks without end is refused."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from journeykit.errors import EventLogError
from journeykit.events import read_events

TEXT = b"user_id,event,timestamp\nu1,home,2024-05-01 10:00\nu1,pay,2024-05-01 10:05\n"
CsvFile = Callable[..., Path]


def zipped(*files: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return packed.getvalue()


@pytest.mark.parametrize("name", ["log.csv", "log.csv.gz", "log.data", "log", "log.parquet"])
@pytest.mark.parametrize(
    "pack",
    [
        lambda text: text,
        gzip.compress,
        bz2.compress,
        lzma.compress,
        lambda text: zipped(("log.csv", text)),
        lambda text: zipped(("a/log.csv.gz", gzip.compress(text)), ("__MACOSX/log.csv", b"x"), ("README", b"About.")),
        lambda text: gzip.compress(gzip.compress(text)),
        lambda text: zipped(("inner.zip", zipped(("log.csv", text)))),
    ],
    ids=["plain", "gzip", "bz2", "xz", "zip", "gzip in a zip", "gzip twice", "zip in a zip"],
)
def test_the_bytes_decide_how_a_file_is_packed(csv_file: CsvFile, pack: Callable[[bytes], bytes], name: str) -> None:
    events = read_events(csv_file(pack(TEXT), name))
    assert events.event_names == ("home", "pay")
    assert events.report.source == name
    assert events.report.lines == 2


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, lambda text: zipped(("a.csv", text))])
def test_a_packed_file_that_is_cut_off_says_so(csv_file: CsvFile, pack: Callable[[bytes], bytes]) -> None:
    whole = pack(TEXT * 50)
    with pytest.raises(EventLogError, match=r"is no whole \w+ file: it is damaged or cut off\. Fetch it again\."):
        read_events(csv_file(whole[:-30]))


def test_a_zip_that_unpacks_without_end_or_has_a_password_is_refused(csv_file: CsvFile) -> None:
    bomb = zipped(("log.csv", TEXT + b"u1,home,2024-05-01 10:00\n" * 3_000_000))
    with pytest.raises(EventLogError, match="unpacks to more than 200 times its size: refused"):
        read_events(csv_file(bomb))
    locked = bytearray(zipped(("log.csv", TEXT)))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(EventLogError, match=r"is locked with a password\. Unpack it and read what is inside\."):
        read_events(csv_file(bytes(locked)))


def test_a_zip_in_a_zip_in_a_zip_ends_somewhere(csv_file: CsvFile) -> None:
    data = zipped(("log.csv", TEXT))
    for _ in range(6):
        data = zipped(("inner.zip", data))
    with pytest.raises(EventLogError, match="is packed more than 4 times: refused"):
        read_events(csv_file(data), strict=True)
