"""Every fact that the four guides fix stands in a shipped document: one row a fact, with its place and its words.

The places are JSON paths into the documents of the package: folder, document, then keys and ids. A fact counts as found
when all of its words occur there, whatever their case; where their order is part of the fact, in that order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import journeykit

PACKAGE = Path(journeykit.__file__).parent

GUIDES = {
    "GA": "signature experience",
    "GB": "retention",
    "GC": "small business",
    "GD": "nine steps",
}
# What the digest of the guides marks as to be kept exactly.
FIXED = (
    *("GA-03", "GA-04", "GA-05", "GA-06", "GA-08", "GA-09", "GA-12", "GA-13", "GA-14"),
    *("GB-03", "GB-04", "GB-05", "GB-06", "GB-07", "GB-08", "GB-11", "GB-14"),
    *("GC-02", "GC-03", "GC-04", "GC-06", "GC-08", "GC-12", "GC-14"),
    *("GD-02", "GD-04", "GD-05", "GD-06"),
)


@dataclass(frozen=True)
class Fact:
    code: str
    where: str
    words: tuple[str, ...]
    in_order: bool = False


def fact(code: str, where: str, *words: str) -> Fact:
    return Fact(code, where, words)


def sequence(code: str, where: str, *words: str) -> Fact:
    return Fact(code, where, words, in_order=True)


CATALOGUE = "playbook/catalogue"
SIGNATURE, MILESTONES = "templates/signature-experience", "templates/signature-milestones"
RETENTION, SMALL, NINE = "templates/retention", "templates/small-business", "templates/nine-steps"
COOK, COACHING = "examples/cook-family", "examples/coaching-programme"

STAGES = (
    sequence(
        "GA-03",
        f"{SIGNATURE}/stages/*/name",
        *("Awareness", "Consideration", "Onboarding", "Engagement", "Completion", "Retention"),
    ),
    fact("GA-03", f"{SIGNATURE}/stages/awareness/definition", "learn that you exist"),
    fact("GA-03", f"{SIGNATURE}/stages/consideration/definition", "weigh it up", "decide whether to enrol"),
    fact("GA-03", f"{SIGNATURE}/stages/onboarding/definition", "first experience after signing up"),
    fact("GA-03", f"{SIGNATURE}/stages/engagement/definition", "core", "learn and take part"),
    fact("GA-03", f"{SIGNATURE}/stages/completion/definition", "reach the end", "results"),
    fact("GA-03", f"{SIGNATURE}/stages/retention/definition", "stay connected", "after"),
    sequence(
        "GA-04",
        f"{MILESTONES}/stages/*/name",
        *("Discovery", "Enrollment", "Getting Started", "Milestone Progression", "Certification", "Alumni Engagement"),
    ),
    sequence(
        "GA-14",
        "templates/coaching-programme/stages/*/name",
        *("Discovery", "Onboarding", "Core Program", "Certification", "Alumni Engagement"),
    ),
    sequence("GB-05", f"{RETENTION}/stages/*/name", "Awareness", "Consideration", "Decision", "Retention", "Loyalty"),
    sequence(
        "GC-06",
        f"{SMALL}/stages/*/name",
        *("Awareness", "Consideration", "Decision", "Delivery + Use", "Loyalty + Referral"),
    ),
    sequence(
        "GD-02",
        f"{NINE}/stages/*/name",
        *("Awareness", "Consideration", "Decision", "Onboarding", "Retention", "Loyalty (advocates)"),
    ),
)

_TYPES = {
    "marketing": ("ads", "emails", "landing pages", "social posts", "website content"),
    "onboarding": ("welcome emails", "intro videos", "guides", "community invitations"),
    "participation": ("lessons", "quizzes", "assignments", "interactive elements"),
    "support": ("live Q&A", "chat", "FAQ", "email check-ins"),
    "completion": ("certificates", "badges", "congratulation emails", "feedback / testimonial requests"),
    "retention": ("alumni groups", "ongoing access", "invitations", "newsletters"),
}
_CHANNELS = {
    "website": ("Website", "easy", "fast", "mobile"),
    "social-media": ("Social media", "monitor"),
    "customer-service-calls": ("Customer-service calls", "train", "empathy"),
    "email-marketing": ("Email marketing", "targeted"),
    "in-store": ("In-store", "layout", "staff", "ambience"),
    "product-packaging": ("Product packaging", "unboxing", "eco-friendly"),
    "online-reviews": ("Online reviews", "answer good and bad"),
    "mobile-app": ("Mobile app",),
    "live-chat": ("Live chat",),
    "post-purchase-follow-up": ("Post-purchase follow-up", "thank-you", "survey"),
}
TOUCHPOINTS = (
    *(fact("GA-05", f"{CATALOGUE}/touchpoints/entries/{type}/items", *items) for type, items in _TYPES.items()),
    *(fact("GA-05", f"{SIGNATURE}/touchpoints/*/name", *items) for items in _TYPES.values()),
    *(fact("GB-03", f"{CATALOGUE}/channels/entries/{id}", *words) for id, words in _CHANNELS.items()),
    *(fact("GB-03", f"{RETENTION}/touchpoints/{id}", *words[:1]) for id, words in _CHANNELS.items()),
    fact("GB-03", f"{RETENTION}/touchpoints/*/medium", "digital", "physical"),
)

_FEELINGS = {
    "awareness": (("learn about the solution and its benefits",), ("curiosity", "scepticism")),
    "onboarding": (("start smoothly", "feel welcomed"), ("excitement", "some anxiety")),
    "engagement": (("progress", "achieve milestones"), ("motivated", "possibly overwhelmed")),
    "completion": (("finish strong", "accomplishment"), ("pride", "satisfaction", "some sadness")),
    "retention": (("stay connected", "keep growing"), ("loyalty", "gratitude", "enthusiasm")),
}
FEELINGS = (
    *(
        fact("GA-06", f"{CATALOGUE}/feelings/entries/{stage}", *goals, *words)
        for stage, (goals, words) in _FEELINGS.items()
    ),
    *(fact("GA-06", f"{SIGNATURE}/cells/{stage}", *goals) for stage, (goals, _) in _FEELINGS.items()),
    *(fact("GA-06", f"{SIGNATURE}/emotions/{stage}", *words) for stage, (_, words) in _FEELINGS.items()),
    fact("GA-06", f"{CATALOGUE}/feelings/entries/retention", "customers for life"),
    fact("GC-08", f"{COOK}/emotions/awareness/words", "excited", "nervous", "unsure", "curious"),
    fact("GC-08", f"{SMALL}/emotions/awareness/words", "excited", "nervous", "unsure", "curious"),
    fact("GC-08", f"{COOK}/touchpoints/instagram-post/name", "Instagram post giving new-parent financial statistics"),
    sequence("GC-08", f"{COOK}/touchpoints/instagram-post/costs", "time", "attention"),
    fact("GC-08", f"{CATALOGUE}/costs/entries/time-and-attention", "time and attention, not money", "first"),
)

PAINS_AND_OPPORTUNITIES = (
    fact("GA-08", f"{CATALOGUE}/pains/entries/confusing-onboarding", "Confusing onboarding", "overwhelm"),
    fact("GA-08", f"{CATALOGUE}/pains/entries/inconsistent-engagement", "Inconsistent engagement", "lost motivation"),
    fact("GA-08", f"{CATALOGUE}/pains/entries/lack-of-support", "Lack of support", "abandonment"),
    fact("GA-08", f"{CATALOGUE}/pains/entries/unclear-path", "Unclear path to completion", "lost interest"),
    fact("GB-07", f"{CATALOGUE}/pains/entries/slow-responses/name", "Slow responses"),
    fact("GB-07", f"{CATALOGUE}/pains/entries/poor-products/name", "Poor products"),
    fact("GB-07", f"{CATALOGUE}/pains/entries/weak-support/name", "Weak support"),
    fact("GD-04", f"{CATALOGUE}/pains/entries/difficulty-logging-in/name", "Difficulty logging in"),
    fact("GD-04", f"{CATALOGUE}/pains/entries/slow-search-results/name", "Slow search results"),
    fact("GD-04", f"{CATALOGUE}/pains/entries/frustrating-checkout/name", "Frustrating checkout"),
    fact(
        "GD-04",
        "examples/online-shop/pain_points/*/name",
        *("Difficulty logging in", "Slow search results", "Frustrating checkout"),
    ),
    fact(
        "GA-09",
        f"{CATALOGUE}/opportunities/entries/personalised-messages",
        *("Personalised messages", "triggered by a milestone", "inactivity"),
    ),
    fact(
        "GA-09", f"{CATALOGUE}/opportunities/entries/gamified-progress", "Gamified progress", "badges", "certificates"
    ),
    fact(
        "GA-09",
        f"{CATALOGUE}/opportunities/entries/interactive-elements",
        *("Interactive elements", "quizzes", "scenarios", "practice", "polls", "threads"),
    ),
    fact(
        "GA-09",
        f"{CATALOGUE}/opportunities/entries/surprise-bonuses",
        *("Surprise bonuses", "extra resources", "discounts"),
    ),
    fact(
        "GD-04",
        f"{CATALOGUE}/opportunities/entries/*/name",
        *("Personalisation", "Convenient payment", "Efficient support"),
    ),
    fact(
        "GD-04",
        "examples/online-shop/opportunities/*/name",
        *("Personalisation", "Convenient payment", "Efficient support"),
    ),
)

WAYS = (
    fact("GB-06", f"{CATALOGUE}/ways/entries/personalise/name", "Personalise touchpoints"),
    fact(
        "GB-06",
        f"{CATALOGUE}/ways/entries/streamline",
        *("Streamline buying", "fewer steps", "clear calls to action", "easy forms"),
    ),
    fact("GB-06", f"{CATALOGUE}/ways/entries/proactive-support", "Proactive support", "chatbots", "live chat"),
    fact(
        "GB-06",
        f"{CATALOGUE}/ways/entries/loyalty",
        *("Loyalty programme", "points", "exclusive deals", "early access"),
    ),
    fact("GB-06", f"{CATALOGUE}/ways/entries/feedback", "Ask for and act on feedback", "visible changes"),
)

_OBJECTIVES = (
    "Secure and fast access",
    "Accurate search results",
    "Simpler checkout",
    "Easy self-service after the purchase",
)
_KPIS = (
    "Login success rate",
    "Cart abandonment rate",
    "Payment completion rate",
    "Customer satisfaction score",
)
MEASURES = (
    fact("GA-12", f"{CATALOGUE}/metrics/entries/completion-rate", "Completion rate", "share who complete"),
    fact(
        "GA-12",
        f"{CATALOGUE}/metrics/entries/engagement-rate",
        *("Engagement rate", "how often customers interact", "discuss", "hand in"),
    ),
    fact(
        "GA-12",
        f"{CATALOGUE}/metrics/entries/satisfaction",
        *("Customer satisfaction score", "surveys at different stages"),
    ),
    fact("GA-12", f"{CATALOGUE}/metrics/entries/retention-rate", "Retention rate", "still engaged after completion"),
    fact(
        "GA-12",
        f"{SIGNATURE}/kpis/*/name",
        *("Completion rate", "Engagement rate", "Customer satisfaction score", "Retention rate"),
    ),
    fact("GD-05", f"{CATALOGUE}/objectives/entries/*/name", *_OBJECTIVES),
    fact("GD-05", f"{NINE}/stages/*/objective", *_OBJECTIVES),
    fact("GD-05", "examples/online-shop/stages/*/objective", *_OBJECTIVES),
    fact("GD-06", f"{CATALOGUE}/metrics/entries/*/name", *_KPIS),
    fact("GD-06", f"{NINE}/kpis/*/name", *_KPIS),
    fact("GD-06", "examples/online-shop/kpis/*/name", *_KPIS),
    fact("GB-08", f"{CATALOGUE}/content_mix/entries/band/name", "50/50 or 60/40"),
    sequence("GB-08", f"{CATALOGUE}/content_mix/entries/band/text", "consumer-centred", "company-centred"),
    sequence("GB-08", f"{CATALOGUE}/content_mix/entries/band", "0.5", "0.6"),
)

CUSTOMERS = (
    fact(
        "GB-04",
        f"{CATALOGUE}/data_sources/entries/*/name",
        *("Sales records", "Website statistics", "Customer feedback", "Support chats and calls"),
    ),
    fact("GB-04", f"{CATALOGUE}/data_questions/entries/*/name", "steps only waste time", "drop off", "stick"),
    sequence(
        "GC-02",
        f"{CATALOGUE}/interview/entries/*/name",
        *("The story", "The problem that prompted the search", "Where they looked first"),
        *("The questions they asked", "The emotions on the way"),
    ),
    fact(
        "GC-03",
        f"{CATALOGUE}/trigger_events/entries/*/name",
        *("Marriage", "Children", "Moving city", "Career change", "Buying a home"),
    ),
    sequence("GC-03", f"{CATALOGUE}/persona_steps/entries/*/name", "Segment", "Situation", "Feelings", "Name"),
    fact("GC-04", f"{COOK}/personas/cook-family/segment", "Families earning $50\N{EN DASH}120K a year"),
    fact("GC-04", f"{COOK}/personas/cook-family/name", "Trey and Denise Cook"),
    fact(
        "GC-04",
        f"{COOK}/personas/cook-family",
        *("Trey is a marketing analyst", "Denise works in customer support", "young couple"),
        *("expecting their first child", "$110K together", "No home yet; they would like one"),
    ),
    fact(
        "GC-04",
        f"{COOK}/personas/cook-family/challenges",
        *("covering the increased costs", "saving for college"),
        "absorbing less income if one goes from full-time to part-time",
    ),
    fact(
        "GC-04",
        f"{COOK}/personas/cook-family/feelings",
        *("Stressed", "Trey is frustrated when they talk about money because he does not know what to do"),
    ),
    fact(
        "GC-04",
        f"{COOK}/personas/cook-family/story",
        *("whether there is a path forward for a middle-class family in a big city", "housing prices"),
    ),
    sequence(
        "GC-12",
        f"{COOK}/routes/happy-path/touchpoints",
        *("instagram-post", "article", "checklist", "invitation", "expecting-session", "roadmapping-session"),
        *("sign-up", "delivery", "referral"),
    ),
    fact("GC-12", f"{COOK}/touchpoints/expecting-session", "Expecting Session", "Free, 20 minutes", "Both sides"),
    fact(
        "GC-12",
        f"{COOK}/touchpoints/roadmapping-session",
        *("Roadmapping Session", "Paid, a little under the usual rate", "map a plan"),
    ),
    fact("GC-12", f"{COOK}/routes/three-articles", "Three articles instead of one"),
    fact("GC-12", f"{COOK}/routes/starts-with-search", "Another start page"),
)

EXAMPLES = (
    fact("GA-13", "examples/fitness-programme/pain_points/overwhelmed-in-onboarding", "Overwhelmed in onboarding"),
    fact(
        "GA-13",
        "examples/fitness-programme/improvements/guide-and-webinar",
        *("Step-by-step guide", "New Member Q&A", "webinar", "less drop-off in the first week"),
    ),
    fact(
        "GA-13",
        "examples/language-programme/opportunities/*/name",
        *("Badges per proficiency level", "Monthly", "Speaking Practice", "challenge"),
    ),
    fact("GA-13", "examples/language-programme/improvements/*/name", "motivation", "retention"),
    fact("GA-13", "examples/marketing-programme/pain_points/*/name", "Engagement falls halfway"),
    fact(
        "GA-13",
        "examples/marketing-programme/opportunities/*/name",
        *("Weekly check-in e-mails", "Mid-course assessment"),
    ),
    fact("GA-13", "examples/marketing-programme/improvements/check-ins-and-assessment", "Completion improves", "keep"),
    fact(
        "GA-13",
        "examples/business-course/opportunities/*/name",
        *("Personalised progress e-mails", "Gamified milestones"),
    ),
    fact(
        "GA-13",
        "examples/business-course/improvements",
        *("Higher completion", "confirmed by engagement", "confirmed by survey feedback"),
    ),
    sequence(
        "GA-14",
        f"{COACHING}/stages/*/name",
        *("Discovery", "Onboarding", "Core Program", "Certification", "Alumni Engagement"),
    ),
    fact(
        "GA-14",
        f"{COACHING}/pain_points/*/name",
        *("Overwhelmed in onboarding", "Unsure of the certification requirements"),
    ),
    fact("GA-14", f"{COACHING}/opportunities/*/name", "Milestone celebrations", "Peer accountability groups"),
    fact(
        "GA-14",
        f"{COACHING}/improvements/*/name",
        *("Simpler onboarding", "Clear certification steps", "Alumni benefits"),
    ),
    fact("GA-14", f"{COACHING}/improvements/simpler-onboarding-launched", "Engagement rate +30 %", "read as relative"),
    fact(
        "GA-14",
        f"{COACHING}/improvements/clear-certification-launched",
        *("Certification completion +20 %", "read as relative"),
    ),
    fact("GA-14", f"{COACHING}/improvements/alumni-benefits-launched", "Retention rises"),
    fact("GB-11", "examples/music-premium/description", "behaviour and feelings from free to paid", "Spotify Premium"),
    fact("GB-11", "examples/music-premium/touchpoints/hears-of-premium", "First hears of Premium", "True"),
    fact("GB-11", "examples/music-premium/touchpoints/advert-break", "Advert while listening", "True"),
    fact("GB-11", "examples/music-premium/objectives/*/name", "Sign-ups", "Long-term users"),
    fact(
        "GB-11",
        "examples/first-ride/description",
        *("every step of a first ride", "from downloading the app to rating the driver", "Uber"),
    ),
    fact("GB-11", "examples/first-ride/pain_points/*/name", "Confusing price", "Waiting time"),
    fact("GB-11", "examples/first-ride/objectives/*/name", "Repeat rides"),
)

UPKEEP = (
    fact("GB-14", f"{CATALOGUE}/claims/entries/telus", "Telus", "+20 % customer satisfaction", "AI change", "True"),
    fact("GB-14", f"{CATALOGUE}/claims/entries/retention-claim", "up to 25 %", "retention", "unverified", "True"),
    fact(
        "GC-14",
        f"{CATALOGUE}/review/entries/*/name",
        *("Whenever products or services change", "At least annually"),
    ),
)

FACTS = (
    *STAGES,
    *TOUCHPOINTS,
    *FEELINGS,
    *PAINS_AND_OPPORTUNITIES,
    *WAYS,
    *MEASURES,
    *CUSTOMERS,
    *EXAMPLES,
    *UPKEEP,
)


@cache
def document(name: str) -> Any:
    return json.loads((PACKAGE / f"{name}.json").read_text(encoding="utf-8"))


def parts(where: str) -> Iterator[Any]:
    """Yield what stands at a place; ``*`` goes through all items, an id or a stage picks those that have it."""
    folder, name, *path = where.split("/")
    found = [document(f"{folder}/{name}")]
    for step in path:
        found = [below for value in found for below in children(value, step)]
    yield from found


def children(value: Any, step: str) -> list[Any]:
    if isinstance(value, list):
        return [item for item in value if step in ("*", item.get("id"), item.get("stage"))]
    return [value[step]] if step in value else []


def said(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from said(item)
    elif isinstance(value, list):
        for item in value:
            yield from said(item)
    else:
        yield str(value)


def missing(fact: Fact) -> list[str]:
    """Return the words of a fact that its place does not have."""
    text = "\n".join(word for part in parts(fact.where) for word in said(part)).casefold()
    lacking, after = [], 0
    for words in fact.words:
        place = text.find(words.casefold(), after)
        if place < 0:
            lacking.append(words)
        elif fact.in_order:
            after = place + len(words)
    return lacking


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.code} {fact.where}")
def test_a_fact_of_a_guide_is_in_its_place(fact: Fact) -> None:
    lacking = missing(fact)
    assert not lacking, f"{fact.code}: {fact.where} does not say {lacking}"


def test_every_fixed_fact_has_a_row() -> None:
    assert {fact.code for fact in FACTS} == set(FIXED)


def test_a_fact_that_is_not_there_is_noticed() -> None:
    assert missing(fact("GA-08", f"{CATALOGUE}/pains/entries/lack-of-support", "Lack of suport")) == ["Lack of suport"]
    assert missing(fact("GA-08", f"{CATALOGUE}/pains/entries/nowhere", "Lack of support")) == ["Lack of support"]
    turned = sequence("GB-05", f"{RETENTION}/stages/*/name", "Loyalty", "Awareness")
    assert missing(turned) == ["Awareness"]


IN_THE_CATALOGUE = [row for row in FACTS if row.where.startswith(CATALOGUE) and "*" not in row.where]


@pytest.mark.parametrize("row", IN_THE_CATALOGUE, ids=lambda row: f"{row.code} {row.where}")
def test_an_entry_of_the_catalogue_names_the_guide_of_its_fact(row: Fact) -> None:
    section, _, id = row.where.removeprefix(f"{CATALOGUE}/").split("/")[:3]
    (entry,) = parts(f"{CATALOGUE}/{section}/entries/{id}")
    assert entry["guide"] == GUIDES[row.code[:2]]
