"""``journeykit check`` and ``journeykit diff``: what a map lacks, and the differences between two maps."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from journeykit.cli.command import Commands, add_command
from journeykit.cli.outputs import PAGES, add_force, check_output
from journeykit.errors import JourneyKitError

EXIT_FINDINGS, EXIT_UNREADABLE = 1, 2


def add_check(commands: Commands) -> None:
    codes = "exit codes: 0 nothing at error level, 1 findings at error level, 2 the file cannot be read"
    text = "check a map by the rules of journey mapping; every finding says what to do next"
    check = add_command(commands, "check", text, _check, epilog=codes)
    check.add_argument("map", metavar="MAP", type=Path, help="the map (.json)")
    check.add_argument("--json", action="store_true", help="print the findings as JSON")
    check.add_argument("--strict", action="store_true", help="let warnings fail as errors do")
    check.add_argument("--all", action="store_true", help="also show the findings that the map accepts")
    check.add_argument("--today", metavar="DATE", type=_day, help="the day to judge review dates by (default: today)")


def _check(arguments: argparse.Namespace) -> int:
    from journeykit.cli.reading import map_in
    from journeykit.model.check import as_json, as_text, check, exit_code

    try:
        journey = map_in(arguments.map)
    except JourneyKitError as error:
        # A separate exit code, so that automatic checks can tell it from findings.
        print(f"journeykit check: {error}", file=sys.stderr)
        return EXIT_UNREADABLE
    findings = check(journey, today=arguments.today, with_accepted=arguments.all)
    print(as_json(findings) if arguments.json else as_text(findings))
    return EXIT_FINDINGS if exit_code(findings, strict=arguments.strict) else 0


def add_diff(commands: Commands) -> None:
    text = "show what differs between two maps: two versions, or as is and to be"
    diff = add_command(commands, "diff", text, _diff)
    diff.add_argument("before", metavar="BEFORE", type=Path, help="the earlier map, or the journey as it is (.json)")
    diff.add_argument("after", metavar="AFTER", type=Path, help="the later map, or the journey to be (.json)")
    form = diff.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the changes as JSON")
    form.add_argument("--html", metavar="PAGE", type=Path, help="write a page instead (.html)")
    add_force(diff)


def _diff(arguments: argparse.Namespace) -> int:
    from journeykit.cli.reading import as_open_as, map_in
    from journeykit.model.changes import as_json, as_text, diff, diff_title

    if arguments.html:
        check_output(arguments.html, [arguments.before, arguments.after], ends=PAGES, force=arguments.force)
    before, after = map_in(arguments.before), map_in(arguments.after)
    if arguments.html:
        from journeykit.export import write_page
        from journeykit.export.diff_page import diff_page

        title, sections = diff_page(before, after)
        with as_open_as(arguments.before, arguments.after):
            page = write_page(arguments.html, title=title, sections=sections)
        print(f"{page}: open it in any browser; it needs no network")
        return 0
    form = as_json if arguments.json else as_text
    print(form(diff(before, after), title=diff_title(before, after)))
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-11-21") from None
