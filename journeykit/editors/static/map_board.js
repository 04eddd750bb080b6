/**
 * MapBoard: the journey map as a matrix. `render` draws what `boardView` computed; Python decides what an edit does.
 *
 * Pure halves: core/view.js (cells, words), core/curve.js (feelings). Drawing: core/frame.js (the matrix), core/cells.js,
 * core/feelings.js. Here: what modules hang on to, the focus, the keys that lead through the grid.
 */
import { listenToKeys } from "./core/keys.js";
import { guardKeys, h } from "./core/dom.js";
import { Transport } from "./core/transport.js";
import { tell } from "./core/notice.js";
import { boardView } from "./core/view.js";
import { drawBar, drawGrid, fillCell, fillLater } from "./core/frame.js";
import { drawFeelings } from "./core/feelings.js";

/** @param {{model: any, el: HTMLElement, files: any}} host @returns {() => void} clean-up */
export function render({ model, el, files }) {
  const board = makeBoard(model, files);
  el.append(board.root);
  const free = guardKeys(board.root);
  const redraw = () => draw(board);
  const followed = ["evidence", "persona"];
  for (const name of followed) model.on(`change:${name}`, redraw);
  listen(board);
  listenToKeys(board);
  draw(board);
  board.stopFilling = fillLater(board);
  attachModules(board);
  return () => {
    board.closed = true;
    board.stopFilling();
    for (const detach of board.attached.reverse()) detach();
    for (const name of followed) model.off(`change:${name}`, redraw);
    board.transport.close();
    free();
    board.root.remove();
  };
}

export default { render };

// ------------------------------------------------------------------------------------------------------------- frame

function makeBoard(model, files) {
  const board = { model, files, drafts: new Map(), scores: {}, here: null, editable: false, editing: null, closed: false, reading: model.get("editable") !== true, heard: new Map(), fetched: new Map(), attached: [] };
  board.transport = new Transport(model, {
    onChange: (patch) => draw(board, patch),
    onStatus: ({ text, tone }) => board.say(text, { tone }),
  });
  board.who = h("select", { class: "jk-board__who", "aria-label": "Persona", on: { change: () => choosePersona(board) } });
  board.tools = h("span", { class: "jk-board__tools" });
  board.status = h("p", { class: "jk-status jk-board__status", role: "status" });
  board.legend = h("ul", { class: "jk-legend" });
  board.grid = h("div", { class: "jk-board__grid", role: "grid", "aria-readonly": "true" });
  board.frame = h("div", { class: "jk-board__frame" }, board.grid);
  board.bar = h("div", { class: "jk-board__bar" }, board.who, board.tools, board.status, board.legend);
  board.dock = h("aside", { class: "jk-dock", hidden: true });
  board.root = h("section", { class: `jk jk-board${board.reading ? " is-reading" : ""}`, "aria-label": "Journey map" }, board.bar, h("div", { class: "jk-board__body" }, board.frame, board.dock));
  return Object.assign(board, {
    // One line about the last edit.
    say: (text, { tone, undo } = {}) => tell(board.status, text, { tone, undo: undo && (() => board.step("undo")) }),
    focus: (key, item) => focusOn(board, key, item),
    cell: (key) => fillCell(board, board.grid.querySelector(`[data-key="${CSS.escape(key)}"]`)),
    elementsOf: (id) => [...board.grid.querySelectorAll(`[data-item="${CSS.escape(id)}"]`)],
    redraw: () => draw(board),
    drawFeelings: () => drawFeelings(board),
    // Replaced by what editing brings; a reading view has nobody to send an edit to.
    send: async () => ({ ok: false, error: "This is a reading view." }),
    ask: (question, args) => board.transport.ask(question, args),
    fetch: (path) => fetchModule(board, path),
    on: (name, f) => listenFor(board, name, f),
    beginEditing: (editing) => beginEditing(board, editing),
    tell: (name, ...args) => (board.heard.get(name) ?? []).some((f) => f(...args) === true),
  });
}

/**
 * What modules hang on to: "draw" (patch), "select" (refs), and the filters "key" (event), "cellKey" (event, cell), "itemKey"
 * (event, item, cell), "press" (event), "click" (event), which run before the board's own and take the event with true.
 * @returns {() => void} forgets it
 */
function listenFor(board, name, f) {
  board.heard.set(name, [...(board.heard.get(name) ?? []), f]);
  return () => board.heard.set(name, board.heard.get(name).filter((g) => g !== f));
}

function choosePersona(board) {
  board.model.set("persona", board.who.value);
  board.model.save_changes();
  draw(board);
}

/**
 * Bring the modules that Python names, one after the other; until editing is here the board reads. Each exports
 * `attach(board)` and may return its undoing.
 */
async function attachModules(board) {
  const names = board.model.get("modules") ?? [];
  if (names.length) board.root.setAttribute("aria-busy", "true");
  for (const name of names) {
    const module = await board.fetch(name);
    if (board.closed) return;
    if (!module) continue;
    const detach = module.default.attach(board);
    if (detach) board.attached.push(detach);
  }
  board.root.removeAttribute("aria-busy");
}

/** A module by path, asked for once. A busy notebook answers late, so ask on. @returns {Promise<any | null>} */
function fetchModule(board, path) {
  const fetching = board.fetched.get(path) ?? askModule(board, path);
  board.fetched.set(path, fetching);
  return fetching;
}

async function askModule(board, path) {
  let reply;
  do reply = await board.ask("module", { path, have: board.files.paths });
  while (reply.late && !board.closed);
  if (board.closed) return null;
  if (reply.ok) return board.files.add(reply.value).load(path);
  board.say(reply.error, { tone: "problem" });
  return null;
}

/** Editing is here: what was drawn as buttons answers from now on. */
function beginEditing(board, editing) {
  const held = heldFocus(board);
  Object.assign(board, { editing, editable: true });
  board.grid.removeAttribute("aria-readonly");
  board.root.classList.add("is-editable");
  draw(board);
  restoreFocus(board, held);
}

// -------------------------------------------------------------------------------------------------------------- draw

/** Bring the page up to date with the document. Nodes stay, so focus and typing stay. */
function draw(board, patch = null) {
  board.content = board.transport.content ?? {};
  board.view = boardView(board.content, { persona: board.model.get("persona"), evidence: board.model.get("evidence"), reading: board.reading, putAway: board.putAway, vocabulary: board.model.get("vocabulary") ?? {} });
  const held = heldFocus(board);
  drawGrid(board);
  drawBar(board);
  drawFeelings(board);
  rove(board);
  restoreFocus(board, held);
  board.tell("draw", patch);
}

// ------------------------------------------------------------------------------------------------------------- focus

/** One cell of the grid is a tab stop: the one that was used last. */
function rove(board) {
  const cells = [...board.grid.querySelectorAll("[data-key]")];
  const stop = cells.find((cell) => cell.dataset.key === board.here) ?? cells[1] ?? cells[0];
  // Written only where it changes: a board has hundreds of cells.
  for (const cell of cells) {
    const to = cell === stop ? "0" : "-1";
    if (cell.getAttribute("tabindex") !== to) cell.setAttribute("tabindex", to);
  }
}

const heldFocus = (board) => {
  const active = board.root.getRootNode().activeElement;
  if (!active || !board.grid.contains(active)) return null;
  return { active, key: active.closest("[data-key]")?.dataset.key, item: active.closest("[data-item]")?.dataset.item };
};

function restoreFocus(board, held) {
  if (!held?.key) return;
  const now = board.root.getRootNode().activeElement;
  if (now === held.active && board.root.contains(now)) return;
  focusOn(board, held.key, held.item);
}

/** Focus a cell or an element in it; when it is gone, its neighbour. @param {any} board @param {string} key @param {string} [item] */
function focusOn(board, key, item) {
  const cell = board.cell(key ?? "") ?? board.grid.querySelector("[data-key][tabindex='0']");
  if (!cell) return;
  board.here = cell.dataset.key;
  rove(board);
  const inner = item && cell.querySelector(`[data-item="${CSS.escape(item)}"]:not([hidden])`);
  (inner || cell).focus({ preventScroll: false });
}

function listen(board) {
  for (const [type, name] of [["click", "click"], ["pointerdown", "press"]]) {
    board.grid.addEventListener(type, (event) => board.tell(name, event) && event.stopImmediatePropagation());
  }
  board.grid.addEventListener("focusin", (event) => {
    const cell = event.target.closest("[data-key]");
    if (!cell) return;
    board.here = cell.dataset.key;
    rove(board);
  });
}
