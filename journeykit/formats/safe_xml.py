"""XML read without a document type, entities of its own, or anything outside the file."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from journeykit.errors import FormatError

MOST_BYTES = 5_000_000
MOST_DEPTH = 60
MOST_ELEMENTS = 200_000


def parse_xml(data: bytes, source: str) -> Element:
    """Return the root element, with the prefixes of names cut off.

    Raises
    ------
    FormatError
        Not well-formed, too large or too deep, or with a document type, in which entities hide.

    Examples
    --------
    >>> parse_xml(b"<a:map><b/></a:map>", "map.xml").tag
    'map'
    """
    if len(data) > MOST_BYTES:
        raise FormatError(source, "", f"it has {len(data):,} bytes; {MOST_BYTES:,} are read at most.")
    return _Tree(source).of(data)


class _Tree:
    def __init__(self, source: str) -> None:
        self._source = source
        self._builder = TreeBuilder()
        self._depth = self._elements = 0
        self._parser = expat.ParserCreate()

    def of(self, data: bytes) -> Element:
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._builder.data
        try:
            self._parser.Parse(data, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            if isinstance(error, FormatError):
                raise
            reason = expat.ErrorString(error.code) if isinstance(error, expat.ExpatError) else "unknown encoding"
            raise FormatError(self._source, self._place(), f"the XML is not well-formed: {reason}.") from None
        return self._builder.close()

    def _place(self) -> str:
        return f"line {max(1, self._parser.ErrorLineNumber)}"

    def _doctype(self, *_: Any) -> None:
        why = "the XML declares a document type, which may hold a trap: refused."
        raise FormatError(self._source, self._place(), why, "Delete the <!DOCTYPE …> and try again.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > MOST_DEPTH or self._elements > MOST_ELEMENTS:
            raise FormatError(self._source, self._place(), "the XML is too deep or too long to be a journey.")
        self._builder.start(name.rpartition(":")[2], attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(name.rpartition(":")[2])
