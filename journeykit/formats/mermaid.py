"""Mermaid ``journey`` diagrams: stages are sections, touchpoints are tasks with a score of 1 to 5, personas are actors.

The grammar is that of Mermaid's journey parser: ``title``, ``accDescr``, ``section NAME``, ``TASK: SCORE: ACTORS``;
``%%`` and ``#`` begin comments. Names cannot contain ``:``, ``#``, ``;`` or a line end, and there are no escapes. A
page may read ``<``, ``>`` and ``&`` as HTML. All of these are written as full-width look-alikes and listed as losses.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from journeykit.errors import FormatError
from journeykit.formats.decoding import text_in
from journeykit.formats.diagrams import Diagram, chosen, diagrams_in, without_comment
from journeykit.formats.draft import MapDraft
from journeykit.formats.report import Exported, Imported
from journeykit.formats.round_trip import differences
from journeykit.model.emotion import EmotionPoint
from journeykit.model.journey import JourneyMap
from journeykit.text import mermaid_text

NAME = "a Mermaid journey"
MOST_BYTES = 5_000_000
_MOST_LINES = 20_000
_MARK = "· "  # Before a name that Mermaid would read as a keyword.
_KEYWORD = re.compile(r"(journey|title|section|acctitle|accdescr|%%|· )", re.IGNORECASE)
_SECTION = re.compile(r"section\s+([^#:\n;]+)", re.IGNORECASE)
_TITLE = re.compile(r"title\s+([^#\n;]+)", re.IGNORECASE)
_DESCRIPTION = re.compile(r"accdescr\s*(?::\s*(.*)|\{([^}]*)\}?)", re.IGNORECASE | re.DOTALL)
_TASK = re.compile(r"([^#:\n;]+):([^#\n;]+)")
_NO_SECTION = "Journey"


def read_mermaid(
    data: bytes | str,
    *,
    source: str = "this diagram",
    name: str = "Journey map",
    diagram: int | str | None = None,
    encoding: str | None = None,
) -> Imported:
    """Return the map in a Mermaid journey, alone in a file or fenced in Markdown.

    Tasks become touchpoints with an emotion point of score - 3; a score outside 1 to 5, or a missing one, gives none.
    Of several journeys ``diagram`` is the one to read, by number from 1 or by title.
    """
    reader = _Reader(source)
    found = _diagrams(data, encoding, reader)
    return reader.read(chosen(found, diagram, source), found, name)


def journeys_in(data: bytes | str, *, source: str = "this file", encoding: str | None = None) -> int:
    """Return how many Mermaid journeys a file has."""
    return sum(diagram.kind == "journey" for diagram in _diagrams(data, encoding, MapDraft(source)))


def write_mermaid(journey: JourneyMap) -> Exported:
    """Return a map as a Mermaid journey, with its losses.

    Mermaid draws nothing without a score: a touchpoint without an emotion point gets the score of its stage, or the
    neutral 3. Such scores are listed as losses.
    """
    lines = ["journey", f"    title {mermaid_text(journey.name, marks='#;')}"]
    if journey.description:
        block = "{" not in journey.description and "}" not in journey.description and "\n" in journey.description
        told = [mermaid_text(line, marks="") for line in journey.description.split("\n")]
        lines.append(f"    accDescr {{{chr(10).join(told)}}}" if block else f"    accDescr: {' '.join(told)}".rstrip())
    personas = {persona.id: mermaid_text(persona.name, marks=":#;,") for persona in journey.personas}
    for stage in journey.stages:
        lines.append(f"    section {_unlike_a_keyword(mermaid_text(stage.name))}")
        for touchpoint in journey.touchpoints_of(stage.id):
            actors = ", ".join(personas[persona] for persona in touchpoint.personas)
            score = _score(journey, stage.id, touchpoint.id)
            task = f"      {_unlike_a_keyword(mermaid_text(touchpoint.name))}: {score}"
            lines.append(f"{task}: {actors}" if actors else task)
    data = ("\n".join(lines) + "\n").encode("utf-8", "replace")
    return Exported(data, differences(journey, read_mermaid(data).map, NAME))


def _score(journey: JourneyMap, stage: str, touchpoint: str) -> int:
    def rank(point: EmotionPoint) -> tuple[bool, bool, bool]:
        return (point.touchpoint == touchpoint, point.kind == "assumed", point.persona is None)

    fitting = [p for p in journey.emotions if p.stage == stage and p.touchpoint in (touchpoint, None)]
    return math.floor(max(fitting, key=rank).score + 3.5) if fitting else 3


def _unlike_a_keyword(name: str) -> str:
    return f"{_MARK}{name}" if _KEYWORD.match(name) else name


def _diagrams(data: bytes | str, encoding: str | None, draft: MapDraft) -> list[Diagram]:
    source = draft.source
    if len(data) > MOST_BYTES:
        raise FormatError(source, "", f"it is longer than {MOST_BYTES:,} characters: no journey is.")
    text = data if isinstance(data, str) else text_in(data, source, encoding, draft, saved_as="UTF-8")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") >= _MOST_LINES:
        raise FormatError(source, "", f"it has more than {_MOST_LINES:,} lines: no journey does.")
    return diagrams_in(text)


class _Reader(MapDraft):
    """Reads the lines of one diagram."""

    def read(self, diagram: Diagram, found: Sequence[Diagram], name: str) -> Imported:
        """Return the map of a diagram with its report, which names the other diagrams of the file."""
        self._name, self._access_title = diagram.front_title, ""
        self._above(diagram)
        for other in found:
            if other is not diagram:
                why = "only journeys are maps" if other.kind != "journey" else "diagram= reads another journey"
                self.left(f"line {other.line}", f"{other.kind} {other.title!r}" if other.title else other.kind, why)
        lines = diagram.lines
        place = 0
        while place < len(lines):
            number, line = lines[place][0], without_comment(lines[place][1]).strip()
            place += 1
            if not line or line.startswith(("%%", "#", "```")):
                continue
            if line.casefold().startswith("accdescr") and "{" in line:
                block = [line]
                while "}" not in block[-1] and place < len(lines):  # Its own lines, kept as they are.
                    block.append(lines[place][1])
                    place += 1
                line = "\n".join(block)
            self._line(line, f"line {number}")
        return self.imported(self._name or self._access_title or name)

    def _above(self, diagram: Diagram) -> None:
        if diagram.front_title:
            self.took(f"line {diagram.front[0][0]}", "title in the front matter")
        for number, line in diagram.front:
            if (key := re.match(r"(\w+)\s*:", line)) and key[1].casefold() != "title":
                self.left(f"line {number}", f"{key[1]!r} in the front matter", "it says how the diagram looks")
        for number, _ in diagram.directives:
            self.left(f"line {number}", "a directive %%{…}%%", "it says how the diagram looks")

    def _line(self, line: str, place: str) -> None:
        if match := _DESCRIPTION.match(line):
            self.facts["description"] = (match[1] if match[1] is not None else match[2] or "").strip()
            self.took(place, "description")
        elif line.casefold().startswith("acctitle"):
            self._access_title = line.partition(":")[2].strip()
            self.left(place, "accTitle", "the map has one title; it is the name of a map without any other")
        elif match := _TITLE.match(line):
            if self._name and self._name != match[1].strip():
                self.left(place, f"the title {self._name!r} of the front matter", "the diagram has its own title")
            self._name = match[1].strip()
            self.took(place, "title")
        elif match := _SECTION.match(line):
            self.add("stages", _named(match[1]))
            self.took(place, "stage")
            self._comment(line, match, place)
        elif match := _TASK.match(line):
            self._task(match[1], match[2].split(":"), place)
            self._comment(line, match, place)
        else:
            self.left(place, repr(line[:60]), "it is no line of a journey diagram")

    def _comment(self, line: str, match: re.Match[str], place: str) -> None:
        rest = line[match.end() :].strip()
        if rest and not rest.startswith("#"):
            self.left(place, repr(rest[:60]), "it follows a ':' or ';', where the line ends")

    def _task(self, name: str, pieces: list[str], place: str) -> None:
        if not self.of("stages"):
            self.add("stages", _NO_SECTION)
            self.assumed(place, f"stage {_NO_SECTION!r}", "the task stands before every section")
        stage = self.of("stages")[-1]["id"]
        actors = [actor.strip() for actor in pieces[1].split(",")] if len(pieces) > 1 else []
        personas = tuple(dict.fromkeys(self.named("personas", _named(actor)) for actor in actors if actor))
        touchpoint = self.add("touchpoints", _named(name), stage=stage, channel="other", personas=personas)
        self.took(place, f"touchpoint {touchpoint['name']!r}")
        if len(pieces) > 2:
            self.left(place, "what follows the actors", "Mermaid reads score and actors only")
        try:
            score = float(pieces[0]) - 3
        except ValueError:
            score = math.nan
        if -2 <= score <= 2:
            self.of("emotions").append({"stage": stage, "touchpoint": touchpoint["id"], "score": score})
        else:
            self.left(place, f"score {pieces[0].strip()[:20]!r}", "a score is a number from 1 to 5")


def _named(text: str) -> str:
    return text.strip().removeprefix(_MARK) or "untitled"
