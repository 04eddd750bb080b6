"""What was withheld of a page, remembered: to find out takes seconds, and every reader of a map asks the same.

A page with the same counts of the same map is the same page, so what was withheld of it once may be withheld again. It
is kept in the cache folder of who runs this (``XDG_CACHE_HOME``, else ``~/.cache``), readable by nobody else.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from journeykit.atomic import write_atomic

if TYPE_CHECKING:
    from journeykit.evidence import MeasuredMap
    from journeykit.summary.counts import Cell, Counts

MOST = 500
"""Pages that are remembered; the oldest goes first."""


def page_key(measured: MeasuredMap, table: Counts, least: int) -> str:
    """Return what tells a page from every other one: the map, all its counts, the limit, and the code that decides."""
    counts = sorted((json.dumps(cell), number) for cell, number in table.counts.items())
    page = [measured.journey.model_dump_json(), counts, len(measured.events), len(measured.by_touchpoint), least]
    return hashlib.sha256(_code() + json.dumps(page).encode()).hexdigest()


def recalled(key: str, cells: Iterable[Cell]) -> tuple[frozenset[Cell], frozenset[str]] | None:
    """Return which of these cells were withheld, and which details were shown; None for a page never seen."""
    try:
        held = json.loads(_file(key).read_bytes())
        hidden, details = set(held["hidden"]), frozenset(map(str, held["details"]))
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):
        return None  # Never written, or not whole: it is found out again.
    known = {json.dumps(cell): cell for cell in cells}
    return (frozenset(known[name] for name in hidden), details) if hidden <= known.keys() else None


def remember(key: str, hidden: Iterable[Cell], details: Iterable[str]) -> None:
    """Keep what was withheld of a page; a folder that cannot be written to costs time and nothing else."""
    held = {"hidden": sorted(json.dumps(cell) for cell in hidden), "details": sorted(details)}
    try:
        file = _file(key)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomic(file, json.dumps(held).encode(), mode=0o600)
        kept = sorted(file.parent.glob("*.json"), key=lambda other: other.stat().st_mtime)
        for old in kept[:-MOST]:
            old.unlink(missing_ok=True)
    except (OSError, RuntimeError):  # RuntimeError: nobody's home is known.
        return


def _file(key: str) -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "journeykit" / "withheld" / f"{key}.json"


@cache
def _code() -> bytes:
    # Another version may withhold other counts: what this room says decides too.
    digest = hashlib.sha256()
    for module in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(module.read_bytes())
    return digest.digest()
