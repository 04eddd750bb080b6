"""Which column of a log is what: the options that ``flow`` and ``serve`` share."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_columns(command: argparse.ArgumentParser) -> None:
    """Add the options that say how a log is to be read."""
    columns = command.add_argument_group("columns", "where not given, they are found by their names and shown")
    columns.add_argument("--path-col", metavar="COLUMN", help="who: the customer or the session")
    columns.add_argument("--event-col", metavar="COLUMN", help="what")
    columns.add_argument("--time-col", metavar="COLUMN", nargs="+", help="when: one column, or a date and a time")
    columns.add_argument("--order-col", metavar="COLUMN", help="whole numbers that order events of the same time")
    columns.add_argument("--time-format", metavar="FORMAT", help="iso, day_first, month_first, epoch_s … or a pattern")
    columns.add_argument("--delimiter", metavar="CHARACTER", help="what stands between columns (default: found)")


def read_as(arguments: argparse.Namespace, log: Path) -> dict[str, Any]:
    """Return what was asked for as arguments of ``read_events``; all of it can be written as JSON."""
    times: list[str] | None = arguments.time_col
    return {
        "source": str(log.resolve()),
        "path_col": arguments.path_col,
        "event_col": arguments.event_col,
        "timestamp_col": times[0] if times is not None and len(times) == 1 else times,
        "order_col": arguments.order_col,
        "delimiter": arguments.delimiter,
        "time_format": arguments.time_format,
    }
