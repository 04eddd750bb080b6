"""Ids and names that a file keeps as numbers of a dictionary: each word is looked at once, not once a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.events.ingest import same_dictionary
from journeykit.events.reading.cells import as_text, longer_than_allowed
from journeykit.events.reading.sources import without_blanks

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Coded"]


class Coded:
    """One column as it comes batch by batch: the batches of a part of the file share a dictionary."""

    def __init__(self) -> None:
        self.long = False
        """Whether some word of the last batch's dictionary is longer than allowed."""
        self._seen: pa.Array | None = None
        self._words: pa.Array | None = None
        self._present: pa.Array | None = None

    def __call__(self, array: pa.Array) -> pa.DictionaryArray:
        """Return the column with its words as text, null where they are blank or missing."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if not pa.types.is_dictionary(array.type):
            array = array.dictionary_encode()
        if self._seen is None or not same_dictionary(self._seen, array.dictionary):
            # An engine that is given bytes that are no text breaks down, with every other log in it.
            array.dictionary.validate(full=True)
            self._seen = array.dictionary
            words = without_blanks(as_text(array.dictionary))
            self._present = words.is_valid() if words.null_count else None
            self._words = words.fill_null("") if words.null_count else words
            self.long = longer_than_allowed(words) is not None
        indices = array.indices.cast(pa.int32())
        if self._present is not None:
            # Never by way of the words: a small file may say a long one a million times.
            indices = pc.if_else(self._present.take(indices), indices, pa.scalar(None, pa.int32()))
        return pa.DictionaryArray.from_arrays(indices, self._words)
