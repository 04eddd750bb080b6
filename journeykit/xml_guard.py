"""Parse XML as a stream, without document types, custom entities or anything outside the file.

This is the only module that creates an expat parser. It calls the handlers directly, because a log has millions of
elements.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal
from xml.parsers import expat

from journeykit.errors import JourneyKitError


class XmlError(Exception):
    """XML was refused; readers turn this into an error with the file and the next action.

    ``kind`` is ``doctype`` (which may define entities), ``syntax`` or ``encoding`` (unknown to expat); ``line`` counts
    from 1; ``reason`` is expat's message about the syntax.
    """

    def __init__(self, kind: Literal["doctype", "syntax", "encoding"], line: int, reason: str = "") -> None:
        super().__init__(kind, line, reason)
        self.kind, self.line, self.reason = kind, line, reason


class XmlStream:
    """Feeds XML to the handlers ``start(name, attributes)``, ``end(name)`` and ``text(characters)``, piece by piece."""

    def __init__(
        self,
        start: Callable[[str, dict[str, str]], Any],
        end: Callable[[str], Any] | None = None,
        text: Callable[[str], Any] | None = None,
    ) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = start
        self._parser.EndElementHandler = end
        self._parser.CharacterDataHandler = text
        self._fed = 0

    @property
    def line(self) -> int:
        """The line that is being parsed, counted from 1."""
        return max(1, self._parser.ErrorLineNumber)

    @property
    def waiting_bytes(self) -> int:
        """Number of bytes fed but not parsed yet: expat keeps an unfinished tag in memory."""
        return self._fed - self._parser.CurrentByteIndex

    def feed(self, data: bytes, *, last: bool = False) -> None:
        """Parse the next piece, or raise XmlError; errors of a handler are passed on."""
        self._fed += len(data)
        try:
            self._parser.Parse(data, last)
        except expat.ExpatError as error:
            raise XmlError("syntax", error.lineno, expat.ErrorString(error.code)) from None
        except (ValueError, LookupError) as error:
            if isinstance(error, JourneyKitError):  # From a handler.
                raise
            raise XmlError("encoding", self.line) from None

    def _doctype(self, *_: Any) -> None:
        raise XmlError("doctype", self.line)
