"""Maps measured by event logs: the only room that imports both.

``bindings.py`` converts the map's rules to labels for events; ``measure.py`` combines a map and a log and counts how
far travellers get; ``coverage.py`` lists events without touchpoint and touchpoints without events; ``unmatched.py``
rules that match no event; ``matching.py`` suggests touchpoints for events; ``personas.py`` counts the travellers of a
persona; ``kpis.py`` computes KPIs with a formula; ``opportunities.py`` ranks opportunities; ``status.py`` has the
evidence for every cell.
"""

from functools import partial

from journeykit.evidence.bindings import read_events_for, rule_columns
from journeykit.evidence.coverage import claimed_share, touchpoint_events, unclaimed, unsupported
from journeykit.evidence.kpis import kpi_values
from journeykit.evidence.matching import claimed_paths, name_claims, suggested_bindings
from journeykit.evidence.measure import (
    MeasuredMap,
    flow_frame,
    measure,
    stage_flow,
    stage_funnel,
    stage_reach,
    touchpoint_reach,
)
from journeykit.evidence.opportunities import opportunity_scores
from journeykit.evidence.personas import persona_reach
from journeykit.evidence.routes import route_arrows, route_ends
from journeykit.evidence.status import evidence_share, statuses
from journeykit.evidence.unmatched import unmatched_rules

__all__ = [
    "MeasuredMap",
    "claimed_paths",
    "claimed_share",
    "evidence_share",
    "flow_frame",
    "kpi_values",
    "measure",
    "name_claims",
    "opportunity_scores",
    "persona_reach",
    "read_events_for",
    "route_arrows",
    "route_ends",
    "rule_columns",
    "stage_flow",
    "stage_funnel",
    "stage_reach",
    "statuses",
    "suggested_bindings",
    "touchpoint_events",
    "touchpoint_reach",
    "unclaimed",
    "unmatched_rules",
    "unsupported",
]
__dir__ = partial(sorted, __all__)
