"""The joined modules and style sheets: one scope, no imports, the tokens of the charts."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from journeykit.charts.theme import DARK, LIGHT
from journeykit.editors import _assets
from journeykit.editors._assets import STATIC, load_css, load_esm

MODULES = sorted(path.stem for path in STATIC.glob("*.js"))
SHEETS = sorted(path.stem for path in STATIC.glob("*.css"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(_assets, "STATIC", tmp_path)
    load_esm.cache_clear()
    return tmp_path


@pytest.fixture(autouse=True)
def _forget_joined_modules() -> object:
    yield
    load_esm.cache_clear()


@pytest.mark.parametrize("stem", MODULES)
def test_a_joined_module_has_no_import_and_parses_as_one_module(stem: str, tmp_path: Path) -> None:
    joined = load_esm(stem)
    assert not re.search(r"^import\b", joined, re.MULTILINE)
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed: the joined module was not parsed")
    file = tmp_path / "joined.mjs"
    file.write_text(joined, encoding="utf-8")
    assert subprocess.run([node, "--check", file], capture_output=True, text=True).stderr == ""


ENTRIES = [stem for stem in MODULES if "export default" in (STATIC / f"{stem}.js").read_text(encoding="utf-8")]


@pytest.mark.parametrize("stem", ENTRIES)
def test_a_joined_module_keeps_within_60_kb(stem: str) -> None:
    assert len(load_esm(stem).encode()) <= 60_000


def test_a_dependency_comes_first_once_and_without_its_exports(folder: Path) -> None:
    (folder / "base.js").write_text("export const base = 1;\n")
    (folder / "left.js").write_text('import { base } from "./base.js";\nexport function left() { return base; }\n')
    (folder / "top.js").write_text(
        'import { base } from "./base.js";\nimport {\n  left,\n} from "./left.js";\nexport default { left, base };\n'
    )
    joined = load_esm("top")
    assert joined.count("const base = 1;") == 1
    assert joined.index("const base") < joined.index("function left") < joined.index("export default")
    assert joined.count("export") == 1


def test_a_page_is_sent_no_comment_and_nothing_that_it_does_not_use(folder: Path) -> None:
    (folder / "base.js").write_text(
        "/** Said once.\n * Twice. */\nexport const used = 1;\nconst through = 2; // beside code\n// A reason.\n"
        "export function needed() {\n  // Inside.\n  return through;\n}\n"
        "export const left = [\n  3,\n];\nsideEffect();\n"
    )
    (folder / "top.js").write_text(
        'import { used, needed } from "./base.js";\nexport default { used, needed };\nexport function own() {}\n'
    )
    joined = load_esm("top")
    for kept in ("const used", "const through", "function needed", "sideEffect();", "export function own"):
        assert joined.count(kept) == 1
    for gone in ("left", "3,", "Said once", "A reason", "Inside"):
        assert gone not in joined


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('import { a as b } from "./base.js";\n', "renames an import"),
        ('import * as base from "./base.js";\n', "not of the form"),
        ('import { a } from "https://example.org/a.js";\n', "not of the form"),
        ('import { base } from "./base.js";\nexport const base = 2;\n', "both define 'base'"),
        ('import { top } from "./top.js";\n', "in a circle: top -> top"),
        ("const words = `one\n  two`;\n", "a template of several lines"),
    ],
)
def test_an_import_that_cannot_be_joined_is_refused_in_words(folder: Path, text: str, said: str) -> None:
    (folder / "base.js").write_text("export const base = 1;\n")
    (folder / "top.js").write_text(text)
    with pytest.raises(ValueError, match=re.escape(said)):
        load_esm("top")


@pytest.mark.parametrize("stem", [*MODULES, *SHEETS])
def test_no_asset_calls_out_or_writes_markup(stem: str) -> None:
    for path in STATIC.glob(f"{stem}.*"):
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|@import|\.(inner|outer)HTML\b|insertAdjacentHTML|\beval\(", text), path.name


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
    for stem in SHEETS:
        text = re.sub(r"/\*.*?\*/", "", (STATIC / f"{stem}.css").read_text(encoding="utf-8"), flags=re.DOTALL)
        strangers = set(re.findall(r"\.([a-z][\w-]*)(?=[^{};]*\{)", text))
        kept = {name for name in strangers if not name.startswith(("jk", "is-", "has-"))}
        kept = {name for name in kept if not name.startswith(("widget-", "jupyter-", "mod-", "jp-", "lm-"))}
        assert kept <= FOREIGN_CLASSES, f"{stem}.css: {sorted(kept - FOREIGN_CLASSES)}"


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
