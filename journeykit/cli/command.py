"""Adds a command to the command line."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Run = Callable[[argparse.Namespace], int | None]


def add_command(
    commands: Commands, name: str, text: str, run: Run, *, epilog: str | None = None
) -> argparse.ArgumentParser:
    """Add a command; ``text`` describes it in the list of commands and in its help."""
    command = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.", epilog=epilog)
    command.set_defaults(run=run)
    return command
