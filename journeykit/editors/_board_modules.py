"""The modules of the board that a page requests after its first paint.

Each is a file of ``static/`` that exports ``attach(board)``. ``map_board.js`` requests those that ``board_modules``
returns, all at once, and the others by path when a gesture needs them; they are sent with the files they import,
without those that the page has. A reading view gets no module that could change the map.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from journeykit.editors._assets import module_files
from journeykit.errors import UnknownIdError


class Module(NamedTuple):
    """Whether a reading view gets a module too; and when: after the first paint, or by ``board.fetch(path)``."""

    readers: bool
    when: Literal["start", "wanted"]


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
"""Modules by their path in ``static/``, in the order in which those of the start are attached."""


def board_modules(*, editing: bool) -> list[str]:
    """Return the modules that a page attaches after its first paint."""
    return [name for name, module in MODULES.items() if module.when == "start" and (editing or module.readers)]


def board_files(paths: Any, have: Any, *, editing: bool) -> dict[str, str]:
    """Return modules, by their paths in one text, and the files they import, without those that the page has.

    Raises UnknownIdError if there is no such module, or none for a reading view.
    """
    given = [name for name, module in MODULES.items() if editing or module.readers]
    held = set(have) if isinstance(have, list) else set()
    found: dict[str, str] = {}
    for path in str(paths).split():
        if path not in given:
            raise UnknownIdError("module", path[:80], given, where="this view of the board")
        found |= module_files(path, held | set(found))
    return found
