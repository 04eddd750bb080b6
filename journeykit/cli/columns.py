"""The options for reading a log, shared by ``flow``, ``serve`` and ``export``."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable, Sequence
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journeykit.events import Layout
from journeykit.events.reading.stated import as_statement

if TYPE_CHECKING:
    from journeykit.events import LoadReport


def add_columns(command: argparse.ArgumentParser) -> None:
    """Add the options for reading a log."""
    columns = command.add_argument_group(
        "columns", "columns that you leave out are found by their names; the report shows them"
    )
    columns.add_argument(
        "--preset",
        metavar="TOOL",
        help="the tool that wrote the log: ga4, mixpanel, amplitude, posthog, segment, snowplow, retentioneering, "
        "pm4py, disco (default: found)",
    )
    columns.add_argument(
        "--path-col",
        metavar="COLUMN",
        action="append",
        help="who: the customer or the session; once more for a second choice, as an id of people who are not known",
    )
    columns.add_argument(
        "--event-col", metavar="COLUMN", action="append", help="what; once more for a name of several parts"
    )
    columns.add_argument("--time-col", metavar="COLUMN", nargs="*", help="when: one column, a date and a time, or none")
    columns.add_argument(
        "--end-col",
        metavar="COLUMN",
        nargs="+",
        help="the end of an event that lasts: one column, or a date and a time; 'none' reads none (default: found)",
    )
    columns.add_argument(
        "--duration-col",
        metavar=("COLUMN", "UNIT"),
        nargs=2,
        help="how long an event lasts, instead of its end, and in which unit (ms, s, m, h, d, w)",
    )
    columns.add_argument(
        "--lifecycle-col",
        metavar="COLUMN",
        help="whether a line starts or completes an activity; 'none' makes every line an event (default: found)",
    )
    columns.add_argument("--order-col", metavar="COLUMN", help="whole numbers that order events of the same time")
    columns.add_argument("--time-format", metavar="FORMAT", help="iso, day_first, month_first, epoch_s … or a pattern")
    columns.add_argument(
        "--timezone", metavar="ZONE", help="whose clocks show the times, such as Europe/Berlin (default: UTC)"
    )
    columns.add_argument(
        "--duplicates", choices=("keep", "drop"), default="keep", help="lines with the same who, what and when twice"
    )
    columns.add_argument(
        "--similar-names",
        choices=("keep", "merge"),
        default="keep",
        help="names that differ only by case, spaces or marks at the end",
    )
    columns.add_argument("--delimiter", metavar="CHARACTER", help="the character between columns (default: found)")
    columns.add_argument(
        "--encoding", metavar="NAME", help="encoding of the text (default: UTF-8 and UTF-16 are found)"
    )
    columns.add_argument(
        "--layout",
        metavar="PARTS",
        help="how the rows of the file are laid out, where it is not found: 'skip=2 columns=who,what,when sheet=Log'",
    )


def add_least(group: argparse._ActionsContainer, words: str = "") -> None:
    """Add the option for the smallest group that readers see."""
    group.add_argument(
        "--least",
        metavar="N",
        type=at_least_one,
        default=5,
        help=f"hide groups of fewer customers, and numbers that would reveal them{words} (default: 5)",
    )


def add_no_data(group: argparse._ActionsContainer) -> None:
    """Add the option that leaves out the data that a map names as its sources."""
    group.add_argument(
        "--no-data", action="store_true", help="show the map without the data that it names as its sources"
    )


def at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of at least 1; 5 is usual")
    return int(text)


SAME = ("preset", "order_col", "time_format", "timezone", "duplicates", "similar_names", "delimiter", "encoding",
        "layout")  # fmt: skip
OPTIONS = ("path_col", "event_col", "timestamp_col", "end_col", "duration_col", "lifecycle_col", *SAME)
"""The arguments of ``read_events`` that have an option."""


def read_as(arguments: argparse.Namespace, log: Path | Sequence[Path]) -> dict[str, Any]:
    """Return the options as arguments of ``read_events``, ready for JSON."""
    several = {
        "path_col": arguments.path_col,
        "event_col": arguments.event_col,
        "timestamp_col": arguments.time_col,
        "end_col": False if arguments.end_col in (["none"], ["False"]) else arguments.end_col,
    }
    sources = [str(path.resolve()) for path in ([log] if isinstance(log, Path) else log)]
    return {
        "source": sources[0] if len(sources) == 1 else sources,
        **{name: named[0] if named and len(named) == 1 else named for name, named in several.items()},
        "duration_col": arguments.duration_col,
        "lifecycle_col": False if arguments.lifecycle_col in ("none", "False") else arguments.lifecycle_col,
        **{name: getattr(arguments, name) for name in SAME},
    }


def option(parameter: str) -> str:
    """Return the option of the command line for a parameter of ``read_events``."""
    return "--time-col" if parameter == "timestamp_col" else f"--{parameter.replace('_', '-')}"


def log_title(logs: Sequence[Path]) -> str:
    """Return the title of a page about a log: the name of the file, or of the folder if there are several files.

    >>> log_title([Path("exports/shop.xes.gz")]), log_title([Path("exports/2024-*.csv")])
    ('shop', 'exports')
    """
    first = logs[0]
    if len(logs) == 1 and not has_magic(first.name):
        # Not the stem, which is shop.xes for shop.xes.gz.
        return first.name if first.is_dir() else first.name.split(".")[0] or first.name
    return first.resolve().parent.name or first.name


def in_options(report: LoadReport, *, examples: bool = True) -> str:
    """Return a report for the terminal, with the options that confirm what was guessed.

    ``examples`` False leaves out values of the log, for a terminal whose lines are kept for others.
    """
    words = []
    for name, value in report.to_confirm.items():
        said = value.in_words() if isinstance(value, Layout) else value
        values = [shlex.quote(each) for each in ([said] if isinstance(said, str) else said)]
        at_once = name in ("timestamp_col", "end_col")  # Only the options for times take several values at once.
        words += [option(name), *values] if at_once else [f"{option(name)} {each}" for each in values]
    confirmation = " ".join(words)
    if any(source.to_confirm for source in report.sources):
        stated = [{"file" if name == "source" else name: value for name, value in source.stated.items()}
                  for source in report.sources]  # fmt: skip
        whole = {name: value for name, value in report.stated.items() if name != "source"}
        confirmation = f"these sources in a .toml file\n\n{as_statement(whole, stated)}"
    return report.in_words(confirmation, examples=examples, argument=change_words(report))


def change_words(report: LoadReport) -> Callable[[str], str]:
    """Return how an argument is written: as an option, or for one of several sources as a line of a .toml file."""
    return str if report.sources else as_option


def as_option(change: str) -> str:
    """Return an argument of ``read_events`` as the option for it.

    >>> as_option("path_col=…"), as_option("duplicates='drop'"), as_option("layout=Layout(delimiter=…)")
    ('--path-col …', '--duplicates drop', '--layout delimiter=…')
    >>> as_option("missing_ids=()")
    'missing_ids=() in Python or a .toml file'
    """
    name, _, value = change.partition("=")
    if name not in OPTIONS:
        return f"{change} in Python or a .toml file"
    return f"{option(name)} {value.removeprefix('Layout(').rstrip(')').strip('[]').strip(chr(39))}"
