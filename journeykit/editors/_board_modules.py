"""The modules of the board that a page asks for after its first paint, so that no page waits for what it may not need.

Each is a file of ``static/`` that exports ``attach(board)``. ``map_board.js`` asks for those that ``board_modules``
names, in this order, and later by path for those that wait for a gesture; it gets them with the files they import,
without those that it has. A reading view is given none that could change the map.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from journeykit.editors._assets import module_files
from journeykit.errors import UnknownIdError

__all__ = ["MODULES", "Module", "board_files", "board_modules"]


class Module(NamedTuple):
    """Who gets a module, and when."""

    readers: bool
    """True when a reading view gets it too."""
    when: Literal["start", "wanted"]
    """Right after the first paint, or when a gesture asks for it with ``board.fetch(path)``."""


MODULES: dict[str, Module] = {
    "read/toolbar.js": Module(readers=True, when="start"),
    "read/pictures.js": Module(readers=True, when="start"),
    "read/path.js": Module(readers=True, when="start"),
    "read/evidence.js": Module(readers=True, when="start"),
    "edit/path_draw.js": Module(readers=False, when="wanted"),
    "read/compare.js": Module(readers=True, when="start"),
    "read/dock.js": Module(readers=True, when="start"),
    "read/reading.js": Module(readers=True, when="start"),
    "read/print.js": Module(readers=True, when="start"),
    "edit/forms.js": Module(readers=False, when="start"),
    "edit/editing.js": Module(readers=False, when="start"),
    "edit/details.js": Module(readers=False, when="start"),
    "edit/selection.js": Module(readers=False, when="start"),
    "edit/suggest.js": Module(readers=False, when="start"),
    "edit/check.js": Module(readers=False, when="start"),
    "share/autosave.js": Module(readers=False, when="wanted"),
    "edit/help.js": Module(readers=False, when="wanted"),
    "share/live.js": Module(readers=True, when="wanted"),
    "share/talk.js": Module(readers=False, when="wanted"),
}
"""Modules by their path in ``static/``; those of the start are attached in this order."""


def board_modules(*, editing: bool) -> list[str]:
    """Return the modules that a page attaches after its first paint.

    Examples
    --------
    >>> "edit/editing.js" in board_modules(editing=False)
    False
    """
    return [name for name, module in MODULES.items() if module.when == "start" and (editing or module.readers)]


def board_files(path: Any, have: Any, *, editing: bool) -> dict[str, str]:
    """Return a module and the files it imports, for a page that asks for it and has some of them.

    Raises
    ------
    UnknownIdError
        No such module, or none for a reading view.
    """
    given = [name for name, module in MODULES.items() if editing or module.readers]
    if path not in given:
        raise UnknownIdError("module", str(path)[:80], given, where="this view of the board")
    return module_files(str(path), have if isinstance(have, list) else ())
