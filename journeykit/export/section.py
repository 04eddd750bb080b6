"""What a page is made of: sections, and in them text, facts, charts, tables and definitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import pandas as pd
import plotly.graph_objects as go


@dataclass(frozen=True)
class Prose:
    """Plain text; an empty line begins a new paragraph."""

    text: str


@dataclass(frozen=True)
class Fact:
    """One number: what it is, the value in words, what it is based on, and whether it is good or bad news."""

    label: str
    value: str
    detail: str = ""
    tone: Literal["", "good", "bad"] = ""


@dataclass(frozen=True)
class Facts:
    """Numbers side by side."""

    facts: Sequence[Fact]


@dataclass(frozen=True, eq=False)
class Chart:
    """A figure of :mod:`journeykit.charts`; it is copied, and coloured by the page. Its sentence is read aloud.

    ``wide``, the same chart drawn for a greater width, is shown where there are 1100 px of room: its labels say more.
    ``paper`` is its width in px when printed; left out, that of an upright A4.
    """

    figure: go.Figure
    caption: str = ""
    wide: go.Figure | None = None
    paper: int | None = None


@dataclass(frozen=True, eq=False)
class HtmlTable:
    """Rows of a frame: ``columns`` maps the columns shown to their titles, in order.

    Columns whose name ends in ``_share`` are written as percentages and those in ``_s`` as durations; other numbers
    with their thousands marked. The first column names the row. ``most`` limits the rows; the caption then says how
    many there are in all.
    """

    caption: str
    frame: pd.DataFrame
    columns: Mapping[str, str]
    most: int | None = None


@dataclass(frozen=True)
class Definitions:
    """Terms and what they mean."""

    terms: Mapping[str, str]


@dataclass(frozen=True)
class Fold:
    """Parts behind a line that opens them; on paper they stay closed."""

    summary: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class Section:
    """A card with a heading."""

    title: str
    parts: Sequence[Part] = field(default_factory=tuple)
    note: str = ""


Part: TypeAlias = Prose | Facts | Chart | HtmlTable | Definitions | Fold
