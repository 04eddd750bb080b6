"""The integer program that looks for another log that gives the same page."""

from __future__ import annotations

import numpy as np

from journeykit.summary.counts import Ints, Numbers
from journeykit.summary.crowd import Crowd

Slack = tuple[Numbers, Numbers, Numbers]
"""How far counts may deviate: what each unit changes, what it costs, how many units are allowed."""

NODES = 300
"""Branches of one search, then it gives up. A limit of time would make pages depend on the load."""
NEAR = 8
"""By how many travellers of one kind another log may differ: enough for counts below the limit."""


def another_log(
    crowd: Crowd,
    aim: Numbers,
    bounds: tuple[Numbers, Numbers],
    *,
    span: tuple[float, float],
    total: int | None,
    slack: Slack | None = None,
    gap: float = 0.0,
) -> Ints | None:
    """Return the travellers of each kind in the cheapest log whose counts are within bounds, or None.

    ``aim`` is the cost of a traveller of each kind, ``span`` the limits of the events on the map, ``total`` the number
    of events if it is fixed. The log may cost more than the cheapest one, by a share of ``gap``.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    kinds = crowd.stands.shape[1]
    columns, costs, most = slack or (np.zeros((len(crowd.cells), 0)), np.zeros(0), np.zeros(0))
    matrix = np.hstack([crowd.stands, columns])
    low, high = (bound - crowd.rest for bound in bounds)
    # The rows: least events on the map, least events off the map, and who has events off the map (nobody if the log has
    # none, else somebody). The last column is the number of events on the map.
    off_map = bool(crowd.unclaimed @ crowd.there)
    events = np.zeros((3, matrix.shape[1]))
    events[:, :kinds] = crowd.claimed, crowd.unclaimed, crowd.unclaimed > 0
    rows = np.block([[matrix, np.zeros((len(matrix), 1))], [events, np.array([[-1.0], [1.0], [0.0]])]])
    limits = (
        np.concatenate([low, [-np.inf, -np.inf, float(off_map)]]),
        np.concatenate([high, [0.0, np.inf if total is None else total, np.inf if off_map else 0.0]]),
    )
    size = matrix.shape[1]
    found = milp(
        np.concatenate([aim, costs, [0.0]]),
        constraints=LinearConstraint(csr_array(rows), *limits),
        bounds=Bounds(
            np.concatenate([np.maximum(crowd.there - NEAR, 0), np.zeros(size - kinds), [span[0]]]),
            np.concatenate([crowd.there + NEAR, most, [span[1]]]),
        ),
        integrality=np.concatenate([np.ones(kinds), np.zeros(size - kinds), [1]]),
        options={"node_limit": NODES, "mip_rel_gap": gap},
    )
    return None if found.x is None else np.rint(found.x[:kinds]).astype(np.int64)
