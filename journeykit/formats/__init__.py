"""Import and export: spreadsheets, Mermaid, CJML; TheyDo, sticky notes, Markdown out; customer feedback in.

``read(path)`` gives an ``Imported``: the map and a report of what was taken, what was not, and what was assumed.
``write(journey, path)`` returns the losses: everything on the map that is not in the file. For formats that can be
read, the written file is read back and compared with the map.

Sheets: ``sheet_text`` decodes, ``layouts`` chooses between ``matrix`` (with ``grid``, stages across and lanes down),
``records`` (one row a touchpoint) and ``note_cards`` (sticky notes); ``building`` makes the map. ``lane_names`` has the
names that people give lanes, in eight languages, ``lines`` and ``feelings`` read the cells, and ``matrix_out`` writes
them. ``matrix_csv`` and ``matrix_xlsx`` are the two file formats, ``zip_guard`` and ``safe_xml`` reject malicious
files. ``diagrams`` finds Mermaid in Markdown. Event logs are read by ``journeykit.events``.
"""

from functools import partial

from journeykit.formats.registry import READERS, WRITERS, read, read_all, write
from journeykit.formats.report import Exported, Imported, Loss, Note, Report, losses_in_short
from journeykit.formats.voc import read_voc

__all__ = [
    "READERS",
    "WRITERS",
    "Exported",
    "Imported",
    "Loss",
    "Note",
    "Report",
    "losses_in_short",
    "read",
    "read_all",
    "read_voc",
    "write",
]
__dir__ = partial(sorted, __all__)
