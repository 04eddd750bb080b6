"""The integer program that looks for another log which gives the same page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from journeykit.summary.crowd import Crowd

    Numbers = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]
    Slack = tuple[Numbers, Numbers, Numbers]
    """By how much counts may be others: what each unit of it changes, what it costs, how much of it there may be."""

NODES = 300
"""Branches of one search; what is not found by then is taken not to be there. Time would make pages differ by load."""
NEAR = 8
"""By how many of one kind another log may differ: counts below the limit need no more, and the search is short."""


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
    """Return how many travellers of each kind a log has whose counts lie within bounds, at the least cost.

    Parameters
    ----------
    crowd
        The kinds.
    aim
        What one of each kind costs.
    bounds
        The least and the greatest value of each count.
    span, total
        Between which numbers lie the events on the map, and how many events there are; None: as many as there be.
    slack
        By how much counts may be others.
    gap
        A log is good enough when it costs at most this share more than the cheapest one.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    kinds = crowd.stands.shape[1]
    columns, costs, most = slack or (np.zeros((len(crowd.cells), 0)), np.zeros(0), np.zeros(0))
    matrix = np.hstack([crowd.stands, columns])
    low, high = (bound - crowd.rest for bound in bounds)
    # Events on the map, events off it: what the kinds need at the least, and the log's number together. Without events
    # off the map nobody has one, and with them somebody has.
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
