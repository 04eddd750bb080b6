"""``EditorWidget``: the base of all widgets here. A browser writes only the traits that its widget allows.

A viewer of a Voila page can send a new value for *every* synced trait of *every* widget, even of disabled and hidden
ones. So a widget names the traits that its own JavaScript writes (``browser_writes``) and checks their values; all
others are ignored. What a viewer may do never depends on a synced trait.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import anywidget


class EditorWidget(anywidget.AnyWidget):
    """Base of the widgets here: guarded state, and a repr that is the same in every run."""

    browser_writes: ClassVar[frozenset[str]] = frozenset()
    """Names of the synced traits that this widget's own JavaScript writes."""

    _quiet: str = ""

    def set_state(self, sync_data: Mapping[str, Any]) -> None:
        """Take from the browser what it may write; ipywidgets calls this for each message with state."""
        allowed = {
            name: value
            for name, value in sync_data.items()
            if name in self.browser_writes and self._may_write(name, value)
        }
        if allowed:
            super().set_state(allowed)

    def _may_write(self, name: str, value: Any) -> bool:
        """Tell whether a page may give a trait this value; ipywidgets would set it before a validator refuses it."""
        return True

    def _set_quietly(self, name: str, value: Any) -> None:
        """Set a trait without sending it: pages that are open are told what changed of it in a message."""
        self._quiet = name
        try:
            setattr(self, name, value)
        finally:
            self._quiet = ""

    def _should_send_property(self, key: str, value: Any) -> bool:
        return key != self._quiet and bool(super()._should_send_property(key, value))

    def __repr__(self) -> str:
        """Return one line without addresses, so that notebooks can be compared between runs."""
        return f"{type(self).__name__}({self._words()})"

    def _words(self) -> str:
        return ""
