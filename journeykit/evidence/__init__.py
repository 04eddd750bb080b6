"""Maps measured by event logs and by answers: the only room that imports map and data.

``bindings.py`` converts the map's rules to labels for events; ``measure.py`` combines a map and a log and counts how
far travellers get; ``coverage.py`` lists events without touchpoint and touchpoints without events; ``unmatched.py``
rules that match no event; ``matching.py`` suggests touchpoints for events; ``personas.py`` counts the travellers of a
persona; ``kpis.py`` and ``answer_kpis.py`` compute KPIs with a formula; ``opportunities.py`` ranks opportunities;
``status.py`` has the evidence for every cell.

Of answers: ``answer_bindings.py`` binds questions and lists those without a place; ``question_matching.py`` suggests
places; ``belonging.py`` decides which answer belongs where; ``felt.py`` measures feelings and satisfaction, by persona
with ``persona_answers.py``, by what people did in ``behaviour.py``; ``gaps.py`` compares them with what is assumed;
``recording.py`` writes feelings and KPI values onto the map.

``pains.py`` proposes pain points and writes them onto the map (``pains_in_log.py``, ``pains_in_answers.py`` find them);
``pain_evidence.py`` counts the comments on those with words, ``contacts.py`` the tickets per 100 customers.

``recorded.py`` records on a map which files measure it; ``rereading.py`` reads them again, ``data_files.py`` finds
them.
"""

from functools import partial

from journeykit.evidence.answer_bindings import bind_answers, unassigned
from journeykit.evidence.behaviour import feelings_by_behaviour
from journeykit.evidence.bindings import read_events_for, rule_columns
from journeykit.evidence.coverage import claimed_share, touchpoint_events, unclaimed, unsupported
from journeykit.evidence.felt import feelings, satisfaction
from journeykit.evidence.gaps import gaps
from journeykit.evidence.kpis import kpi_values
from journeykit.evidence.matching import claimed_paths, name_claims, suggested_bindings
from journeykit.evidence.measure import flow_frame, measure, stage_funnel, stage_reach, touchpoint_reach
from journeykit.evidence.measured_map import MeasuredMap, stage_flow
from journeykit.evidence.opportunities import opportunity_scores
from journeykit.evidence.pain_evidence import pain_evidence
from journeykit.evidence.pains import pain_edits, pain_proposals, record_pains
from journeykit.evidence.personas import persona_reach
from journeykit.evidence.question_matching import suggested_questions
from journeykit.evidence.recorded import data_edits, record_data
from journeykit.evidence.recording import feeling_edits, kpi_edits, record_feelings, record_kpis
from journeykit.evidence.rereading import RecordedData, read_data, recorded_answers, recorded_call, recorded_files
from journeykit.evidence.routes import route_arrows, route_ends
from journeykit.evidence.status import evidence_share, statuses
from journeykit.evidence.unmatched import unmatched_rules

__all__ = [
    "MeasuredMap",
    "RecordedData",
    "bind_answers",
    "claimed_paths",
    "claimed_share",
    "data_edits",
    "evidence_share",
    "feeling_edits",
    "feelings",
    "feelings_by_behaviour",
    "flow_frame",
    "gaps",
    "kpi_edits",
    "kpi_values",
    "measure",
    "name_claims",
    "opportunity_scores",
    "pain_edits",
    "pain_evidence",
    "pain_proposals",
    "persona_reach",
    "read_data",
    "read_events_for",
    "record_data",
    "record_feelings",
    "record_kpis",
    "record_pains",
    "recorded_answers",
    "recorded_call",
    "recorded_files",
    "route_arrows",
    "route_ends",
    "rule_columns",
    "satisfaction",
    "stage_flow",
    "stage_funnel",
    "stage_reach",
    "statuses",
    "suggested_bindings",
    "suggested_questions",
    "touchpoint_events",
    "touchpoint_reach",
    "unassigned",
    "unclaimed",
    "unmatched_rules",
    "unsupported",
]
__dir__ = partial(sorted, __all__)
