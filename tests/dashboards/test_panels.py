"""panels.draw: what an open page is sent of a chart that changes."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit import charts
from journeykit.charts import themed
from journeykit.dashboards.panels import draw
from journeykit.editors import PlotView
from journeykit.model import edit, new_map
from journeykit.summary.views import emotion_view
from tests.draws import draws

STEPS: st.SearchStrategy[tuple[str, dict[str, Any]]] = st.one_of(
    st.fixed_dictionaries(
        {
            "stage": st.sampled_from(["browse", "basket", "pay"]),
            "score": st.integers(-20, 20).map(lambda tenths: tenths / 10),
            "kind": st.sampled_from(["assumed", "measured"]),
            "persona": st.sampled_from([None, "bo"]),
        }
    ).map(lambda args: ("set_emotion", args)),
    st.sampled_from(["browse", "basket"]).map(lambda id: ("update_stage", {"id": id, "name": f"To {id}"})),
)


@settings(max_examples=draws(15), deadline=None)
@given(steps=st.lists(STEPS, max_size=6))
def test_after_any_edits_the_chart_of_an_open_page_is_the_chart_made_anew(steps: list[tuple[str, Any]]) -> None:
    journey = new_map("Shop", stages=["Browse", "Basket", "Pay"])
    for persona in ("Ann", "Bo"):
        journey = edit.add_persona(journey, persona)
    plot = PlotView()
    shown: dict[str, Any] = {}

    def take(data: dict[str, Any], buffers: Any = None) -> None:
        nonlocal shown
        shown = patched(shown, data["content"]["patch"]) if data["method"] == "custom" else data["state"]["spec"]

    plot._send = take
    for name, args in [("update_map", {}), *steps]:
        journey = edit.apply(journey, name, args)
        view = emotion_view(journey, "bo")
        draw(plot, charts.emotion_curve, view, 700)
        anew = PlotView(themed(charts.emotion_curve(view.frame, title=view.title, note=view.note, width=700), "css"))
        assert shown == plot.spec == anew.spec


def patched(spec: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """Return a figure after a patch, as ``patchSpec`` of plot_view.js puts it in."""
    fresh = json.loads(json.dumps(spec))
    holders = [(fresh["data"][int(place)], values) for place, values in patch["data"].items()]
    for holder, values in [*holders, (fresh["layout"], patch["layout"])]:
        for key, value in values.items():
            if value is None:
                del holder[key]
            else:
                holder[key] = value
    return fresh  # type: ignore[no-any-return]
