"""The modules and style sheets as a page is sent them: each file once, no address to follow, the charts' tokens."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from journeykit.charts.theme import DARK, LIGHT
from journeykit.editors import _assets
from journeykit.editors._assets import STATIC, load_css, load_esm, module_files

MODULES = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.js"))
SHEETS = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*.css"))
WIDGETS = sorted(path.stem for path in STATIC.glob("*.js") if "export function render(" in path.read_text("utf-8"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(_assets, "STATIC", tmp_path)
    for kept in (_assets._sent, _assets._function):
        kept.cache_clear()
    yield tmp_path
    for kept in (_assets._sent, _assets._function):
        kept.cache_clear()


def test_the_widgets_are_found() -> None:
    assert {"map_board", "persona_editor", "event_matcher", "plot_view", "fact_cards"} <= set(WIDGETS)


@pytest.mark.parametrize("path", MODULES)
def test_what_a_page_is_sent_parses_as_a_module(path: str, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: the file was not parsed")
    file = tmp_path / "sent.mjs"
    file.write_text(f"export default {module_files(path)[path]};", encoding="utf-8")
    assert subprocess.run([node, "--check", file], capture_output=True, text=True).stderr == ""


@pytest.mark.parametrize("stem", WIDGETS)
def test_a_widget_is_one_module_that_imports_nothing_by_itself(stem: str, tmp_path: Path) -> None:
    text = load_esm(stem)
    assert not re.search(r"^(import|export) [^\n]*from \"", text, re.MULTILINE)
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: the module was not parsed")
    file = tmp_path / "widget.mjs"
    file.write_text(text, encoding="utf-8")
    assert subprocess.run([node, "--check", file], capture_output=True, text=True).stderr == ""


def test_what_is_imported_comes_first_once_and_by_its_path(folder: Path) -> None:
    (folder / "core").mkdir()
    (folder / "core/base.js").write_text("export const base = 1;\n")
    (folder / "core/left.js").write_text('import { base } from "./base.js";\nexport const left = () => base;\n')
    (folder / "top.js").write_text(
        'import { base } from "./core/base.js";\nimport {\n  left,\n} from "./core/left.js";\n'
        "export const top = { left, base };\n"
    )
    files = module_files("top.js")
    assert list(files) == ["core/base.js", "core/left.js", "top.js"]
    assert 'const {base}=need("core/base.js");' in files["core/left.js"]
    assert list(module_files("top.js", ["core/base.js"])) == ["core/left.js", "top.js"]


def test_a_page_is_sent_no_comment_and_no_indentation(folder: Path) -> None:
    (folder / "top.js").write_text(
        "/** Said once.\n * Twice. */\nexport const used = 1; // beside code\n// A reason.\n"
        "export function needed() {\n  // Inside.\n  return used;\n}\n"
    )
    mark, sent = module_files("top.js")["top.js"].split(",", 1)
    body = "const used = 1; // beside code\nfunction needed() {return used;}\n"
    assert sent == f"need=>{{\n{body}return {{used,needed}}}}]"
    assert re.fullmatch(r'\["[0-9a-f]{8}"', mark)


def test_the_mark_of_a_file_changes_with_what_it_imports(folder: Path) -> None:
    def mark() -> str:
        _assets._sent.cache_clear()
        _assets._function.cache_clear()
        return module_files("top.js")["top.js"].split(",")[0]

    (folder / "top.js").write_text('import { base as low } from "./base.js";\nexport const top = low;\n')
    (folder / "base.js").write_text("export const base = 1;\n")
    before = mark()
    assert mark() == before
    (folder / "base.js").write_text("export const base = 2;\n")
    assert mark() != before
    assert "const {base:low}=need" in module_files("top.js")["top.js"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('import * as base from "./base.js";\n', "not of the form"),
        ('import { a } from "https://example.org/a.js";\n', "not of the form"),
        ('import { top } from "./top.js";\n', "in a circle: top.js -> top.js"),
        ("const words = `one\n  two`;\n", "a template of several lines"),
        ("export let count = 0;\n", "an export that is not of the form"),
    ],
)
def test_an_import_that_a_page_could_not_follow_is_refused_in_words(folder: Path, text: str, said: str) -> None:
    (folder / "base.js").write_text("export const base = 1;\n")
    (folder / "top.js").write_text(text)
    with pytest.raises(ValueError, match=re.escape(said)):
        module_files("top.js")


@pytest.mark.parametrize("path", [*MODULES, *SHEETS])
def test_no_asset_calls_out_or_writes_markup(path: str) -> None:
    text = (STATIC / path).read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|@import|\.(inner|outer)HTML\b|insertAdjacentHTML|\beval\(", text)


def _declared(sheet: str, selector: str) -> dict[str, str]:
    block = re.search(rf"^\s*{re.escape(selector)} \{{\n(.*?)\}}", sheet, re.MULTILINE | re.DOTALL)
    assert block, f"tokens.css has no block {selector}"
    return dict(re.findall(r"--jk-([a-z]+): (#[0-9a-f]{6});", block[1]))


@pytest.mark.parametrize(
    ("selector", "tokens"),
    [
        (":root", LIGHT),
        ('body[data-jp-theme-light="false"]', DARK),
        ("body:not([data-jp-theme-light])", DARK),
    ],
)
def test_the_tokens_are_those_of_the_charts(selector: str, tokens: dict[str, str]) -> None:
    assert _declared(load_css(), selector) == dict(tokens)


def test_classes_belong_to_the_house() -> None:
    for path in SHEETS:
        text = re.sub(r"/\*.*?\*/", "", (STATIC / path).read_text(encoding="utf-8"), flags=re.DOTALL)
        strangers = set(re.findall(r"\.([a-z][\w-]*)(?=[^{};]*\{)", text))
        kept = {name for name in strangers if not name.startswith(("jk", "is-", "has-"))}
        kept = {name for name in kept if not name.startswith(("widget-", "jupyter-", "mod-", "jp-", "lm-"))}
        assert kept <= FOREIGN_CLASSES, f"{path}: {sorted(kept - FOREIGN_CLASSES)}"


# Plotly's own marks, coloured from outside.
FOREIGN_CLASSES = {
    "node-label",
    "sankey",
    "js-plotly-plot",
    "main-svg",
    "sankey-link",
    "sankey-node",
    "node-rect",
    "hoverlayer",
    "cursor-pointer",
    "point",
    "plot-container",
    "svg-container",
    "nsewdrag",
}
