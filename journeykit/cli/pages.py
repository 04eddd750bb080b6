"""``journeykit export MAP_OR_FOLDER -o FOLDER`` and ``journeykit serve --static``: pages that need no kernel."""

from __future__ import annotations

import argparse
import sys
import time
import webbrowser
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from journeykit.cli.columns import read_as
from journeykit.cli.outputs import PAGES, check_output
from journeykit.errors import ExportError, ServeError
from journeykit.text import counted

if TYPE_CHECKING:
    from journeykit.export.site import Site

LOOK_EVERY_S = 2.0
"""How often ``--watch`` looks at the files of maps and logs."""


def is_site(arguments: argparse.Namespace) -> bool:
    """Return whether ``export`` is to write a folder of pages: from a folder of maps, or to a name without an end."""
    output: Path = arguments.output
    return arguments.format is None and (arguments.map.is_dir() or output.is_dir() or not output.suffix)


def write_site(arguments: argparse.Namespace) -> None:
    """Write pages into a folder, and with ``--watch`` again whenever map or log change."""
    from journeykit.cli.reading import as_open_as

    output: Path = arguments.output
    if output.is_file() or (output.suffix and not output.is_dir()):
        raise ExportError(f"{arguments.map} is a folder, so its pages need one: give the output a name without an end.")
    site = _site(arguments.map, arguments)
    troubles = site.refresh()
    if not site.pages:
        raise ExportError("\n".join(troubles) or f"there is no map (.json) in {arguments.map}.")
    for name in site.files:
        if name.endswith(PAGES):
            check_output(output / name, site.maps, ends=PAGES, force=arguments.force)
    _tell(site, troubles)
    while True:
        with as_open_as(*site.maps):
            site.write(output)
        if not arguments.watch:
            break
        time.sleep(LOOK_EVERY_S)
        _complain(site.refresh())
    print(f"{output}: written. Any file server can show it, from {output / 'index.html'} on.")


def serve_static(arguments: argparse.Namespace) -> None:
    """Serve pages that need no kernel, until Ctrl-C."""
    for name in ("viewers", "editable"):
        if getattr(arguments, name):
            raise ServeError(
                f"--{name} is for dashboards with kernels; with --static any number reads, and nobody edits."
            )
    if arguments.what.suffix == ".ipynb":
        raise ServeError(
            "a notebook needs a kernel, which --static goes without. Give a map (.json) or a folder of maps."
        )
    site = _site(arguments.what, arguments)
    from journeykit.serve.static import serve_site

    def announce(url: str, note: str) -> None:
        print(f"{arguments.what} is at {url}", flush=True)
        key = "it asks for no token" if arguments.no_token else "the token in it is the key: share it with care"
        print(f"Whoever can reach this address can open it; {key}. Ctrl-C ends it.", flush=True)
        _tell(site, [note] if note else [])
        if not arguments.no_browser:
            with suppress(webbrowser.Error):  # no browser on this machine
                webbrowser.get().open(url)

    serve_site(
        site,
        arguments.what,
        ip=arguments.ip,
        port=arguments.port,
        with_token=not arguments.no_token,
        new_token=arguments.new_token,
        announce=announce,
        say=lambda trouble: _complain([trouble]),
    )


def _site(what: Path, arguments: argparse.Namespace) -> Site:
    from journeykit.export.site import Site

    log: Path | None = arguments.log
    return Site(
        what, log=log, read_as=partial(read_as, arguments), least=arguments.least, recorded=not arguments.no_data
    )


def _tell(site: Site, remarks: list[str]) -> None:
    print(f"{counted(len(site.pages), 'pages')}, made anew when a map or its log changes.", flush=True)
    for name, page in site.pages.items():
        if page.counted:
            print(f"{name} counts {page.counted}.", flush=True)
    _complain(remarks)


def _complain(sentences: list[str]) -> None:
    for sentence in sentences:
        print(sentence, file=sys.stderr, flush=True)
