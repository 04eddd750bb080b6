"""Reads a map for a command, and tells on one line what is remarkable about its file."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

from journeykit.model import JourneyMap


def map_in(path: Path) -> JourneyMap:
    """Return the map in a file; how it was read, where that is remarkable, goes to the standard error.

    Raises
    ------
    DocumentError
        No such file, or not a valid map; lists every problem with its place.
    """
    from journeykit.store import read_map

    with warnings.catch_warnings():
        # The same words as Python's warning, which would name a line of journeykit's own code.
        warnings.simplefilter("ignore", UserWarning)
        journey = read_map(path)
    if journey.aside.notes:
        print(f"{path}: {' '.join(journey.aside.notes)}", file=sys.stderr)
    return journey
