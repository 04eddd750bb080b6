"""Logs for the tests of the events room: small ones made here, real ones where they are present."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from journeykit.events.engine import shared_database

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def real_data() -> Callable[[str], Path]:
    """Return the path of a real log by file name; skip the test where real logs are absent."""
    folder = Path(os.environ.get("JOURNEYKIT_REAL_DATA", REPOSITORY.parent / "shared" / "data"))

    def path(name: str) -> Path:
        if not (folder / name).exists():
            pytest.skip(f"real log {name} is not present; set JOURNEYKIT_REAL_DATA to the folder that holds it")
        return folder / name

    return path


@pytest.fixture(scope="session", autouse=True)
def one_database() -> Iterator[None]:
    """Keep the process's database open between tests: opening one takes longer than most questions."""
    keep = shared_database()
    yield
    del keep


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., Path]:
    """Write text or bytes as a CSV file and return its path."""

    def write(content: str | bytes, name: str = "log.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def frame_of(rows: list[tuple[str, str, int]]) -> pd.DataFrame:
    """A log frame from ``(path, event, second)`` rows. Their order breaks ties, also where they run back in time."""
    return pd.DataFrame(
        {
            "seq": range(len(rows)),
            "user_id": pd.Series([row[0] for row in rows], dtype="str"),
            "event": pd.Series([row[1] for row in rows], dtype="str"),
            "timestamp": pd.to_datetime([row[2] for row in rows], unit="s"),
        }
    )
