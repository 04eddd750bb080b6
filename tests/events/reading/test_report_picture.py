"""The report as a picture and as lines: what was found, what may be wrong, what changes it; values are inert."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pandas as pd
import pytest

from journeykit.events import LoadReport, read_events
from tests.browser.chromium import assert_axe_clean, shot
from tests.browser.servers import run_all
from tests.events.reading.test_several import dentist

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.chromium import NewPage

HOSTILE = "<img src=x onerror=window.hacked=1>"


def hostile() -> LoadReport:
    rows = [
        (HOSTILE, "Pay", "2026-05-01 10:00"),
        ("</code><script>window.hacked=1</script>", "pay", "2026-05-01 10:00"),
        ("\u202eevil\x1b[31m", "pay", "2026-05-02 10:00"),
        ("", "pay", "2030-05-02 10:00"),
        ("b", "pay", "2099-05-02 10:00"),
    ]
    return read_events(pd.DataFrame(rows, columns=[f"user_id{HOSTILE}", "event", "timestamp"]),
                       path_col=f"user_id{HOSTILE}").report  # fmt: skip


def test_the_picture_has_every_part_in_order() -> None:
    html = hostile()._repr_html_()
    parts = ["Lines", "Kept", "Rejected", "Times", "Columns", "Rejected lines, by reason", "the path id is empty",
             "Notes, the most harmful first", "likely wrong", "events dated later than today", "counts may differ",
             "The call that states all this", "jk.read_events("]  # fmt: skip
    places = [html.index(part) for part in parts]
    assert places == sorted(places)
    assert "1 May 2026, 10:00:00 to 2 May 2099, 10:00:00" in html
    assert "<code>similar_names=&#x27;merge&#x27;</code>" in html


def test_values_of_the_log_are_escaped() -> None:
    html = hostile()._repr_html_()
    assert "<img" not in html
    assert "<script" not in html
    assert "\x1b" not in html
    assert "&lt;img src=x onerror=window.hacked=1&gt;" in html


def test_the_lines_say_the_same_and_no_control_characters() -> None:
    said = str(hostile())
    assert "\x1b" not in said
    for words in ("from 1 May 2026, 10:00:00 to 2 May 2099", "rejected 1: the path id is empty (line 4) [path_col=[…]]",
                  "likely wrong: events dated later", "[similar_names='merge']", HOSTILE):  # fmt: skip
        assert words in said
    harm = [said.index(words) for words in ("likely wrong: ", "counts may differ: ")]
    assert harm == sorted(harm)


def test_readers_of_a_served_notebook_see_no_value(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    report, several = hostile(), dentist(tmp_path).report
    monkeypatch.setenv("JOURNEYKIT_SERVED", "reading")
    for shown in (report._repr_html_(), str(report)):
        assert "evil" not in shown
        assert "10:00:00" not in shown
        assert "event" in shown
    for shown in (several._repr_html_(), str(several)):
        assert "c-1" not in shown
        assert str(tmp_path) not in shown
        assert "Patient" in shown
    monkeypatch.setenv("JOURNEYKIT_SERVED", "editing")
    assert "evil" in report._repr_html_()


def test_an_empty_log_has_a_picture() -> None:
    report = read_events(pd.DataFrame({"user_id": [""], "event": ["x"], "timestamp": ["2026-05-01"]})).report
    assert report.first is None
    assert "Times" not in report._repr_html_().partition("Columns")[0]


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_picture_is_accessible_and_silent_at_every_width(
    new_strict_page: NewPage, tmp_path: Path, dark: bool
) -> None:
    body = hostile()._repr_html_() + dentist(tmp_path).report._repr_html_()
    head = '<meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Report</title>'
    file = tmp_path / "report.html"
    page_text = (
        f'<!doctype html><html lang="en"><head>{head}</head><body><main><h1>Report</h1>{body}</main></body></html>'
    )
    file.write_text(page_text, encoding="utf-8")
    for width in (800, 1280, 1600):
        page: Page = new_strict_page(width=width, height=900, dark=dark)
        page.goto(file.as_uri())
        for summary in page.locator("summary").all():
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("window.hacked") is None
        assert_axe_clean(page)
        shot(page, f"report-{width}-{'dark' if dark else 'light'}")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_picture_stands_in_jupyterlab(
    lab_url: Callable[[Path | str], str], new_strict_page: NewPage, tmp_path: Path
) -> None:
    cell = (
        "import pandas as pd, journeykit as jk\n"
        "log = pd.DataFrame({'user_id': ['a', 'b', ''], 'event': ['Pay', 'pay', 'x'], 'timestamp': '2026-05-01'})\n"
        "jk.read_events(log).report"
    )
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(made, tmp_path / "report.ipynb")
    page = new_strict_page(width=1280, height=900)
    page.goto(lab_url(tmp_path / "report.ipynb"))
    run_all(page)
    report = page.locator(".jk-report")
    assert report.locator("table").count() == 3
    cells = report.locator("table").first.locator("td")
    assert cells.first.evaluate("cell => getComputedStyle(cell).textAlign") == "left"
    shot(page, "report-lab")
