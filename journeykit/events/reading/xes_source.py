"""Read XES, plain or gzip, as a stream: one event is one row, the attributes of its trace are the columns ``case:…``.

The parser reads nothing outside the file and refuses document types, and with them custom entities (``xml_guard``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from journeykit.errors import EventLogError, listing
from journeykit.events.reading.contents import Content
from journeykit.events.reading.sources import Records, RecordSource
from journeykit.xml_guard import XmlError, XmlStream

STANDARD = ("case:concept:name", "concept:name", "time:timestamp")
HEAD_EVENTS = 2_000
"""Events that are read to find the columns; all events if a column that the user named is not among them."""

_CHUNK = 1 << 18
_FLUSH_ROWS = 50_000
_MOST_DEPTH = 60
_MOST_UNPARSED = 16 << 20


def xes_source(content: Content, *, asked: Collection[str] = ()) -> RecordSource:
    """Open an XES log; ``asked`` are columns that the user named."""
    columns = _columns(content, {*STANDARD, *asked})
    return RecordSource(content.name, columns, "event", lambda names: _records(content, names), preset="xes")


def _columns(content: Content, needed: set[str]) -> list[str]:
    walk = _Walk(content.name, None)
    for _ in walk.over(content):
        found = {*walk.event_keys, *(f"case:{key}" for key in walk.trace_keys)}
        if walk.events >= HEAD_EVENTS and needed <= found:
            break
    keys = [*walk.event_keys, *(f"case:{key}" for key in walk.trace_keys)]
    # An empty log has the columns of the standard, so that it can be read.
    return list(dict.fromkeys([*(name for name in STANDARD if name in keys or not walk.events), *keys]))


def _records(content: Content, names: Sequence[str]) -> Iterator[Records]:
    import pyarrow as pa

    walk = _Walk(content.name, frozenset(names))
    line = 1

    def flushed(notes: Sequence[str] = ()) -> Records:
        nonlocal line
        numbers = pa.array(range(line, line + len(walk.rows)), pa.int64())
        cells = [pa.array([row.get(name) for row in walk.rows], pa.string()) for name in names]
        line, walk.rows = line + len(walk.rows), []
        return Records(numbers, cells, notes=notes)

    for _ in walk.over(content):
        if len(walk.rows) >= _FLUSH_ROWS:
            yield flushed()
    yield flushed(walk.notes())


class _Walk:
    """Handlers of the parser, and what they find: rows of the wanted keys, or all keys if ``wanted`` is None."""

    def __init__(self, name: str, wanted: frozenset[str] | None) -> None:
        self.rows: list[dict[str, str]] = []
        self.events = 0
        self.event_keys: dict[str, None] = {}
        self.trace_keys: dict[str, None] = {}
        self._name, self._wanted = name, wanted
        self._nested: Counter[str] = Counter()
        self._last = ""
        self._depth = self._event_depth = self._trace_depth = 0
        self._event: dict[str, str] = {}
        self._trace: dict[str, str] = {}
        self._of_trace: list[dict[str, str]] = []

    def over(self, content: Content) -> Iterator[None]:
        """Parse a file; yields after every chunk."""
        xml = XmlStream(self._start, self._end)
        with content.open() as stream:
            while True:
                chunk = stream.read(_CHUNK)
                try:
                    xml.feed(chunk, last=not chunk)
                except XmlError as error:
                    raise self._refused(error) from None
                if xml.waiting_bytes > _MOST_UNPARSED:
                    raise EventLogError(f"{self._name} has a text of more than {_MOST_UNPARSED:,} bytes: refused.")
                yield
                if not chunk:
                    return

    def _refused(self, error: XmlError) -> EventLogError:
        if error.kind == "doctype":
            return EventLogError(
                f"{self._name} declares a document type, in which entities can hide a trap: refused. No XES log needs "
                "one: delete the <!DOCTYPE …> and try again."
            )
        if error.kind == "encoding":
            return EventLogError(f"{self._name} declares an encoding that cannot be read.")
        return EventLogError(
            f"{self._name} is not well-formed XML (line {error.line}: {error.reason}): damaged or cut off."
        )

    def notes(self) -> list[str]:
        """Return the notes about attributes that were not read."""
        if not self._nested:
            return []
        return [
            f"attributes inside attributes, not read: {sum(self._nested.values()):,}, in {listing(self._nested, 5)}"
        ]

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._event_depth:
            self._attribute(self._event, self.event_keys, self._event_depth, attributes)
            return
        tag = name.rpartition(":")[2] if ":" in name else name
        if tag == "event":
            self._event_depth, self._event = self._depth, {}
        elif self._trace_depth:
            self._attribute(self._trace, self.trace_keys, self._trace_depth, attributes, "case:")
        elif tag == "trace":
            self._trace_depth, self._trace, self._of_trace = self._depth, {}, []
        elif self._depth == 1 and tag != "log":
            raise EventLogError(f"{self._name} is XML but no XES log: it begins with <{tag[:40]}> instead of <log>.")
        elif self._depth > _MOST_DEPTH:
            raise EventLogError(f"{self._name} nests more than {_MOST_DEPTH} elements: refused.")

    def _attribute(
        self, into: dict[str, str], keys: dict[str, None], depth: int, attributes: dict[str, str], prefix: str = ""
    ) -> None:
        key = attributes.get("key", "")
        if self._depth > depth + 1:
            if self._depth > _MOST_DEPTH:
                raise EventLogError(f"{self._name} nests more than {_MOST_DEPTH} elements: refused.")
            if key:
                self._nested[self._last] += 1
            return
        self._last = prefix + key
        keys[key] = None
        value = attributes.get("value")
        if value is None:
            return
        if self._wanted is not None and self._last in self._wanted:
            into[self._last] = value

    def _end(self, _name: str) -> None:
        if self._depth == self._event_depth:
            self.events += 1
            self._event_depth = 0
            if self._wanted is not None:
                (self._of_trace if self._trace_depth else self.rows).append(self._event)
        elif self._depth == self._trace_depth:
            # The attributes of a trace may follow its events.
            self.rows += [self._trace | event for event in self._of_trace] if self._trace else self._of_trace
            self._trace_depth, self._of_trace = 0, []
        self._depth -= 1
