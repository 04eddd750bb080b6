/** Keys and gestures of the board, in a dialog; `KEYS` is the whole tour, and a test reads it. */
import { h } from "../core/dom.js";

/** Sections of [what, keys, by mouse]. */
export const KEYS = [
  ["Getting around", [
    ["From cell to cell", "Arrow keys", "Click"],
    ["First, last cell of a row; of the board", "Home, End; with Ctrl", ""],
    ["Into a cell, to its first element", "Enter", "Click"],
    ["Along the elements of a cell; on to those of the next", "Arrow keys; Tab", ""],
    ["Back to the cell; out of the board", "Escape; Tab", ""],
    ["What the map check finds at a cell, then on to the next mark; back", "F8; Shift+F8", "Click the mark"],
  ]],
  ["Writing", [
    ["Write or change a text or a name", "Enter or F2", "Click"],
    ["Keep it", "Enter", "Click elsewhere"],
    ["New line where a field has lines", "Shift+Enter", ""],
    ["Take the typing back", "Escape", ""],
    ["Save the map to its file, and the notebook with it", "Ctrl+S", "Save in the bar"],
    ["All fields of what is here", "Alt+Enter", "Right click, All fields"],
  ]],
  ["Stages, lanes, elements", [
    ["Add an element to a cell", "Enter on the cell or on +", "Click +"],
    ["Add a stage after this one, a lane below this one", "Insert on its name", "Menu …"],
    ["Move a stage, a lane", "Alt+← →, Alt+↑ ↓ on its name", "Drag, menu …"],
    ["Move an element within its stage", "Alt+↑ ↓", "Drag"],
    ["Move an element to the next stage", "Alt+← →", "Drag"],
    ["Duplicate", "Ctrl+D", "Right click"],
    ["Remove; clear a cell", "Delete", "Right click"],
    ["Menu of what is here", "Menu key or Shift+F10", "Right click"],
    ["Suggestions for a cell, ideas for a pain point", "Ctrl+I; Tab while adding", "Right click"],
  ]],
  ["Feelings", [
    ["Raise or lower a score by 0.1; by 0.5", "Arrow keys on the point; with Shift", "Drag the point"],
    ["Words of a feeling, several of them by comma", "Enter on the point", "Click the words"],
  ]],
  ["Several at once", [
    ["Choose one more", "Space on an element, Ctrl+Space on a cell", "Ctrl+click"],
    ["Choose up to here", "Shift+arrow keys", "Shift+click"],
    ["All elements of a lane", "Ctrl+A", ""],
    ["Let go", "Escape", "Click elsewhere"],
    ["Copy, cut, paste; a block from a spreadsheet fills stages across and lanes down", "Ctrl+C, Ctrl+X, Ctrl+V", "Right click"],
  ]],
  ["Drawing a path", [
    ["The next step; a step that is on the path already, once more", "Enter on a touchpoint; Shift+Enter", "Click; Shift+click"],
    ["To another touchpoint", "Arrow keys", "Drag from one to the next"],
    ["A step earlier or later; off the path; entry point", "Alt+arrows; Delete; E", ""],
    ["Which path, its name; end", "Tab; Escape", "Done"],
  ]],
  ["Looking", [
    ["Find on the board; next match", "Ctrl+F; F3", "Type in Find"],
    ["Fit the board; nearer, further", "Alt+0; Alt+plus, Alt+minus", "Zoom in the bar"],
  ]],
  ["Undo", [["Take back; do again", "Ctrl+Z; Ctrl+Shift+Z or Ctrl+Y", "Arrows in the bar"], ["This list", "?", "? in the bar"]]],
];

/** Open the dialog. @param {any} board */
export function open(board) {
  const { activeElement } = board.root.getRootNode();
  const table = ([title, rows]) => h("section", null, h("h3", { class: "jk-help__title" }, title), h("table", { class: "jk-help" }, h("thead", { class: "jk-sr" }, h("tr", null, ["What", "Keys", "By mouse"].map((words) => h("th", { scope: "col" }, words)))), h("tbody", null, rows.map(([what, keys, mouse]) => h("tr", null, h("th", { scope: "row" }, what), h("td", null, keys), h("td", null, mouse))))));
  const close = h("button", { type: "button", class: "jk-button jk-button--main", on: { click: () => dialog.close() } }, "Close");
  const dialog = h("dialog", { class: "jk jk-box jk-help-dialog", "aria-label": "Keys and gestures" }, h("h2", { class: "jk-help__head" }, "Keys and gestures"), h("div", { class: "jk-help__body", tabIndex: 0, role: "region", "aria-label": "Tables of keys" }, KEYS.map(table)), h("div", { class: "jk-row jk-form__end" }, close));
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("close", () => {
    dialog.remove();
    activeElement?.focus();
  });
  board.root.append(dialog);
  dialog.showModal();
  close.focus();
}
