"""Labels of a Sankey: the heads of the columns; name, count and share beside every bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from journeykit.charts import _figure
from journeykit.charts._flow import LEFT_PLACE, Flow, Node
from journeykit.charts._flow_layout import Placed
from journeykit.charts._layout import fit, text_width, wrap
from journeykit.charts.theme import LIGHT, rgba
from journeykit.text import count_words, counted, plotly_label, share_words

LINE = 15  # px
_NARROW = 72  # px; a narrower label has numbers only
_TWO_LINES = 52  # px; a bar at least this tall has its name on two lines


def headers(
    flow: Flow, names: Sequence[str] | None, spacing: float, last: float, unit: str
) -> tuple[list[dict[str, Any]], float]:
    """Return the heads of the columns and their height: stages with who reached them, or steps with their paths."""
    if flow.moves:
        return [], 0.0
    every = max(1, -int(-30 // spacing))
    heads = {}
    for column in range(0, flow.columns, every):
        width = last + 8 if column == flow.columns - 1 and not flow.runs_on else spacing * every - 8
        heads[column] = _head(flow, names, column, width, unit)
    height = LINE * max(len(lines) for lines in heads.values())
    return [
        _figure.label("<br>".join(lines), column / flow.span, 1, paper="xy", anchor="left top", shift=(-6, height + 8))
        for column, lines in heads.items()
    ], height


def room(flow: Flow, number: int, inner: float, last: float) -> float:
    """Return the height of the label of a bar; 0 for bars that are labelled elsewhere or not at all."""
    lines = _lines(flow, number, _room_width(flow, flow.nodes[number], inner, last), 1)
    return LINE * len(lines) + 2 if lines else 0.0


def node_labels(flow: Flow, placed: Placed, inner: float, last: float, thick: int) -> list[dict[str, Any]]:
    """Return the labels at the right of the bars, and those below the bars of who left."""
    labels = []
    for n, node in enumerate(flow.nodes):
        x = placed.columns[n] / flow.span
        if node.kind == "left":
            below = "<br>".join(["left", *_numbers(flow, node.value, inner + 8)])
            style: dict[str, Any] = {"anchor": "center top", "align": "center", "colour": "soft"}
            labels.append(_figure.label(below, x, 0, paper="xy", shift=(0, -6), **style))
        elif n in placed.slots:
            top, slot = placed.slots[n]
            lines = _lines(flow, n, _room_width(flow, node, inner, last), 2 if slot >= _TWO_LINES else 1)
            if not lines:
                continue
            thickness = sum(placed.sizes[m] for m in _group(flow, n))
            # By step a tall bar has its label in the middle; a stage at the top, in line with the other stages.
            tall = LINE * len(lines)
            middle = top + (slot if thickness >= tall and not flow.by_stage else tall) / 2
            labels.append(
                _figure.label(
                    "<br>".join(lines),
                    x,
                    1,
                    paper="xy",
                    anchor="left middle",
                    shift=(thick / 2 + 5, -middle),
                    # Thin ribbons behind words are veiled; a broad one is calm enough.
                    bgcolor=rgba(LIGHT["card"], 0 if flow.by_stage or thickness > 2 * LINE else 0.4),
                    **_returns_hover(flow, node),
                )
            )
    return labels


def _group(flow: Flow, n: int) -> list[int]:
    node = flow.nodes[n]
    if node.kind != "detour":
        return [n]
    return [m for m in flow.in_column(int(node.column)) if flow.nodes[m].kind == "detour"]


def _head(flow: Flow, names: Sequence[str] | None, column: int, width: float, unit: str) -> list[str]:
    if not flow.by_stage:
        reached = sum(flow.nodes[n].value for n in flow.in_column(column))
        title = _figure.bold(fit(f"Step {column + 1}", width, bold=True))
        paths = _figure.span(plotly_label(fit(counted(reached, unit), width)), "soft")
        return [title] if flow.partial else [title, paths]
    named = [flow.nodes[n].name for n in flow.in_column(column) if flow.nodes[n].kind == "stage"]
    name = names[column] if names is not None and column < len(names) else (named or [f"Stage {column + 1}"])[0]
    lines = [_figure.bold(plotly_label(line)) for line in wrap(name, width, lines=3, bold=True)]
    if flow.heads is None:
        return lines
    said = flow.heads[column]
    count, _, share = said.partition(" · ")
    fits = text_width(said) <= width or not share
    return [*lines, *(plotly_label(fit(line, width)) for line in ([said] if fits else [count, share]))]


def _room_width(flow: Flow, node: Node, inner: float, last: float) -> float:
    if flow.runs_on:
        return inner * LEFT_PLACE if node.column == flow.columns - 1 else inner
    return last - 6 if node.column == flow.columns - 1 else inner


def _lines(flow: Flow, n: int, width: float, name_lines: int) -> list[str]:
    """Return the lines of a label that fit the width; none if not even a count fits."""
    node = flow.nodes[n]
    if node.kind in ("left", "end") or (flow.moves and node.kind == "detour"):
        return []
    value = sum(flow.nodes[m].value for m in _group(flow, n))
    if node.kind == "stage" and flow.heads is not None:
        return _came_back(flow, node, width)  # The head of the column says who reached it.
    numbers = _numbers(flow, value, width, node.said)
    if not numbers:
        return []
    if node.kind == "detour":
        return [_figure.span(line, "soft") for line in ["skipped" if width > _NARROW else "skip", *numbers]]
    if flow.by_stage:
        return [*numbers, *_came_back(flow, node, width)]
    name = "other" if node.kind == "other" else node.name
    shown = wrap(name, width, lines=name_lines, bold=True)
    return [*(_figure.bold(plotly_label(line)) for line in shown), *numbers]


def _numbers(flow: Flow, value: float, width: float, said: str | None = None) -> list[str]:
    """Return count and share on one line, else on two, else a short count, else nothing."""
    count = plotly_label(said) if said else count_words(value)
    if flow.partial:
        return [count] if text_width(count) <= width else []
    part = share_words(value / flow.base)
    if text_width(f"{count} · {part}") <= width:
        return [f"{count} · {part}"]
    if max(text_width(count), text_width(part)) <= width:
        return [count, part]
    short = next((f"{value / size:.1f}{sign}" for size, sign in ((1e6, "M"), (1e3, "k")) if value >= size), count)
    return [short] if text_width(short) <= width else []


def _came_back(flow: Flow, node: Node, width: float) -> list[str]:
    arrivals = flow.returns.get(int(node.column), [])
    if not arrivals:
        return []
    # Paths may come back from several stages: the counts do not add up to unique paths, so each is shown on its own.
    # A name that would be cut is left out; hovering shows it.
    counts = [f"↩ {count_words(paths)}" for _, paths in arrivals]
    if len(arrivals) == 1:
        whole = f"{counts[0]} came back from {arrivals[0][0]}"
        wrapped = wrap(whole, width, lines=2)
        tries = [*([wrapped] if " ".join(wrapped) == whole else []), [f"{counts[0]} came back"], [f"{counts[0]} back"]]
    else:
        most = [f"{count} from {source}" for count, (source, _) in zip(counts[:2], arrivals, strict=False)]
        more = [f"↩ {len(arrivals) - 2} more"] if len(arrivals) > 2 else []
        tries = [[*most, *more], [f"↩ from {len(arrivals)} stages"], [f"↩ {len(arrivals)} stages"]]
    if width < _NARROW:
        tries = []
    fitting = (lines for lines in tries if all(text_width(line) <= width for line in lines))
    shown = next(fitting, [fit(counts[0], width)])
    return [_figure.span(plotly_label(line), "soft") for line in shown if line]


def _returns_hover(flow: Flow, node: Node) -> dict[str, Any]:
    arrivals = flow.returns.get(int(node.column), []) if node.kind == "stage" and flow.by_stage else []
    if not arrivals:
        return {}
    told = [f"↩ {count_words(paths)} from {plotly_label(source, most=60)}" for source, paths in arrivals]
    return {"hovertext": f"Came back to {plotly_label(node.name, most=60)}<br>" + "<br>".join(told[:12])}
