"""Findings as text for people and as JSON for machines, and the exit code for automatic checks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from journeykit.model.check.finding import SEVERITIES, Finding
from journeykit.model.check.run import RULES
from journeykit.text import counted, one_line


def as_data(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return findings as plain data: code, severity, place, message, reason, action, fix, accepted."""
    return [asdict(finding) for finding in findings]


def as_json(findings: Sequence[Finding]) -> str:
    """Return findings as JSON, with a count per severity; accepted findings are listed and not counted.

    Examples
    --------
    >>> from journeykit.model.check import as_json
    >>> print(as_json(()))
    {
     "counts": {
      "error": 0,
      "warning": 0,
      "hint": 0
     },
     "findings": []
    }
    """
    return json.dumps({"counts": counts(findings), "findings": as_data(findings)}, ensure_ascii=False, indent=1)


def counts(findings: Sequence[Finding]) -> dict[str, int]:
    """Return the number of open findings per severity."""
    return {word: sum(f.severity == word and not f.accepted for f in findings) for word in SEVERITIES}


def as_text(findings: Sequence[Finding]) -> str:
    """Return findings as lines for a terminal: where, what, and what to do next.

    Findings of one rule are grouped: the reason once, the next action once if all have the same, then the places.

    Examples
    --------
    >>> from journeykit.model.check import as_text
    >>> as_text(())
    'Nothing found.'
    """
    if not findings:
        return "Nothing found."
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.code, []).append(finding)
    lines: list[str] = []
    for group in groups.values():
        lines += _alone(group[0]) if len(group) == 1 else _together(group)
    said = [counted(number, f"{word}s") for word, number in counts(findings).items()]
    return "\n".join([*lines, ", ".join(said) + "."])


def _alone(finding: Finding) -> list[str]:
    return [
        f"{finding.code} {finding.severity}: {one_line(finding.message)}{_accepted(finding)}",
        f"    at: {_at(finding)}",
        f"    why: {finding.reason}",
        f"    next: {_next(finding)}",
    ]


def _together(group: Sequence[Finding]) -> list[str]:
    first = group[0]
    title = next((rule.title for rule in RULES if rule.code == first.code), one_line(first.message))
    lines = [f"{first.code} {first.severity}: {title} ({len(group)} places)", f"    why: {first.reason}"]
    same = len({_next(finding) for finding in group}) == 1
    if same:
        lines.append(f"    next: {_next(first)}")
    for finding in group:
        lines.append(f"    at: {_at(finding)}: {one_line(finding.message)}{_accepted(finding)}")
        if not same:
            lines.append(f"        next: {_next(finding)}")
    return lines


def _at(finding: Finding) -> str:
    return f"{one_line(finding.place.words)} [{finding.place.collection}/{one_line(finding.place.id)}]"


def _next(finding: Finding) -> str:
    return f"{one_line(finding.action)}{' (has a fix)' if finding.fix else ''}"


def _accepted(finding: Finding) -> str:
    return f" (accepted: {one_line(finding.accepted)})" if finding.accepted else ""


def exit_code(findings: Sequence[Finding], *, strict: bool = False) -> int:
    """Return 1 when an open finding is an error, or with ``strict`` an error or warning; else 0."""
    failing = ("error", "warning") if strict else ("error",)
    return int(any(f.severity in failing and not f.accepted for f in findings))
