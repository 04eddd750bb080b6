"""``PlotView``: a Plotly figure in a notebook or dashboard, small enough to have many on a page.

plotly.js is sent once per page, not per figure, and only on request: ``{"ask": "plotly"}`` is answered with
``{"plotly": version}`` and one binary buffer (gzip). A figure is sent as JSON. Where only values of its traces and its
layout differ from the figure before it, open pages get these alone, as ``{"patch": {"data": {place: {key: value}},
"layout": {key: value}}}`` with None for a key that is gone, and redraw in place.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Mapping
from typing import Any

import traitlets

from journeykit.editors._assets import load_css, load_esm
from journeykit.editors._plotly_js import plotly_gzip, plotly_version
from journeykit.editors._widget import EditorWidget
from journeykit.errors import JourneyKitError

__all__ = ["PlotView"]

Spec = dict[str, Any]


class PlotView(EditorWidget):
    """Show a figure that adapts to the width and the colours of the page.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure or dict, optional
        The figure. ``layout.height`` is its height in px, ``layout.meta["alt"]`` its text for screen readers. Charts of
        ``journeykit.charts`` follow light and dark mode.
    selectable : bool
        Whether marks can be selected, by click or with the arrow keys and Enter.

    Attributes
    ----------
    selected : dict or None
        The selected mark; observe it. It is made from the figure in Python, so a page cannot change its words:
        ``{"kind": "node", "trace", "index", "label"}``,
        ``{"kind": "link", "trace", "index", "source", "target", "source_label", "target_label", "value"}`` or
        ``{"kind": "point", "trace", "index", "name", "x", "y"}``; each with ``customdata`` if the figure has some,
        and then with ``words``, the hover text of the mark as plain text.

    Examples
    --------
    >>> view = PlotView({"data": [{"type": "bar", "y": [3, 1]}], "layout": {"height": 200}})
    >>> view.set_state({"picked": {"kind": "point", "trace": 0, "index": 1}})
    >>> view.selected["y"]
    1
    """

    _esm = load_esm("plot_view")
    _css = load_css("plotly_marks", "plot_view")
    browser_writes = frozenset({"picked"})

    spec = traitlets.Dict().tag(sync=True)
    picked = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    selectable = traitlets.Bool(True).tag(sync=True)
    selected = traitlets.Dict(allow_none=True, default_value=None, read_only=True)
    plotly = traitlets.Unicode(read_only=True).tag(sync=True)

    def __init__(self, figure: Any = None, *, selectable: bool = True, **traits: Any) -> None:
        self._figure: Any = None
        super().__init__(selectable=selectable, **traits)
        self.set_trait("plotly", plotly_version())
        self.figure = figure

    @property
    def figure(self) -> Any:
        """The figure; set it to draw another one, or the same one after changing it."""
        if self._figure is None and self.spec:
            import plotly.graph_objects as go

            self._figure = go.Figure(self.spec)
        return self._figure

    @figure.setter
    def figure(self, figure: Any) -> None:
        # Not a trait: a figure that was changed in place equals itself and would not be redrawn.
        self._show(_spec(figure))
        self._figure = figure

    def show(self, spec: Mapping[str, Any]) -> None:
        """Draw a figure given as plain data; ``figure`` makes a Figure of it only when it is asked for."""
        self._show(_spec(spec))
        self._figure = None

    def _show(self, spec: Spec) -> None:
        if spec == self.spec:
            return
        self.picked = None  # type: ignore[assignment]  # allow_none, which the stubs do not know
        patch = figure_patch(self.spec, spec)
        if patch is None:
            self.spec = spec
        else:
            self._set_quietly("spec", spec)
            self.send({"patch": patch})

    def _handle_custom_msg(self, content: Any, buffers: Any) -> None:
        if isinstance(content, dict) and content.get("ask") == "plotly":
            self.send({"plotly": plotly_version()}, [plotly_gzip()])
        else:
            super()._handle_custom_msg(content, buffers)

    @traitlets.observe("picked")
    def _picked_changed(self, change: Any) -> None:
        self.set_trait("selected", _mark(self.spec, change["new"]))

    def _words(self) -> str:
        kinds = ", ".join(dict.fromkeys(str(trace.get("type", "scatter")) for trace in self.spec.get("data", ())))
        return kinds or "empty"


def _spec(figure: Any) -> Spec:
    """Return a figure as JSON-ready data; arrays are in the packed form that plotly.js reads."""
    if figure is None:
        return {}
    if isinstance(figure, Mapping):
        from plotly.io.json import to_json_plotly

        spec = json.loads(to_json_plotly(dict(figure)))
    elif hasattr(figure, "to_plotly_json"):
        spec = json.loads(figure.to_json())
    else:
        raise JourneyKitError(
            f"PlotView draws a plotly Figure or a dict with 'data' and 'layout', not a {type(figure).__name__}."
        )
    return {"data": spec.get("data") or [], "layout": spec.get("layout") or {}}


def figure_patch(old: Spec, new: Spec) -> Spec | None:
    """Return the values that turn one figure into another; None if a page has to draw it anew.

    That is so for other traces, and for a Sankey: Plotly fades its ribbons in and out.

    >>> bars = {"data": [{"type": "bar", "y": [3, 1]}], "layout": {"height": 200}}
    >>> figure_patch(bars, {"data": [{"type": "bar", "y": [3, 2]}], "layout": {"height": 200}})
    {'data': {'0': {'y': [3, 2]}}, 'layout': {}}
    """
    kinds, wanted = ([trace.get("type", "scatter") for trace in spec.get("data", ())] for spec in (old, new))
    if not kinds or kinds != wanted or "sankey" in kinds:
        return None
    traces = {str(place): _changed(*pair) for place, pair in enumerate(zip(old["data"], new["data"], strict=True))}
    return {
        "data": {place: values for place, values in traces.items() if values},
        "layout": _changed(old["layout"], new["layout"]),
    }


def _changed(old: Spec, new: Spec) -> Spec:
    gone = dict.fromkeys(key for key in old if key not in new)
    return gone | {key: value for key, value in new.items() if key not in old or old[key] != value}


def _mark(spec: Spec, picked: Any) -> dict[str, Any] | None:
    """Return the mark that a page picked, from the figure; None if the figure has no such mark."""
    if not isinstance(picked, dict) or not isinstance(picked.get("trace"), int):
        return None
    traces = spec.get("data", [])
    number, index, kind = picked["trace"], picked.get("index"), picked.get("kind")
    if not 0 <= number < len(traces):
        return None
    place = {"kind": kind, "trace": number, "index": index}
    trace = traces[number]
    if kind == "node" and _has(trace.get("node", {}).get("label"), index):
        node = trace["node"]
        return place | {"label": _item(node["label"], index)} | _customdata(node, index)
    if kind == "link" and _has(trace.get("link", {}).get("source"), index):
        return place | _link(trace, index) | _customdata(trace["link"], index)
    if kind == "point" and any(_has(trace.get(axis), index) for axis in ("x", "y", "z")):
        found = {axis: _item(trace.get(axis), index) for axis in ("x", "y")}
        return place | {"name": trace.get("name")} | found | _customdata(trace, index)
    return None


def _link(trace: Spec, index: Any) -> dict[str, Any]:
    link, labels = trace["link"], trace.get("node", {}).get("label")
    source, target = _item(link["source"], index), _item(link["target"], index)
    return {
        "source": source,
        "target": target,
        "source_label": _item(labels, source),
        "target_label": _item(labels, target),
        "value": _item(link.get("value"), index),
    }


def _customdata(holder: Spec, index: Any) -> dict[str, Any]:
    if not _has(holder.get("customdata"), index):
        return {}
    data = _item(holder["customdata"], index)
    # The first customdata of our charts is the hover text.
    told = data[0] if isinstance(data, list) and data else data
    words = {"words": _plain_words(told)} if isinstance(told, str) else {}
    return {"customdata": data} | words


def _plain_words(label: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<br\s*/?>", ", ", label))).strip()


def _values(packed: Any) -> Any:
    if isinstance(packed, dict) and "bdata" in packed:
        import numpy as np

        values = np.frombuffer(base64.b64decode(packed["bdata"]), dtype=packed["dtype"])
        shape = packed.get("shape")
        return (values.reshape([int(n) for n in str(shape).split(",")]) if shape else values).tolist()
    return packed if isinstance(packed, list) else []


def _has(packed: Any, index: Any) -> bool:
    return isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(_values(packed))


def _item(packed: Any, index: Any) -> Any:
    return _values(packed)[index] if _has(packed, index) else None
