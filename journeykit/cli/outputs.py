"""Where a command writes: never over a file that it reads, and over no file of somebody else's."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from glob import has_magic
from pathlib import Path

from journeykit.errors import ExportError

PAGES = (".html", ".htm")
MAPS = (".json",)

_GENERATOR = b'<meta name="generator" content="journeykit">'
_HEAD_BYTES = 8192


def add_force(command: argparse.ArgumentParser) -> None:
    """Add the option that lets a command replace a file that it did not make."""
    command.add_argument(
        "--force", action="store_true", help="replace a file that is there already; never one that is read"
    )


def check_output(output: Path, reads: Sequence[Path], *, ends: tuple[str, ...] = (), force: bool | None = None) -> None:
    """Refuse an output that is an input, has the name of another kind of file, or stands in somebody else's place.

    A page of journeykit may be replaced by another one; every other file only by ``--force``.

    Parameters
    ----------
    output : pathlib.Path
        The file to write.
    reads : sequence of pathlib.Path
        What the command reads: files, folders and globs.
    ends : tuple of str, optional
        Suffixes that the output may have; any when left out.
    force : bool, optional
        Whether ``--force`` was given; left out where the command has no such option.

    Raises
    ------
    ExportError
        The output is refused; says what to change.
    """
    if any(_reads(given, output) for given in reads):
        raise ExportError(f"{output} is read by this command, so it is not written to. Give the output another name.")
    if ends and output.suffix.lower() not in ends:
        kind = "a page" if ends == PAGES else "a map"
        raise ExportError(f"{output} would hold {kind}: give it a name that ends in {' or '.join(ends)}.")
    # A folder, and a folder that is missing, are told by what writes.
    if not output.exists() or output.is_dir() or (ends == PAGES and _is_page(output)):
        return
    if not force:
        option = "" if force is None else ", or replace it with --force"
        raise ExportError(f"{output} already exists. Give another name, or move it away first{option}.")


def _reads(given: Path, output: Path) -> bool:
    """Tell whether a file is what was given or one of the files in it, by whatever name or link."""
    if given.is_dir():
        return output.is_file() and not _is_page(output) and any(map(output.samefile, _files(given)))
    if has_magic(str(given)) and not given.exists():
        return output.exists() and any(map(output.samefile, _fitting(given)))
    if output.exists() and given.exists():
        return output.samefile(given)
    return output.absolute() == given.absolute()


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.is_file())


def _fitting(pattern: Path) -> Iterator[Path]:
    return Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor)))


def _is_page(file: Path) -> bool:
    """Tell whether a file is a page that journeykit made."""
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return _GENERATOR in opened.read(_HEAD_BYTES)
