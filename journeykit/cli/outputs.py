"""Checks where a command writes: never over a file that it reads, and over other files only if that is safe."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from glob import has_magic
from pathlib import Path

from journeykit.errors import ExportError

PAGES = (".html", ".htm")
MAPS = (".json",)

_GENERATOR = b'<meta name="generator" content="journeykit">'
_HEAD_BYTES = 8192


def add_output(command: argparse.ArgumentParser, metavar: str, words: str, *, force: bool = False) -> None:
    """Add the option for the file to write, and with ``force`` the one that allows replacing a file."""
    command.add_argument("-o", "--output", metavar=metavar, type=Path, required=True, help=words)
    if force:
        add_force(command)


def add_force(command: argparse.ArgumentParser) -> None:
    """Add the option that allows replacing a file that journeykit did not make."""
    command.add_argument(
        "--force", action="store_true", help="replace a file that is there already; never one that is read"
    )


def check_output(output: Path, reads: Sequence[Path], *, ends: tuple[str, ...] = (), force: bool | None = None) -> None:
    """Raise ExportError if the output is an input, has the wrong suffix, or is a file that must not be replaced.

    A page of journeykit may be replaced by another one, other files only with ``--force`` (None: there is no such
    option). ``reads`` are files, folders and globs; ``ends`` the allowed suffixes (empty: any).
    """
    if any(_reads(given, output) for given in reads):
        raise ExportError(f"{output} is an input of this command. Give the output another name.")
    if ends and output.suffix.lower() not in ends:
        kind = "a page" if ends == PAGES else "a map"
        raise ExportError(f"{output} would contain {kind}: give it a name that ends in {' or '.join(ends)}.")
    # The writer reports a folder, or a missing one.
    if not output.exists() or output.is_dir() or (ends == PAGES and _is_page(output)):
        return
    if not force:
        option = "" if force is None else ", or replace it with --force"
        raise ExportError(f"{output} already exists. Give another name, or move it away first{option}.")


def _reads(given: Path, output: Path) -> bool:
    """Return whether a file is what was given or one of the files in it, also by another name or link."""
    if given.is_dir():
        files = (file for file in given.rglob("*") if file.is_file())
        return output.is_file() and not _is_page(output) and any(map(output.samefile, files))
    if has_magic(str(given)) and not given.exists():
        found = Path(given.anchor).glob(str(given.relative_to(given.anchor)))
        return output.exists() and any(map(output.samefile, found))
    if output.exists() and given.exists():
        return output.samefile(given)
    return output.absolute() == given.absolute()


def _is_page(file: Path) -> bool:
    """Return whether a file is a page that journeykit made."""
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return _GENERATOR in opened.read(_HEAD_BYTES)
