"""Files of data: their fingerprint, and the arguments that a map may hold."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.events import Layout
from journeykit.evidence.data_files import OPTIONS, PIECE, WHOLE, as_json, fingerprint
from tests.draws import draws


def test_a_small_file_has_another_fingerprint_once_a_byte_is_another(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n1,2\n")
    first = fingerprint([path])
    assert first[0] == 8
    os.utime(path, (0, 0))
    assert fingerprint([path]) == first, "the time of a copy says nothing"
    path.write_bytes(b"a,b\n1,3\n")
    assert fingerprint([path]) != first
    other = tmp_path / "b.csv"
    other.write_bytes(b"")
    assert fingerprint([path, other]) != fingerprint([path]) != fingerprint([other, path])


def test_of_a_large_file_both_ends_and_the_size_count_and_it_takes_no_time(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(4 << 30)  # A hole: it takes no room.
    begun = time.process_time()
    seen = {fingerprint([path])}
    assert time.process_time() - begun < 0.5
    for at in (0, (4 << 30) - 1, ((4 << 30) - PIECE) // 15 * 7 + 10):
        with path.open("r+b") as file:
            file.seek(at)
            file.write(b"x")
        seen.add(fingerprint([path]))
    assert len(seen) == 4
    with path.open("r+b") as file:
        file.truncate((4 << 30) + 1)
    assert fingerprint([path]) not in seen


@settings(max_examples=draws(10), deadline=None)
@given(st.integers(0, 3), st.integers(-2, 2))
def test_files_around_the_limit_are_hashed_to_their_end(pieces: int, more: int) -> None:
    size = WHOLE + pieces * PIECE + more
    path = Path(tempfile.gettempdir()) / "journeykit-test-fingerprint"
    with path.open("wb") as file:
        file.truncate(size)
    first = fingerprint([path])
    with path.open("r+b") as file:
        file.seek(size - 1)
        file.write(b"x")
    assert fingerprint([path]) != first
    assert first[0] == size


def test_arguments_that_name_files_or_hold_keys_are_never_recorded() -> None:
    for kind in ("events", "answers"):
        assert not {"source", "keep", "pseudonym_key", "progress", "cancel"} & set(OPTIONS[kind])
    assert {"path_col", "timezone", "missing_ids", "layout"} <= set(OPTIONS["events"])
    assert {"respondent_col", "questions", "missing_codes"} <= set(OPTIONS["answers"])


def test_an_argument_becomes_what_json_can_hold() -> None:
    said = {"a": (1, 5), "b": Layout(delimiter=";", skip=2), "c": {"Good": 1.0}, "d": False, "e": frozenset({"x"})}
    assert as_json(said) == {"a": [1, 5], "b": "skip=2 delimiter=;", "c": {"Good": 1.0}, "d": False, "e": ["x"]} or (
        Layout.parsed(as_json(said)["b"]) == said["b"]
    )
