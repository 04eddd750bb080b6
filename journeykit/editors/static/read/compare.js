/**
 * The feelings of another map as a pale curve behind those of the board: as is behind to be, before behind after. What is
 * drawn comes from Python (_compare.py); this module only lays it under the lane.
 */
import { followModel, h, isNew, setText, svg } from "../core/dom.js";
import { dotsOf, feelings, heightOf, pathOf, runs, spokenPoint } from "../core/curve.js";

/** @param {import("../core/board.js").Board} board @returns {import("../core/board.js").Plugin | undefined} */
export function attach(board) {
  const draw = () => drawBeside(board);
  draw();
  return { update: ({ kind }) => kind === "draw" && draw(), destroy: followModel(board.model, ["other_curve"], draw) };
}

function drawBeside(board) {
  const other = board.model.get("other_curve") ?? {};
  for (const row of board.grid.querySelectorAll("[data-lane-kind='emotions']")) {
    const cells = [...row.querySelectorAll("[role='gridcell']")];
    const lines = other.name && cells.length ? linesOf(board.content, board.view.traveller, other) : [];
    row.dataset.beside = String(lines.length > 0);
    drawLegend(row, other);
    drawLines(row, cells, lines);
    cells.forEach((cell, index) => drawDots(cell, lines.map(({ name, points }) => points[index] && { name, point: points[index] }).filter(Boolean)));
  }
}

/**
 * The curves of the other map for whom the board is looked through: hers, else the shared one; for everyone each person's.
 * @param {any} content @param {any | null} persona @param {{name: string, emotions: any[]}} other @returns {{name: string, points: any[]}[]}
 */
export function linesOf(content, persona, other) {
  const curve = feelings({ stages: content.stages, personas: content.personas, emotions: other.emotions }, persona);
  const own = { name: other.name, points: curve.cells.map(({ main }) => main) };
  const people = curve.others.map(({ name, points }) => ({ name: `${other.name}, ${name}`, points: points.map((point) => point && { ...point, words: point.words ?? [] }) }));
  return [own, ...people].filter(({ points }) => points.some(Boolean));
}

function drawLegend(row, { name, missing = [] }) {
  const key = row.querySelector(".jk-lane__key");
  if (!name) return void key.querySelector(".is-beside")?.remove();
  const entry = key.querySelector(".is-beside") ?? key.appendChild(h("span", { class: "is-beside", dir: "auto" }));
  setText(entry, name);
  entry.title = [`Pale: ${name}`, missing.length && `Not on this board: ${missing.join(", ")}`].filter(Boolean).join(". ");
}

/** The lines lie in the first cell and reach over all: columns have one width, so no measure is needed. */
function drawLines(row, cells, lines) {
  const old = row.querySelector(".jk-beside");
  if (!lines.length) return void old?.remove();
  const drawn = svg("svg", { class: "jk-beside", viewBox: `0 0 ${cells.length} 1`, preserveAspectRatio: "none", "aria-hidden": "true" });
  drawn.style.setProperty("--jk-count", String(cells.length));
  const path = (name, d) => svg("path", { class: name, d: pathOf(d), "vector-effect": "non-scaling-stroke" });
  drawn.append(...lines.flatMap(({ points }) => [...runs(points).map((run) => path("jk-beside__line", run)), ...dotsOf(points).map((dot) => path("jk-beside__dot", dot))]));
  if (old && old.parentNode === cells[0]) old.replaceWith(drawn);
  else {
    old?.remove();
    cells[0].prepend(drawn);
  }
}

/** Something to point at and to hear at each point; what is seen are the lines. */
function drawDots(cell, found) {
  if (!isNew(cell, found)) return;
  for (const old of cell.querySelectorAll(":scope > .jk-beside__spot")) old.remove();
  for (const { name, point } of found) {
    const words = `${name}: ${spokenPoint(point)}`;
    const spot = h("span", { class: "jk-beside__spot", role: "img", "aria-label": words, title: words });
    spot.style.top = `${heightOf(point.score) * 100}%`;
    cell.append(spot);
  }
}
