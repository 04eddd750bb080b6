"""journeykit: customer journey maps with numbers from your event log.

One object, the **journey map**, has the design (personas, stages, lanes, touchpoints, feelings, happy path, insights)
and the rules that assign events to touchpoints, so that the map can be measured.

Modules
-------
``journeykit.model``       what a map is: frozen values; ``journeykit.model.edit``, here ``jk.edit``: every change
                           ``check(journey)`` finds what is missing; ``diff(a, b)`` shows what differs between two maps
``journeykit.store``       map files: ``read_map``, ``write_map``, shared editing, JSON and its schema
``journeykit.formats``     spreadsheets, Mermaid, CJML in and out: ``write(journey, "map.xlsx")``
``journeykit.events``      event logs: ``read_events``, ``keep`` some paths, ``relabel`` events
``journeykit.questions``   questions to a log: ``transitions``, ``steps``, ``funnel``, ``retention`` …
``journeykit.answers``     what customers say: ``read_answers``, ``csat``, ``nps`` … with intervals
``journeykit.evidence``    a map measured by a log or answers: ``measure`` (reach, coverage, feelings, KPIs)
``journeykit.frames``      a map as tidy pandas tables
``journeykit.playbook``    ideas: ``suggest(journey, pain_point)``, and a catalogue of what is typical
``journeykit.charts``      charts: frame -> plotly figure
``journeykit.editors``     widgets: ``MapBoard``, ``PersonaEditor``; ``PlotView`` shows a chart
``journeykit.dashboards``  the dashboard: ``overview(journey, events)``
``journeykit.export``      pages: a map or a log as one self-contained HTML file
``journeykit.serve``       the restricted Voila server that ``journeykit demo`` starts
``journeykit.examples``, ``templates``, ``datasets``   ready maps, starting points, seeded synthetic logs

Importing ``journeykit`` loads none of these: each module is loaded when it is first used. The guides are listed in the
README.

>>> import journeykit as jk
>>> journey = jk.new_map("Dentist", stages=["Search", "Visit", "Follow-up"])
>>> journey = jk.edit.add_touchpoint(journey, "Booking page", stage="search", channel="website")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# Public name -> its module.
_DOOR = {
    "JourneyKitError": "journeykit.errors",
    "JourneyMap": "journeykit.model",
    "new_map": "journeykit.model",
    "check": "journeykit.model.check",
    "diff": "journeykit.model.changes",
    "read_map": "journeykit.store",
    "write_map": "journeykit.store",
    "template": "journeykit.templates",
    "example": "journeykit.examples",
    "read_events": "journeykit.events",
    "read_answers": "journeykit.answers",
    "transitions": "journeykit.questions",
    "steps": "journeykit.questions",
    "funnel": "journeykit.questions",
    "measure": "journeykit.evidence",
    "MapBoard": "journeykit.editors",
    "PersonaEditor": "journeykit.editors",
    "PlotView": "journeykit.editors",
}
_ROOMS = {
    *("answers", "charts", "dashboards", "datasets", "edit", "editors", "events", "evidence", "examples", "export"),
    *("formats", "frames", "model", "playbook", "questions", "serve", "store", "templates"),
}

__all__ = [
    "JourneyKitError",
    "JourneyMap",
    "MapBoard",
    "PersonaEditor",
    "PlotView",
    "charts",
    "check",
    "dashboards",
    "datasets",
    "diff",
    "edit",
    "events",
    "evidence",
    "example",
    "export",
    "frames",
    "funnel",
    "measure",
    "model",
    "new_map",
    "playbook",
    "questions",
    "read_answers",
    "read_events",
    "read_map",
    "steps",
    "store",
    "template",
    "transitions",
    "write_map",
]

if TYPE_CHECKING:
    from journeykit import answers as answers
    from journeykit import (
        charts,
        dashboards,
        datasets,
        events,
        evidence,
        export,
        frames,
        model,
        playbook,
        questions,
        store,
    )
    from journeykit import templates as templates
    from journeykit.answers import read_answers
    from journeykit.editors import MapBoard, PersonaEditor, PlotView
    from journeykit.errors import JourneyKitError
    from journeykit.events import read_events
    from journeykit.evidence import measure
    from journeykit.examples import example
    from journeykit.model import JourneyMap, edit, new_map
    from journeykit.model.changes import diff
    from journeykit.model.check import check
    from journeykit.questions import funnel, steps, transitions
    from journeykit.store import read_map, write_map
    from journeykit.templates import template


def __getattr__(name: str) -> Any:
    if name in _DOOR:
        found = getattr(import_module(_DOOR[name]), name)
    elif name in _ROOMS:
        found = import_module("journeykit.model.edit" if name == "edit" else f"journeykit.{name}")
    else:
        from journeykit.errors import did_you_mean

        raise AttributeError(f"journeykit has no {name!r}.{did_you_mean(name, __dir__())}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*__all__, *_ROOMS, "__version__"})
