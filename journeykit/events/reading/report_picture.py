"""The report of a log as a picture for a notebook: HTML that needs nothing else, light and dark.

Values of the log are those of strangers: every text is escaped by :mod:`journeykit.text`. The colours are those of the
notebook (``--jp-*`` of JupyterLab, ``--vscode-*``), else those of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from journeykit.events.reading.notice import HARM_WORDS, LOOK, by_harm
from journeykit.events.reading.report_lines import ReportStory, rejected_count, times_words
from journeykit.text import count_words, html_text

SHOWN_NOTES = 6
"""Notes that are for information are folded beyond this number."""

_STYLE = """
.jk-report { --ink: var(--jp-content-font-color1, var(--vscode-editor-foreground, CanvasText));
  --soft: color-mix(in srgb, var(--ink) 78%, transparent); --line: color-mix(in srgb, var(--ink) 18%, transparent);
  color: var(--ink); font: 13px/1.5 var(--jp-ui-font-family, system-ui, sans-serif); max-width: 1100px;
  font-variant-numeric: tabular-nums; padding: 4px 0; }
& p { margin: 0; font-size: 13px; }
& p.jk-name { font-size: 15px; font-weight: 650; overflow-wrap: anywhere; }
& ul { display: flex; flex-wrap: wrap; gap: 4px 32px; list-style: none; margin: 4px 0 0; padding: 0; }
& li { display: grid; margin: 0; }
& li span { color: var(--soft); font-size: 12px; }
& li b { font-size: 15px; font-weight: 650; }
& .jk-scroll { overflow-x: auto; margin-top: 16px; }
& table { border-collapse: collapse; width: 100%; margin: 0; font-size: 13px; table-layout: auto; }
& caption { text-align: left; font-weight: 650; padding: 0 0 4px; color: var(--ink); }
& tbody tr:nth-child(n) { background: none; }
& :is(td, th) { text-align: left; vertical-align: top; padding: 4px 16px 4px 0; font-weight: 400;
  border: 0; border-top: 1px solid var(--line); overflow-wrap: break-word; white-space: normal; line-height: 1.5; }
& thead th { color: var(--soft); font-size: 12px; font-weight: 600; border-top: 0; white-space: nowrap; }
& :is(td, th).jk-number { text-align: right; white-space: nowrap; }
& :is(td, th).jk-short { white-space: nowrap; }
& td.jk-values { min-width: 15em; }
& td.jk-where { min-width: 7em; }
& td.jk-note { overflow-wrap: anywhere; min-width: 16em; }
& code { font: 12px/1.5 var(--jp-code-font-family, ui-monospace, monospace); color: inherit;
  background: color-mix(in srgb, var(--ink) 7%, transparent); border-radius: 4px; padding: 1px 4px;
  display: inline-block; vertical-align: top; max-width: 100%; margin: 0 4px 2px 0;
  white-space: pre-wrap; overflow-wrap: anywhere; }
& .jk-change code { white-space: nowrap; }
& .jk-harm { border: 1px solid currentColor; border-radius: 8px; padding: 0 8px; font-size: 12px;
  white-space: nowrap; }
& .jk-harm-0 { border-color: var(--line); color: var(--soft); }
& .jk-harm-3 { background: var(--ink); border-color: var(--ink); }
& .jk-harm-3 span { color: var(--jp-layout-color0, var(--vscode-editor-background, Canvas)); }
& details { margin-top: 12px; }
& summary { cursor: pointer; width: fit-content; font-weight: 600; }
& pre { margin: 8px 0 0; padding: 8px 12px; overflow-x: auto; color: inherit; border: 1px solid var(--line);
  border-radius: 8px; background: none; font: 12px/1.5 var(--jp-code-font-family, ui-monospace, monospace); }
""".replace("&", "div.jk-report.jk-report")  # Above what JupyterLab says of tables.


def report_picture(report: ReportStory, *, examples: bool = True) -> str:
    """Return the HTML of a report; ``examples`` False leaves out values, times and the call, for readers."""
    facts = {} if report.rows is None else {"Rows": report.rows}
    facts |= {
        "Lines" if report.rows is None else "Events": report.lines,
        "Kept": report.kept,
        "Rejected": rejected_count(report),
    }
    facts |= {"Joined": report.joined} if report.joined else {}
    shown = [(title, count_words(number)) for title, number in facts.items()]
    if examples and (times := times_words(report)):
        shown.append(("Times", times))
    head = "".join(f"<li><span>{title}</span><b>{html_text(words)}</b></li>" for title, words in shown)
    parts = [f'<p class="jk-name">{html_text(report.source)}</p><ul>{head}</ul>']
    if report.sources:
        parts.append(_sources(report, examples=examples))
    parts.append(_columns(report, examples=examples))
    if rejected := report.rejections():
        rows = [
            [_row_header(each.reason), _cell(count_words(each.lines), "jk-number"),
             _cell(html_text(each.where), "jk-where"), _cell(_code(each.change), "jk-change")]
            for each in rejected
        ]  # fmt: skip
        titles = {"Reason": "", "Lines": "jk-number", "Where": "", "What changes it": ""}
        parts.append(_table("Rejected lines, by reason", titles, rows))
    parts += _notes(report)
    call = f"<pre>{html_text(report.call())}</pre>"
    if examples:
        parts.append(f"<details><summary>The call that states all this</summary>{call}</details>")
    return f'<div class="jk-report"><style>{_STYLE}</style>{"".join(parts)}</div>'


def _sources(report: ReportStory, *, examples: bool) -> str:
    rows = []
    for source in report.sources:
        numbers = (source.lines, source.kept, rejected_count(source))
        counts = [_cell(count_words(number), "jk-number") for number in numbers]
        rows.append([_row_header(source.source), *counts, _cell(times_words(source) if examples else "")])
    number = dict.fromkeys(("Lines", "Kept", "Rejected"), "jk-number")
    return _table("Sources", {"Source": "", **number, "First and last time": ""}, rows)


def _columns(report: ReportStory, *, examples: bool) -> str:
    """Return the table of roles, of all sources."""
    rows = []
    for source in report.sources or (report,):
        for number, role in enumerate(source.filled):
            is_time = role.role == "time"
            values = "".join(f"<code><bdi>{html_text(value)}</bdi></code>" for value in role.examples if examples)
            how = f"{role.how}; {source.time_format}" if is_time else role.how
            change = _code(f"{role.argument}=…") + (_code("time_format=…") if is_time else "")
            own = f'<th scope="rowgroup" rowspan="{len(source.filled)}">{html_text(source.source)}</th>'
            rows.append([
                *([own] if report.sources and not number else []), f'<th scope="row" class="jk-short">{role.role}</th>',
                _cell(html_text(role.column)), _cell(values, "jk-values"), _cell(html_text(how)),
                _cell(change, "jk-change"),
            ])  # fmt: skip
    titles = {"Role": "jk-short", "Column": "", "First values": "", "How it was found": "", "What changes it": ""}
    return _table("Columns", {**({"Source": ""} if report.sources else {}), **titles}, rows)


def _notes(report: ReportStory) -> list[str]:
    notes = by_harm(report.notes)
    harmful = [note for note in notes if note.harm >= LOOK]
    first = notes if len(notes) <= SHOWN_NOTES else harmful
    titles = {"Harm": "jk-short", "Note": "", "What changes it": ""}

    def table(caption: str, some: Iterable[str]) -> str:
        rows = []
        for note in by_harm(tuple(some)):
            harm = f'<span class="jk-harm jk-harm-{note.harm}"><span>{HARM_WORDS[note.harm]}</span></span>'
            rows.append([f'<th scope="row" class="jk-short">{harm}</th>', _cell(html_text(note), "jk-note"),
                         _cell(_code(note.change), "jk-change")])  # fmt: skip
        return _table(caption, titles, rows)

    parts = [table("Notes, the most harmful first", first)] if first else []
    if rest := notes[len(first) :]:
        parts.append(f"<details><summary>{len(rest)} notes for information</summary>{table('Notes', rest)}</details>")
    return parts


def _code(change: str) -> str:
    return f"<code>{html_text(change)}</code>" if change else ""


def _row_header(text: str) -> str:
    return f'<th scope="row">{html_text(text)}</th>'


def _cell(text: str, kind: str = "") -> str:
    return f"<td{_class(kind)}>{text}</td>"


def _table(caption: str, titles: Mapping[str, str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; the cells of its rows are HTML."""
    if not rows:
        return ""
    head = "".join(f'<th scope="col"{_class(kind)}>{title}</th>' for title, kind in titles.items())
    body = "".join(f"<tr>{''.join(cells)}</tr>" for cells in rows)
    return (
        f'<div class="jk-scroll" role="group" aria-label="{caption}" tabindex="0"><table><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
