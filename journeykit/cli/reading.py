"""Reads maps and logs for a command, reports how, and gives its output the access mode of the map."""

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
from journeykit.events.progress_shown import in_terminal
from journeykit.model import JourneyMap

if TYPE_CHECKING:
    import argparse

    from journeykit.events import Events
    from journeykit.evidence import RecordedData


def map_in(path: Path) -> JourneyMap:
    """Return the map in a file; print notes on how it was read to the standard error."""
    from journeykit.store import read_map

    with warnings.catch_warnings():
        # Python's warning has the same words, but names a line of journeykit.
        warnings.simplefilter("ignore", UserWarning)
        journey = read_map(path)
    if journey.aside.notes:
        print(f"{path}: {' '.join(journey.aside.notes)}", file=sys.stderr)
    return journey


def log_in(log: Path, arguments: argparse.Namespace, journey: JourneyMap, *, keep: str | bool = False) -> Events:
    """Return the log that measures a map; print how it was read, and the rules of the map that match no event."""
    from journeykit.evidence import measure, read_events_for, unmatched_rules

    with in_terminal() as progress:
        events = read_events_for(journey, keep=keep, **read_as(arguments, log), progress=progress)
    # What a server says may be kept, and read by others.
    print(in_options(events.report, examples=False), flush=True)
    # Such a rule looks right and counts nobody. If nothing can be measured, the page says why.
    with contextlib.suppress(JourneyKitError):
        for sentence in unmatched_rules(measure(journey, events)):
            print(f"look at: {sentence}", file=sys.stderr)
    return events


def data_in(
    path: Path, arguments: argparse.Namespace, journey: JourneyMap, *, log: Path | None = None, keep: str | bool = False
) -> RecordedData:
    """Return what the files hold that a map names as its sources; print how they were read, and what has changed.

    ``log`` is read in place of the log that the map names.
    """
    from journeykit.evidence import RecordedData, read_data, recorded_answers, recorded_files

    if log is not None:
        answers = None if arguments.no_data else recorded_answers(journey, path)
        return RecordedData(log_in(log, arguments, journey, keep=keep), answers, ())
    if arguments.no_data or not recorded_files(journey, path):
        return RecordedData(None, None, ())
    with in_terminal() as progress:
        found = read_data(journey, path, keep=keep, progress=progress)
    if found.events is not None:
        print(in_options(found.events.report, examples=False), flush=True)
    for note in found.notes:
        print(f"look at: {note}", file=sys.stderr)
    return found


@contextlib.contextmanager
def as_open_as(*maps: Path) -> Iterator[None]:
    """Give files that are made inside the access mode of the maps that they are made from."""
    mode = 0o666
    for path in maps:
        with contextlib.suppress(OSError):  # One that is away for a moment says nothing.
            mode &= path.stat().st_mode
    before = os.umask(~mode & 0o666)
    try:
        yield
    finally:
        os.umask(before)
