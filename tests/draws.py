"""How many examples hypothesis draws where one takes long: few in every run, many more in ``make soak``."""

from __future__ import annotations

import os

__all__ = ["draws"]

SOAK = 20


def draws(few: int) -> int:
    """Return ``few``, or in ``make soak`` twenty times as many."""
    return few * SOAK if os.environ.get("JOURNEYKIT_SOAK") else few
