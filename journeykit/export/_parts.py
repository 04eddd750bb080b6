"""The HTML of each part of a page. :mod:`journeykit.text` escapes every text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from journeykit.charts.theme import themed
from journeykit.errors import FrameError
from journeykit.export.section import Chart, Definitions, Fact, Facts, Fold, HtmlTable, Part, Prose, Section
from journeykit.text import count_words, duration_words, html_text, json_script, share_words


class Parts:
    """Writes parts as HTML and numbers the charts and headings among them."""

    def __init__(self) -> None:
        self.charts = 0
        self.sections = 0

    def html(self, section: Section | Facts) -> str:
        """Return a card, or facts outside a card."""
        if isinstance(section, Facts):
            return self._facts(section)
        self.sections += 1
        name = f"section-{self.sections}"
        note = f'<p class="note">{html_text(section.note)}</p>' if section.note else ""
        return (
            f'<section class="card" aria-labelledby="{name}"><h2 id="{name}">{html_text(section.title)}</h2>{note}'
            f"{self._all(section.parts)}</section>"
        )

    def _all(self, parts: Sequence[Part]) -> str:
        return "\n".join(self._part(part) for part in parts)

    def _part(self, part: Part) -> str:
        match part:
            case Prose():
                return "".join(f"<p>{html_text(words)}</p>" for words in part.text.split("\n\n") if words.strip())
            case Facts():
                return self._facts(part)
            case Chart():
                return self._chart(part)
            case HtmlTable():
                return _table(part)
            case Definitions():
                terms = (f"<dt>{html_text(term)}</dt><dd>{html_text(text)}</dd>" for term, text in part.terms.items())
                return f"<dl>{''.join(terms)}</dl>"
            case Fold():
                return f"<details><summary>{html_text(part.summary)}</summary>{self._all(part.parts)}</details>"

    def _facts(self, part: Facts) -> str:
        return f'<ul class="facts">{"".join(_fact(fact) for fact in part.facts)}</ul>'

    def _chart(self, part: Chart) -> str:
        self.charts += 1
        figure = themed(part.figure, "css")
        blocks = {"chart": figure} | ({} if part.wide is None else {"wide": themed(part.wide, "css")})
        alt = html_text((figure.layout.meta or {}).get("alt", "Chart"))
        caption = f"<figcaption>{html_text(part.caption)}</figcaption>" if part.caption else ""
        name = f"chart-{self.charts}"
        paper = f' data-paper="{int(part.paper)}"' if part.paper else ""
        data = "".join(
            f'<script type="application/json" data-{kind}="{name}">{json_script(drawn.to_json())}</script>'
            for kind, drawn in blocks.items()
        )
        return (
            f'<figure><div class="jk-plot" id="{name}"{paper} role="img" aria-label="{alt}"'
            f' style="height:{int(figure.layout.height or 400)}px"></div>'
            f"<noscript><p>{alt}</p></noscript>{caption}{data}</figure>"
        )


def _fact(fact: Fact) -> str:
    tone = f' class="{fact.tone}"' if fact.tone else ""
    detail = f"<small{tone}>{html_text(fact.detail)}</small>" if fact.detail else ""
    return f"<li><span>{html_text(fact.label)}</span><b>{html_text(fact.value)}</b>{detail}</li>"


def _table(table: HtmlTable) -> str:
    missing = [name for name in table.columns if name not in table.frame.columns]
    if missing:
        raise FrameError(f"the table {table.caption!r}", missing, (str(name) for name in table.frame.columns))
    frame = table.frame[list(table.columns)]
    shown = frame if table.most is None else frame.head(table.most)
    numeric = [pd.api.types.is_numeric_dtype(frame[name]) for name in frame.columns]
    style = [' class="number"' if number else "" for number in numeric]
    words = [_words(str(name), number) for name, number in zip(frame.columns, numeric, strict=True)]
    head = "".join(
        f'<th scope="col"{kind}>{html_text(title)}</th>'
        for kind, title in zip(style, table.columns.values(), strict=True)
    )
    rows = []
    for values in shown.itertuples(index=False):
        texts = [html_text(write(value)) for write, value in zip(words, values, strict=True)]
        cells = (f"<td{kind}>{text}</td>" for kind, text in zip(style[1:], texts[1:], strict=True))
        rows.append(f'<tr><th scope="row"{style[0]}>{texts[0]}</th>{"".join(cells)}</tr>')
    caption = table.caption
    if off := len(frame) - len(shown):
        caption += f" · {count_words(len(shown))} of {count_words(len(frame))} rows, {count_words(off)} left off"
    caption = html_text(caption)
    return (
        f'<div class="scroll" role="region" aria-label="{caption}" tabindex="0"><table><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _words(name: str, is_number: bool) -> Callable[[Any], str]:
    """Return a function that writes the values of a column, by the ending of its name."""
    if not is_number:
        return lambda value: "" if value is None or value is pd.NA or value != value else str(value)
    if name.endswith("_share"):
        return share_words
    return duration_words if name.endswith("_s") else count_words
