"""What ``make timing`` and ``make load`` share: a server as a person starts it, and what its processes take.

Not tests: a time depends on the machine and on what else it does. Both print tables in Markdown.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.browser.chromium import NAMES, SHELL

READABLE = "[role=columnheader]"
"""The board has its stages."""
CHARTS = (".scatterlayer path.js-line", ".sankey-link", ".barlayer path")
"""The curve, the Sankey and the bars are drawn."""


@dataclass(frozen=True)
class Server:
    """A server, where it listens, and how long it took to say so."""

    process: psutil.Process
    url: str
    start_s: float

    def kernels(self) -> list[psutil.Process]:
        """Return the processes of the visitors."""
        return [each for each in self.process.children(recursive=True) if _is_kernel(each)]

    def cpu_s(self) -> tuple[float, float]:
        """Return the seconds of the processor that the server and its warm process took, and those of the kernels."""
        kernels = self.kernels()
        others = [self.process, *(each for each in self.process.children(recursive=True) if each not in kernels)]
        return sum(map(cpu_s, others)), sum(map(cpu_s, kernels))

    def own_mb(self) -> list[float]:
        """Return the megabytes that each kernel shares with no other process."""
        return [each.memory_full_info().uss / 1e6 for each in self.kernels()]

    def all_gb(self) -> float:
        """Return the gigabytes of all its processes, what they share counted once."""
        processes = (self.process, *self.process.children(recursive=True))
        return float(sum(each.memory_full_info().pss for each in processes)) / 1e9


def _is_kernel(process: psutil.Process) -> bool:
    return process.name().startswith("kernel-") or "ipykernel_launcher" in process.cmdline()


def cpu_s(process: psutil.Process) -> float:
    """Return the seconds of the processor that a process has taken."""
    times = process.cpu_times()
    return float(times.user + times.system)


@contextmanager
def served(command: Sequence[str] = ("demo",)) -> Iterator[Server]:
    """Start a command of ``journeykit`` that serves, and end it afterwards."""
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("w+", encoding="utf-8") as log:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "journeykit.cli", *command, "--no-browser"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=os.environ | {"JUPYTER_DATA_DIR": folder},
        )
        assert process.stdout is not None
        found = next((match for line in process.stdout if (match := re.search(r" at (http://\S+)", line))), None)
        took = time.perf_counter() - start
        try:
            assert found, "the server did not say its address"
            yield Server(psutil.Process(process.pid), found[1], took)
        finally:
            process.terminate()
            process.wait(60)
            log.seek(0)
            sys.stderr.write(log.read())


def chromium() -> str | None:
    """Return the Chromium of this machine; None for Playwright's own."""
    return next(filter(None, map(shutil.which, (*NAMES, SHELL))), None)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown; all columns but the first hold numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def spread(values: Sequence[float], unit: str, digits: int) -> str:
    """Return the median of some values, with the least and the greatest."""
    if not values:
        return "none"
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:.{digits}f}{f' {unit}' if unit else ''} ({low:.{digits}f} to {high:.{digits}f})"
