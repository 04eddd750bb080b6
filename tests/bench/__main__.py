"""``make bench``: how fast the counting engine is on this machine, and beside others."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from journeykit.errors import JourneyKitError
from tests.bench.asked import QUESTIONS
from tests.bench.course import Runs, require, run_all
from tests.bench.generate import KINDS, write_as, write_log
from tests.bench.said import measured, said_table
from tests.bench.table import compared, dated, of_kinds, scaled

__all__ = ["main"]

BYTES_AN_EVENT = 120
"""Of the generated log as Parquet and as JSON lines, generously."""


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
    bench.add_argument(
        "--kinds", action="store_true", help="only the table of kinds of files: CSV, JSON lines, Parquet"
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
        text = _kinds(log, arguments)
        if not arguments.kinds:
            text = f"{_questions(log, names, sizes, arguments)}\n{text}\n{_said(arguments)}"
    if arguments.output:
        arguments.output.write_text(text, encoding="utf-8")
    print(text)


def _kinds(log: Path, arguments: argparse.Namespace) -> str:
    """Measure what it takes to read the same log from each kind of file; one of them at a time is on the disk."""
    found: dict[str, tuple[int, Runs]] = {}
    for kind in KINDS:
        _say(f"the same log as {kind}")
        path = write_as(kind, log)
        found[kind] = path.stat().st_size, _alone(path, arguments, questions=["transitions"])
        if path != log:
            path.unlink()
    return of_kinds(found, arguments.events)


def _questions(log: Path, names: Sequence[str], sizes: Sequence[int], arguments: argparse.Namespace) -> str:
    """Measure the questions, on the log and on its dates, and on logs of other sizes."""
    found = run_all(names, log, repeats=arguments.repeats, minutes=arguments.minutes, say=_say)
    if found["journeykit"].failure:
        raise JourneyKitError(f"journeykit did not finish: {found['journeykit'].failure}")
    _say("the same log of dates only")
    write_log(log, arguments.events, arguments.seed, dates=True)
    text = f"{compared(found, arguments.events)}\n{dated(found['journeykit'], _alone(log, arguments))}"
    courses = {}
    for events in sizes:
        _say(f"making a log of {events:,} events")
        write_log(log, events, arguments.seed)
        courses[events] = _alone(log, arguments)
    return f"{text}\n{scaled(courses)}" if courses else text


def _said(arguments: argparse.Namespace) -> str:
    """Measure what comments and answers take."""
    said = {}
    for what, count in (("comments", arguments.comments), ("answers", arguments.answers)):
        _say(f"{count:,} {what}")
        said[what] = (count, measured(what, count))
    return said_table(said)


def _alone(log: Path, arguments: argparse.Namespace, questions: Sequence[str] = QUESTIONS) -> Runs:
    runs = run_all(
        ["journeykit"], log, repeats=arguments.repeats, minutes=arguments.minutes, say=_say, questions=questions
    )
    return runs["journeykit"]


def _count(text: str) -> int:
    number = int(text.replace("_", "").replace(",", ""))
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of at least 1")
    return number


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
