"""A reader who wants to know: reads all of a page, and asks an integer program what a withheld count could be.

It shares no code with what decides what is withheld. Known to it are the page's text, state and figures, the map (its
stages, bindings, formulas and rules are printed), how everything is counted (printed too), and which counts are small.
"""

from __future__ import annotations

import html
import itertools
import json
import math
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
from scipy.optimize import LinearConstraint, milp

Cell = Hashable
Sum = Mapping[Cell, float]
HUGE = 1_000


def number(text: str) -> int:
    return int(text.replace(",", ""))


@dataclass
class Reading:
    """What is read off a page: the map, counts that it shows, sums whose value it shows within bounds."""

    map: dict[str, Any]
    shown: dict[Cell, int] = field(default_factory=dict)
    sums: list[tuple[dict[Cell, float], float, float]] = field(default_factory=list)
    told: bool = False
    """Whether it says of any count that it is small."""

    def see(self, cell: Cell, value: float) -> None:
        if self.shown.setdefault(cell, round(value)) != round(value):
            raise AssertionError(f"{cell} is {self.shown[cell]} here and {round(value)} there")

    def share(self, part: Cell, whole: Cell, share: float, within: float = 1e-9) -> None:
        """Note a share: the part lies within these bounds of the whole."""
        self.sums.append(({part: 1, whole: -(share + within)}, -math.inf, 1e-4))
        self.sums.append(({part: 1, whole: -(share - within)}, -1e-4, math.inf))

    def places(self) -> dict[str, int]:
        return {stage["id"]: place for place, stage in enumerate(self.stages)}

    @property
    def stages(self) -> list[dict[str, Any]]:
        return list(self.map["stages"])

    def stage_named(self, name: str) -> int:
        return next(place for place, stage in enumerate(self.stages) if stage["name"] == name)

    def touchpoint_named(self, name: str) -> str:
        return str(next(each["id"] for each in self.map["touchpoints"] if each["name"] == name))


# -------------------------------------------------------------------------------------------------------------- reading


def read_page(page: str) -> Reading:
    """Read the text of a page, the state of its widgets and its figures."""
    page = page.replace("\N{NO-BREAK SPACE}", " ")
    state, figures, notes = {}, [], []
    for kind, text in re.findall(r'<script type="application/json" ([^>]*)>(.*?)</script>', page, re.DOTALL):
        if 'id="widgets"' in kind:
            state = json.loads(text)
        elif "data-panel" in kind:
            views = views_of(json.loads(text))
            figures += [spec for view in views for spec in (view["spec"], view.get("long")) if spec]
            notes += [f"{view['title']} {view['note']}" for view in views]
    seen = Reading(state["board"]["state"]["document"]["content"])
    body = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    said = html.unescape(" ".join(re.sub(r"<[^>]+>", " ", body).split()))
    # What a header and cards of facts say with a script, and what charts say that are not shown at first.
    said += " ".join(html.unescape(str(words)) for words in (state["header"], *state["facts"].values(), *notes))
    shares = state.get("personas", {}).get("state", {}).get("shares", {})
    read_all(seen, state["board"]["state"]["evidence"], shares, figures, said)
    return seen


def views_of(panel: dict[str, Any]) -> list[Any]:
    """Return everything that a card of a page can show, whatever is switched or clicked."""
    return [*panel["views"], *(inside for view in panel["views"] for inside in view.get("behind", {}).values())]


def read_all(seen: Reading, evidence: dict[str, Any], shares: dict[str, Any], figures: list[Any], said: str) -> None:
    """Read the state of board and persona cards, the figures, and what is said in words."""
    read_board(seen, evidence)
    read_shares(seen, shares)
    for figure in figures:
        read_figure(seen, figure)
    read_words(seen, said)
    everything = json.dumps([evidence, figures], ensure_ascii=False) + said
    seen.told = seen.told or re.search(r"[^(](<|&lt;)\d", everything) is not None


def read_board(seen: Reading, evidence: dict[str, Any]) -> None:
    """Read what stands on the board beside the words of the map."""
    places = seen.places()
    for id, facts in evidence.get("stages", {}).items():
        here = places[id]
        if "paths" in facts:
            seen.see(("reached", here), facts["paths"])
        for pattern, cells in (
            (r"% of all ([\d,]+) in the log", ["all"]),
            (r"; ([\d,]+) of them only on the way back", [("only on the way back", here)]),
            (r"([\d,]+) got at least this far", [("got", here)]),
        ):
            _find(seen, pattern, facts["note"], *cells)
    for id, facts in evidence.get("path", {}).items():
        here = places[id]
        measured = [place for place in _bound_places(seen) if place > here]
        pattern = r"Of the ([\d,]+) customers who got at least as far as .+, ([\d,]+) go on to .+, and ([\d,]+) leave"
        _find(seen, pattern, facts["note"], ("got", here), ("got", measured[0]), ("stopped", here))
        seen.share(("got", measured[0]), ("got", here), facts["next_share"])
    for id, facts in evidence.get("touchpoints", {}).items():
        if "paths" in facts:
            seen.see(("touchpoint", id), facts["paths"])
        _find(seen, r"% of all ([\d,]+) in the log", facts["note"], "all")
        _find(seen, r"; ([\d,]+) events", facts["note"], ("events of", id))
    for id, facts in evidence.get("kpis", {}).items():
        seen.see(("asked", id), facts["n"])
        seen.share(("yes", id), ("asked", id), facts["value"] / 100, 0.00051)
        _find(seen, r"no window set: ([\d,]+) may still succeed", facts.get("open", ""), ("open", id))
    for key, facts in evidence.get("arrows", {}).items():
        a, b = key.split("/")
        _pair(seen, a, b, facts)
    for facts in evidence.get("routes", {}).values():
        names = re.search(r"at (.+) come to (.+) later", facts["note"])
        assert names
        _pair(seen, seen.touchpoint_named(names[1]), seen.touchpoint_named(names[2]), facts)


def _bound_places(seen: Reading) -> list[int]:
    places = seen.places()
    return sorted({places[each["stage"]] for each in seen.map["touchpoints"] if each.get("binding")})


def _find(seen: Reading, pattern: str, text: str, *cells: Cell) -> None:
    for found in re.finditer(pattern, text):
        for count, cell in zip(found.groups(), cells, strict=True):
            seen.see(cell, number(count))


def _pair(seen: Reading, a: str, b: str, facts: dict[str, Any]) -> None:
    counts = re.match(r"([\d,]+) of ([\d,]+) ", facts["note"])
    assert counts
    seen.see(("arrow", a, b), number(counts[1]))
    seen.see(("touchpoint", a), number(counts[2]))


def read_shares(seen: Reading, shares: dict[str, Any]) -> None:
    for id, facts in shares.items():
        if "paths" in facts:
            seen.see(("persona", id), facts["paths"])
            seen.share(("persona", id), "all", facts["share"])


def read_figure(seen: Reading, figure: dict[str, Any]) -> None:
    """Read hovers and labels of a chart: Sankey, funnel, reach or ranking."""
    alt = figure["layout"].get("meta", {}).get("alt", "")
    for trace in figure["data"]:
        told = [html.unescape(each[0] if isinstance(each, list) else each) for each in _hovers(trace)]
        if trace["type"] == "sankey" and any(kind == "event" for _, kind, _ in trace["node"]["customdata"]):
            _read_steps(seen, trace)
            continue
        if trace["type"] == "sankey":
            for text in told:
                _read_flow(seen, text)
        for text in told:
            name, _, rest = text.removeprefix("<b>").partition("</b><br>")
            if alt.startswith("Funnel"):
                _read_funnel(seen, name, rest)
            if alt.startswith("Reach") and (found := re.match(r"([\d,]+) customers? \(", rest)):
                seen.see(("touchpoint", seen.touchpoint_named(name)), number(found[1]))
            if found := re.match(r"reach ([\d.]+) % (?:of the log|from the log|in the log|log) of all", rest):
                idea = next(each for each in seen.map["opportunities"] if each["name"] == name)
                cell: Cell = ("reached", seen.places()[idea["stage"]])
                if idea.get("touchpoint"):
                    cell = ("touchpoint", idea["touchpoint"])
                seen.share(cell, "all", float(found[1]) / 100, 0.00051)
    for note in figure["layout"].get("annotations", []):
        home, *lines = note.get("hovertext", "").split("<br>")
        if home.startswith("Came back to "):
            for line in lines:
                found = re.match(r"↩ ([\d,]+) from (.+)", line)
                assert found
                pair = seen.stage_named(found[2]), seen.stage_named(home.removeprefix("Came back to "))
                seen.see(("back", *pair), number(found[1]))


def _read_funnel(seen: Reading, name: str, rest: str) -> None:
    """Read a row of who goes on, or of the two steps behind a ribbon."""
    reached = r"^([\d,]+) customers? (?:reach|get)"
    if name in {stage["name"] for stage in seen.stages}:
        place = seen.stage_named(name)
        earlier = [other for other in _bound_places(seen) if other < place]
        _find(seen, reached, rest, ("got", place))
        if earlier:
            _find(seen, r"([\d,]+) of the step before do not", rest, ("stopped", earlier[-1]))
    elif name.endswith(", further than before"):
        _find(seen, reached, rest, ("ground", seen.stage_named(name.removesuffix(", further than before"))))
    elif step := re.match(r"(?!other,)(.+), step (\d+)$", name):
        _find(seen, reached, rest, ("step", int(step[2]), seen.touchpoint_named(step[1])))


def _hovers(trace: dict[str, Any]) -> Iterable[Any]:
    if trace["type"] == "sankey":
        return [*trace["node"]["customdata"], *trace["link"]["customdata"]]
    return list(trace.get("customdata", []))


def _read_flow(seen: Reading, text: str) -> None:
    name, _, rest = text.removeprefix("<b>").partition("</b><br>")
    if name in ("", "Left here", "Skipped this stage"):
        return
    if way := re.match(r"(.+) → (.+?)(?: \(skips .*)?$", name):
        _find(seen, r"^([\d,]+) customers?", rest, ("link", seen.stage_named(way[1]), seen.stage_named(way[2])))
        source = seen.stage_named(way[1])
    elif way := re.match(r"Beyond (.+)", name):
        source = seen.stage_named(way[1])
        onward = next(other for other in _bound_places(seen) if other > source)
        _find(seen, r"^([\d,]+) customers?", rest, ("got", onward))
    elif way := re.match(r"(?:Left after|Reached) (.+)", name):
        source = seen.stage_named(way[1])
        _find(seen, r"^([\d,]+) customers?", rest, ("stopped", source))
    else:
        source = seen.stage_named(name)
        _find(seen, r"^([\d,]+)[^<]* reached it", rest, ("reached", source))
        _find(seen, r"([\d,]+) of them start here", rest, ("starts", source))
        _find(seen, r"([\d,]+) of them got further", rest, ("ground", source))
    _find(seen, r"of the ([\d,]+) who got further", rest, ("ground", source))


def _read_steps(seen: Reading, trace: dict[str, Any]) -> None:
    """Read who stands where after how many touchpoints; with others in one bar it is not known of whom."""
    bars = []
    for hover, kind, column in trace["node"]["customdata"]:
        name, _, rest = html.unescape(hover).removeprefix("<b>").partition("</b><br>")
        step = int(column) + 1
        if kind == "other":
            return
        bars.append((step, "left" if kind == "left" else seen.touchpoint_named(name)))
        if kind == "event":
            _find(seen, r"^([\d,]+) customers?", rest, ("step", *bars[-1]))
    links = trace["link"]
    for source, target, value in zip(links["source"], links["target"], links["value"], strict=True):
        seen.see(("step", *bars[source], bars[target][1]), value)


def read_words(seen: Reading, said: str) -> None:
    """Read the line below the title, the facts on top, and how everything was counted."""
    for count in re.findall(r"([\d,]+) (?:customers )?in the log", said):
        seen.see("all", number(count))
    first = ("got", _bound_places(seen)[0])
    _find(seen, r"Customers on the map ([\d,]+) of ([\d,]+)", said, first, "all")
    _find(seen, r"or a later one · ([\d,]+) on the map", said, first)
    for part, whole, name in re.findall(r"([\d,]+) of ([\d,]+) on the map get to (\w+)", said):
        seen.see(("got", seen.stage_named(name)), number(part))
        seen.see(first, number(whole))
    for lost, name, base in re.findall(r"([\d,]+) customers after (\w+) · [\d.]+ % of the ([\d,]+) who got", said):
        seen.see(("stopped", seen.stage_named(name)), number(lost))
        seen.see(("got", seen.stage_named(name)), number(base))
    if found := re.search(r"([\d,]+) events of [\d,]+ lines read", said):
        seen.see("events", number(found[1]))
    if found := re.search(r"Events on the map (under |over )?([\d.]+) % of ([\d,]+) events", said):
        seen.see("events", number(found[3]))
        share = float(found[2]) / 100
        seen.share("claimed", "events", share, 1e-9 if share == 1 else 0.001 if found[1] else 0.00051)
        if found[1]:
            seen.sums.append(
                ({"claimed": 1, "events": -1}, -math.inf, -1) if "over" in found[1] else ({"claimed": 1}, 1, math.inf)
            )


# -------------------------------------------------------------------------------------------------------------- solving


@dataclass
class Program:
    """Whole numbers, and what is known of their sums."""

    bounds: dict[Cell, tuple[float, float]] = field(default_factory=dict)
    rows: list[tuple[dict[Cell, float], float, float]] = field(default_factory=list)

    def know(self, cells: Sum, low: float = -math.inf, high: float = math.inf) -> None:
        for cell in cells:
            self.bounds.setdefault(cell, (0, HUGE))
        self.rows.append((dict(cells), low, high))

    def at_most(self, part: Cell, *whole: Cell) -> None:
        """Know that a group lies within others taken together."""
        row: dict[Cell, float] = {part: 1}
        for cell in whole:
            row[cell] = row.get(cell, 0) - 1
        self.know(row, high=0)

    def equal(self, whole: Cell, *parts: Cell) -> None:
        self.know({whole: 1, **dict.fromkeys(parts, -1)}, 0, 0)

    def range(
        self, cells: Sum, truth: float | None = None, presolves: Sequence[bool] = (True, False)
    ) -> tuple[int, int]:
        """Return the least and the greatest value that a sum can have."""
        order = list(self.bounds)
        place = {cell: number for number, cell in enumerate(order)}
        matrix = np.zeros((len(self.rows), len(order)))
        for line, (row, _, _) in enumerate(self.rows):
            for cell, factor in row.items():
                matrix[line, place[cell]] += factor
        aim = np.zeros(len(order))
        for cell, factor in cells.items():
            aim[place[cell]] += factor
        whole = LinearConstraint(matrix, [low for _, low, _ in self.rows], [high for _, _, high in self.rows])
        bounds = ([self.bounds[cell][0] for cell in order], [self.bounds[cell][1] for cell in order])
        ends = []
        for sign in (1, -1):
            # The solver's presolve calls some programs infeasible that are not, and leaves solutions out: what is true
            # is one, and tells so.
            for presolve in presolves:
                found = milp(
                    sign * aim,
                    constraints=whole,
                    bounds=bounds,
                    integrality=np.ones(len(order)),
                    options={"time_limit": 30, "presolve": presolve},
                )
                if found.status == 0 and (truth is None or round(found.fun) <= sign * truth):
                    break
            else:
                raise AssertionError(f"the page contradicts itself: {cells}, {sign}: {found.fun}, {found.message}")
            ends.append(sign * round(found.fun))
        return ends[0], ends[1]


def program(seen: Reading) -> Program:
    """Return what a reader knows of the counts of a page, shown or not."""
    known = Program()
    places = seen.places()
    touchpoints = [each for each in seen.map["touchpoints"] if each.get("binding")]
    stages = sorted({places[each["stage"]] for each in touchpoints})
    _know_stages(known, stages, {s: [t["id"] for t in touchpoints if places[t["stage"]] == s] for s in stages})
    _know_events(known, [each["id"] for each in touchpoints])
    if any(isinstance(cell, tuple) and cell[0] == "step" for cell in seen.shown):
        _know_steps(known, [each["id"] for each in touchpoints], ("got", stages[0]))
    _know_pairs(known, seen, touchpoints, places, stages)
    _know_kpis(known, seen, touchpoints)
    _know_personas(known, seen, touchpoints)
    for cell, value in seen.shown.items():
        known.bounds[cell] = (value, value)
        if value == 0 and isinstance(cell, tuple) and cell[0] == "touchpoint":
            known.bounds["events of", cell[1]] = (0, 0)
    for cells, low, high in seen.sums:
        known.know(cells, low, high)
    return known


def _know_stages(known: Program, stages: list[int], inside: dict[int, list[str]]) -> None:
    first, last = stages[0], stages[-1]
    for place, here in enumerate(stages):
        later, earlier = stages[place + 1 :], stages[:place]
        for id in inside[here]:
            known.at_most(("touchpoint", id), ("reached", here))
        known.at_most(("reached", here), *(("touchpoint", id) for id in inside[here]))
        known.at_most(("reached", here), ("got", here))
        known.at_most(("got", here), *(("reached", other) for other in stages[place:]))
        known.at_most(("ground", here), ("reached", here))
        backs = [("back", a, b) for a in later for b in [*earlier, here]]
        known.at_most(("reached", here), ("ground", here), *backs)
        known.equal(("reached", here), ("ground", here), ("only on the way back", here))
        known.equal(("ground", here), ("stopped", here), *(("link", here, other) for other in later))
        known.equal(("ground", here), ("starts", here), *(("link", other, here) for other in earlier))
        known.equal(("got", here), ("stopped", here), *([("got", later[0])] if later else []))
        for other in earlier:
            for end in (here, other):
                known.at_most(("back", here, other), ("reached", end))
            known.at_most(("link", other, here), ("ground", other))
    known.at_most(("got", first), "all")
    known.equal(("got", first), *(("starts", here) for here in stages))
    known.equal(("reached", last), ("got", last))
    known.equal(("reached", last), ("ground", last))


def _know_events(known: Program, touchpoints: list[str]) -> None:
    known.at_most("claimed", "events")
    known.equal("claimed", *(("events of", id) for id in touchpoints))
    for id in touchpoints:
        known.at_most(("touchpoint", id), ("events of", id))
    # Who is not on the map has an event that is not.
    known.know(
        {"all": 1, ("got", min(c[1] for c in known.bounds if c[0] == "got")): -1, "events": -1, "claimed": 1}, high=0
    )


STEPS = 5


def _know_steps(known: Program, touchpoints: list[str], first: Cell) -> None:
    known.equal(first, *(("step", 1, id) for id in touchpoints))
    for step, id in itertools.product(range(1, STEPS + 1), touchpoints):
        known.at_most(("step", step, id), ("touchpoint", id))
        if step < STEPS:
            known.equal(("step", step, id), *(("step", step, id, after) for after in (*touchpoints, "left")))
            known.equal(("step", step + 1, id), *(("step", step, before, id) for before in touchpoints))


def _know_pairs(
    known: Program, seen: Reading, touchpoints: list[dict[str, Any]], places: dict[str, int], stages: list[int]
) -> None:
    bound = {each["id"]: each for each in touchpoints}
    arrows = {cell[1:] for cell in seen.shown if isinstance(cell, tuple) and cell[0] == "arrow"}
    for route in seen.map.get("routes", []):
        steps = [id for id in route["touchpoints"] if id in bound]
        arrows |= set(itertools.combinations(steps, 2))
    alone = {s: [t for t in bound if places[bound[t]["stage"]] == s] for s in stages}
    for a, b in arrows:
        for end in (a, b):
            known.at_most(("arrow", a, b), ("touchpoint", end))
        # Whoever met both met one of them first.
        known.know(
            {("touchpoint", a): 1, ("touchpoint", b): 1, "all": -1, ("arrow", a, b): -1, ("arrow", b, a): -1}, high=0
        )
        here, there = (places[bound[id]["stage"]] for id in (a, b))
        if here == there:
            others = [("touchpoint", id) for id in alone[here]]
            known.at_most(("reached", here), *others)
            known.know({("reached", here): 1, ("arrow", a, b): 1, **dict.fromkeys(others, -1)}, high=0)
        elif here > there:
            backs = [("back", x, y) for x, y in itertools.permutations(stages, 2) if x > y]
            known.at_most(("arrow", a, b), *backs)
        if here != there and alone[here] == [a] and alone[there] == [b]:
            known.at_most(("link" if here < there else "back", here, there), ("arrow", a, b))
        if here < there:
            known.know(
                {
                    ("touchpoint", a): 1,
                    ("touchpoint", b): 1,
                    ("got", stages[0]): -1,
                    ("arrow", a, b): -1,
                    ("arrow", b, a): -1,
                },
                high=0,
            )


def _names(touchpoints: list[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    return {each["id"]: tuple(each["binding"]["events"]) for each in touchpoints if not each["binding"].get("where")}


def _know_kpis(known: Program, seen: Reading, touchpoints: list[dict[str, Any]]) -> None:
    names = _names(touchpoints)
    plain = len(names) == len(touchpoints)
    for kpi in seen.map.get("kpis", []):
        formula = kpi.get("formula")
        if not formula:
            continue
        asked, yes = ("asked", kpi["id"]), ("yes", kpi["id"])
        known.at_most(yes, asked)
        if not formula.get("window"):
            known.equal(asked, yes, ("open", kpi["id"]))
        goal = _behind(formula.get("success", []), names)
        if not formula.get("attempt"):
            known.equal(asked, "all")
            if plain and len(goal) == 1:
                known.equal(yes, ("touchpoint", goal[0]))
            continue
        base = _behind(formula["attempt"], names)
        window = bool(formula.get("window"))
        if plain and base:
            known.at_most(asked, *(("touchpoint", id) for id in base))
            if not window:
                for id in base:
                    known.at_most(("touchpoint", id), asked)
                if len(base) == len(goal) == 1 and base != goal:
                    known.equal(yes, ("arrow", base[0], goal[0]))
                    known.at_most(("arrow", base[0], goal[0]), ("touchpoint", goal[0]))
        if plain and goal:
            known.at_most(yes, *(("touchpoint", id) for id in goal))


def _behind(globs: Iterable[str], names: dict[str, tuple[str, ...]]) -> list[str]:
    """Return the touchpoints whose events these are."""
    return [
        id for id, own in names.items() if any(fnmatchcase(name.rstrip("*"), glob) for name in own for glob in globs)
    ]


PLANS, REGIONS = ("family", "single", "student"), ("north", "south")


def _know_personas(known: Program, seen: Reading, touchpoints: list[dict[str, Any]]) -> None:
    """Know of every kind of traveller how many there are, at least as many as the rules say."""
    kinds = list(itertools.product(PLANS, REGIONS))
    known.equal("all", *(("kind", *kind) for kind in kinds))
    rules = {
        ("persona", each["id"]): (each.get("rule") or {}).get("where", []) for each in seen.map.get("personas", [])
    }
    for cell, rule in rules.items():
        if rule:
            known.equal(cell, *(("kind", *kind) for kind in kinds if _all_hold(rule, kind)))
    for each in touchpoints:
        if each["binding"].get("where"):
            mine = [("kind", *kind) for kind in kinds if _all_hold(each["binding"]["where"], kind)]
            known.at_most(("touchpoint", each["id"]), *mine)


def _all_hold(rule: list[dict[str, Any]], kind: tuple[str, str]) -> bool:
    who = dict(zip(("plan", "region"), kind, strict=True))
    for test in rule:
        value, wanted = who[test["column"]], test["value"]
        fits = value in wanted if isinstance(wanted, list) else value == wanted
        if fits == (test.get("operator") == "!="):
            return False
    return True


# ------------------------------------------------------------------------------------------------------------ attacking

COUNTED = (
    "all",
    "reached",
    "got",
    "ground",
    "stopped",
    "link",
    "back",
    "touchpoint",
    "arrow",
    "persona",
    "asked",
    "yes",
    "step",
)


@dataclass
class Outcome:
    """What an attack came to: the range of every small count that is not shown, and of every small difference."""

    withheld: dict[Cell, tuple[int, int]]
    implied: dict[Cell, tuple[int, int]]

    @property
    def found(self) -> list[Cell]:
        return [cell for cell, (low, high) in {**self.withheld, **self.implied}.items() if low == high]


def attack(seen: Reading, truth: Mapping[Cell, int], least: int = 5) -> Outcome:
    """Look for every small count; which are none, and where the page names any small one, which are small, is known."""
    known = program(seen)
    wrong = {
        cell: (value, truth.get(cell, 0))
        for cell, value in seen.shown.items()
        if cell in truth and value != truth[cell]
    }
    if wrong:
        raise AssertionError(f"the page or the reading of it is wrong: {wrong}")
    small = {}
    for cell in known.bounds:
        name = cell[0] if isinstance(cell, tuple) else cell
        if name not in COUNTED or cell in seen.shown:
            continue
        if 0 < truth.get(cell, 0) < least:
            known.bounds[cell] = (1, least - 1 if seen.told else HUGE)
            small[cell] = {cell: 1.0}
        elif truth.get(cell, 0) == 0 and name != "arrow":
            known.bounds[cell] = (0, 0)
    _check(known, truth)
    aims = {
        cell: aim
        for cell, aim in _differences(known, seen)
        if 0 < sum(f * truth.get(c, 0) for c, f in aim.items()) < least
    }
    return Outcome(*({cell: _bounded(known, aim, truth) for cell, aim in of.items()} for of in (small, aims)))


def _bounded(known: Program, aim: Sum, truth: Mapping[Cell, int]) -> tuple[int, int]:
    value = sum(factor * truth.get(cell, 0) for cell, factor in aim.items())
    low, high = known.range(aim, value)
    # A find that only the presolve makes is none: another solution is one, whoever finds it.
    return (low, high) if low < high else known.range(aim, value, (False,))


def _differences(known: Program, seen: Reading) -> Iterable[tuple[Cell, dict[Cell, float]]]:
    for cell in list(known.bounds):
        if not isinstance(cell, tuple):
            continue
        if cell[0] in ("touchpoint", "persona"):
            yield ("others than", *cell), {"all": 1.0, cell: -1.0}
        if cell[0] == "arrow" and cell in seen.shown:
            yield ("lost", *cell), {("touchpoint", cell[1]): 1.0, cell: -1.0}
            yield ("from elsewhere", *cell), {("touchpoint", cell[2]): 1.0, cell: -1.0}
        if cell[0] == "yes":
            yield ("no", *cell), {("asked", cell[1]): 1.0, cell: -1.0}
        if cell[0] in ("starts", "only on the way back"):
            yield cell, {cell: 1.0}
        if cell[0] == "reached":
            yield ("not reached", *cell[1:]), {"all": 1.0, cell: -1.0}
            yield ("passed by", *cell[1:]), {("got", cell[1]): 1.0, cell: -1.0}
        if cell[0] == "got":
            yield ("not as far", *cell[1:]), {"all": 1.0, cell: -1.0}
    if "events" in known.bounds:
        yield "second events", {"events": 1.0, "all": -1.0}
    places = seen.places()
    for each in seen.map["touchpoints"]:
        if each.get("binding"):
            met = ("touchpoint", each["id"])
            yield ("by others", each["id"]), {("reached", places[each["stage"]]): 1.0, met: -1.0}
    yield from _between_kpis(seen)
    yield from _between_personas(seen)


def _between_kpis(seen: Reading) -> Iterable[tuple[Cell, dict[Cell, float]]]:
    formulas = {each["id"]: each["formula"] for each in seen.map["kpis"] if each.get("formula")}
    for one, other in itertools.permutations(formulas, 2):
        alike = [formulas[id].get(part) for part in ("attempt", "success") for id in (one, other)]
        if alike[0] == alike[1] and alike[2] == alike[3]:
            yield ("settled later", one, other), {("asked", one): 1.0, ("asked", other): -1.0}
            if seen.shown.get(("asked", one)) == seen.shown.get(("asked", other), -1):
                yield ("between windows", one, other), {("yes", one): 1.0, ("yes", other): -1.0}


def _between_personas(seen: Reading) -> Iterable[tuple[Cell, dict[Cell, float]]]:
    kinds = list(itertools.product(PLANS, REGIONS))
    rules = {each["id"]: (each.get("rule") or {}).get("where") or [] for each in seen.map["personas"]}
    fits = {id: {kind for kind in kinds if _all_hold(rule, kind)} for id, rule in rules.items() if rule}
    for one, other in itertools.permutations(fits, 2):
        if fits[one] > fits[other]:
            yield ("only the wider", one, other), {("persona", one): 1.0, ("persona", other): -1.0}
        if not fits[one] & fits[other] and one < other:
            aim = {"all": 1.0, ("persona", one): -1.0, ("persona", other): -1.0}
            yield ("neither", one, other), aim


def _check(known: Program, truth: Mapping[Cell, int]) -> None:
    """Raise where the attacker believes what is not true: its ranges would mean nothing."""
    for row, low, high in known.rows:
        value = sum(factor * truth.get(cell, 0) for cell, factor in row.items())
        if not low - 1e-6 <= value <= high + 1e-6:
            raise AssertionError(f"not true of this log: {low} <= {row} <= {high}; it is {value}")
    for cell, (low, high) in known.bounds.items():
        if not low <= truth.get(cell, 0) <= high:
            raise AssertionError(f"not true of this log: {low} <= {cell} <= {high}; it is {truth.get(cell, 0)}")
