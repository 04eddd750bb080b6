"""The rules in one table, and the check that runs them over a map.

JK1.. stages · JK2.. KPIs and objectives · JK3.. path · JK4.. touchpoints · JK5.. people and feelings ·
JK6.. content, pains, opportunities, improvements · JK7.. upkeep · JK8.. answers
"""

from __future__ import annotations

from datetime import date
from types import ModuleType

from journeykit.model.check import insights, kpis, path, people, stages, surveys, touchpoints, upkeep
from journeykit.model.check.finding import SEVERITIES, Finding, Hit, Rule
from journeykit.model.check.upkeep import idle, idle_acceptance
from journeykit.model.context import Suppression
from journeykit.model.journey import JourneyMap

RETIRED: frozenset[str] = frozenset()
"""Codes of former rules, which are never reused."""

_FILES: tuple[ModuleType, ...] = (stages, kpis, path, touchpoints, people, insights, upkeep, surveys)

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (found for file in _FILES for found in vars(file).values() if isinstance(found, Rule)),
        key=lambda rule: rule.code,
    )
)


def check(journey: JourneyMap, *, today: date | None = None, with_accepted: bool = False) -> tuple[Finding, ...]:
    """Return the findings of all rules on a map.

    Parameters
    ----------
    journey : JourneyMap
        The map.
    today : date, optional
        The day for review dates; by default today.
    with_accepted : bool
        Also return the findings that the map accepts in ``suppressions``, with the reason in ``accepted``.

    Returns
    -------
    tuple of Finding
        Errors first, then warnings, then hints; each by code, then in the order of the map. Empty for a sound map.

    Notes
    -----
    The check reads only the map. To find out whether the map is true, bind it to an event log.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.model.check import check
    >>> [(f.code, f.message) for f in check(jk.new_map("Shop"))][0]
    ('JK101', 'The map has no stage.')
    """
    today = today or date.today()
    findings: list[Finding] = []
    used: list[Suppression] = []
    for rule in RULES:
        for hit in rule.find(journey, today):
            acceptance = _acceptance(journey, rule.code, hit)
            if acceptance is not None:
                used.append(acceptance)
            findings.append(_finding(rule, hit, acceptance.reason if acceptance else ""))
    findings += [_finding(idle_acceptance, hit, "") for hit in idle(journey, used)]
    findings.sort(key=lambda finding: (SEVERITIES.index(finding.severity), finding.code))
    return tuple(finding for finding in findings if with_accepted or not finding.accepted)


def _acceptance(journey: JourneyMap, code: str, hit: Hit) -> Suppression | None:
    fitting = (s for s in journey.suppressions if s.code == code and s.element in ("", hit.place.id))
    # The narrower one counts, so that a general one is reported as unused only if it is.
    return max(fitting, key=lambda s: bool(s.element), default=None)


def _finding(rule: Rule, hit: Hit, accepted: str) -> Finding:
    return Finding(rule.code, rule.severity, reason=rule.reason, accepted=accepted, **vars(hit))


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
