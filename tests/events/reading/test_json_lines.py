"""JSON lines: every line is an event or rejected with its number, and both readers give the same cells."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journeykit.events import read_events
from journeykit.events.reading import json_lines, text_blocks
from journeykit.events.reading.contents import content_of
from journeykit.events.reading.json_values import Keys
from tests.draws import draws

CsvFile = Callable[..., Path]
GOOD = '{"user_id": "u", "event": "home", "timestamp": "2024-05-01"}'


def test_every_line_is_kept_or_rejected_with_its_number(csv_file: CsvFile) -> None:
    lines = [GOOD, "", "[1]", GOOD[:-1], "null", GOOD + GOOD, '{"event": "x", "timestamp": "2024-05-01"}', GOOD, "\0"]
    report = read_events(csv_file("\n".join(lines) + "\n", "log.jsonl")).report
    assert list(report.rejected[["line", "reason"]].itertuples(index=False, name=None)) == [
        (3, "the line is no JSON object"),
        (4, "the line is not valid JSON"),
        (5, "the line is no JSON object"),
        (6, "the line is not valid JSON"),
        (7, "the path id is empty"),
        (9, "the line is not valid JSON"),
    ]
    assert (report.lines, report.kept) == (8, 2)
    assert "blank lines skipped: 1" in report.notes


def test_half_a_character_does_not_stop_the_log(csv_file: CsvFile) -> None:
    line = '{"user_id": "u\\ud83d", "event": "home", "timestamp": "2024-05-01"}'
    assert read_events(csv_file(line + "\n", "log.jsonl")).report.kept == 1


KEYS: list[Keys] = [("a",), ("b", "c"), ("d",)]
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.integers(-5, 5),
    st.text(st.sampled_from('x"é\\ \u2028🛒')),
    st.floats(allow_nan=False, allow_infinity=False), st.just([1, "x"]), st.just({"c": "x"}),
)  # fmt: skip
OBJECTS = st.fixed_dictionaries(
    {}, optional={"a": VALUES, "b": st.one_of(VALUES, st.just({})), "d": VALUES, "e": VALUES}
)
LINES = st.one_of(OBJECTS.map(json.dumps), OBJECTS.map(lambda value: json.dumps(value, ensure_ascii=False)))
RAW = st.sampled_from(
    """{}|x|{"a": 1}{"a": 2}|{"a": "1", "a": 2}|{"a": -0}|{"a": 1e2}|{"d": NaN}|{"a": [{}| {"a": "x"}|{"b": {"c": 1}}
    {"b": {"c": "1"}}|{"a":"\\ud800"}|""".replace("\n    ", "|").split("|")
)


def cells(path: Path, patch: pytest.MonkeyPatch, *, fast: bool, block: int) -> list[Any]:
    with patch.context() as patched:
        patched.setattr(text_blocks, "BLOCK_BYTES", block)
        if not fast:
            patched.setattr(json_lines, "at_once", lambda *_: None)
        found = list(json_lines.line_records(content_of(path), "utf-8", KEYS, []))
    columns = [
        [str_of(value) for value in array.to_pylist()]
        for batch in found
        if len(batch.lines)
        for array in [batch.lines, *batch.cells]
    ]
    width = len(KEYS) + 1
    rows = [row for at in range(0, len(columns), width) for row in zip(*columns[at : at + width], strict=True)]
    return [rows, [line for batch in found for line in batch.rejected]]


def str_of(value: object) -> str | None:
    return value if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@settings(max_examples=draws(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.one_of(LINES, LINES, RAW), max_size=12),
    block=st.integers(1, 80),
    kind=st.sampled_from(["\n", "\r\n"]),
)
def test_the_fast_reader_gives_the_cells_of_the_careful_one(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], block: int, kind: str
) -> None:
    path = tmp_path_factory.mktemp("json") / "log.jsonl"
    path.write_bytes("".join(line + kind for line in lines).encode())
    with pytest.MonkeyPatch.context() as patch:
        slow = cells(path, patch, fast=False, block=1 << 20)
        assert cells(path, patch, fast=True, block=1 << 20) == slow
        assert cells(path, patch, fast=True, block=block) == slow


def test_the_fast_reader_is_used_where_it_can_be(csv_file: CsvFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_blocks, "BLOCK_BYTES", 1_000)
    taken = []
    whole = json_lines.at_once

    def counted(*given: Any) -> Any:
        taken.append(whole(*given) is not None)
        return whole(*given)

    monkeypatch.setattr(json_lines, "at_once", counted)
    assert len(read_events(csv_file((GOOD + "\n") * 200, "log.jsonl"))) == 200
    # The first lines say what the columns are, and what those that are not read look like.
    assert taken.count(False) <= 2
    assert taken.count(True) > 5
