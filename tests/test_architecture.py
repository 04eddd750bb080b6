"""The rules of the house that a machine can read: who may import whom, budgets, and what no file may hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from journeykit.editors._assets import STATIC, module_files
from journeykit.editors._board_modules import MODULES

REPO = Path(__file__).resolve().parent.parent
PACKAGE = REPO / "journeykit"

# Room -> the rooms it may import from, besides itself. What is not listed here does not exist yet: add it on purpose.
BASE = {"atomic", "encodings", "errors", "intervals", "lazy", "text", "unpacking", "xml_guard"}
CONTENT = {"playbook", "templates", "examples", "datasets"}
EVIDENCE = BASE | {"model", "store", "formats", "events", "answers", "questions", "frames"}
SUMMARY = EVIDENCE | {"evidence"}
DRAWN = SUMMARY | CONTENT | {"summary", "charts", "editors"}
FLOORS: dict[str, set[str]] = {
    "atomic": set(),
    "encodings": set(),
    "errors": set(),
    "intervals": set(),
    "lazy": set(),
    "text": {"errors"},
    "unpacking": set(),
    "xml_guard": {"errors"},
    "model": BASE,
    "store": BASE | {"model"},
    "events": BASE,
    "answers": BASE | {"events"},
    "formats": BASE | {"model", "answers"},
    "questions": BASE | {"events"},
    "frames": BASE | {"model"},
    "evidence": EVIDENCE,
    "summary": SUMMARY,
    "playbook": {"errors", "model"},
    "templates": BASE | {"model", "store"},
    "examples": BASE | {"model", "store"},
    "datasets": BASE,
    "charts": BASE,
    "editors": BASE | {"model", "store"},
    "export": DRAWN,
    "dashboards": DRAWN | {"export"},
    "serve": DRAWN | {"export", "dashboards"},
    "cli": DRAWN | {"export", "dashboards", "serve", "journeykit"},
    # The door and its lazy rooms; it imports nothing itself (see test_public_api).
    "journeykit": DRAWN | {"export", "dashboards", "serve"},
}

MODULE_LINES = 300
FUNCTION_LINES = 60
PUBLIC_METHODS = 12
SENT_BYTES = 61_000

FORBIDDEN_IN_JS = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(")
OTHER_HOST = re.compile(r"https?://(?!www\.w3\.org/)")
SQL_WORDS = re.compile(r"\b(SELECT|INSERT INTO|CREATE TABLE|DELETE FROM|DROP TABLE|COPY)\b")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(REPO)}:{getattr(node, 'lineno', 1)}"


def room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return "journeykit" if first == "__init__.py" else first.removesuffix(".py")


def imported(path: Path) -> Iterator[tuple[ast.AST, str]]:
    """Yield each import of a module of the product, as a dotted name."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, (
                f"{place(path, node)}: relative import; write journeykit.… so that rooms can be read"
            )
            module = node.module or ""
            if module == "journeykit":
                yield from ((node, f"journeykit.{alias.name}") for alias in node.names)
            else:
                yield node, module


def test_a_room_imports_only_from_lower_floors() -> None:
    broken = []
    for path in modules():
        own = room(path)
        for node, name in imported(path):
            if name.split(".")[0] != "journeykit":
                continue
            other = name.split(".")[1] if "." in name else "journeykit"
            other = "journeykit" if other.startswith("__") else other
            if other != own and other not in FLOORS.get(own, set()):
                broken.append(f"{place(path, node)}: {own} may not import journeykit.{other}")
    assert not broken, "\n" + "\n".join(broken)


def test_no_circle_of_imports_stands_between_modules_or_inside_a_room() -> None:
    """Also not by an import inside a function, nor by one for types only: what needs each other is one thing."""
    names = {_dotted(path): path for path in modules()}
    needs: dict[str, set[str]] = {}
    for name, path in names.items():
        needs[name] = set()
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module:
                found = {f"{node.module}.{alias.name}" for alias in node.names}
                needs[name] |= (found & names.keys()) or ({node.module} & names.keys())
            elif isinstance(node, ast.Import):
                needs[name] |= {alias.name for alias in node.names} & names.keys()
    # A package names what is in it, for types only; its own modules may not come back to it.
    order: list[str] = []
    while ready := sorted(name for name in needs if name not in order and needs[name] <= {*order, name}):
        order += ready
    assert set(order) == set(needs), f"in a circle, or behind one: {sorted(set(needs) - set(order))}"


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(REPO).with_suffix("").parts).removesuffix(".__init__")


def test_no_class_name_stands_for_two_things() -> None:
    homes: dict[str, list[str]] = {}
    for path in modules():
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(place(path, node))
    assert not {name: where for name, where in homes.items() if len(where) > 1}


def test_every_room_has_its_floor() -> None:
    assert {room(path) for path in modules()} <= set(FLOORS)


def test_only_loading_and_the_engine_touch_a_connection() -> None:
    broken = []
    for path in modules():
        # The third is SQLite beside a shared map, not the engine of questions.
        own = ("events/reading/load.py", "events/engine.py", "store/live/database.py")
        if path.relative_to(PACKAGE).as_posix() in own:
            continue
        broken += [
            f"{place(path, node)}: only events/reading/load.py and events/engine.py may import duckdb"
            for node, name in imported(path)
            if name.split(".")[0] == "duckdb"
        ]
        broken += [
            f"{place(path, node)}: .{node.attr} runs a statement; only events/reading/load.py and events/engine.py may"
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Attribute) and node.attr in ("execute", "executemany", "fetchall", "from_df")
        ]
    assert not broken, "\n" + "\n".join(broken)


def test_a_value_that_reading_hands_on_is_frozen() -> None:
    broken = []
    for path in sorted((PACKAGE / "events" / "reading").glob("*.py")):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                for made in node.decorator_list:
                    written = ast.unparse(made)
                    if written.startswith("dataclass") and "frozen=True" not in written:
                        broken.append(f"{place(path, node)}: {node.name} can be written to")
    assert not broken, "\n" + "\n".join(broken)


def test_the_tables_of_a_log_are_written_to_by_the_log_alone() -> None:
    own = ("events/log_tables.py", "events/lineage.py")
    classes = [node for path in own for node in tree(PACKAGE / path).body if isinstance(node, ast.ClassDef)]
    kept = {
        target.attr
        for node in classes
        if node.name in ("LogTables", "DerivedLog")
        for target in stored(node)
        if ast.unparse(target.value) == "self"
    }
    assert {"sorted", "adopted", "ties"} <= kept
    broken = [
        f"{place(path, target)}: {ast.unparse(target)} is written to"
        for path in modules()
        if room(path) in ("events", "questions")
        for target in stored(tree(path))
        if target.attr in kept and ast.unparse(target.value) != "self"
    ]
    assert not broken, "\n" + "\n".join(broken)


def stored(tree: ast.AST) -> Iterator[ast.Attribute]:
    """Yield each attribute that is assigned to, itself or one of its items."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            inner = node.value if isinstance(node, ast.Subscript) else node
            if isinstance(inner, ast.Attribute):
                yield inner


def test_no_statement_is_made_by_formatting_text() -> None:
    broken = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.JoinedStr):
                text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
                if SQL_WORDS.search(text) and len(node.values) > 1:
                    broken.append(f"{place(path, node)}: SQL made by formatting; build it with sqlglot")
    assert not broken, "\n" + "\n".join(broken)


def test_modules_functions_and_classes_keep_their_budgets() -> None:
    broken = []
    for path in modules():
        lines = path.read_text(encoding="utf-8").count("\n")
        if lines > MODULE_LINES:
            broken.append(f"{path.relative_to(REPO)}: {lines} lines (budget {MODULE_LINES})")
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = code_lines(node)
                if size > FUNCTION_LINES:
                    broken.append(f"{place(path, node)}: {node.name} has {size} lines (budget {FUNCTION_LINES})")
            elif isinstance(node, ast.ClassDef):
                methods = public_methods(node)
                if len(methods) > PUBLIC_METHODS:
                    broken.append(f"{place(path, node)}: {node.name} has {len(methods)} public methods")
    assert not broken, "\n" + "\n".join(broken)


def code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    docstring = ast.get_docstring(node, clean=False)
    said = docstring.count("\n") + 1 if docstring is not None else 0
    return (node.end_lineno or node.lineno) - node.lineno + 1 - said


def public_methods(node: ast.ClassDef) -> list[str]:
    functions = (part for part in node.body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef))
    return [part.name for part in functions if not part.name.startswith("_")]


def test_nothing_is_swallowed_and_nothing_is_left_to_do() -> None:
    broken = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler) and node.type is None:
                broken.append(f"{place(path, node)}: catches everything")
            if isinstance(node, ast.ExceptHandler) and all(isinstance(part, ast.Pass) for part in node.body):
                broken.append(f"{place(path, node)}: swallows an error")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line):
                broken.append(f"{path.relative_to(REPO)}:{number}: {line.strip()}")
    assert not broken, "\n" + "\n".join(broken)


def test_names_follow_the_law() -> None:
    """Tables are nouns, edits are verbs: ``get_``, ``process_``, ``handle_`` and ``utils`` say nothing."""
    broken = []
    for path in modules():
        if path.stem in ("utils", "helpers", "misc", "common"):
            broken.append(f"{path.relative_to(REPO)}: a room is named for what it is about")
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.FunctionDef)
                and re.match(r"_?(get|process|handle)_", node.name)
                and node.name not in INHERITED
            ):
                broken.append(f"{place(path, node)}: {node.name}")
    assert not broken, "\n" + "\n".join(broken)


# Named by the class they override.
INHERITED = {"get_token", "handle_incoming_message", "handle_outgoing_message", "_handle_custom_msg"}


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.js")), ids=lambda path: path.name)
def test_a_script_writes_text_and_asks_no_other_host(path: Path) -> None:
    # Comments may say what is not done; blanked, so that line numbers stay.
    text = re.sub(r"/\*.*?\*/|(?<![:\w])//[^\n]*", blanked, path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for pattern in (FORBIDDEN_IN_JS, OTHER_HOST):
        found = pattern.search(text)
        assert not found, f"{path.relative_to(REPO)}:{text[: found.start()].count(chr(10)) + 1}: {found.group()}"


def blanked(comment: re.Match[str]) -> str:
    return "\n" * comment.group().count("\n")


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.css")), ids=lambda path: path.name)
def test_a_style_sheet_fetches_nothing(path: Path) -> None:
    # The name of SVG's vocabulary has the form of an address and is none.
    text = path.read_text(encoding="utf-8").replace("xmlns='http://www.w3.org/2000/svg'", "")
    assert not re.search(r"https?://|@import|url\((?!['\"]?data:)", text)


WIDGETS = sorted(path.name for path in STATIC.glob("*.js") if "export function render(" in path.read_text("utf-8"))


@pytest.mark.parametrize("path", [*WIDGETS, *MODULES])
def test_what_a_page_is_sent_at_once_stays_small(path: str) -> None:
    had = module_files("map_board.js") if path in MODULES else ()
    size = sum(len(text.encode()) for text in module_files(path, had).values())
    assert size <= SENT_BYTES, f"{path}: {size} bytes with what it imports (budget {SENT_BYTES})"
