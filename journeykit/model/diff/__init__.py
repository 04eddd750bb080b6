"""What differs between two maps, by element and in the map's words.

``diff(a, b)``          the changes, in a stable order; empty for equal maps
``as_text(changes)``    lines for a terminal; ``as_json(changes)`` the same for programs
``heading(a, b)``       what is compared, in words: as is → to be, before → after

``journeykit.frames.changes`` has them as a table, ``journeykit.export.diff_page`` as a page.
"""

from journeykit.model.diff.change import Change, ChangeKind, as_json, as_text, heading, sentence
from journeykit.model.diff.compare import diff

__all__ = ["Change", "ChangeKind", "as_json", "as_text", "diff", "heading", "sentence"]


def __dir__() -> list[str]:
    return sorted(__all__)
