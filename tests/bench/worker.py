"""Run one contestant in a process of its own: ``python -m tests.bench.worker NAME LOG [QUESTION …]`` prints times."""

from __future__ import annotations

import gc
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.bench.asked import QUESTIONS
from tests.bench.contestants import CONTESTANTS

__all__ = ["measured", "peak"]

IN_HAND, MOST_IN_HAND = 40, 6_000_000_000
"""Memory that the machine has in hand when a contestant begins: times the log's file, and the most, in bytes."""

TOUCH = "import sys, numpy; held = [numpy.ones(2**26, numpy.uint8) for _ in range(int(sys.argv[1]) >> 26)]"


def measured(name: str, path: Path, questions: Sequence[str] = QUESTIONS) -> dict[str, Any]:
    """Load a log, ask each question once, and return seconds, answers and the peak of memory in bytes.

    What a contestant imports is not counted: an analyst pays it once a day.
    """
    contestant = import_module(f"tests.bench.contestants.{CONTESTANTS[name][0]}")
    _warm_up(name)
    _take_memory_in_hand(IN_HAND * path.stat().st_size if path.exists() else 0)
    start, busy = time.perf_counter(), time.process_time()
    state = contestant.load(path)
    load_s, load_cpu_s = time.perf_counter() - start, time.process_time() - busy
    load_peak = peak()
    seconds, answers = {}, {}
    for question in questions:
        if question not in contestant.ANSWERS:
            continue
        gc.collect()
        start = time.perf_counter()
        answers[question] = contestant.ANSWERS[question](state)
        seconds[question] = time.perf_counter() - start
    loaded = {"load_s": load_s, "load_cpu_s": load_cpu_s, "load_peak": load_peak}
    return {**loaded, "seconds": seconds, "answers": answers, "peak": peak()}


def _warm_up(name: str) -> None:
    # Modules that are imported on first use, so that no question pays for them.
    for module in ("pandas", "pyarrow.parquet", "pyarrow.dataset", "duckdb", "scipy.sparse", "sqlglot"):
        if name in ("journeykit", "limit", "pandas", "duckdb"):
            import_module(module)


def _take_memory_in_hand(wanted: int) -> None:
    # A virtual machine gives memory that lies idle back to its host, and to get it again can take longer than the
    # question. Whether it had did not depend on the contestant but on who ran before, and how long ago.
    if not hasattr(os, "sysconf") or "SC_AVPHYS_PAGES" not in os.sysconf_names:
        return
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    # In another process, so that this one's peak is its own.
    subprocess.run([sys.executable, "-c", TOUCH, str(min(wanted, MOST_IN_HAND, free // 2))], check=True)


def peak() -> int | None:
    """The most memory that this process ever held, in bytes; None where the system does not say."""
    if platform.system() == "Linux":
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:
        return None
    # macOS counts bytes here, other systems kilobytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if platform.system() == "Darwin" else 1024)


if __name__ == "__main__":
    json.dump(measured(sys.argv[1], Path(sys.argv[2]), sys.argv[3:] or QUESTIONS), sys.stdout, default=int)
