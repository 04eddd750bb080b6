"""Pages of maps for any file server: a page for each map, what they share, and an index if there are several.

A page is written anew when its map or log changes (:meth:`Site.refresh`). Whoever reads an old page keeps it; it says
when it was made, and the files that it shares with others have names that follow from their content.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from journeykit.answers import read_answers
from journeykit.atomic import write_atomic
from journeykit.editors._plotly_js import plotly_js
from journeykit.errors import ExportError, JourneyKitError, listing
from journeykit.events.reading.files import files_state
from journeykit.events.reading.recognise import ENDS
from journeykit.events.reading.report_lines import found_words
from journeykit.evidence import read_events_for, recorded_call
from journeykit.export.map_page import page_script, page_style, render_map_page
from journeykit.export.page import render_document
from journeykit.model.journey import JourneyMap
from journeykit.store import read_map
from journeykit.summary.numbers import LEAST
from journeykit.text import file_name, html_text

INDEX = "index.html"
_SHARED = {"script": "js", "style": "css", "plotly": "js"}

ReadAs = Callable[[Path], Mapping[str, Any]]
"""Returns the arguments of :func:`journeykit.read_events` for the log in a file."""


@cache
def shared_files() -> dict[str, tuple[str, bytes]]:
    """Return what all pages share, each with its name: ``script``, ``style`` and ``plotly``."""
    texts = {"script": page_script().encode(), "style": page_style().encode(), "plotly": plotly_js().encode()}
    return {
        kind: (f"assets/{kind}-{hashlib.sha256(text).hexdigest()[:16]}.{_SHARED[kind]}", text)
        for kind, text in texts.items()
    }


@dataclass(frozen=True)
class SitePage:
    """The page of a map, and what the index and who runs the site are told of it."""

    title: str
    about: str
    text: bytes
    counted: str = ""


@dataclass
class _Held:
    """What is known of a map: files when last read and seen, log and page (bare without it), what was said.

    ``named`` is the state of its file and how the data that it names are read, by kind.
    """

    read: object = ()
    seen: object = ()
    log: Path | None = None
    page: SitePage | None = None
    bare: bool = False
    said: str = ""
    named: tuple[object, Mapping[str, Any]] = (None, MappingProxyType({}))


class Site:
    """The pages of a map, or of all maps in a folder.

    Parameters
    ----------
    what : pathlib.Path
        A map (.json), or a folder of maps.
    log : pathlib.Path, optional
        The log that measures all of them; left out, each is measured by the log that it names as a source, else a map
        in a folder by the one of the same name beside it (``shop.csv`` for ``shop.json``, or ``shop.toml`` that states
        several sources), if there is one.
    read_as : callable, optional
        Returns the arguments of ``read_events`` for a log.
    least : int
        Groups of fewer travellers are not shown, nor is what would give them away.
    recorded : bool
        False leaves out the logs that maps name.

    Examples
    --------
    >>> import journeykit as jk
    >>> jk.write_map(jk.new_map("Shop", stages=["Buy"]), "/tmp/journeykit-shop.json")
    >>> site = Site(Path("/tmp/journeykit-shop.json"))
    >>> site.refresh(), sorted(site.files)[-1]
    ([], 'index.html')
    """

    def __init__(
        self,
        what: Path,
        *,
        log: Path | None = None,
        read_as: ReadAs | None = None,
        least: int = LEAST,
        recorded: bool = True,
    ) -> None:
        self._what, self._log, self._least, self._recorded = what, log, least, recorded
        self._read_as = read_as or (lambda path: {"source": str(path)})
        self._held: dict[Path, _Held] = {}
        self._written: set[Path] = set()
        self._folder, self._away = what.is_dir(), False
        if not what.exists():
            raise ExportError(f"there is nothing at {what}. Give the path of a map (.json) or of a folder of maps.")

    @property
    def maps(self) -> list[Path]:
        """The files of the maps; those of before where their folder is away for a moment."""
        if not self._folder:
            return [self._what]
        if not self._what.is_dir():
            return sorted(self._held)
        return sorted(file for file in self._what.glob("*.json") if file.is_file() and not file.name.startswith("."))

    def refresh(self) -> list[str]:
        """Make the pages whose map or log has changed; return a sentence for each map that cannot be read now.

        The page of a map that cannot be read stays as it was. A file that has only just changed may still be being
        written: it is read once it is the same twice.
        """
        away, self._away = self._away, self._folder and not self._what.is_dir()
        if self._away:
            return [] if away else [f"the folder {self._what} is gone. Put it back. Its pages stay as they were."]
        maps = self.maps
        for gone in self._held.keys() - set(maps):
            del self._held[gone]
        return [said for path in maps if (said := self._look(path))]

    def _look(self, path: Path) -> str:
        held = self._held.setdefault(path, _Held())
        before, held.said = held.said, ""
        try:
            log, answers = self._log_of(path, held), self._named(path, held)["answers"]
            state = _state(path, log, answers)
            if state == held.read:
                held.said = before
            elif held.page is not None and state != held.seen:
                held.seen = state
            else:
                held.read = state
                page = self._page(path, log, answers)
                if _state(path, log, answers) == state:
                    held.page, held.bare = page, False
                else:  # It has changed meanwhile.
                    held.read = ()
        except JourneyKitError as error:
            where = "" if str(path) in str(error) else f"{path}: "
            held.said = f"{where}{error}{self._instead(path, held)}"
        return held.said if held.said != before else ""

    def _instead(self, path: Path, held: _Held) -> str:
        """Return what there is of a map that cannot be read, or whose log cannot; its design is worth a page."""
        if held.page is None and (self._folder or self._log is None):  # Who names one log is told at once.
            with suppress(JourneyKitError):
                held.page, held.bare = self._page(path, None), True
        if held.page is None:
            return ""
        return " Its page shows the design, without numbers." if held.bare else " Its page stays as it was."

    def _log_of(self, path: Path, held: _Held) -> Mapping[str, Any] | None:
        if self._log is not None:
            return self._read_as(self._log)
        named: Mapping[str, Any] | None = self._named(path, held)["events"]
        if named is not None:
            return named
        if not self._folder:
            return None
        if (stated := path.with_suffix(".toml")).is_file():  # It names the logs.
            return self._read_as(stated)
        # The map itself ends in .json.
        ends = [f"{end}{packed}" for ends in ENDS.values() for end in ends if end != ".json" for packed in ("", ".gz")]
        beside = [file for end in ends if (file := path.with_name(f"{path.stem}{end}")).is_file()]
        if len(beside) > 1:
            raise ExportError(f"several logs have its name: {listing([file.name for file in beside])}. Leave one.")
        if not beside and held.log is not None:
            raise ExportError(f"its log {held.log.name} is gone. Put it back, or begin again without it.")
        held.log = beside[0] if beside else None
        return self._read_as(beside[0]) if beside else None

    def _named(self, path: Path, held: _Held) -> Mapping[str, Any]:
        """Return how the data that a map names are read, by kind; the map is only read once it has changed."""
        state = files_state(str(path)) if self._recorded else None
        if held.named[0] != state or state is None:
            journey = _map_in(path) if state is not None else None
            calls = {kind: journey and recorded_call(journey, kind, path) for kind in ("events", "answers")}
            held.named = (state, calls)
        return held.named[1]

    def _page(self, path: Path, log: Mapping[str, Any] | None, said: Mapping[str, Any] | None = None) -> SitePage:
        journey = _map_in(path)
        events = None if log is None else read_events_for(journey, **log)
        text = render_map_page(
            journey,
            events,
            None if said is None else read_answers(**said),
            least=self._least,
            made=datetime.now(UTC),
            assets={kind: name for kind, (name, _) in shared_files().items()},
            above=INDEX if self._folder else "",
        )
        report = None if events is None else events.report
        counted = "" if report is None else f"{report.kept:,} of {found_words(report)}, {report.left_out}"
        return SitePage(journey.name, journey.description, text.encode(), counted)

    @property
    def pages(self) -> dict[str, SitePage]:
        """The pages that there are, by the name of their file."""
        found: dict[str, SitePage] = {}
        for path, held in sorted(self._held.items()):
            if held.page is not None:
                found[self._name(path, found)] = held.page
        return found

    def _name(self, path: Path, taken: Mapping[str, Any]) -> str:
        if not self._folder:
            return INDEX
        stem = name = file_name(path.stem)
        number = 1
        while f"{name}.html".casefold() in {INDEX, *(other.casefold() for other in taken)}:
            number += 1
            name = f"{stem}-{number}"
        return f"{name}.html"

    @property
    def files(self) -> dict[str, bytes]:
        """All files of the site by their names: what pages share first, the index last."""
        pages = self.pages
        files = dict(shared_files().values()) | {name: page.text for name, page in pages.items()}
        if self._folder:
            files[INDEX] = _index(pages).encode()
        return files

    def write(self, folder: Path) -> None:
        """Write the files that are not there yet, each as a whole or not at all; remove pages whose map is gone.

        Raises ExportError where one cannot be written.
        """
        files = {folder / name: text for name, text in self.files.items()}
        for gone in self._written - files.keys():
            gone.unlink(missing_ok=True)
        self._written = set(files)
        for file, text in files.items():
            try:
                folder.mkdir(exist_ok=True)
                file.parent.mkdir(exist_ok=True)
                if not (file.is_file() and file.read_bytes() == text):
                    write_atomic(file, text)
            except OSError as error:
                cause = error.strerror or str(error)
                raise ExportError(f"{file} was not written: {cause}. Choose a folder that you may write to.") from error


def _map_in(path: Path) -> JourneyMap:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # Notes on how an old map was read are for its authors.
        return read_map(path)


def _state(path: Path, *calls: Mapping[str, Any] | None) -> object:
    """Return what differs once the map, its log or its answers have changed."""
    return files_state(str(path), *(call["source"] for call in calls if call))


def _index(pages: Mapping[str, SitePage]) -> str:
    cards = "".join(
        f'<li class="card"><h2><a href="{html_text(quote(name))}">{html_text(page.title)}</a></h2>'
        f"{f'<p>{html_text(page.about)}</p>' if page.about else ''}</li>"
        for name, page in pages.items()
    )
    return render_document(
        title="Journey maps",
        subtitle="",
        body=f'<ul class="maps">{cards}</ul>',
        scripts=[],
        sources={"img-src": "data:"},
        style=shared_files()["style"][0],
        linked=True,
    )
