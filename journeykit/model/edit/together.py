"""Several edits as one: all of them or none, one step to take back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from journeykit.errors import MapError
from journeykit.model.journey import JourneyMap

MOST_EDITS = 5_000
"""More than a person can select or paste; beyond it a mistake is likelier than a wish."""


def applied(
    journey: JourneyMap,
    edits: Sequence[Mapping[str, Any]],
    apply: Callable[[JourneyMap, str, Mapping[str, Any]], JourneyMap],
) -> JourneyMap:
    """Return the map after all edits, in order; each is ``{"edit": name, "args": {...}}``."""
    if not isinstance(edits, (list, tuple)) or not all(isinstance(entry, Mapping) for entry in edits):
        raise MapError('apply_all needs a list of edits, each {"edit": name, "args": {...}}. Nothing was changed.')
    if len(edits) > MOST_EDITS:
        raise MapError(f"{len(edits):,} edits at once are too many (at most {MOST_EDITS:,}). Nothing was changed.")
    for place, entry in enumerate(edits, 1):
        args = entry.get("args", {})
        if entry.get("edit") == "apply_all" or not isinstance(args, Mapping):
            raise MapError(f"edit {place} of {len(edits)} is no single edit with arguments. Nothing was changed.")
        try:
            journey = apply(journey, str(entry.get("edit", "")), args)
        except MapError as error:
            if len(edits) == 1:
                raise
            raise MapError(f"edit {place} of {len(edits)}: {error}") from error
    return journey
