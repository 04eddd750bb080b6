"""What was measured, as Markdown: seconds, how many times quicker, memory, and whether the answers agree."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

from tests.bench.asked import FIVE, QUESTIONS, differences
from tests.bench.course import Runs

__all__ = ["compared", "dated", "of_kinds", "scaled"]

MEGABYTE = 1_000_000


def compared(found: Mapping[str, Runs], events: int) -> str:
    """Return the tables of one course: once loaded, each from the file, five with preparation, memory."""
    ours, limit = found["journeykit"], found.get("limit")
    rivals = [runs for name, runs in found.items() if name not in ("journeykit", "limit") and runs.runs]
    parts = [
        f"## {events:,} events",
        _machine(found),
        _answers(found),
        "### Each question from the raw file, as a user would write it (seconds)\n\nThe others load, sort (or prepare) "
        "and ask, as a notebook or script does that answers one question. journeykit asks a log that it prepared once; "
        "what that took, and how often it pays, is in the last table.",
        _times(ours, limit, rivals, from_file=True),
        "### Each question once loaded (seconds)\n\nEverybody has read the file, and sorted or prepared it, before the "
        "clock starts.",
        _times(ours, limit, rivals, from_file=False),
        "### Preparation, and five questions with it",
        _totals(ours, limit, rivals),
    ]
    return "\n\n".join(parts) + "\n"


def dated(distinct: Runs, dates: Runs) -> str:
    """Return the table of one log as it is and with dates for times: what events at the same time cost."""
    head = ["journeykit", "preparation", *QUESTIONS]
    rows = []
    for name, runs in (("distinct times", distinct), ("dates only", dates)):
        if not runs.runs:
            return f"## The same log of dates only\n\ndid not finish: {runs.failure}\n"
        rows.append([name, *map(_s, (runs.load_s(), *(runs.seconds(question) for question in QUESTIONS)))])
    ratios = [dates.load_s() / distinct.load_s()]
    ratios += [(dates.seconds(question) or 0) / (distinct.seconds(question) or 1) for question in QUESTIONS]
    rows.append(["times as long", *(f"{ratio:.2f} x" for ratio in ratios)])
    return "## The same log of dates only\n\n" + _table(head, rows) + "\n"


def of_kinds(kinds: Mapping[str, tuple[int, Runs]], events: int) -> str:
    """Return the table of one log in several kinds of files (their bytes, and the runs): what each takes to prepare."""
    ours = {kind: runs for kind, (_, runs) in kinds.items()}
    csv = ours["CSV"]
    rows = []
    for kind, (size, runs) in kinds.items():
        if not runs.runs or not csv.runs:
            rows.append([kind, _gb(size), f"did not finish: {runs.failure or csv.failure}", "", "", ""])
            continue
        same = differences(csv.runs[0]["answers"]["transitions"], runs.runs[0]["answers"]["transitions"])
        longer = [runs.load_s(what) / csv.load_s(what) for what in ("load_s", "load_cpu_s")]
        ratio = f"{same:,} rows differ" if same else " / ".join(f"{times:.2f} x" for times in longer)
        times = _s(runs.load_s()), _s(runs.load_s("load_cpu_s"))
        rows.append([kind, _gb(size), *times, ratio, _gb(runs.peak("load_peak"))])
    head = [
        "file",
        "GB of it",
        "seconds",
        "seconds of all processors",
        "times as long as CSV / of all processors",
        "peak GB",
    ]
    note = f"{_machine({})} All give the same transitions."
    if any("differ" in row[4] for row in rows):
        note = _machine({})
    return f"## {events:,} events read and prepared, by kind of file\n\n{note}\n\n{_table(head, rows)}\n"


def scaled(courses: Mapping[int, Runs]) -> str:
    """Return the table of one contestant over several sizes, with seconds per million events."""
    head = ["events", "preparation", *QUESTIONS, "peak GB"]
    rows = []
    for events, runs in courses.items():
        if not runs.runs:
            rows.append([f"{events:,}", f"did not finish: {runs.failure}", *[""] * (len(head) - 2)])
            continue
        times = [runs.load_s(), *(runs.seconds(question) for question in QUESTIONS)]
        each = [f"{_s(s)} ({s / events * 1e6 * 1000:.0f} ms)" if s is not None else "-" for s in times]
        rows.append([f"{events:,}", *each, _gb(runs.peak())])
    return "## Growth\n\nSeconds, and in brackets milliseconds per million events.\n\n" + _table(head, rows) + "\n"


def _times(ours: Runs, limit: Runs | None, rivals: Sequence[Runs], *, from_file: bool) -> str:
    how = "from the file" if from_file else "loaded"
    head = ["question", "scan of the columns", "journeykit, prepared", *(f"{runs.name}, {how}" for runs in rivals)]
    rows = []
    for question in QUESTIONS:
        own = ours.seconds(question)
        row = [question, _s(limit.seconds(question) if limit else None), _s(own)]
        for runs in rivals:
            seconds = runs.seconds(question)
            if seconds is None or own is None or question in runs.differing:
                row.append("-" if seconds is None else "differs")
                continue
            seconds += runs.load_s() if from_file else 0.0
            row.append(f"{_s(seconds)} ({seconds / own:.1f} x)")
        rows.append(row)
    return _table(head, rows)


def _totals(ours: Runs, limit: Runs | None, rivals: Sequence[Runs]) -> str:
    five = _five(ours)
    rows = []
    for runs in (ours, *rivals, *([limit] if limit else [])):
        total = None if runs is limit else _five(runs)
        # A rival that keeps its sorted frame between questions, and one that starts from the file each time.
        scratch = None if total is None else total + (len(FIVE) - 1) * runs.load_s()
        ratio = [f"{_s(s)} ({s / five:.1f} x)" if s is not None and five else "-" for s in (total, scratch)]
        if runs is ours:
            ratio = [_s(total), "-"]
        load = _s(runs.load_s())
        if runs is ours and limit and limit.runs:
            load += f" ({runs.load_s() / limit.load_s():.2f} x the cold limit)"
        rows.append([runs.name, load, *ratio, _gb(runs.peak("load_peak")), _gb(runs.peak()), str(len(runs.runs))])
    head = ["", "load, sort or prepare", "loaded once, then five", "five, each from the file"]
    head += ["GB to load", "GB", "runs"]
    note = (
        "The five are " + ", ".join(FIVE) + ". The cold limit is to decode the columns, to number ids and names and to "
        "sort the numbers. Memory is the peak of the process (VmHWM), all its questions included."
    )
    return f"{note}\n\n{_table(head, rows)}"


def _five(runs: Runs) -> float | None:
    times = [runs.seconds(question) for question in FIVE]
    return runs.load_s() + sum(time for time in times if time is not None) if None not in times else None


def _answers(found: Mapping[str, Runs]) -> str:
    lines = []
    for runs in found.values():
        if runs.failure:
            lines.append(f"- {runs.name} did not finish: {runs.failure}")
        for question, rows in runs.differing.items():
            lines.append(f"- {runs.name}, {question}: {rows:,} rows differ from journeykit's, so it has no time here")
    agreed = "All contestants gave the same answers to all questions that they answer."
    return "\n".join(lines) if lines else agreed


def _machine(found: Mapping[str, Runs]) -> str:
    packages = []
    for name in ("journeykit", "duckdb", "numpy", "pyarrow", *(name for name in found if name not in ("limit",))):
        try:
            packages.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            packages.append(name)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    machine = f"{cores} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    return f"{machine}; {', '.join(dict.fromkeys(packages))}. Medians of alternating runs."


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _s(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.2f}" if seconds < 10 else f"{seconds:.1f}"


def _gb(size: int | None) -> str:
    return "-" if size is None else f"{size / 1000 / MEGABYTE:.2f}"
