/**
 * Small parts of editing that know nothing of maps: a panel, a menu, text typed in place, dragging.
 */
import { movedIndex } from "../core/controls.js";
import { h, listen } from "../core/dom.js";
import { placeBeside } from "../core/place.js";

/**
 * Let the click that comes of a press be none.
 * @param {EventTarget} target @returns {() => void} call it where the press is over already; of one under way it hears by itself
 */
export function swallowClick(target) {
  const swallow = (click) => (click.stopImmediatePropagation(), click.preventDefault());
  target.addEventListener("click", swallow, true);
  const over = () => setTimeout(() => target.removeEventListener("click", swallow, true), 0);
  addEventListener("pointerup", over, { capture: true, once: true });
  return over;
}

// ------------------------------------------------------------------------------------------------------------ panels

/**
 * Something that floats beside what it is about, on the top layer so that no frame cuts it. Escape closes it, and so does
 * the next press elsewhere; then the focus returns to `back()`.
 */
export function openPanel(root, anchor, panel, { back, leave = () => {} }) {
  panel.setAttribute("popover", "manual");
  // In JupyterLab: its own menu does not open over this one, and a field has the browser's.
  panel.setAttribute("data-jp-suppress-context-menu", "");
  root.append(panel);
  panel.showPopover?.();
  const settle = () => anchor.isConnected && placeBeside(panel, anchor);
  const outside = (event) => {
    if (panel.contains(event.target)) return;
    event.jkEnds = true;
    // The button that opened a menu closes it: its click would open it again.
    if (anchor.matches("[aria-haspopup]") && anchor.contains(event.target)) swallowClick(anchor);
    leave();
  };
  const close = (refocus = true) => {
    if (!panel.isConnected) return;
    const inside = panel.contains(root.getRootNode().activeElement);
    document.removeEventListener("pointerdown", outside, true);
    removeEventListener("scroll", settle, true);
    panel.remove();
    if (refocus && inside) back();
  };
  document.addEventListener("pointerdown", outside, true);
  addEventListener("scroll", settle, true);
  settle();
  return close;
}

/**
 * @param {HTMLElement} root @param {HTMLElement} anchor
 * @param {{title: string, entries: {label: string, note?: string, run: () => void, off?: boolean, checked?: boolean}[], back?: () => void}} menu
 *   an entry with `checked` stays open when it is chosen and is ticked or not
 */
export function openMenu(root, anchor, { title, entries, back = () => anchor.focus() }) {
  const boxes = entries.map(({ label, note, run, off, checked }) => {
    const ticks = checked !== undefined;
    const entry = h("button", { type: "button", class: "jk-menu__entry", role: ticks ? "menuitemcheckbox" : "menuitem", "aria-checked": ticks ? String(checked) : null, disabled: off, tabIndex: -1 }, label, note && h("span", { class: "jk-note jk-menu__note" }, note));
    entry.addEventListener("click", () => {
      if (ticks) entry.setAttribute("aria-checked", String(entry.getAttribute("aria-checked") !== "true"));
      else close();
      run();
    });
    return entry;
  });
  const menu = h("div", { class: "jk jk-float jk-panel jk-menu", role: "menu", "aria-label": title }, boxes);
  const close = openPanel(root, anchor, menu, { back, leave: () => close(false) });
  // The key that opens a menu tells it once more, when the menu has the focus already.
  menu.addEventListener("contextmenu", (event) => event.preventDefault());
  menu.addEventListener("keydown", (event) => {
    const usable = boxes.filter((box) => !box.disabled);
    const to = movedIndex(event.key, usable.indexOf(document.activeElement), usable.length);
    if (to !== null) usable[to].focus();
    else if (event.key === "Escape" || event.key === "Tab") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  boxes.find((box) => !box.disabled)?.focus();
  return close;
}

// ----------------------------------------------------------------------------------------------------- text in place

let listCount = 0;

/**
 * Edit text where it stands: the typing takes the place of the shown text in the layout, so nothing jumps.
 * Enter or leaving keeps it, Escape takes it back; with `lines` Shift+Enter (or Alt+Enter, as in a spreadsheet) starts a line.
 * @param {HTMLElement} shown what it stands for
 * @param {{label: string, value: string, prompt?: string, lines?: boolean, options?: string[],
 *   choice?: string, done: (text: string | null, how: "key" | "left", chosen: boolean) => void}} how text is null when nothing
 *   is to be saved; `choice` is a tick beside the text, `beside` something to choose from instead of typing
 */
export function editText(shown, { label, value, prompt = "", lines = false, options, choice, beside, done }) {
  const id = options && `jk-options-${(listCount += 1)}`;
  const box = options
    ? h("input", { type: "text", list: id, autocomplete: "off" })
    : h("textarea", { rows: 1, spellcheck: "true" });
  box.className = "jk-typing";
  box.setAttribute("aria-label", lines ? `${label}. Enter keeps, Shift+Enter starts a line` : label);
  box.setAttribute("placeholder", prompt);
  box.setAttribute("dir", "auto");
  box.value = value;
  const list = options && h("datalist", { id }, options.map((option) => h("option", { value: option })));
  const tick = choice && h("input", { type: "checkbox" });
  const ticked = tick && h("label", { class: "jk-row jk-form__check" }, tick, choice);
  let open = true;
  const fit = () => {
    if (options || !open) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 2}px`;
  };
  const finish = (keep, how) => {
    if (!open) return;
    open = false;
    const text = lines ? box.value.trim() : box.value.replace(/\s+/g, " ").trim();
    shown.hidden = false;
    const chosen = Boolean(tick?.checked);
    // Focus leaves before the box goes: removing a focused box would send the focus to the page.
    done(keep && (text !== value || (chosen && text)) ? text : null, how, chosen);
    for (const node of parts) node.remove();
  };
  const keys = (event) => {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Escape") finish(false, "key");
    else if (event.key === "Enter" && lines && event.altKey) box.setRangeText("\n", box.selectionStart, box.selectionEnd, "end");
    else if (event.key === "Enter" && !(lines && event.shiftKey)) finish(true, "key");
    else return;
    event.preventDefault();
    fit();
  };
  const hint = lines && h("p", { class: "jk-typing__hint", "aria-hidden": "true" }, "Enter keeps · Shift+Enter new line");
  const parts = [box, ticked, list, hint, beside].filter(Boolean);
  const within = (node) => [box, tick].includes(node) || Boolean(node && beside?.contains(node));
  for (const control of [box, tick, beside].filter(Boolean)) {
    if (control !== beside) control.addEventListener("keydown", keys);
    control.addEventListener("focusout", (event) => {
      if (!within(event.relatedTarget)) finish(true, "left");
    });
  }
  beside?.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") finish(false, "key");
  });
  beside?.addEventListener("done", () => finish(false, "left"));
  box.addEventListener("input", fit);
  // A press on the tick is not leaving: the typing goes on.
  ticked?.addEventListener("mousedown", (event) => event.preventDefault());
  // Never lower than what it stands for, so that the row keeps its place.
  if (lines) box.style.minHeight = `${shown.offsetHeight + 6}px`;
  shown.after(...parts);
  shown.hidden = true;
  fit();
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
}

// ---------------------------------------------------------------------------------------------------------- dragging

/**
 * Follow a pressed mouse or pen from `event` on. Nothing happens below five pixels, so a click stays a click.
 * @param {PointerEvent} event @param {HTMLElement} source what is dragged; a pale copy follows the pointer
 * @param {HTMLElement} frame scrolled when the pointer comes near its edge
 * @param {{over: (x: number, y: number) => void, drop: (x: number, y: number) => void, end: () => void}} on
 */
export function follow(event, source, frame, { over, drop, end }) {
  if (event.button !== 0 || event.pointerType === "touch") return;
  const from = [event.clientX, event.clientY];
  const box = source.getBoundingClientRect();
  let ghost = null;
  const move = (e) => {
    if (!ghost && Math.hypot(e.clientX - from[0], e.clientY - from[1]) < 5) return;
    e.preventDefault();
    if (!ghost) {
      ghost = source.cloneNode(true);
      ghost.classList.add("jk-ghost");
      for (const mark of ["role", "tabindex", "data-item", "data-key"]) ghost.removeAttribute(mark);
      ghost.setAttribute("aria-hidden", "true");
      ghost.setAttribute("popover", "manual");
      ghost.style.width = `${box.width}px`;
      frame.parentElement.append(ghost);
      ghost.showPopover?.();
      source.classList.add("is-dragged");
    }
    ghost.style.left = `${box.left + e.clientX - from[0]}px`;
    ghost.style.top = `${box.top + e.clientY - from[1]}px`;
    const edge = frame.getBoundingClientRect();
    if (e.clientX > edge.right - 40) frame.scrollLeft += 16;
    else if (e.clientX < edge.left + 40) frame.scrollLeft -= 16;
    over(e.clientX, e.clientY);
  };
  const stop = (e) => {
    unhear();
    const dragged = ghost !== null;
    ghost?.remove();
    source.classList.remove("is-dragged");
    end();
    if (!dragged) return;
    // The press that ends a drag is no click on what it started from.
    swallowClick(globalThis)();
    if (e.type === "pointerup") drop(e.clientX, e.clientY);
  };
  const escape = (e) => {
    if (e.key !== "Escape") return;
    e.stopPropagation();
    stop(e);
  };
  const unhear = listen(globalThis, { pointermove: move, pointerup: stop, pointercancel: stop, keydown: escape }, true);
}
