"""Serves dashboards to readers with a hardened stand-alone Voila.

``voila``      starts and stops the server
``server``     the server; with ``endpoints`` and ``exporter`` the only module that imports Voila
``endpoints``  request handlers and who may use them
``exporter``   makes the page, from templates that are compiled once
``forks``      kernels as forks of one warm process, and how they start without it
``warm``       the warm process
``visits``     limits the number of kernels, and ends those that have lost their page
``static``     pages without kernels, sent from memory to any number of readers
``address``    port and token of a map, the same after a restart
``settings``   the traitlets configuration, with the content security policy
``guard``      lets only drawing messages out of a kernel: no source, no output stream, no traceback
``notebooks``  finds the notebooks of the package
``probe``      asks a running server for what must not answer, as ``visitor``
``request``    what the visitor's address, or the command line, passes to a notebook
``share/``     the page template, with no inline script and nothing from another host

A viewer can still read and write every synced trait of every widget on the page. A dashboard for viewers therefore has
only aggregates in its traits and opens its map read-only.
"""

from functools import partial

from journeykit.serve.notebooks import notebook_path
from journeykit.serve.request import offer_map, offered_least, offered_log, offered_map, url_parameter

__all__ = ["notebook_path", "offer_map", "offered_least", "offered_log", "offered_map", "url_parameter"]
__dir__ = partial(sorted, __all__)
