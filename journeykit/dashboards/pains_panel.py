"""Pain points that the data suggest: looked for when asked, each put on the map by a button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets
import pandas as pd

from journeykit import evidence
from journeykit.errors import JourneyKitError
from journeykit.evidence import MeasuredMap
from journeykit.text import html_text

MOST = 8
"""Proposals shown."""
ABOUT = (
    "From drop-offs, slow steps, loops, low scores and themes of comments. A severity is a suggestion: it says how "
    "many or how bad, not what it costs."
)


class PainsPanel(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """Proposals of pain points, for those who edit the map.

    Attributes
    ----------
    look : Button
        Looks for proposals: that takes a moment, so it is done when asked.
    frame : DataFrame or None
        The proposals shown, of :func:`journeykit.evidence.pain_proposals`; None before anybody asked.
    adds : list of Button
        A button for each of them.
    """

    def __init__(self, measured: Callable[[], MeasuredMap], apply: Callable[[list[dict[str, Any]]], object]) -> None:
        self._measured, self._apply = measured, apply
        self.frame: pd.DataFrame | None = None
        self.adds: list[widgets.Button] = []
        heading = widgets.HTML("<h2>Pain points in the data</h2>")
        heading.add_class("jk-over")
        self.look = widgets.Button(description="Look for pain points", icon="search")
        self.look.add_class("jk-back")
        self._says = widgets.Label(ABOUT)
        self._says.add_class("jk-says")
        bar = widgets.Box([heading, self.look])
        bar.add_class("jk-bar")
        self._rows = widgets.VBox([])
        self._rows.add_class("jk-pains")
        super().__init__([bar, self._says, self._rows])
        self.add_class("jk-card")
        self.look.on_click(lambda _: self.show())

    def show(self) -> None:
        """Look for proposals and show them."""
        try:
            self.frame = evidence.pain_proposals(self._measured()).head(MOST)
        except JourneyKitError as error:
            self._says.value = str(error)
            return
        self.adds, rows = [], []
        for row in self.frame.to_dict("records"):
            told = widgets.HTML(_told(row))
            told.add_class("jk-pain")
            on_map = isinstance(row["pain_point_id"], str)
            add = widgets.Button(
                description="Bring up to date" if on_map else "Put on the map",
                tooltip=f"A pain point: {row['name']}",
            )
            add.add_class("jk-back")
            add.on_click(lambda button, row=row: self._add(button, row))
            self.adds.append(add)
            line = widgets.Box([told, add])
            line.add_class("jk-pain-row")
            rows.append(line)
        self._rows.children = rows
        self._says.value = ABOUT if rows else "The data suggest none: nothing passes the limits."

    def _add(self, button: widgets.Button, row: dict[Any, Any]) -> None:
        self._apply(list(evidence.pain_edits(self._measured(), row)))
        button.description, button.disabled = "On the map", True


def _told(row: dict[Any, Any]) -> str:
    place = row["touchpoint"] if isinstance(row["touchpoint"], str) else row["stage"]
    period = f" · {row['period']}" if row["period"] else ""
    return (
        f"<strong>{html_text(row['name'])}</strong>"
        f"<div>{html_text(row['kind'])} · {html_text(place)} · severity {int(row['severity'])} of 5: "
        f"{html_text(row['severity_from'])}</div><div>{html_text(row['numbers'])}{html_text(period)}</div>"
    )
