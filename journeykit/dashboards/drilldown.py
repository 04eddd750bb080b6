"""What is behind a ribbon of the Sankey: a funnel of two steps, and the ids of the travellers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import pandas as pd

from journeykit import charts
from journeykit.dashboards.panels import WIDER, draw
from journeykit.editors import PlotView
from journeykit.editors._readers import may_edit
from journeykit.events import Query
from journeykit.summary.click_details import ribbon_view
from journeykit.summary.numbers import SharedNumbers
from journeykit.summary.views import View
from journeykit.text import count_words, counted

LISTED = 20
"""Ids shown; the label below has the call that returns all."""


@dataclass(frozen=True)
class DrawnFlow:
    """A flow, its query, and the call that returns the query."""

    view: View
    query: Query
    call: str


class Behind(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """The funnel behind a chosen ribbon (``plot``) and, with ``lists``, the ``ids`` of its travellers.

    Readers only see aggregates, so ``lists`` is for analysts.
    """

    def __init__(self, *, lists: bool) -> None:
        self.plot = PlotView(selectable=False)
        self.ids: list[str] = []
        self._lists = lists = lists and may_edit(lists)
        self._says = widgets.Label()
        self._call = widgets.Label()
        for label in (self._says, self._call):
            label.add_class("jk-says")
        self._call.add_class("jk-code")
        super().__init__([self.plot, self._says, self._call] if lists else [self.plot])
        self.add_class("jk-behind")
        self.clear()

    def clear(self) -> None:
        """Hide the panel."""
        self.ids, self.layout.display = [], "none"

    def show(self, numbers: SharedNumbers, flow: DrawnFlow, place: int) -> None:
        """Show what is behind the ribbon that draws this row of the flow."""
        draw(self.plot, charts.funnel, ribbon_view(numbers, flow.view, place), WIDER)
        if self._lists and "through" not in set(flow.view.frame["kind"]):
            self._list(numbers, flow, place)
        self.layout.display = ""

    def _list(self, numbers: SharedNumbers, flow: DrawnFlow, place: int) -> None:
        row = flow.view.frame.iloc[place]
        keys = {
            key: _plain(row[f"{key}_id" if f"{key}_id" in row else key]) for key in flow.query.members["paths"].keys
        }
        self.ids = flow.query.paths(**keys).to_pandas()["path"].tolist()
        more = f" and {count_words(len(self.ids) - LISTED)} more" if len(self.ids) > LISTED else ""
        self._says.value = (
            f"The {counted(len(self.ids), numbers.people)} behind it: {', '.join(self.ids[:LISTED])}{more}."
        )
        given = ", ".join(f"{key}={value!r}" for key, value in keys.items())
        self._call.value = f"All of them: {flow.call}.paths({given}).to_pandas()"


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value
