"""Charts of what customers say: frame, title and note of each; and the cards and definitions that go with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from journeykit.errors import listing
from journeykit.summary.facts import Card
from journeykit.summary.views import View
from journeykit.summary.voices import SharedVoices, comment_ratings
from journeykit.text import count_words, counted, gap_words, period_words, signed

_SCALE = "from \N{MINUS SIGN}2, very negative, to +2, very positive"
FELT = "each person once, with the mean of their answers there · band: 95 % interval · hollow: fewer than 30 people"


def feelings_view(voices: SharedVoices) -> View:
    """Return measured feelings by stage and touchpoint, for :func:`journeykit.charts.scores`."""
    rows = voices.feelings[voices.feelings["n"].gt(0) | (voices.feelings["words"] != "")]
    options = {"stages": len(voices.measured.journey.stages)}
    return View(rows, "How they feel, measured", f"Mean {_SCALE} · {FELT}", options)


def persona_view(voices: SharedVoices) -> View:
    """Return measured feelings by stage and persona, for :func:`journeykit.charts.scores`; the frame may be empty."""
    options = {"stages": len(voices.measured.journey.stages)}
    return View(voices.by_persona.drop(columns="strong"), "Feelings by persona", f"Mean {_SCALE} · {FELT}", options)


def spread_view(voices: SharedVoices) -> View:
    """Return how answers are spread over their scale, for :func:`journeykit.charts.likert`."""
    note = "Low scores to the left of the middle, high ones to the right; the middle of the scale is grey"
    if voices.least > 1:
        note += f" · scores of fewer than {voices.least} answers are counted with their neighbours"
    return View(voices.spread, "How answers are spread", note)


def satisfaction_view(voices: SharedVoices) -> View:
    """Return satisfaction in percent by place, for :func:`journeykit.charts.scores`; the frame may be empty."""
    frame = voices.satisfaction
    rows = frame[(frame["measure"] == "csat") & (frame["n"].gt(0) | (frame["words"] != ""))]
    note = (
        "Percent of people in the two highest boxes; a stage counts its touchpoints too · band: 95 % interval (Wilson)"
    )
    return View(
        rows,
        "Satisfaction (CSAT)",
        note,
        {"ends": (0, 100), "suffix": "\N{NO-BREAK SPACE}%", "stages": len(voices.measured.journey.stages)},
    )


def trend_view(voices: SharedVoices) -> View:
    """Return a score over time, for :func:`journeykit.charts.score_trend`; the frame may be empty."""
    name, unit, frame = voices.trend
    return View(frame, f"{name} over time", f"{unit} · band: 95 % interval")


def themes_view(voices: SharedVoices) -> View:
    """Return what comments speak of, for :func:`journeykit.charts.themes`; the frame may be empty."""
    found = voices.theme_query
    said = f"Key phrases of {found.definition['population']}" if found is not None else ""
    least = max(voices.least, 2)
    asked = [voices.answers.wording.get(name, name) for name in dict.fromkeys(comment_ratings(voices.answers).values())]
    of = f" to {listing(asked)}" if asked else ""
    scored = (
        f" · at the end: mean score of who gave one{of}, {_SCALE}" if voices.themes["emotion"].notna().any() else ""
    )
    names = " · without what reads like a name" if voices.least > 1 else ""
    note = f"{said} · said by {least} people or more{names}{scored}"
    return View(voices.themes, "What they speak of", note)


def voice_views(voices: SharedVoices) -> dict[str, tuple[str, View]]:
    """Return the views with something to draw, each with the name of its chart."""
    found = {
        "feelings": ("scores", feelings_view(voices)),
        "spread": ("likert", spread_view(voices)),
        "satisfaction": ("scores", satisfaction_view(voices)),
        "trend": ("score_trend", trend_view(voices)),
        "personas": ("scores", persona_view(voices)),
        "themes": ("themes", themes_view(voices)),
    }
    return {name: (chart, view) for name, (chart, view) in found.items() if not view.frame.empty}


def voice_cards(voices: SharedVoices) -> list[Card]:
    """Return the cards about answers: who was heard, how far they recommend, where the map is most wrong."""
    return [*_heard(voices), *_recommend(voices), *_widest_gap(voices)]


def voice_lead(voices: SharedVoices) -> str:
    """Return the line about the answers below the title."""
    if not voices.shown:
        return f"answers of fewer than {voices.least} people, which are not shown"
    return f"answers of {_people(voices)}{_when(voices)}"


def _people(voices: SharedVoices) -> str:
    return counted(voices.answers.respondents, "people")


def _when(voices: SharedVoices) -> str:
    period = voices.answers.period(least=voices.least)
    return f", {period_words(period)}" if period else ""


def _heard(voices: SharedVoices) -> Iterator[Card]:
    if not voices.shown:
        return
    asked = voices.feelings["questions"].str.split(", ").explode().nunique()
    yield {
        "label": "People heard",
        "value": count_words(voices.answers.respondents),
        "detail": f"{count_words(asked)} {'question' if asked == 1 else 'questions'} on the map{_when(voices)}",
        "definition": "People with at least one answer that was kept. Without ids each line of the file is one.",
    }


def _recommend(voices: SharedVoices) -> Iterator[Card]:
    frame = voices.satisfaction
    rows = frame[(frame["measure"] == "nps") & frame["score"].notna()]
    for row in rows.head(1).to_dict("records"):
        yield {
            "label": "Would recommend",
            "value": f"{row['score']:+.0f}".replace("-", "\N{MINUS SIGN}"),
            "unit": f"NPS{_interval(row)}",
            "detail": f"{counted(row['n'], 'people')} · {row['name']}",
            "definition": "Net promoter score: the share of 9 and 10 minus that of 0 to 6, in points from -100 to 100.",
        }


def _interval(row: dict[Any, Any]) -> str:
    if pd.isna(row["low"]) or pd.isna(row["high"]):
        return ""
    return f" {row['low']:.0f} to {row['high']:.0f}".replace("-", "\N{MINUS SIGN}")


def _widest_gap(voices: SharedVoices) -> Iterator[Card]:
    rows = voices.feelings[voices.feelings["gap"].notna() & ~voices.feelings["small"]]
    if rows.empty:
        return
    row = rows.iloc[int(rows["gap"].abs().to_numpy().argmax())]
    yield {
        "label": "Widest gap",
        "value": signed(row["gap"]),
        "unit": f"at {row['name']}, all people",
        "detail": gap_words(row["assumed"], row["score"], int(row["n"])),
        "tone": "bad" if row["gap"] < 0 else "neutral",
        "definition": "Measured feeling minus the assumed one, on the scale from -2 to +2; of places with 30 people or "
        "more.",
    }


def voice_definitions(voices: SharedVoices) -> dict[str, str]:
    """Return the definition of each number about answers, by its name on a page."""
    terms = {
        "Measured feeling": f"mean {_SCALE}: the ends of a question's scale, with a straight line between; each person "
        "counts once, with the mean of their answers there; Student's t interval, 95 %",
        "Answers": f"{_people(voices)} in {voices.answers.report.source}{_when(voices)}" if voices.shown else "too few",
    }
    measures = set(voices.satisfaction["measure"])
    if "csat" in measures:
        terms["Satisfaction"] = "share of people in the two highest boxes of the scale; Wilson interval, 95 %"
    if "nps" in measures:
        terms["NPS"] = "share of 9 and 10 minus share of 0 to 6, in points; normal interval, 95 %"
    if "ces" in measures:
        terms["Effort"] = "mean agreement, 1 to 7, that it was made easy"
    found = voices.theme_query
    if found is not None:
        terms["Themes"] = f"{found.definition['method']}; {found.definition['shown']}; personal data redacted first"
        if "text scores" in found.definition:
            terms["Scores from text"] = found.definition["text scores"]
    if voices.least > 1:
        terms["Few answers"] = (
            f"numbers of fewer than {voices.least} people are not shown, nor what would give them away; scores are "
            "rounded"
        )
    return terms
