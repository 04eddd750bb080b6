"""How the rows of a file are laid out, as one value: stated by the user, or found and reported."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from journeykit.errors import EventLogError, listing, nearest

_WORDS = {"tab": "\t", "comma": ",", "semicolon": ";", "bar": "|", "space": " "}
"""What a delimiter is called on a command line, where a shell would take the sign itself."""

SHAPES = ("events", "wide", "paths", "steps", "lines")
"""What a row may be; see `Layout`."""


@dataclass(frozen=True)
class Layout:
    r"""How the rows of a file are laid out; what is left out is found and reported.

    Attributes
    ----------
    delimiter
        The character between the columns of delimited text.
    encoding
        The encoding of text, such as ``"cp1252"``. UTF-8 and UTF-16 are found, any other one has to be said.
    skip
        The number of lines (rows of a sheet) above the header, or above the first event if ``columns`` is given.
    columns
        The names of the columns of a file without a header.
    sheet
        The sheet of a workbook.
    key
        The key under which a JSON file has its events.
    shape
        What a row is: ``"events"`` (one event, and nothing else is looked for), ``"wide"`` (a traveller, with a column
        of times for each step), ``"paths"`` (a whole path, written in the column ``event_col``), ``"steps"`` (a whole
        path, with a column for the first event, the second …) or ``"lines"`` (text in which each line is a whole path).
    between
        What stands between the events of a whole path, such as ``" > "``; ``"-1"`` is the format of SPMF.
    converted, lost, count
        The columns with the number of travellers of a whole path: who converted, who did not, and all.

    Examples
    --------
    >>> Layout(delimiter=";", skip=2)
    Layout(delimiter=';', skip=2)
    >>> Layout.parsed("skip=2 columns=who,what,when")
    Layout(skip=2, columns=('who', 'what', 'when'))
    >>> Layout(delimiter="\t", sheet="All events").in_words()
    "delimiter=tab 'sheet=All events'"
    """

    delimiter: str | None = None
    encoding: str | None = None
    skip: int | None = None
    columns: Sequence[str] | None = None
    sheet: str | None = None
    key: str | None = None
    shape: str | None = None
    between: str | None = None
    converted: str | None = None
    lost: str | None = None
    count: str | None = None

    def __post_init__(self) -> None:
        delimiter, columns = self.delimiter, self.columns
        if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
            raise EventLogError(f"delimiter={delimiter!r} must be one character that is no quote and no line end.")
        if self.skip is not None and (not isinstance(self.skip, int) or self.skip < 0):
            raise EventLogError(f"skip={self.skip!r} must be a number of lines, 0 or more.")
        if self.shape not in (None, *SHAPES):
            hint = nearest(str(self.shape), SHAPES)
            guess = f" Did you mean {hint!r}?" if hint else ""
            raise EventLogError(f"shape={self.shape!r} is no shape of a table.{guess} Shapes: {listing(SHAPES)}.")
        if self.between == "":
            raise EventLogError("between='' is nothing: say what stands between the events, such as between=' > '.")
        if self.encoding is not None:
            object.__setattr__(self, "encoding", _known_encoding(self.encoding))
        if columns is not None:
            if isinstance(columns, str) or not all(isinstance(name, str) and name for name in columns) or not columns:
                raise EventLogError(
                    "columns= takes the names of all columns in their order: columns=['who', 'what', …]."
                )
            object.__setattr__(self, "columns", tuple(columns))

    @classmethod
    def parsed(cls, text: str) -> Layout:
        """Return the layout that a command line states as ``NAME=VALUE`` parts, divided and quoted as in a shell."""
        said: dict[str, Any] = {}
        try:
            parts = shlex.split(text)
        except ValueError:
            parts = [text]  # A quote is not closed.
        for part in parts:
            name, equals, value = part.partition("=")
            if not equals or name not in (known := [field.name for field in fields(cls)]):
                hint = nearest(name, known)
                guess = f" Did you mean {hint!r}?" if hint else ""
                raise EventLogError(
                    f"{part!r} is no part of a layout.{guess} Parts: {listing(known)}, each as NAME=VALUE."
                )
            if name == "skip":
                if not value.isdecimal():
                    raise EventLogError(f"skip={value!r} must be a number of lines, 0 or more.")
                said[name] = int(value)
            else:
                said[name] = (
                    value.split(",")
                    if name == "columns"
                    else _WORDS.get(value, value)
                    if name in ("delimiter", "between")
                    else value
                )
        return cls(**said)

    def with_words(self, **said: Any) -> Layout:
        """Return the layout with further values; those that are None change nothing."""
        changed = {name: value for name, value in said.items() if value is not None}
        return replace(self, **changed) if changed else self

    @property
    def stated(self) -> dict[str, Any]:
        """What is stated, by name."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name)) is not None}

    def __repr__(self) -> str:
        return f"Layout({', '.join(f'{name}={value!r}' for name, value in self.stated.items())})"

    def in_words(self) -> str:
        """Return the layout as ``parsed`` reads it."""
        said = self.stated | ({"columns": ",".join(self.columns)} if self.columns else {})
        words = {sign: word for word, sign in _WORDS.items()}
        said["delimiter"] = words.get(self.delimiter or "", self.delimiter)
        said["between"] = words.get(self.between or "", self.between)
        return shlex.join([f"{name}={value}" for name, value in said.items() if value is not None])


def _known_encoding(name: str) -> str:
    try:
        "a".encode(name).decode(name)
    except (LookupError, ValueError, TypeError):
        raise EventLogError(f"encoding={name!r} is not known. Try 'utf-8', 'cp1252' or 'utf-16'.") from None
    return name.lower().replace("_", "-")
