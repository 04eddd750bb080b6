"""Ids replaced by pseudonyms while they are read: keyed HMAC-SHA256 (RFC 2104).

The same key gives an id the same pseudonym in every log and survey, so that they still join; without the key nobody
can tell the id, not even by trying all. Everything after the reading sees pseudonyms only: notes, examples, kept logs.
"""

from __future__ import annotations

import hmac
import os
import secrets
from base64 import b32encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from journeykit.errors import EventLogError
from journeykit.events.reading.cells import LONGEST_TEXT, as_text, plain_numbers, without_blanks
from journeykit.events.reading.dictionaries import same_dictionary
from journeykit.events.reading.notice import TOLD, Notice
from journeykit.events.reading.sources import Records, RecordSource

if TYPE_CHECKING:
    import pyarrow as pa

PseudonymKey = str | Path | bytes
"""The key, or the file that holds it."""
LEAST_KEY = 16
"""Bytes of a key: a shorter one can be found by trying."""
_NEW_KEY = 32
_LETTERS = 26
"""Letters of a pseudonym: 130 bits, so that two ids never share one."""


@dataclass(frozen=True, eq=False)
class Pseudonyms:
    """Gives ids their pseudonyms; what it prints as tells keys apart and does not tell the key."""

    _key: bytes = field(repr=False)

    @property
    def mark(self) -> str:
        """Eight letters that tell one key from another."""
        return _letters(hmac.digest(self._key, b"journeykit: which key", "sha256"))[:8]

    def __repr__(self) -> str:
        return f"Pseudonyms(key {self.mark})"

    def of(self, ids: pa.Array, missing: Sequence[str] = ()) -> pa.Array:
        """Return the pseudonyms of texts; what is blank or means a missing id stays, and so does what is too long."""
        import pyarrow as pa

        gone, key = {word.strip() for word in missing}, self._key
        return pa.array(
            [
                text
                if text is None or text.strip() in gone or len(text) > LONGEST_TEXT // 4
                else _letters(hmac.digest(key, text.encode(errors="surrogatepass"), "sha256"))
                for text in without_blanks(ids).to_pylist()
            ],
            pa.string(),
        )

    @property
    def notice(self) -> Notice:
        """The line of the report."""
        return Notice(f"ids are pseudonyms by HMAC-SHA256 (key {self.mark})", TOLD, "pseudonym_key=…")


def pseudonyms_by(key: PseudonymKey | None, files: Sequence[Path] | None) -> Pseudonyms | None:
    """Return what replaces ids; ``files`` are those that are read, None if the source is no file.

    Raises
    ------
    EventLogError
        The key is too short, or its file lies in the project or cannot be read.
    """
    if key is None:
        return None
    if isinstance(key, (bytes, bytearray)):
        return Pseudonyms(_long_enough(bytes(key), "pseudonym_key="))
    if not isinstance(key, (str, Path)):
        raise EventLogError(f"pseudonym_key= takes the path of a key file, or bytes, not a {type(key).__name__}.")
    path = Path(key).expanduser().resolve()
    _refuse_project(path, files or ())
    try:
        return Pseudonyms(_long_enough(_read_or_made(path), f"the key file {path.name}"))
    except OSError as error:
        raise EventLogError(
            f"the key file {str(path)!r} cannot be read or made ({error.strerror or type(error).__name__}). Name a "
            "file in a folder of yours."
        ) from error


def with_pseudonyms(
    source: RecordSource, column: str, pseudonyms: Pseudonyms | None, missing: Sequence[str]
) -> RecordSource:
    """Return a source whose column of ids holds pseudonyms."""
    if pseudonyms is None:
        return source

    def read(columns: Sequence[str]) -> Iterator[Records]:
        last: list[pa.Array] = []
        yield Records((), (), notes=[pseudonyms.notice])
        for records in source.read(columns):
            if not len(records.lines):
                yield records
                continue
            cells = [_replaced(cell, pseudonyms, missing, last) if name == column else cell
                     for name, cell in zip(columns, records.cells, strict=True)]  # fmt: skip
            yield replace(records, cells=cells)

    return replace(source, read=read, raw=None, peeked={})


def _replaced(ids: pa.Array, pseudonyms: Pseudonyms, missing: Sequence[str], last: list[pa.Array]) -> pa.Array:
    """Return a column of ids as pseudonyms; a dictionary that batches share is read once."""
    import pyarrow as pa

    if not pa.types.is_dictionary(ids.type):
        ids = as_text(plain_numbers(ids)).dictionary_encode()
    if not last or not same_dictionary(last[0], ids.dictionary):
        last[:] = [ids.dictionary, pseudonyms.of(as_text(ids.dictionary), missing)]
    return pa.DictionaryArray.from_arrays(ids.indices, last[1])


def _letters(digest: bytes) -> str:
    return b32encode(digest).decode()[:_LETTERS].lower()


def _long_enough(key: bytes, what: str) -> bytes:
    if len(key) < LEAST_KEY:
        raise EventLogError(
            f"{what} holds {len(key)} bytes; a key needs at least {LEAST_KEY} that nobody can guess. Name a file that "
            "does not exist yet, and it is made."
        )
    return key


def _read_or_made(path: Path) -> bytes:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        # Only who made the file may read it, from its first moment on.
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes().strip()
    key = secrets.token_hex(_NEW_KEY).encode()
    with os.fdopen(number, "wb") as file:
        file.write(key + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def _refuse_project(key: Path, files: Sequence[Path]) -> None:
    """Raise if a key lies where the project may be copied from: beside or below a file that is read, or under git."""
    home = Path.home().resolve()
    for file in files:
        folder = file.resolve().parent
        # A file in the home folder does not make all of it a project.
        inside = key.parent == folder if folder == home or folder in home.parents else folder in key.parents
        if inside:
            raise EventLogError(
                f"the key {key.name} would lie in the folder of {file.name}, and be copied with it. Keep it elsewhere, "
                'such as pseudonym_key="~/.config/journeykit/key".'
            )
    for folder in key.parents:
        if (folder / ".git").exists():
            raise EventLogError(
                f"the key {key.name} would lie in the git work tree {folder.name}, and be committed with it. Keep it "
                'elsewhere, such as pseudonym_key="~/.config/journeykit/key".'
            )
