"""Ids and names that a file keeps as numbers of a dictionary: each word is looked at once, not once a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.events.intake import same_dictionary
from journeykit.events.reading.cells import as_text, longer_than_allowed
from journeykit.events.reading.sources import without_blanks

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Coded"]


class Coded:
    """One column as it comes batch by batch: the batches of a part of the file share a dictionary."""

    def __init__(self) -> None:
        self._seen: pa.Array | None = None
        self._words: pa.Array | None = None

    def __call__(self, array: pa.DictionaryArray) -> pa.DictionaryArray | None:
        """Return the column with its words as text, or None where some are blank, too long or missing."""
        import pyarrow as pa

        if self._seen is None or not same_dictionary(self._seen, array.dictionary):
            self._seen, self._words = array.dictionary, _plain_words(array.dictionary)
        if self._words is None:
            return None
        return pa.DictionaryArray.from_arrays(array.indices, self._words, safe=False)


def _plain_words(dictionary: pa.Array) -> pa.Array | None:
    words = as_text(dictionary)
    if words.null_count or longer_than_allowed(words) is not None or without_blanks(words) is not words:
        return None
    return words
