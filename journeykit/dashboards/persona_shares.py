"""What the persona card shows of the data: the share of customers that each persona stands for, in words."""

from __future__ import annotations

from typing import Any

from journeykit import evidence
from journeykit.events import Events
from journeykit.model.journey import JourneyMap
from journeykit.text import count_words, share_words


def persona_shares(map: JourneyMap, events: Events | None) -> dict[str, Any]:
    """Return the ``shares`` of :class:`journeykit.editors.PersonaEditor`; empty without data.

    Parameters
    ----------
    map : JourneyMap
        The map whose personas carry rules over attributes.
    events : Events, optional
        The log, read with those attributes.

    Returns
    -------
    dict
        By persona id ``share`` (0-1), ``paths`` (int), ``text`` and ``note``; where the rule cannot be counted, only
        the sentence that says why.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.dashboards import persona_shares
    >>> persona_shares(jk.new_map("Shop"), None)
    {}
    """
    if events is None:
        return {}
    people = map.scope.travellers
    shares: dict[str, Any] = {}
    for row in evidence.persona_reach(map, events).to_dict("records"):
        if row["problem"] or not row["total"]:
            shares[row["persona_id"]] = {"text": "Share not counted", "note": row["problem"] or "The log is empty."}
            continue
        paths = int(row["paths"])
        shares[row["persona_id"]] = {
            "share": float(row["share"]),
            "paths": paths,
            "text": f"{share_words(row['share'])} of {people} · n {count_words(paths)}",
            "note": f"{count_words(paths)} of {count_words(row['total'])} {people} fit the rule of this persona; "
            f"{share_words(row['low'])} to {share_words(row['high'])} at 95 % confidence.",
        }
    return shares
