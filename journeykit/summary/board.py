"""What board and persona cards show of the log, in words; small groups are withheld."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import pairwise
from typing import Any

from journeykit import evidence
from journeykit.events import Events
from journeykit.model.journey import JourneyMap
from journeykit.summary.counts import ALL, Cell, Counts, count_personas
from journeykit.summary.crowd import crowd
from journeykit.summary.numbers import SharedNumbers
from journeykit.summary.people_behind import measured_or_not
from journeykit.summary.withheld import withheld
from journeykit.text import count_words, duration_words, share_words

Row = dict[Hashable, Any]


def board_numbers(numbers: SharedNumbers | None) -> dict[str, Any]:
    """Return the ``evidence`` of :class:`journeykit.editors.MapBoard`, which documents it; empty without data."""
    if numbers is None:
        return {}
    return {
        "about": {"map": {"text": f"Numbers: all {numbers.people}"}},
        "stages": _stages(numbers),
        "path": _path(numbers),
        "touchpoints": _touchpoints(numbers),
        "kpis": _kpis(numbers),
        "arrows": _arrows(numbers),
        "routes": _routes(numbers),
    }


def opportunity_reach(numbers: SharedNumbers | None) -> dict[tuple[str, str], float | None]:
    """Return the shares that rank opportunities (:data:`journeykit.evidence.opportunities.Counted`), as shown."""
    if numbers is None or not numbers.shown(ALL) or not numbers.counts[ALL]:
        return {}
    shares: dict[tuple[str, str], float | None] = {}
    for kind, frame in (("touchpoint", numbers.frames["reach"]), ("stage", numbers.frames["stages"])):
        for row in frame.to_dict("records"):
            if row["words"]:
                shares[kind, str(row[f"{kind}_id"])] = None
            elif row["reach_share"] == row["reach_share"]:
                shares[kind, str(row[f"{kind}_id"])] = float(row["reach_share"])
    return shares


# --------------------------------------------------------------------------------------------------------------- stages


def _stages(numbers: SharedNumbers) -> dict[str, Any]:
    people = numbers.people
    seen: dict[str, Any] = {}
    for row in numbers.frames["stages"].to_dict("records"):
        place, name = int(row["position"]), row["stage"]
        here: Cell = ("reached", place)
        unit = f" {people}" if place == numbers.measured.places[0] else ""
        if here not in numbers.counts:
            seen[row["stage_id"]] = {
                "label": "not measured",
                "note": f"No touchpoint of {name} is bound to events. Who is seen after it is taken to have passed it.",
            }
        elif row["words"]:
            seen[row["stage_id"]] = {"label": f"{row['words']}{unit}", "note": _why(numbers)}
        else:
            count = int(row["paths"])
            seen[row["stage_id"]] = {
                "paths": count,
                "label": f"{count_words(count)}{unit} reached",
                "note": f"{count_words(count)} {people} have an event of {name}{_of_all(numbers, row['reach_share'])}"
                f"{_back(numbers, place)}.{_so_far(numbers, place, name)}",
            }
    return seen


def _of_all(numbers: SharedNumbers, share: float) -> str:
    return f", {share_words(share)} of all {count_words(numbers.counts[ALL])} in the log" if share == share else ""


def _back(numbers: SharedNumbers, place: int) -> str:
    back: Cell = ("only on the way back", place)
    if not numbers.shown(back) or not numbers.counts[back]:
        return ""
    return f"; {count_words(numbers.counts[back])} of them only on the way back from a later stage"


def _so_far(numbers: SharedNumbers, place: int, name: str) -> str:
    got: Cell = ("got to", place)
    if not numbers.shown(got):
        return ""
    return f" {count_words(numbers.counts[got])} got at least this far: they reached {name} or a later stage."


def _path(numbers: SharedNumbers) -> dict[str, Any]:
    """Return who goes on after a stage: the rates of the funnel."""
    flow, people = numbers.frames["flow"], numbers.people
    medians = flow[flow["kind"] == "forward"].set_index("source_position")["median_s"]
    path: dict[str, Any] = {}
    for place, after in pairwise(numbers.measured.places):
        here, there, left = ("got to", place), ("got to", after), ("stopped", place)
        if not numbers.shown(here, there, left) or not numbers.counts[here]:
            continue
        base, on, gone = (numbers.counts[cell] for cell in (here, there, left))
        stage, following = numbers.journey.stages[place], numbers.journey.stages[after]
        seen: dict[str, Any] = {
            "next_share": on / base,
            "text": f"→ {share_words(on / base)} of those who got this far go on",
            "note": f"Of the {count_words(base)} {people} who got at least as far as {stage.name}, {count_words(on)} "
            f"go on to {following.name} or beyond, and {count_words(gone)} leave.",
        }
        median = medians.get(place)
        if median is not None and median == median:
            took = duration_words(median)
            seen["median"] = took
            seen["text"] += f" · median {took}"
            seen["note"] += f" Half of those who go straight on to {following.name} take up to {took}."
        path[stage.id] = seen
    return path


def _why(numbers: SharedNumbers) -> str:
    return f"Not shown, so that no group of fewer than {numbers.least} {numbers.people} can be worked out."


# ---------------------------------------------------------------------------------------------------- touchpoints, KPIs


def _touchpoints(numbers: SharedNumbers) -> dict[str, Any]:
    seen = {}
    for row in numbers.frames["reach"].to_dict("records"):
        if not row["bound"]:
            continue
        if row["words"]:
            seen[row["touchpoint_id"]] = {"text": row["words"], "note": _why(numbers)}
            continue
        count = int(row["paths"])
        events = f"; {count_words(row['events'])} events" if numbers.least == 1 else ""
        note = f"{count_words(count)} {numbers.people}{_of_all(numbers, row['reach_share'])}{events}"
        seen[row["touchpoint_id"]] = {"paths": count, "text": count_words(count), "note": note}
    return seen


def _kpis(numbers: SharedNumbers) -> dict[str, Any]:
    units = {kpi.id: kpi.unit for kpi in numbers.journey.kpis}
    values, asked = numbers.frames["kpis"], numbers.frames["answer_kpis"]
    counted = {
        row["kpi_id"]: _kpi(row) for row in values[values["n"] > 0].to_dict("records") if units[row["kpi_id"]] == "%"
    }
    return counted | {row["kpi_id"]: _asked_kpi(row) for row in asked.to_dict("records")}


def _asked_kpi(row: Row) -> dict[str, Any]:
    sure = "" if row["low"] != row["low"] else f"{row['low']:.1f} to {row['high']:.1f} at 95 % confidence."
    note = f"{row['definition']} {sure} {count_words(row['n'])} people answered."
    return {"value": round(float(row["value"]), 1), "n": int(row["n"]), "note": " ".join(note.split())}


def _kpi(row: Row) -> dict[str, Any]:
    sure = f"{row['low']:.1f} to {row['high']:.1f} % at 95 % confidence."
    seen: dict[str, Any] = {"value": round(float(row["value"]), 1), "n": int(row["n"])}
    if row["window"]:
        who = f"Only those whose window of {row['window']} is over count."
    else:
        still = count_words(row["open"])
        who = f"Without a window {still} of {count_words(row['n'])} may still succeed."
        seen["open"] = f"no window set: {still} may still succeed"
    return {**seen, "note": f"{row['definition']} {sure} {who}".strip()}


# --------------------------------------------------------------------------------------------------------------- routes


def _arrows(numbers: SharedNumbers) -> dict[str, Any]:
    arrows = {}
    for row in numbers.frames["arrows"].to_dict("records"):
        if not row["source_paths"]:
            continue
        interval = f"{share_words(row['low'])} to {share_words(row['high'])} at 95\xa0% confidence"
        lost = count_words(row["source_paths"] - row["paths"])
        arrows[f"{row['source_id']}/{row['target_id']}"] = {
            "share": float(row["share"]),
            "paths": int(row["paths"]),
            "text": share_words(row["share"]),
            "lost": f"\N{MINUS SIGN}{share_words(1 - row['share'])}",
            "note": f"{_later(row, numbers.people)}: {share_words(row['share'])} ({interval}). {lost} do not.",
        }
    return arrows


def _routes(numbers: SharedNumbers) -> dict[str, Any]:
    return {
        str(row["route_id"]): {
            "share": float(row["share"]),
            "text": f"{share_words(row['share'])} of those at its start get to the end",
            "note": f"{_later(row, numbers.people)}.",
        }
        for row in numbers.frames["routes"].to_dict("records")
        if row["source_paths"]
    }


def _later(row: Row, people: str) -> str:
    there, here = count_words(row["paths"]), count_words(row["source_paths"])
    return f"{there} of {here} {people} at {row['source']} come to {row['target']} later"


# ------------------------------------------------------------------------------------------------------------- personas


def persona_numbers(numbers: SharedNumbers | None) -> dict[str, Any]:
    """Return the ``shares`` of :class:`journeykit.editors.PersonaEditor`; empty without data."""
    if numbers is None:
        return {}
    shown = numbers.frames["personas"].to_dict("records")
    return {row["persona_id"]: _persona(row, numbers.people, tell=numbers.least == 1) for row in shown}


def persona_shares(journey: JourneyMap, events: Events | None, *, least: int = 1) -> dict[str, Any]:
    """Return the ``shares`` of :class:`journeykit.editors.PersonaEditor` for a page that shows nothing else of a log.

    Parameters
    ----------
    journey : JourneyMap
        The map whose personas carry rules over attributes.
    events : Events, optional
        The log, read with those attributes.
    least : int
        Groups of fewer travellers are left out, and so is what would give them away.

    Returns
    -------
    dict
        By persona id ``share`` (0-1), ``paths`` (int), ``text`` and ``note``; for a rule that cannot be counted only
        ``text`` and ``note``, which says why.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.dashboards import persona_shares
    >>> persona_shares(jk.new_map("Shop"), None)
    {}
    """
    if events is None:
        return {}
    frame = evidence.persona_reach(journey, events)
    table = Counts({ALL: events.path_count}, [])
    count_personas(table, frame, journey)
    small = [cell for cell, number in table.counts.items() if 0 < number < least]
    people = crowd(measured_or_not(journey, events), table, small) if small else None
    hidden = withheld(table, people, least=least) if people is not None else frozenset[Cell]()
    return {
        row["persona_id"]: _persona(row, journey.scope.travellers, tell=least == 1)
        for row in frame.to_dict("records")
        if not hidden.intersection({("persona", row["persona_id"]), ALL})
    }


def _persona(row: Row, people: str, *, tell: bool) -> dict[str, Any]:
    if row["problem"] or not row["total"]:
        # The reason names columns of the log: only analysts see it.
        why = (row["problem"] or "The log is empty.") if tell else "The rule of this persona cannot be counted."
        return {"text": "Share not counted", "note": why}
    paths, total = count_words(row["paths"]), count_words(row["total"])
    return {
        "share": float(row["share"]),
        "paths": int(row["paths"]),
        "text": f"{paths} {people} · {share_words(row['share'])} of all",
        "note": f"{paths} of {total} {people} fit the rule of this persona; "
        f"{share_words(row['low'])} to {share_words(row['high'])} at 95 % confidence.",
    }
