"""The state of a map that is not shared: how many edits are not saved, and where it was saved last.

Such a map exists only in the kernel until ``write_map`` writes it. The browser keeps the edits made since, by the id of
the map, and offers them to a new kernel with a map of that id (share/autosave.js); ``key`` tells whether it is the same
map.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from typing import Any

from journeykit.editors._readers import SERVED
from journeykit.errors import JourneyKitError, MapError
from journeykit.model.journey import JourneyMap
from journeykit.store import dump_map, read_map, write_map
from journeykit.store.files import Written, last_written
from journeykit.text import file_name

SERVES = (SERVED, "VOILA_PREHEAT")
"""Environment variables of kernels that serve a page to others; such a page writes no files."""

STEPS = 1_000
"""Edits that are remembered for undo; older ones are only counted."""


class Kept:
    """Follows one map from its last save, or from the start of the notebook."""

    def __init__(self, journey: JourneyMap) -> None:
        self.session = secrets.token_hex(6)
        self._saved: Written | None = None
        self._begin(journey)

    def _begin(self, journey: JourneyMap) -> None:
        self._base, self._trail, self._before = journey, [journey], 0
        self._key = ""
        self._found: Written | None = None

    def changed(self, old: JourneyMap, new: JourneyMap) -> None:
        """Note a step from one map to the next; undo goes back to an earlier one."""
        if old.id != new.id:
            self._saved = None
            self._begin(new)
            return
        self._look(old)
        places = [place for place, journey in enumerate(self._trail) if journey is new]
        if places:
            del self._trail[places[-1] + 1 :]
            return
        self._trail.append(new)
        if len(self._trail) > STEPS:
            del self._trail[0]
            self._before += 1

    def facts(self, journey: JourneyMap) -> dict[str, Any]:
        """Return what a page shows: ``session``, ``map`` (its id), ``key``, ``edits``, ``saved`` (``at``, ``name``).

        ``found`` is a file beside the notebook that has the map as it was saved once, where the notebook began anew.
        """
        self._look(journey)
        if not self._key:
            self._found = None if self._saved or _served() else _saved_once(self._base)
            digest = hashlib.sha256(dump_map(self._base).encode("utf-8")).hexdigest()
            self._key = f"{self._base.id}:{digest[:16]}"
        saved = self._saved and {"at": self._saved.at.isoformat(), "name": self._saved.path.name}
        if saved and self._saved and not _served():
            saved["path"] = str(self._saved.path)
        edits = len(self._trail) - 1 + self._before
        found = self._found and {"at": self._found.at.isoformat(), "name": self._found.path.name}
        told = {"session": self.session, "map": self._base.id, "key": self._key, "edits": edits}
        return {**told, "saved": saved, "found": found}

    def go_on(self) -> JourneyMap:
        """Return the map of the file that was found; raises MapError if there is none any more."""
        if self._found is None:
            raise MapError("no file of this map was found. Nothing was changed.")
        return read_map(self._found.path)

    def save(self, journey: JourneyMap) -> dict[str, Any]:
        """Write the map to the file that it came from and return the facts.

        Raises MapError if there is no such file or the page is served to others, and ConflictError if somebody else
        saved the file meanwhile.
        """
        self._look(journey)
        if self._saved is None or _served():
            why = "this page writes no file of its author" if self._saved else "no file is behind this board"
            raise MapError(f"{why}. {saving(journey)}")
        path = self._saved.path
        write_map(journey, path, expect=self._saved.revision if path.exists() else None)
        return self.facts(journey)

    def _look(self, journey: JourneyMap) -> None:
        written = last_written(journey)
        if written is not None and written != self._saved:
            self._saved = written
            self._begin(journey)


def _saved_once(journey: JourneyMap) -> Written | None:
    """Return the file that ``saving`` names, if it holds this map in another state."""
    try:
        there = read_map(f"{file_name(journey.id)}.json")
    except JourneyKitError:
        return None
    return last_written(there) if there.id == journey.id and there != journey else None


def _served() -> bool:
    return any(name in os.environ for name in SERVES)


def download(journey: JourneyMap) -> dict[str, str]:
    """Return the map as a file to download: its ``name``, its ``text``, and ``advice`` on saving it from a cell."""
    return {"name": f"{file_name(journey.id)}.json", "text": dump_map(journey), "advice": saving(journey)}


def saving(journey: JourneyMap) -> str:
    """Return how to save a map without a file, in words; a served page has no cell to run code in."""
    if _served():
        return (
            "Send it to whoever runs this page. For visitors who save, the notebook shows "
            "jk.MapBoard(jk.store.open_shared('MAP.json'), editable=True)."
        )
    return f'To keep it beside the notebook, run: jk.write_map(board.map, "{file_name(journey.id)}.json")'
