"""Which files measure a map: recorded in its sources, and read again from there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from journeykit.answers import Answers, read_answers
from journeykit.errors import CancelledError, ColumnRoleError, JourneyKitError, MapError
from journeykit.events import Events, read_events
from journeykit.events.reading.files import source_files
from journeykit.events.reading.stated import KEY
from journeykit.evidence.bindings import rule_columns
from journeykit.evidence.data_files import as_json, checked_options, fingerprint, located, within
from journeykit.evidence.disclosure import LEAST
from journeykit.evidence.measured_map import MeasuredMap
from journeykit.model.base import slug
from journeykit.model.context import Source
from journeykit.model.data_file import DataFile
from journeykit.model.edit import apply_all
from journeykit.model.insight import Period
from journeykit.model.journey import JourneyMap
from journeykit.store.files import last_written
from journeykit.text import count_words, counted, period_words

Edits = list[dict[str, Any]]
_KINDS = {"events": "analytics", "answers": "survey"}


class RecordedData(NamedTuple):
    """What the files of a map hold now: its log, its answers, and a sentence for each that is not as it was."""

    events: Events | None
    answers: Answers | None
    notes: tuple[str, ...]


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
        known = next((source for source in journey.sources if _is_same(source, title, held)), None)
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


def folder_of(journey: JourneyMap, path: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder that the data of a map lie in: that of its file."""
    if path is not None:
        given = Path(path).expanduser().absolute()
        return given if given.is_dir() else given.parent
    written = last_written(journey)
    if written is None:
        raise MapError(
            f"map {journey.id!r} is in no file, or was edited since, so there is no folder to look for its data in. "
            "Name the file: path='shop.json'."
        )
    return written.path.parent


def about(data: Events | Answers, least: int = LEAST) -> dict[str, Any]:
    """Return what a source says of data: its note and its date."""
    period = data.period(least=least)
    return {"note": _note(*_numbers(data), period), "as_of": None if period is None else period[1].isoformat()}


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


def _is_same(source: Source, title: str, data: dict[str, Any]) -> bool:
    if source.data is not None and source.data.kind == data["kind"] and list(source.data.files) == data["files"]:
        return True
    return source.title == title and (source.data is None or source.data.kind == data["kind"])


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


# -------------------------------------------------------------------------------------------------------- read again


def recorded_sources(journey: JourneyMap) -> list[tuple[Source, DataFile]]:
    """Return the sources whose files measure a map: one log and one file of answers at most, the first of each."""
    found: dict[str, tuple[Source, DataFile]] = {}
    for source in journey.sources:
        if source.data is not None:
            found.setdefault(source.data.kind, (source, source.data))
    return list(found.values())


def recorded_call(journey: JourneyMap, kind: str, path: str | os.PathLike[str] | None = None) -> dict[str, Any] | None:
    """Return the arguments of ``read_events`` or ``read_answers`` for the data of a map, ready for JSON; None without.

    Raises MapError as :func:`read_data` says it in a note: the file is gone, or lies where a map may not read.
    """
    for source, data in recorded_sources(journey):
        if data.kind == kind:
            _refuse_pseudonyms(source, data)
            reads, _ = located(folder_of(journey, path), source, data)
            return {"source": reads, **checked_options(source, data)}
    return None


def _refuse_pseudonyms(source: Source, data: DataFile) -> None:
    if data.pseudonyms:
        raise MapError(
            f"source {source.title!r} was read with pseudonyms, and a map holds no key. Name it: "
            "jk.evidence.read_data(journey, pseudonym_key='…')."
        )


def read_data(
    journey: JourneyMap,
    path: str | os.PathLike[str] | None = None,
    *,
    pseudonym_key: Any = None,
    **options: Any,
) -> RecordedData:
    """Read the files that measure a map again, as its sources say.

    Parameters
    ----------
    journey : JourneyMap
        A map with recorded data, see :func:`record_data`.
    path : path-like, optional
        The file of the map; by default the one that it was just read from or written to.
    pseudonym_key
        As in ``read_events``, for data that were read with one: a map does not hold it.
    **options
        ``progress`` and ``cancel``, as in ``read_events``; ``keep``, for the log.

    Returns
    -------
    RecordedData
        ``events`` and ``answers``, None where there are none or they cannot be read, and ``notes`` (tuple of str): a
        sentence for a file that has changed, is gone, has lost a column, or lies outside the folder of the map.

    Raises
    ------
    MapError
        The map has no file.
    CancelledError
        The reading was cancelled.

    Notes
    -----
    Only files in the folder of the map or below are read, whatever a map says: one that was shared must not make a
    server read others. A file that has changed is read as it is now.
    """
    folder, notes = folder_of(journey, path), []
    found: dict[str, Any] = {"events": None, "answers": None}
    measuring = recorded_sources(journey)
    for source, data in measuring:
        try:
            found[data.kind] = _read(journey, source, data, folder, pseudonym_key, options, notes)
        except CancelledError:
            raise
        except JourneyKitError as error:
            name = "" if f"source {source.title!r}" in str(error) else f"source {source.title!r}: "
            notes.append(f"{name}{error}")
        except OSError as error:
            notes.append(f"source {source.title!r} cannot be read: {error.strerror}. Check its file and its rights.")
    for source in journey.sources:
        if source.data is not None and all(source is not other for other, _ in measuring):
            notes.append(
                f"source {source.title!r} was not read: a map is measured by one log and one file of answers. Several "
                "files of one log are read as one: jk.read_events([…])."
            )
    return RecordedData(found["events"], found["answers"], tuple(notes))


def _read(
    journey: JourneyMap,
    source: Source,
    data: DataFile,
    folder: Path,
    key: Any,
    options: Mapping[str, Any],
    notes: list[str],
) -> Events | Answers:
    if key is None:
        _refuse_pseudonyms(source, data)
    reads, files = located(folder, source, data)
    asked = {**checked_options(source, data), **options, **({"pseudonym_key": key} if data.pseudonyms else {})}
    size, digest = fingerprint(files)
    if data.digest and (size, digest) != (data.size, data.digest):
        was = f" with {count_words(data.rows)} {data.kind}" if data.rows is not None else ""
        notes.append(
            f"source {source.title!r}: {', '.join(data.files)} has changed since it was recorded{was}, and was read as it "
            "is now. What the map says of it may be old: jk.evidence.record_data(measured) records it anew."
        )
    if data.kind == "answers":
        asked.pop("keep", None)
        return read_answers(reads, **asked)
    stated = list(asked.pop("attribute_cols", ()))
    # The rules of the map may have changed since.
    needed, wanted = ([*dict.fromkeys([*stated, *rule_columns(journey, personas=more)])] for more in (False, True))
    try:
        return read_events(reads, attribute_cols=wanted, **asked)
    except ColumnRoleError:
        if wanted == needed:
            raise
    return read_events(reads, attribute_cols=needed, **asked)
