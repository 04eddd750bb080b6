"""The command line: ``journeykit COMMAND``.

Modules are imported inside the commands, so that ``journeykit --help`` is fast.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from journeykit import __version__
from journeykit.cli.check_serve import add_check_serve
from journeykit.cli.columns import add_columns, add_least, add_no_data, in_options, option, read_as
from journeykit.cli.command import Commands, add_command
from journeykit.cli.import_export import add_export, add_import
from journeykit.cli.maps import add_check, add_diff
from journeykit.cli.outputs import PAGES, add_output, check_output
from journeykit.cli.pages import serve_static
from journeykit.cli.starts import add_examples, add_new, add_templates
from journeykit.errors import JourneyKitError, ServeError
from journeykit.text import counted

if TYPE_CHECKING:
    from journeykit.serve.voila import Opened

EXIT_FAILED = 1
ABOUT = """\
Customer journey maps with numbers from your event log.

start with:
  journeykit demo                               look at ten example maps
  journeykit new small-business -o my-map.json  start a map of your own
  journeykit flow log.csv -o page.html          a page about your event log
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 success, 1 failure with a message, 2 wrong usage."""
    arguments = parser().parse_args(argv)
    try:
        code = arguments.run(arguments)
    except JourneyKitError as error:
        print(f"journeykit {arguments.command}: {_in_options(str(error))}", file=sys.stderr)
        return EXIT_FAILED
    except BrokenPipeError:
        # The reader has closed the pipe (| head). Python would report it again when it closes its own end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAILED
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    return int(code or 0)  # Most commands return nothing.


def _in_options(message: str) -> str:
    """Return an error message with options instead of Python parameters: ``event_col=…`` is ``--event-col …``."""
    words = (
        "path_col|event_col|timestamp_col|order_col|time_format|timezone|delimiter|preset|encoding|layout|window|"
        "duplicates|similar_names|end_col|duration_col|lifecycle_col"
    )
    # A value follows after a space; before a closing bracket there is none.
    message = re.sub(rf"({words})=(\)| ?)", lambda found: option(found[1]) + (found[2] or " "), message)
    # The columns of attributes are not options: the rules of the map name them.
    return message.replace(" for the attribute (attribute_cols=)", ", which a rule of the map compares")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    whole = argparse.ArgumentParser(
        prog="journeykit", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    whole.add_argument("--version", action="version", version=f"journeykit {__version__}")
    commands = whole.add_subparsers(dest="command", metavar="COMMAND", required=True, title="commands")
    adders = (add_check, add_check_serve, _add_demo, add_diff, add_examples, add_export)
    for add in (*adders, _add_flow, add_import, add_new, _add_serve, add_templates):
        add(commands)
    return whole


def _add_demo(commands: Commands) -> None:
    text = "open the example dashboard in a browser, on this machine only and without a token"
    demo = add_command(commands, "demo", text, _demo)
    demo.add_argument("--port", type=int, default=0, help="port to listen on (default: a free one)")
    demo.add_argument("--no-browser", action="store_true", help="print the address and open nothing")


def _demo(arguments: argparse.Namespace) -> None:
    from journeykit.serve import notebook_path

    def announce(opened: Opened) -> None:
        print(f"The example dashboard is at {opened.url}", flush=True)
        print("Only this machine can open it; it asks for no token. Ctrl-C ends it.", flush=True)

    print("Getting the example dashboard ready; this takes a few seconds", flush=True)
    _server().serve_notebook(
        notebook_path("04_dashboard"),
        port=arguments.port,
        with_token=False,
        preheat=1,
        editable=True,
        open_browser=not arguments.no_browser,
        announce=announce,
    )


def _add_flow(commands: Commands) -> None:
    text = "write one page about an event log: where its paths go, who goes on, what follows what"
    flow = add_command(commands, "flow", text, _flow)
    flow.add_argument(
        "log",
        metavar="LOG",
        type=Path,
        nargs="+",
        help="the event log: CSV, JSON, XLSX, Parquet, XES …; several files, a folder or a quoted glob are read as one "
        "log; a .toml file states several sources of different shape",
    )
    add_output(flow, "PAGE", "the page to write (.html)", force=True)
    add_columns(flow)
    questions = flow.add_argument_group("questions")
    questions.add_argument(
        "--map", metavar="MAP", type=Path, help="a map (.json) whose touchpoints are bound to events"
    )
    questions.add_argument(
        "--steps",
        metavar="EVENT",
        nargs="+",
        help="the steps of the funnel; * and ? match any characters, | separates alternatives: "
        "home 'booked*' 'form|phone' (default: the main route)",
    )
    questions.add_argument("--window", metavar="TIME", help="time for the whole funnel: 30m, 7d (default: no limit)")
    questions.add_argument("--unit", metavar="WORD", default="paths", help="what one path is: customers, sessions")
    add_least(flow, "; 1 shows everything")


def _flow(arguments: argparse.Namespace) -> None:
    reads = [*arguments.log, *([arguments.map] if arguments.map else [])]
    check_output(arguments.output, reads, ends=PAGES, force=arguments.force)
    from journeykit.cli.flow import write_flow

    there = arguments.output.exists()
    page, report = write_flow(arguments)
    print(in_options(report))
    print(f"{page}: {'replaced; ' if there else ''}open it in any browser; it needs no network")


def _add_serve(commands: Commands) -> None:
    text = "show a map or a notebook to people who only read"
    serve = add_command(commands, "serve", text, _serve)
    serve.add_argument(
        "what",
        metavar="MAP_OR_NOTEBOOK",
        type=Path,
        help="a map (.json) or a notebook (.ipynb); with --static a map or a folder of maps",
    )
    serve.add_argument(
        "--static",
        action="store_true",
        help="pages that need no kernel, for any number of readers; made anew when map or log change",
    )
    serve.add_argument(
        "--log",
        metavar="LOG",
        type=Path,
        help="the event log that measures the map: CSV, TSV, Parquet or XES (default: the one that the map names)",
    )
    add_no_data(serve)
    add_least(serve)
    serve.add_argument("--ip", default="127.0.0.1", help="address to listen on (default: this machine only)")
    serve.add_argument("--port", type=int, default=0, help="port to listen on (default: one that the map keeps)")
    serve.add_argument("--no-browser", action="store_true", help="print the address and open nothing")
    serve.add_argument("--no-token", action="store_true", help="let anyone on this machine in, without a token")
    visitors = serve.add_argument_group("readers")
    visitors.add_argument(
        "--viewers", metavar="N", type=int, help="most readers at a time (default: as many as the free memory allows)"
    )
    visitors.add_argument(
        "--editable",
        action="store_true",
        help="let readers edit, and see the ids behind a number, if the notebook has editable=True",
    )
    visitors.add_argument("--new-token", action="store_true", help="make a new token; earlier addresses stop working")
    add_columns(serve)
    serve.set_defaults(read=None)


def _serve(arguments: argparse.Namespace) -> None:
    if arguments.static:
        serve_static(arguments)
        return

    def announce(opened: Opened) -> None:
        print(f"{arguments.what} is at {opened.url}", flush=True)
        key = "it asks for no token" if arguments.no_token else "the token in it is the key: share it with care"
        print(f"Whoever can reach this address can open it; {key}. Ctrl-C ends it.", flush=True)
        why = ", by the memory that is free on this machine; --viewers sets another number"
        limit = why if arguments.viewers is None else ""
        print(f"Room for {counted(opened.viewers, 'viewers')} at once{limit}.", flush=True)
        if arguments.read:
            read = arguments.read
            print(f"It counts {read.kept:,} of {read.lines:,} lines, {read.left_out}.", flush=True)
        if opened.note:
            print(opened.note, flush=True)

    _server().serve_notebook(
        _notebook_for(arguments),
        what=arguments.what,
        ip=arguments.ip,
        port=arguments.port,
        with_token=not arguments.no_token,
        new_token=arguments.new_token,
        viewers=arguments.viewers,
        editable=arguments.editable,
        open_browser=not arguments.no_browser,
        announce=announce,
    )


def _notebook_for(arguments: argparse.Namespace) -> Path:
    """Return the notebook to show; the dashboard notebook gets a map and its log through environment variables."""
    what, log = arguments.what, arguments.log
    for path, kind in ((what, "a map (.json) or a notebook (.ipynb)"), (log, "an event log with --log")):
        if path is not None and not path.is_file():
            raise ServeError(f"there is no file at {path}. Give the path of {kind}.")
    if what.suffix == ".ipynb":
        if log:
            raise ServeError("--log goes with a map (.json); a notebook reads its own log.")
        return Path(what)
    if arguments.editable:
        raise ServeError("--editable needs a notebook with editable=True; a map is always read-only.")
    from journeykit.cli.reading import data_in, log_in, map_in
    from journeykit.editors._readers import NO_DATA
    from journeykit.evidence import recorded_call
    from journeykit.serve import notebook_path, offer_map
    from journeykit.summary.cache import kept_logs

    # Read once here, so that errors are shown to who starts the server, not to every visitor.
    journey = map_in(what)
    offered: dict[str, Any] | None = None
    if log:
        arguments.read, offered = log_in(log, arguments, journey, keep=kept_logs()).report, read_as(arguments, log)
    elif (events := data_in(what, arguments, journey, keep=kept_logs()).events) is not None:
        arguments.read, offered = events.report, recorded_call(journey, "events", what)
    os.environ |= {NO_DATA: "1"} if arguments.no_data else {}
    said = None if arguments.no_data else recorded_call(journey, "answers", what)
    offer_map(what, offered, answers=str(said["source"]) if said else None, least=arguments.least)
    return notebook_path("04_dashboard")


def _server() -> ModuleType:
    for needed in ("voila", "psutil"):
        if find_spec(needed) is None:
            raise ServeError(f'serving needs {needed}, which is not installed. Run: pip install "journeykit[app]"')
    from journeykit.serve import voila

    return voila
