"""Read the files that measure a map again, as its sources say."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from journeykit.answers import Answers, read_answers
from journeykit.errors import CancelledError, JourneyKitError, MapError
from journeykit.events import Events
from journeykit.evidence.bindings import read_events_for
from journeykit.evidence.data_files import checked_options, fingerprint, folder_of, located
from journeykit.model.context import Source
from journeykit.model.data_file import DataFile
from journeykit.model.journey import JourneyMap
from journeykit.text import count_words


class RecordedData(NamedTuple):
    """What the files of a map hold now: its log, its answers, and a sentence for each that is not as it was."""

    events: Events | None
    answers: Answers | None
    notes: tuple[str, ...]


def recorded_sources(journey: JourneyMap) -> list[tuple[Source, DataFile]]:
    """Return the sources whose files measure a map: one log and one file of answers at most, the first of each."""
    found: dict[str, tuple[Source, DataFile]] = {}
    for source in journey.sources:
        if source.data is not None:
            found.setdefault(source.data.kind, (source, source.data))
    return list(found.values())


def recorded_files(journey: JourneyMap, path: str | os.PathLike[str] | None = None) -> list[Path]:
    """Return the files, folders and globs that a map names as its data, whether they are there or not."""
    named = [file for _, data in recorded_sources(journey) for file in data.files]
    return [folder_of(journey, path) / file for file in named] if named else []


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


def recorded_answers(journey: JourneyMap, path: str | os.PathLike[str] | None = None) -> Answers | None:
    """Return the answers of the file that a map names; None without. Raises MapError as ``recorded_call``."""
    call = recorded_call(journey, "answers", path)
    return None if call is None else read_answers(**call)


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
    folder = folder_of(journey, path)
    notes: list[str] = []
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
            f"source {source.title!r}: {', '.join(data.files)} has changed since it was recorded{was}, and was read as "
            "it is now. What the map says of it may be old: jk.evidence.record_data(measured) records it anew."
        )
    if data.kind == "answers":
        asked.pop("keep", None)
        return read_answers(reads, **asked)
    # The rules of the map may have changed since.
    return read_events_for(journey, reads, **asked)
