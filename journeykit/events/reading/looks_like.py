"""What a table looks like that is no log, and what to call instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from journeykit.errors import listing
from journeykit.events.reading.presets import matching
from journeykit.events.reading.role_names import EVENT_NAMES
from journeykit.events.reading.separators import is_path_name, separator
from journeykit.events.reading.sources import RecordSource
from journeykit.events.reading.wide_tables import step_columns, steps_beside_events, who_column

_FROM = (
    "source", "from", "from event", "from activity", "from step", "from page", "from node", "predecessor",
    "source event", "source activity", "src", "antecedent", "origin", "act1", "von", "quelle",
)  # fmt: skip
_TO = (
    "target", "to", "to event", "to activity", "to step", "to page", "to node", "successor", "target event",
    "target activity", "dst", "dest", "consequent", "destination", "act2", "nach", "ziel",
)  # fmt: skip
_ANSWERS = re.compile(
    r"(?i)\W*(.*[ _])?(score|rating|stars|nps|netpro|csat|ces|satisfaction|verbatim|comments?|reviews?|feedback"
    r"|responses?|answers?|respondent|resp(num|ondent)?([ _]?(id|no|nr|num|fk))?|question|likelihood to recommend"
    r"|bewertung|kommentar)([ _](value|code|text|id|score))?"
)
_LANES = re.compile(
    r"(?i)(customer |user )?(actions?|goals?|thoughts?|touch ?points?|channels?|feelings?|emotions?|pain ?points?|"
    r"pains|opportunit(y|ies)|ideas|kpis?|metrics|backstage|frontstage|needs|expectations|phases?|stages?|experience)"
)
_QUESTION = re.compile(r"[qQ]\d{1,3}[a-zA-Z]?([_. ].*)?")
_NUMBER = re.compile(r"(?!\d+(?:\.\d+){3}$)[-+]?[\d.,' \u00a0\u202f]*\d\s*%?|[$€£]\s?[\d.,]+")
_ZERO = re.compile(r"\s*0\d")
"""A number of a customer or an order."""
_ID = re.compile(r"(?i)(^|[^a-z])(id|no|nr|number|key|code)$|(?<=[a-z])I[dD]$")
_PERSON = re.compile(
    r"(?i)(^|[^a-z])(user|customer|client|visitor|member|person|profile|account|contact|caller|author|owner|actor|device"
    r"|session|visit|kunde|benutzer|mitglied|utilisateur|cliente|usuario|klant|e?mail|ip)"
    r"([ _-]?(name|id|nr|no|number))?$"
    r"|(^|[^a-z])(uu|gu|u)?id$|username$|(?<=[a-z])I[dD]$"
)
_EXACT = ("timestamp", "time", "event time", "event timestamp", "datetime", "ts")
_FLAG = re.compile(r"(?i)[01]|true|false|yes|no")
_STEP = re.compile(r"(?i)(step|event|touch ?point|page|activity|action|channel|stage|schritt|étape|paso)[ _-]?\d{1,3}")
_LIST_OF_OBJECTS = re.compile(r"\[\s*\{.*", re.DOTALL)
_MOST_COLUMNS = 12
_SAMPLED = 200


@dataclass(frozen=True)
class TableLook:
    """A table without the columns of a log, as far as its first cells show it."""

    source: RecordSource
    called: str
    """How the call named it: the path of a file in quotes, or ``frame``."""
    first: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Column -> its first cells that are not blank; without those that cannot be read in advance."""
    timed: Sequence[str] = ()

    def are(self, column: str, pattern: re.Pattern[str]) -> bool:
        """Return whether all first cells of a column are of a pattern."""
        cells = self.first.get(column, ())
        return bool(cells) and all(pattern.fullmatch(cell.strip()) for cell in cells)

    @property
    def numbers(self) -> list[str]:
        """The columns with numbers that may be counts."""
        return [
            column
            for column in self.first
            if column not in self.timed
            and not _ID.search(column)
            and self.are(column, _NUMBER)
            and not any(_ZERO.match(cell) for cell in self.first[column])
        ]


def looks_like(source: RecordSource, given: Any) -> str:
    """Return what to say about a source without the columns of a log; empty if it has no known shape.

    ``given`` is what ``read_events`` was called with.
    """
    called = repr(str(given)) if isinstance(given, (str, Path)) else "frame"
    read = {
        column: [cell for cell in cells if cell][:_SAMPLED]
        for column in dict.fromkeys(source.columns[:40])
        if (cells := source.first_cells(column)) is not None
    }
    look = TableLook(source, called, read, step_columns(source))
    if source.columns and (said := next((said for of, said in _TEXTS if of.search(source.columns[0])), "")):
        return said
    if read and not source.times and not any(read.values()):
        return "It has names of columns and no rows."
    return next((said for sentence in _SENTENCES if (said := sentence(look))), "")


def _moves(look: TableLook) -> str:
    if look.timed or names_a_person(look.source.columns):
        return ""
    starts, ends = matching(look.source.columns, _FROM), matching(look.source.columns, _TO)
    if not starts or not ends or len(look.source.columns) > _MOST_COLUMNS:
        return ""
    return (
        f"It looks like a table of moves with their counts ({starts[0]!r} to {ends[0]!r}), without travellers: "
        f"jk.charts.sankey({look.called}) draws it."
    )


def _matrix(look: TableLook) -> str:
    columns = list(look.source.columns)
    names = set(look.first.get(columns[0], ())) if columns else set()
    if len(names & set(columns[1:])) < 2 or len(look.numbers) < len(columns) - 1:
        return ""
    return (
        "It looks like a matrix of moves, rows to columns, without travellers: "
        f"jk.charts.sankey({look.called}) draws it."
    )


def _map_sheet(look: TableLook) -> str:
    columns = list(look.source.columns)
    lanes = [cell for cell in look.first.get(columns[0], ()) if _LANES.fullmatch(cell.strip())] if columns else []
    across = [column for column in columns if _LANES.fullmatch(column.strip())]
    if len(set(lanes)) < 2 and len(across) < 3:
        return ""
    return (
        f"It looks like a journey map in a sheet ({listing(dict.fromkeys(lanes or across), 3)}): "
        f"jk.formats.read({look.called}).map opens it."
    )


def _whole_paths(look: TableLook) -> str:
    for column, cells in look.first.items():
        if column not in look.timed and separator(cells, named=is_path_name(column)) is not None:
            return (
                f"It looks like whole paths written as text in the column {column!r} ('a > b > c'), not one row an "
                f"event. event_col={column!r}, layout=Layout(shape='paths') reads each row as a path, without times."
            )
    return ""


def _wide(look: TableLook) -> str:
    columns = look.source.columns
    if len(look.timed) < 2 or names_an_event(columns) or not steps_beside_events(columns, look.timed):
        return ""
    return (
        f"It looks like one row a traveller with a column for the time of each step ({listing(look.timed, 4)}), but no "
        "column has another id in every row. path_col=…, layout=Layout(shape='wide') reads each time as an event."
    )


def _lists_inside(look: TableLook) -> str:
    column = next((column for column in look.first if look.are(column, _LIST_OF_OBJECTS)), None)
    if column is None:
        return ""
    others = [other for other in look.source.columns if other != column]
    return (
        f"Each row has a list of events in {column!r}: pandas.json_normalize(rows, record_path={column!r}, "
        f"meta={others[:1]!r}) makes a row of each event; pass that frame."
    )


def _numbered(look: TableLook) -> str:
    groups: dict[str, list[str]] = {}
    for column in look.source.columns:
        if (found := _STEP.fullmatch(column)) is not None:
            groups.setdefault(found[1].casefold(), []).append(column)
    steps = next((columns for columns in groups.values() if len(columns) > 1), None)
    if steps is None:
        return ""
    return (
        f"It looks like whole paths with a column for each event, without times. event_col={steps!r}, "
        "layout=Layout(shape='steps') reads each row as a path."
    )


def names_a_person(columns: Sequence[str]) -> bool:
    """Return whether the name of a column says who: a person, an account, a session, or any id."""
    return any(_PERSON.search(column) for column in columns)


def names_an_event(columns: Sequence[str]) -> bool:
    """Return whether the name of a column, or of a field inside one, says what happened."""
    names = [*EVENT_NAMES[0], *EVENT_NAMES[1]]
    return bool(matching([column.rpartition(".")[2] for column in columns], names))


def _survey(look: TableLook) -> str:
    hits = [column for column in look.source.columns if _ANSWERS.fullmatch(column)]
    hits += [column for column in look.source.columns if column.rstrip().endswith("?") or _QUESTION.fullmatch(column)]
    if not hits:
        return ""
    return (
        f"It looks like answers to a survey, or reviews ({listing(hits, 3)}), not events: "
        "jk.read_answers reads them, and jk.answers measures them."
    )


def _totals(look: TableLook) -> str:
    counts = look.numbers
    if names_a_person(look.source.columns) or (look.timed and names_an_event(look.source.columns)):
        return ""
    if max(map(len, look.first.values()), default=0) < 2:
        return ""
    if look.timed and counts:
        days = look.timed[0]
        return (
            f"It looks like totals by time ({days!r} with {listing(counts, 3)}), not one row an event: who did what is "
            "no longer in it. Export the events themselves, or draw the totals with pandas."
        )
    others = [column for column in look.source.columns if column not in counts]
    if counts and len(others) <= len(counts) + 1 and who_column(look.source, ()) not in matching(others, _PEOPLE):
        return (
            f"It looks like totals ({listing(counts, 3)}) by {listing(others, 2)}, not one row an event: who did what "
            "is no longer in it. Export the events themselves."
        )
    return ""


_PEOPLE = (
    "id", "customer id", "user id", "client id", "customer", "user", "client", "person id", "member id", "contact id",
    "account id", "email", "e mail", "visitor id",
)  # fmt: skip


def _people(look: TableLook) -> str:
    who = who_column(look.source, look.timed)
    if who is None or who not in matching(look.source.columns, _PEOPLE) or len(look.timed) > 1:
        return ""
    flags = [column for column in look.first if column != who and look.are(column, _FLAG)]
    typed = who.casefold() == "id" and matching(look.source.columns, ("type", "object"))
    if typed or names_an_event(look.source.columns) or matching(look.timed, _EXACT) or len(flags) > 1:
        return ""
    return (
        f"It looks like a list of people ({who!r} differs in every row), not what they did. To use it in rules "
        f"and splits, join it to the frame of the log, log.merge(people, on={who!r}), and read that with "
        "attribute_cols=[…]."
    )


_SENTENCES: tuple[Callable[[TableLook], str], ...] = (
    _lists_inside, _moves, _matrix, _map_sheet, _whole_paths, _numbered, _wide, _survey, _people, _totals,
)  # fmt: skip


def looks_like_lines(lines: Sequence[str]) -> str:
    """Return what to say about text that no delimiter divides into columns; empty if it is of no known shape."""
    filled = [line for line in lines if line.strip()]
    first = filled[0].strip() if filled else ""
    for pattern, said in _TEXTS:
        if pattern.search("\n".join(line.strip() for line in filled[:50])):
            return said
    words = [line.split() for line in filled]
    short = sum(all(len(word) <= 40 for word in row) and len(row) > 1 for row in words)
    again = len({word for row in words for word in row}) < sum(map(len, words))
    prose = any(line.rstrip().endswith((".", ":", "!", "?")) for line in filled)
    if len(filled) > 1 and short * 2 > len(filled) and again and not prose:
        return (
            "If each line is a whole path, layout=Layout(shape='lines', between=' ') reads it; if it is a table with "
            "spaces between its columns, delimiter=' '."
        )
    if len(filled) > 1 and all(len(row) == 1 for row in words) and first:
        return (
            "It has one column. A log has who, what and when: export these three, or if each line is one path, say "
            "what stands between its events: layout=Layout(shape='lines', between=…)."
        )
    return ""


_TEXTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\A(?:---\n(?:.*\n)*?---\n)?(?:%%.*\n)*journey\b"),
     "It looks like a journey map in Mermaid: jk.formats.read(file).map opens it."),
    (re.compile(r"\A```|\A#{1,6} .*\n(?:.*\n)*?```mermaid"),
     "It looks like Markdown. A map in Mermaid opens with jk.formats.read; a log is a table of who, what and when."),
    (re.compile(r"\A#{1,6} \w.*\n(?!#? ?\w+[,;\t])"),
     "It looks like Markdown, notes and no table of events."),
    (re.compile(r"\A[\w ]{1,40}:(?: .*)?(?:\n(?:- .*|[\w ]{1,40}:(?: .*)?)){2,}"),
     "It looks like settings or notes, names with their values, and no table of events."),
    (re.compile(r"\A(?:flowchart|graph|sequenceDiagram|stateDiagram|digraph|@startuml)\b"),
     "It looks like a diagram, which has no travellers."),
    (re.compile(r"(?i)^(?:insert into|create table|copy \S+ .*from stdin)\b", re.MULTILINE),
     "It looks like a dump of a database: load it there, and pass a query's cursor, or export the table as CSV."),
    (re.compile(r"\A(?:#!.*python|import \w|from \w+ import )"),
     "It looks like a program, not data: run it, and pass the frame or the file that it makes."),
    (re.compile(r"\ABEGIN:VCALENDAR"),
     "It looks like a calendar. Export it as CSV with one row an appointment."),
    (re.compile(r"\A(?:From|Received|Return-Path|MIME-Version): ?"),
     "It looks like an e-mail, not a log: save its attachment."),
    (re.compile(r"\A(?:\S+ ){1,3}.*\[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d"),
     "It looks like the log of a web server: pandas.read_csv(file, sep=' ', header=None) divides it; pass the frame "
     "with names for its columns."),
)  # fmt: skip
