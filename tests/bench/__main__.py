"""``make bench``: how fast the counting engine is on this machine, and beside others."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from journeykit.errors import JourneyKitError
from tests.bench.course import require, run_all
from tests.bench.generate import write_log
from tests.bench.said import measured, said_table
from tests.bench.table import compared, dated, scaled

__all__ = ["main"]

BYTES_AN_EVENT = 12
"""Of the generated Parquet log, generously."""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print the tables and return the exit code: 0 done, 1 failed with a message."""
    try:
        _bench(parser().parse_args(argv))
    except JourneyKitError as error:
        _say(f"bench: {error}")
        return 1
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the parser of ``python -m tests.bench``."""
    text = "Measure the counting engine on a generated log, beside other tools, and compare the answers."
    bench = argparse.ArgumentParser(prog="python -m tests.bench", description=text)
    bench.add_argument("--events", metavar="N", type=_count, default=10_000_000, help="events (default: 10_000_000)")
    bench.add_argument(
        "--vs",
        metavar="NAMES",
        default="pandas,duckdb",
        help="who else, with commas: pandas, polars, duckdb, retentioneering, pm4py (default: pandas,duckdb; the "
        'others come with pip install "journeykit[oracle]")',
    )
    bench.add_argument("--repeats", metavar="N", type=_count, default=3, help="runs of each (default: 3)")
    bench.add_argument(
        "--minutes", type=float, default=12, help="begin no further repeat after this long (default: 12)"
    )
    bench.add_argument(
        "--scale", metavar="SIZES", help="also journeykit alone on logs of so many million events: 1,10,50"
    )
    bench.add_argument(
        "--comments", metavar="N", type=_count, default=100_000, help="comments to score and theme (default: 100_000)"
    )
    bench.add_argument(
        "--answers",
        metavar="N",
        type=_count,
        default=1_000_000,
        help="answers to read and measure (default: 1_000_000)",
    )
    bench.add_argument("--seed", type=int, default=7, help="of the generated log (default: 7)")
    bench.add_argument("-o", "--output", metavar="TABLE", type=Path, help="write the tables to a file (.md) too")
    return bench


def _bench(arguments: argparse.Namespace) -> None:
    rivals = [name for name in arguments.vs.split(",") if name]
    names = ["journeykit", *dict.fromkeys(rivals), "limit"]
    require(names)
    sizes = [round(float(size) * 1_000_000) for size in (arguments.scale or "").split(",") if size]
    with tempfile.TemporaryDirectory(prefix="journeykit-bench-") as folder:
        need, free = max([arguments.events, *sizes]) * BYTES_AN_EVENT * 2, shutil.disk_usage(folder).free
        if need > free:
            raise JourneyKitError(
                f"the log needs up to {need / 1e9:.1f} GB in {folder}, where {free / 1e9:.1f} GB are free. "
                "Set TMPDIR to a larger disk, or ask for fewer events."
            )
        log = Path(folder) / "log.parquet"
        _say(f"making a log of {arguments.events:,} events")
        write_log(log, arguments.events, arguments.seed)
        found = run_all(names, log, repeats=arguments.repeats, minutes=arguments.minutes, say=_say)
        if found["journeykit"].failure:
            raise JourneyKitError(f"journeykit did not finish: {found['journeykit'].failure}")
        _say("the same log of dates only")
        write_log(log, arguments.events, arguments.seed, dates=True)
        dates = run_all(["journeykit"], log, repeats=arguments.repeats, minutes=arguments.minutes, say=_say)
        text = compared(found, arguments.events) + "\n" + dated(found["journeykit"], dates["journeykit"])
        if sizes:
            courses = {}
            for events in sizes:
                _say(f"making a log of {events:,} events")
                write_log(log, events, arguments.seed)
                alone = run_all(["journeykit"], log, repeats=arguments.repeats, minutes=arguments.minutes, say=_say)
                courses[events] = alone["journeykit"]
            text += "\n" + scaled(courses)
    said = {}
    for what, count in (("comments", arguments.comments), ("answers", arguments.answers)):
        _say(f"{count:,} {what}")
        said[what] = (count, measured(what, count))
    text += "\n" + said_table(said)
    if arguments.output:
        arguments.output.write_text(text, encoding="utf-8")
    print(text)


def _count(text: str) -> int:
    number = int(text.replace("_", "").replace(",", ""))
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of at least 1")
    return number


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
