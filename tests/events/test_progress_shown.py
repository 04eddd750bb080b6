"""Progress is shown where a person waits: in a terminal's last line, under the cell of a notebook, and nowhere else."""

from __future__ import annotations

import io
import sys
import types
from contextlib import AbstractContextManager

import pytest

from journeykit.events import progress_shown
from journeykit.events.progress import Progress
from journeykit.events.progress_shown import in_terminal, shown


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _stopped(where: AbstractContextManager[Progress | None]) -> None:
    with where as progress:
        assert progress is not None
        progress(0.1, "reading")
        raise KeyboardInterrupt


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress_shown, "MOMENT_S", 0.0)


@pytest.mark.usefixtures("at_once")
def test_a_terminal_shows_one_line_and_clears_it_at_the_end() -> None:
    stream = Terminal()
    with in_terminal(stream) as progress:
        assert progress is not None
        progress(0.345, "web.jsonl: 1,200 lines read\x1b[31m")
        progress(0.5, "too soon after the last one")
    assert stream.getvalue() == "\r\x1b[K34%  web.jsonl: 1,200 lines read[31m  (Ctrl-C stops)\r\x1b[K"


@pytest.mark.usefixtures("at_once")
def test_an_error_finds_the_line_cleared() -> None:
    stream = Terminal()
    with pytest.raises(KeyboardInterrupt):
        _stopped(in_terminal(stream))
    assert stream.getvalue().endswith("\r\x1b[K")


def test_what_is_no_terminal_and_what_is_quick_shows_nothing() -> None:
    plain, stream = io.StringIO(), Terminal()
    with in_terminal(plain) as progress:
        assert progress is None
    with in_terminal(stream) as progress:
        assert progress is not None
        progress(0.5, "reading")
    assert stream.getvalue() == ""


class Display:
    """What a notebook shows, as IPython's display does."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    def __call__(self, data: dict[str, str], *, raw: bool, display_id: bool) -> Display:
        assert raw
        assert display_id
        self.shown.append(data["text/html"])
        return self

    def update(self, data: dict[str, str], *, raw: bool) -> None:
        assert raw
        self.shown.append(data["text/html"])


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Display:
    display = Display()
    shell = types.SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setitem(sys.modules, "IPython.display", types.SimpleNamespace(display=display))
    return display


@pytest.mark.usefixtures("at_once")
def test_a_notebook_shows_a_bar_that_ends_as_a_sentence(notebook: Display) -> None:
    with shown(None) as progress:
        assert progress is not None
        progress(0.25, "<b>log</b>.csv: 10 lines read")
    bar, last = notebook.shown
    assert '<progress value="0.250" max="1">25%</progress>' in bar
    assert "&lt;b&gt;log&lt;/b&gt;.csv: 10 lines read" in bar
    assert last == "<div>read after 0 s</div>"


@pytest.mark.usefixtures("at_once")
def test_a_notebook_says_that_reading_was_stopped(notebook: Display) -> None:
    with pytest.raises(KeyboardInterrupt):
        _stopped(shown(None))
    assert notebook.shown[-1] == "<div>stopped after 0 s</div>"


@pytest.mark.usefixtures("at_once")
def test_a_function_of_ones_own_is_called_instead_and_readers_see_no_bar(
    notebook: Display, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[float] = []
    with shown(lambda done, _: told.append(done)) as progress:
        assert progress is not None
        progress(0.5, "reading")
    monkeypatch.setenv("JOURNEYKIT_SERVED", "reading")
    with shown(None) as progress:
        assert progress is None
    assert (told, notebook.shown) == ([0.5], [])
