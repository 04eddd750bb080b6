/**
 * The panel beside the matrix. `board.showDock` puts something there, one at a time; a reading view shows there what an
 * element says, on a click or Enter. Editing brings a panel of its own for that (board_details.js).
 */
import { h, iconButton } from "./shared.js";
import { LISTS } from "./board_view.js";
import { factsOf, found, kindWords, refOf, titleOf } from "./board_refs.js";

/** @param {any} board @returns {() => void} clean-up */
export function attach(board) {
  Object.assign(board, { showDock: (panel) => showDock(board, panel), closeDock: (name) => closeDock(board, name) });
  const forget = board.reading ? readOnClick(board) : [];
  const escape = (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    closeDock(board);
  };
  board.dock.addEventListener("keydown", escape);
  return () => {
    board.dock.removeEventListener("keydown", escape);
    forget.forEach((off) => off());
  };
}

export default { attach };

/** @param {any} board @param {{name: string, title: string, body: HTMLElement, tools?: HTMLElement[], leave?: () => void, back?: () => void}} panel */
function showDock(board, panel) {
  if (board.docked && board.docked.name !== panel.name) board.docked.leave?.();
  board.docked = panel;
  const close = iconButton("remove", "Close the panel", () => closeDock(board), { title: "Close (Escape)" });
  const head = h("header", { class: "jk-dock__head" }, h("h2", { class: "jk-dock__title", dir: "auto" }, panel.title), panel.tools ?? null, close);
  const body = h("div", { class: "jk-dock__body", tabIndex: 0, role: "region", "aria-label": panel.title }, panel.body);
  board.dock.setAttribute("aria-label", panel.title);
  board.dock.dataset.panel = panel.name;
  board.dock.replaceChildren(head, body);
  board.dock.hidden = false;
  board.drawFeelings();
}

function closeDock(board, name) {
  const panel = board.docked;
  if (!panel || (name && panel.name !== name)) return;
  const held = board.dock.contains(board.root.getRootNode().activeElement);
  board.docked = null;
  board.dock.hidden = true;
  board.dock.replaceChildren();
  panel.leave?.();
  if (held) (panel.back ?? (() => board.focus(board.here)))();
  board.drawFeelings();
}

// ------------------------------------------------------------------------------------------------------------- reading

function readOnClick(board) {
  const open = (node) => {
    const cell = node.closest("[data-key]");
    const item = node.closest("[data-item]");
    const ref = item && cell?.jkView ? `${LISTS[cell.jkView.kind]?.element ?? ""}/${item.dataset.item}` : cell?.dataset.stage && !cell.jkView ? `stage/${cell.dataset.stage}` : "";
    const element = ref && found(board.content, ref);
    if (!element) return false;
    const facts = factsOf(board.content, element).map(([label, text]) => h("div", { class: "jk-fact" }, h("dt", null, label), h("dd", { dir: "auto" }, text)));
    const body = facts.length ? h("dl", { class: "jk-facts" }, facts) : h("p", { class: "jk-prompt" }, "Nothing more is noted here.");
    const back = () => board.focus(cell.dataset.key, item?.dataset.item);
    showDock(board, { name: "details", title: titleOf(element), body: h("div", null, h("p", { class: "jk-dock__kind" }, kindWords(refOf(ref).kind)), body), back });
    return true;
  };
  const enter = (event, cell) => {
    if (event.key !== "Enter") return false;
    const first = cell.querySelector("[data-item]");
    if (!first) return open(cell);
    first.focus();
    return true;
  };
  return [
    board.on("click", (event) => !event.target.closest("a, button:not([data-item])") && open(event.target)),
    board.on("cellKey", enter),
    board.on("itemKey", (event, item) => event.key === "Enter" && open(item)),
  ];
}
