"""The map check: rules of journey mapping, each with a stable code, a reason and a next action.

``check(journey)``         the findings: errors mislead, warnings are good practice, hints help
``fix(journey, finding)``  fix one finding that has one possible answer; ``fix_edits`` gives the edits it makes
``as_text``, ``as_json``, ``exit_code``   findings for people, machines and automatic checks
``RULES``, ``rules_table()``              every rule with code, severity, title and reason

A map accepts a finding permanently with a suppression and its reason: ``edit.update_map(journey, suppressions=[…])``.
"""

from functools import partial

from journeykit.model.check.finding import Finding, Location, Rule, Severity
from journeykit.model.check.fixes import FIXES, fix, fix_edits
from journeykit.model.check.report import as_data, as_json, as_text, counts, exit_code
from journeykit.model.check.run import RETIRED, RULES, check, rules_table

__all__ = [
    "FIXES",
    "RETIRED",
    "RULES",
    "Finding",
    "Location",
    "Rule",
    "Severity",
    "as_data",
    "as_json",
    "as_text",
    "check",
    "counts",
    "exit_code",
    "fix",
    "fix_edits",
    "rules_table",
]
__dir__ = partial(sorted, __all__)
