"""The progress while a log is read, and cancelling it: ``progress=`` and ``cancel=`` of ``read_events``."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from journeykit.errors import CancelledError

Progress = Callable[[float, str], None]


class Cancel:
    """A switch that stops the reading of a log from another thread or a button; nothing of the log is kept.

    Examples
    --------
    >>> stop = Cancel()
    >>> stop.cancelled
    False
    >>> stop.cancel()
    >>> stop.cancelled
    True
    """

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._lock = threading.Lock()
        self._interrupt: Callable[[], None] | None = None

    @property
    def cancelled(self) -> bool:
        """Whether the reading was cancelled."""
        return self._asked.is_set()

    def cancel(self) -> None:
        """Stop at the next batch of lines, or interrupt the database."""
        self._asked.set()
        with self._lock:
            if self._interrupt is not None:
                self._interrupt()

    @contextmanager
    def interrupting(self, interrupt: Callable[[], None]) -> Iterator[None]:
        """Call ``interrupt`` if the reading is cancelled inside the block; raise `CancelledError` then, or before."""
        self.check()
        with self._lock:
            self._interrupt = interrupt
        try:
            yield
        except CancelledError:
            raise
        except Exception as error:
            if self.cancelled:
                raise _stopped() from error
            raise
        finally:
            with self._lock:
                self._interrupt = None
        self.check()

    def check(self) -> None:
        """Raise `CancelledError` if the reading was cancelled."""
        if self.cancelled:
            raise _stopped()


class Watch:
    """Reports progress and checks for cancellation; the reported share of the work never decreases."""

    def __init__(self, progress: Progress | None = None, cancel: Cancel | None = None) -> None:
        self.cancel = cancel or Cancel()
        self._progress = progress
        self._done = 0.0

    def say(self, fraction: float, words: str) -> None:
        """Report the share of the work done and what is done next; raise `CancelledError` if it was cancelled."""
        self.cancel.check()
        self._done = min(1.0, max(self._done, fraction))
        if self._progress is not None:
            self._progress(self._done, words)


def _stopped() -> CancelledError:
    return CancelledError("the reading of the log was stopped as asked; nothing of it was kept.")
