"""What the next server finds again: what was withheld of a page, because deciding takes seconds, and prepared logs.

The key of a page is the map with all its counts. The files are in the user's cache folder (``XDG_CACHE_HOME``, else
``~/.cache``), and only that user can read them.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from journeykit.atomic import write_atomic
from journeykit.evidence import MeasuredMap
from journeykit.summary.counts import Cell, Counts

MOST = 500
"""Pages that are kept; the oldest is removed first."""
MOST_LOGS = 8
"""The same for prepared logs, which are as large as their sources."""


def page_key(measured: MeasuredMap, table: Counts, least: int) -> str:
    """Return the key of a page: a hash of the map, its counts, the limit, and the code that decides."""
    counts = sorted((json.dumps(cell), number) for cell, number in table.counts.items())
    page = [measured.journey.model_dump_json(), counts, len(measured.events), len(measured.by_touchpoint), least]
    return hashlib.sha256(_code() + json.dumps(page).encode()).hexdigest()


def recalled(key: str, cells: Iterable[Cell]) -> tuple[frozenset[Cell], frozenset[str]] | None:
    """Return which of these cells were withheld and which details were shown; None if the page is not cached."""
    try:
        held = json.loads(_file(key).read_bytes())
        hidden, details = set(held["hidden"]), frozenset(map(str, held["details"]))
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):
        return None  # Missing or damaged: it is computed again.
    known = {json.dumps(cell): cell for cell in cells}
    return (frozenset(known[name] for name in hidden), details) if hidden <= known.keys() else None


def remember(key: str, hidden: Iterable[Cell], details: Iterable[str]) -> None:
    """Cache what was withheld of a page; a folder that is not writable only costs time."""
    held = {"hidden": sorted(json.dumps(cell) for cell in hidden), "details": sorted(details)}
    try:
        file = _file(key)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomic(file, json.dumps(held).encode(), mode=0o600)
        kept = sorted(file.parent.glob("*.json"), key=lambda other: other.stat().st_mtime)
        for old in kept[:-MOST]:
            old.unlink(missing_ok=True)
    except (OSError, RuntimeError):  # RuntimeError: there is no home folder.
        return


def kept_logs() -> str | bool:
    """Return the folder for ``read_events(…, keep=)`` on a server; False if there can be none."""
    try:
        folder = _folder("logs")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in sorted(folder.glob("*.prepared"), key=lambda log: log.stat().st_mtime)[:-MOST_LOGS]:
            old.unlink(missing_ok=True)
    except (OSError, RuntimeError):
        return False
    return str(folder)


def _file(key: str) -> Path:
    return _folder("withheld") / f"{key}.json"


def _folder(kind: str) -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "journeykit" / kind


@cache
def _code() -> bytes:
    # Another version may withhold other counts.
    digest = hashlib.sha256()
    for module in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(module.read_bytes())
    return digest.digest()
