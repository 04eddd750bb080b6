"""One map as one HTML file for readers: board, feelings, numbers, personas.

The ES modules of the notebook draw facts, board, charts and persona cards, with a small model instead of a kernel: what
a reader can ask of them was counted beforehand (:mod:`journeykit.export.panel`). Numbers of a log are aggregates
without small groups (:mod:`journeykit.summary`).
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journeykit.editors._assets import load_css, load_esm, module_files
from journeykit.editors._board_modules import board_files, board_modules
from journeykit.editors._grounds import board_grounds
from journeykit.editors._plotly_js import plotly_gzip, plotly_version
from journeykit.editors.fact_cards import FactCards, PageHeader
from journeykit.editors.map_board import MapBoard
from journeykit.editors.persona_editor import PersonaEditor
from journeykit.editors.plot_view import PlotView
from journeykit.errors import ExportError
from journeykit.export._parts import Parts
from journeykit.export.map_sections import fact_cards, fact_row, method_section, source_section, title_line
from journeykit.export.page import render_document, save_page, static_text
from journeykit.export.panel import (
    ChartCard,
    curve_panel,
    flow_panel,
    funnel_panel,
    opportunity_panels,
    page_template,
    reach_panels,
    voice_panels,
)
from journeykit.export.reading_section import reading_section
from journeykit.export.section import Section
from journeykit.model.journey import JourneyMap
from journeykit.summary.board import board_numbers, persona_numbers
from journeykit.summary.facts import badges, lead
from journeykit.summary.numbers import LEAST, SharedNumbers, shared_numbers
from journeykit.summary.voice_views import voice_lead
from journeykit.summary.voices import SharedVoices, shared_voices
from journeykit.summary.withheld import TOTAL
from journeykit.text import day_words, html_text, json_script

if TYPE_CHECKING:
    from journeykit.answers import Answers
    from journeykit.events import Events

_NOT_OF_A_PAGE = {"layout", "tabbable", "tooltip"}
_WIDGETS = ("page_header", "fact_cards", "map_board", "plot_view", "persona_editor")
"""The ES modules of a page."""


def map_page(
    journey: JourneyMap,
    path: str | os.PathLike[str],
    events: Events | None = None,
    answers: Answers | None = None,
    *,
    least: int = LEAST,
    persona: str | None = None,
) -> Path:
    """Write a map as one HTML file that needs no network, and return its path.

    The page has the board (with search, zoom, arrows and details on a click), the emotion curve, the numbers of the
    log if there is one, with all switches and clicks of the dashboard, persona cards, sources and definitions. The
    board prints on A3 landscape: on one sheet if it
    fits, else it breaks between lanes and between stages and repeats its headers.

    Parameters
    ----------
    journey : JourneyMap
        The map.
    path
        The file to write; an old file is replaced atomically.
    events : Events, optional
        The log that measures the map. The page has aggregates only, never an id.
    answers : Answers, optional
        What customers say. The page has aggregates only, and no verbatim but those that stand on the map.
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
    return save_page(path, render_map_page(journey, events, answers, least=least, persona=persona))


def render_map_page(
    journey: JourneyMap,
    events: Events | None = None,
    answers: Answers | None = None,
    *,
    least: int = LEAST,
    persona: str | None = None,
    made: datetime | None = None,
    assets: Mapping[str, str] | None = None,
    above: str = "",
) -> str:
    """Return the page of :func:`map_page` as text.

    ``made`` is when its numbers were read, by default now. With ``assets`` the page loads ``script``, ``style`` and
    ``plotly`` from the files of these names instead of holding them. ``above`` is the page that lists this one.
    """
    numbers, voices = _counted(journey, events, answers, least)
    if voices is not None:
        journey = voices.felt
    widgets = _widgets(journey, numbers, voices, persona, made or datetime.now(UTC))
    held = f'<script type="application/json" id="widgets">{json_script(widgets)}</script>'
    body = "\n".join([_plotly(assets), *_body(journey, numbers, voices, widgets, least), held])
    if above:
        body = f'<nav aria-label="Maps"><a href="{html_text(above)}">All maps</a></nav>\n{body}'
    return render_document(
        title=journey.name,
        subtitle=f"{title_line(journey, numbers, voices)} · {widgets['made']}",
        body=body,
        scripts=[assets["script"] if assets else page_script()],
        style=assets["style"] if assets else page_style(),
        # Modules and plotly.js are imported from the text of this page; portraits are data.
        sources={"script-src": "blob:", "img-src": "data:"},
        linked=bool(assets),
    )


def _plotly(assets: Mapping[str, str] | None) -> str:
    """Return plotly.js as a browser does not run it by itself: people wait for the board, which comes first."""
    if assets:
        return f'<script type="text/plain" id="plotly" data-file="{assets["plotly"]}"></script>'
    packed = base64.b64encode(plotly_gzip()).decode()
    return f'<script type="text/plain" id="plotly">{packed}</script>'


def _body(
    journey: JourneyMap,
    numbers: SharedNumbers | None,
    voices: SharedVoices | None,
    widgets: dict[str, Any],
    least: int,
) -> Iterable[str]:
    parts = Parts()
    persona = widgets["board"]["state"]["persona"]
    yield f'<div id="facts">{parts.html(fact_row(widgets["facts"][persona]))}</div>'
    yield (
        '<div id="board" class="wide"><noscript><p>The board is drawn by a script. Allow scripts to see it.</p>'
        "</noscript></div>"
    )
    curve, place = curve_panel(journey, persona), 0
    rows: list[tuple[str, list[ChartCard]]] = [("wide", [curve] if curve else [])]
    if voices is not None:
        rows.append(("even", voice_panels(voices)))
    if numbers is not None:
        rows += [("pair", [flow_panel(numbers), funnel_panel(numbers)]), ("trio", reach_panels(numbers))]
    rows.append(("pair", opportunity_panels(journey, numbers)))
    for kind, panels in rows:
        if panels:
            heading = f'<h2 class="over">{_OVER[kind]}</h2>' if kind in _OVER else ""
            cards = "".join(panel.html(place + number) for number, panel in enumerate(panels, 1))
            place += len(panels)
            yield f'{heading}<div class="{kind}">{cards}</div>'
    if journey.personas:
        yield '<div id="personas" class="wide"></div>'
    told = "".join(parts.html(section) for section in _told(journey, numbers, voices, least))
    yield f'<div class="words">{told}</div>'


_OVER = {"trio": "Whom the touchpoints reach", "even": "What customers say"}
"""The headings over some rows of cards."""


def _told(
    journey: JourneyMap, numbers: SharedNumbers | None, voices: SharedVoices | None, least: int
) -> Iterable[Section]:
    yield source_section(journey)
    yield method_section(journey, numbers, voices)
    if numbers is not None and numbers.shown(TOTAL):
        events = numbers.measured.events
        yield reading_section(events.report, period=events.period(least=least), least=least)


def _counted(
    journey: JourneyMap, events: Events | None, answers: Answers | None, least: int
) -> tuple[SharedNumbers | None, SharedVoices | None]:
    if least < 1:
        raise ExportError(f"the smallest group that is shown must be 1 or more, not {least}. 5 is usual.")
    if events is None and answers is None:
        return None, None
    from journeykit.evidence import measure

    if events is not None and not len(events):
        raise ExportError("the log has no events, so there is nothing to count. Leave it out to show the design.")
    measured = measure(journey, events, answers)
    numbers = None if events is None else shared_numbers(measured, least=least)
    return numbers, shared_voices(measured, least=least)


def _widgets(
    journey: JourneyMap,
    numbers: SharedNumbers | None,
    voices: SharedVoices | None,
    persona: str | None,
    made: datetime,
) -> dict[str, Any]:
    """Return the state of the widgets, as a notebook sends it to a page, and what else its script reads."""
    seen = board_numbers(numbers)
    board = MapBoard(journey, evidence=seen, persona=_first(journey, persona), editable=False)
    when = made.astimezone(UTC)
    said = f"as of {day_words(when.date())}, {when:%H:%M} UTC"
    marks = [
        {"label": badge.label, "definition": badge.definition, "tone": badge.tone} for badge in badges(journey, numbers)
    ]
    heard = [voice_lead(voices)] if voices is not None else []
    everyone = ["", *(one.id for one in journey.personas)]
    widgets: dict[str, Any] = {
        "made": said,
        "header": {"state": _state(PageHeader(journey.name, [*lead(journey, numbers), *heard, said], marks))},
        "facts": {id: fact_cards(journey, numbers, id, voices) for id in everyone},
        "board": {"state": _state(board), "grounds": board_grounds(journey, seen)},
        "plotly": plotly_version(),
        "template": page_template(),
    }
    if journey.personas:
        cards = PersonaEditor(journey, persona=board.persona or None, shares=persona_numbers(numbers), editable=False)
        widgets["personas"] = {"state": _state(cards)}
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


@cache
def page_script() -> str:
    """Return the script of the page of every map, with the modules that it runs."""
    modules: dict[str, dict[str, str]] = {}
    held = list(module_files("map_board.js"))
    for path in board_modules(editing=False):
        modules[path] = board_files(path, held, editing=False)
        held += modules[path]
    texts = {"widgets": {stem: load_esm(stem) for stem in _WIDGETS}, "board": modules}
    return f"globalThis.journeykitWidgets = {json_script(texts)};\n{static_text('map_page.js')}"


@cache
def page_style() -> str:
    """Return the style sheet of the page of every map."""
    shared = load_css()
    widgets = [str(kind._css).removeprefix(shared) for kind in (FactCards, MapBoard, PlotView, PersonaEditor)]
    sheets = [static_text(f"{name}.css") for name in ("page", "parts", "map_page")]
    return "\n".join([shared, *widgets, *sheets])
