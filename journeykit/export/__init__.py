"""HTML pages in one file that need no network.

==============  ===================================================================
module          makes
==============  ===================================================================
``map_page``    a page about a map: board, feelings, numbers, personas, sources (``map_sections``)
``panel``       its charts, with what a reader can switch and click, counted beforehand
``site``        pages of maps for any file server, written anew when map or log change
``page``        a page from a title and sections
``flow_page``   the sections of a page about one event log; ``shared_flow`` those for readers
``diff_page``   the sections of a page about the differences between two maps
``section``     the parts of a page; ``_parts`` writes their HTML
==============  ===================================================================
"""

from functools import partial

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
__dir__ = partial(sorted, __all__)
