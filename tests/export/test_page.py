"""page.py: one file that holds everything, escapes everything and is written as a whole or not at all."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest

from journeykit.errors import ExportError, FrameError
from journeykit.export import Chart, Definitions, Fact, Facts, Fold, HtmlTable, Prose, Section, render_page, write_page
from tests.export.pages import HOSTILE


def page(*parts: object) -> str:
    return render_page(title="Spring", sections=[Section("Part", parts)])  # type: ignore[arg-type]


def test_the_policy_allows_the_scripts_of_the_page_and_nothing_else() -> None:
    written = page(Chart(go.Figure(layout={"height": 200})))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', written)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; ")
    scripts = re.findall(r"<script>(.*?)</script>", written, re.DOTALL)
    digests = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts}
    assert set(re.findall(r"'sha256-([^']*)'", policy[1])) == digests
    assert len(scripts) == 2


def test_a_page_without_charts_does_not_carry_plotly() -> None:
    assert len(page(Prose("words"))) < 30_000


def test_plotly_is_carried_once_however_many_charts() -> None:
    figure = go.Figure(layout={"height": 200})
    one, three = page(Chart(figure)), page(Chart(figure), Chart(figure), Chart(figure))
    assert len(three) - len(one) < 20_000


def test_nothing_in_a_page_points_outside() -> None:
    written = page(Prose("words"), Facts([Fact("a", "1")]))
    assert not re.search(r"(?:src|href)\s*=|@import|url\(", written)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_every_text_of_a_page_is_escaped(hostile: str) -> None:
    frame = pd.DataFrame({"name": [hostile], "paths": [1]})
    written = render_page(
        title=hostile,
        subtitle=hostile,
        sections=[
            Facts([Fact(hostile, hostile, hostile, "bad")]),
            Section(
                hostile,
                [
                    Prose(hostile),
                    Definitions({hostile: hostile}),
                    Fold(hostile, [Prose(hostile)]),
                    HtmlTable(hostile, frame, {"name": hostile, "paths": "Paths"}),
                    Chart(go.Figure(layout={"height": 90, "meta": {"alt": hostile}}), hostile),
                ],
                note=hostile,
            ),
        ],
    )
    body = re.sub(r"<script>.*?</script>", "", written, flags=re.DOTALL)
    assert body.count("</script>") == 1
    if "<" in hostile:
        assert hostile not in body


def test_a_table_has_caption_scopes_and_numbers_in_words() -> None:
    frame = pd.DataFrame({"name": ["a", "b"], "paths": [12480, 3], "go_share": [0.345, None], "gap_s": [90.0, 7200.0]})
    written = page(HtmlTable("Rows", frame, {"name": "Name", "paths": "Paths", "go_share": "Go on", "gap_s": "Gap"}))
    assert "<caption>Rows</caption>" in written
    assert written.count('<th scope="col"') == 4
    assert written.count('<th scope="row"') == 2
    cells = [cell.replace("\u00a0", " ") for cell in re.findall(r'<td class="number">(.*?)</td>', written)]
    assert cells == ["12,480", "34.5 %", "1.5 min", "3", "—", "2 h"]


def test_a_table_that_is_cut_says_how_many_rows_are_left_off() -> None:
    frame = pd.DataFrame({"name": [str(i) for i in range(70)]})
    written = page(HtmlTable("Rows", frame, {"name": "Name"}, most=50))
    assert "<caption>Rows · 50 of 70 rows, 20 left off</caption>" in written
    assert written.count('<th scope="row"') == 50


def test_a_table_of_a_missing_column_says_which_columns_there_are() -> None:
    with pytest.raises(FrameError, match=r"the table 'Rows' needs the column 'b', .* Found: 'a'"):
        page(HtmlTable("Rows", pd.DataFrame({"a": []}), {"b": "B"}))


def test_a_chart_is_copied_and_read_aloud() -> None:
    figure = go.Figure(layout={"height": 222, "meta": {"alt": 'Flow of 3 "paths"'}})
    before = figure.to_json()
    written = page(Chart(figure))
    assert 'aria-label="Flow of 3 &quot;paths&quot;"' in written
    assert "height:222px" in written
    assert figure.to_json() == before


def test_a_page_is_replaced_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.write_text("old")
    assert write_page(target, title="New", sections=[]) == target
    assert "<h1>New</h1>" in target.read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_a_page_that_cannot_be_made_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.write_text("old")
    with pytest.raises(FrameError):
        write_page(target, title="New", sections=[Section("s", [HtmlTable("t", pd.DataFrame(), {"x": "X"})])])
    assert target.read_text() == "old"


def test_a_place_that_cannot_be_written_is_named_with_its_cause(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"missing/page\.html: there is no folder .*missing\. Choose a folder"):
        write_page(tmp_path / "missing" / "page.html", title="t", sections=[])
    with pytest.raises(ExportError, match="is a folder"):
        write_page(tmp_path, title="t", sections=[])
