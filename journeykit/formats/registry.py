"""Read and write any format, chosen by the name of the file or by its content."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from journeykit.atomic import read_whole, write_atomic
from journeykit.errors import ExportError, FormatError, did_you_mean, listing
from journeykit.formats.building import SheetOptions
from journeykit.formats.cjml import read_cjml, write_cjml
from journeykit.formats.lane_names import LaneNames
from journeykit.formats.markdown import write_markdown
from journeykit.formats.matrix_csv import read_matrix_csv, write_matrix_csv
from journeykit.formats.matrix_xlsx import read_matrix_xlsx, write_matrix_xlsx
from journeykit.formats.mermaid import journeys_in, read_mermaid, write_mermaid
from journeykit.formats.report import Exported, Imported, Loss
from journeykit.formats.stickies import write_stickies
from journeykit.formats.theydo import write_theydo
from journeykit.model.journey import JourneyMap

WRITERS: dict[str, Callable[[JourneyMap], Exported]] = {
    "csv": write_matrix_csv,
    "xlsx": write_matrix_xlsx,
    "mermaid": write_mermaid,
    "cjml": write_cjml,
    "markdown": write_markdown,
    "theydo": write_theydo,
    "stickies": write_stickies,
}
_READ: dict[str, Callable[..., Imported]] = {
    "csv": read_matrix_csv,
    "xlsx": read_matrix_xlsx,
    "mermaid": read_mermaid,
    "cjml": lambda data, *, source, name: read_cjml(data, source=source),
}
READERS = ("csv", "xlsx", "mermaid", "cjml", "stickies")
_SHEETS = ("csv", "xlsx")
_OPTIONS = {
    "sheet": ("xlsx",),
    "encoding": ("csv", "mermaid"),
    "diagram": ("mermaid",),
    "lane_names": _SHEETS,
    "emotion_scale": _SHEETS,
}
"""Formats for which each option is one."""
_OF_SUFFIX = {
    ".csv": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".cjml": "cjml",
    ".xml": "cjml",
    ".md": "markdown",
    ".markdown": "markdown",
}
_NAMED_OF_SUFFIX = {**_OF_SUFFIX, ".json": "a map", ".html": "a page", ".htm": "a page"}
_AS_WELL = {("csv", "stickies"), ("a map", "theydo")}
"""Sticky notes are CSV and metrics are JSON, so their files may have these suffixes."""
_MERMAID = re.compile(rb"(?im)^\W*(?:journey\s*(?:;|%%.*)?$|mermaid\b)|class=[\"'][^\"'<>]*\bmermaid\b")
_MOST_BYTES = 16 * 1024 * 1024


def read(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    sheet: str | None = None,
    diagram: int | str | None = None,
    encoding: str | None = None,
    lane_names: Mapping[str, str] | None = None,
    emotion_scale: tuple[float, float] | None = None,
) -> Imported:
    """Return the map in a file of another format, with a report of what was taken and what was left out.

    Parameters
    ----------
    path : path-like
        A spreadsheet (``.csv``, ``.tsv``, ``.xlsx``): stages across and lanes down or the other way round, one row a
        touchpoint, or sticky notes. A Mermaid journey (``.mmd``, ``.md``), or CJML (``.xml``). For any other suffix the
        content decides.
    format : {"csv", "xlsx", "mermaid", "cjml", "stickies"}, optional
        Used instead of the format that name and content imply. ``stickies``: a sheet is nothing but sticky notes.
    sheet : str, optional
        Sheet of a workbook; by default the first one with a map.
    diagram : int or str, optional
        Which of several Mermaid journeys, by number from 1 or by title; :func:`read_all` returns all.
    encoding : str, optional
        Encoding of text, such as ``cp1252``, if it is not UTF-8 or UTF-16 and not certain.
    lane_names : mapping, optional
        What names of rows or columns mean: ``{"Autsch": "pain-points"}``. The value is the id or name of a standard
        lane, ``stage``, or ``text`` for a lane of its own. Known are names in English, German, French, Spanish,
        Portuguese, Italian, Dutch and Japanese.
    emotion_scale : tuple of float, optional
        Worst and best score of feelings, such as ``(1, 5)``, or ``(6, 1)`` for German grades, for scores without a
        sign; by default what the name of the row says, ``Emotions (1-5)``, or from -2 to 2.

    Returns
    -------
    Imported
        ``map``, and ``report`` with what was taken, what was not, and what was assumed.

    Raises
    ------
    FormatError
        No such file, no readable content, or several journeys; says what to do.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit import formats
    >>> formats.write(jk.new_map("Shop", stages=["Browse", "Pay"]), "/tmp/shop.csv")
    ()
    >>> formats.read("/tmp/shop.csv").map
    JourneyMap('Shop': 0 personas, 2 stages, 0 touchpoints)
    """
    given = {
        "sheet": sheet,
        "diagram": diagram,
        "encoding": encoding,
        "lane_names": lane_names,
        "emotion_scale": emotion_scale,
    }
    return _read(_opened(path, format, given))


def read_all(path: str | os.PathLike[str], **options: Any) -> tuple[Imported, ...]:
    """Return all maps in a file with several Mermaid journeys, in order; in any other file the one map.

    Parameters
    ----------
    path : path-like
        The file, as for :func:`read`.
    **options
        Those of :func:`read`, without ``diagram``.

    Raises
    ------
    FormatError
        As for :func:`read`.

    Examples
    --------
    >>> from pathlib import Path
    >>> from journeykit import formats
    >>> diagrams = "journey\\n title Buy\\n section Pay\\n  Till: 3\\njourney\\n title Return\\n section Bring\\n"
    >>> _ = Path("/tmp/two.mmd").write_text(diagrams)
    >>> [imported.map.name for imported in formats.read_all("/tmp/two.mmd")]
    ['Buy', 'Return']
    """
    file = _opened(path, options.pop("format", None), options)
    if file.kind != "mermaid":
        return (_read(file),)
    encoding = file.options.get("encoding")
    count = journeys_in(file.data, source=str(file.path), encoding=encoding)
    numbers = range(1, count + 1) if count else (None,)  # Without any it says what there is.
    return tuple(_read(replace(file, options={**file.options, "diagram": number})) for number in numbers)


@dataclass(frozen=True)
class _File:
    """A file whose format is known, with what was said about it."""

    path: Path
    data: bytes
    kind: str
    notes: str
    """Whether a sheet may be sticky notes, as in ``SheetOptions``."""
    options: dict[str, Any]


def _opened(path: str | os.PathLike[str], format: str | None, given: Mapping[str, Any]) -> _File:
    path = Path(path)
    if format is not None and format not in READERS:
        raise FormatError(str(path), "", f"format {format!r} cannot be read.", f"Readable: {listing(READERS)}.")
    data = _bytes(path)
    known = format or _OF_SUFFIX.get(path.suffix.casefold())
    kind = known if known in READERS else _sniffed(data, path)
    # A text without a name of a sheet may be anything.
    notes = "only" if kind == "stickies" else "found" if known in READERS else "table"
    if kind == "stickies" or (kind == "csv" and format is None):
        kind = "xlsx" if data.startswith(b"PK\x03\x04") else "csv"  # A workbook may only have been renamed.
    options = {name: value for name, value in given.items() if value is not None}
    for name in options:
        if kind not in _OPTIONS.get(name, ()):
            formats = listing(_OPTIONS.get(name, ()))
            raise FormatError(str(path), "", f"{name}= is not for {kind!r}.", f"It is for: {formats}.")
    return _File(path, data, kind, notes, options)


def _read(file: _File) -> Imported:
    source = str(file.path)
    name = " ".join(file.path.stem.replace("_", " ").split()) or "Journey map"
    options = dict(file.options)
    if file.kind in _SHEETS:
        names = LaneNames(options.pop("lane_names", None), source)
        options["options"] = SheetOptions(names, options.pop("emotion_scale", None), file.notes)
    return _READ[file.kind](file.data, source=source, name=name, **options)


def write(journey: JourneyMap, path: str | os.PathLike[str], *, format: str | None = None) -> tuple[Loss, ...]:
    """Write a map to a file of another format and return everything that is not in the file.

    Parameters
    ----------
    journey : JourneyMap
        The map.
    path : path-like
        File to write; its suffix gives the format: ``.csv``, ``.xlsx``, ``.mmd``, ``.xml``, ``.md``.
    format : str, optional
        ``csv``, ``xlsx``, ``mermaid``, ``cjml``, ``markdown``, ``theydo`` or ``stickies``; by default, by suffix.

    Raises
    ------
    FormatError
        No such format, or the map is too large for it.
    ExportError
        The folder is missing or not writable. It is an ``OSError`` too; an existing file is intact.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit import formats
    >>> formats.write(jk.new_map("Shop", stages=["Browse"]), "/tmp/shop.mmd")
    ()
    """
    path = Path(path)
    kind = format or _OF_SUFFIX.get(path.suffix.casefold())
    if kind not in WRITERS:
        guess = did_you_mean(kind or path.suffix.removeprefix("."), WRITERS)
        asked = f"there is no format {kind!r}." if kind else "its name does not say a format."
        page = "a page to read (.html) is made by journeykit export and journeykit.export.map_page"
        raise FormatError(str(path), "", f"{asked}{guess}", f"Formats: {listing(WRITERS)}; {page}.")
    named = _NAMED_OF_SUFFIX.get(path.suffix.casefold(), kind)
    if named != kind and (named, kind) not in _AS_WELL:
        told = f"its name is that of {named}, and {kind} was asked for."
        raise FormatError(str(path), "", told, "Give the file another name.")
    exported = WRITERS[kind](journey)
    try:
        write_atomic(path, exported.data)
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror}. Check the folder.") from error
    return exported.losses


def _sniffed(data: bytes, path: Path) -> str:
    start = data[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(b"PK"):
        return "xlsx"
    if path.suffix.casefold() in (".md", ".markdown") and _MERMAID.search(data):
        return "mermaid"
    if start.startswith(b"<"):
        return "cjml"
    if start.startswith(b"{"):
        raise FormatError(
            str(path), "", "this is JSON.", "Read a map with journeykit.read_map; other JSON is not read."
        )
    lines = (line.strip().lower() for line in start.splitlines())
    return "mermaid" if b"journey" in lines else "csv"


def _bytes(path: Path) -> bytes:
    try:
        return read_whole(path, _MOST_BYTES)
    except FileNotFoundError:
        raise FormatError(str(path), "", "there is no such file.", "Check the path.") from None
    except OSError as error:
        raise FormatError(
            str(path), "", f"it cannot be read: {error.strerror}.", "Check the path and its rights."
        ) from error
