"""What every widget of this room has: the browser writes only the traits that were meant for it.

A viewer of a Voila page may send a new value for *every* synced trait of *every* widget, also of disabled and hidden
ones. So a widget names the traits that its own JavaScript writes (``browser_writes``) and validates those; everything
else that arrives is left unread. Facts that decide what a viewer may do are never taken from a synced trait.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import anywidget

__all__ = ["EditorWidget"]


class EditorWidget(anywidget.AnyWidget):
    """Base of the widgets here: guarded state, and a text form that is the same in every run."""

    browser_writes: ClassVar[frozenset[str]] = frozenset()
    """Names of the synced traits that this widget's own JavaScript writes."""

    def set_state(self, sync_data: Mapping[str, Any]) -> None:
        """Take from the browser what it may write; ipywidgets calls this for each message with state."""
        meant = {name: value for name, value in sync_data.items() if name in self.browser_writes}
        if meant:
            super().set_state(meant)

    def __repr__(self) -> str:
        """Return one line without addresses: notebooks are compared run by run."""
        return f"{type(self).__name__}({self._words()})"

    def _words(self) -> str:
        return ""
