"""The parts of a page: sections with text, facts, charts, tables and definitions."""

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
    """One number: its label, the value in words, a detail below, and whether it is good or bad."""

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
    """A figure of :mod:`journeykit.charts` in the colours of the page; screen readers read its ``alt`` text.

    ``wide`` is the same chart with longer labels, shown where there are 1100 px of room. ``paper`` is its width in px
    when printed; the default fits A4 portrait.
    """

    figure: go.Figure
    caption: str = ""
    wide: go.Figure | None = None
    paper: int | None = None


@dataclass(frozen=True, eq=False)
class HtmlTable:
    """Rows of a frame: ``columns`` maps the columns shown to their titles, in order.

    Columns whose name ends in ``_share`` are written as percentages, those in ``_s`` as durations, other numbers with
    thousands separators. The first column is the header of its row. If ``most`` limits the rows, the caption gives
    their total number.
    """

    caption: str
    frame: pd.DataFrame
    columns: Mapping[str, str]
    most: int | None = None


@dataclass(frozen=True)
class Definitions:
    """Terms and their definitions."""

    terms: Mapping[str, str]


@dataclass(frozen=True)
class Fold:
    """Parts that a click on the summary opens; they are not printed."""

    summary: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class Section:
    """A card with a heading."""

    title: str
    parts: Sequence[Part] = field(default_factory=tuple)
    note: str = ""


Part: TypeAlias = Prose | Facts | Chart | HtmlTable | Definitions | Fold
