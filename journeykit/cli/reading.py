"""Reads a map for a command: tells what is remarkable about its file, and keeps what is made of it as private."""

from __future__ import annotations

import contextlib
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from journeykit.cli.columns import in_options, read_as
from journeykit.errors import JourneyKitError
from journeykit.model import JourneyMap

if TYPE_CHECKING:
    import argparse

    from journeykit.events import Events


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


def log_in(log: Path, arguments: argparse.Namespace, journey: JourneyMap) -> Events:
    """Return the log that measures a map; how it was read is printed, and which rules of the map no event fits.

    Raises
    ------
    EventLogError
        The log cannot be read as it was asked for.
    """
    from journeykit.evidence import measure, read_events_for, unmatched_rules

    events = read_events_for(journey, **read_as(arguments, log))
    print(in_options(events.report), flush=True)
    # Such a rule counts nobody, and looks right. Why nothing at all can be measured is told where it is to be shown.
    with contextlib.suppress(JourneyKitError):
        for sentence in unmatched_rules(measure(journey, events)):
            print(f"look at: {sentence}", file=sys.stderr)
    return events


@contextlib.contextmanager
def as_open_as(*maps: Path) -> Iterator[None]:
    """Give the files that are made inside the access mode of the maps that they are made of."""
    mode = 0o666
    for path in maps:
        mode &= path.stat().st_mode
    before = os.umask(~mode & 0o666)
    try:
        yield
    finally:
        os.umask(before)
