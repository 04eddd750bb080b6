"""Blocks of lines: the fast reader takes only what the careful one reads alike, wherever the blocks are cut."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import EventLogError
from journeykit.events.reading import csv_source, text_blocks
from journeykit.events.reading.contents import content_of
from journeykit.events.reading.layout import Layout
from journeykit.events.reading.text_blocks import Blocks, Lines, is_beyond_doubt

Cells = tuple[list[tuple[int, Any, Any]], list[tuple[int, str, str]], list[str]]


def read_with(path: Path, patch: pytest.MonkeyPatch, *, fast: bool, block: int) -> Cells | str:
    with patch.context() as patched:
        patched.setattr(text_blocks, "BLOCK_BYTES", block)
        if not fast:
            patched.setattr(csv_source, "is_beyond_doubt", lambda *_: False)
        try:
            records = list(csv_source.csv_source(content_of(path), Layout(delimiter=",", skip=0)).read(["a", "b"]))
        except EventLogError as error:
            return str(error)
    lists = [[column.to_pylist() for column in (batch.lines, *batch.cells)] for batch in records if len(batch.lines)]
    rows = [row for columns in lists for row in zip(*columns, strict=True)]
    rejected = [line for batch in records for line in batch.rejected]
    return rows, rejected, [note for batch in records for note in batch.notes]


LINES = st.lists(
    st.one_of(
        st.text(st.sampled_from('xé",\r\t '), max_size=8),
        st.sampled_from(["1,2", '"1","2"', '"a ""b""",2', '"a,b",""', '"","', '1,"two', 'lines",2', "", "x\0,y"]),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(lines=LINES, end=st.sampled_from(["\n", "\r\n"]), block=st.integers(1, 40), last=st.booleans())
def test_the_fast_reader_and_blocks_of_any_size_give_the_cells_of_the_careful_one(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: str, block: int, last: bool
) -> None:
    path = tmp_path_factory.mktemp("text") / "log.csv"
    path.write_bytes((end.join(["a,b", *lines]) + (end if last else "")).encode())
    with pytest.MonkeyPatch.context() as patch:
        slow = read_with(path, patch, fast=False, block=1 << 20)
        assert read_with(path, patch, fast=True, block=1 << 20) == slow
        assert read_with(path, patch, fast=True, block=block) == slow


@pytest.mark.parametrize(
    ("block", "doubt"),
    [
        (b"a,b\n", False),
        (b"a,b\r\nc,d\r\n", False),
        (b'"a","b"\n"c",d\n', False),
        (b'"a ""quoted""",""\n""""\n', False),
        (b'x"y,b\n', True),
        (b'"a"b,c\n', True),
        (b'"a\nb",c\n', True),
        (b'"a,b\n', True),
        (b"a\n\nb\n", True),
        (b"\na\n", True),
        (b"a\r\n\r\nb\n", True),
        (b"a\0,b\n", True),
        (b"x" * 1_000_001 + b"\n", True),
    ],
)
def test_only_what_is_written_to_the_letter_is_beyond_doubt(block: bytes, doubt: bool) -> None:
    assert is_beyond_doubt(block, ",") is not doubt


def test_a_delimiter_of_two_bytes_is_left_to_the_careful_reader() -> None:
    assert not is_beyond_doubt("a§b\n".encode(), "§")


def test_lines_that_were_read_ahead_come_again_with_their_numbers() -> None:
    blocks = Blocks(io.BytesIO(b"one\ntwo\r\nthree"), "log.csv")
    lines = Lines(blocks)
    assert lines.peek(2) == "three"
    assert lines.peek(3) is None
    assert lines.take() == (1, "one")
    lines.give_back()
    assert blocks.line == 2
    again = Lines(blocks)
    assert [again.take() for _ in range(3)] == [(2, "two"), (3, "three"), (4, None)]
