"""What customers say, on a dashboard: charts of answers, quotes behind a theme, measured feelings for the map."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from journeykit import charts
from journeykit.dashboards.panels import card, draw
from journeykit.editors import PlotView
from journeykit.editors._readers import may_edit
from journeykit.summary.voice_views import voice_views
from journeykit.summary.voices import SharedVoices
from journeykit.text import html_text

WIDTH = 560
"""Least width in px of two cards side by side: labels need this room."""
QUOTED = "Choose a theme for quotes. They are redacted, and for you alone: readers see those on pain points of the map."


class VoicesPanel(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """Cards with the charts of what customers say.

    Attributes
    ----------
    plots : dict of PlotView
        The charts, by what they show: ``"feelings"``, ``"spread"``, ``"satisfaction"``, ``"trend"``, ``"personas"``,
        ``"themes"``; those with something to draw.
    write : Button
        Writes the measured feelings onto the map; only for those who edit it.
    quotes : HTML
        Quotes of the theme that was chosen, with ``lists``: readers see none.
    """

    def __init__(self, voices: SharedVoices, *, lists: bool, on_write: Callable[[], str] | None = None) -> None:
        self.plots: dict[str, PlotView] = {}
        self.write = widgets.Button(
            description="Write measured feelings on the map",
            tooltip="As measured points with their number of people and interval; one step, which can be undone",
            icon="pencil",
        )
        self.write.add_class("jk-back")
        self.quotes = widgets.HTML()
        self.quotes.add_class("jk-quotes")
        self._says = widgets.Label()
        self._says.add_class("jk-says")
        self._lists = lists and may_edit(lists)
        self._cards = widgets.Box([])
        self._cards.add_class("jk-voices")
        heading = widgets.HTML("<h2>What customers say</h2>")
        heading.add_class("jk-over")
        bar = widgets.Box([heading, *([self.write, self._says] if on_write is not None else [])])
        bar.add_class("jk-bar")
        super().__init__([bar, self._cards])
        self.add_class("jk-panel")
        self.write.on_click(lambda _: self._write(on_write))
        self.show(voices)

    def show(self, voices: SharedVoices) -> None:
        """Draw other answers, or the same on another map."""
        self._voices = voices
        views = voice_views(voices)
        for name in views:
            if name not in self.plots:
                self.plots[name] = PlotView(selectable=self._lists and name == "themes")
                if name == "themes":
                    self.plots[name].observe(self._theme_chosen, "selected")
        for name, (chart, view) in views.items():
            draw(self.plots[name], getattr(charts, chart), view, WIDTH)
        self.quotes.value = html_text(QUOTED)
        cards = [card(self.plots[name], *([self.quotes] if self._lists and name == "themes" else [])) for name in views]
        self._cards.children = cards
        self._says.value = ""

    def _write(self, on_write: Callable[[], str] | None) -> None:
        if on_write is not None:
            self._says.value = on_write()

    def _theme_chosen(self, change: Any) -> None:
        found = self._voices.theme_query
        if change["new"] is None or found is None:
            self.quotes.value = html_text(QUOTED)
            return
        theme = str(self._voices.themes["theme"].iloc[change["new"]["index"]])
        quotes = found.quotes()
        told = quotes.loc[quotes["theme"] == theme, "quote"]
        said = "".join(f"<blockquote>{html_text(quote)}</blockquote>" for quote in told)
        self.quotes.value = f"<p>{html_text(theme)}</p>{said}"
