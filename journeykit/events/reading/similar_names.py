"""Event names that differ only by case, spaces or marks at the end: how they differ, and one spelling for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

_MARKS = " .,:;!?…-_*"


def without_spelling(name: str) -> str:
    """Return what similar names have in common.

    >>> without_spelling("Sign  Up "), without_spelling("sign up!")
    ('sign up', 'sign up')
    """
    bare = _bare(name)
    return (bare.rstrip(_MARKS) or bare).casefold()


def spelling_words(names: Sequence[str]) -> str:
    """Return in words how similar names differ.

    >>> spelling_words(["Pay", "pay "]), spelling_words(["pay", "pay."])
    ('spaces and upper and lower case', 'marks at the end')
    """
    bare = {_bare(name) for name in names}
    folded = {name.casefold() for name in bare}
    ways = {
        "spaces": len(folded) < len({name.casefold() for name in names}),
        "upper and lower case": len(folded) < len(bare),
        "marks at the end": len(folded) > 1,
    }
    return " and ".join(way for way, differs in ways.items() if differs)


def _bare(name: str) -> str:
    return " ".join(name.split())


class NameMerger:
    """Gives similar names the first of their spellings, batch by batch."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self._others: Counter[str] = Counter()

    def __call__(self, names: pa.Array) -> pa.Array:
        """Return a column of names, or a dictionary of them, with one spelling for similar ones."""
        import pyarrow as pa
        import pyarrow.compute as pc

        coded = names if pa.types.is_dictionary(names.type) else names.dictionary_encode()
        words = coded.dictionary.to_pylist()
        one = [word if word is None else self._first.setdefault(without_spelling(word), word) for word in words]
        if one == words:
            return names
        for row in pc.value_counts(coded.indices).to_pylist():
            place = row["values"]
            if place is not None and one[place] != words[place]:
                self._others[one[place]] += row["counts"]
        merged = pa.array(one, coded.dictionary.type).take(coded.indices)
        return merged.dictionary_encode().cast(names.type) if coded is names else merged

    def notes(self) -> list[str]:
        """Return what to report."""
        if not self._others:
            return []
        return [
            f"names of another spelling, merged with the first one: {self._others.total():,} events of "
            f"{len(self._others):,} names"
        ]
