"""One page from ``file://`` with real widgets: their modules in Chromium, their Python here, no kernel in between.

The page holds a small model in place of the notebook's: ``get``, ``set``, ``save_changes``, ``send``, ``on``, ``off``.
What it sends is handed to the widget, and what the widget sends goes back to the page, in the order of a kernel.

Use it with ``strict_page``, which fails on errors and outside requests::

    stage = Stage(strict_page, tmp_path, {"cards": FactCards([...])})
    stage.page.get_by_text("Overall conversion").click()
"""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from journeykit.text import json_script

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>harness</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' blob:;
  style-src 'unsafe-inline'; img-src data: blob:">
<style>{css}
/* What JupyterLab and Voila do to every output. */
.jp-OutputArea-output dl, .jp-OutputArea-output dt, .jp-OutputArea-output dd {{ display: block; }}
.jp-OutputArea-output dl {{ width: 100%; overflow: hidden; padding: 0; margin: 0; }}
.jp-OutputArea-output dt {{ font-weight: bold; float: left; width: 20%; padding: 0; margin: 0; }}
.jp-OutputArea-output dd {{ float: left; width: 80%; padding: 0; margin: 0; }}
body {{ background: var(--jk-bg); margin: 0; }} main {{ display: grid; gap: 16px; padding: 24px; }}</style></head>
<body{body}><main class="jp-OutputArea-output">{places}</main>
<script type="application/json" id="widgets">{widgets}</script>
<script type="module">
const views = (globalThis.views = {{}});
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
class Model {{
  constructor(name, state) {{ Object.assign(this, {{ name, state, dirty: {{}}, heard: new Map() }}); }}
  get(key) {{ return this.state[key]; }}
  set(key, value) {{
    if (JSON.stringify(this.state[key]) === JSON.stringify(value)) return;
    this.state[key] = this.dirty[key] = value;
    this.tell(`change:${{key}}`);
  }}
  save_changes() {{
    const state = this.dirty;
    this.dirty = {{}};
    if (Object.keys(state).length) this.post({{ method: "update", state }});
  }}
  send(content) {{ this.post({{ method: "custom", content }}); }}
  on(name, f) {{ this.heard.set(name, [...(this.heard.get(name) ?? []), f]); }}
  off(name, f) {{ this.heard.set(name, (this.heard.get(name) ?? []).filter((g) => g !== f)); }}
  tell(name, ...args) {{ for (const f of this.heard.get(name) ?? []) f(...args); }}
  post(message) {{
    sent.push([this.name, message]);
    globalThis.waiting += 1;
    toPython(this.name, JSON.stringify(message)).then((replies) => {{
      deliver(JSON.parse(replies));
      globalThis.waiting -= 1;
    }});
  }}
}}
const sent = (globalThis.sent = []);
globalThis.waiting = 0;
const models = {{}};
globalThis.deliver = (replies) => {{
  for (const {{ name, data, buffers }} of replies) {{
    const model = models[name];
    const views = buffers.map((buffer) => new DataView(bytes(buffer).buffer));
    if (data.method === "custom") model.tell("msg:custom", data.content, views);
    if (data.method === "update") {{
      Object.assign(model.state, data.state);
      for (const key of Object.keys(data.state)) model.tell(`change:${{key}}`);
    }}
  }}
}};
globalThis.open = async (name, place) => {{
  const el = document.getElementById(place);
  const widget = widgets[name];
  const module = await import(URL.createObjectURL(new Blob([widget.esm], {{ type: "text/javascript" }})));
  models[name] ??= new Model(name, widget.state);
  views[place] = module.default.render({{ model: models[name], el }});
}};
const widgets = JSON.parse(document.getElementById("widgets").textContent);
for (const name of Object.keys(widgets)) await open(name, name);
document.documentElement.dataset.ready = "yes";
</script></body></html>"""


class Stage:
    """Widgets by name on one page; ``page`` is playwright's."""

    def __init__(
        self, page: Page, folder: Path, widgets: Mapping[str, Any], *, theme: str | None = None, hidden: bool = False
    ) -> None:
        self.page, self.widgets = page, dict(widgets)
        self._out: list[dict[str, Any]] = []
        for name, widget in self.widgets.items():
            self._listen(name, widget)
        page.expose_function("toPython", self._to_python)
        file = folder / "harness.html"
        file.write_text(self._html(theme, hidden), encoding="utf-8")
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")

    def flush(self) -> None:
        """Hand over what Python said outside of a reply."""
        self.page.evaluate("(replies) => deliver(replies)", self._drain())

    def settle(self) -> None:
        """Wait until everything that the page has sent is answered."""
        self.page.wait_for_function("() => waiting === 0")

    def sent(self, name: str) -> list[dict[str, Any]]:
        """Return the messages that the page sent to one widget, oldest first."""
        told = self.page.evaluate("() => sent")
        return [message for to, message in told if to == name]

    def _to_python(self, name: str, text: str) -> str:
        widget, message = self.widgets[name], json.loads(text)
        if message["method"] == "update":
            widget.set_state(message["state"])
        else:
            widget._handle_custom_msg(message["content"], [])
        return json.dumps(self._drain())

    def _drain(self) -> list[dict[str, Any]]:
        out, self._out = self._out, []
        return out

    def _listen(self, name: str, widget: Any) -> None:
        def keep(data: dict[str, Any], buffers: Any = None) -> None:
            packed = [base64.b64encode(buffer).decode() for buffer in buffers or []]
            self._out.append({"name": name, "data": json.loads(json.dumps(data)), "buffers": packed})

        widget._send = keep

    def _html(self, theme: str | None, hidden: bool) -> str:
        states = {name: {"esm": widget._esm, "state": _state(widget)} for name, widget in self.widgets.items()}
        css = "\n".join(dict.fromkeys(str(widget._css) for widget in self.widgets.values()))
        places = "".join(f'<div id="{html.escape(name)}"{" hidden" * hidden}></div>' for name in self.widgets)
        if not any(hasattr(widget, "subtitle") for widget in self.widgets.values()):
            places = f'<h1 class="jk-sr">Harness</h1>{places}'
        body = {None: "", "light": ' data-jp-theme-light="true"', "dark": ' data-jp-theme-light="false"'}[theme]
        return PAGE.format(css=css, places=places, widgets=json_script(states), body=body)


def _state(widget: Any) -> dict[str, Any]:
    state = {name: value for name, value in widget.get_state().items() if not name.startswith("_")}
    for name in ("layout", "tabbable", "tooltip"):
        state.pop(name, None)
    return json.loads(json.dumps(state))  # type: ignore[no-any-return]


def slow(page: Page, ms: int) -> None:
    """Let the notebook answer later, as a busy one does."""
    page.evaluate(
        """(ms) => {
          const soon = globalThis.toPython;
          const later = () => new Promise((go) => setTimeout(go, ms));
          globalThis.toPython = (...what) => later().then(() => soon(...what));
        }""",
        ms,
    )
