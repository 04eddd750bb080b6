"""XML parsed as a stream, without document types, custom entities or anything outside the file.

This is the only module that creates an expat parser. Handlers are called by it directly: a log has
millions of elements.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal
from xml.parsers import expat

from journeykit.errors import JourneyKitError

__all__ = ["XmlError", "XmlStream"]


class XmlError(Exception):
    """Why XML was refused. A reader turns it into an error that names its file and the next action.

    Attributes
    ----------
    kind : {"doctype", "syntax", "encoding"}
        A document type is declared (entities hide in one); not well-formed; an encoding that expat does not know.
    line : int
        Line of the file, counted from 1.
    reason : str
        What expat says about the syntax.
    """

    def __init__(self, kind: Literal["doctype", "syntax", "encoding"], line: int, reason: str = "") -> None:
        super().__init__(kind, line, reason)
        self.kind, self.line, self.reason = kind, line, reason


class XmlStream:
    """Feeds XML to handlers piece by piece.

    Parameters
    ----------
    start : callable
        ``start(name, attributes)``, called for each start tag.
    end, text : callable, optional
        ``end(name)`` for each end tag, ``text(characters)`` for text.

    Examples
    --------
    >>> names = []
    >>> XmlStream(lambda name, attributes: names.append(name)).feed(b"<map><stage/></map>", last=True)
    >>> names
    ['map', 'stage']
    """

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
        """How much was fed but not parsed yet: expat keeps an unfinished tag in memory."""
        return self._fed - self._parser.CurrentByteIndex

    def feed(self, data: bytes, *, last: bool = False) -> None:
        """Parse the next piece; what a handler raises passes through.

        Raises
        ------
        XmlError
            A document type, a syntax error or an unknown encoding.
        """
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
