"""The one guard of XML: what a file may not declare, and what each kind of refusal says."""

from __future__ import annotations

from pathlib import Path

import pytest

import journeykit
from journeykit.errors import FormatError
from journeykit.xml_guard import XmlError, XmlStream


def parsed(data: bytes, piece: int) -> None:
    stream = XmlStream(lambda name, attributes: None)
    for start in range(0, len(data), piece):
        stream.feed(data[start : start + piece])
    stream.feed(b"", last=True)


@pytest.mark.parametrize(
    ("data", "kind", "line"),
    [
        (b"<a>\n<b></a>", "syntax", 2),
        (b"<a>", "syntax", 1),
        (b'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "doctype", 2),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "doctype", 1),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "encoding", 1),
        (b'<?xml version="1.0" encoding="big5"?><a/>', "encoding", 1),
    ],
)
@pytest.mark.parametrize("piece", [1, 10_000])
def test_what_is_refused_has_a_kind_and_a_line(data: bytes, kind: str, line: int, piece: int) -> None:
    with pytest.raises(XmlError) as caught:
        parsed(data, piece)
    assert (caught.value.kind, caught.value.line) == (kind, line)
    assert bool(caught.value.reason) == (kind == "syntax")


def test_what_a_handler_raises_passes_through() -> None:
    def start(name: str, attributes: dict[str, str]) -> None:
        raise FormatError("map.xml", "line 1", "too deep.")

    with pytest.raises(FormatError, match="too deep"):
        XmlStream(start).feed(b"<a/>", last=True)


def test_an_unfinished_tag_is_counted_as_waiting() -> None:
    stream = XmlStream(lambda name, attributes: None)
    stream.feed(b"<a>")
    assert stream.waiting_bytes < 100
    stream.feed(b'<b long="' + b"x" * 10_000)
    assert stream.waiting_bytes > 10_000


def test_no_other_module_makes_a_parser_of_xml() -> None:
    package = Path(journeykit.__file__).parent
    makers = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if "expat" in (text := path.read_text(encoding="utf-8")) or "fromstring(" in text or "iterparse(" in text
    }
    assert makers == {"xml_guard.py"}
