"""Open JSON: one event a line, an array of events, or an array under a key; read as a stream in every form."""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any, BinaryIO

from journeykit.encodings import found_encoding
from journeykit.errors import EventLogError, listing
from journeykit.events.reading.contents import Content
from journeykit.events.reading.json_lines import NO_OBJECT, line_records, objects, records_of, value_of
from journeykit.events.reading.json_others import refuse_columns, refuse_others
from journeykit.events.reading.json_values import FieldNames, cell, raw_decode
from journeykit.events.reading.layout import Layout
from journeykit.events.reading.sequence_lines import json_sequences
from journeykit.events.reading.sources import Records, RecordSource, Rejected

HEAD_EVENTS = 2_000
"""Events that are read to find the columns; all events if a column that the user named is not among them."""
USUAL_KEYS = ("events", "data", "results", "rows", "records", "items", "hits", "logs", "log", "entries")
_FLUSH_ROWS = 50_000
_CHUNK = 1 << 20
_MOST_VALUE = 32 << 20
_BLANKS = " \t\r\n"


def json_source(content: Content, layout: Layout, asked: Collection[str] = ()) -> RecordSource:
    """Open a JSON file; ``asked`` are columns that the user named."""
    encoding, said = (layout.encoding, "") if layout.encoding else found_encoding(content.start())
    said_notes = [said] if said else []
    form = _form(content, encoding)
    if form != "array":
        refuse_others(content.name, content.start().decode(encoding, "replace"))
        refuse_columns(content.name, first_object(content, encoding))
    stated = layout.with_words(encoding=encoding if said else None)
    if form == "lines":
        names = _names((value for _, value in objects(content, encoding)), asked)
        _refuse_no_objects(content.name, names)
        notes = ["JSON: one event a line", *said_notes]
        return RecordSource(
            content.name,
            list(names.keys),
            "line",
            lambda columns: line_records(content, encoding, [names.keys[column] for column in columns], notes),
            layout=stated,
        )
    if form == "array" and (
        lists := json_sequences(content, encoding, stated, partial(_document, content, encoding, None))
    ):
        return lists
    key, chosen = _key(content, encoding, layout) if form == "object" else (None, False)
    names = _names(_document(content, encoding, key), asked)
    _refuse_no_objects(content.name, names)
    where = {"array": "an array of events", "stream": "events one after the other"}.get(form, f"events under {key!r}")
    notes = [f"JSON: {where}", *said_notes]
    return RecordSource(
        content.name,
        list(names.keys),
        "event",
        lambda columns: _records(content, encoding, key, names, columns, notes),
        layout=stated.with_words(key=key if chosen else None),
    )


def first_object(content: Content, encoding: str) -> Any:
    """Return the first value of a file, None if it is longer than what is read at first."""
    text = content.start().decode(encoding, "replace").lstrip("\ufeff").lstrip(_BLANKS)
    try:
        return raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _form(content: Content, encoding: str) -> str:
    """Return how the events stand in a file: "lines", "array", "object" (under a key) or "stream"."""
    text = content.start().decode(encoding, "replace").lstrip("\ufeff").lstrip(_BLANKS)
    if text.startswith("["):
        return "array"
    first = text.partition("\n")[0]
    if value_of(first.rstrip(_BLANKS))[0] is not None:
        rest = text[len(first) :].lstrip(_BLANKS)
        # A whole object on the only line may be an event, or hold the events.
        return "lines" if rest or _list_key(value_of(first.rstrip(_BLANKS))[0]) is None else "object"
    try:
        value, end = raw_decode(text)
    except (ValueError, RecursionError):
        # No line of a damaged file of lines is a start of an object that goes on.
        return "lines" if text.count("\n{") else "object"
    if text[end:].lstrip(_BLANKS + ",").startswith("{"):
        return "stream"
    return "object" if _list_key(value) is not None else "stream"


def _list_key(value: Any) -> str | None:
    """Return the key under which an object holds a list of objects that are no parameters, or None."""
    lists = _lists(value)
    usual = [key for name in USUAL_KEYS for key in lists if key.rpartition(".")[2].casefold() == name]
    return next(iter([*usual, *lists]), None)


def _lists(value: Any, above: str = "", depth: int = 3) -> dict[str, int]:
    """Return the keys of the lists of objects in an object, dotted, with the length of each."""
    found: dict[str, int] = {}
    for key, inner in value.items() if isinstance(value, dict) else ():
        if isinstance(inner, list) and inner and isinstance(inner[0], dict) and "key" not in inner[0]:
            found[above + key] = len(inner)
        elif isinstance(inner, dict) and depth > 1:
            found |= _lists(inner, f"{above}{key}.", depth - 1)
    return found


def _key(content: Content, encoding: str, layout: Layout) -> tuple[str, bool]:
    """Return the key of the events in an object, and whether it was chosen among several; raise if none is usual."""
    with content.open() as stream:
        found = dict.fromkeys(key for key, _ in _Walk(content.name, stream, encoding).under_keys())
    if layout.key is not None:
        if layout.key in found:
            return layout.key, False
        raise EventLogError(f"{content.name} has no list of objects under key={layout.key!r}. Found: {listing(found)}.")
    usual = [key for name in USUAL_KEYS for key in found if key.rpartition(".")[2].casefold() == name]
    if not found:
        raise EventLogError(
            f"{content.name} is one JSON object without a list of events. If it holds a table column by column, read "
            "it with pandas.read_json and pass the frame; if it is a map, read_map opens it."
        )
    if len(found) > 1 and not usual:
        raise EventLogError(
            f"{content.name} has lists of objects under several keys: {listing(found)}. Say which holds the events: "
            f"layout=Layout(key={next(iter(found))!r})."
        )
    return (usual[0] if usual else next(iter(found))), len(found) > 1


def _refuse_no_objects(name: str, names: FieldNames) -> None:
    if not names.keys:
        raise EventLogError(
            f"{name} is JSON without events: an event is an object such as "
            '{"user_id": "u1", "event": "home", "timestamp": "2024-05-01T10:00"}. If it holds rows as lists, pass '
            "pandas.DataFrame(rows, columns=[…])."
        )


def _names(values: Iterator[Any], asked: Collection[str]) -> FieldNames:
    names = FieldNames()
    for count, value in enumerate(values):
        if isinstance(value, dict):
            names.add(value, asked)
        if count >= HEAD_EVENTS and all(name in names.keys for name in asked):
            break
    return names


def _document(content: Content, encoding: str, key: str | None) -> Iterator[Any]:
    """Yield the events of an array, of the list under a key, or that follow one another."""
    with content.open() as stream:
        walk = _Walk(content.name, stream, encoding)
        if key is None:
            yield from walk.values()
        else:
            yield from (value for found, value in walk.under_keys() if found == key)


def _records(
    content: Content, encoding: str, key: str | None, names: FieldNames, columns: Sequence[str], notes: Sequence[str]
) -> Iterator[Records]:
    keys = [names.keys[column] for column in columns]
    numbers: list[int] = []
    cells: list[list[str | None]] = [[] for _ in keys]
    rejected: list[Rejected] = []
    yield Records((), (), notes=notes)
    for number, value in enumerate(_document(content, encoding, key), 1):
        if not isinstance(value, dict):
            rejected.append((number, "", NO_OBJECT.replace("line", "entry")))
            continue
        numbers.append(number)
        for column, each in zip(cells, keys, strict=True):
            column.append(cell(value, each))
        if len(numbers) >= _FLUSH_ROWS:
            yield records_of(numbers, cells, rejected)
            numbers, cells, rejected = [], [[] for _ in keys], []
    yield records_of(numbers, cells, rejected)


class _Walk:
    """Reads the values of a JSON document one by one, so that only one of them is in memory."""

    def __init__(self, name: str, stream: BinaryIO, encoding: str) -> None:
        self._name, self._stream = name, stream
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._text, self._at, self._line, self._ended = "", 0, 1, False
        if self._peek() == "\ufeff":
            self._at += 1

    def values(self) -> Iterator[Any]:
        """Yield the elements of an array, or the values that follow one another."""
        if self._peek() == "[":
            yield from self._elements()
            return
        while self._peek():
            yield self._value()
            self._skip(",")

    def under_keys(self, above: str = "", depth: int = 3) -> Iterator[tuple[str, Any]]:
        """Yield the objects of every list inside an object, each with the dotted key of its list."""
        self._expect("{")
        while self._peek() == '"':
            key = above + str(self._value())
            self._expect(":")
            if self._peek() == "[":
                yield from ((key, value) for value in self._elements() if isinstance(value, dict))
            elif self._peek() == "{" and depth > 1:
                yield from self.under_keys(f"{key}.", depth - 1)
            else:
                self._value()
            self._skip(",")
        self._expect("}")

    def _elements(self) -> Iterator[Any]:
        self._expect("[")
        while self._peek() not in ("]", ""):
            yield self._value()
            if not self._skip(",") and self._peek() != "]":
                break
        self._expect("]")

    def _peek(self) -> str:
        while True:
            while self._at < len(self._text):
                letter = self._text[self._at]
                if letter not in _BLANKS:
                    return letter
                self._line += letter == "\n"
                self._at += 1
            if not self._more():
                return ""

    def _skip(self, letter: str) -> bool:
        found = self._peek() == letter
        self._at += found
        return found

    def _expect(self, letter: str) -> None:
        if not self._skip(letter):
            raise self._invalid()

    def _value(self) -> Any:
        self._peek()
        size = _CHUNK
        while True:
            try:
                value, end = raw_decode(self._text, self._at)
            except RecursionError:
                raise self._invalid() from None
            except ValueError:
                if len(self._text) - self._at > _MOST_VALUE or not self._more(size):
                    raise self._invalid() from None
                size *= 2
                continue
            # A number at the end of what was read may go on.
            if end == len(self._text) and self._more():
                continue
            self._line += self._text.count("\n", self._at, end)
            self._at = end
            return value

    def _more(self, size: int = _CHUNK) -> bool:
        if self._ended:
            return False
        try:
            piece = self._stream.read(size)
            self._ended = not piece
            text = self._decoder.decode(piece, final=not piece)
        except UnicodeError:
            raise EventLogError(
                f"{self._name} is not text in its encoding (after line {self._line}). Save it as UTF-8, or pass the "
                "encoding it was written in, for example encoding='cp1252'."
            ) from None
        self._text, self._at = self._text[self._at :] + text, 0
        return True

    def _invalid(self) -> EventLogError:
        return EventLogError(f"{self._name} is not valid JSON (line {self._line}): it is damaged or cut off.")
