"""Which ids are of one person: an id that stands beside another in a row belongs to it, in one source or in several.

Ids are of *kinds*, which stand in an order of preference: columns of one name are of one kind, and so are the columns
that are preferred in several sources, whatever their names. An id belongs to the one that is preferred in its row, if
that is the same person in all rows of all sources; an id that stands beside several (a shared device) stays apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING

from journeykit.errors import ColumnRoleError, listing
from journeykit.events.reading.notice import LOOK, TOLD, Notice

if TYPE_CHECKING:
    import pyarrow as pa

PREFERRED = ""
"""The kind of the ids that are preferred in a source, unless another source has them beside a better one."""

Claims = Mapping[str, str]
"""Id of a less preferred kind -> the id that it belongs to."""


@dataclass(frozen=True)
class Identities:
    """For each kind, which of its ids belong to another id; and how many belong to several, so to none."""

    claims: Mapping[str, Claims]
    shared: int

    def notes(self, where: str) -> list[Notice]:
        """Return what to report; ``where`` says beside what an id was seen."""
        joins = sum(map(len, self.claims.values()))
        found = []
        if joins:
            found.append(
                Notice(
                    f"identities joined: ids that were seen beside exactly one id of {where}, and whose events without "
                    f"that one belong to it: {joins:,}",
                    TOLD,
                    "path_col=…",
                )
            )
        if self.shared:
            found.append(
                Notice(
                    f"identities not joined: ids that were seen beside several ids of {where} (a shared device), and "
                    f"whose events without one stay apart: {self.shared:,}",
                    LOOK,
                    "path_col=…",
                )
            )
        return found


def kinds_of(columns: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the kinds of the id columns of each source, given in order of preference.

    Examples
    --------
    >>> kinds_of([["patient"], ["user_id", "anonymous_id"], ["anonymous_id"]])
    [[''], ['', 'anonymous_id'], ['anonymous_id']]
    """
    lesser = {column for each in columns for column in each[1:]}
    return [[PREFERRED if not place and column not in lesser else column for place, column in enumerate(each)]
            for each in columns]  # fmt: skip


def found_identities(seen: Iterable[tuple[Sequence[str], Iterator[Sequence[pa.Array]]]]) -> Identities:
    """Return the identities in the id columns of some sources: their kinds, and their texts batch by batch.

    Raises
    ------
    ColumnRoleError
        Two sources prefer two kinds in opposite order.
    """
    beside: defaultdict[str, defaultdict[str, set[tuple[str, str]]]] = defaultdict(lambda: defaultdict(set))
    order: TopologicalSorter[str] = TopologicalSorter()
    for kinds, batches in seen:
        for better, worse in pairwise(kinds):
            order.add(worse, better)
        for texts in batches:
            for row in _different(texts):
                present = [(kind, text) for kind, text in zip(kinds, row, strict=True) if text is not None]
                for kind, text in present[1:]:
                    beside[kind][text].add(present[0])
    try:
        ordered = list(order.static_order())
    except CycleError as error:
        raise ColumnRoleError(
            f"the sources prefer the id columns {listing(sorted(set(error.args[1])))} in different orders: name them "
            "in one order in every path_col=[…]."
        ) from None
    claims: dict[str, dict[str, str]] = {}
    shared = 0
    for kind in ordered:
        claims[kind] = {}
        for text, owners in beside[kind].items():
            # The owner may itself belong to a better one.
            people = {claims[better].get(owner, owner) for better, owner in owners}
            if len(people) == 1:
                claims[kind][text] = people.pop()
            else:
                shared += 1
    return Identities({kind: each for kind, each in claims.items() if each}, shared)


def _different(texts: Sequence[pa.Array]) -> Iterator[tuple[str | None, ...]]:
    """Yield the different rows of some columns."""
    import pyarrow as pa

    if not texts or len(texts) < 2:
        return
    names = [str(place) for place in range(len(texts))]
    table = pa.table([array.cast(pa.string()) for array in texts], names)
    for row in table.group_by(names, use_threads=False).aggregate([]).to_pylist():
        yield tuple(row[name] for name in names)
