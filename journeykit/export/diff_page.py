"""A page about the differences between two maps: what was added, removed, moved and changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from journeykit.export.section import Fact, Facts, HtmlTable, Prose, Section
from journeykit.frames import changes as changes_frame
from journeykit.model.changes import Change, diff, diff_title
from journeykit.model.journey import JourneyMap
from journeykit.model.vocabulary import label
from journeykit.text import count_words, counted, one_line

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
        Two versions of a map, or the current and the future journey.

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
    kinds = Counter(str(change.kind) for change in found)
    facts = Facts([Fact(kind.capitalize(), count_words(kinds[kind]), hint) for kind, hint in _HINTS.items()])
    groups = groupby(found, key=lambda change: change.collection)
    return title, [facts, *(_section(collection, list(group)) for collection, group in groups)]


def _section(collection: str, found: Sequence[Change]) -> Section:
    # A cell of a table is one line, so a mark separates the lines of a cell of the map.
    frame = changes_frame(found).map(one_line)
    idle = {"name"} if collection == "map" else set()
    shown = {name: title for name, title in _COLUMNS.items() if name not in idle and frame[name].ne("").any()}
    words = "the map" if collection == "map" else label(collection)
    return Section(words[0].upper() + words[1:], [HtmlTable(counted(len(found), "changes"), frame, shown)])
