"""Who may edit: a page of ``journeykit serve`` is for readers, unless it was started with ``--editable``.

A kernel inherits ``JOURNEYKIT_SERVED`` from the server that started it: ``reading``, or ``editing`` with
``--editable``. No page can change it.
"""

from __future__ import annotations

import os

SERVED = "JOURNEYKIT_SERVED"
NO_DATA = "JOURNEYKIT_NO_DATA"
"""Set by ``serve --no-data``: the page leaves out the answers that its map names."""


def may_edit(asked: bool | None) -> bool:
    """Return whether a page may edit, and see the ids behind a number.

    ``asked`` is the ``editable`` of the notebook; None means editable in a notebook and read-only when served.
    """
    served = os.environ.get(SERVED, "")
    if not served:
        return asked is not False
    return asked is True and served == "editing"


def only_reads(asked: bool | None) -> bool:
    """Return whether a page is served to readers; in a notebook everything is shown."""
    return bool(os.environ.get(SERVED)) and not may_edit(asked)
