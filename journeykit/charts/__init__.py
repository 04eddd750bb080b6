"""How it is drawn: a frame goes in, a Plotly figure comes out.

A chart computes no statistics and changes no input. It reads the columns that its docstring names; a missing one raises
:class:`journeykit.errors.FrameError`. A frame without rows becomes one sentence, not an empty plane. Every figure says
in ``figure.layout.meta["alt"]`` what it shows, in one sentence, for those who listen.

=======================  ============================================================
module                   draws
=======================  ============================================================
``emotion_curve``        feelings along the stages, assumed beside measured
``sankey``               where paths go, by step or by stage
``funnel``               who goes on, step after step
``reach``                how many each touchpoint reaches
``opportunity_ranking``  what to do first: scores and what they are made of
``opportunity_matrix``   value against effort
``theme``                the look: tokens, stage colours, light, dark and page-coloured
=======================  ============================================================

Geometry without Plotly (``_layout``, ``_flow``, ``_flow_layout``, ``_curve_labels``) is tested without a browser.
"""

from journeykit.charts.emotion_curve import emotion_curve
from journeykit.charts.funnel import funnel
from journeykit.charts.opportunity_matrix import opportunity_matrix
from journeykit.charts.opportunity_ranking import opportunity_ranking
from journeykit.charts.reach import reach
from journeykit.charts.sankey import sankey
from journeykit.charts.theme import stage_colours, themed

__all__ = [
    "emotion_curve",
    "funnel",
    "opportunity_matrix",
    "opportunity_ranking",
    "reach",
    "sankey",
    "stage_colours",
    "themed",
]


def __dir__() -> list[str]:
    return sorted(__all__)
