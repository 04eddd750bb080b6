"""The lines of a spreadsheet cell, one element per line: written as a person would write them, and parsed again.

``Booking page (website, sales, key moment)`` is a touchpoint, ``curious, nervous (+1)`` an emotion point, ``Calls back
late (severity 4)`` a pain point. Each kind has a function to write it and one to parse it. Text in the last pair of
brackets is read as details if all of them are known; anything else is part of the name.
"""

# ruff: noqa: RUF001
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, get_args

from journeykit.formats.lane_names import channel_words
from journeykit.model.emotion import EmotionPoint
from journeykit.model.insight import KPI, Opportunity, PainPoint
from journeykit.model.touchpoint import Touchpoint, medium_of
from journeykit.model.vocabulary import Channel, CustomerCost, Medium, Milestone, TouchpointType, label

_NUMBER = r"[+\-\u2212\u2013]?\d+(?:\.\d+|,\d{1,2}(?!\d))?(?:e[+-]?\d+)?"
_BULLET = re.compile(r"^\s*(?:[•◦▪▫‣\u2043·・●○■□➤►✓✔]|[*\u2013\u2014-](?=\s))\s*")
_SEPARATOR = re.compile("[,;、；]")
_FLAGS = ("key_moment", "entry_point", "optional", "repeatable")


def _words(vocabulary: Any) -> dict[str, str]:
    return {label(word): word for word in get_args(vocabulary)}


_CHANNELS = {**channel_words(), **_words(Channel)}
_VOCABULARIES = {"type": TouchpointType, "medium": Medium, "milestone": Milestone, "costs": CustomerCost}
_KNOWN: dict[str, tuple[str, Any]] = {word: ("channel", key) for word, key in _CHANNELS.items()}
_KNOWN |= {word: (field, key) for field, words in _VOCABULARIES.items() for word, key in _words(words).items()}
_KNOWN |= {label(flag): (flag, True) for flag in _FLAGS}


def split_lines(cell: str, *, commas: bool = False) -> list[str]:
    """Return the entries of a cell, one per line, without bullets; ``;`` and optionally ``,`` separate entries too."""
    found: list[str] = []
    for line in cell.split("\n"):
        if _BULLET.match(line):
            found.append(_BULLET.sub("", line, count=1))
        else:
            found += _parted(line, ";；,、" if commas else ";；")
    return [thing for thing in (part.strip() for part in found) if thing]


def _parted(line: str, marks: str) -> list[str]:
    # Not inside brackets. A regular expression with look-ahead would take quadratic time on a long line.
    found: list[str] = []
    end, inside = len(line), False
    for place in range(len(line) - 1, -1, -1):
        if line[place] in "()（）":
            inside = line[place] in ")）"
        elif line[place] in marks and not inside:
            found.append(line[place + 1 : end])
            end = place
    return [line[:end], *reversed(found)]


def in_brackets(line: str) -> tuple[str, str] | None:
    """Return the texts before and in the brackets that end a line: ``curious``, ``+1``; or None."""
    start = line.rfind("(")
    if start < 0 or line.find(")", start) != len(line) - 1:
        return None
    return line[:start].rstrip(), line[start + 1 : -1]


def joined_lines(things: Iterable[str]) -> str:
    """Return the cell that :func:`split_lines` reads as these entries."""
    flat = [" ".join(thing.split()) for thing in things]
    marked = len(flat) > 1 or any(_SEPARATOR.search(thing) or _BULLET.match(thing) for thing in flat)
    return "\n".join(f"• {thing}" if marked else thing for thing in flat)


def plain_text(cell: str) -> str:
    """Return the text of a cell without the bullets in front of its lines."""
    return "\n".join(_BULLET.sub("", line, count=1) if _BULLET.match(line) else line for line in cell.split("\n"))


def bulleted_text(text: str) -> str:
    """Return the cell that :func:`plain_text` reads as this text."""
    lines = text.split("\n")
    return "\n".join(f"• {line}" for line in lines) if any(map(_BULLET.match, lines)) else text


def channel_of(words: str) -> str | None:
    """Return the channel for a word, such as ``website`` for ``Web``, or None."""
    return _CHANNELS.get(words.strip().lower().replace("_", " "))


def touchpoint_line(touchpoint: Touchpoint) -> str:
    """Return a touchpoint as a line: its name, channel, type and marks."""
    details = [label(touchpoint.channel), label(touchpoint.type)]
    if touchpoint.medium != medium_of(touchpoint.channel):
        details.append(touchpoint.medium)
    details += [label(flag) for flag in _FLAGS if getattr(touchpoint, flag)]
    details += [touchpoint.milestone] if touchpoint.milestone else []
    return f"{touchpoint.name} ({', '.join([*details, *touchpoint.costs])})"


def touchpoint_fields(line: str) -> dict[str, Any]:
    """Return name and known details of a touchpoint, without ``channel`` if the line names none."""
    fields: dict[str, Any] = {"name": line}
    name, inside = in_brackets(line) or ("", "")
    details = _split_details(inside.lower())
    if name and details and all(detail in _KNOWN for detail in details):
        fields["name"] = name
        for field, value in (_KNOWN[detail] for detail in details):
            fields[field] = (*fields.get("costs", ()), value) if field == "costs" else value
    elif channel := channel_of(line):
        fields["channel"] = channel
    return fields


def emotion_line(point: EmotionPoint, touchpoints: Mapping[str, str]) -> str:
    """Return an emotion point as a line: the words, then the score in brackets; ``touchpoints`` gives names by id."""
    details = [number_words(point.score, sign=True)]
    details += ["measured"] if point.kind == "measured" else []
    for name, value in (("n", point.n), ("low", point.low), ("high", point.high)):
        details += [f"{name} {number_words(value)}"] if value is not None else []
    where = f"{touchpoints[point.touchpoint]}: " if point.touchpoint else ""
    return f"{where}{', '.join(point.words)} ({', '.join(details)})".strip()


def emotion_details(details: str) -> dict[str, Any] | None:
    """Return the fields in the brackets of an emotion line, or None for other text."""
    parts = _split_details(details)
    if not parts or not re.fullmatch(_NUMBER, parts[0]):
        return None
    fields: dict[str, Any] = {"score": number(parts[0])}
    for part in parts[1:]:
        match = re.fullmatch(rf"(n|low|high) ({_NUMBER})", part)
        if part in ("measured", "assumed"):
            fields["kind"] = part
        elif match:
            fields[match[1]] = int(match[2]) if match[1] == "n" and match[2].isdecimal() else number(match[2])
        else:
            return None
    return fields


def pain_line(pain: PainPoint) -> str:
    """Return a pain point as a line, with its severity unless that is the default 3."""
    return _with_details(pain.name, [f"severity {pain.severity}"] if pain.severity != 3 else [], pain_fields)


def pain_fields(line: str) -> dict[str, Any]:
    """Return name and severity of a pain point."""
    return _rated(line, ("severity",))


def opportunity_line(opportunity: Opportunity) -> str:
    """Return an opportunity as a line, with value and effort unless they are the default 3."""
    details = [f"{name} {getattr(opportunity, name)}" for name in ("value", "effort")]
    return _with_details(opportunity.name, [d for d in details if not d.endswith(" 3")], opportunity_fields)


def opportunity_fields(line: str) -> dict[str, Any]:
    """Return name, value and effort of an opportunity."""
    return _rated(line, ("value", "effort"))


def kpi_line(kpi: KPI) -> str:
    """Return a KPI as a line: name, baseline and target with the unit, and whether lower is better."""
    unit = kpi.unit if re.fullmatch(r"[^\s(),;]+(?: [^\s(),;]+)*", kpi.unit) else ""
    ends = [(name, getattr(kpi, name)) for name in ("baseline", "target") if getattr(kpi, name) is not None]
    details = [f"{name} {number_words(value)} {unit}".strip() for name, value in ends]
    if not ends and unit not in ("", "%"):
        details.append(f"unit {unit}")
    details += ["lower is better"] if kpi.direction == "down" else []
    return _with_details(kpi.name, details, kpi_fields)


def kpi_fields(line: str) -> dict[str, Any]:
    """Return name, baseline, target, unit and direction of a KPI."""
    name, inside = in_brackets(line) or ("", "")
    parts = _split_details(inside)
    fields: dict[str, Any] = {"name": name}
    for part in parts:
        end = re.fullmatch(rf"(baseline|now|target) ({_NUMBER})(?: (\S.*))?", part)
        if end:
            fields["target" if end[1] == "target" else "baseline"] = number(end[2])
            fields.update({"unit": end[3]} if end[3] else {})
        elif part.startswith("unit ") and part[5:].strip():
            fields["unit"] = part[5:].strip()
        elif part == "lower is better":
            fields["direction"] = "down"
        elif part != "as usual":
            return {"name": line}
    return fields if name and parts else {"name": line}


def share_words(share: float) -> str:
    """Return a share of 0-1 as a percentage that is read as exactly this share."""
    return f"{(Decimal(repr(share)) * 100).normalize():f} %"


def share_of(cell: str) -> float | None:
    """Parse a share, ``60 %`` or ``0.6``; None if it is not one."""
    match = re.fullmatch(rf"({_NUMBER})\s*(%?)", cell.strip())
    if not match:
        return None
    figure = Decimal(_plain_number(match[1]))
    share = float(figure / 100 if match[2] or figure > 1 else figure)
    return share if 0 <= share <= 1 else None


def number(words: str) -> float:
    """Parse a number; a typographic minus is accepted."""
    return float(_plain_number(words))


def _plain_number(words: str) -> str:
    return words.replace("\u2212", "-").replace("\u2013", "-").replace(",", ".")


def number_words(value: float, *, sign: bool = False) -> str:
    """Return a number as text that is read back exactly, without a trailing ``.0``."""
    words = repr(float(value)).removesuffix(".0")
    return f"+{words}" if sign and value > 0 else words


def _with_details(name: str, details: Sequence[str], read: Any) -> str:
    if not details and read(" ".join(name.split())) != {"name": " ".join(name.split())}:
        details = ["as usual"]  # Otherwise brackets at the end of the name would be parsed as details.
    return f"{name} ({', '.join(details)})" if details else name


def _rated(line: str, names: tuple[str, ...]) -> dict[str, Any]:
    name, inside = in_brackets(line) or ("", "")
    parts = _split_details(inside)
    rated = [re.fullmatch(rf"({'|'.join(names)}) ([1-5])", part) for part in parts if part != "as usual"]
    if not name or not parts or not all(rated):
        return {"name": line}
    return {"name": name, **{found[1]: int(found[2]) for found in rated if found}}


def _split_details(details: str) -> list[str]:
    # A comma between figures is a decimal one: details are parted by a comma and a space.
    return [part.strip() for part in re.split(r",(?!(?<=\d,)\d)", details) if part.strip()]
