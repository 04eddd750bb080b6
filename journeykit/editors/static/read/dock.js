/**
 * The panel beside the matrix. `board.panel.show` puts something there, one at a time: a form (edit/details.js), what to do
 * next, or for readers what an element says (read/reading.js).
 */
import { iconButton } from "../core/controls.js";
import { h, listen } from "../core/dom.js";

/** @param {import("../core/board.js").Board} board @returns {import("../core/board.js").Plugin | undefined} */
export function attach(board) {
  board.panel = { show: (panel) => showDock(board, panel), close: (name) => closeDock(board, name), shown: null };
  const escape = (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    closeDock(board);
  };
  return { destroy: listen(board.dock, { keydown: escape }) };
}

/** @param {any} board @param {{name: string, title: string, body: HTMLElement, tools?: HTMLElement[], leave?: () => void, back?: () => void}} panel */
function showDock(board, panel) {
  const { shown } = board.panel;
  if (shown && shown.name !== panel.name) shown.leave?.();
  board.panel.shown = panel;
  const close = iconButton("remove", "Close the panel", () => closeDock(board), { title: "Close (Escape)" });
  const head = h("header", { class: "jk-row jk-tight jk-dock__head" }, h("h2", { class: "jk-dock__title", dir: "auto" }, panel.title), panel.tools ?? null, close);
  const body = h("div", { class: "jk-dock__body", tabIndex: 0, role: "region", "aria-label": panel.title }, panel.body);
  board.dock.setAttribute("aria-label", panel.title);
  board.dock.dataset.panel = panel.name;
  board.dock.replaceChildren(head, body);
  board.dock.hidden = false;
  board.drawFeelings();
}

function closeDock(board, name) {
  const panel = board.panel.shown;
  if (!panel || (name && panel.name !== name)) return;
  const held = board.dock.contains(board.active);
  board.panel.shown = null;
  board.dock.hidden = true;
  board.dock.replaceChildren();
  panel.leave?.();
  if (held) (panel.back ?? (() => board.focus(board.here)))();
  board.drawFeelings();
}
