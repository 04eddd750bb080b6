"""Several maps behind one selector: the page that ``journeykit demo`` opens."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import ipywidgets as widgets
from comm import get_comm_manager
from IPython import get_ipython

from journeykit import datasets, evidence, examples
from journeykit.answers import Answers, read_answers
from journeykit.dashboards.overview import Overview
from journeykit.dashboards.page_state import PageState, least_of, page_state
from journeykit.editors._readers import NO_DATA, SERVED, may_edit
from journeykit.errors import JourneyKitError, nearest
from journeykit.events import Events
from journeykit.model.journey import JourneyMap
from journeykit.store import read_map
from journeykit.summary.cache import kept_logs

FIRST = "cook-family"
"""The example that explains itself best to somebody who has never seen a map."""

OpenMap = Callable[[], JourneyMap]
OpenLog = Callable[[], Events | None]
OpenAnswers = Callable[[], Answers | None]


@dataclass(frozen=True)
class Offer:
    """A map that can be chosen."""

    open_map: OpenMap
    open_log: OpenLog
    name: str = ""
    open_answers: OpenAnswers = lambda: None

    def state(self, least: int) -> PageState:
        """Return the state; a server's process keeps it: what changes is counted in another one."""
        if SERVED not in os.environ:
            return self._read(least)
        key = (self.name, least)
        if key not in _STATES:
            _STATES[key] = self._read(least)
        return _STATES[key]

    def _read(self, least: int) -> PageState:
        journey = self.open_map()
        found: list[Any] = []
        trouble = []
        for opened in (self.open_log, self.open_answers):
            try:
                found.append(opened())
            except JourneyKitError as error:  # What can be read is worth showing.
                found.append(None)
                trouble.append(str(error))
        state = page_state(journey, *found, least=least)
        return replace(state, trouble=" ".join(trouble)) if trouble else state


_STATES: dict[Any, PageState] = {}


class Gallery(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """A selector and the overview of the chosen map.

    Attributes
    ----------
    chooser : Dropdown
        The names of the maps.
    page : Overview or None
        The page shown now; None while a map cannot be opened, which the page says in words.
    trouble : str
        Why the chosen map or its log cannot be shown; else empty.
    """

    def __init__(self, offers: dict[str, Offer], *, editable: bool | None = None, least: int | None = None) -> None:
        self._offers = offers
        self._editable, self._least = editable, least
        self.page: Overview | None = None
        self._says = widgets.Label()
        self._says.add_class("jk-says")
        # Sentences that come from an address or a file are spoken when they change.
        self.chooser = widgets.Dropdown(options=[(_title(name), name) for name in offers], description="Map")
        self._place = widgets.VBox([])
        bar = widgets.Box([*([self.chooser] if len(offers) > 1 else []), self._says])  # One map leaves no choice.
        bar.add_class("jk-bar")
        super().__init__([bar, self._place])
        self.add_class("jk-gallery")
        self.chooser.observe(lambda _: self._open(), "value")
        self._open()

    def choose(self, name: str) -> Gallery:
        """Open a map by name and return the page; an unknown name is told on the page, an empty one changes nothing.

        Voila builds the page before anybody asks for it; the name comes with the visitor's address, later.
        """
        if name in self._offers:
            self.chooser.value = name
        elif name:
            hint = nearest(name, self._offers)
            self._says.value = f"No map is called “{name[:60]}”." + (f" Did you mean “{hint}”?" if hint else "")
        return self

    def _open(self) -> None:
        self.page, self.trouble = None, ""
        editable = may_edit(self._editable)
        least = least_of(self._least, editable=editable)
        try:
            state = self._offers[self.chooser.value].state(least)
        except JourneyKitError as error:
            self.trouble = said = str(error)
        else:
            self.trouble = state.trouble
            said = state.trouble if state.events is None else ""
            told = replace(state, trouble="") if state.events is None else state
            self.page = Overview(told, persona=None, editable=editable, least=least)
        self._says.value = said
        # Closed, not only taken away: hidden widgets would stay in memory and go on answering.
        for old in self._place.children:
            _close(old)
        self._place.children = [] if self.page is None else [self.page]


def gallery(
    chosen: str = "",
    *,
    own: str | os.PathLike[str] | None = None,
    log: Mapping[str, Any] | None = None,
    least: int | None = None,
) -> Gallery:
    """Return a page that offers every example map with its data, or that shows a map of your own.

    Parameters
    ----------
    chosen : str
        Name of the map to open first, by default the Cook family's; an unknown one is told on the page, never raised.
    own : path-like, optional
        A map file to show alone, to people who read: nothing that they do changes it.
    log : mapping, optional
        Arguments of :func:`journeykit.read_events` for the log that measures your map.
    least : int, optional
        Groups of fewer travellers are not shown on the page of your map, nor what would give them away; left out, 5.

    Returns
    -------
    Gallery
        A box for a notebook cell or a Voila page.

    Examples
    --------
    >>> import journeykit as jk
    >>> jk.dashboards.gallery("cook-family").page.board.map.id
    'cook-family'
    """
    ready = _READY.pop((str(own), repr(log), least), None)
    if ready is not None:
        _connect()
    return (ready or _built(own, log, least)).choose(chosen)


def prepare(own: str | os.PathLike[str] | None, log: Mapping[str, Any] | None, least: int | None) -> str:
    """Build a page for the first who asks for it: a warm process does, so each kernel forked from it has one.

    Return why the map or its log cannot be shown; else an empty text.

    Nobody was told of its widgets; a page asks its kernel for the state of all of them. The process that builds it is
    not used any more once a file of it has changed.
    """
    page = _READY[str(own), repr(log), least] = _built(own, log, least)
    return page.trouble


def _connect() -> None:
    """Let widgets that were made before there was a kernel speak through it: until then ipywidgets sends nothing."""
    kernel = getattr(get_ipython(), "kernel", None)
    for line in cast("dict[str, Any]", get_comm_manager().comms).values():
        line.kernel = kernel


_READY: dict[tuple[str, str, int | None], Gallery] = {}


def _built(own: str | os.PathLike[str] | None, log: Mapping[str, Any] | None, least: int | None) -> Gallery:
    if own is not None:
        answers = partial(_own_answers, own)
        offer = Offer(partial(read_map, own), partial(_own_log, own, log), repr((str(own), log)), answers)
        return Gallery({Path(own).name: offer}, editable=False, least=least)
    names = sorted(examples.names(), key=lambda name: (name != FIRST, name))
    offers = {
        name: Offer(partial(examples.example, name), partial(_example_log, name), name, partial(_example_answers, name))
        for name in names
    }
    # Examples are there to try things out on: nothing of it is kept.
    return Gallery(offers, editable=True)


def _title(name: str) -> str:
    """A name as a reader sees it: ``cook-family`` is the name of a file."""
    return name.replace("-", " ").capitalize()


def _close(widget: widgets.Widget) -> None:
    """Close a widget and everything inside it: a box that closes leaves its children open."""
    for child in getattr(widget, "children", ()):
        _close(child)
    widget.close()


def _example_log(name: str) -> Events:
    roles = {"path_col": "path_id", "event_col": "event", "timestamp_col": "time"}
    return evidence.read_events_for(examples.example(name), datasets.log_for(name), **roles)


def _example_answers(name: str) -> Answers | None:
    return read_answers(datasets.survey_for(name)) if name in datasets.survey_names() else None


def _own_answers(own: str | os.PathLike[str]) -> Answers | None:
    return None if os.environ.get(NO_DATA) else evidence.recorded_answers(read_map(own), own)


def _own_log(own: str | os.PathLike[str], log: Mapping[str, Any] | None) -> Events | None:
    if log is None:
        return None
    # The next server finds the prepared log again, and so does the process that announced this one.
    kept = {"keep": kept_logs()} if SERVED in os.environ else {}
    return evidence.read_events_for(read_map(own), **kept, **log)
