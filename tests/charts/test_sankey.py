"""sankey: ribbons carry the frame's counts, nothing appears or vanishes, and what is no flow is said in words."""

from __future__ import annotations

import html
import itertools
import re
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.charts._flow import read_flow
from journeykit.charts._flow_layout import GAP, lay_out
from journeykit.charts.sankey import sankey
from journeykit.charts.theme import rgba, stage_colours
from journeykit.errors import FrameError, JourneyKitError

NAMES = ["Awareness", "Consideration", "Decision", "Use"]
HOSTILE = "<script>alert(1)</script>"
COLUMNS = ["source_column", "source", "source_kind", "target_column", "target", "target_kind", "paths", "kind"]


def stage_rows(names: list[str] = NAMES) -> pd.DataFrame:
    rows = [
        (0, names[0], "stage", 1, names[1], "stage", 500, "forward"),
        (0, names[0], "stage", 2, names[2], "stage", 60, "skip"),
        (0, names[0], "stage", 3, names[3], "stage", 10, "skip"),
        (0, names[0], "stage", None, None, "left", 430, "left"),
        (1, names[1], "stage", 2, names[2], "stage", 300, "forward"),
        (1, names[1], "stage", None, None, "left", 200, "left"),
        (2, names[2], "stage", 3, names[3], "stage", 90, "forward"),
        (2, names[2], "stage", None, None, "left", 270, "left"),
        (3, names[3], "stage", None, None, "end", 100, "end"),
        (2, names[2], "stage", 1, names[1], "stage", 212, "return"),
        (3, names[3], "stage", 1, names[1], "stage", 31, "return"),
        (3, names[3], "stage", 2, names[2], "stage", 7, "return"),
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"target_column": "Int64"})
    return frame.assign(source_position=frame["source_column"].astype("Int64"), target_position=frame["target_column"])


def step_rows(names: list[str]) -> pd.DataFrame:
    rows: list[tuple[Any, ...]] = []
    for i, source in enumerate(names):
        kind = "other" if source == "other" else "event"
        rows += [
            (0, source, kind, 1, target, "other" if target == "other" else "event", 7 * (i + 1) + j, "forward")
            for j, target in enumerate(names)
        ]
        rows.append((0, source, kind, None, None, "left", 3 + i, "left"))
    return pd.DataFrame(rows, columns=COLUMNS).astype({"target_column": "Int64"})


def whole_links(figure: Any) -> dict[tuple[str, str], float]:
    """Return paths by (kind, hover title) of each route; a detour counts once."""
    link = figure.data[0].link
    return {
        (data[1], re.findall("<b>(.*?)</b>", data[0])[0]): value
        for data, value in zip(link.customdata, link.value, strict=True)
    }


def texts(figure: Any) -> list[str]:
    plain = (re.sub(r"</?(?:b|span)[^>]*>", "", text.text.replace("<br>", " ")) for text in figure.layout.annotations)
    return [html.unescape(text).replace("\u00a0", " ") for text in plain]


def test_every_ribbon_carries_the_count_of_its_row() -> None:
    assert whole_links(sankey(stage_rows())) == {
        ("forward", "Awareness → Consideration"): 500,
        ("skip", "Awareness → Decision (skips 1 stage)"): 60,
        ("skip", "Awareness → Use (skips 2 stages)"): 10,
        ("left", "Left after Awareness"): 430,
        ("forward", "Consideration → Decision"): 300,
        ("left", "Left after Consideration"): 200,
        ("forward", "Decision → Use"): 90,
        ("left", "Left after Decision"): 270,
        ("end", "Reached Use"): 100,
    }


@pytest.mark.parametrize("frame", [stage_rows(), step_rows(["a", "b", "other"])], ids=["stages", "steps"])
def test_what_flows_into_a_bar_between_start_and_end_flows_out(frame: pd.DataFrame) -> None:
    flow = read_flow(frame)
    for node in flow.nodes:
        if node.arriving and node.leaving:
            assert node.arriving == node.leaving


def test_starts_equal_leavers_and_arrivals() -> None:
    flow = read_flow(stage_rows())
    assert flow.total == 1000
    assert sum(node.value for node in flow.nodes if node.kind in ("left", "end")) == 1000


def test_a_skip_is_led_past_the_stage_that_it_skips_in_a_paler_ribbon() -> None:
    trace = sankey(stage_rows()).data[0]
    kinds = [data[1] for data in trace.node.customdata]
    past = [data[2] for data in trace.node.customdata if data[1] == "detour"]
    assert past == [1, 1, 2]
    of_skip = {c for c, data in zip(trace.link.color, trace.link.customdata, strict=True) if data[1] == "skip"}
    assert of_skip == {rgba(stage_colours(4)[0], 0.18)}
    assert kinds.count("stage") == 4


def test_those_who_came_back_are_words_and_no_ribbon() -> None:
    figure = sankey(stage_rows())
    said = texts(figure)
    assert any("↩ 212 from Decision ↩ 31 from Use" in words for words in said)
    assert any("↩ 7 came back from Use" in words for words in said)
    link = figure.data[0].link
    columns = [data[2] for data in figure.data[0].node.customdata]
    assert all(columns[a] < columns[b] for a, b in zip(link.source, link.target, strict=True))


def test_where_a_name_has_no_room_those_who_came_back_are_told_without_it() -> None:
    rows = stage_rows().replace(
        {"Use": "Use of everything that was delivered", "Decision": "Decision at a round table"}
    )
    said = [words for words in texts(sankey(rows)) if "↩" in words]
    assert any("↩ from 2 stages" in words for words in said)
    assert any(words.endswith("↩ 7 came back") for words in said)
    assert not any("…" in words.split("↩", 1)[1] for words in said)


def test_counts_and_shares_stand_beside_the_bars() -> None:
    said = texts(sankey(stage_rows(), unit="families"))
    assert "1,000 · 100 %" in said
    assert "left 430 · 43.0 %" in said
    assert any(words.startswith("360 · 36.0 %") for words in said)
    assert "skipped 70 · 7.0 %" in said
    note = "Unique families by stage, counted where they get further than before"
    assert f"{note} · shares of all 1,000 families · ↩ came back" in said


def test_columns_are_called_by_stage_or_by_step() -> None:
    assert set(NAMES) <= set(texts(sankey(stage_rows())))
    said = texts(sankey(step_rows(["a", "b", "other"])))
    assert any(words.startswith("Step 1 ") for words in said)
    assert any(words.startswith("other ") for words in said)


def test_steps_that_are_counted_from_one_begin_at_the_left() -> None:
    frame = step_rows(["a", "other"])
    from_one = frame.assign(source_column=frame["source_column"] + 1, target_column=frame["target_column"] + 1)
    assert sankey(from_one).to_json() == sankey(frame).to_json()


def test_a_stage_that_nobody_reached_keeps_its_column() -> None:
    figure = sankey(stage_rows(), stages=[*NAMES, "Loyalty"])
    assert "Loyalty" in texts(figure)
    assert max(figure.data[0].node.x) < 0.8


def test_bars_have_the_colours_of_the_map() -> None:
    node = sankey(stage_rows(), stages=[*NAMES, "Loyalty"]).data[0].node
    stages = [colour for colour, data in zip(node.color, node.customdata, strict=True) if data[1] == "stage"]
    assert sorted(stages) == sorted(rgba(colour, 1) for colour in stage_colours(5)[:4])


def test_an_event_has_one_colour_in_every_column_and_other_is_hollow() -> None:
    trace = sankey(step_rows(["a", "b", "other"])).data[0]
    colours: dict[str, set[str]] = {}
    for colour, data in zip(trace.node.color, trace.node.customdata, strict=True):
        colours.setdefault(re.findall("<b>(.*?)</b>", data[0])[0], set()).add(colour)
    assert all(len(each) == 1 for each in colours.values())
    assert colours["a"] != colours["b"]
    assert colours["other"] == {"#ffffff"}


def test_ribbons_are_listed_by_both_ends_so_that_none_cross_at_a_bar() -> None:
    trace = sankey(step_rows(["a", "b", "c", "other"])).data[0]
    ends = [(trace.node.y[s], trace.node.y[t]) for s, t in zip(trace.link.source, trace.link.target, strict=True)]
    assert ends == sorted(ends)
    assert trace.link.sort == "input"


def test_the_frame_stays_as_it_was() -> None:
    frame = stage_rows()
    before = frame.copy(deep=True)
    sankey(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(FrameError, match="sankey needs the column 'paths'"):
        sankey(stage_rows().drop(columns="paths"))


def test_a_row_that_goes_back_without_being_a_return_is_refused_by_its_number() -> None:
    frame = stage_rows()
    frame.loc[4, "target_column"] = 0
    with pytest.raises(JourneyKitError, match="row 4 goes from column 1 to column 0, but its kind is 'forward'"):
        sankey(frame)


@pytest.mark.parametrize(
    "frame", [stage_rows().iloc[:0], stage_rows().assign(paths=0), stage_rows().query("kind == 'return'")]
)
def test_no_paths_is_one_sentence(frame: pd.DataFrame) -> None:
    figure = sankey(frame, title="Where families go")
    assert not figure.data
    assert figure.layout.meta["alt"].startswith("Where families go: No paths yet")


def test_one_stage_alone_is_drawn() -> None:
    figure = sankey(stage_rows().iloc[[8]].assign(source_column=0, source_position=0))
    assert list(figure.data[0].link.value) == [100]
    assert "100 · 100 %" in texts(figure)


@pytest.mark.slow
@pytest.mark.parametrize("count", [2, 12, 400])
def test_many_stages_with_long_hostile_and_foreign_names_are_drawn_literally(count: int) -> None:
    names = [HOSTILE, "name " * 40, "\u05e9\u05dc\u05d5\u05dd", "😀 " * 30]
    rows = [
        (i, names[i % 4], "stage", i + 1, names[(i + 1) % 4], "stage", 10**9 - i, "forward") for i in range(count - 1)
    ]
    rows += [(i, names[i % 4], "stage", None, None, "left", 1, "left") for i in range(count - 1)]
    figure = sankey(pd.DataFrame(rows, columns=COLUMNS))
    assert HOSTILE in html.unescape(str(figure.data[0].node.customdata))
    written = [text.text for text in figure.layout.annotations] + [d[0] for d in figure.data[0].node.customdata]
    for text in written:
        assert not re.search(r"<(?!/?b>|br>|span style=\"color:#[0-9a-f]{6}\">|/span>)", text)


def test_the_sentence_tells_every_stage_and_who_left() -> None:
    alt = sankey(stage_rows()).layout.meta["alt"]
    assert alt == (
        "Flow of 1,000 paths: Awareness 1,000; Consideration 500; Decision 360; Use 100; "
        "left after Awareness 430; left after Consideration 200; left after Decision 270."
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 10**6), min_size=1, max_size=7), min_size=1, max_size=6),
    st.integers(0, 10**6),
)
def test_bars_and_their_labels_never_overlap_whatever_the_counts(layers: list[list[int]], left: int) -> None:
    rows: list[tuple[Any, ...]] = []
    for c, counts in enumerate(layers):
        for i, paths in enumerate(counts):
            rows.append((c, f"e{i}", "event", c + 1, f"e{i % 3}", "event", paths, "forward"))
        rows.append((c, "e0", "event", None, None, "left", left, "left"))
    flow = read_flow(pd.DataFrame(rows, columns=COLUMNS))
    if not flow.nodes:
        return
    placed = lay_out(flow, lambda n: 32.0 if flow.nodes[n].kind == "event" else 0.0, 280)
    for column in range(flow.columns):
        slots = sorted(placed.slots[n] for n in flow.in_column(column))
        assert all(b[0] >= a[0] + a[1] + GAP - 1e-6 for a, b in itertools.pairwise(slots))
        assert all(slot >= 32 - 1e-6 for _, slot in slots)
        assert all(top + slot <= placed.height + 0.1 for top, slot in slots)
    assert max(top + size for top, size in zip(placed.tops, placed.sizes, strict=True)) <= placed.height + 0.1


@pytest.mark.parametrize("width", [500, 800, 1600])
def test_who_leaves_after_the_last_column_stands_inside_the_picture(width: int) -> None:
    rows = [(1, "a", 2, "b", "event", 300), (2, "b", None, None, "left", 100), (2, "b", 3, "c", "event", 200)]
    rows += [(3, "c", None, None, "left", 200)]
    frame = pd.DataFrame(rows, columns=["source_column", "source", "target_column", "target", "target_kind", "paths"])
    frame = frame.assign(source_kind="event", kind=["forward", "left", "forward", "left"])
    figure = sankey(frame, width=width)
    assert max(figure.data[0].node.x) <= 1
    words = [note for note in figure.layout.annotations if note.text and "200" in note.text]
    assert words
    assert all(note.x <= 1 for note in words if note.xref == "paper")


def test_who_reached_a_stage_stands_under_its_name_and_only_flows_beside_the_bars() -> None:
    heads = ["1,000 · 50.0 %", "401 · 20.1 %", "90 · 4.5 %", "70 · 3.5 %"]
    figure = sankey(stage_rows(), reached=heads, whole=2000, unit="families")
    said = texts(figure)
    assert any(words.endswith("1,000 · 50.0 %") and words.startswith("Awareness") for words in said)
    assert "left 430 · 21.5 %" in said
    assert "skipped 70 · 3.5 %" in said
    assert not any(words.startswith("360") for words in said)
    assert figure.layout.meta["alt"].startswith("Flow of 1,000 families: Awareness 1,000")


def test_a_stage_without_a_column_keeps_the_colours_of_the_others() -> None:
    frame = pd.DataFrame({"source_column": [0, 1], "source": ["See", "Buy"], "source_kind": "stage",
                          "target_column": [1, None], "target": ["Buy", None], "target_kind": ["stage", "end"],
                          "paths": [3, 3], "kind": ["forward", "end"], "source_position": [0, 2],
                          "target_position": [2, None]})  # fmt: skip
    figure = sankey(frame, stages=["See", "Think", "Buy", "Tell"], columns=[0, 2])
    assert [words for words in texts(figure) if words in ("See", "Think", "Buy", "Tell")] == ["See", "Buy"]
    assert figure.data[0].node.color[1] == rgba(stage_colours(4)[2], 1.0)


def test_a_bar_of_a_flow_with_rows_missing_says_what_it_is_told_to() -> None:
    frame = pd.DataFrame({"source_column": [1, 1], "source": "Home", "source_kind": "event", "target_column": [2, 2],
                          "target": ["Cart", "Help"], "target_kind": "event", "paths": [30, 20], "kind": "forward",
                          "source_said": "53", "target_said": ["31", "not shown"]})  # fmt: skip
    said = texts(sankey(frame, partial=True))
    assert any("Home" in words and "53" in words for words in said)
    assert any("Help" in words and "not shown" in words for words in said)
    assert "Step 1" in said
    assert not any("%" in words for words in said)
