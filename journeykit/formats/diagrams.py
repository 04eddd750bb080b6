"""Find the Mermaid diagrams of a file: one or several in a row, each with front matter, or fenced in Markdown.

Front matter is YAML between two lines ``---``. Of it a title is read; its other keys say how the diagram looks.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from journeykit.errors import FormatError, did_you_mean

_FENCE = re.compile(r"^(?P<before>[ \t>*+-]*(?:\d+[.)][ \t]+)?)(?P<marks>`{3,}|~{3,}|:{3,})[ \t]*(?P<info>[^`]*)$")
_HTML = re.compile(r"<(pre|div|code)\b[^<>]*\bclass=[\"'][^\"'<>]*\bmermaid\b[^<>]*>", re.IGNORECASE)
_HEAD = re.compile(
    r"(?P<journey>journey)|(?:flowchart|graph)(?:-elk)?(?:[ \t]+(?:TB|TD|BT|RL|LR))?|sequenceDiagram"
    r"|classDiagram(?:-v2)?|stateDiagram(?:-v2)?|erDiagram|gantt|pie(?:[ \t]+.*)?|gitGraph.*|mindmap"
    r"|timeline(?:[ \t].*)?|quadrantChart"
    r"|requirementDiagram|C4(?:Context|Container|Component|Dynamic|Deployment)|sankey(?:-beta)?|xychart(?:-beta)?.*"
    r"|block(?:-beta)?|packet(?:-beta)?|kanban|architecture(?:-beta)?|radar(?:-beta)?|treemap(?:-beta)?|zenuml|info",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"(?:^|\s)%%(?!\{).*$")
_TITLE = re.compile(r"title[ \t]*:[ \t]*(.*)", re.IGNORECASE)


@dataclass
class Diagram:
    """One diagram: its kind, its lines below the one that names the kind, and what stands above that line."""

    kind: str
    line: int
    """Number of the line that names the kind."""
    lines: list[tuple[int, str]] = field(default_factory=list)
    """Number and text of each line below."""
    front: list[tuple[int, str]] = field(default_factory=list)
    """Lines of the front matter."""
    directives: list[tuple[int, str]] = field(default_factory=list)
    """``%%{init: …}%%``."""

    @property
    def title(self) -> str:
        """The title that the diagram states, or that of its front matter, or nothing."""
        own = (re.match(r"\s*title\s+([^#\n;]+)", line, re.IGNORECASE) for _, line in self.lines)
        return next((found[1].strip() for found in own if found), self.front_title)

    @property
    def front_title(self) -> str:
        """The title in the front matter, or nothing."""
        for place, (_, line) in enumerate(self.front):
            if found := _TITLE.fullmatch(line.rstrip()):
                return _scalar(found[1], [text for _, text in self.front[place + 1 :]])
        return ""


def diagrams_in(text: str) -> list[Diagram]:
    """Return the diagrams in the text of a file, of any kind, in order."""
    lines = list(enumerate(text.split("\n"), 1))
    fenced = list(_fenced(lines))
    parts = fenced if any(inside for _, inside in fenced) else [("", lines)]
    return [diagram for said, part in parts for diagram in _parted(part, said)]


def chosen(diagrams: Sequence[Diagram], wanted: int | str | None, source: str) -> Diagram:
    """Return the one journey of a file, or the one asked for by its number or title; otherwise raise FormatError."""
    journeys = [diagram for diagram in diagrams if diagram.kind == "journey"]
    listed = ", ".join(f"{n} {d.title or 'without a title'!r} (line {d.line})" for n, d in enumerate(journeys[:20], 1))
    if not journeys:
        raise _no_journey(diagrams, source)
    if wanted is None and len(journeys) > 1:
        advice = (
            "Choose one by number or title, diagram=1 (--diagram 1), or read all: formats.read_all(…) (--diagram all)."
        )
        raise FormatError(source, "", f"it has {len(journeys)} journeys: {listed}.", advice)
    if wanted is None:
        return journeys[0]
    if str(wanted).isdecimal() and 1 <= int(wanted) <= len(journeys):
        return journeys[int(wanted) - 1]
    same = [diagram for diagram in journeys if diagram.title.casefold() == str(wanted).strip().casefold()]
    if len(same) == 1:
        return same[0]
    guess = did_you_mean(str(wanted), [diagram.title for diagram in journeys if diagram.title])
    told = f"several journeys have the title {wanted!r}." if same else f"it has no journey {wanted!r}.{guess}"
    raise FormatError(source, "", told, f"Journeys: {listed}.")


def without_comment(line: str) -> str:
    """Return a line without the comment that begins with ``%%``."""
    return _COMMENT.sub("", line)


def _no_journey(diagrams: Sequence[Diagram], source: str) -> FormatError:
    if not diagrams:
        return FormatError(source, "", "there is no line 'journey' in it: not a Mermaid journey.")
    place = f"line {diagrams[0].line}"
    kinds = ", ".join(dict.fromkeys(diagram.kind for diagram in diagrams))
    return FormatError(source, place, "a Mermaid journey begins with 'journey'.", f"The diagrams in it: {kinds}.")


def _fenced(lines: list[tuple[int, str]]) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """Yield the fenced parts of Markdown that are Mermaid; a part without a language is one if it begins as one."""
    place = 0
    while place < len(lines):
        _, line = lines[place]
        place += 1
        if opened := _HTML.search(line):
            end = f"</{opened[1]}>"
            start = place - 1
            while place < len(lines) and end not in lines[place - 1][1].casefold():
                place += 1
            part = [(number, html.unescape(re.sub(r"<[^<>]*>", "", text))) for number, text in lines[start:place]]
            yield "mermaid", part
            continue
        fence = _FENCE.match(line)
        if fence is None:
            continue
        start, marks = place, fence["marks"]
        depth = re.sub(r"[^ \t>]", " ", fence["before"])
        closing = re.compile(rf"[ \t>]*{re.escape(marks[0])}{{{len(marks)},}}[ \t]*")
        while place < len(lines) and not closing.fullmatch(lines[place][1]):
            place += 1
        inside = [(number, _dedented(text, depth)) for number, text in lines[start:place]]
        place += 1
        language = re.match(r"\{?\s*\.?(\w*)", fence["info"])
        said = language[1].casefold() if language else ""
        if said == "mermaid" or (not said and _begins_as_journey(inside)):
            yield "mermaid", inside


def _dedented(text: str, depth: str) -> str:
    """Return a line without the indentation and quotation marks that its fence has."""
    for mark in depth:
        if text[:1] == mark or (mark in " \t" and text[:1] in (" ", "\t")):
            text = text[1:]
        elif mark == ">" and text.lstrip()[:1] == ">":
            text = text.lstrip()[1:]
    return text


def _begins_as_journey(lines: list[tuple[int, str]]) -> bool:
    return any(diagram.kind == "journey" for diagram in _parted(lines, ""))


def _parted(lines: list[tuple[int, str]], said: str) -> Iterator[Diagram]:
    """Yield the diagrams that stand one below the other."""
    current: Diagram | None = None
    front: list[tuple[int, str]] = []
    directives: list[tuple[int, str]] = []
    place = 0
    while place < len(lines):
        number, line = lines[place]
        bare = without_comment(line).strip().rstrip(";").strip()
        place += 1
        if line.strip() == "---" and (end := _end_of_front(lines, place)) is not None:
            front, place = lines[place:end], end + 1
            continue
        if line.lstrip().startswith("%%{"):
            directives.append((number, line.strip()))
            while "}%%" not in lines[place - 1][1] and place < len(lines):
                place += 1
            continue
        head = _HEAD.fullmatch(bare)
        if head and (current is None or line == line.lstrip() or head["journey"]):
            if current:
                yield current
            kind = "journey" if head["journey"] else bare.split()[0]
            current = Diagram(kind, number, [], front, directives)
            front, directives = [], []
        elif current:
            current.lines.append((number, line))
        elif said and bare and not line.lstrip().startswith("%%"):
            current = Diagram(_first_word(bare), number)
    if current:
        current.directives += directives
        yield current


def _first_word(line: str) -> str:
    """Return the first word of a line, as the kind of an unknown diagram."""
    return line.split()[0][:40]


def _end_of_front(lines: list[tuple[int, str]], start: int) -> int | None:
    """Return the place of the line that ends front matter; None if a diagram begins before that."""
    for place in range(start, min(start + 200, len(lines))):
        line = lines[place][1].strip()
        if line in ("---", "..."):
            return place
        if _HEAD.fullmatch(line):
            return None
    return None


def _scalar(value: str, below: list[str]) -> str:
    """Return the text of a YAML scalar: plain, in quotes, or as a block below."""
    value = value.strip()
    if re.fullmatch(r"[|>][+-]?", value):
        block = []
        for line in below:
            if line.strip() and not line.startswith((" ", "\t")):
                break
            block.append(line.strip())
        return " ".join(" ".join(block).split())
    if quoted := re.match(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'", value):
        if quoted[1] is not None:
            return re.sub(r"\\(.)", r"\1", quoted[1])
        return quoted[2].replace("''", "'")
    return re.split(r"\s#", value, maxsplit=1)[0].strip()
