"""The files that measure a map, as its sources name them: where they lie, what they held, how they are read again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from inspect import signature
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from journeykit.answers import read_answers
from journeykit.errors import EventLogError, MapError, did_you_mean, listing
from journeykit.events import Layout, read_events
from journeykit.events.reading.files import source_files
from journeykit.events.reading.stated import checked_arguments
from journeykit.model.context import Source
from journeykit.model.data_file import DataFile
from journeykit.model.journey import JourneyMap
from journeykit.store.files import last_written

PIECE = 1 << 20
WHOLE = 16 * PIECE
"""Bytes up to which a file is hashed as a whole; of a larger one 16 pieces are."""

_NOT_RECORDED = {"source", "keep", "pseudonym_key", "progress", "cancel"}
"""Arguments that are no part of how a file is read, or name a file of the reader's own."""
OPTIONS = {
    kind: tuple(name for name in signature(read).parameters if name not in _NOT_RECORDED)
    for kind, read in (("events", read_events), ("answers", read_answers))
}
"""The arguments that a map may hold, by kind of data."""


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


def within(folder: Path, file: str | os.PathLike[str]) -> str:
    """Return the path of a file from a folder on, ``logs/may.csv``; raise MapError where it does not lie inside."""
    path, home = Path(file).expanduser().resolve(), folder.resolve()
    if path.is_relative_to(home):
        return path.relative_to(home).as_posix()
    raise MapError(
        f"{path.name} does not lie in the folder of the map, {str(folder)!r}, or below it, so that whoever gets the "
        "map with its folder would not find it. Move the file there, or save the map above it. Nothing was changed."
    )


def located(folder: Path, source: Source, data: DataFile) -> tuple[Any, list[Path]]:
    """Return what to read for a source of a map that lies in a folder, and all files in it.

    Raise MapError where a path leads out of the folder: a map that was shared must not make anyone read other files.
    """
    for file in data.files:
        steps = (*PurePosixPath(file).parts, *PureWindowsPath(file).parts)
        if file.startswith("~") or PurePosixPath(file).is_absolute() or PureWindowsPath(file).anchor or ".." in steps:
            _refuse(source, file)
    given = [str(folder / file) for file in data.files]
    reads: Any = given[0] if len(given) == 1 else given
    try:
        files = source_files(reads) or []
    except EventLogError as error:
        missing = [file for file, path in zip(data.files, given, strict=True) if not Path(path).exists()]
        if not missing:
            raise
        raise MapError(
            f"source {source.title!r}: {listing(missing)} is not in the folder of the map, {str(folder)!r}. Put it "
            "back, or read it from elsewhere and record it anew with jk.evidence.record_data."
        ) from error
    home = folder.resolve()
    for path in files:
        # A statement of sources (.toml) names files of its own, and a link leads elsewhere.
        if not path.resolve().is_relative_to(home):
            _refuse(source, path.name)
    return reads, files


def _refuse(source: Source, file: str) -> None:
    raise MapError(
        f"source {source.title!r}: {file!r} leads out of the folder of the map, and a map reads no file elsewhere. "
        "Read it yourself: jk.measure(journey, jk.read_events(…))."
    )


def fingerprint(files: Sequence[Path]) -> tuple[int, str]:
    """Return the size of files in bytes, and a hash of their content.

    Of a file of more than 16 MiB 16 pieces of 1 MiB are hashed, the first and the last among them, so that gigabytes
    take no longer. A change between them that keeps the size is not seen.
    """
    digest, total = hashlib.sha256(), 0
    for path in files:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            digest.update(size.to_bytes(8))
            total += size
            last = 15 if size > WHOLE else 0
            length = PIECE if last else WHOLE
            for number in range(last + 1):
                file.seek((size - length) * number // last if last else 0)
                digest.update(file.read(length))
    return total, digest.hexdigest()


def as_json(value: Any) -> Any:
    """Return an argument of ``read_events`` or ``read_answers`` as JSON can hold it."""
    if isinstance(value, Layout):
        return value.in_words()
    if isinstance(value, Mapping):
        return {str(name): as_json(each) for name, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [as_json(each) for each in value]
    return value


def checked_options(source: Source, data: DataFile) -> dict[str, Any]:
    """Return the recorded options of a source as arguments; raise MapError if one is unknown or of another kind."""
    place = f"source {source.title!r}"
    if data.kind == "events":
        try:
            return checked_arguments(data.options, OPTIONS["events"], place)
        except EventLogError as error:
            raise MapError(f"{error} Record the file anew with jk.evidence.record_data.") from None
    for name, value in data.options.items():
        if name not in OPTIONS["answers"]:
            raise MapError(
                f"{place}: {name!r} is no argument of read_answers.{did_you_mean(name, OPTIONS['answers'])} "
                "Record the file anew with jk.evidence.record_data."
            )
        words, fits = _ANSWER_KINDS.get(name, _TEXT)
        if not fits(value):
            raise MapError(f"{place}: {name} takes {words}. Record the file anew with jk.evidence.record_data.")
    return dict(data.options)


Fits = Callable[[Any], bool]


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_codes(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, (str, int, float)) for each in value)


_TEXT: tuple[str, Fits] = ("a text", _is_text)
_TEXTS = ("a list of texts", _is_texts)
_ANSWER_KINDS: dict[str, tuple[str, Fits]] = {
    "timestamp_col": ("a text or a list of texts", lambda value: _is_text(value) or _is_texts(value)),
    "questions": ("scales by question", lambda value: isinstance(value, dict) or _is_texts(value)),
    "comments": _TEXTS,
    "attribute_cols": _TEXTS,
    "missing_codes": (
        "codes, or codes by question",
        lambda value: all(map(_is_codes, value.values())) if isinstance(value, dict) else _is_codes(value),
    ),
}
