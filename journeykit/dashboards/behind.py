"""What is behind a ribbon of the Sankey: the two-step funnel that it is, and the list of those it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ipywidgets as widgets
import pandas as pd

from journeykit import charts
from journeykit.charts import themed
from journeykit.editors import PlotView
from journeykit.events import Query, with_wilson
from journeykit.text import count_words, counted

ROOM = 700
LISTED = 20
"""Ids shown; all of them are one call away."""


@dataclass(frozen=True)
class Flow:
    """A flow as drawn, and the question that it answers.

    ``frame`` has the columns of the Sankey with the names in print; ``asked`` the same rows as the question gave them.
    """

    query: Query
    frame: pd.DataFrame
    asked: pd.DataFrame
    unit: str
    call: str
    stages: int


class Behind(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """The funnel behind a chosen ribbon and, for analysts, the ids that it counts.

    Parameters
    ----------
    lists : bool
        Show ids. Never on a page that others read: those get aggregates only.

    Attributes
    ----------
    plot : PlotView
        The funnel: those in the bar that the ribbon leaves, and those in the ribbon.
    ids : list of str
        The travellers that the ribbon counts; empty where lists are not shown.
    """

    def __init__(self, *, lists: bool, **traits: Any) -> None:
        self.plot = PlotView(selectable=False)
        self.ids: list[str] = []
        self._lists = lists
        self._says = widgets.Label()
        self._call = widgets.Label()
        for label in (self._says, self._call):
            label.add_class("jk-says")
        self._call.add_class("jk-code")
        super().__init__([self.plot, self._says, self._call] if lists else [self.plot], **traits)
        self.add_class("jk-behind")
        self.clear()

    def clear(self) -> None:
        """Show nothing."""
        self.ids, self.layout.display = [], "none"

    def show(self, flow: Flow, place: int) -> None:
        """Show what is behind the ribbon that draws this row of the flow's frame."""
        self.plot.figure = themed(_two_steps(flow, place), "css")
        if self._lists:
            self._list(flow, place)
        self.layout.display = ""

    def _list(self, flow: Flow, place: int) -> None:
        row = flow.asked.iloc[place]
        keys = {key: (None if pd.isna(row[key]) else row[key]) for key in flow.query.members["paths"].keys}
        self.ids = flow.query.paths(**keys).to_pandas()["path"].tolist()
        more = f" and {count_words(len(self.ids) - LISTED)} more" if len(self.ids) > LISTED else ""
        self._says.value = f"The {counted(len(self.ids), flow.unit)} behind it: {', '.join(self.ids[:LISTED])}{more}."
        given = ", ".join(f"{key}={value!r}" for key, value in _plain(keys).items())
        self._call.value = f"All of them: {flow.call}.paths({given}).to_pandas()"


def _plain(keys: dict[str, Any]) -> dict[str, Any]:
    return {key: value.item() if hasattr(value, "item") else value for key, value in keys.items()}


def _two_steps(flow: Flow, place: int) -> Any:
    row = flow.frame.iloc[place]
    same = (flow.frame["source_column"] == row["source_column"]) & (flow.frame["source"] == row["source"])
    whole = int(flow.frame.loc[same & (flow.frame["kind"] != "return"), "paths"].sum())
    part = int(row["paths"])
    onward = {
        "left": f"No further than {row['source']}",
        "end": f"Reached the end, {row['source']}",
        "return": f"Back to {row['target']}",
    }.get(str(row["kind"]), f"Then {row['target']}")
    share = part / whole if whole else float("nan")
    frame = pd.DataFrame(
        {
            "step": [1, 2],
            "name": [str(row["source"]), onward],
            "paths": [whole, part],
            "previous_share": [float("nan"), share],
            "first_share": [1.0, share],
            "position": pd.array([row["source_position"], row["target_position"]], dtype="Int64"),
        }
    )
    note = f"The ribbon as a funnel · n {count_words(whole)}"
    return charts.funnel(
        with_wilson(frame),
        title="Behind the chosen flow",
        note=note,
        unit=flow.unit,
        stages=flow.stages,
        width=ROOM,
    )
