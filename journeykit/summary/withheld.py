"""Which counts a page must leave out so that no group of fewer than ``least`` can be read off it, or worked out.

A count below the limit is withheld. Where a total beside its other parts would give it away by subtraction, a further
count is withheld with it, the smallest that helps. Whether that is enough is not argued but asked: a linear program
looks for the least and the greatest value that a withheld small count could have, given everything that the page shows.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

__all__ = ["Sum", "withheld"]

Cell = Hashable


class Sum(NamedTuple):
    """A total and the counts that add up to it. Whoever reads a page knows that they do."""

    whole: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.whole, *self.parts)


def withheld(counts: Mapping[Cell, int], sums: Sequence[Sum], *, least: int = 5) -> frozenset[Cell]:
    """Return the cells that a page must not show.

    Parameters
    ----------
    counts
        Every count that a page would show, and every one that follows from those by subtraction.
    sums
        Which counts add up to which.
    least
        The smallest group that may be shown. Zero is shown: it is about nobody.

    Returns
    -------
    frozenset
        The cells from 1 to ``least - 1``, and those that would give them away.

    Notes
    -----
    A reader is taken to know that a small count lies between 1 and ``least - 1`` and that no count is negative. With
    that, none of the small ones is determined by linear equations.

    References
    ----------
    Cell suppression as in Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4.

    Examples
    --------
    >>> counts = {"all": 100, "mail": 60, "phone": 37, "post": 3}
    >>> sorted(withheld(counts, [Sum("all", ("mail", "phone", "post"))]))
    ['phone', 'post']
    """
    small = {cell for cell, count in counts.items() if 0 < count < least}
    hidden = small | _partners(counts, sums, small, small, least)
    open_ones: set[Cell] = set()
    for cell in sorted(small, key=str):
        # What is withheld later opens further, and never closes, what was open before.
        while cell not in open_ones:
            apart = _other_than(cell, counts, sums, hidden, small, least)
            if apart:
                open_ones |= apart
                continue
            further = _next(counts, _around(cell, sums, hidden), hidden, least)
            if further is None:
                break
            hidden.add(further)
            hidden |= _partners(counts, sums, hidden, small, least)
    return frozenset(hidden)


def _partners(
    counts: Mapping[Cell, int], sums: Sequence[Sum], hidden: set[Cell], small: set[Cell], least: int
) -> set[Cell]:
    """Return what has to go with the hidden cells so that no sum holds a single one, or small ones alone."""
    found: set[Cell] = set()
    changed = True
    while changed:
        changed = False
        for each in sums:
            gone = [cell for cell in each.cells if cell in hidden or cell in found]
            # Small ones alone would be bounded from both sides: 4 + 4 is 8, 1 + 1 is 2.
            if not gone or (len(gone) > 1 and any(cell not in small for cell in gone)):
                continue
            further = _next(counts, each.cells, hidden | found, least)
            if further is not None:
                found.add(further)
                changed = True
    return found


def _next(counts: Mapping[Cell, int], cells: Iterable[Cell], hidden: set[Cell], least: int) -> Cell | None:
    """Return the smallest shown cell that is large enough to keep a small one open, else the largest, or None."""
    shown = sorted((cell for cell in set(cells) if cell not in hidden), key=lambda cell: (counts[cell], str(cell)))
    wide = [cell for cell in shown if counts[cell] >= 2 * least - 2]
    return wide[0] if wide else shown[-1] if shown else None


def _around(cell: Cell, sums: Sequence[Sum], hidden: set[Cell]) -> set[Cell]:
    """Return the cells of all sums that hang together with this one through hidden cells."""
    reached: set[Cell] = {cell}
    around: set[Cell] = set()
    grown = True
    while grown:
        grown = False
        for each in sums:
            if reached.intersection(each.cells) and not around.issuperset(each.cells):
                around.update(each.cells)
                reached |= {part for part in each.cells if part in hidden}
                grown = True
    return around


def _other_than(
    cell: Cell, counts: Mapping[Cell, int], sums: Sequence[Sum], hidden: set[Cell], small: set[Cell], least: int
) -> set[Cell]:
    """Return the cells that might as well have another value, this one among them; none when it is determined.

    The true counts fit everything that is shown. So does what the linear program finds, and where the two differ by one
    or more, nobody can tell which is true.
    """
    from scipy.optimize import linprog

    around = _around(cell, sums, hidden) | {cell}
    unknown = sorted((part for part in around if part in hidden), key=str)
    place = {part: i for i, part in enumerate(unknown)}
    rows, right = _equations(counts, sums, place)
    if not rows:
        return {cell}
    bounds = [(1, least - 1) if part in small else (0, None) for part in unknown]
    apart: set[Cell] = set()
    for sign in (1.0, -1.0):
        aim = [0.0] * len(unknown)
        aim[place[cell]] = sign
        found = linprog(aim, A_eq=rows, b_eq=right, bounds=bounds, method="highs").x
        apart |= {part for part in unknown if abs(found[place[part]] - counts[part]) > 1 - 1e-6}
        if cell in apart:
            return apart
    return set()


def _equations(
    counts: Mapping[Cell, int], sums: Sequence[Sum], place: Mapping[Cell, int]
) -> tuple[list[list[float]], list[float]]:
    """Return what the shown cells say about the unknown ones, a row an equation."""
    rows, right = [], []
    for each in sums:
        row, known = [0.0] * len(place), 0.0
        for part, sign in ((each.whole, -1.0), *((part, 1.0) for part in each.parts)):
            if part in place:
                row[place[part]] += sign
            else:
                known -= sign * counts[part]
        if any(row):
            rows.append(row)
            right.append(known)
    return rows, right
