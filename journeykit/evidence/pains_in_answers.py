"""Pain points that answers suggest: places rated low, themes of unhappy comments, places that many write about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.answers import themes
from journeykit.answers.value import Answers, coded
from journeykit.errors import AnswersError
from journeykit.evidence.belonging import belonging, home
from journeykit.evidence.contacts import are_tickets, contacts
from journeykit.evidence.disclosure import may_be_shared
from journeykit.evidence.felt import PLACE, feelings
from journeykit.evidence.measured_map import MeasuredMap
from journeykit.evidence.pains_in_log import Row, severity_at
from journeykit.text import count_words, counted, people_words, share_words, signed

if TYPE_CHECKING:
    import numpy.typing as npt

LOW = ((0.0, 1), (0.25, 2), (0.75, 3), (1.25, 4), (1.75, 5))
"""From so far below neutral on -> severity: the nearest of five steps from 0 to -2."""
LOWER = ((0.5, 2), (1.0, 3))
"""From so far below the median place of the map on, with the whole interval -> severity."""
LEAST_PLACES = 3
OFTEN = ((0, 2), (0.05, 3), (0.1, 4), (0.2, 5))
"""From this share of the comments about a place on -> the highest severity of a theme: few say it, few suffer."""
CONTACTS = ((5, 2), (10, 3), (20, 4), (40, 5))
"""From so many tickets per 100 customers on -> severity."""

Place = tuple[str, str | None]


def place_codes(measured: MeasuredMap) -> tuple[npt.NDArray[np.int32], list[Place]]:
    """Return the number of each answer's place, -1 without one, and the places: a touchpoint, or a stage alone."""
    homes = [home(measured.journey, survey) for survey in measured.journey.surveys]
    places = list(dict.fromkeys(homes))
    table = np.array([*map(places.index, homes), -1], np.int32)  # The last element is for answers without a binding.
    return table[belonging(measured.journey, measured.answers)], places


def name_of(measured: MeasuredMap, place: Place) -> str:
    """Return the name of a touchpoint or stage."""
    stage, touchpoint = place
    named = measured.journey.stages if touchpoint is None else measured.journey.touchpoints
    return next(each.name for each in named if each.id == (touchpoint or stage))


def low_scores(measured: MeasuredMap, least: int) -> Iterator[Row]:
    """Yield the places that people feel bad about, or clearly worse than about the other places of the map.

    A stage is left out where one of its touchpoints is among them: it says where in the stage.
    """
    frame = feelings(measured)
    frame = frame[may_be_shared(frame, least)]
    # Where all are equal there is no interval.
    frame = frame.assign(end=frame["high"].fillna(frame["score"]))
    of_stage = frame["touchpoint_id"].isna()
    rows: list[Row] = []
    for part in (frame[~of_stage], frame[of_stage]):
        usual = float(part["score"].median()) if len(part) >= LEAST_PLACES else None
        told = {row["stage_id"] for row in rows}
        for found in part.to_dict("records"):
            row: Row = {str(name): value for name, value in found.items()}
            judged = _judged(row["score"], row["end"], usual)
            if judged is not None and (row["touchpoint_id"] == row["touchpoint_id"] or row["stage_id"] not in told):
                rows.append({**row, "severity": judged[0], "severity_from": judged[1]})
    for row in rows:
        place: Place = (row["stage_id"], row["touchpoint_id"] if isinstance(row["touchpoint_id"], str) else None)
        felt = _score(row["score"], row["low"], row["high"])
        yield {
            "stage_id": place[0],
            "touchpoint_id": place[1],
            "kind": "low score",
            "name": f"{name_of(measured, place)} is rated low",
            "numbers": f"mean feeling {felt} on a scale of \N{MINUS SIGN}2 to +2; {people_words(row['n'])}",
            "n": int(row["n"]),
            **{"value": row["score"], "low": row["low"], "high": row["high"], "unit": "feeling, -2 to 2"},
            "severity": row["severity"],
            "severity_from": row["severity_from"],
        }


def _judged(score: float, end: float, usual: float | None) -> tuple[int, str] | None:
    """Return the severity of a mean feeling and why, the greater of two; None where it is low in neither sense."""
    found: list[tuple[int, str]] = []
    if end < 0 and (passed := severity_at(-score, LOW)) is not None:
        found.append((passed[0], f"mean feeling {signed(score)}; {_limit(*passed)}"))
    if usual is not None and (passed := severity_at(usual - end, LOWER)) is not None:
        below = f"{usual - score:.1f} below the median place of this map, {signed(usual)}"
        found.append((passed[0], f"{below}; {passed[0]} of 5 where its interval is {passed[1]:g} below"))
    return max(found, key=lambda each: each[0], default=None)


def _limit(severity: int, limit: float) -> str:
    return f"{severity} of 5 " + (f"from \N{MINUS SIGN}{limit:g} on" if limit else "below neutral")


def _score(score: float, low: float, high: float) -> str:
    interval = f" (95 % interval {signed(low)} to {signed(high)})" if low == low else ""
    return f"{signed(score)}{interval}"


def unhappy_themes(measured: MeasuredMap, least: int, names: Any) -> Iterator[Row]:
    """Yield the themes of comments at a place whose ratings, else scores from text, lie below neutral.

    Raises AnswersError where there are no comments, or a package of ``journeykit[text]`` is missing.
    """
    codes, places = place_codes(measured)
    labels = [str(number) for number in range(len(places))]
    query = themes(coded(measured.answers, PLACE, codes, labels), by=PLACE, least=max(2, least), names=names)
    quotes: dict[tuple[str, str], list[str]] = {}
    for quote in query.quotes().dropna(subset=PLACE).to_dict("records"):
        quotes.setdefault((quote[PLACE], quote["theme"]), []).append(quote["quote"])
    for row in query.to_pandas().dropna(subset=PLACE).to_dict("records"):
        # A rating given with the comment wins over the text.
        rated = row["rated"] > 0
        score, low, high, n = (row[name] for name in (
            ("emotion", "low", "high", "rated") if rated else ("text_emotion", "text_low", "text_high", "by_text")
        ))  # fmt: skip
        if n < least or not (score < 0) or not ((high if high == high else score) < 0):
            continue
        place = places[int(row[PLACE])]
        severity, limit = severity_at(-score, LOW) or (1, 0.0)
        most = (severity_at(row["share"], OFTEN) or OFTEN[0][::-1])[0]
        basis = "rated" if rated else "scored by their words"
        felt, trend = _score(score, low, high), ""
        if isinstance(row["first"], str) and row["first"] != row["last"]:
            then, now = share_words(row["first_share"]), share_words(row["last_share"])
            trend = f"; {then} in {row['first']}, {now} in {row['last']}"
        yield {
            "stage_id": place[0],
            "touchpoint_id": place[1],
            "kind": "theme",
            "name": f"“{row['theme']}” at {name_of(measured, place)}",
            "numbers": f"{counted(row['comments'], 'comments')} of {people_words(row['n'])}, "
            f"{share_words(row['share'])} of those about it{trend}; {basis} {felt} by {people_words(n)}",
            "n": int(row["n"]),
            **{"value": score, "low": low, "high": high, "unit": "feeling, -2 to 2"},
            "severity": min(severity, most),
            "severity_from": f"these comments are {basis} {signed(score)}; {_limit(severity, limit)}"
            + (f", but at most {most} for {share_words(row['share'])} of the comments" if most < severity else ""),
            "words": (_found_again(row["theme"]),),
            "quotes": tuple(quotes.get((row[PLACE], row["theme"]), ())),
        }


def _found_again(theme: str) -> str:
    """Return a theme as words of a binding: with other ends of its last word, as in a plural."""
    words = theme.replace("*", "").replace("?", "")
    return f"{words}*" if words[-4:].isalpha() and len(words) > 3 else words


def many_contacts(measured: MeasuredMap, least: int) -> Iterator[Row]:
    """Yield the places with at least five tickets per 100 customers who reached them in the same period."""
    found = contacts(measured)
    if found is None:
        return
    codes, places = place_codes(measured)
    said = measured.answers._said
    for at, place in enumerate(places):
        here = codes == at
        people = len(np.unique(said.people[said.row[here & found.within]]))
        rate = found.rate(measured, here, place)
        if rate is None or people < least or rate["customers"] < least:
            continue
        passed = severity_at(rate["contact_rate"], CONTACTS)
        if passed is None:
            continue
        value, low, high = (rate[name] for name in ("contact_rate", "contact_low", "contact_high"))
        word = measured.journey.scope.travellers
        yield {
            "stage_id": place[0],
            "touchpoint_id": place[1],
            "kind": "contacts",
            "name": f"Many ask for help with {name_of(measured, place)}",
            "numbers": f"{value:.1f} tickets per 100 {word} who reached it (95 % interval {low:.1f} to {high:.1f}); "
            f"{counted(rate['contacts'], 'tickets')}, {count_words(rate['customers'])} {word}",
            "n": rate["customers"],
            **{"value": value, "low": low, "high": high, "unit": "tickets per 100 customers"},
            "severity": passed[0],
            "severity_from": f"{value:.1f} per 100; {passed[0]} of 5 from {passed[1]:g} on",
            "days": found.period,
        }


def in_answers(
    measured: MeasuredMap, least: int, names: Any, tickets: bool | None, left_out: list[str]
) -> Iterator[Row]:
    """Yield all of them; what these answers do not tell is added to ``left_out`` as a sentence."""
    answers: Answers = measured.answers
    if measured.journey.surveys:
        yield from low_scores(measured, least)
        if answers._said.text.null_count < len(answers._said.text):
            try:
                yield from unhappy_themes(measured, least, names)
            except AnswersError as error:
                left_out.append(f"themes: {error}")
        if are_tickets(measured) if tickets is None else tickets:
            yield from many_contacts(measured, least)
            if contacts(measured) is None:
                left_out.append("contact rates: they need a log and tickets with times that have a day in common.")
