"""Parse small XML documents as a tree, without document types and within limits of size and depth."""

from __future__ import annotations

from xml.etree.ElementTree import Element, TreeBuilder

from journeykit.errors import FormatError
from journeykit.formats.draft import bounded
from journeykit.xml_guard import XmlError, XmlStream

MOST_BYTES = 5_000_000
MOST_DEPTH = 60
MOST_ELEMENTS = 200_000


def parse_xml(data: bytes, source: str) -> Element:
    """Return the root element, without prefixes of names; XML that is refused raises FormatError."""
    bounded(data, source, MOST_BYTES)
    builder = TreeBuilder()
    depth = elements = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth, elements = depth + 1, elements + 1
        if depth > MOST_DEPTH or elements > MOST_ELEMENTS:
            raise FormatError(source, f"line {stream.line}", "the XML is too deep or too long to be a journey.")
        builder.start(name.rpartition(":")[2], attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name.rpartition(":")[2])

    stream = XmlStream(start, end, builder.data)
    try:
        stream.feed(data, last=True)
    except XmlError as error:
        message = f"the XML is not well-formed: {error.reason or 'unknown encoding'}."
        advice = ""
        if error.kind == "doctype":
            message = "the XML declares a document type, which may hold a trap: refused."
            advice = "Delete the <!DOCTYPE …> and try again."
        raise FormatError(source, f"line {error.line}", message, advice) from None
    return builder.close()
