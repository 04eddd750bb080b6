"""Who may edit: a page that ``journeykit serve`` shows is for people who read.

A kernel inherits ``JOURNEYKIT_SERVED`` from the server that started it: ``reading``, or ``editing`` where whoever
serves asked for that too. No page can change it, so what it decides holds whatever a page sends.
"""

from __future__ import annotations

import os

__all__ = ["SERVED", "may_edit", "only_reads"]

SERVED = "JOURNEYKIT_SERVED"


def may_edit(asked: bool | None) -> bool:
    """Return whether a page may edit, and see whom a number counts.

    Parameters
    ----------
    asked : bool or None
        What the notebook says. None: it edits in a notebook and reads where it is served.
    """
    served = os.environ.get(SERVED, "")
    if not served:
        return asked is not False
    return asked is True and served == "editing"


def only_reads(asked: bool | None) -> bool:
    """Return whether a page is served to people who read: whoever works in a notebook sees everything."""
    return bool(os.environ.get(SERVED)) and not may_edit(asked)
