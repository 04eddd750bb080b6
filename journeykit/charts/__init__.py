"""Charts: functions that turn a frame into a Plotly figure.

A chart computes no statistics and does not change its input. It reads the columns named in its docstring; a missing one
raises :class:`journeykit.errors.FrameError`. A frame without rows is drawn as a sentence. Every figure has an
alternative text for screen readers in ``figure.layout.meta["alt"]``.

=======================  ============================================================
module                   draws
=======================  ============================================================
``emotion_curve``        feelings along the stages, assumed and measured
``sankey``               where paths go, by step or by stage
``funnel``               how many paths reach each step
``reach``                how many paths each touchpoint reaches
``scores``               scores with their intervals, by stage, question, persona
``likert``               answers on their scale, low to the left, high to the right
``score_trend``          a score over time, such as NPS
``themes``               what comments speak of
``opportunity_ranking``  scores of opportunities, and their factors
``opportunity_matrix``   value against effort of opportunities
``theme``                colour tokens, stage colours, and themes: light, dark and that of the page
=======================  ============================================================

``_figure`` has what all charts share, ``_bars`` the horizontal bars; ``_layout``, ``_flow`` and ``_flow_layout`` are
geometry without Plotly.
"""

from functools import partial

from journeykit.charts.emotion_curve import emotion_curve
from journeykit.charts.funnel import funnel
from journeykit.charts.likert import likert
from journeykit.charts.opportunity_matrix import opportunity_matrix
from journeykit.charts.opportunity_ranking import opportunity_ranking
from journeykit.charts.reach import reach
from journeykit.charts.sankey import sankey
from journeykit.charts.score_trend import score_trend
from journeykit.charts.scores import scores
from journeykit.charts.theme import stage_colours, themed
from journeykit.charts.themes import themes

__all__ = [
    "emotion_curve",
    "funnel",
    "likert",
    "opportunity_matrix",
    "opportunity_ranking",
    "reach",
    "sankey",
    "score_trend",
    "scores",
    "stage_colours",
    "themed",
    "themes",
]
__dir__ = partial(sorted, __all__)
