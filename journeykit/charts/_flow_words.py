"""Texts of a Sankey: hover, note, and the alternative text."""

from __future__ import annotations

from journeykit.charts import _figure
from journeykit.charts._flow import Flow, Link, Node
from journeykit.text import count_words, counted, plotly_label, share_words


def node_hover(flow: Flow, node: Node, unit: str) -> str:
    share = "" if flow.partial else f" · {share_words(node.value / flow.base)} of all"
    count = f"{plotly_label(f'{node.said} {unit}' if node.said else counted(node.value, unit))}{share}"
    if node.kind == "left":
        return f"<b>Left here</b><br>{count}"
    if node.kind == "detour":
        return f"<b>{'On the way past' if flow.moves else 'Skipped this stage'}</b><br>{count}"
    lines = [_figure.bold(plotly_label(called(node)))]
    if flow.heads is None or node.kind != "stage":
        lines.append(count)
    else:
        lines.append(plotly_label(f"{flow.heads[int(node.column)]} reached it"))
        if not flow.partial:
            lines.append(f"{count_words(node.value)} of them got further than before")
    if node.starting and node.arriving and not flow.partial:
        lines.append(f"{count_words(node.starting)} of them start here")
    return "<br>".join(lines)


def link_hover(flow: Flow, link: Link, unit: str) -> str:
    source, target = (flow.nodes[n] for n in link.whole)
    start = plotly_label(called(source), most=80)
    way = f"{start} → {plotly_label(called(target), most=80)}"
    if link.kind == "left":
        way = f"Left after {start}"
    elif link.kind == "end":
        way = f"Reached {start}"
    elif link.kind == "through":
        way = f"Beyond {start}"
    elif link.kind == "skip" and not flow.moves:
        stages = int(target.column - source.column) - 1
        way += f" (skips {stages} stage{'s' if stages > 1 else ''})"
    count = f"{_figure.bold(way)}<br>{plotly_label(counted(link.paths, unit))}"
    if flow.partial:
        return count
    of_source = share_words(link.paths / source.value if source.value else None)
    if flow.heads is None:
        return f"{count} · {of_source} of {start}"
    return f"{count}<br>{of_source} of the {count_words(source.value)} who got further than before at {start}"


def called(node: Node) -> str:
    return {"other": "other", "left": "left"}.get(node.kind, node.name)


def default_note(flow: Flow, unit: str) -> str:
    level = "stage" if flow.by_stage else "step"
    back = " · ↩ came back" if flow.by_stage and flow.returns else ""
    counts = ", counted where they get further than before" if flow.by_stage and flow.heads is None else ""
    shares = "" if flow.partial else f" · shares of all {counted(flow.base, unit)}"
    return f"Unique {unit} by {level}{counts}{shares}{back}"


def alt(flow: Flow, unit: str) -> str:
    if flow.partial:
        ends = [(link, flow.nodes[link.whole[0]], flow.nodes[link.whole[1]]) for link in flow.links]
        way = [
            f"{source.name} to {target.name or link.kind} {count_words(link.paths)}"
            for link, source, target in ends
            if flow.nodes[link.source].kind != "detour"
        ]
        return f"Flow of {unit} without small groups: {_figure.listed(way, 40)}."
    stops = []
    for column in range(flow.columns):
        bars = sorted((flow.nodes[n] for n in flow.in_column(column)), key=lambda node: -node.value)
        named = [f"{called(node)} {_node_words(flow, node)}" for node in bars if node.kind != "detour"]
        if named:
            stops.append(("" if flow.by_stage or flow.moves else f"step {column + 1} ") + _figure.listed(named, 4))
    lost = [
        f"left after {flow.nodes[link.source].name} {count_words(link.paths)}"
        for link in flow.links
        if link.kind == "left" and flow.by_stage
    ]
    return f"Flow of {counted(flow.total, unit)}: {'; '.join(stops + lost)}."


def _node_words(flow: Flow, node: Node) -> str:
    return count_words(node.value) if flow.heads is None else flow.heads[int(node.column)]
