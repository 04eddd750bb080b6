"""When a log has changed: whatever names its files, and however they were changed."""

import os
from pathlib import Path

import pandas as pd

from journeykit.events.reading.files import files_state


def test_a_file_that_is_corrected_with_its_time_and_size_kept_is_another_one(tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("a,b\n1,2\n")
    before, times = files_state(str(log)), (log.stat().st_atime_ns, log.stat().st_mtime_ns)
    assert files_state(str(log)) == before
    log.write_text("a,b\n1,3\n")
    os.utime(log, ns=times)
    assert files_state(str(log)) != before


def test_a_file_more_in_a_folder_or_glob_is_a_change(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("a\n")
    folder, pattern = files_state(str(tmp_path)), files_state(str(tmp_path / "*.csv"))
    assert folder == pattern
    (tmp_path / "two.csv").write_text("a\n")
    assert files_state(str(tmp_path)) == files_state(str(tmp_path / "*.csv")) != folder


def test_what_is_no_file_or_is_not_there_has_no_state(tmp_path: Path) -> None:
    assert files_state(str(tmp_path / "none.csv")) is None
    assert files_state(pd.DataFrame()) is None
    assert files_state() == ()
