"""PlotView: one library a page, figures as JSON, a choice that Python reads from the figure."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from journeykit.charts.theme import plotly_css
from journeykit.editors import _plotly_js
from journeykit.editors._assets import STATIC, load_css
from journeykit.editors._plotly_js import KINDS, plotly_gzip, plotly_js, plotly_version
from journeykit.editors.plot_view import PlotView, figure_patch
from journeykit.errors import JourneyKitError


@pytest.fixture
def flow() -> go.Figure:
    link = {"source": [0, 0], "target": [1, 2], "value": [50, 40], "customdata": ["50 of 90", "40 of 90"]}
    figure = go.Figure(go.Sankey(node={"label": ["Aware", "Decide", "left"]}, link=link))
    return figure.update_layout(height=300, meta={"alt": "Where 90 families go"})


def test_a_figure_travels_as_its_own_json(flow: go.Figure) -> None:
    view = PlotView(flow)
    assert view.figure is flow
    assert view.spec["data"][0]["type"] == "sankey"
    assert view.spec["layout"]["height"] == 300
    assert "plotly" not in str(view.spec)


def test_the_library_is_sent_on_request_as_gzip_of_the_installed_plotly(flow: go.Figure) -> None:
    view, told = PlotView(flow), []
    view.send = lambda content, buffers=None: told.append((content, buffers))
    view._handle_custom_msg({"ask": "plotly"}, [])
    [(content, [packed])] = told
    assert content == {"plotly": plotly_version()}
    assert len(packed) < 1_800_000
    assert gzip.decompress(packed).startswith(b"/**\n* plotly.js v" + plotly_version().encode())
    assert packed is plotly_gzip()


def test_plotly_starts_with_the_kinds_of_our_charts_and_makes_the_others_on_request() -> None:
    text, source = plotly_js(), _plotly_js._source().read_text(encoding="utf-8")
    found = re.search(r"\.register\(\[([^]]*)\]\),[\w$]+\.readyFor=data=>.*?\.register\(\[([^]]*)\]\);", text)
    assert found
    first, rest = (group.split(",") for group in found.groups())
    assert len(first) == len(KINDS)
    assert ": this, (() => {\n" in text[:2000]  # in parentheses: compiled beside the page
    assert text.endswith("})));")
    assert sorted([*first, *rest]) == sorted(source[source.rfind(".register([") + 11 :].split("])")[0].split(","))


@pytest.mark.parametrize("text", ["no list of kinds", "var A=W((e,t)=>{x});R.register([A(),B()])"])
def test_a_plotly_of_another_form_is_sent_as_it_is(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plotly.min.js").write_text(text)
    monkeypatch.setattr(_plotly_js, "_source", lambda: tmp_path / "plotly.min.js")
    assert plotly_js.__wrapped__() == text


@pytest.mark.parametrize("message", [None, {}, {"ask": "document"}, {"edit": "update_map", "args": {}}, "plotly"])
def test_other_messages_are_left_alone(flow: go.Figure, message: Any) -> None:
    view, told = PlotView(flow), []
    view.send = lambda *message: told.append(message)
    view._handle_custom_msg(message, [])
    assert told == []


def test_a_figure_changed_in_place_and_set_again_is_drawn_again(flow: go.Figure) -> None:
    view = PlotView(flow)
    flow.data[0].link.value = [1, 2]
    view.figure = flow
    assert view.spec["data"][0]["link"]["value"] == [1, 2]


def test_the_same_figure_set_again_sends_nothing_and_keeps_the_choice(flow: go.Figure) -> None:
    view = PlotView(flow)
    view.set_state({"picked": {"kind": "node", "trace": 0, "index": 1}})
    changes: list[Any] = []
    view.observe(changes.append, "spec")
    view.figure = go.Figure(flow)
    assert changes == []
    assert view.selected["label"] == "Decide"


def test_another_figure_clears_the_choice(flow: go.Figure) -> None:
    view = PlotView(flow)
    view.set_state({"picked": {"kind": "node", "trace": 0, "index": 1}})
    view.figure = None
    assert view.selected is None
    assert view.spec == {}


def test_a_node_and_a_link_with_the_same_number_are_different_choices(flow: go.Figure) -> None:
    view = PlotView(flow)
    view.set_state({"picked": {"kind": "node", "trace": 0, "index": 0}})
    assert view.selected == {"kind": "node", "trace": 0, "index": 0, "label": "Aware"}
    view.set_state({"picked": {"kind": "link", "trace": 0, "index": 0}})
    assert view.selected == {
        "kind": "link",
        "trace": 0,
        "index": 0,
        "source": 0,
        "target": 1,
        "source_label": "Aware",
        "target_label": "Decide",
        "value": 50,
        "customdata": "50 of 90",
        "words": "50 of 90",
    }
    view.set_state({"picked": None})
    assert view.selected is None


def test_a_point_of_a_packed_column_is_read_from_the_figure() -> None:
    frame = pd.DataFrame({"stage": ["Browse", "Pay"], "paths": [90, 30]})
    view = PlotView(go.Figure(go.Bar(x=frame["paths"], y=frame["stage"], name="paths")))
    view.set_state({"picked": {"kind": "point", "trace": 0, "index": 1}})
    assert (view.selected["x"], view.selected["y"], view.selected["name"]) == (30, "Pay", "paths")


def test_a_choice_carries_what_the_mark_says_on_hover_as_plain_words() -> None:
    node = {"label": [""], "customdata": [["<b>R&amp;D</b><br>8,170 families", "stage", 0.5]]}
    view = PlotView({"data": [{"type": "sankey", "node": node}]})
    view.set_state({"picked": {"kind": "node", "trace": 0, "index": 0}})
    assert view.selected["words"] == "R&D, 8,170 families"
    assert view.selected["customdata"][1] == "stage"


@pytest.mark.parametrize(
    "picked",
    [
        {"kind": "node", "trace": 0, "index": 99},
        {"kind": "node", "trace": 0, "index": -1},
        {"kind": "node", "trace": 7, "index": 0},
        {"kind": "node", "trace": -1, "index": 0},
        {"kind": "node", "trace": 0, "index": True},
        {"kind": "node", "trace": 0, "index": [0]},
        {"kind": "point", "trace": 0, "index": 0},
        {"kind": "<img onerror=x>", "trace": 0, "index": 0},
        {"kind": "node", "trace": "0", "index": 0},
        {"index": 0},
        {},
    ],
)
def test_a_choice_that_the_figure_does_not_have_is_none(flow: go.Figure, picked: dict[str, Any]) -> None:
    view = PlotView(flow)
    view.set_state({"picked": {"kind": "node", "trace": 0, "index": 2}})
    view.set_state({"picked": picked})
    assert view.selected is None


def test_a_page_can_write_its_choice_and_nothing_else(flow: go.Figure) -> None:
    view = PlotView(flow)
    held = view.spec
    view.set_state({"spec": {"data": []}, "selectable": False, "plotly": "0", "selected": {"x": 1}, "_esm": "forged()"})
    assert view.spec == held
    assert view.selectable is True
    assert view.selected is None
    assert "forged" not in view._esm


def test_a_dict_with_arrays_and_gaps_is_a_figure_too() -> None:
    view = PlotView({"data": [{"type": "bar", "y": pd.Series([1.0, float("nan")])}]})
    assert view.spec["layout"] == {}
    view.set_state({"picked": {"kind": "point", "trace": 0, "index": 0}})
    assert view.selected["y"] == 1.0


def test_what_is_no_figure_is_refused_with_what_is() -> None:
    with pytest.raises(
        JourneyKitError, match="draws a plotly Figure or a dict with 'data' and 'layout', not a DataFrame"
    ):
        PlotView(pd.DataFrame())


def test_a_repr_names_what_is_drawn(flow: go.Figure) -> None:
    assert repr(PlotView(flow)) == "PlotView(sankey)"
    assert repr(PlotView()) == "PlotView(empty)"


def test_the_colours_of_the_page_are_those_the_charts_ask_for() -> None:
    file = STATIC / "plotly_marks.css"
    made = file.read_text(encoding="utf-8").split("\n", 1)[1]
    assert made == plotly_css(".jk-plot") + "\n", f"charts.theme.plotly_css changed: write its text into {file.name}"
    assert made in load_css("plotly_marks", "plot_view")


def told_by(view: PlotView) -> list[dict[str, Any]]:
    """Return the list that fills with what a view sends to its pages."""
    told: list[dict[str, Any]] = []
    view._send = lambda data, buffers=None: told.append(data)
    return told


def bars(*values: float, **layout: Any) -> dict[str, Any]:
    traces = [{"type": "bar", "y": [1, 1]}, {"type": "bar", "y": list(values)}]
    return {"data": traces, "layout": {"height": 200, **layout}}


def test_a_figure_whose_values_changed_sends_these_alone() -> None:
    view = PlotView(bars(3, 1, title="a"))
    told = told_by(view)
    view.show(bars(3, 2))
    patch = {"data": {"1": {"y": [3, 2]}}, "layout": {"title": None}}
    assert told == [{"method": "custom", "content": {"patch": patch}}]
    assert view.spec == bars(3, 2), "a page that opens now has the old figure"
    view.set_state({"picked": {"kind": "point", "trace": 1, "index": 1}})
    assert view.selected["y"] == 2


def test_a_figure_of_other_traces_and_a_sankey_are_sent_as_a_whole(flow: go.Figure) -> None:
    view = PlotView(bars(3, 1))
    told = told_by(view)
    view.show({"data": [{"type": "bar", "y": [3]}], "layout": {}})
    assert [set(message["state"]) for message in told] == [{"spec"}]
    other = go.Figure(flow)
    other.data[0].link.value = [1, 2]
    assert figure_patch(PlotView(flow).spec, PlotView(other).spec) is None


def test_plain_data_is_a_figure_where_one_is_asked_for() -> None:
    view = PlotView(bars(1, 1))
    view.show(bars(3, 2))
    assert isinstance(view.figure, go.Figure)
    assert view.figure.data[1].y == (3, 2)
    assert view.figure is view.figure
