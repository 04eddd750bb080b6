"""How the two users of ``user.py`` do what they do."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.stories.user import AHEAD, CHIP, WHERE, User

INSIDE_CELL = "() => Boolean(document.activeElement.closest('.jk-board__grid [data-key] *'))"
PLACE_IN_LIST = """(box, words) =>
  [...box.options].findIndex((option) => [option.textContent, option.value].includes(words)) - box.selectedIndex"""
PLACES_UP = """(item, before) => {
  const all = [...item.parentElement.querySelectorAll(".jk-item")];
  return all.indexOf(item) - all.indexOf(before);
}"""
BARE = """(bar) => {
  const box = bar.getBoundingClientRect();
  for (let y = box.height - 1; y > 0; y -= 3)
    for (let x = box.width - 2; x > 0; x -= 5)
      if (document.elementFromPoint(box.left + x, box.top + y) === bar) return [x, y];
  return [1, 1];
}"""
CURVE_MARGIN = 0.22  # Of core/curve.js: room above +2 and below -2.


class Mouse(User):
    """Clicks, drags, presses elsewhere; the keyboard is for words."""

    def begin(self) -> None:
        self.cell("corner").scroll_into_view_if_needed()

    def activate(self, target: Locator) -> None:
        target.click()

    def enter(self, box: Locator, text: str) -> None:
        box.click()
        box.fill(text)

    def enter_new(self, box: Locator, name: str) -> None:
        self.enter(box, name)
        self.dock.get_by_role("button", name="Add", exact=True).click()

    def choose(self, box: Locator, words: str) -> None:
        # The list itself is the browser's own, out of reach of tests.
        box.hover()
        box.select_option(words)

    def grade(self, radios: Locator, value: str) -> None:
        radios.locator(".jk-form__step").filter(has_text=value).click()

    def rename(self, key: str, text: str) -> None:
        self.cell(key).locator(".jk-stage__name, .jk-lane__title, .jk-corner__name").click()
        if not self.typing.count():
            self.cell(key).get_by_role("button", name="menu").click()
            self.panel.get_by_role("menuitem", name="Rename").click()
        expect(self.typing).to_be_focused()
        self.type_lines(text)
        self.keep_text()

    def add_stage(self, name: str) -> None:
        self.button("Add a stage").click()
        expect(self.typing).to_be_focused()
        self.type_lines(name)
        self.keep_text()

    def move_stage(self, name: str, before: str | None) -> None:
        stage = self.cell(f"stage/{self.stage(name)}")
        target = self.cell(f"stage/{self.stage(before)}" if before else "add")
        self._drag(stage.locator(".jk-stage__name"), target, x=0.1 if before else 0.5)
        self.done()

    def add(self, lane: str, stage: str, *names: str) -> None:
        cell = self.cell(f"{lane}/{self.stage(stage)}")
        for name in names:
            cell.locator(".jk-add").click()
            expect(self.typing).to_be_focused()
            self.type_lines(name)
            self.keep_text()
            self.item(lane, stage, name)

    def carry(self, lane: str, stage: str, name: str, to: str) -> None:
        self._drag(self.item(lane, stage, name), self.cell(f"{lane}/{self.stage(to)}").locator(".jk-add"))
        expect(self.item(lane, to, name)).to_be_focused()
        self.done()

    def lift(self, lane: str, stage: str, name: str, before: str) -> None:
        self._drag(self.item(lane, stage, name), self.item(lane, stage, before), x=0.2, y=0.2)
        expect(self.item(lane, stage, name)).to_be_focused()
        self.done()

    def begin_text(self, key: str) -> None:
        self.cell(key).locator(".jk-words, .jk-prompt").first.click()

    def keep_text(self) -> None:
        # The text is kept on leaving.
        self._press_elsewhere()
        expect(self.typing).to_have_count(0)
        self.acts += 1

    def details(self, key: str, item: Locator | None = None) -> None:
        (item or self.cell(key)).click(button="right")
        self.panel.get_by_role("menuitem", name="All fields …").click()
        expect(self.dock).to_have_attribute("data-panel", "details")

    def close(self) -> None:
        while self.dock.is_visible():
            self.button("Close the panel").click()

    def open_cell(self, key: str) -> None:
        cell = self.cell(key)
        inside = cell.locator(".jk-felt:visible, .jk-prompt:visible, .jk-mix, .jk-cost")
        inside.first.click()
        expect(self.panel).to_be_visible()

    def save(self) -> None:
        self.panel.get_by_role("button", name="Save", exact=True).click()
        expect(self.panel).to_have_count(0)
        self.done()

    def set_score(self, stage: str, score: float) -> None:
        cell = self.cell(f"feelings/{self.stage(stage)}")
        dot = cell.locator(".jk-dot--assumed")
        if dot.get_attribute("aria-valuenow") == f"{score:.1f}":
            return
        dot.scroll_into_view_if_needed()
        box, at = cell.bounding_box(), dot.bounding_box()
        assert box is not None
        assert at is not None
        height = CURVE_MARGIN + (2 - score) / 4 * (1 - 2 * CURVE_MARGIN)
        self.page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
        self.page.mouse.down()
        y = box["y"] + box["height"] * height
        self.page.mouse.move(at["x"], y, steps=4)
        # As a hand does: on until the number beside the point is right, whatever moved meanwhile.
        for _ in range(8):
            # Moves are told once a frame.
            dot.evaluate("() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))")
            off = float(dot.get_attribute("aria-valuenow") or 0) - score
            if abs(off) < 0.05:
                break
            y += off / 4 * (1 - 2 * CURVE_MARGIN) * box["height"]
            self.page.mouse.move(at["x"], y)
        self.page.mouse.up()
        expect(dot).to_have_attribute("aria-valuenow", f"{score:.1f}")
        self.done()

    def step(self, item: Locator, *, again: bool = False) -> None:
        item.click(modifiers=["Shift"] if again else [])

    def stop_drawing(self) -> None:
        self.button("Done").click()
        self.done()

    def leave_menu(self) -> None:
        self._press_elsewhere()
        expect(self.panel).to_have_count(0)

    def whole(self) -> None:
        self.close()

    def _press_elsewhere(self) -> None:
        """On the bar, between its buttons."""
        bar = self.board.locator(".jk-board__bar")
        bare = bar.evaluate(BARE)
        bar.click(position={"x": bare[0], "y": bare[1]})

    def _drag(self, source: Locator, target: Locator, *, x: float = 0.5, y: float = 0.5) -> None:
        source.scroll_into_view_if_needed()
        target.scroll_into_view_if_needed()
        start, end = source.bounding_box(), target.bounding_box()
        assert start is not None
        assert end is not None
        self.page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
        self.page.mouse.down()
        self.page.mouse.move(end["x"] + end["width"] * x, end["y"] + end["height"] * y, steps=8)
        self.page.mouse.up()


class Keyboard(User):
    """Presses keys, nothing else."""

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type_line(self, line: str) -> None:
        # The end key by key: every key is one that the board could take for itself. The rest as a clipboard brings it.
        self.page.keyboard.insert_text(line[:-12])
        self.page.keyboard.type(line[-12:])

    def reach(self, target: Locator) -> None:
        """Tab there, forwards or back, whichever is nearer."""
        if self.board.evaluate(INSIDE_CELL) and not target.evaluate("(node) => Boolean(node.closest('[data-key]'))"):
            # Out of the cell first: Tab goes on along the elements. While a path is drawn Tab leads to its bar.
            self.press("Tab" if "is-drawing" in (self.board.get_attribute("class") or "") else "Escape")
        for _ in range(200):
            way = target.evaluate(AHEAD)
            if not way:
                return
            self.press("Tab" if way > 0 else "Shift+Tab")
        raise AssertionError(f"Tab does not come to {target}")

    def go(self, key: str) -> None:
        """To a cell, by arrows."""
        self.close()
        at = self.board.evaluate(WHERE, key)
        if at["from"] is None:
            self.reach(self.board.locator(".jk-board__grid [data-key][tabindex='0']"))
        elif at["inside"]:
            self.press("Escape")
        at = self.board.evaluate(WHERE, key)
        down, right = (b - a for a, b in zip(at["from"], at["to"], strict=True))
        self.press(*["ArrowDown" if down > 0 else "ArrowUp"] * abs(down))
        at = self.board.evaluate(WHERE, key)
        right = at["to"][1] - at["from"][1]
        self.press(*["ArrowRight" if right > 0 else "ArrowLeft"] * abs(right))
        expect(self.cell(key)).to_be_focused()

    def go_in(self, item: Locator) -> None:
        """To an element of a cell: into the cell with Enter, then along its elements."""
        key = str(item.evaluate("(item) => item.closest('[data-key]').dataset.key"))
        if item.evaluate("(item) => item === document.activeElement"):
            return
        self.go(key)
        self.press("Enter")
        places = item.evaluate("(item) => [...item.closest('[data-key]').querySelectorAll('.jk-item')].indexOf(item)")
        self.press(*["ArrowDown"] * places)
        expect(item).to_be_focused()

    def begin(self) -> None:
        # JupyterLab keeps Tab for itself in a cell; Escape leaves it, and Tab goes on into its output.
        self.press("Escape")
        for _ in range(300):
            if self._focused():
                return
            self.press("Tab")
        raise AssertionError("Tab does not come to the board")

    def activate(self, target: Locator) -> None:
        self.reach_any(target)
        self.press("Space" if target.evaluate("(node) => node.matches('input')") else "Enter")

    def reach_any(self, target: Locator) -> None:
        role = target.get_attribute("role") or ""
        if role.startswith("menuitem"):
            for _ in range(40):
                if target.evaluate("(node) => node === document.activeElement"):
                    return
                self.press("ArrowDown")
            raise AssertionError(f"arrows do not come to {target}")
        self.reach(target)

    def enter(self, box: Locator, text: str) -> None:
        self.reach(box)
        if box.get_attribute("type") == "date":
            year, month, day = text.split("-")
            self.page.keyboard.type(f"{month}{day}{year}")
        else:
            self.type_lines(text)
        if not self.panel.count():
            self.press("Enter")
        expect(box).to_be_focused()

    def enter_new(self, box: Locator, name: str) -> None:
        self.reach(box)
        self.type_lines(name)
        self.press("Enter")
        expect(box).to_be_focused()

    def choose(self, box: Locator, words: str) -> None:
        self.reach(box)
        by = box.evaluate(PLACE_IN_LIST, words)
        if not by:
            return
        self.press(*["ArrowDown" if by > 0 else "ArrowUp"] * abs(by))
        self.press("Enter")

    def grade(self, radios: Locator, value: str) -> None:
        boxes = radios.locator("input")
        now = boxes.evaluate_all("(all) => all.findIndex((box) => box.checked)")
        self.reach(boxes.nth(now))
        by = int(value) - 1 - now
        self.press(*["ArrowRight" if by > 0 else "ArrowLeft"] * abs(by))
        expect(boxes.nth(int(value) - 1)).to_be_checked()

    def rename(self, key: str, text: str) -> None:
        self.go(key)
        self.press("F2")
        expect(self.typing).to_be_focused()
        self.type_lines(text)
        self.keep_text()
        expect(self.cell(key)).to_be_focused()

    def add_stage(self, name: str) -> None:
        self.go("add")
        self.press("Enter")
        expect(self.typing).to_be_focused()
        self.type_lines(name)
        self.keep_text()
        expect(self.cell(f"stage/{self.stage(name)}")).to_be_focused()

    def move_stage(self, name: str, before: str | None) -> None:
        order = self.board.locator(".jk-stage__name").all_text_contents()
        rest = [other for other in order if other != name]
        to = rest.index(before) if before else len(rest)
        self.go(f"stage/{self.stage(name)}")
        by = to - order.index(name)
        for place in range(abs(by)):
            self.press("Alt+ArrowRight" if by > 0 else "Alt+ArrowLeft")
            moved = order.index(name) + (place + 1) * (1 if by > 0 else -1)
            expect(self.board.locator(".jk-stage__name").nth(moved)).to_have_text(name)
        self.done()

    def add(self, lane: str, stage: str, *names: str) -> None:
        cell = self.cell(f"{lane}/{self.stage(stage)}")
        self.go(f"{lane}/{self.stage(stage)}")
        self.press("Enter")
        present = cell.locator(".jk-item").count()
        if present:
            self.press(*["ArrowDown"] * present)
            expect(cell.locator(".jk-add")).to_be_focused()
            self.press("Enter")
        for name in names:
            expect(self.typing).to_be_focused()
            expect(self.typing).to_have_value("")
            self.type_lines(name)
            self.press("Enter")
            self.item(lane, stage, name)
        expect(self.typing).to_be_focused()
        self.press("Escape")
        expect(cell).to_be_focused()
        self.done()

    def carry(self, lane: str, stage: str, name: str, to: str) -> None:
        self.go_in(self.item(lane, stage, name))
        self.press("Alt+ArrowRight")
        expect(self.item(lane, to, name)).to_be_focused()
        self.done()

    def lift(self, lane: str, stage: str, name: str, before: str) -> None:
        item = self.item(lane, stage, name)
        self.go_in(item)
        first = self.item(lane, stage, before).element_handle()
        for left in range(item.evaluate(PLACES_UP, first), 0, -1):
            self.press("Alt+ArrowUp")
            self._until(lambda at=left: item.evaluate(PLACES_UP, first) < at or None, f"{name!r} one place up")
            expect(item).to_be_focused()
        self.done()

    def begin_text(self, key: str) -> None:
        self.go(key)
        self.press("Enter")

    def keep_text(self) -> None:
        self.press("Enter")
        expect(self.typing).to_have_count(0)
        self.done()

    def details(self, key: str, item: Locator | None = None) -> None:
        if item:
            self.go_in(item)
        else:
            self.go(key)
        self.press("Alt+Enter")
        expect(self.dock).to_have_attribute("data-panel", "details")

    def close(self) -> None:
        for _ in range(4):
            if not self.dock.is_visible():
                return
            self.press("Escape")
            self.page.wait_for_timeout(15)
        expect(self.dock).to_be_hidden()

    def open_cell(self, key: str) -> None:
        self.go(key)
        self.press("Enter")
        if self.cell(key).locator(".jk-dot--assumed:focus").count():
            self.press("Enter")
        expect(self.panel).to_be_visible()

    def save(self) -> None:
        self.press("Control+Enter")
        expect(self.panel).to_have_count(0)
        self.done()

    def set_score(self, stage: str, score: float) -> None:
        key = f"feelings/{self.stage(stage)}"
        dot = self.cell(key).locator(".jk-dot--assumed")
        by = round((score - float(dot.get_attribute("aria-valuenow") or 0)) * 10)
        if not by:
            return
        if not dot.evaluate("(dot) => dot === document.activeElement"):
            self.go(key)
            self.press("Enter")
        expect(dot).to_be_focused()
        way = "ArrowUp" if by > 0 else "ArrowDown"
        self.press(*[f"Shift+{way}"] * (abs(by) // 5), *[way] * (abs(by) % 5))
        expect(dot).to_have_attribute("aria-valuenow", f"{score:.1f}")
        expect(dot).to_be_focused()
        self.done()

    def step(self, item: Locator, *, again: bool = False) -> None:
        id_ = item.get_attribute("data-item")
        for _ in range(40):
            (stage, place), (to_stage, to_place) = self.board.evaluate(CHIP, id_)
            if (stage, place) == (to_stage, to_place):
                break
            if stage != to_stage:
                self.press("ArrowRight" if to_stage > stage else "ArrowLeft")
            else:
                self.press("ArrowDown" if to_place > place else "ArrowUp")
        expect(item).to_be_focused()
        self.press("Shift+Enter" if again else "Enter")

    def stop_drawing(self) -> None:
        self.press("Escape")
        expect(self.button("Draw")).to_be_focused()
        self.done()

    def whole(self) -> None:
        self.close()
