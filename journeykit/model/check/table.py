"""The table of rules. A code is never reused: a retired code goes to ``RETIRED``.

JK1.. stages · JK2.. KPIs and objectives · JK3.. path · JK4.. touchpoints · JK5.. people and feelings ·
JK6.. content, pains, opportunities, improvements · JK7.. upkeep
"""

from __future__ import annotations

from types import ModuleType

from journeykit.model.check import insights, kpis, path, people, stages, touchpoints, upkeep
from journeykit.model.check.finding import Rule

RETIRED: frozenset[str] = frozenset()

_FILES: tuple[ModuleType, ...] = (stages, kpis, path, touchpoints, people, insights, upkeep)

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (found for file in _FILES for found in vars(file).values() if isinstance(found, Rule)),
        key=lambda rule: rule.code,
    )
)


def rules_table() -> str:
    """Return the rules as a Markdown table, for the documentation.

    Examples
    --------
    >>> from journeykit.model.check import rules_table
    >>> rules_table().splitlines()[2][:39]
    '| JK101 | error | Map without stages | '
    """
    rows = [f"| {rule.code} | {rule.severity} | {rule.title} | {rule.reason} |" for rule in RULES]
    return "\n".join(["| Code | Severity | Finding | Why |", "|---|---|---|---|", *rows])
