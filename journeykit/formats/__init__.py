"""Import and export: spreadsheets, Mermaid, CJML; TheyDo, sticky notes, Markdown out; customer feedback in.

``read(path)`` gives an ``Imported``: the map and a report of what was taken, what was not, and what was assumed.
``write(journey, path)`` returns the losses: everything on the map that is not in the file. For formats that can be
read, the written file is read back and compared with the map.

The spreadsheet matrix: ``grid`` finds stages and rows, ``labels`` has the names that people give lanes, ``lines`` and
``feelings`` read the cells, ``matrix`` makes the map and ``matrix_out`` the sheet; ``matrix_csv`` and ``matrix_xlsx``
are its two file formats, ``zip_guard`` and ``safe_xml`` reject malicious files. Event logs are read by
``journeykit.events``.
"""

from functools import partial

from journeykit.formats.registry import READERS, WRITERS, read, write
from journeykit.formats.report import Exported, Imported, Loss, Note, Report, losses_in_short
from journeykit.formats.voc import Answer, Answers, read_voc

__all__ = [
    "READERS",
    "WRITERS",
    "Answer",
    "Answers",
    "Exported",
    "Imported",
    "Loss",
    "Note",
    "Report",
    "losses_in_short",
    "read",
    "read_voc",
    "write",
]
__dir__ = partial(sorted, __all__)
