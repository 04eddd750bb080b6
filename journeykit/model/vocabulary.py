"""The fixed word lists of a journey map, and the label of each word."""

from __future__ import annotations

from typing import Literal

Half = Literal["customer", "path", "business"]
LaneKind = Literal[
    "text",
    "touchpoints",
    "emotions",
    "path",
    "pain_points",
    "opportunities",
    "stage_objective",
    "kpis",
    "owners",
    "technologies",
    "content_mix",
    "cost",
]
TouchpointType = Literal["marketing", "sales", "onboarding", "participation", "support", "completion", "retention"]
Channel = Literal[
    "website",
    "mobile_app",
    "email",
    "social_media",
    "advertising",
    "live_chat",
    "messaging",
    "phone",
    "video_call",
    "online_community",
    "review_site",
    "in_person",
    "in_store",
    "packaging",
    "post",
    "event",
    "other",
]
Medium = Literal["digital", "physical"]
Milestone = Literal["purchase", "referral"]
CustomerCost = Literal["time", "attention", "data", "money"]
EmotionKind = Literal["assumed", "measured"]
State = Literal["current", "future"]
Horizon = Literal["short_term", "long_term"]
Direction = Literal["up", "down"]
Verdict = Literal["keep", "revise", "inconclusive"]
ImprovementStatus = Literal["idea", "planned", "running", "launched", "done", "dropped"]
OpportunityType = Literal[
    "personalised_message",
    "gamified_progress",
    "interactive_element",
    "surprise_bonus",
    "streamline",
    "proactive_support",
    "loyalty_programme",
    "feedback",
    "upsell",
    "cross_sell",
    "price",
    "other",
]
Lens = Literal["clarity", "support", "motivation"]
SourceKind = Literal["interview", "survey", "analytics", "sales_records", "support", "article", "workshop", "other"]
DataKind = Literal["events", "answers"]
AnswerMeasure = Literal["emotion", "csat", "nps", "ces", "rating"]
RuleOperator = Literal["=", "!=", "<", "<=", ">", ">=", "in", "glob"]

PHYSICAL_CHANNELS: frozenset[str] = frozenset({"in_person", "in_store", "packaging", "post", "event"})

LABELS: dict[str, str] = {
    "kpis": "KPIs",
    "mobile_app": "mobile app",
    "email": "e-mail",
    "cross_sell": "cross-sell",
}


def label(word: str) -> str:
    """Return the label of a vocabulary word: ``live chat`` for ``live_chat``."""
    return LABELS.get(word, word.replace("_", " "))
