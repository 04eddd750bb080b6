"""A table of moves, in a frame or a file, is drawn as a Sankey."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from journeykit.charts import sankey
from journeykit.charts._edges import moves_in
from journeykit.errors import JourneyKitError
from tests.events.reading.shapes import every_kind

MOVES = pd.DataFrame(
    [("Home", "Product", 120), ("Product", "Cart", 40), ("Cart", "Paid", 25), ("Product", "Exit", 80)],
    columns=["source", "target", "value"],
)


def drawn(source: Any) -> dict[tuple[str, str], float]:
    """Return the value of each ribbon by the names that its hover says."""
    (trace,) = sankey(source).data
    ways = [said[0].split("</b>")[0].removeprefix("<b>").split(" → ") for said in trace.link.customdata]
    return {(source, target): value for (source, target), value in zip(ways, trace.link.value, strict=True)}


EDGES = {(row.source, row.target): row.value for row in MOVES.itertuples()}


def test_every_kind_of_file_is_drawn(tmp_path: Path) -> None:
    for kind, source in every_kind(MOVES, tmp_path).items():
        assert drawn(source) == EDGES, kind
        assert drawn(str(source) if kind != "frame" else source) == EDGES, kind
    (tmp_path / "t.csv.gz").write_bytes(b"")
    with pytest.raises(JourneyKitError, match=r"t\.csv\.gz holds no table that pandas can read"):
        sankey(tmp_path / "t.csv.gz")
    with pytest.raises(JourneyKitError, match="there is no file"):
        sankey(tmp_path / "none.csv")


@pytest.mark.parametrize(
    "names",
    [
        ("from", "to", "count"),
        ("From Activity", "To Activity", "Frequency"),
        ("source_event", "target_event", "weight"),
        ("predecessor", "successor", "n"),
        ("sourceNode", "targetNode", "my number"),
        ("von", "nach", "Anzahl"),
    ],
)
def test_the_usual_names_of_the_columns_are_known(names: tuple[str, str, str]) -> None:
    assert drawn(MOVES.set_axis(list(names), axis=1)) == EDGES


def test_without_a_count_each_row_is_a_move() -> None:
    assert drawn(pd.DataFrame({"from": ["a", "a", "b"], "to": ["b", "b", "c"]})) == {("a", "b"): 2, ("b", "c"): 1}


@pytest.mark.parametrize(
    "graph",
    [
        {"nodes": [{"name": "a"}, {"name": "b"}], "links": [{"source": 0, "target": 1, "value": 3}]},
        {
            "nodes": [{"id": 7, "label": "a"}, {"id": 9, "label": "b"}],
            "edges": [{"source": 7, "target": 9, "value": 3}],
        },
        {"links": [{"source": "a", "target": "b", "value": 3}]},
    ],
)
def test_a_graph_of_nodes_and_links_is_drawn(tmp_path: Path, graph: dict[str, Any]) -> None:
    (tmp_path / "graph.json").write_text(json.dumps(graph))
    assert drawn(tmp_path / "graph.json") == {("a", "b"): 3}


def test_a_matrix_is_a_table_of_moves() -> None:
    matrix = pd.DataFrame([[0, 5, 3], [0, 0, 4], [1, 0, 0]], index=list("abc"), columns=list("abc"))
    expected = {("a", "b"): 5, ("b", "c"): 4}
    for source in (matrix, matrix.reset_index(names="page")):
        found = drawn(source)
        assert {way: found[way] for way in expected} == expected
        assert "not drawn, because they go back: c → a 1" in moves_in(source).note  # type: ignore[union-attr]


def test_a_move_that_goes_back_is_told_and_the_rarer_of_two_goes() -> None:
    back = [("Product", "Home", 30), ("Home", "Home", 7), ("Cart", "Product", 9), ("Paid", "Cart", 1)]
    moves = moves_in(pd.concat([MOVES, pd.DataFrame(back, columns=MOVES.columns)]))
    assert moves is not None
    assert {(row.source, row.target): row.paths for row in moves.frame.itertuples()} == EDGES
    assert moves.note.endswith("they go back: Product → Home 30, Cart → Product 9, Home → Home 7 and 1 more")


def test_a_move_over_other_columns_keeps_its_count_all_the_way() -> None:
    (trace,) = sankey(pd.concat([MOVES, pd.DataFrame([("Home", "Paid", 5)], columns=MOVES.columns)])).data
    ways = zip(trace.link.value, trace.link.customdata, strict=True)
    assert [value for value, said in ways if "Home → Paid" in said[0]] == [5, 5, 5]


def test_what_cannot_be_drawn_says_why() -> None:
    with pytest.raises(JourneyKitError, match=r"several columns could be how many moves there are: 'x', 'y'"):
        sankey(MOVES.rename(columns={"value": "x"}).assign(y=1))
    with pytest.raises(JourneyKitError, match=r"the column 'value' has values that are no numbers \(row 2\)"):
        sankey(MOVES.assign(value=["1", "many", "2", "3"]))
    with pytest.raises(JourneyKitError, match=r"sankey needs the column"):
        sankey(pd.DataFrame({"a": [1]}))


def test_the_input_is_not_changed_and_empty_tables_are_a_sentence() -> None:
    before = MOVES.copy()
    sankey(MOVES)
    pd.testing.assert_frame_equal(MOVES, before)
    assert not sankey(MOVES.head(0)).data
