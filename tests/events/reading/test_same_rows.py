"""The same rows give the same log, whatever kind of file or frame holds them."""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.events import Events, read_events
from journeykit.questions import transitions
from tests.draws import draws
from tests.events.reading.test_source_kinds import in_order

TEXT = st.text(st.sampled_from("abAé0 '\";,\t|\n{[>#=ß漢🛒"), min_size=1, max_size=5).filter(
    lambda text: text == text.strip() and not text.startswith(("=", "#"))
)
ROWS = st.lists(
    st.tuples(
        st.one_of(st.sampled_from(["007", "7", "1e5", "TRUE"]), TEXT),
        TEXT,
        st.integers(0, 50).map(lambda hour: f"2024-05-{1 + hour // 24:02d} {hour % 24:02d}:30:00"),
        st.one_of(st.none(), TEXT),
    ),
    min_size=2,
    max_size=12,
)


def sources(rows: list[tuple[Any, ...]], folder: Path) -> dict[str, Any]:
    frame = pd.DataFrame(rows, columns=["user_id", "event", "timestamp", "plan"]).astype("object")
    texts = frame.to_csv(index=False)
    (folder / "log.csv").write_text(texts, encoding="utf-8", newline="")
    (folder / "utf16.csv").write_bytes(texts.encode("utf-16"))
    (folder / "log.tsv.gz").write_bytes(gzip.compress(frame.to_csv(index=False, sep="\t").encode()))
    objects = [dict(zip(frame.columns, row, strict=True)) for row in rows]
    (folder / "log.jsonl").write_text("\n".join(map(json.dumps, objects)), encoding="utf-8")
    (folder / "log.json").write_text(json.dumps({"events": objects}, ensure_ascii=False), encoding="utf-8")
    frame.to_excel(folder / "log.xlsx", index=False)
    frame.to_parquet(folder / "log.parquet")
    connection = sqlite3.connect(":memory:")
    frame.to_sql("log", connection, index=False)
    cursor = connection.execute("SELECT * FROM log ORDER BY rowid")
    files = {path.name: path for path in sorted(folder.iterdir())}
    return {**files, "frame": frame, "cursor": cursor}


def asked(events: Events) -> Any:
    return in_order(events), transitions(events).to_pandas().to_dict("list"), events.report.lines


@pytest.mark.slow
@settings(max_examples=draws(10), deadline=None)
@given(rows=ROWS)
def test_the_same_rows_give_the_same_log_in_every_kind_of_source(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Any, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("same")
    found = {name: asked(read_events(source)) for name, source in sources(rows, folder).items()}
    first = found["frame"]
    assert {name: log for name, log in found.items() if log != first} == {}
