"""One command of the command line, with the sentence that says what it does."""

from __future__ import annotations

import argparse

Commands = argparse._SubParsersAction


def add_command(
    commands: Commands[argparse.ArgumentParser], name: str, text: str, *, epilog: str | None = None
) -> argparse.ArgumentParser:
    """Add a command: the list of commands shows ``text``, the help of the command shows it as a sentence."""
    return commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.", epilog=epilog)
