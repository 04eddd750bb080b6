"""Random maps, made by random edits as people make them."""

from typing import Any

from hypothesis import strategies as st

from journeykit.errors import MapError
from journeykit.model import JourneyMap, edit, new_map
from journeykit.model.edit import EDITS, KINDS
from journeykit.model.integrity import COLLECTIONS

NAMES = st.sampled_from(["Pay", "Ask", "Été", "<b>x</b>", "a | b", "Return in store"])
# Per kind, fields that a person may set; ids are drawn from what the map has.
_FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "stage": {"objective": NAMES, "post_purchase": st.booleans(), "content_mix_share": st.floats(0, 1)},
    "touchpoint": {
        "milestone": st.sampled_from([None, "purchase", "referral"]),
        "entry_point": st.booleans(),
        "channel": st.sampled_from(["email", "in_store", "other"]),
        "goal": NAMES,
    },
    "persona": {"trigger": NAMES, "reviewed": st.dates(), "review_due": st.dates()},
    "route": {"kind": st.sampled_from(["happy", "alternate"])},
    "kpi": {
        "measure": st.sampled_from(["", "csat", "clv", "nosuch"]),
        "baseline": st.floats(-1e6, 1e6),
        "target": st.floats(-1e6, 1e6),
        "direction": st.sampled_from(["up", "down"]),
        "serves": NAMES,
    },
    "improvement": {"launched": st.dates(), "status": st.sampled_from(["idea", "done", "dropped"])},
    "technology": {"is_crm": st.booleans()},
    "pain_point": {"severity": st.integers(1, 5)},
    "owner": {"department": NAMES},
    "survey": {"lowest": st.just(1), "highest": st.just(5)},
    "source": {"as_of": st.dates()},
}


def random_edit(draw: st.DrawFn, journey: JourneyMap) -> tuple[JourneyMap, str]:
    """Return the map after one random edit, and the name of what the edit was about; the map itself if none fits."""
    if journey.stages and draw(st.integers(0, 3)) == 0:
        return _grid_edit(draw, journey)
    kind = draw(st.sampled_from(sorted(KINDS)))
    present = getattr(journey, COLLECTIONS[kind])
    verb = draw(st.sampled_from(["add", "add", "update", "move", "remove"]))
    if verb != "add" and not present:
        return journey, ""
    element = draw(st.sampled_from(present)) if verb != "add" else None
    args: dict[str, Any] = {"id": element.id} if element else {}
    if verb == "move":
        args["to"] = draw(st.integers(0, 5))
    name = _name(element) if element else ""
    if verb in ("add", "update"):
        args |= _drawn_fields(draw, journey, kind)
    if verb == "add":
        name = args["name"] = draw(NAMES)
    try:
        return edit.apply(journey, f"{verb}_{kind}", args), name
    except MapError:  # A second happy path, a map without stages: refused, as it should be.
        return journey, ""


def _grid_edit(draw: st.DrawFn, journey: JourneyMap) -> tuple[JourneyMap, str]:
    stage = draw(st.sampled_from(journey.stages))
    if draw(st.booleans()):
        lanes = [lane.id for lane in journey.lanes if lane.kind == "text"]
        if not lanes:
            return journey, ""
        return EDITS["set_cell"](journey, stage.id, draw(st.sampled_from(lanes)), draw(NAMES)), stage.name
    score = draw(st.floats(-2, 2))
    kind = draw(st.sampled_from(["assumed", "measured"]))
    return EDITS["set_emotion"](journey, stage.id, score, words=[draw(NAMES)], kind=kind), stage.name


def _drawn_fields(draw: st.DrawFn, journey: JourneyMap, kind: str) -> dict[str, Any]:
    fields = {name: draw(values) for name, values in _FIELDS.get(kind, {}).items() if draw(st.booleans())}
    if "stage" in KINDS[kind].model_fields and journey.stages:
        fields["stage"] = draw(st.sampled_from(journey.stages)).id
    if kind == "route" and journey.touchpoints:
        fields["touchpoints"] = draw(st.lists(st.sampled_from([t.id for t in journey.touchpoints]), max_size=5))
    if kind in ("touchpoint", "improvement") and journey.owners:
        fields["owner"] = draw(st.sampled_from(journey.owners)).id
    return fields


def _name(element: Any) -> str:
    return str(getattr(element, "name", None) or getattr(element, "title", None) or element.question)


@st.composite
def random_maps(draw: st.DrawFn) -> JourneyMap:
    """Draw a map made by up to fifteen random edits."""
    journey = new_map("M", stages=["A", "B", "C"][: draw(st.integers(0, 3))])
    for _ in range(draw(st.integers(0, 15))):
        journey, _ = random_edit(draw, journey)
    return journey
