/** The feelings lane drawn: one curve behind the cells of a row, and in every cell its points and their words. */
import { h, isNew, setText, svg } from "./dom.js";
import { bands, dotsOf, feelings, heightOf, pathOf, placeWords, pointTitle, runs, scoreWord, spokenPoint } from "./curve.js";

/** Draw every feelings lane. @param {any} board */
export function drawFeelings(board) {
  for (const row of board.grid.querySelectorAll("[data-lane-kind='emotions']")) drawRow(row, board);
}

function drawRow(row, board) {
  const cells = [...row.querySelectorAll("[role='gridcell']")];
  if (!cells.length) return;
  const curve = feelings(board.content, board.view.traveller, board.scores);
  // Never asked of the page while it is being made: that would lay out the whole board. The observer tells, before paint.
  const { size } = board.row(row);
  watchSize(row, cells[0], board);
  row.dataset.empty = String(!curve.cells.some((point) => point.main) && !curve.others.length);
  const assumed = runs(curve.assumed);
  const measured = runs(curve.measured);
  const labels = curve.cells.map(({ main, words, mark, top, bottom }) => ({ text: main ? [words.join(", "), mark].filter(Boolean).join(" · ") : "", score: main?.score ?? 0, top, bottom }));
  const places = placeWords(labels, [...measured, ...assumed, ...bands(curve.measured), ...curve.others.flatMap(({ points }) => runs(points))], size);
  drawPeople(row, curve.others);
  drawLines(row.querySelector(".jk-curve"), { curve, assumed, measured, count: cells.length });
  cells.forEach((cell, index) => drawPoint(cell, curve.cells[index], places[index], { board, curve }));
}

/** Draw a row again when its cells became wider or higher than it was drawn for. */
function watchSize(row, cell, board) {
  const state = board.row(row);
  if (state.cell === cell) return;
  state.observer?.disconnect();
  state.cell = cell;
  state.observer = new ResizeObserver(([{ contentRect }]) => {
    const { width, height } = contentRect;
    if (!width || (Math.abs(width - state.size.width) < 1 && Math.abs(height - state.size.height) < 1)) return;
    state.size = { width, height };
    if (row.isConnected) drawRow(row, board);
  });
  state.observer.observe(cell);
}

/** Whose lines these are, where everyone's are drawn. */
function drawPeople(row, others) {
  const key = row.querySelector(".jk-lane__key");
  if (!isNew(key, others.map(({ name }) => name))) return;
  for (const old of key.querySelectorAll(".is-person")) old.remove();
  key.append(...others.map(({ hue, name }) => h("span", { class: "jk-clip is-person", style: { "--hue": hue }, title: name }, name)));
}

function drawLines(host, { curve, assumed, measured, count }) {
  const line = (points, kind) => points.map((run) => svg("path", { class: `jk-curve__${kind}`, d: pathOf(run), "vector-effect": "non-scaling-stroke" }));
  host.setAttribute("viewBox", `0 0 ${count} 1`);
  host.parentElement.dataset.measured = String(measured.length > 0);
  const zero = heightOf(0);
  const others = curve.others.flatMap(({ hue, points }) => line(runs(points), "other").concat(line(dotsOf(points), "spot")).map((path) => (path.style.setProperty("--hue", hue), path)));
  host.replaceChildren(
    svg("path", { class: "jk-curve__zero", d: `M0 ${zero}H${count}`, "vector-effect": "non-scaling-stroke" }),
    ...bands(curve.measured).map((outline) => svg("path", { class: "jk-curve__band", d: pathOf(outline, true) })),
    ...others,
    ...line(assumed, "assumed"),
    ...line(measured, "measured"),
  );
}

function drawPoint(cell, point, place, { board, curve }) {
  const state = board.at(cell);
  const { label, prompt } = state.view;
  const parts = (state.parts ??= makeParts(cell, board));
  const felt = parts.words;
  state.point = { ...point, newcomer: curve.newcomer };
  if (board.editing && !state.answers) {
    state.answers = true;
    board.editing.point(cell, parts);
  }
  const { assumed, measured, main } = point;
  put(parts.assumed, assumed, label);
  put(parts.measured, measured, `${label}, measured`, assumed);
  parts.assumed.classList.toggle("is-second", Boolean(measured));
  parts.prompt.hidden = Boolean(main) || !prompt;
  felt.hidden = !main;
  setText(parts.prompt, prompt);
  if (!main) return;
  felt.style.top = `${heightOf(place.side === "above" ? point.top : point.bottom) * 100}%`;
  felt.dataset.side = place.side;
  felt.dataset.align = place.align;
  const said = point.words.join(", ");
  setText(felt.children[0], said + (said && point.mark ? "\u00a0· " : ""));
  setText(felt.children[1], point.mark);
  setText(felt.children[2], said || point.mark || board.reading ? "" : "in words?");
  felt.classList.toggle("is-second", point.words !== main.words);
  felt.title = said;
  felt.dataset.tone = main.score < 0 ? "negative" : "positive";
}

function put(dot, point, label, assumed) {
  dot.hidden = !point;
  if (!point) return;
  dot.style.top = `${heightOf(point.score) * 100}%`;
  dot.dataset.tone = point.score < 0 ? "negative" : "positive";
  dot.dataset.face = scoreWord(point.score);
  dot.title = pointTitle(point, assumed);
  dot.setAttribute("aria-label", dot.getAttribute("role") === "slider" ? label : `${label}: ${spokenPoint(point)}`);
  if (dot.getAttribute("role") !== "slider") return;
  dot.setAttribute("aria-valuenow", point.score.toFixed(1));
  dot.setAttribute("aria-valuetext", spokenPoint(point));
}

function makeParts(cell, board) {
  const assumed = h("span", { class: "jk-dot jk-dot--assumed", role: "img", tabIndex: -1 });
  const measured = h("span", { class: "jk-dot jk-dot--measured", role: "img" });
  const inside = [h("span"), h("b"), h("i", { class: "jk-prompt" })];
  const words = !board.reading
    ? h("button", { type: "button", class: "jk-felt", tabIndex: -1, data: { item: "words" } }, inside)
    : h("p", { class: "jk-felt" }, inside);
  const prompt = h("p", { class: "jk-prompt" });
  cell.append(measured, assumed, words, prompt);
  return { assumed, measured, words, prompt };
}
