"""How dashboards are shown to people who only read: stand-alone Voila, hardened.

``voila``      starts and ends the server
``endpoints``  its addresses, each with who may use it; with ``voila`` the only module that imports Voila
``visits``     how many kernels there may be, whose each is, and when one has lost its page
``address``    port and key of a map, the same after a restart
``settings``   what is switched off, and the content security policy, as one traitlets configuration
``guard``      lets only drawing messages out of a kernel: no source, no output stream, no traceback
``notebooks``  finds the notebooks that come with the package
``request``    what the visitor's address, or the command line, asks a notebook for
``share/``     the page template, with no inline script and nothing from another host

What it does not close: a viewer can read and write every synced trait of every widget on the page. A dashboard for
viewers therefore holds only aggregates in its traits and opens its map read-only.
"""

from journeykit.serve.notebooks import notebook_path
from journeykit.serve.request import offer_map, offered_least, offered_log, offered_map, url_parameter

__all__ = ["notebook_path", "offer_map", "offered_least", "offered_log", "offered_map", "url_parameter"]


def __dir__() -> list[str]:
    return sorted(__all__)
