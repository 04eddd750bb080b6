"""journeykit: customer journey maps that are bound to their evidence.

One object, the **journey map**, holds the design (personas, stages, lanes, touchpoints, feelings, happy path, insights)
and the rules that tie it to data, so that its cells can be measured.

Find your room
--------------
``journeykit.model``       what a journey is: frozen values; ``journeykit.model.edit``, here ``jk.edit``: every change
                           ``check(journey)`` what the craft finds wanting; ``diff(a, b)`` what differs between two maps
``journeykit.store``       how it is kept: ``read_map``, ``write_map``, JSON and its schema
``journeykit.formats``     how it travels: spreadsheets, Mermaid, CJML in and out: ``write(journey, "map.xlsx")``
``journeykit.events``      what people did: ``read_events`` and questions (``transitions``, ``steps``, ``funnel`` …)
``journeykit.evidence``    where map and data meet: ``measure`` (reach, conversion, coverage)
``journeykit.frames``      a map as tidy pandas tables
``journeykit.playbook``    what the craft knows: ``suggest(journey, pain_point)``, ideas, a catalogue of what is typical
``journeykit.charts``      how it is drawn: frame -> plotly figure
``journeykit.editors``     how it is changed by hand: ``MapBoard``, ``PersonaEditor``; ``PlotView`` shows a chart
``journeykit.dashboards``  how it is shown together: ``overview(journey, events)``
``journeykit.export``      how it leaves: one self-contained page
``journeykit.serve``       the hardened Voila that ``journeykit demo`` starts
``journeykit.examples``, ``templates``, ``datasets``   ready maps, starting points, seeded synthetic logs

Importing ``journeykit`` loads none of these; each room loads when a name of it is used.

>>> import journeykit as jk
>>> journey = jk.new_map("Dentist", stages=["Search", "Visit", "Follow-up"])
>>> journey = jk.edit.add_touchpoint(journey, "Booking page", stage="search", channel="website")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# Public name -> module that has it. The door stays small: new verbs are found in their rooms.
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
    "transitions": "journeykit.events",
    "steps": "journeykit.events",
    "funnel": "journeykit.events",
    "measure": "journeykit.evidence",
    "MapBoard": "journeykit.editors",
    "PersonaEditor": "journeykit.editors",
    "PlotView": "journeykit.editors",
}
# Every room that the docstring names can be reached; the rooms of everyday use are in __all__ too.
_ROOMS = {
    "charts": "journeykit.charts",
    "dashboards": "journeykit.dashboards",
    "datasets": "journeykit.datasets",
    "edit": "journeykit.model.edit",
    "editors": "journeykit.editors",
    "events": "journeykit.events",
    "evidence": "journeykit.evidence",
    "examples": "journeykit.examples",
    "export": "journeykit.export",
    "formats": "journeykit.formats",
    "frames": "journeykit.frames",
    "model": "journeykit.model",
    "playbook": "journeykit.playbook",
    "serve": "journeykit.serve",
    "store": "journeykit.store",
    "templates": "journeykit.templates",
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
    "examples",
    "export",
    "frames",
    "funnel",
    "measure",
    "model",
    "new_map",
    "playbook",
    "read_events",
    "read_map",
    "steps",
    "store",
    "template",
    "templates",
    "transitions",
    "write_map",
]

if TYPE_CHECKING:
    from journeykit import (
        charts,
        dashboards,
        datasets,
        events,
        evidence,
        examples,
        export,
        frames,
        model,
        playbook,
        store,
        templates,
    )
    from journeykit.editors import MapBoard, PersonaEditor, PlotView
    from journeykit.errors import JourneyKitError
    from journeykit.events import funnel, read_events, steps, transitions
    from journeykit.evidence import measure
    from journeykit.examples import example
    from journeykit.model import JourneyMap, edit, new_map
    from journeykit.model.changes import diff
    from journeykit.model.check import check
    from journeykit.store import read_map, write_map
    from journeykit.templates import template


def __getattr__(name: str) -> Any:
    if name in _DOOR:
        found = getattr(import_module(_DOOR[name]), name)
    elif name in _ROOMS:
        found = import_module(_ROOMS[name])
    else:
        from journeykit.errors import nearest

        hint = nearest(name, __dir__())
        raise AttributeError(f"journeykit has no {name!r}." + (f" Did you mean {hint!r}?" if hint else ""))
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*__all__, *_ROOMS, "__version__"})
