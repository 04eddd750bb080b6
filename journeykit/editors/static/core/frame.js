/**
 * The matrix drawn: head row, halves, lanes and their cells, the bar above. Nodes are kept by key, so focus and typing stay.
 *
 * A large board is drawn in two goes: what the frame shows at once, the rest in pauses right after the first paint. Until
 * then a cell stands empty in its place; `fillCell` draws it when somebody asks for it earlier.
 */
import { h, icon, isNew, patchList, setText, svg } from "./dom.js";
import { all } from "./view.js";
import { drawCell, initials } from "./cells.js";

/** @param {any} board */
export function drawGrid(board) {
  const { stages, halves } = board.view;
  board.grid.style.setProperty("--jk-stages", String(Math.max(1, stages.length)));
  board.grid.setAttribute("aria-label", board.content.name ?? "Journey map");
  board.grid.classList.toggle("has-end", !board.reading);
  board.first ??= firstView(board.view, board.frame.clientWidth, innerHeight);
  const rows = [
    { key: "head", create: () => h("div", { class: "jk-board__head", role: "row" }), update: (node) => drawHead(node, board) },
    ...halves.map((group) => ({
      key: group.half,
      create: () => h("div", { class: `jk-half jk-half--${group.half}`, role: "rowgroup", "aria-label": HALVES[group.half], data: { half: HALVES[group.half].replace(" half", "") } }),
      update: (node) => drawHalf(node, group, board),
    })),
  ];
  patchList(board.grid, rows, { key: (row) => row.key, create: (row) => row.create(), update: (node, row) => row.update(node) });
}

function drawHalf(node, { lanes }, board) {
  node.style.setProperty("--jk-rows", String(lanes.length));
  patchList(node, lanes, {
    key: (lane) => lane.id,
    create: () => h("div", { class: "jk-lane", role: "row" }),
    update: (row, lane, index) => {
      // Said, not left to the page: the name of the half lies in the same rows.
      row.style.gridRow = String(index + 1);
      drawLane(row, lane, board);
    },
  });
}

const HALVES = { customer: "Customer half", path: "Path", business: "Business half" };

/** @param {any} board */
export function drawBar(board) {
  const personas = all(board.content, "personas");
  const options = [...personas.map(({ id, name }) => [id, name]), ...(personas.length > 1 ? [["", "Everyone"]] : [])];
  patchList(board.who, options, { key: ([id]) => `p/${id}`, create: ([id]) => h("option", { value: id }), update: (node, [, name]) => setText(node, name) });
  board.who.hidden = personas.length < 2;
  board.who.value = board.view.traveller?.id ?? "";
  board.editing?.drawTools();
}

function drawHead(row, board) {
  const { stages } = board.view;
  const cells = [
    { key: "corner", create: () => h("div", { class: "jk-corner", role: "columnheader", data: { key: "corner" } }), update: (node) => drawCorner(node, board) },
    ...stages.map((stage) => ({ key: `stage/${stage.id}`, create: () => makeStage(stage, board), update: (node) => drawStage(node, stage, board) })),
  ];
  if (!board.reading) cells.push({ key: "add", create: () => makeAddStage(board), update: (node) => drawAddStage(node, !stages.length) });
  patchList(row, cells, { key: (cell) => cell.key, create: (cell) => cell.create(), update: (node, cell) => cell.update(node) });
}

function drawCorner(node, board) {
  const { traveller, about } = board.view;
  const line = [traveller?.name, traveller?.quote, traveller?.portrait, all(board.content, "personas").length, about];
  if (!isNew(node, line)) return;
  const face = h("span", { class: "jk-disc jk-face", "aria-hidden": "true" }, traveller ? initials(traveller.name) : "");
  // Only pictures that are part of the document: an address would call out.
  if (/^data:image\/(png|jpeg|webp|gif);base64,[\w+/=]+$/.test(traveller?.portrait ?? "")) face.replaceChildren(Object.assign(document.createElement("img"), { src: traveller.portrait, alt: "" }));
  const name = h("p", { class: "jk-corner__name" }, traveller?.name ?? (line[3] || board.reading ? "Everyone" : "Who travels?"));
  const quote = traveller?.quote && h("p", { class: "jk-note jk-corner__quote", title: traveller.quote }, `“${traveller.quote.replace(/^["“”]+|["“”]+$/g, "")}”`);
  // The persona chooses what is told, not whom the numbers count.
  const base = traveller && about && h("p", { class: "jk-corner__about" }, about);
  node.replaceChildren(...[traveller && face, h("div", null, name, quote ?? null, base ?? null)].filter(Boolean));
}

function makeStage(stage, board) {
  const name = h("p", { class: "jk-stage__name" });
  const cell = h("div", { class: "jk-stage", role: "columnheader", data: { key: `stage/${stage.id}`, stage: stage.id } }, h("div", { class: "jk-stage__text" }, name), h("p", { class: "jk-stage__reach" }), h("p", { class: "jk-note jk-clamp jk-stage__means" }));
  if (!board.reading) {
    const more = h("button", { type: "button", class: "jk-icon-button jk-appears jk-screen jk-stage__more", tabIndex: -1, "aria-haspopup": "menu", on: { click: () => board.editing?.stageMenu(stage.id) } }, icon("more"));
    cell.append(more);
  }
  return cell;
}

function drawStage(node, stage, board) {
  node.style.setProperty("--jk-stage", stage.colour);
  node.title = [stage.name, stage.definition].filter(Boolean).join(": ");
  const [name, reach, means] = ["name", "reach", "means"].map((part) => node.querySelector(`.jk-stage__${part}`));
  setText(name, board.drafts.get(`stage/${stage.id}`)?.text ?? stage.name);
  name.classList.toggle("is-refused", Boolean(board.drafts.get(`stage/${stage.id}`)?.refused));
  setText(reach, stage.reach);
  reach.title = stage.note;
  reach.hidden = !stage.reach;
  setText(means, stage.definition);
  node.querySelector(".jk-stage__more")?.setAttribute("aria-label", `Stage ${stage.name}: menu`);
}

function makeAddStage(board) {
  const button = h("button", { type: "button", class: "jk-hover jk-add-stage", tabIndex: -1, title: "Add a stage", on: { click: () => board.editing?.addStage() } }, icon("add"), h("span", null, "Add a stage"));
  return h("div", { class: "jk-screen jk-corner-end", role: "gridcell", data: { key: "add" } }, button);
}

function drawAddStage(node, first) {
  node.classList.toggle("is-first", first);
  setText(node.querySelector("span"), first ? "Add the first stage: what do they go through?" : "Add a stage");
}

function drawLane(row, lane, board) {
  row.dataset.lane = lane.id;
  row.dataset.laneKind = lane.kind;
  const parts = [{ key: "header", lane }, ...(lane.kind === "emotions" ? [{ key: "curve" }] : []), ...lane.cells.map((cell) => ({ key: cell.key, cell }))];
  patchList(row, parts, {
    key: (part) => part.key,
    create: (part) => {
      if (part.lane) return h("div", { class: "jk-note jk-lane__name", role: "rowheader", data: { key: `lane/${lane.id}` } }, h("p", { class: "jk-lane__title" }), lane.kind === "emotions" ? feelingsKey() : null);
      if (part.key === "curve") return svg("svg", { class: "jk-curve", preserveAspectRatio: "none", "aria-hidden": "true" });
      board.cells.set(part.key, {});
      return h("div", { class: `jk-cell jk-cell--${lane.kind}`, role: "gridcell", data: { key: part.key, stage: part.cell.stage } });
    },
    update: (node, part) => {
      if (part.lane) setText(node.firstChild, lane.name);
      else if (part.cell) drawOrWait(node, part.cell, lane.id, board);
    },
  });
}

const feelingsKey = () => h("p", { class: "jk-lane__key" }, h("span", { class: "is-measured" }, "measured"), h("span", { class: "is-assumed" }, "assumed"));

// ---------------------------------------------------------------------------------------------------- in two goes

/** Fewer cells than this are drawn at once. */
const MANY_CELLS = 240;
const LEAST_COLUMN = 160;
const LANE_HEIGHT = 40;
const LINE_HEIGHT = 28;
/** Milliseconds that filling may take from a frame. */
const SLICE = 8;

/** What a frame of this size shows first, by estimate: stages and lanes by id; null when all is drawn at once. */
function firstView(view, width, height) {
  const lanes = view.halves.flatMap((group) => group.lanes);
  if (lanes.length * view.stages.length < MANY_CELLS) return null;
  const stages = view.stages.slice(0, Math.ceil(width / LEAST_COLUMN)).map((stage) => stage.id);
  const shown = new Set(stages);
  const found = new Set();
  let top = 0;
  for (const lane of lanes) {
    if (top > height) break;
    found.add(lane.id);
    top += LANE_HEIGHT + Math.max(...lane.cells.filter((cell) => shown.has(cell.stage)).map((cell) => (cell.items?.length ?? 1) * LINE_HEIGHT));
  }
  return { stages: shown, lanes: found };
}

function drawOrWait(node, view, lane, board) {
  const { first } = board;
  const state = board.at(node);
  const later = first && state.drawn === undefined && view.kind !== "emotions" && !(first.lanes.has(lane) && first.stages.has(view.stage));
  if (!later) return drawCell(node, view, board);
  Object.assign(state, { waiting: view, view });
}

/** Draw a cell that waits for its turn. @param {any} board @param {any} cell an element or null @returns {any} the same */
export function fillCell(board, cell) {
  const state = board.at(cell);
  const view = state.waiting;
  if (!view) return cell;
  state.waiting = null;
  drawCell(cell, view, board);
  return cell;
}

/** Draw what waits, in pauses, from the top; a board drawn whole has nothing to wait for. @param {any} board @returns {() => void} */
export function fillLater(board) {
  if (!board.first) return () => {};
  const pause = globalThis.requestIdleCallback ?? ((f) => setTimeout(() => f({ timeRemaining: () => SLICE, didTimeout: true }), 16));
  const drop = globalThis.cancelIdleCallback ?? clearTimeout;
  let handle = 0;
  const go = (deadline) => {
    const until = performance.now() + Math.min(SLICE, Math.max(4, deadline.timeRemaining()));
    const waiting = [...board.grid.querySelectorAll(".jk-cell")].filter((cell) => board.at(cell).waiting);
    for (const cell of waiting) {
      if (performance.now() > until) break;
      fillCell(board, cell);
    }
    if (waiting.length && board.at(waiting.at(-1)).waiting) handle = pause(go, { timeout: 300 });
    else {
      board.first = null;
      board.update({ kind: "filled" });
    }
  };
  handle = pause(go, { timeout: 300 });
  return () => drop(handle);
}
