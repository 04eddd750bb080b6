"""Other logs that differ by one traveller: all pairs are compared at once.

An integer program takes seconds for a log with a thousand kinds of travellers. Most counts need less: if no shown count
differs between a traveller of the log and one of another kind, either may have made it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from journeykit.summary.counts import Ints, Numbers
from journeykit.summary.crowd import Crowd

NEVER = 1e6
"""The cost of a change that is not possible: more than any page costs."""


class Swaps:
    """What it costs a page to replace one traveller of the log by one of another kind.

    ``more`` and ``fewer`` are the costs of one more and one fewer by count; ``span`` and ``total`` as in
    :func:`journeykit.summary.programs.another_log`.
    """

    def __init__(
        self, crowd: Crowd, more: Numbers, fewer: Numbers, *, span: tuple[float, float], total: int | None
    ) -> None:
        self._crowd = crowd
        self._those = np.flatnonzero(crowd.there)
        new, old = crowd.stands.astype(np.float32), crowd.stands[:, self._those].astype(np.float32)
        costs = (1 - old).T @ (more.astype(np.float32)[:, None] * new)
        costs += old.T @ (fewer.astype(np.float32)[:, None] * (1 - new))
        costs[~self._have_room(span, total)] = NEVER
        self._costs = costs

    def _have_room(self, span: tuple[float, float], total: int | None) -> npt.NDArray[np.bool_]:
        """Return for which pairs the numbers of events on the map, off the map and in total are possible."""
        crowd, those = self._crowd, self._those
        on_map = crowd.claimed @ crowd.there + crowd.claimed[None, :] - crowd.claimed[those, None]
        off_map = crowd.unclaimed @ crowd.there + crowd.unclaimed[None, :] - crowd.unclaimed[those, None]
        least = np.maximum(on_map, span[0])
        most = np.full(on_map.shape, span[1]) if total is None else np.minimum(span[1], total - off_map)
        some, wanted = off_map > 0, bool(crowd.unclaimed @ crowd.there)
        fits: npt.NDArray[np.bool_] = (least <= most) & (some if wanted else ~some)
        return fits

    def cheapest(self, cell: int) -> tuple[float, Ints] | None:
        """Return the cost of the cheapest swap that changes a count, and the log after it, or None."""
        stands = self._crowd.stands[cell]
        pairs = np.where(stands[self._those][:, None] != stands[None, :], self._costs, NEVER)
        best = int(pairs.argmin())
        cost = float(pairs.flat[best])
        if cost >= NEVER:
            return None
        out, into = divmod(best, pairs.shape[1])
        kinds: Ints = self._crowd.there.copy()
        kinds[self._those[out]] -= 1
        kinds[into] += 1
        return cost, kinds
