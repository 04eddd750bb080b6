"""Header rows of a table of answers: every column gets a name of its own, and questions their text.

Qualtrics writes three header rows, SurveyMonkey two; other tools repeat a question's text or leave names empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from journeykit.answers.tools import TOOLS, SurveyTool, first_of, tool_of
from journeykit.errors import AnswersError
from journeykit.events.reading.cells import as_text, without_blanks
from journeykit.events.reading.inside import with_fields
from journeykit.events.reading.source_kinds import open_source
from journeykit.events.reading.sources import ReadOptions, Records, RecordSource

ALONE = ("response", "open-ended response", "")
"""Second header of a question with one column, as SurveyMonkey writes it; of several columns it names each."""
OPEN_ENDED = "open-ended response"


@dataclass(frozen=True)
class HeadedSource:
    """A source whose columns have names of their own."""

    source: RecordSource
    tool: SurveyTool | None
    wording: Mapping[str, str]
    """Column -> the text of its question, where that is not its name."""
    heads: Sequence[Mapping[str, str]] = ()
    """Further header rows, as the cells by column: they are among the records, and no answers."""
    open_ended: Sequence[str] = ()
    """Columns that the tool says are answered in words."""
    notes: Sequence[str] = field(default=())


def headed_source(source: Any, options: ReadOptions) -> HeadedSource:
    """Open a source of answers; ``options`` has its layout and, as attributes, the columns that were named."""
    opened = open_source(source, options)
    notes: list[str] = []
    if len(set(opened.columns)) < len(opened.columns) or not all(map(str.strip, opened.columns)):
        opened, said = _with_unique_names(source, opened, options)
        notes.append(said)
    missing = [name for name in options.attributes if name not in opened.columns and "." in name]
    within = with_fields(opened, missing) if missing else None
    # The reader of objects does not know the fields inside them.
    opened = opened if within is None else replace(within, raw=None)
    tool = tool_of(opened.columns, options.preset)
    if tool is TOOLS["qualtrics"]:
        found = _three_rows(opened, tool)
    elif tool is TOOLS["surveymonkey"]:
        found = _two_rows(opened, tool)
    else:
        found = HeadedSource(opened, tool, {})
    return replace(found, notes=tuple(notes))


def _with_unique_names(source: Any, opened: RecordSource, options: ReadOptions) -> tuple[RecordSource, str]:
    """Return a source again with a name of its own for each column."""
    counts = Counter(opened.columns)
    alone = next((name for name in opened.columns if name.strip() and counts[name] == 1 and not opened.once), None)
    first = None if alone is None else next((part for part in opened.read([alone]) if len(part.lines)), None)
    names, seen = [], Counter[str]()
    for at, name in enumerate(opened.columns, 1):
        plain = name.strip() or f"column {at}"
        seen[plain] += 1
        names.append(plain if seen[plain] == 1 else f"{plain} ({seen[plain]})")
    if first is None:
        raise AnswersError(
            f"several columns of {opened.name} have the same name or none, and no line tells them apart. Name the "
            "columns: layout=Layout(skip=1, columns=[…])."
        )
    stated = opened.layout.with_words(skip=first.lines[0].as_py() - 1, columns=names)
    again = open_source(source, replace(options, layout=stated))
    if list(again.columns) != names:
        raise AnswersError(f"several columns of {opened.name} have the same name. Give each a name of its own.")
    changed = len(names) - sum(name == old for name, old in zip(names, opened.columns, strict=True))
    said = f"columns with the name of another one or none, which got a name by their place: {changed}"
    return replace(again, layout=opened.layout), said


def _first_rows(source: RecordSource, count: int) -> list[dict[str, str]]:
    """Return the first records by column; of a source that is read once there are none."""
    if source.once:
        return []
    names = [name for name in source.columns if name not in source.times]
    first = next((part for part in source.read(names) if len(part.lines)), None)
    if first is None:
        return []
    texts = [without_blanks(as_text(array[:count])).to_pylist() for array in first.cells]
    return [
        {name: cells[row] or "" for name, cells in zip(names, texts, strict=True)}
        for row in range(min(count, len(first.lines)))
    ]


def _three_rows(source: RecordSource, tool: SurveyTool) -> HeadedSource:
    """Take the text of the questions and the row of import ids below the header, which a frame may lack."""
    rows = _first_rows(source, 2)
    ids = [row for row in rows if any('"ImportId"' in cell for cell in row.values())]
    if not ids:
        return HeadedSource(source, tool, {})
    heads = rows[: rows.index(ids[0]) + 1]
    wording = {name: text for name, text in heads[0].items() if text} if len(heads) == 2 else {}
    return HeadedSource(source, tool, wording, heads)


def _two_rows(source: RecordSource, tool: SurveyTool) -> HeadedSource:
    """Join the header, which has each question once, with the row below it, which names its columns."""
    rows = _first_rows(source, 1)
    respondent = first_of(source.columns, tool.respondent)
    if not rows or respondent is None or rows[0].get(respondent) or not any(rows[0].values()):
        return HeadedSource(source, tool, {})
    names: list[str] = []
    question = ""
    taken = Counter[str]()
    for at, column in enumerate(source.columns, 1):
        second = rows[0].get(column, "").strip()
        own = column not in (f"column {at}", f"Unnamed: {at - 1}")
        question = column if own else question
        name = question if second.casefold() in ALONE else f"{question}: {second}"
        taken[name] += 1
        names.append(name if taken[name] == 1 else f"{name} ({taken[name]})")
    old = dict(zip(names, source.columns, strict=True))
    heads = [{name: rows[0].get(column, "") for name, column in old.items()}]
    words = [name for name, column in old.items() if rows[0].get(column, "").strip().casefold() == OPEN_ENDED]
    return HeadedSource(_renamed(source, old), tool, {}, heads, words)


def _renamed(source: RecordSource, old: Mapping[str, str]) -> RecordSource:
    """Return a source with other names of its columns; ``old`` has the former name of each."""

    def reader(
        read: Callable[[Sequence[str]], Iterator[Records]],
    ) -> Callable[[Sequence[str]], Iterator[Records]]:
        return lambda names: read([old[name] for name in names])

    times = {name: source.times[column] for name, column in old.items() if column in source.times}
    refuse = source.refuse
    return replace(
        source,
        columns=list(old),
        read=reader(source.read),
        raw=None if source.raw is None else reader(source.raw),
        refuse=None if refuse is None else lambda names: refuse([old[name] for name in names]),
        times=times,
        dictionaries=frozenset(name for name, column in old.items() if column in source.dictionaries),
    )
