"""A map as a Markdown document for readers: scope, personas, the stages one by one, improvements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from journeykit.formats.report import Exported
from journeykit.formats.round_trip import not_held
from journeykit.model.base import Value, plain
from journeykit.model.changes.words import LISTED
from journeykit.model.journey import VALUE_TYPES, JourneyMap, Stage
from journeykit.model.lanes import Lane
from journeykit.model.persona import Persona
from journeykit.model.touchpoint import Touchpoint
from journeykit.model.vocabulary import label
from journeykit.text import markdown_text as md

NAME = "the Markdown document"


# Fields that the document leaves out, by collection; those of the whole map under "". Survey questions are left out.
_LEFT_OUT: dict[str, tuple[str, ...]] = {
    "": ("suppressions",),
    "lanes": ("prompt", "hidden"),
    "objectives": ("touchpoints", "sources"),
    "personas": ("interview", "portrait", "rule"),
    "touchpoints": ("picture", "binding"),
    "pain_points": ("binding",),
    "opportunities": ("reach_share",),
    "kpis": ("measure", "series", "formula", "answer_formula"),
    "improvements": ("touchpoints", "opportunity", "minimum_effect", "baseline", "follow_up", "difference"),
    "owners": ("contact",),
    "technologies": ("is_crm",),
    "sources": ("data",),
}
_TYPES: dict[str, type[Value]] = {"": JourneyMap, **VALUE_TYPES}
_HELD = {
    name: frozenset(type_.model_fields) - {"id", "rank", *_LEFT_OUT.get(name, ())}
    for name, type_ in _TYPES.items()
    if name != "surveys"
}
_REFERS = {word: f"{word}s" for word in ("persona", "owner", "touchpoint", "stage", "kpi", "objective")}
_WHO = ("owners", "technologies")
_IN_STAGES = ("touchpoints", "emotions", "pain_points", "opportunities", "kpis")


def write_markdown(journey: JourneyMap) -> Exported:
    """Return a map as a readable Markdown document, with its losses. Names and texts are shown literally."""
    lines = list(_Document(journey).lines())
    return Exported(("\n".join(lines) + "\n").encode("utf-8", "replace"), not_held(journey, _HELD, NAME))


class _Document:
    """Writes one map, section by section; elements are mentioned by name."""

    def __init__(self, journey: JourneyMap) -> None:
        self._journey = journey
        self._names: dict[tuple[str, str], str] = {}
        for collection in ("personas", "stages", "touchpoints", "kpis", "objectives", "pain_points", *_WHO):
            for element in getattr(journey, collection):
                self._names[collection, element.id] = md(element.name)
        for number, source in enumerate(journey.sources, 1):
            self._names["sources", source.id] = f"\\[{number}\\]"

    def lines(self) -> Iterator[str]:
        """Yield the lines of the document."""
        journey = self._journey
        yield f"# {md(journey.name)}"
        yield ""
        if journey.description:
            yield from (md(journey.description), "")
        facts = ["future state"] if journey.state == "future" else []
        facts += ["made-up data"] if journey.synthetic else []
        if facts:
            yield from (f"*{', '.join(facts)}*", "")
        yield from self._section("What it covers", self._facts(journey.scope))
        yield from self._section("Review", self._facts(journey.review))
        people = (f"{md(c.name)}, {md(c.department)}" if c.department else md(c.name) for c in journey.contributors)
        yield from self._section("Who worked on it", people)
        yield from self._section("Objectives", self._entries("objectives"))
        for persona in journey.personas:
            yield from self._persona(persona)
        for number, stage in enumerate(journey.stages, 1):
            yield from self._stage(number, stage)
        whole = (self._entry("kpis", kpi) for kpi in journey.kpis if kpi.stage is None)
        yield from self._section("KPIs of the whole journey", whole)
        for heading, collection in (
            ("Routes", "routes"),
            ("Improvements", "improvements"),
            ("People and teams", "owners"),
            ("Systems", "technologies"),
        ):
            yield from self._section(heading, self._entries(collection))
        numbered = (f"{self._names['sources', s.id]} {self._entry('sources', s)}" for s in journey.sources)
        yield from self._section("Sources", numbered)

    def _section(self, heading: str, entries: Iterable[str], level: int = 2) -> Iterator[str]:
        found = [entry for entry in entries if entry]
        if found:
            yield from (f"{'#' * level} {heading}", "", *(f"- {entry}" for entry in found), "")

    def _persona(self, persona: Persona) -> Iterator[str]:
        yield from (f"## {md(persona.name)}", "")
        yield from (f"- {fact}" for fact in self._facts(persona))
        yield ""

    def _stage(self, number: int, stage: Stage) -> Iterator[str]:
        yield from (f"## {number}. {md(stage.name)}", "")
        if stage.definition:
            yield from (md(stage.definition), "")
        yield from self._marks(stage)
        for lane in self._journey.lanes:
            yield from self._section(md(lane.name), self._lane(stage, lane), level=3)
        shown = {lane.kind for lane in self._journey.lanes}
        for collection in _IN_STAGES:
            if collection not in shown:  # Elements are listed also without their lane.
                yield from self._section(label(collection).capitalize(), self._of(stage, collection), level=3)

    def _marks(self, stage: Stage) -> Iterator[str]:
        facts = [f"objective: {md(stage.objective)}"] if stage.objective else []
        facts += ["after the purchase"] if stage.post_purchase else []
        if stage.content_mix_share is not None:
            facts.append(f"{stage.content_mix_share * 100:g} % of the content is about the customer")
        for word, collection in (("who", "owners"), ("systems", "technologies"), ("sources", "sources")):
            names = ", ".join(self._names[collection, id] for id in getattr(stage, collection))
            facts += [f"{word}: {names}"] if names else []
        if facts:
            yield from (*(f"- {fact}" for fact in facts), "")

    def _lane(self, stage: Stage, lane: Lane) -> Iterator[str]:
        if lane.kind != "text":
            if lane.kind in _IN_STAGES:
                yield from self._of(stage, lane.kind)
            return
        for cell in self._journey.cells:
            if (cell.stage, cell.lane) == (stage.id, lane.id):
                who = f"{self._names['personas', cell.persona]}: " if cell.persona else ""
                cited = " ".join(self._names["sources", source] for source in cell.sources)
                for line in filter(str.strip, cell.text.split("\n")):
                    yield f"{who}{md(line)} {cited}".rstrip()

    def _of(self, stage: Stage, collection: str) -> Iterator[str]:
        for element in getattr(self._journey, collection):
            if element.stage == stage.id:
                yield self._entry(collection, element)

    def _facts(self, value: BaseModel) -> Iterator[str]:
        data = plain(value)
        for name in type(value).model_fields:
            if name in data and name not in ("id", "rank", "name", "portrait", "picture", "interview", "rule"):
                yield f"{label(name)}: {self._shown(name, data[name])}"

    def _entry(self, collection: str, element: BaseModel) -> str:
        """Return one element as a line: its name, then its other fields in words."""
        data = {name: value for name, value in plain(element).items() if name in _HELD[collection] and name != "stage"}
        if isinstance(element, Touchpoint):  # Files leave out their default values; readers need them.
            data = {"channel": element.channel, "type": element.type, **data}
        words = ", ".join(data.pop("words", []))
        head = data.pop("name", None) or data.pop("title", None) or words or "feeling"
        details = [f"{label(name)}: {self._shown(name, value)}" for name, value in data.items()]
        return f"**{md(head)}**" + (f" ({'; '.join(details)})" if details else "")

    def _entries(self, collection: str) -> Iterator[str]:
        return (self._entry(collection, element) for element in getattr(self._journey, collection))

    def _shown(self, field: str, value: object) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, dict):
            return ", ".join(str(md(part)) for part in value.values())
        if isinstance(value, list):
            return ", ".join(self._shown(field, part) for part in value)
        if field in LISTED:
            return label(str(value))
        known = self._names.get((_REFERS.get(field, field), str(value)))
        return known if known is not None else md(str(value))
