"""One map as one HTML file for readers: board, feelings, numbers, personas.

The ES modules of the notebook draw board and persona cards, with a small model instead of a kernel; charts are frozen.
Numbers of a log are aggregates without small groups (:mod:`journeykit.summary`).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journeykit.editors._assets import load_css, module_files
from journeykit.editors._board_modules import board_files, board_modules
from journeykit.editors._grounds import board_grounds
from journeykit.editors.map_board import MapBoard
from journeykit.editors.persona_editor import PersonaEditor
from journeykit.errors import ExportError
from journeykit.export.flow_page import reading_section
from journeykit.export.map_sections import (
    curve_sections,
    fact_row,
    method_section,
    number_sections,
    opportunity_sections,
    source_section,
    title_line,
)
from journeykit.export.page import plotly_js, render_document, save_page, static_text
from journeykit.model.journey import JourneyMap
from journeykit.summary.board import board_numbers, persona_numbers
from journeykit.summary.numbers import LEAST, SharedNumbers, shared_numbers
from journeykit.summary.withheld import TOTAL
from journeykit.text import json_script

if TYPE_CHECKING:
    from journeykit.events import Events

_NOT_OF_A_PAGE = {"layout", "tabbable", "tooltip"}


def map_page(
    journey: JourneyMap,
    path: str | os.PathLike[str],
    events: Events | None = None,
    *,
    least: int = LEAST,
    persona: str | None = None,
) -> Path:
    """Write a map as one HTML file that needs no network, and return its path.

    The page has the board (with search, zoom, arrows and details on a click), the emotion curve, the numbers of the
    log if there is one, persona cards, sources and definitions. The board prints on A3 landscape: on one sheet if it
    fits, else it breaks between lanes and between stages and repeats its headers.

    Parameters
    ----------
    journey : JourneyMap
        The map.
    path
        The file to write; an old file is replaced atomically.
    events : Events, optional
        The log that measures the map. The page has aggregates only, never an id.
    least : int
        Groups of fewer travellers are not shown, nor is what would give them away by subtraction; 1 shows all.
    persona : str, optional
        Id of the persona shown first; ``""`` is everyone. Default: the first one.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ExportError
        The file cannot be written, ``least`` is below 1, or the log is empty.
    MapError
        There is a log, but no touchpoint of the map is bound to events.
    UnknownIdError
        No persona has that id; names the nearest.

    Examples
    --------
    >>> import journeykit as jk
    >>> jk.export.map_page(jk.example("cook-family"), "/tmp/journeykit-map.html").name
    'journeykit-map.html'
    """
    return save_page(path, render_map_page(journey, events, least=least, persona=persona))


def render_map_page(
    journey: JourneyMap, events: Events | None = None, *, least: int = LEAST, persona: str | None = None
) -> str:
    """Return the page of :func:`map_page` as text."""
    from journeykit.export._parts import Parts

    numbers = _counted(journey, events, least)
    widgets = _widgets(journey, numbers, persona)
    parts = Parts()
    told = [source_section(journey), method_section(journey, numbers)]
    if numbers is not None and numbers.shown(TOTAL):
        period = numbers.measured.events.period(least=least)
        told.append(reading_section(numbers.measured.events.report, period=period, least=least))
    body = "\n".join(
        [
            parts.html(fact_row(journey, numbers)),
            '<div id="board" class="wide"><noscript><p>The board is drawn by this file\'s own script. '
            "Allow scripts to see it.</p></noscript></div>",
            *curve_sections(journey, parts, widgets["board"]["state"]["persona"]),
            *number_sections(parts, numbers),
            *opportunity_sections(journey, parts, numbers),
            *(['<div id="personas" class="wide"></div>'] if journey.personas else []),
            f'<div class="words">{"".join(parts.html(section) for section in told)}</div>',
            f'<script type="application/json" id="widgets">{json_script(widgets)}</script>',
        ]
    )
    return render_document(
        title=journey.name,
        subtitle=title_line(journey, numbers),
        body=body,
        scripts=[static_text("map_page.js")],
        # People wait for the board: five megabytes of plotly.js come after its first paint.
        later=[plotly_js(), static_text("page.js")] if parts.charts else [],
        style=_style(),
        # The board imports its modules from the text of this file; portraits are data.
        sources={"script-src": "blob:", "img-src": "data:"},
    )


def _counted(journey: JourneyMap, events: Events | None, least: int) -> SharedNumbers | None:
    if events is None:
        if least < 1:
            raise ExportError(f"the smallest group that is shown must be 1 or more, not {least}. 5 is usual.")
        return None
    from journeykit.evidence import measure

    if not len(events):
        raise ExportError("the log has no events, so there is nothing to count. Leave it out to show the design.")
    return shared_numbers(measure(journey, events), least=least)


def _widgets(journey: JourneyMap, numbers: SharedNumbers | None, persona: str | None) -> dict[str, Any]:
    """Return text and state of the widgets, as a notebook sends them to a page."""
    seen = board_numbers(numbers)
    board = MapBoard(journey, evidence=seen, persona=_first(journey, persona), editable=False)
    modules = " ".join(board_modules(editing=False))
    files = board_files(modules, list(module_files("map_board.js")), editing=False)
    answers = {"module": {modules: files}, "grounds": board_grounds(journey, seen)}
    widgets = {"board": {"esm": board._esm, "state": _state(board), "answers": answers}}
    if journey.personas:
        cards = PersonaEditor(journey, persona=board.persona or None, shares=persona_numbers(numbers), editable=False)
        widgets["personas"] = {"esm": cards._esm, "state": _state(cards)}
    return widgets


def _first(journey: JourneyMap, persona: str | None) -> str:
    if persona is not None:
        return persona
    return journey.personas[0].id if journey.personas else ""


def _state(widget: Any) -> dict[str, Any]:
    return {
        name: value
        for name, value in widget.get_state().items()
        if not name.startswith("_") and name not in _NOT_OF_A_PAGE
    }


def _style() -> str:
    from journeykit.charts.theme import plotly_css

    shared = load_css()
    widgets = [str(kind._css).removeprefix(shared) for kind in (MapBoard, PersonaEditor)]
    sheets = [static_text(f"{name}.css") for name in ("page", "parts", "map_page")]
    return "\n".join([shared, *widgets, *sheets, plotly_css(".jk-plot")])
