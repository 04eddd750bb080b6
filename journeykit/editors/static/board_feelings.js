/** The feelings lane drawn: one curve behind the cells of a row, and in every cell its points and their words. */
import { h, setText, svg } from "./shared.js";
import { bands, feelings, heightOf, onScale, pathOf, placeWords, runs, scoreAt, spokenPoint } from "./board_curve.js";

/** Milliseconds after the last arrow key until the score is sent: a run of keys is one edit. */
const PATIENCE = 400;

/** Draw every feelings lane. @param {any} board */
export function drawFeelings(board) {
  for (const row of board.grid.querySelectorAll("[data-lane-kind='emotions']")) drawRow(row, board);
}

function drawRow(row, board) {
  const cells = [...row.querySelectorAll("[role='gridcell']")];
  if (!cells.length) return;
  const curve = feelings(board.content, board.view.traveller, board.scores);
  const size = { width: cells[0].offsetWidth || 240, height: row.offsetHeight || 150 };
  const assumed = runs(curve.assumed);
  const measured = runs(curve.measured);
  const labels = curve.cells.map(({ main, mark, top, bottom }) => ({ text: main ? [main.words.join(", "), mark].filter(Boolean).join(" · ") : "", score: main?.score ?? 0, top, bottom }));
  const places = placeWords(labels, [...measured, ...assumed, ...bands(curve.measured)], size);
  drawLines(row.querySelector(".jk-curve"), { curve, assumed, measured, count: cells.length });
  cells.forEach((cell, index) => drawPoint(cell, curve.cells[index], places[index], { board, curve }));
}

function drawLines(host, { curve, assumed, measured, count }) {
  const line = (points, kind) => points.map((run) => svg("path", { class: `jk-curve__${kind}`, d: pathOf(run), "vector-effect": "non-scaling-stroke" }));
  host.setAttribute("viewBox", `0 0 ${count} 1`);
  host.dataset.measured = String(measured.length > 0);
  const zero = heightOf(0);
  host.replaceChildren(
    svg("path", { class: "jk-curve__zero", d: `M0 ${zero}H${count}`, "vector-effect": "non-scaling-stroke" }),
    ...bands(curve.measured).map((outline) => svg("path", { class: "jk-curve__band", d: pathOf(outline, true) })),
    ...line(assumed, "assumed"),
    ...line(measured, "measured"),
  );
}

function drawPoint(cell, point, place, { board, curve }) {
  const label = cell.jkView.label;
  const parts = (cell.jkParts ??= makeParts(cell, board));
  cell.jkPoint = { ...point, newcomer: curve.newcomer };
  const { assumed, measured, main } = point;
  put(parts.assumed, assumed, label);
  put(parts.measured, measured, `${label}, measured`);
  parts.assumed.classList.toggle("is-second", Boolean(measured));
  parts.prompt.hidden = Boolean(main);
  parts.words.hidden = !main;
  setText(parts.prompt, cell.jkView.prompt);
  if (!main) return;
  parts.words.style.top = `${heightOf(place.side === "above" ? point.top : point.bottom) * 100}%`;
  parts.words.dataset.side = place.side;
  parts.words.dataset.align = place.align;
  setText(parts.words.children[0], main.words.join(", "));
  setText(parts.words.children[1], point.mark ? `${main.words.length ? " · " : ""}${point.mark}` : "");
  setText(parts.words.children[2], main.words.length || point.mark || !board.editable ? "" : "in words?");
  parts.words.dataset.tone = main.score < 0 ? "negative" : "positive";
}

function put(dot, point, label) {
  dot.hidden = !point;
  if (!point) return;
  dot.style.top = `${heightOf(point.score) * 100}%`;
  dot.dataset.tone = point.score < 0 ? "negative" : "positive";
  dot.title = pointTitle(point);
  dot.setAttribute("aria-label", dot.getAttribute("role") === "slider" ? label : `${label}: ${spokenPoint(point)}`);
  if (dot.getAttribute("role") !== "slider") return;
  dot.setAttribute("aria-valuenow", point.score.toFixed(1));
  dot.setAttribute("aria-valuetext", spokenPoint(point));
}

function pointTitle(point) {
  const score = point.score.toFixed(1);
  if (point.kind === "assumed") return `assumed ${score}`;
  const interval = Number.isFinite(point.low) && Number.isFinite(point.high) ? ` (${point.low.toFixed(1)} to ${point.high.toFixed(1)})` : "";
  return `measured ${score}${interval}${point.n ? ` · n ${point.n}` : ""}`;
}

function makeParts(cell, board) {
  const slider = board.editable && { role: "slider", "aria-valuemin": -2, "aria-valuemax": 2, "aria-orientation": "vertical", data: { item: "feeling" } };
  const assumed = h("span", { class: "jk-dot jk-dot--assumed", role: "img", tabIndex: -1, ...slider });
  const measured = h("span", { class: "jk-dot jk-dot--measured", role: "img" });
  const inside = [h("span"), h("b"), h("i", { class: "jk-prompt" })];
  const words = board.editable
    ? h("button", { type: "button", class: "jk-felt", tabIndex: -1, data: { item: "words" } }, inside)
    : h("p", { class: "jk-felt" }, inside);
  const prompt = h("p", { class: "jk-prompt" });
  cell.append(measured, assumed, words, prompt);
  if (board.editable) {
    assumed.addEventListener("pointerdown", (event) => dragPoint(event, cell, board));
    assumed.addEventListener("keydown", (event) => nudge(event, cell, board));
    assumed.addEventListener("blur", () => settle(cell, board));
    words.addEventListener("click", () => askWords(cell, board));
  }
  return { assumed, measured, words, prompt };
}

/** Where an arrow key brings a score, or null. @param {KeyboardEvent} event @param {number} score */
export function nudged(event, score) {
  const step = event.shiftKey ? 0.5 : 0.1;
  const to = { ArrowUp: score + step, ArrowRight: score + step, ArrowDown: score - step, ArrowLeft: score - step, Home: -2, End: 2 }[event.key];
  return to === undefined || event.altKey || event.ctrlKey || event.metaKey ? null : onScale(to);
}

function nudge(event, cell, board) {
  const to = nudged(event, cell.jkPoint.assumed.score);
  if (to === null) return;
  event.preventDefault();
  event.stopPropagation();
  board.scores[cell.jkView.stage] = to;
  drawFeelings(board);
  clearTimeout(cell.jkTimer);
  cell.jkTimer = setTimeout(() => settle(cell, board), PATIENCE);
}

/** Send the score that keys or a drag have brought about, if any. */
async function settle(cell, board) {
  clearTimeout(cell.jkTimer);
  const { stage } = cell.jkView;
  const score = board.scores[stage];
  if (score === undefined) return;
  const { assumed } = cell.jkPoint;
  await board.send("set_emotion", { stage, score, ...whose(assumed) });
  // A newer draft may be on its way: only this one is done.
  if (board.scores[stage] === score) delete board.scores[stage];
  drawFeelings(board);
}

const whose = (point) => ({ kind: point.kind, ...(point.persona ? { persona: point.persona } : {}) });

function dragPoint(event, cell, board) {
  if (event.button !== 0) return;
  event.preventDefault();
  const dot = event.currentTarget;
  dot.focus();
  dot.setPointerCapture(event.pointerId);
  dot.classList.add("is-held");
  const box = cell.getBoundingClientRect();
  const { stage } = cell.jkView;
  const before = cell.jkPoint.assumed.score;
  const move = (e) => {
    const score = scoreAt((e.clientY - box.top) / box.height);
    if (score === cell.jkPoint.assumed.score) return;
    board.scores[stage] = score;
    drawFeelings(board);
  };
  const stop = (e) => {
    dot.classList.remove("is-held");
    for (const [type, f] of Object.entries(listeners)) dot.removeEventListener(type, f);
    if (e.type !== "pointerup" || board.scores[stage] === before) delete board.scores[stage];
    if (e.type === "pointerup") settle(cell, board);
    else drawFeelings(board);
  };
  const escape = (e) => {
    if (e.key !== "Escape") return;
    e.stopPropagation();
    stop(e);
  };
  const listeners = { pointermove: move, pointerup: stop, pointercancel: stop, keydown: escape };
  for (const [type, f] of Object.entries(listeners)) dot.addEventListener(type, f);
}

/** The words of a point and its exact score; for a stage without a point, a new one. @param {HTMLElement} cell @param {any} board */
export function askWords(cell, board) {
  const { main, newcomer } = cell.jkPoint;
  const { stage, label } = cell.jkView;
  const point = main ?? { kind: "assumed", score: 0, words: [], persona: newcomer };
  const fields = [{ name: "words", label: "In words, by comma", type: "list", value: point.words, hint: "curious, nervous" }];
  if (point.kind === "assumed") fields.push({ name: "score", label: "Score, −2 to +2", type: "number", value: point.score });
  board.form(cell.jkParts.words.hidden ? cell : cell.jkParts.words, {
    title: label,
    fields,
    save: (changes) => board.send("set_emotion", { stage, score: point.score, ...whose(point), ...changes }),
    remove: main && point.kind === "assumed" ? { label: "Remove the point", run: () => board.send("clear_emotion", { stage, ...whose(point) }) } : undefined,
    back: () => board.focus(cell.dataset.key, main ? "feeling" : undefined),
  });
}
