"""``journeykit check-serve``: what a running server hands out that it must not."""

from __future__ import annotations

import argparse
import sys

from journeykit.cli.command import Commands, add_command
from journeykit.errors import ServeError

EXIT_WRONG, EXIT_NO_ANSWER = 1, 2


def add_check_serve(commands: Commands) -> None:
    codes = "exit codes: 0 all is well, 1 something must be mended, 2 no page answers at this address"
    text = "ask a running server for what it must not hand out"
    check = add_command(commands, "check-serve", text, _check_serve, epilog=codes)
    check.add_argument("url", metavar="URL", help="the address that the server printed, with its token")


def _check_serve(arguments: argparse.Namespace) -> int:
    from journeykit.serve.probe import probe

    wrong = 0
    try:
        for found in probe(arguments.url):
            wrong += bool(found.wrong)
            print(found, flush=True)
    except ServeError as error:
        print(f"journeykit check-serve: {error}", file=sys.stderr)
        return EXIT_NO_ANSWER
    return EXIT_WRONG if wrong else 0
