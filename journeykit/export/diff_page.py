"""A page about what differs between two maps: what came, what went, what changed, kind by kind."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from journeykit.export.section import Fact, Facts, HtmlTable, Prose, Section
from journeykit.frames import changes as changes_frame
from journeykit.model.changes import Change, diff, diff_title
from journeykit.model.journey import JourneyMap
from journeykit.model.vocabulary import label
from journeykit.text import count_words, one_line

_COLUMNS = {
    "change": "Change",
    "name": "What",
    "stage": "Stage",
    "field": "Field",
    "before": "Before",
    "after": "After",
}
_HINTS = {
    "added": "only in the later map",
    "removed": "only in the earlier map",
    "moved": "in another place",
    "changed": "in one field each",
}


def diff_page(before: JourneyMap, after: JourneyMap) -> tuple[str, list[Section | Facts]]:
    """Return title and sections of a page about two maps, for :func:`journeykit.export.write_page`.

    Parameters
    ----------
    before, after : JourneyMap
        Two versions of a map, or the journey as it is and as it should become.

    Returns
    -------
    tuple of str and list
        What is compared, in words, and the sections: a count per kind of change, then a table per kind of element.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.export.diff_page import diff_page
    >>> shop = jk.new_map("Shop", stages=["Browse"])
    >>> title, sections = diff_page(shop, jk.edit.add_stage(shop, "Pay"))
    >>> title, len(sections)
    ('Shop: before → after', 2)
    """
    found = diff(before, after)
    title = diff_title(before, after)
    if not found:
        return title, [Section("No differences", [Prose("The two maps say the same.")])]
    sections: list[Section | Facts] = [_facts(found)]
    for collection, group in groupby(found, key=lambda change: change.collection):
        sections.append(_section(collection, list(group)))
    return title, sections


def _facts(found: Sequence[Change]) -> Facts:
    counted = {kind: sum(change.kind == kind for change in found) for kind in _HINTS}
    return Facts([Fact(kind.capitalize(), count_words(counted[kind]), _HINTS[kind]) for kind in _HINTS])


def _section(collection: str, found: Sequence[Change]) -> Section:
    # A cell of a table is one line: the lines of a map's cell are told apart by a mark.
    frame = changes_frame(found).map(one_line)
    idle = {"name"} if collection == "map" else set()
    shown = {name: title for name, title in _COLUMNS.items() if name not in idle and frame[name].ne("").any()}
    words = "the map" if collection == "map" else label(collection)
    count = "1 change" if len(found) == 1 else f"{count_words(len(found))} changes"
    return Section(words[0].upper() + words[1:], [HtmlTable(count, frame, shown)])
