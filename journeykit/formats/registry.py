"""Read and write any format, chosen by the name of the file or by its content."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from journeykit.atomic import read_whole, write_atomic
from journeykit.errors import ExportError, FormatError, did_you_mean, listing
from journeykit.formats.cjml import read_cjml, write_cjml
from journeykit.formats.markdown import write_markdown
from journeykit.formats.matrix_csv import read_matrix_csv, write_matrix_csv
from journeykit.formats.matrix_xlsx import read_matrix_xlsx, write_matrix_xlsx
from journeykit.formats.mermaid import read_mermaid, write_mermaid
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
_READ: dict[str, Callable[..., Imported]] = {"csv": read_matrix_csv, "xlsx": read_matrix_xlsx, "mermaid": read_mermaid}
READERS = ("csv", "xlsx", "mermaid", "cjml")
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
}
_NAMED_OF_SUFFIX = {**_OF_SUFFIX, ".json": "a map", ".html": "a page", ".htm": "a page"}
_AS_WELL = {("csv", "stickies"), ("a map", "theydo")}
"""Sticky notes are CSV and metrics are JSON, so their files may have these suffixes."""
_MOST_BYTES = 16 * 1024 * 1024


def read(path: str | os.PathLike[str], *, format: str | None = None) -> Imported:
    """Return the map in a file of another format, with a report of what was taken and what was left out.

    Parameters
    ----------
    path : path-like
        A spreadsheet (``.csv``, ``.tsv``, ``.xlsx``), a Mermaid journey (``.mmd``) or CJML (``.xml``); for any other
        suffix the content decides.
    format : {"csv", "xlsx", "mermaid", "cjml"}, optional
        Used instead of the format that name and content imply.

    Raises
    ------
    FormatError
        No such file, or no readable content; says what to do.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit import formats
    >>> formats.write(jk.new_map("Shop", stages=["Browse", "Pay"]), "/tmp/shop.csv")
    ()
    >>> formats.read("/tmp/shop.csv").map
    JourneyMap('Shop': 0 personas, 2 stages, 0 touchpoints)
    """
    path = Path(path)
    if format is not None and format not in READERS:
        raise FormatError(str(path), "", f"format {format!r} cannot be read.", f"Readable: {listing(READERS)}.")
    data = _bytes(path)
    known = format or _OF_SUFFIX.get(path.suffix.casefold())
    kind = known if known in READERS else _sniffed(data, path)
    name = " ".join(path.stem.replace("_", " ").split()) or "Journey map"
    if kind == "cjml":
        return read_cjml(data, source=str(path))
    return _READ[kind](data, source=str(path), name=name)


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
