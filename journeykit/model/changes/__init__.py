"""The differences between two maps, for diff, history, merge, pages and files.

``diff(a, b)``          the changes as sentences, in a stable order; empty for equal maps
``as_text(changes)``    lines for a terminal; ``as_json(changes)`` the same for programs
``diff_title(a, b)``    a title for the comparison: as is → to be, before → after
``removed(a, b)``       one sentence that names what was removed

``parts`` finds changed elements by identity; ``operations`` are changes as JSON, to apply to another map; ``words``
describes names and values; ``match`` pairs elements with different ids.
``journeykit.frames.changes`` has changes as a table, ``journeykit.export.diff_page`` as a page.
"""

from functools import partial

from journeykit.model.changes.change import Change, ChangeKind, as_json, as_text, diff_title, sentence
from journeykit.model.changes.diff import diff
from journeykit.model.changes.removed import removed

__all__ = ["Change", "ChangeKind", "as_json", "as_text", "diff", "diff_title", "removed", "sentence"]
__dir__ = partial(sorted, __all__)
