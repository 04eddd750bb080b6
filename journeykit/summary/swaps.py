"""Another log that gives the same page by one traveller in the place of another: found by comparing all pairs at once.

An integer program finds every such log, and takes seconds where a log has a thousand kinds of travellers. Most counts
are open by less: somebody of the log stands there, somebody else might have, and no shown count tells the two apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from journeykit.summary.crowd import Crowd

    Numbers = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

NEVER = 1e6
"""What it costs to change a count that cannot change: more than a page ever pays."""


class Swaps:
    """What it costs a page when one traveller of a log is one of another kind.

    Parameters
    ----------
    crowd
        The kinds of travellers.
    more, fewer
        Of each count, what it costs that it is one more, and one fewer.
    span, total
        Between which numbers lie the events on the map, and how many events there are; None: as many as there be.
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
        """Return for which pairs the number of events fits: on the map, off it, and both together."""
        crowd, those = self._crowd, self._those
        on_map = crowd.claimed @ crowd.there + crowd.claimed[None, :] - crowd.claimed[those, None]
        off_map = crowd.unclaimed @ crowd.there + crowd.unclaimed[None, :] - crowd.unclaimed[those, None]
        least = np.maximum(on_map, span[0])
        most = np.full(on_map.shape, span[1]) if total is None else np.minimum(span[1], total - off_map)
        some, wanted = off_map > 0, bool(crowd.unclaimed @ crowd.there)
        fits: npt.NDArray[np.bool_] = (least <= most) & (some if wanted else ~some)
        return fits

    def cheapest(self, cell: int) -> tuple[float, Ints] | None:
        """Return the cheapest swap that changes a count, as its cost and the log after it; None where none can."""
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


def changed(crowd: Crowd, kinds: Ints, among: Sequence[int]) -> list[int]:
    """Return which of the counts are other ones in another log."""
    apart = crowd.stands @ (kinds - crowd.there)
    return [cell for cell in among if apart[cell]]
