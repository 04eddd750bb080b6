"""Measures that customers' answers give. The scale is declared; a score outside it is an error, never clipped."""

from __future__ import annotations

from journeykit.model.measures._measure import Measure

FROM_ANSWERS: tuple[Measure, ...] = (
    Measure(
        key="csat",
        name="Customer satisfaction (CSAT)",
        definition="Answers of 4 or 5 on a scale from 1 to 5 (top-2-box share; a mean is another number).",
        unit="%",
        base="Customers who answered the satisfaction question.",
        direction="up",
        formula="Answers of 4 or 5 ÷ all answers, in percent.",
        comes_from="survey",
        guides=("signature experience", "nine steps", "retention"),
        does_not_say="What those who did not answer think. Shares from different moments or scales do not compare.",
        lowest=0,
        highest=100,
    ),
    Measure(
        key="nps",
        name="Net Promoter Score (NPS)",
        definition="Promoters (9-10) minus detractors (0-6) on a scale from 0 to 10.",
        unit="points",
        base="Customers who answered the recommendation question.",
        direction="up",
        formula="Answers of 9-10 in percent minus answers of 0-6 in percent.",
        comes_from="survey",
        guides=("practice",),
        does_not_say="Whether anybody recommended you: it is a stated intention. Small n moves it by tens of points.",
        lowest=-100,
        highest=100,
    ),
    Measure(
        key="ces",
        name="Customer Effort Score (CES)",
        definition="Mean agreement from 1 to 7 with: the company made it easy for me.",
        unit="of 7",
        base="Customers who answered the effort question.",
        direction="up",
        formula="Sum of the answers ÷ number of answers.",
        comes_from="survey",
        guides=("practice",),
        does_not_say="How easy it was for those who gave up before the question was asked.",
        lowest=1,
        highest=7,
    ),
)
