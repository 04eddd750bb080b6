"""The modules of the board that a page asks for after its first paint, so that no page waits for what it may not need.

Each is a file of ``static/`` that exports ``attach(board)``, joined like any other (``_assets.load_esm``) and at most
60 kB. ``map_board.js`` asks for those that ``board_modules`` names, in this order, and again by name for those that
wait for a gesture. A reading view is given none that could change the map.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from journeykit.editors._assets import load_esm
from journeykit.errors import UnknownIdError

__all__ = ["MODULES", "Module", "board_modules", "module_source"]


class Module(NamedTuple):
    """Who gets a module, and when."""

    readers: bool
    """True when a reading view gets it too."""
    when: Literal["start", "wanted"]
    """Right after the first paint, or when a gesture asks for it with ``board.fetch(name)``."""


MODULES: dict[str, Module] = {
    "board_toolbar": Module(readers=True, when="start"),
    "board_pictures": Module(readers=True, when="start"),
    "board_path": Module(readers=True, when="start"),
    "board_evidence": Module(readers=True, when="start"),
    "board_path_draw": Module(readers=False, when="wanted"),
    "board_beside": Module(readers=True, when="start"),
    "board_dock": Module(readers=True, when="start"),
    "board_reading": Module(readers=True, when="start"),
    "board_print": Module(readers=True, when="start"),
    "board_editing": Module(readers=False, when="start"),
    "board_details": Module(readers=False, when="start"),
    "board_selection": Module(readers=False, when="start"),
    "board_suggest": Module(readers=False, when="start"),
    "board_check": Module(readers=False, when="start"),
    "board_keep": Module(readers=False, when="wanted"),
    "board_help": Module(readers=False, when="wanted"),
    "board_live": Module(readers=True, when="wanted"),
    "board_talk": Module(readers=False, when="wanted"),
}
"""Modules by their stem in ``static/``; those of the start are attached in this order."""


def board_modules(*, editing: bool) -> list[str]:
    """Return the modules that a page attaches after its first paint.

    Examples
    --------
    >>> "board_editing" in board_modules(editing=False)
    False
    """
    return [name for name, module in MODULES.items() if module.when == "start" and (editing or module.readers)]


def module_source(name: Any, *, editing: bool) -> str:
    """Return the text of a module for a page that asks for it.

    Raises
    ------
    UnknownIdError
        No such module, or none for a reading view.
    """
    given = [stem for stem, module in MODULES.items() if editing or module.readers]
    if name not in given:
        raise UnknownIdError("module", str(name)[:80], given, where="this view of the board")
    return load_esm(str(name))
