"""Progress where a person waits: under the cell of a notebook, or in the last line of a terminal.

It appears once reading takes longer than a moment. In a notebook, interrupting the kernel (■) stops the reading; in a
terminal, Ctrl-C does. What is read is then let go.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, TextIO

from journeykit.events.progress import Progress
from journeykit.text import cut, html_text, one_line

MOMENT_S = 1.0
"""Nothing is shown before."""
_EVERY_S = 0.2
_SERVED = "JOURNEYKIT_SERVED"
"""What ``journeykit serve`` sets: the page is then for readers, who did not ask for a log to be read."""

Show = Callable[[str], None]


class ShownProgress:
    """Shows progress by a function that replaces what it showed before; nothing in the first moment."""

    def __init__(self, show: Show, write: Callable[[float, str], str]) -> None:
        self._show, self._write = show, write
        self._began = time.monotonic()
        self._next = self._began + MOMENT_S
        self.visible = False

    def __call__(self, done: float, words: str) -> None:
        """Show the share of the work that is done and what is done now, at most a few times a second."""
        now = time.monotonic()
        if now >= self._next:
            self._next, self.visible = now + _EVERY_S, True
            self._show(self._write(done, words))

    @property
    def seconds(self) -> float:
        """How long it takes already."""
        return time.monotonic() - self._began


@contextmanager
def shown(asked: Progress | None) -> Iterator[Progress | None]:
    """Give the function that was asked for; in a notebook without one, a progress bar under the cell."""
    display = None if asked is not None else _notebook_display()
    if display is None:
        yield asked
        return
    bar = ShownProgress(display, _bar)
    said = "stopped"
    try:
        yield bar
        said = "read"
    finally:
        if bar.visible:
            display(f"<div>{said} after {bar.seconds:.0f} s</div>")


def _bar(done: float, words: str) -> str:
    share = f"{done:.0%}"
    return (
        f'<label style="display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: center">'
        f'<progress value="{done:.3f}" max="1">{share}</progress>'
        f"<span>{share} · {html_text(words)} · interrupt the kernel (■) to stop</span></label>"
    )


def _notebook_display() -> Show | None:
    """Return what shows HTML under the running cell and replaces it; None outside a notebook, and for readers."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if getattr(shell, "kernel", None) is None or os.environ.get(_SERVED):
        return None
    display: Any = import_module("IPython.display").display  # A notebook has it.

    handle = None

    def show(html: str) -> None:
        nonlocal handle
        data = {"text/html": html, "text/plain": ""}
        if handle is None:
            handle = display(data, raw=True, display_id=True)
        else:
            handle.update(data, raw=True)

    return show


@contextmanager
def in_terminal(stream: TextIO | None = None) -> Iterator[Progress | None]:
    """Give a function that shows progress in the last line of a terminal, and clear the line at the end."""
    stream = stream or sys.stderr
    if not stream.isatty():
        yield None
        return

    def show(line: str) -> None:
        stream.write(f"\r\033[K{line}")
        stream.flush()

    def line(done: float, words: str) -> str:
        return cut(one_line(f"{done:4.0%}  {words}  (Ctrl-C stops)"), _width(stream) - 1)

    bar = ShownProgress(show, line)
    try:
        yield bar
    finally:
        if bar.visible:
            show("")


def _width(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
