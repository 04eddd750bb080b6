"""Two people who use the board: one with the mouse, one with the keyboard alone. Both know the same verbs.

A story says *what* is done (``user.write("actions", "Discovery", "Listen")``); the user knows *how*. What they may know
of the page is what a person sees: names, not ids. The keyboard user only presses keys: never a click, never a script
that moves the focus; a control that Tab and arrows do not reach fails the story. Both fail it when the focus is lost.
Texts are typed or pasted by both; the mouse user keeps a text by pressing elsewhere, the keyboard user with Enter.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from playwright.sync_api import Locator, Page, expect

from journeykit.editors._fields import form_fields

TYPED = ("text", "lines", "texts", "number", "date", "condition")
PATIENCE_S = 10.0

ROWS = """[...board.querySelectorAll("[role='row']")].map((row) => [...row.querySelectorAll(":scope > [data-key]")])"""
WHERE = f"""(board, key) => {{
  const rows = {ROWS};
  const place = (cell) => {{
    const row = rows.findIndex((cells) => cells.includes(cell));
    return cell && row >= 0 ? [row, rows[row].indexOf(cell)] : null;
  }};
  const now = document.activeElement;
  const cell = now.closest(".jk-board__grid [data-key]");
  const wanted = board.querySelector(`[data-key="${{CSS.escape(key)}}"]`);
  return {{ inside: cell !== now, from: place(cell), to: place(wanted) }};
}}"""
CHIP = """(board, id) => {
  const chip = board.querySelector(`.jk-item--touchpoints[data-item="${CSS.escape(id)}"]`);
  const now = document.activeElement;
  const stages = [...board.querySelectorAll(".jk-cell--touchpoints")];
  const place = (node) => {
    const cell = node.closest(".jk-cell--touchpoints");
    return [stages.indexOf(cell), [...cell.querySelectorAll(".jk-item--touchpoints")].indexOf(node)];
  };
  return now.matches(".jk-item--touchpoints") ? [place(now), place(chip)] : null;
}"""
AHEAD = """(target) => {
  const now = document.activeElement;
  return now === target ? 0 : now.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING ? 1 : -1;
}"""


class User(ABC):
    """What somebody does on one board."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.board = page.locator(".jk-board")
        self.dock = self.board.locator(".jk-dock")
        self.typing = self.board.locator(".jk-typing")
        self.panel = self.board.locator(".jk-panel[popover=manual]")
        self.acts = 0

    # ------------------------------------------------------------------------------------------------ what is seen

    def cell(self, key: str) -> Locator:
        return self.board.locator(f'[data-key="{key}"]')

    def stage(self, name: str) -> str:
        """The key part of a stage, by its name."""
        find = """(board, name) => [...board.querySelectorAll(".jk-stage")]
          .find((stage) => stage.querySelector(".jk-stage__name").textContent === name)?.dataset.stage ?? null"""
        return str(self._until(lambda: self.board.evaluate(find, name), f"a stage called {name!r}"))

    def item(self, lane: str, stage: str, name: str) -> Locator:
        """An element of a cell, by its name."""
        cell = self.cell(f"{lane}/{self.stage(stage)}")
        find = """(cell, name) => [...cell.querySelectorAll(".jk-item")].find((item) =>
          [...item.querySelector(".jk-item__name").childNodes].some((part) => part.data === name)
        )?.dataset.item ?? null"""
        id_ = self._until(lambda: cell.evaluate(find, name), f"{name!r} in {lane} of {stage}")
        return cell.locator(f'.jk-item[data-item="{id_}"]')

    def done(self) -> None:
        """After every gesture: the focus is somewhere on the board, so that the next key means something."""
        self.acts += 1
        assert self._focused(), (
            f"the focus is lost: {self.page.evaluate('document.activeElement.outerHTML.slice(0, 200)')}"
        )

    def _focused(self) -> bool:
        return bool(self.board.evaluate("(board) => board.contains(document.activeElement)"))

    def _until(self, look: Any, what: str) -> Any:
        until = time.monotonic() + PATIENCE_S
        while (found := look()) is None:
            assert time.monotonic() < until, f"not on the board: {what}"
            self.page.wait_for_timeout(15)
        return found

    # --------------------------------------------------------------------------------------------- the two differ

    @abstractmethod
    def begin(self) -> None:
        """Come to the board."""

    @abstractmethod
    def activate(self, target: Locator) -> None:
        """Press a button, an entry of a menu, a box."""

    @abstractmethod
    def enter(self, box: Locator, text: str) -> None:
        """Put a text into a field of a panel, in place of what is there, and keep it."""

    @abstractmethod
    def choose(self, box: Locator, words: str) -> None:
        """Choose one of a list by its words, or by what it stands for."""

    @abstractmethod
    def grade(self, radios: Locator, value: str) -> None:
        """Choose a step of a scale."""

    @abstractmethod
    def rename(self, key: str, text: str) -> None:
        """Give a stage, a lane or the traveller a name."""

    @abstractmethod
    def add_stage(self, name: str) -> None: ...

    @abstractmethod
    def move_stage(self, name: str, before: str | None) -> None:
        """Bring a stage before another one, or to the end."""

    @abstractmethod
    def add(self, lane: str, stage: str, *names: str) -> None:
        """Put elements into a cell, one after the other."""

    @abstractmethod
    def carry(self, lane: str, stage: str, name: str, to: str) -> None:
        """Bring an element to the end of the stage after."""

    @abstractmethod
    def lift(self, lane: str, stage: str, name: str, before: str) -> None:
        """Bring the last element of a cell before another one of it."""

    @abstractmethod
    def begin_text(self, key: str) -> None:
        """Begin to type in a cell of text."""

    @abstractmethod
    def keep_text(self) -> None: ...

    @abstractmethod
    def details(self, key: str, item: Locator | None = None) -> None:
        """Open the panel with all fields of an element, a stage or a lane."""

    @abstractmethod
    def close(self) -> None:
        """Close what is open beside the board."""

    @abstractmethod
    def open_cell(self, key: str) -> None:
        """Open the form of a cell that has one: feelings, costs, content mix."""

    @abstractmethod
    def set_score(self, stage: str, score: float) -> None:
        """Bring the point of the curve to a score: by dragging it, or with arrow keys."""

    @abstractmethod
    def save(self) -> None:
        """Keep a form that is open."""

    @abstractmethod
    def step(self, item: Locator, *, again: bool = False) -> None:
        """Take a touchpoint as the next step of the path that is being drawn."""

    @abstractmethod
    def stop_drawing(self) -> None: ...

    @abstractmethod
    def whole(self) -> None:
        """See the board from its start, with nothing open."""

    # ---------------------------------------------------------------------------------------------- verbs of both

    def button(self, name: str) -> Locator:
        return self.board.get_by_role("button", name=name, exact=True)

    def type_lines(self, text: str) -> None:
        """Type over what a field holds: lines with Shift+Enter, words as a clipboard brings them."""
        self.page.keyboard.press("Control+a")
        for number, line in enumerate(text.split("\n")):
            if number:
                self.page.keyboard.press("Shift+Enter")
            self.type_line(line)

    def type_line(self, line: str) -> None:
        self.page.keyboard.insert_text(line)

    def write(self, lane: str, stage: str, text: str, *, only: str | None = None) -> None:
        """Write a cell; ``only`` for the persona whose journey is shown."""
        key = f"{lane}/{self.stage(stage)}"
        self.begin_text(key)
        expect(self.typing).to_be_focused()
        self.type_lines(text)
        if only:
            self.activate(self.cell(key).get_by_label(f"only for {only}"))
        self.keep_text()

    def show_lanes(self, names: Iterable[str]) -> None:
        """Show lanes that are hidden, or hide those that are shown."""
        names = list(names)
        if not names:
            return
        self.activate(self.button("Lanes"))
        for name in names:
            self.activate(self.panel.get_by_role("menuitemcheckbox", name=name, exact=True))
        self.leave_menu()

    def leave_menu(self) -> None:
        self.page.keyboard.press("Escape")
        self.done()

    def show_persona(self, name: str) -> None:
        self.choose(self.board.get_by_label("Persona", exact=True), name)

    def open_list(self, kind: str) -> None:
        """Open the list of everything of one kind."""
        self.close()
        self.activate(self.button("On this map"))
        chosen = self.dock.get_by_label("What to list")
        expect(chosen).to_be_focused()
        # By its kind: the words count how many there are, and an edit may be on its way.
        self.choose(chosen, kind)

    def add_listed(self, kind: str, *names: str) -> None:
        self.open_list(kind)
        box = self.dock.locator(".jk-elements__add input")
        for name in names:
            self.enter_new(box, name)
            expect(self.dock.get_by_role("button", name=name, exact=True)).to_be_visible()
        self.done()

    @abstractmethod
    def enter_new(self, box: Locator, name: str) -> None: ...

    def open_listed(self, kind: str, name: str) -> None:
        self.open_list(kind)
        self.activate(self.dock.get_by_role("button", name=name, exact=True))

    def fill(self, kind: str, values: Mapping[str, Any]) -> None:
        """Fill the panel that is open; values of ids are names."""
        form = self.dock.locator(".jk-details")
        for field in form_fields(kind):
            node = form.locator(f"#jk-detail-{kind}-{field['name']}")
            if filled(values.get(field["name"])):
                self.put(node, field, values[field["name"]])
        self.done()

    def put(self, node: Locator, field: Mapping[str, Any], value: Any) -> None:
        """Bring one control to a value."""
        self._unfold(node)
        control = field["control"]
        if control in TYPED:
            text = (
                "\n".join(value) if control == "texts" else ", ".join(value) if isinstance(value, list) else str(value)
            )
            text = text.removesuffix(".0") if control == "number" else text
            if node.input_value() != text:
                self.enter(node, text)
        elif control == "check":
            if node.is_checked() != value:
                self.activate(node)
        elif control in ("select", "reference"):
            words = dict(field["options"])[value] if control == "select" else value
            self.choose(node, words)
        elif control == "scale":
            self.grade(node, str(value))
        elif control == "checks":
            for word in value:
                if not (box := node.locator(f'input[value="{word}"]')).is_checked():
                    self.activate(box)
        elif control == "references":
            have = node.locator("xpath=preceding-sibling::ul").locator("li span:first-child").all_text_contents()
            for name in value:
                if name not in have:
                    self.choose(node, name)
        elif control == "object":
            self._put_parts(node, field["fields"], value)
        else:
            assert control == "rows", control
            for number, row in enumerate(value):
                if node.locator(".jk-rows > fieldset").count() <= number:
                    self.activate(node.locator(":scope > .jk-rows__add"))
                self._put_parts(node.locator(".jk-rows > fieldset").nth(number), field["fields"], row)

    def _put_parts(self, node: Locator, fields: Sequence[Mapping[str, Any]], value: Mapping[str, Any]) -> None:
        for part in fields:
            if filled(value.get(part["name"])) or value.get(part["name"]) == 0:
                self.put(
                    node.locator(f':is(input, textarea, select, fieldset, div)[id$="-{part["name"]}"]').first,
                    part,
                    value[part["name"]],
                )

    def _unfold(self, node: Locator) -> None:
        fold = node.locator("xpath=ancestor::details")
        if fold.count() and not fold.first.evaluate("(fold) => fold.open"):
            self.activate(fold.first.locator(":scope > summary"))

    def feel(self, stage: str, words: Sequence[str], score: float, *, only: str | None = None) -> None:
        """Say how a stage feels: words in the form, the score with the hand."""
        key = f"feelings/{self.stage(stage)}"
        self.open_cell(key)
        self.enter(self.panel.get_by_label("In words, by comma"), ", ".join(words))
        if only and (own := self.panel.get_by_label(f"only for {only}")).count():
            self.activate(own)
        self.save()
        expect(self.cell(key)).to_contain_text(words[0])
        self.set_score(stage, score)

    def mix(self, stage: str, percent: str) -> None:
        key = f"content-mix/{self.stage(stage)}"
        self.open_cell(key)
        self.enter(self.panel.get_by_label("Content about the customer, in %"), percent)
        self.save()
        expect(self.cell(key)).to_contain_text(percent)

    def costs(self, stage: str, costs: Mapping[str, Sequence[str]]) -> None:
        """Say what each touchpoint of a stage costs the customer."""
        self.open_cell(f"cost/{self.stage(stage)}")
        for name, paid in costs.items():
            # Playwright takes the name of a group from its legend.
            group = self.panel.get_by_role("group", name=name, exact=True)
            for cost in paid:
                self.activate(group.get_by_label(cost, exact=True))
        self.save()

    def draw(self, steps: Sequence[tuple[str, str]]) -> None:
        """Draw one path over touchpoints, each given by stage and name."""
        seen: set[tuple[str, str]] = set()
        for number, place in enumerate(steps, start=1):
            self.step(self.item("touchpoints", *place), again=place in seen)
            seen.add(place)
            expect(self.board.locator(".jk-route.is-drawn")).to_contain_text(f"{number} step")
        self.done()

    def start_drawing(self, *, fresh: bool) -> None:
        if self.button("Path").get_attribute("aria-pressed") != "true":
            self.activate(self.button("Path"))
        if self.button("Draw").is_visible():
            self.activate(self.button("Draw"))
            expect(self.button("Done")).to_be_visible()
        if fresh:
            self.choose(self.board.get_by_label("Path to draw"), "New alternate …")

    def about_path(self, *, name: str, note: str) -> None:
        self.activate(self.button("Name, kind and note of this path"))
        self.enter(self.panel.get_by_label("Name", exact=True), name)
        self.enter(self.panel.get_by_label("What differs from the happy path"), note)
        self.save()


def filled(value: Any) -> bool:
    """True for a value that says something, as ``filled`` of edit/fields.js."""
    if isinstance(value, Mapping):
        return any(map(filled, value.values()))
    return value not in (None, "", False, [], ())
