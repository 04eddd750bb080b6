"""Record on a map which files measure it, as sources; ``rereading.py`` reads them again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from journeykit.answers import Answers
from journeykit.errors import JourneyKitError, MapError
from journeykit.events import Events
from journeykit.events.reading.files import source_files
from journeykit.events.reading.stated import KEY
from journeykit.evidence.data_files import as_json, fingerprint, folder_of, within
from journeykit.evidence.disclosure import LEAST
from journeykit.evidence.measured_map import MeasuredMap
from journeykit.model.base import slug
from journeykit.model.context import Source
from journeykit.model.edit import apply_all
from journeykit.model.insight import Period
from journeykit.model.journey import JourneyMap
from journeykit.text import count_words, counted, period_words

Edits = list[dict[str, Any]]
_KINDS = {"events": "analytics", "answers": "survey"}
_OTHERS = {"events": ("survey", "support", "interview"), "answers": ("analytics", "sales_records")}
"""Kinds of source that are of the other kind of data, should they have the same title."""


def record_data(
    measured: MeasuredMap,
    path: str | os.PathLike[str] | None = None,
    *,
    owner: str | None = None,
    least: int = LEAST,
) -> JourneyMap:
    """Return the map with the files that measure it among its sources, so that they are found again.

    Parameters
    ----------
    measured : MeasuredMap
        A map measured by a log, by answers, or both, each read from a file, folder, glob or TOML file.
    path : path-like, optional
        The file of the map; by default the one that it was just read from or written to. The data must lie in its
        folder or below.
    owner : str, optional
        Id of the owner who keeps the data up to date.
    least : int
        The period leaves out the first and the last days with fewer events or answers, because a map is shared.

    Returns
    -------
    JourneyMap
        The edited map; one step in an editor's history. ``journey.sources`` has the path from the map's folder on, the
        columns and options of reading, period, numbers, and a hash of the content: no row, no id, no key of pseudonyms.
        What the map was measured by before stays among the sources without its file.

    Raises
    ------
    MapError
        The data were read from a frame or a query, lie outside the folder of the map, or the map has no file.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> pd.DataFrame({"user_id": ["a", "b"], "event": ["home", "home"],
    ...               "timestamp": ["2026-05-01", "2026-05-02"]}).to_csv("/tmp/journeykit-visits.csv", index=False)
    >>> journey = jk.edit.add_touchpoint(jk.new_map("Shop", stages=["Browse"]), "Home", stage="browse",
    ...                                  binding={"events": ["home"]})
    >>> measured = jk.measure(journey, jk.read_events("/tmp/journeykit-visits.csv"))
    >>> journey = jk.evidence.record_data(measured, "/tmp/journeykit-shop.json")
    >>> jk.write_map(journey, "/tmp/journeykit-shop.json")
    >>> len(jk.measure(jk.read_map("/tmp/journeykit-shop.json")).events)
    2
    """
    return apply_all(measured.journey, data_edits(measured, path, owner=owner, least=least))


def data_edits(
    measured: MeasuredMap,
    path: str | os.PathLike[str] | None = None,
    *,
    owner: str | None = None,
    least: int = LEAST,
) -> Edits:
    """Return the edits of :func:`record_data`, for ``edit.apply_all``."""
    journey, folder = measured.journey, folder_of(measured.journey, path)
    edits: Edits = []
    taken = [source.id for source in journey.sources]
    for kind, data in (("events", measured.log), ("answers", measured.said)):
        if data is None:
            continue
        held = _data_file(kind, data, folder, least)
        title = data.report.source
        fields: dict[str, Any] = {"data": held, **({"owner": owner} if owner else {}), **about(data, least)}
        known = _known(journey, kind, title, [Path(file).name for file in held["files"]])
        edits += [
            {"edit": "update_source", "args": {"id": other.id, "data": None}}
            for other in journey.sources
            if other.data is not None and other.data.kind == kind and other is not known
        ]
        if known is not None:
            if known.note and known.note != _said_of(known):  # Written by a person.
                del fields["note"]
            edits.append({"edit": "update_source", "args": {"id": known.id, **fields}})
        else:
            taken.append(slug(title, taken))
            added = {"name": title, "id": taken[-1], "kind": _KINDS[kind], **fields}
            edits.append({"edit": "add_source", "args": added})
    return edits


def about(data: Events | Answers, least: int = LEAST) -> dict[str, Any]:
    """Return what a source says of data: its note and its date."""
    period = data.period(least=least)
    return {"note": _note(*_numbers(data), period), "as_of": None if period is None else period[1].isoformat()}


def cited_source(measured: MeasuredMap, kind: str, least: int = LEAST) -> tuple[dict[str, Any], str]:
    """Return the edit that makes the log, or the answers, a source of the map, and the id of the source.

    A source that is there is brought up to date and keeps its kind and title.
    """
    data = measured.events if kind == "events" else measured.answers
    sources, title = measured.journey.sources, data.report.source
    given = data.report.stated.get("source")
    names = [Path(given).name] if isinstance(given, str) else []
    source = _known(measured.journey, kind, title, names)
    if source is None:
        id = slug(title, [source.id for source in sources])
        return {"edit": "add_source", "args": {"name": title, "id": id, "kind": _KINDS[kind], **about(data, least)}}, id
    fields = about(data, least)
    if source.data is not None and source.note != _said_of(source):  # Written by a person.
        del fields["note"]
    return {"edit": "update_source", "args": {"id": source.id, **fields}}, source.id


def _known(journey: JourneyMap, kind: str, title: str, names: list[str]) -> Source | None:
    """Return the source of a map that is these data: recorded from a file of one of these names, or so called."""
    held = [source for source in journey.sources if source.data is not None and source.data.kind == kind]
    for source in held:
        if source.data is not None and names and [Path(file).name for file in source.data.files] == names:
            return source
    free = [source for source in journey.sources if source.data is None and source.kind not in _OTHERS[kind]]
    return next((source for source in [*held, *free] if source.title == title), None)


def _numbers(data: Events | Answers) -> tuple[int, int, str]:
    """Return the number of customers and of rows, and what rows are."""
    return (
        (data.respondents, len(data), "answers")
        if isinstance(data, Answers)
        else (data.path_count, len(data), "events")
    )


def _note(n: int, rows: int, what: str, period: Any) -> str:
    people = f"{count_words(n)} people" if what == "answers" else counted(n, "customers")
    return f"{people}, {count_words(rows)} {what}" + (f", {period_words(period)}" if period else "")


def _said_of(source: Source) -> str:
    """Return the note that was made for the data of a source."""
    data = source.data
    if data is None:
        return ""
    period = None if data.period is None else (data.period.start, data.period.end)
    return _note(data.n or 0, data.rows or 0, data.kind, period)


def _data_file(kind: str, data: Events | Answers, folder: Path, least: int) -> dict[str, Any]:
    report = data.report
    options = {name: as_json(value) for name, value in report.stated.items() if name not in ("source", KEY, "name")}
    given = report.stated.get("source")
    if given is None:
        advice = (
            "State them in a TOML file, as jk.events.source describes, and read that."
            if report.sources
            else f"Save them as a file and read it: jk.read_{kind}('{kind}.csv')."
        )
        raise MapError(f"the {kind} were not read from a file that could be found again ({report.source}). {advice}")
    try:
        found = source_files(given) or []
    except JourneyKitError as error:
        raise MapError(f"the {kind} cannot be recorded: {error}") from error
    for file in found:
        within(folder, file)
    size, digest = fingerprint(found)
    period = data.period(least=least)
    n, rows, _ = _numbers(data)
    return {
        "kind": kind,
        "files": [within(folder, file) for file in ([given] if isinstance(given, str) else given)],
        "options": options,
        "pseudonyms": KEY in report.stated,
        "n": n,
        "rows": rows,
        "period": None if period is None else Period(start=period[0], end=period[1]).model_dump(mode="json"),
        "size": size,
        "digest": digest,
    }
