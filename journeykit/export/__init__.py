"""How it leaves: one file that opens anywhere, needs no network and runs nothing but its own two scripts.

==============  ===================================================================
module          makes
==============  ===================================================================
``map_page``    a map to read: board, feelings, numbers, personas, sources (``map_sections``)
``page``        a self-contained HTML page from a title and sections
``flow_page``   the sections of a page about one event log, from its answered frames; ``shared_flow`` to share
``diff_page``   the sections of a page about what differs between two maps
``section``     what a page is made of; ``_parts`` the HTML of each part
==============  ===================================================================
"""

from journeykit.export.flow_page import flow_page
from journeykit.export.map_page import map_page
from journeykit.export.page import render_page, write_page
from journeykit.export.section import Chart, Definitions, Fact, Facts, Fold, HtmlTable, Prose, Section

__all__ = [
    "Chart",
    "Definitions",
    "Fact",
    "Facts",
    "Fold",
    "HtmlTable",
    "Prose",
    "Section",
    "flow_page",
    "map_page",
    "render_page",
    "write_page",
]


def __dir__() -> list[str]:
    return sorted(__all__)
