/**
 * The board on paper: sheets of A3 landscape. A map that fits goes onto one sheet, as large as it can be; a larger one is
 * laid out at a size that can be read, and broken between lanes and between stages, with its headers on every sheet.
 *
 * The sheets are made when the page is about to be printed. The matrix itself is given the width of the sheet for that
 * moment, so that lanes have their height on paper and the arrows lie where they belong; then it is copied piece by piece.
 */
import { h, listen } from "../core/dom.js";
import { all } from "../core/view.js";
import { dayWords } from "../core/refs.js";

/** Room on a sheet, in px: A3 landscape within margins of 10 mm, less the line above the matrix. */
export const SHEET = { width: 1505, height: 992 };
/** The smallest size that reads well: 13 px are 6 pt then. */
const LEAST_SIZE = 0.6;
/** The size of a map that takes several sheets. */
const SEVERAL = 0.72;
const FIRST = 172;
const COLUMN = 178;

/** @param {import("../core/board.js").Board} board @returns {import("../core/board.js").Plugin | undefined} */
export function attach(board) {
  const sheets = h("div", { class: "jk-sheets" });
  board.root.append(sheets);
  const stop = listen(globalThis, { beforeprint: () => sheets.replaceChildren(...laidOut(board)), afterprint: () => sheets.replaceChildren() });
  const destroy = () => {
    stop();
    sheets.remove();
  };
  return { destroy };
}

// -------------------------------------------------------------------------------------------------------------- plan

/** How many stages stand beside each other on a sheet, evenly. @param {number} stages @param {number} size */
export function stagesAbreast(stages, size) {
  const most = Math.max(1, Math.floor((SHEET.width / size - FIRST) / COLUMN));
  return Math.max(1, Math.ceil(stages / Math.ceil(stages / most)));
}

/**
 * Lanes onto sheets, in order: as many as fit below the headers; a half is not torn for its last lane alone.
 * @param {number[]} heights of the lanes @param {number} room below the headers @returns {number[][]} places of the lanes
 */
export function lanesBySheet(heights, room) {
  const sheets = [];
  let left = 0;
  heights.forEach((height, place) => {
    if (!sheets.length || height > left) {
      sheets.push([]);
      left = room;
    }
    sheets.at(-1).push(place);
    left -= height;
  });
  return sheets;
}

/** The largest size, from whole to the least, at which `heightAt(size)` fits; null when none does. */
export function largestSize(heightAt, room = SHEET.height) {
  for (let size = 1; size > LEAST_SIZE - 0.001; size -= 0.04) {
    if (heightAt(size) * size <= room) return size;
  }
  return null;
}

// ------------------------------------------------------------------------------------------------------------- sheets

function laidOut(board) {
  const { stages } = board.view;
  if (!stages.length || !board.view.halves.length) return [];
  for (const cell of board.grid.querySelectorAll("[data-key]")) board.cell(cell.dataset.key);
  const undress = dress(board);
  try {
    const whole = stagesAbreast(stages.length, LEAST_SIZE) >= stages.length;
    const fits = whole ? largestSize((size) => heightAt(board, size, stages.length)) : null;
    const size = fits ?? SEVERAL;
    const abreast = fits ? stages.length : stagesAbreast(stages.length, size);
    // Measured at the size that was chosen, which may not be the one that was tried last.
    heightAt(board, size, abreast);
    followSize(board);
    return cut(board, size, abreast);
  } finally {
    undress();
    followSize(board);
  }
}

/** Give the matrix the width of paper, and what it had before back. */
function dress(board) {
  const { root, grid } = board;
  const held = { root: root.getAttribute("style"), grid: grid.getAttribute("style") };
  root.classList.add("is-on-paper");
  root.style.width = `${SHEET.width}px`;
  grid.style.removeProperty("zoom");
  return () => {
    root.classList.remove("is-on-paper");
    for (const [node, style] of [[root, held.root], [grid, held.grid]]) {
      if (style === null) node.removeAttribute("style");
      else node.setAttribute("style", style);
    }
  };
}

function heightAt(board, size, abreast) {
  const column = (SHEET.width / size - FIRST) / abreast;
  board.grid.style.setProperty("--jk-first", `${FIRST}px`);
  board.grid.style.setProperty("--jk-column", `${column}px`);
  board.grid.style.width = `${FIRST + column * board.view.stages.length}px`;
  return board.grid.offsetHeight;
}

/** Curves and arrows wait for an observer or a frame; paper waits for neither. */
function followSize(board) {
  for (const row of board.grid.querySelectorAll("[data-lane-kind='emotions']")) {
    const { clientWidth: width, clientHeight: height } = row.querySelector(".jk-cell") ?? {};
    if (width) board.row(row).size = { width, height };
  }
  board.drawFeelings();
  board.path?.now();
}

function cut(board, size, abreast) {
  const { stages } = board.view;
  const head = board.grid.querySelector(".jk-board__head");
  const rows = [...board.grid.querySelectorAll(".jk-lane")];
  const top = board.grid.getBoundingClientRect().top;
  const places = rows.map((row) => ({ top: row.getBoundingClientRect().top - top, height: row.offsetHeight }));
  const room = SHEET.height / size - head.offsetHeight;
  const sheets = [];
  for (let from = 0; from < stages.length; from += abreast) {
    for (const lanes of lanesBySheet(places.map((place) => place.height), room)) {
      sheets.push({ from, to: Math.min(stages.length, from + abreast), lanes });
    }
  }
  return sheets.map((sheet, number) => drawSheet(board, sheet, { size, abreast, places, rows, head, number, of: sheets.length }));
}

function drawSheet(board, sheet, plan) {
  const { places, head } = plan;
  const high = head.offsetHeight + sheet.lanes.reduce((sum, lane) => sum + places[lane].height, 0);
  // A lane that is higher than a sheet is made to fit, with room for words that wrap earlier when they are small.
  const size = high * plan.size > SHEET.height ? SHEET.height / (high * 1.06) : plan.size;
  const grid = board.grid.cloneNode(false);
  grid.style.removeProperty("width");
  grid.style.setProperty("--jk-stages", String(plan.abreast));
  grid.append(part(head, sheet));
  for (const half of board.grid.querySelectorAll(".jk-half")) {
    const lanes = [...half.querySelectorAll(".jk-lane")].filter((row) => sheet.lanes.includes(plan.rows.indexOf(row)));
    if (!lanes.length) continue;
    const copy = half.cloneNode(false);
    copy.style.setProperty("--jk-rows", String(lanes.length));
    copy.append(...lanes.map((row, place) => {
      const lane = part(row, sheet);
      lane.style.gridRow = String(place + 1);
      return lane;
    }));
    grid.append(copy);
  }
  const matrix = h("div", { class: "jk-sheet__matrix" }, grid, ...arrowsOf(board, sheet, plan));
  matrix.style.zoom = String(size);
  matrix.style.width = `${SHEET.width / plan.size}px`;
  return h("div", { class: "jk-sheet" }, caption(board, sheet, plan), matrix);
}

/** A row with its first cell and the stages of the sheet; the line of feelings is moved along. */
function part(row, { from, to }) {
  const copy = row.cloneNode(true);
  const cells = [...copy.children].filter((node) => node.matches("[role='gridcell'], .jk-stage"));
  cells.forEach((cell, place) => {
    if (place < from || place >= to) cell.remove();
  });
  for (const node of [copy, ...copy.querySelectorAll("[id]")]) node.removeAttribute("id");
  const curve = copy.querySelector(".jk-curve");
  if (curve) curve.setAttribute("viewBox", `${from} 0 ${to - from} 1`);
  if (curve && to - from < cells.length) curve.style.setProperty("--shown", String(to - from));
  return copy;
}

/** The arrows that lie over the lanes of a sheet, cut at its edges. */
function arrowsOf(board, sheet, { places, head, rows, abreast }) {
  const layers = [...board.frame.querySelectorAll(":scope > .jk-arrows:not([hidden]), :scope > .jk-hops:not([hidden])")];
  const column = (board.grid.offsetWidth - FIRST) / board.view.stages.length;
  let below = head.offsetHeight;
  return sheet.lanes.flatMap((lane) => {
    const at = below;
    below += places[lane].height;
    if (rows[lane].dataset.laneKind !== "touchpoints") return [];
    const copies = layers.map((layer) => layer.cloneNode(true));
    const inner = h("div", { class: "jk-sheet__shift" }, copies);
    inner.style.transform = `translate(${-FIRST - sheet.from * column}px, ${-places[lane].top}px)`;
    const window = h("div", { class: "jk-sheet__arrows" }, inner);
    Object.assign(window.style, { left: `${FIRST}px`, top: `${at}px`, width: `${column * abreast}px`, height: `${places[lane].height}px` });
    return [window];
  });
}

/** The line above the matrix: which map, whose journey, and the key to its tones. */
function caption(board, sheet, { number, of }) {
  const { content, view } = board;
  const { stages } = view;
  const travels = view.traveller?.name ?? (all(content, "personas").length ? "everyone" : "");
  const state = content.state === "future" ? "as it should become" : "as it is";
  const reviewed = content.review?.last ? `reviewed ${dayWords(content.review.last)}` : "";
  const part = sheet.to - sheet.from < stages.length ? `${stages[sheet.from].name} to ${stages[sheet.to - 1].name}` : "";
  const words = [travels, state, reviewed, content.synthetic ? "synthetic data" : "", part].filter(Boolean).join(" · ");
  const count = of > 1 ? h("span", { class: "jk-sheet__number" }, `sheet ${number + 1} of ${of}`) : null;
  return h("div", { class: "jk-note jk-sheet__caption" }, h("p", { class: "jk-sheet__title", dir: "auto" }, content.name ?? ""), h("p", { dir: "auto" }, words), board.legend.cloneNode(true), count);
}
