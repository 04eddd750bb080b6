"""Where map and data meet: the only room that knows both.

``bindings.py`` turns the map's rules into labels for events; ``measure.py`` makes a map and a log one measured map and
answers how far travellers get; ``coverage.py`` says which events no touchpoint claims and which touchpoints no event
supports; ``unmatched.py`` which rules no event fits; ``matching.py`` which touchpoint an event likely belongs to;
``personas.py`` counts whom a persona stands for; ``kpis.py`` computes KPIs that carry a formula; ``opportunities.py``
says what to do first; ``status.py`` says for every cell what it rests on.
"""

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


def __dir__() -> list[str]:
    return sorted(__all__)
