"""The reply to an edit that a page sent: one sentence, in the words of the history."""

from __future__ import annotations

from typing import Any

from journeykit.model.changes import removed
from journeykit.model.journey import JourneyMap
from journeykit.store.live.words import edit_words

_STEPS = {"undo": "Taken back.", "redo": "Done again."}


def edit_reply(name: str, args: dict[str, Any], before: JourneyMap, after: JourneyMap) -> dict[str, str]:
    """Return ``words``, a sentence, and the same as ``removed`` if the edit removed something.

    >>> import journeykit as jk
    >>> shop = jk.new_map("Shop", stages=["Pay"])
    >>> edit_reply("remove_stage", {"id": "pay"}, shop, jk.edit.remove_stage(shop, "pay"))
    {'words': 'Stage “Pay” removed.', 'removed': 'Stage “Pay” removed.'}
    """
    if name in _STEPS:
        return {"words": _STEPS[name]}
    if before is after:
        return {"words": "Nothing changed: it was like that already."}
    gone = removed(before, after)
    return {"words": gone, "removed": gone} if gone else {"words": f"{edit_words(name, args, before, after)}."}
