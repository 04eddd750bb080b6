"""A table of moves, such as ``source, target, value``, as the frame that ``sankey`` draws."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from journeykit.errors import JourneyKitError, listing
from journeykit.text import count_words

SOURCES = (
    "source", "from", "from event", "from activity", "from step", "from page", "from node", "predecessor",
    "source event", "source activity", "source node", "src", "start", "antecedent", "origin", "act1", "activity from",
    "current", "von", "de", "quelle", "origen", "parent",
)  # fmt: skip
TARGETS = (
    "target", "to", "to event", "to activity", "to step", "to page", "to node", "successor", "target event",
    "target activity", "target node", "dst", "dest", "destination", "end", "consequent", "act2", "activity to", "next",
    "next event", "following", "nach", "a", "ziel", "destino", "child",
)  # fmt: skip
VALUES = (
    "value", "count", "counts", "weight", "n", "cnt", "freq", "frequency", "transitions", "transition count", "paths",
    "users", "customers", "sessions", "visitors", "people", "cases", "occurrences", "total", "amount", "volume", "num",
    "number", "size", "events", "case count", "total occurrences", "anzahl", "nombre", "cantidad",
)  # fmt: skip
_PEOPLE = ("users", "customers", "sessions", "visitors", "people", "cases", "paths")
_SAID = 3
FLOW = ["source_column", "source", "source_kind", "target_column", "target", "target_kind", "paths", "kind"]
_READERS: dict[tuple[str, ...], Callable[[Path], pd.DataFrame]] = {
    (".xlsx", ".xlsm", ".xls"): pd.read_excel,
    (".parquet", ".pq"): pd.read_parquet,
    (".feather", ".arrow"): pd.read_feather,
}


@dataclass(frozen=True)
class Moves:
    """A flow frame from a table of moves."""

    frame: pd.DataFrame
    note: str
    unit: str


def moves_in(frame: pd.DataFrame) -> Moves | None:
    """Return the moves of a table with a column for where from and one for where to, or of a matrix; None if none fit.

    A column is one after the longest way to it. A move that would close a circle is not drawn, the rarer ones first;
    the note says which.
    """
    found = _named(frame)
    table = _matrix(frame) if found is None else _table(frame, *found)
    if table is None:
        return None
    drawn = table[table["value"] > 0]
    kept, back = _without_circles(drawn)
    columns = _columns(kept)
    rows = [_row(source, target, value, columns) for source, target, value in kept]
    name = None if found is None else found[2]
    unit = next((people for people in _PEOPLE if name is not None and _folded(name) == people), "moves")
    counted = f"Moves as the table has them{'' if name is None else f', by {name}'}"
    return Moves(pd.DataFrame(rows, columns=FLOW), " · ".join([counted, *_left_out(back)]), unit)


def table_in(path: str | Path) -> pd.DataFrame:
    """Return the table in a file: delimited text, JSON, a workbook, Parquet or Feather.

    Raises
    ------
    JourneyKitError
        There is no such file, or no table in it.
    """
    path = Path(path).expanduser()
    bare = path.name.casefold()
    while bare.endswith((".gz", ".bz2", ".xz", ".zip")):
        bare = bare.rpartition(".")[0]
    if not path.is_file():
        raise JourneyKitError(f"sankey: there is no file {str(path)!r}.")
    try:
        for ends, read in _READERS.items():
            if bare.endswith(ends):
                return read(path)
        if bare.endswith((".jsonl", ".ndjson", ".json")):
            return _graph(path) if bare == path.name.casefold() and bare.endswith(".json") else _json(path, bare)
        try:
            return pd.read_csv(path, sep=None, engine="python", encoding="utf-8-sig")
        except UnicodeDecodeError:
            return pd.read_csv(path, sep=None, engine="python", encoding="cp1252")
    except Exception as error:
        # Each of the readers has errors of its own.
        raise JourneyKitError(
            f"sankey: {path.name} holds no table that pandas can read ({type(error).__name__}). Read it into a frame, "
            "and pass the frame."
        ) from error


def _json(path: Path, bare: str) -> pd.DataFrame:
    return pd.read_json(path, lines=not bare.endswith(".json"))


def _graph(path: Path) -> pd.DataFrame:
    """Return the links of a JSON graph, ``{"nodes": […], "links": […]}``, or the table in any other JSON."""
    found = json.loads(path.read_text(encoding="utf-8-sig"))
    links = next((found[key] for key in ("links", "edges") if key in found), None) if isinstance(found, dict) else None
    if links is None:
        return _json(path, ".json")
    table, nodes = pd.DataFrame(links), found.get("nodes") or []
    nodes = [node if isinstance(node, dict) else {"name": node} for node in nodes]
    names = [node.get("name", node.get("label", node.get("id"))) for node in nodes]
    called: dict[Any, Any] = dict(enumerate(names))
    called |= {node["id"]: name for node, name in zip(nodes, names, strict=True) if "id" in node}
    for end in ("source", "target"):
        if end in table:
            table[end] = [called.get(at, at) for at in table[end]]
    return table


def _folded(name: object) -> str:
    return " ".join(re.sub(r"[^\w]|_", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(name))).casefold().split())


def _named(frame: pd.DataFrame) -> tuple[Any, Any, Any] | None:
    """Return the columns where from, where to, and how many (None: each row is one move)."""
    by_name: dict[str, Any] = {}
    for column in frame.columns:
        by_name.setdefault(_folded(column), column)
    source, target = (next((by_name[name] for name in names if name in by_name), None) for names in (SOURCES, TARGETS))
    if source is None or target is None:
        return None
    value = next((by_name[name] for name in VALUES if name in by_name and by_name[name] not in (source, target)), None)
    if value is None:
        numbers = [
            column
            for column in frame.columns
            if column not in (source, target) and pd.api.types.is_numeric_dtype(frame[column])
        ]
        if len(numbers) > 1:
            raise JourneyKitError(
                f"sankey: several columns could be how many moves there are: {listing(map(str, numbers))}. Name it "
                "value: frame.rename(columns={'…': 'value'})."
            )
        value = numbers[0] if numbers else None
    return source, target, value


def _table(frame: pd.DataFrame, source: Any, target: Any, value: Any) -> pd.DataFrame:
    """Return ``source``, ``target`` and ``value``, each pair once."""
    numbers = pd.Series(1.0, frame.index) if value is None else pd.to_numeric(frame[value], errors="coerce")
    if value is not None and (wrong := numbers.isna() & frame[value].notna()).any():
        rows = ", ".join(str(at + 1) for at in wrong.to_numpy().nonzero()[0][:5])
        raise JourneyKitError(f"sankey: the column {str(value)!r} has values that are no numbers (row {rows}).")
    table = pd.DataFrame({"source": frame[source], "target": frame[target], "value": numbers}).dropna()
    table[["source", "target"]] = table[["source", "target"]].astype(str)
    return table.groupby(["source", "target"], sort=False).sum().reset_index()


def _matrix(frame: pd.DataFrame) -> pd.DataFrame | None:
    """Return the moves of a matrix: its rows are where from, its columns where to."""
    if len(frame.columns) < 3 or len(frame) < 2:
        return None
    first = frame.columns[0]
    indexed = frame if pd.api.types.is_numeric_dtype(frame[first]) else frame.set_index(first)
    if not all(pd.api.types.is_numeric_dtype(indexed[column]) for column in indexed.columns):
        return None
    if len(set(map(str, indexed.index)) & set(map(str, indexed.columns))) < 2:
        return None
    names = [str(name) for name in indexed.index]
    rows = [
        (source, str(target), value)
        for target in indexed.columns
        for source, value in zip(names, indexed[target].to_numpy(float), strict=True)
        if value == value
    ]
    return pd.DataFrame(rows, columns=["source", "target", "value"])


def _without_circles(
    table: pd.DataFrame,
) -> tuple[list[tuple[str, str, float]], list[tuple[str, str, float]]]:
    """Return the moves that lead on, in the order of the table, and those that would close a circle."""
    onward: defaultdict[str, list[str]] = defaultdict(list)

    def leads(start: str, goal: str) -> bool:
        seen, ahead = {start}, [start]
        while ahead:
            here = ahead.pop()
            if here == goal:
                return True
            ahead += [name for name in onward[here] if name not in seen]
            seen.update(onward[here])
        return False

    names, values = table[["source", "target"]].astype(str).to_numpy().tolist(), table["value"].to_numpy(float)
    moves = [(source, target, float(value)) for (source, target), value in zip(names, values, strict=True)]
    back = set()
    for number in sorted(range(len(moves)), key=lambda number: -moves[number][2]):
        source, target, _ = moves[number]
        if leads(target, source):
            back.add(number)
        else:
            onward[source].append(target)
    return (
        [move for number, move in enumerate(moves) if number not in back],
        [move for number, move in enumerate(moves) if number in back],
    )


def _columns(moves: Sequence[tuple[str, str, float]]) -> dict[str, int]:
    """Return the column of each name, from 1: one after the longest way to it."""
    into: defaultdict[str, set[str]] = defaultdict(set)
    for source, target, _ in moves:
        into[target].add(source)
        into.setdefault(source, set())
    columns: dict[str, int] = {}
    while len(columns) < len(into):
        for name in [name for name, before in into.items() if name not in columns and before <= columns.keys()]:
            columns[name] = 1 + max((columns[each] for each in into[name]), default=0)
    return columns


def _row(source: str, target: str, value: float, columns: dict[str, int]) -> dict[str, Any]:
    start, stop = columns[source], columns[target]
    return {
        "source_column": start, "source": source, "source_kind": "event", "target_column": stop, "target": target,
        "target_kind": "event", "paths": value, "kind": "forward" if stop == start + 1 else "skip",
    }  # fmt: skip


def _left_out(back: Sequence[tuple[str, str, float]]) -> list[str]:
    if not back:
        return []
    ranked = sorted(back, key=lambda move: -move[2])
    said = ", ".join(f"{source} → {target} {count_words(value)}" for source, target, value in ranked[:_SAID])
    more = f" and {len(ranked) - _SAID} more" if len(ranked) > _SAID else ""
    return [f"not drawn, because they go back: {said}{more}"]
