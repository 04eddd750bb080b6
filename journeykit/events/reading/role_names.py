"""What columns are usually called, which of them fill a role by their names, and what to say where none does."""

from __future__ import annotations

import re
from collections.abc import Sequence

from journeykit.errors import ColumnRoleError, listing
from journeykit.events.reading.lifecycle_words import only_starts_and_ends
from journeykit.events.reading.lone_order import Cells, is_order
from journeykit.events.reading.presets import Preset, matching
from journeykit.events.reading.time_parts import without_zone

# Earlier groups win; two hits within a group are an error.
PATH_NAMES: tuple[tuple[str, ...], ...] = (
    ("case:concept:name", "case id", "case", "customer id", "user id", "user pseudo id", "distinct id", "anonymous id",
     "household id", "client id", "visitor id", "domain userid", "person id", "path", "path id", "cookie", "cookie id",
     "fall id", "kunden id", "kundennummer", "kunden nr", "id client", "numéro client", "id cliente", "cliente id",
     "id caso", "caso id", "id utente", "id usuario", "id usuário", "klant id", "klantnummer"),
    ("customer", "user", "household", "client", "visitor", "person", "uid", "device id", "kunde", "kundin", "fall",
     "utilisateur", "cliente", "caso", "usuario", "usuário", "utente", "klant", "gebruiker"),
    ("email", "e mail", "email address", "e mail address", "mail"),
    ("session id", "visit id", "session", "visit", "ga session id", "sitzung", "sesión", "sessão", "sessione"),
)  # fmt: skip
EVENT_NAMES: tuple[tuple[str, ...], ...] = (
    (
        "concept:name",
        "event",
        "event name",
        "activity",
        "activity id",
        "activity name",
        "event type",
        "aktivität",
        "aktivitaet",
        "ereignis",
        "activité",
        "événement",
        "evenement",
        "actividad",
        "evento",
        "attività",
        "atividade",
        "activiteit",
        "gebeurtenis",
    ),
    (
        "action",
        "event action",
        "page",
        "webpage",
        "page path",
        "touchpoint",
        "step",
        "screen name",
        "aktion",
        "schritt",
        "étape",
        "acción",
        "paso",
        "azione",
        "ação",
        "actie",
        "seite",
        "página",
        "pagina",
    ),
    ("arbeitsschritt", "prozessschritt", "tätigkeit", "task name", "operation", "process step"),
    ("path", "pathname", "url", "page url", "page location", "current url"),
)
TIME_NAMES: tuple[tuple[str, ...], ...] = (
    ("time:timestamp", "timestamp", "event timestamp", "complete timestamp", "event time", "datetime", "date time",
     "derived tstamp", "collector tstamp", "occurred at", "created at", "ts", "zeitstempel", "zeitpunkt", "horodatage",
     "date heure", "fecha hora", "data ora", "data hora", "marca de tiempo", "tijdstip", "tijdstempel"),
    ("time", "date", "datum", "fecha"),
    ("start", "start time", "start timestamp", "started at", "start date", "begin", "begin time", "startzeit",
     "beginn"),
)  # fmt: skip
SPLIT_TIME_NAMES: tuple[tuple[str, str], ...] = (
    ("date", "time"), ("event date", "event time"), ("datum", "uhrzeit"), ("datum", "zeit"), ("datum", "tijd"),
    ("date", "heure"), ("fecha", "hora"), ("data", "ora"), ("data", "hora"),
)  # fmt: skip
ORDER_NAMES: tuple[str, ...] = (
    "click order", "event order", "order in time", "sequence number", "seq", "event index", "event rank",
    "hit number", "batch ordering id",
)  # fmt: skip

_PLACES = ("path", "path id", "pathname")
"""Names of a column with ids in one tool, and with the addresses of pages in another."""
_ADDRESS = re.compile(r"(https?://|/)\S*", re.IGNORECASE)

PARAMETERS = {"path": "path_col", "event": "event_col", "time": "timestamp_col", "order": "order_col", "end": "end_col",
              "duration": "duration_col", "lifecycle": "lifecycle_col"}  # fmt: skip
"""Role -> the argument that names its column; that of any other role is ``attribute_cols``."""


def guess(role: str, columns: Sequence[str], cells: Cells) -> tuple[str, ...]:
    """Return the columns that fill a role by their names, or ()."""
    if role == "time":
        return _guess_times(columns)
    wants_addresses = role == "event"
    halves: list[str] = []
    for names in PATH_NAMES if role == "path" else EVENT_NAMES:
        hits = [
            hit
            for hit in matching(columns, names)
            if not matching((hit,), _PLACES) or _holds_addresses(hit, cells) is wants_addresses
        ]
        if role == "event":  # Whether an activity starts or ends is not which one it is.
            halves += [hit for hit in hits if only_starts_and_ends(cells(hit) or ())]
            hits = [hit for hit in hits if hit not in halves]
        if len(hits) == 1:
            return (hits[0],)
        # Numbers in the order of events are not what happened.
        named = [hit for hit in hits if not is_order(cells(hit), None)] if role == "event" and hits else []
        if len(named) == 1:
            return (named[0],)
        if hits:
            raise _ambiguous(role, hits, [hit for hit in hits if role != "path" or _repeats(hit, cells) is not False])
    return tuple(halves) if len(halves) == 1 else ()


def _holds_addresses(column: str, cells: Cells) -> bool:
    """Return whether most cells of a column are addresses of pages."""
    texts = [cell for cell in cells(column) or () if cell]
    return sum(_ADDRESS.fullmatch(text) is not None for text in texts) * 2 > len(texts)


def _repeats(column: str, cells: Cells) -> bool | None:
    """Return whether a column has repeated values; None if unknown."""
    found = cells(column)
    return None if found is None else len(set(found)) < len(found)


def _guess_times(columns: Sequence[str]) -> tuple[str, ...]:
    hits = matching(columns, TIME_NAMES[0])
    for names in SPLIT_TIME_NAMES:
        pair = [matching(columns, (name,)) for name in names]
        if all(len(half) == 1 for half in pair) and not set(hits) - {pair[1][0]}:
            return pair[0][0], pair[1][0]
    for candidates in (hits, *(matching(columns, names) for names in TIME_NAMES[1:])):
        if len(candidates) == 1:
            return (candidates[0],)
        if candidates:
            raise _ambiguous("time", candidates, candidates)
    zoned = {column: bare for column in dict.fromkeys(columns) if (bare := without_zone(column)) != column}
    for group in TIME_NAMES:
        candidates = [column for column, bare in zoned.items() if matching((bare,), group)]
        if len(candidates) == 1:
            return (candidates[0],)
    return ()


def _ambiguous(role: str, hits: Sequence[str], likely: Sequence[str]) -> ColumnRoleError:
    named = repr(likely[0]) if likely else "…"
    return ColumnRoleError(
        f"more than one column could be the {role}: {listing(hits)}. Say which: {PARAMETERS[role]}={named}."
    )


def none_fits(
    roles: Sequence[str], columns: Sequence[str], cells: Cells, may_be: Sequence[str] = ()
) -> ColumnRoleError:
    """Return the error for all missing roles. An id column is proposed, not chosen: it may be the id of an order.

    Columns that ``may_be`` the time are proposed too.
    """
    ids = [column for column in columns if column.casefold().endswith("id") and _repeats(column, cells)]
    likely = {"path": repr(ids[0])} if len(ids) == 1 else {}
    likely |= {"time": repr(may_be[0])} if len(may_be) == 1 else {}
    pages = [column for column in matching(columns, _PLACES) if "path" in roles and _holds_addresses(column, cells)]
    why = f" {pages[0]!r} holds addresses of pages, not ids of people or sessions." if pages else ""
    named = ", ".join(f"{PARAMETERS[role]}={likely.get(role, '…')}" for role in roles)
    if list(roles) == ["time"]:
        why = " If the log has no times and its rows are in order, timestamp_col=() says so."
    return ColumnRoleError(
        f"no column name says which one is the {' and which the '.join(roles)}. "
        f"Name {'it' if len(roles) == 1 else 'them'}: {named}.{why} Found: {listing(columns)}."
    )


def guess_order(columns: Sequence[str], tool: Preset | None, how: dict[str, str]) -> str | None:
    for name in (*(tool.order if tool is not None else ()), *ORDER_NAMES):
        if hits := matching(columns, (name,)):
            how["order"] = "guessed by name: breaks ties in time"
            return hits[0]
    return None
